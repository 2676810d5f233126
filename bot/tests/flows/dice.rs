//! Dice: what comes next, where it is left to chance that can be repeated?

/// Chance that is the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed that was asked for, so that what a run has found can be seen again.
    pub(crate) fn seed() -> u64 {
        std::env::var("PROOFDESK_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1)
    }

    /// Whether a run may take long.
    pub(crate) fn is_long() -> bool {
        std::env::var_os("PROOFDESK_LONG").is_some()
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.draw() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// Whether one of so many turns up.
    pub(crate) fn one_in(&mut self, several: usize) -> bool {
        self.below(several) == 0
    }

    pub(crate) fn any<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

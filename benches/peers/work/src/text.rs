//! Texts: what do a client's people write?

/// The fewest bytes of a text, in UTF-8.
pub const BYTES_MIN: usize = 150;
/// The most bytes of a text, in UTF-8.
pub const BYTES_MAX: usize = 250;

/// The most bytes of a word, with the space before it.
const WORD_BYTES_MAX: usize = 25;

const WORDS: [&str; 32] = [
    "здравствуйте",
    "принтер",
    "не",
    "печатает",
    "третий",
    "день",
    "подряд",
    "в",
    "бухгалтерии",
    "на",
    "кассе",
    "пропал",
    "интернет",
    "и",
    "телефон",
    "тоже",
    "молчит",
    "просим",
    "прислать",
    "мастера",
    "сегодня",
    "до",
    "обеда",
    "или",
    "завтра",
    "утром",
    "ключ",
    "у",
    "охраны",
    "спасибо",
    "заранее",
    "ждём",
];

/// A text in Russian, [`BYTES_MIN`] to [`BYTES_MAX`] bytes long; the same for the same seed.
pub fn text(seed: u64) -> String {
    let mut chance = Chance(seed);
    // The last word begins before the target, and the longest one still ends within the bounds.
    let spread = BYTES_MAX - WORD_BYTES_MAX - BYTES_MIN;
    let target = BYTES_MIN + below(spread + 1, chance.draw());
    let mut text = String::with_capacity(BYTES_MAX);
    let mut draw = 0;
    while text.len() < target {
        if draw == 0 {
            draw = chance.draw();
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(WORDS[below(WORDS.len(), draw)]);
        draw /= WORDS.len() as u64;
    }
    text
}

fn below(bound: usize, draw: u64) -> usize {
    usize::try_from(draw % bound as u64).expect("it is below a bound that fits")
}

/// Numbers that look like chance and follow from a seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The next 128 bits.
    pub fn draw_wide(&mut self) -> u128 {
        u128::from(self.draw()) << 64 | u128::from(self.draw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_bounds() {
        for seed in 0..20_000 {
            let bytes = text(seed).len();
            assert!((BYTES_MIN..=BYTES_MAX).contains(&bytes), "{bytes} bytes from seed {seed}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_text_and_another_seed_another() {
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
    }
}

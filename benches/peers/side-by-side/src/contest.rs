//! The contest: in which order are samples taken, and which are thrown away?

use crate::noise::FOREIGN_CORES_MAX;
use anyhow::Error;
use serde::Serialize;
use work::Sample;

/// How often one sample is tried before the contest is given up.
pub(crate) const TRIES_MAX: u32 = 5;

/// A sample, and how busy other programs were meanwhile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Taken {
    #[serde(flatten)]
    pub(crate) sample: Sample,
    pub(crate) foreign_cores: f64,
}

impl Taken {
    /// Whether other programs were too busy for this sample to say anything.
    pub(crate) fn is_noisy(&self) -> bool {
        self.foreign_cores > FOREIGN_CORES_MAX
    }
}

/// All samples of one contestant.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Lane {
    pub(crate) kept: Vec<Taken>,
    pub(crate) thrown_away: u32,
}

/// Why a contest ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The machine did not get quiet.
    Noisy { lane: usize, tries: u32, foreign_cores: f64 },
    /// A sample could not be taken.
    Failed(Error),
}

/// Takes `rounds` samples of each of `lanes` contestants, in turn: A B C A B C.
///
/// A noisy sample is thrown away and taken again at once, at most [`TRIES_MAX`] times; with
/// `keep_noisy` it is kept.
///
/// # Errors
///
/// [`Stop::Noisy`] if every try of a sample was noisy and noise is not kept; [`Stop::Failed`] with
/// the first failure of `take`.
pub(crate) fn interleave(
    lanes: usize,
    rounds: u32,
    keep_noisy: bool,
    mut take: impl FnMut(usize) -> Result<Taken, Error>,
) -> Result<Vec<Lane>, Stop> {
    let mut found = vec![Lane::default(); lanes];
    for _ in 0..rounds {
        for (index, lane) in found.iter_mut().enumerate() {
            let mut tries = 0;
            let kept = loop {
                let taken = take(index).map_err(Stop::Failed)?;
                tries += 1;
                if !taken.is_noisy() || keep_noisy {
                    break taken;
                }
                if tries == TRIES_MAX {
                    let foreign_cores = taken.foreign_cores;
                    return Err(Stop::Noisy { lane: index, tries, foreign_cores });
                }
                lane.thrown_away += 1;
            };
            lane.kept.push(kept);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::testing::taken;

    #[test]
    fn contestants_take_turns() {
        let mut order = Vec::new();
        let lanes = interleave(3, 2, false, |lane| {
            order.push(lane);
            Ok(taken(1.0, 0.0))
        });
        assert_eq!(order, [0, 1, 2, 0, 1, 2]);
        assert!(lanes.unwrap().iter().all(|it| it.kept.len() == 2));
    }

    #[test]
    fn a_noisy_sample_is_thrown_away_and_taken_again() {
        let lane = check(&[0.31, 0.9, 0.3, 0.0], false).unwrap();
        assert_eq!(lane.kept, [taken(1.0, 0.3), taken(1.0, 0.0)]);
        assert_eq!(lane.thrown_away, 2);
    }

    #[test]
    fn a_machine_that_does_not_get_quiet_ends_the_contest() {
        let stop = check(&[0.0, 0.5, 0.5, 0.5, 0.5, 0.7], false).unwrap_err();
        assert!(matches!(stop, Stop::Noisy { lane: 0, tries: TRIES_MAX, foreign_cores: 0.7 }));
    }

    #[test]
    fn noise_is_kept_where_that_is_asked_for() {
        let lane = check(&[0.5, 0.7], true).unwrap();
        assert_eq!(lane.kept, [taken(1.0, 0.5), taken(1.0, 0.7)]);
        assert_eq!(lane.thrown_away, 0);
    }

    #[test]
    fn the_first_failure_ends_the_contest() {
        let stop = interleave(1, 1, true, |_| Err(Error::msg("the disk is full"))).unwrap_err();
        assert!(matches!(stop, Stop::Failed(_)));
    }

    /// Two rounds of one contestant while other programs used so many cores, try by try.
    fn check(foreign_cores: &[f64], keep_noisy: bool) -> Result<Lane, Stop> {
        let mut foreign_cores = foreign_cores.iter();
        let lanes =
            interleave(1, 2, keep_noisy, |_| Ok(taken(1.0, *foreign_cores.next().unwrap())));
        assert_eq!(foreign_cores.next(), None);
        lanes.map(|mut it| it.remove(0))
    }
}

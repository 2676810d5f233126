//! The judge: what do the samples add up to, and was it enough?

use crate::contest::{Lane, Taken};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// The middle of some figures, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// Of at least one figure; of an even number, the median lies between the two in the middle.
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        let (min, max) = (figures[0], figures[figures.len() - 1]);
        let upper = figures.len() / 2;
        let lower = (figures.len() - 1) / 2;
        Self { median: f64::midpoint(figures[lower], figures[upper]), min, max }
    }
}

/// How one contestant did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Standing {
    pub(crate) contestant: String,
    pub(crate) per_second: Spread,
    /// The median of the samples' medians.
    pub(crate) p50_ms: f64,
    /// The median of the samples' 99th percentiles.
    pub(crate) p99_ms: f64,
    pub(crate) thrown_away: u32,
    pub(crate) samples: Vec<Taken>,
}

impl Standing {
    /// Adds up at least one sample.
    pub(crate) fn of(contestant: &str, lane: Lane) -> Self {
        let figures = |of: fn(&Taken) -> f64| Spread::of(lane.kept.iter().map(of));
        Self {
            contestant: contestant.to_owned(),
            per_second: figures(|it| it.sample.per_second),
            p50_ms: figures(|it| it.sample.p50_ms).median,
            p99_ms: figures(|it| it.sample.p99_ms).median,
            thrown_away: lane.thrown_away,
            samples: lane.kept,
        }
    }

    /// How many times as much as another contestant.
    pub(crate) fn times(&self, other: &Self) -> f64 {
        self.per_second.median / other.per_second.median
    }

    pub(crate) fn is_noisy(&self) -> bool {
        self.samples.iter().any(Taken::is_noisy)
    }
}

/// One contestant must do so many times as much as another: `ours/umadb>=1.25`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Requirement {
    more: String,
    less: String,
    times: f64,
}

impl FromStr for Requirement {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        const FORM: &str = "a requirement is A/B>=X, such as ours/umadb>=1.25";
        let (names, times) = text.split_once(">=").context(FORM)?;
        let (more, less) = names.split_once('/').context(FORM)?;
        let times: f64 = times.trim().parse().context(FORM)?;
        if !(times.is_finite() && times > 0.0) {
            bail!(FORM);
        }
        Ok(Self { more: more.trim().to_owned(), less: less.trim().to_owned(), times })
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}>={}", self.more, self.less, self.times)
    }
}

impl Requirement {
    /// The two contestants it speaks of.
    pub(crate) fn names(&self) -> [&str; 2] {
        [&self.more, &self.less]
    }

    /// What was found; `None` if one of the two did not take part.
    pub(crate) fn judge(&self, standings: &[Standing]) -> Option<Finding> {
        let of = |name: &str| standings.iter().find(|it| it.contestant == name);
        let times = of(&self.more)?.times(of(&self.less)?);
        Some(Finding { requirement: self.to_string(), times, met: times >= self.times })
    }
}

/// What became of a requirement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub(crate) requirement: String,
    pub(crate) times: f64,
    pub(crate) met: bool,
}

/// What became of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    Met,
    NotMet,
    /// A noisy sample was kept: the figures say nothing.
    NotJudged,
}

impl Verdict {
    pub(crate) fn of(standings: &[Standing], findings: &[Finding]) -> Self {
        if standings.iter().any(Standing::is_noisy) {
            Self::NotJudged
        } else if findings.iter().all(|it| it.met) {
            Self::Met
        } else {
            Self::NotMet
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use work::{Sample, Work};

    /// A sample with a figure, taken while other programs used so many cores.
    pub(crate) fn taken(per_second: f64, foreign_cores: f64) -> Taken {
        let sample = Sample {
            contestant: "it".to_owned(),
            work: Work::AppendOnly,
            tasks: 8,
            count: 1,
            seconds: 1.0,
            per_second,
            p50_ms: 1.0,
            p99_ms: 2.0,
            retries: 0,
        };
        Taken { sample, foreign_cores }
    }

    /// A contestant with these figures, taken on a quiet machine.
    pub(crate) fn standing(contestant: &str, figures: &[f64]) -> Standing {
        let kept = figures.iter().map(|&it| taken(it, 0.0)).collect();
        Standing::of(contestant, Lane { kept, thrown_away: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{standing, taken};
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_figures_not_their_mean() {
        check_spread(&[9.0, 1.0, 2.0], 2.0);
        check_spread(&[9.0, 1.0, 2.0, 4.0], 3.0);
        check_spread(&[5.0], 5.0);
    }

    #[test]
    fn a_ratio_just_reached_is_met() {
        check("ours/umadb>=1.25", Some((1.25, true)));
        check("ours / umadb >= 1.26", Some((1.25, false)));
        check("umadb/ours>=0.7", Some((0.8, true)));
    }

    #[test]
    fn a_contestant_that_did_not_take_part_gives_no_finding() {
        check("ours/axon>=1", None);
    }

    #[test]
    fn a_requirement_of_another_form_is_refused() {
        for wrong in
            ["ours>=1", "ours/umadb", "ours/umadb>1", "ours/umadb>=x", "a/b>=NaN", "a/b>=0"]
        {
            assert!(wrong.parse::<Requirement>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_noisy_sample_of_one_contestant_and_nothing_is_judged() {
        let quiet = standing("ours", &[1.0]);
        let lane = Lane { kept: vec![taken(1.0, 0.0), taken(1.0, 0.31)], thrown_away: 0 };
        let standings = [quiet, Standing::of("umadb", lane)];
        let finding = |met| Finding { requirement: "ours/umadb>=1".to_owned(), times: 1.0, met };
        assert_eq!(Verdict::of(&standings[..1], &[finding(true)]), Verdict::Met);
        assert_eq!(Verdict::of(&standings[..1], &[finding(true), finding(false)]), Verdict::NotMet);
        assert_eq!(Verdict::of(&standings, &[finding(true)]), Verdict::NotJudged);
        assert_eq!(Verdict::of(&standings, &[finding(false)]), Verdict::NotJudged);
    }

    #[track_caller]
    fn check_spread(figures: &[f64], median: f64) {
        let found = Spread::of(figures.iter().copied());
        let min = figures.iter().copied().fold(f64::INFINITY, f64::min);
        let max = figures.iter().copied().fold(0.0, f64::max);
        assert_eq!(found, Spread { median, min, max });
    }

    /// Judged with `ours` at 50 and `umadb` at 40 a second.
    #[track_caller]
    fn check(requirement: &str, expected: Option<(f64, bool)>) {
        let standings = [standing("ours", &[50.0]), standing("umadb", &[40.0])];
        let requirement: Requirement = requirement.parse().unwrap();
        let found = requirement.judge(&standings).map(|it| (it.times, it.met));
        assert_eq!(found, expected);
    }
}

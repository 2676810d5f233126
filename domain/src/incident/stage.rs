//! Stage: how far is an incident at an instant?

use super::Nature;
use chrono::{DateTime, Utc};

/// How far an incident is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Works that have not begun.
    Planned,
    Running,
    /// The time that works were planned for has gone by, and nobody has said that they are over.
    TimeIsUp,
    Over,
    /// Works that were over before they would have begun.
    Withdrawn,
}

impl Stage {
    pub const ALL: [Self; 5] =
        [Self::Planned, Self::Running, Self::TimeIsUp, Self::Over, Self::Withdrawn];

    /// Its name in JSON and in keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::TimeIsUp => "time_is_up",
            Self::Over => "over",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Nature {
    /// How far an incident of this kind is.
    ///
    /// * `ended`: when somebody said that it is over.
    pub fn stage(self, ended: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Stage {
        match (self, ended) {
            (Self::Outage, None) => Stage::Running,
            (Self::Planned { from, .. }, None) if now < from => Stage::Planned,
            (Self::Planned { until, .. }, None) if now < until => Stage::Running,
            (Self::Planned { .. }, None) => Stage::TimeIsUp,
            (Self::Planned { from, .. }, Some(ended)) if ended < from => Stage::Withdrawn,
            (Self::Outage | Self::Planned { .. }, Some(_)) => Stage::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-25T{time}:00Z").parse().unwrap()
    }

    #[test]
    fn works_are_planned_run_and_are_over_by_the_clock_and_by_what_was_said() {
        let planned = Nature::Planned { from: at("19:00"), until: at("20:30") };
        for (nature, ended, now, then) in [
            (planned, None, "18:59", Stage::Planned),
            (planned, None, "19:00", Stage::Running),
            (planned, None, "20:29", Stage::Running),
            (planned, None, "20:30", Stage::TimeIsUp),
            (planned, Some("18:59"), "19:30", Stage::Withdrawn),
            (planned, Some("19:00"), "19:30", Stage::Over),
            (planned, Some("21:00"), "22:00", Stage::Over),
            (Nature::Outage, None, "19:00", Stage::Running),
            (Nature::Outage, Some("18:00"), "19:00", Stage::Over),
        ] {
            let stage = nature.stage(ended.map(at), at(now));
            assert_eq!(stage, then, "{nature:?} {ended:?} {now}");
        }
    }

    #[test]
    fn no_two_stages_have_one_name() {
        let names: std::collections::BTreeSet<_> = Stage::ALL.iter().map(|it| it.name()).collect();
        assert_eq!(names.len(), Stage::ALL.len());
    }
}

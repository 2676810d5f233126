//! Outcomes: which clocks of a report does a number count, and what are they called?

use domain::clock::Cancelling;
use domain::compliance::Line;
use projections::rows::{Figures, ReportNumber};

/// One line of a report, or several together, or some of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Line(Line),
    /// Those with a verdict: what the percentage is of.
    Judged,
    /// Those without one.
    Outside,
    Touched,
    /// Those whose verdict was set right.
    Corrected,
}

/// The lines with a verdict.
const JUDGED: [Line; 2] = [Line::Met, Line::Breached];

/// The lines outside the denominator, as they are printed.
pub(crate) const OUTSIDE: [Line; 9] = [
    Line::OpenNotDue,
    Line::PausedOpen,
    Line::NotApplicable,
    Line::Superseded,
    Line::Cancelled(Cancelling::Withdrawn),
    Line::Cancelled(Cancelling::Merged),
    Line::Cancelled(Cancelling::Closed),
    Line::Gap,
    Line::Excluded,
];

impl Outcome {
    pub(crate) const ALL: [Self; 15] = [
        Self::Line(Line::Met),
        Self::Line(Line::Breached),
        Self::Judged,
        Self::Outside,
        Self::Touched,
        Self::Corrected,
        Self::Line(OUTSIDE[0]),
        Self::Line(OUTSIDE[1]),
        Self::Line(OUTSIDE[2]),
        Self::Line(OUTSIDE[3]),
        Self::Line(OUTSIDE[4]),
        Self::Line(OUTSIDE[5]),
        Self::Line(OUTSIDE[6]),
        Self::Line(OUTSIDE[7]),
        Self::Line(OUTSIDE[8]),
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Line(line) => line_name(line),
            Self::Judged => "judged",
            Self::Outside => "outside",
            Self::Touched => "touched",
            Self::Corrected => "corrected",
        }
    }

    /// The numbers that it adds up.
    pub(crate) fn numbers(self) -> Vec<ReportNumber> {
        let lines = match self {
            Self::Line(line) => vec![line],
            Self::Judged => JUDGED.to_vec(),
            Self::Outside => OUTSIDE.to_vec(),
            Self::Touched => [JUDGED.as_slice(), OUTSIDE.as_slice()].concat(),
            Self::Corrected => return vec![ReportNumber::Corrected],
        };
        lines.into_iter().map(Into::into).collect()
    }

    /// How many clocks it counts.
    pub(crate) fn count(self, figures: &Figures) -> u64 {
        let it = &figures.tally;
        match self {
            Self::Corrected => figures.corrected,
            Self::Line(Line::Met) => it.met,
            Self::Line(Line::Breached) => it.breached,
            Self::Line(Line::OpenNotDue) => it.open_not_due,
            Self::Line(Line::PausedOpen) => it.paused_open,
            Self::Line(Line::NotApplicable) => it.not_applicable,
            Self::Line(Line::Superseded) => it.superseded,
            Self::Line(Line::Cancelled(Cancelling::Withdrawn)) => it.cancelled.withdrawn,
            Self::Line(Line::Cancelled(Cancelling::Merged)) => it.cancelled.merged,
            Self::Line(Line::Cancelled(Cancelling::Closed)) => it.cancelled.closed,
            Self::Line(Line::Gap) => it.gap,
            Self::Line(Line::Excluded) => it.excluded,
            Self::Judged => it.met + it.breached,
            Self::Outside => it.outside(),
            Self::Touched => it.touched,
        }
    }
}

pub(crate) fn line_name(line: Line) -> &'static str {
    match line {
        Line::Met => "met",
        Line::Breached => "breached",
        Line::OpenNotDue => "open_not_due",
        Line::PausedOpen => "paused_open",
        Line::NotApplicable => "not_applicable",
        Line::Superseded => "superseded",
        Line::Cancelled(Cancelling::Withdrawn) => "cancelled_withdrawn",
        Line::Cancelled(Cancelling::Merged) => "cancelled_merged",
        Line::Cancelled(Cancelling::Closed) => "cancelled_closed",
        Line::Gap => "measurement_gap",
        Line::Excluded => "excluded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::compliance::Tally;

    #[test]
    fn what_is_judged_and_what_is_outside_are_all_that_was_touched() {
        let tally =
            Tally { met: 3, breached: 2, gap: 1, superseded: 4, touched: 10, ..Tally::default() };
        let figures = Figures { tally, ..Figures::default() };
        let [judged, outside, touched] = [Outcome::Judged, Outcome::Outside, Outcome::Touched];
        for group in [judged, outside, touched] {
            let each = group.numbers().into_iter().map(|it| match it {
                ReportNumber::Line(line) => Outcome::Line(line).count(&figures),
                ReportNumber::Corrected => panic!("{} is made of lines", group.name()),
            });
            assert_eq!(each.sum::<u64>(), group.count(&figures), "{}", group.name());
        }
        assert_eq!(judged.count(&figures) + outside.count(&figures), touched.count(&figures));
    }

    #[test]
    fn each_outcome_has_a_name_of_its_own() {
        let mut names = Outcome::ALL.map(Outcome::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|it| it[0] != it[1]), "{names:?}");
    }
}

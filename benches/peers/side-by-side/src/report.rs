//! The report: what is shown to people and to programs?

use crate::contestant::Ask;
use crate::judge::{Finding, Requirement, Standing, Verdict};
use crate::noise::FOREIGN_CORES_MAX;
use serde::Serialize;
use std::fmt;
use work::Work;

/// All that was found; shown as Markdown.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    work: Work,
    tasks: u64,
    rounds: u32,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    foreign_cores_max: f64,
    pub(crate) verdict: Verdict,
    findings: Vec<Finding>,
    standings: Vec<Standing>,
}

impl Report {
    /// Judges at least one standing; the others are compared with the first.
    pub(crate) fn of(
        ask: &Ask,
        rounds: u32,
        standings: Vec<Standing>,
        requirements: &[Requirement],
    ) -> Self {
        let findings: Vec<Finding> =
            requirements.iter().filter_map(|it| it.judge(&standings)).collect();
        Self {
            work: ask.work,
            tasks: ask.tasks,
            rounds,
            seconds: ask.seconds,
            count: (ask.work == Work::Replay).then_some(ask.count),
            foreign_cores_max: FOREIGN_CORES_MAX,
            verdict: Verdict::of(&standings, &findings),
            findings,
            standings,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { work, tasks, rounds, seconds, .. } = self;
        let first = &self.standings[0];
        write!(f, "\n### {work}, ")?;
        match self.count {
            Some(count) => write!(f, "{} events", grouped(count))?,
            None => write!(f, "tasks at once: {tasks}")?,
        }
        writeln!(f, " (medians of {rounds} interleaved samples of {seconds} s)\n")?;
        let unit = if self.count.is_some() { "1,000 events" } else { "one" };
        writeln!(
            f,
            "| contestant | a second, median [min..max] | p50 ms of {unit} | p99 ms | {} / it \
             | thrown away |",
            first.contestant
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|")?;
        for it in &self.standings {
            writeln!(
                f,
                "| {} | {} [{}..{}] | {:.2} | {:.2} | {:.2} | {} |",
                it.contestant,
                whole(it.per_second.median),
                whole(it.per_second.min),
                whole(it.per_second.max),
                it.p50_ms,
                it.p99_ms,
                first.times(it),
                it.thrown_away
            )?;
        }
        writeln!(f)?;
        for it in &self.findings {
            let found = match (self.verdict, it.met) {
                (Verdict::NotJudged, _) => "not judged",
                (_, true) => "met",
                (_, false) => "NOT MET",
            };
            writeln!(f, "- {}: {:.2}, {found}", it.requirement, it.times)?;
        }
        if self.verdict == Verdict::NotJudged {
            writeln!(
                f,
                "- Nothing was judged: other programs used more than {FOREIGN_CORES_MAX} cores \
                 during a sample."
            )?;
        }
        Ok(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a figure a second is neither negative nor beyond 2^53"
)]
fn whole(figure: f64) -> String {
    grouped(figure.round() as u64)
}

/// A number with a comma every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::testing::standing;

    #[test]
    fn the_table_compares_the_first_with_each() {
        let ask = Ask { work: Work::AppendOnly, tasks: 8, seconds: 2.0, count: 1 };
        let standings = vec![
            standing("ours", &[23_000.0, 25_000.0, 24_000.0]),
            standing("cqrs-es", &[1_999.6, 900.0, 3_000.0]),
        ];
        let requirements: Vec<Requirement> =
            vec!["ours/cqrs-es>=8".parse().unwrap(), "ours/cqrs-es>=13".parse().unwrap()];
        let report = Report::of(&ask, 3, standings, &requirements);
        let expected = "
### append-only, tasks at once: 8 (medians of 3 interleaved samples of 2 s)

| contestant | a second, median [min..max] | p50 ms of one | p99 ms | ours / it | thrown away |
|---|---:|---:|---:|---:|---:|
| ours | 24,000 [23,000..25,000] | 1.00 | 2.00 | 1.00 | 0 |
| cqrs-es | 2,000 [900..3,000] | 1.00 | 2.00 | 12.00 | 0 |

- ours/cqrs-es>=8: 12.00, met
- ours/cqrs-es>=13: 12.00, NOT MET
";
        assert_eq!(report.to_string(), expected);
        assert_eq!(report.verdict, Verdict::NotMet);
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}

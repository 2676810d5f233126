//! Promised: which row of a policy holds for which ticket, and when would each of its answers be due?

use super::opening::Opening;
use chrono::{DateTime, Datelike, Days, NaiveTime, Utc, Weekday};
use domain::clock::Kind;
use domain::policy::{Row, Rules, Target, Traits, TypeMatch};
use domain::{At, Priority, Slug};
use serde::Serialize;

/// When the week's last requests come: half past five on a Friday.
const FRIDAY_EVENING: (u32, u32) = (17, 30);
/// How an instant is shown.
const SHOWN: &str = "%a %Y-%m-%d %H:%M";

/// Calendars by name, the client's first.
pub(crate) struct Openings(pub(crate) Vec<(Slug, Opening)>);

/// A kind of ticket, the row that holds for it, and what it is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Promise {
    /// `fault, urgent`; or which row it is, of one for some people or places only.
    pub(crate) ticket: String,
    /// None where nothing is promised.
    pub(crate) row: Option<Slug>,
    /// The row's own, where it has one.
    pub(crate) calendar: Option<Slug>,
    pub(crate) answers: Vec<Answer>,
}

/// One clock of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    pub(crate) clock: &'static str,
    pub(crate) target: String,
    /// The deadline of a ticket of each example, in local time; none without a calendar.
    pub(crate) due: Vec<String>,
}

impl Openings {
    /// The instants that examples begin at: now, and the next Friday evening. None without a calendar.
    pub(crate) fn examples(&self, now: DateTime<Utc>) -> Vec<At> {
        let Some((_, client)) = self.0.first() else { return vec![] };
        let local = client.local(now.into());
        let (hour, minute) = FRIDAY_EVENING;
        let evening = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of the day");
        let ahead = Weekday::Fri.days_since(local.weekday());
        let weeks = if ahead == 0 && local.time() > evening { 7 } else { 0 };
        let friday = local.date() + Days::new(u64::from(ahead + weeks));
        vec![now.into(), client.instant(friday.and_time(evening)).into()]
    }

    /// An instant as the client reads it.
    pub(crate) fn shown(&self, at: At) -> String {
        match self.0.first() {
            Some((_, client)) => {
                let name = client.time_name(at);
                format!("{} {name}", client.local(at).format(SHOWN))
            }
            None => at.to_string(),
        }
    }

    /// What each kind of ticket is promised, and then each row that holds for some people or places only.
    pub(crate) fn promises(&self, rules: &Rules, examples: &[At]) -> Vec<Promise> {
        let mut promises = vec![];
        for types in TypeMatch::ALL {
            for priority in Priority::ALL {
                let traits =
                    Traits { request_type: types.request_type(), priority, ..Traits::default() };
                let ticket = format!("{}, {}", word(&types), word(&priority));
                promises.push(self.promise(ticket, rules.row_for(&traits), examples));
            }
        }
        let some = rules.rows.iter().filter(|it| !it.requesters.is_empty() || !it.sites.is_empty());
        promises.extend(some.map(|row| self.promise(whose(row), Some(row), examples)));
        promises
    }

    fn promise(&self, ticket: String, row: Option<&Row>, examples: &[At]) -> Promise {
        let targets = |row: &Row| Kind::ALL.map(|kind| Some((kind, row.target(kind)?)));
        let answers = row.map(targets).into_iter().flatten().flatten().map(|(kind, target)| {
            let calendar = row.and_then(|it| it.calendar.as_ref());
            let due = examples.iter().map(|it| self.due(calendar, target, *it)).collect();
            Answer { clock: kind.name(), target: target.to_string(), due }
        });
        let answers = answers.collect();
        let (row, calendar) =
            (row.map(|it| it.name.clone()), row.and_then(|it| it.calendar.clone()));
        Promise { ticket, row, calendar, answers }
    }

    fn due(&self, calendar: Option<&Slug>, target: Target, start: At) -> String {
        let opening = match calendar {
            None => self.0.first(),
            Some(name) => self.0.iter().find(|it| it.0 == *name),
        };
        let Some((_, opening)) = opening else { return "its calendar is not given".to_owned() };
        let due = match target {
            Target::Seconds(seconds) => opening.service.add(start, seconds.into()),
            Target::EndOfBusinessDay(days) => opening.service.end_of_business_day(start, days),
        };
        due.map_or_else(|| "never".to_owned(), |it| self.shown(it))
    }
}

fn whose(row: &Row) -> String {
    let mut whose = vec![];
    if !row.requesters.is_empty() {
        whose.push(format!("{} person(s)", row.requesters.len()));
    }
    if !row.sites.is_empty() {
        let sites: Vec<_> = row.sites.iter().map(ToString::to_string).collect();
        whose.push(format!("site {}", sites.join(" or ")));
    }
    format!("of {} only", whose.join(" at "))
}

/// A word of a closed list, as it is written.
fn word(it: &impl Serialize) -> String {
    let word = serde_json::to_value(it).expect("a word is a text");
    word.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::book::Book;
    use domain::calendar::Hours;

    fn utc() -> Openings {
        let opening = Opening::new(&Hours::Always {}, &Book::default()).unwrap();
        Openings(vec![("always".parse().unwrap(), opening)])
    }

    #[test]
    fn on_a_friday_night_the_example_is_the_friday_after() {
        for (now, friday) in [
            ("2026-11-23T12:00:00Z", "Fri 2026-11-27 17:30 UTC"),
            ("2026-11-27T17:30:00Z", "Fri 2026-11-27 17:30 UTC"),
            ("2026-11-27T17:31:00Z", "Fri 2026-12-04 17:30 UTC"),
        ] {
            let examples = utc().examples(now.parse().unwrap());
            assert_eq!(utc().shown(examples[1]), friday, "{now}");
        }
    }
}

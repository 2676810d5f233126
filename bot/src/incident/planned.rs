//! Planned: when do works begin and end that staff write down on a phone?

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::client::Zone;
use domain::zone::{instants_of, local};

/// How long works may last.
const WORKS_MAX: TimeDelta = TimeDelta::days(14);

/// `25.11 22:00-23:30 text`, or without a date for today or tomorrow: when it begins and ends, and the text. None for
/// what is not so, what has passed, and what lasts longer than [`WORKS_MAX`].
pub(super) fn window<'w>(
    words: &'w str,
    now: DateTime<Utc>,
    zone: &Zone,
) -> Option<(DateTime<Utc>, DateTime<Utc>, &'w str)> {
    let today = local(now, zone).date_time.date();
    let (first, rest) = words.split_once(char::is_whitespace)?;
    let (days, times, text) = match date(first, today) {
        Some(day) => {
            let (times, text) = rest.trim_start().split_once(char::is_whitespace)?;
            (vec![day], times, text)
        }
        None => (vec![today, today.succ_opt()?], first, rest),
    };
    let (from, until) = times.split_once(['-', '–'])?;
    let (from, until) = (time(from)?, time(until)?);
    let at = |day: NaiveDate, time: NaiveTime| instants_of(day.and_time(time), zone).earliest();
    let window = |day: NaiveDate| {
        // What ends before it begins ends on the next day.
        let last = if until > from { day } else { day.succ_opt()? };
        Some((at(day, from)?, at(last, until)?))
    };
    let (from, until) = days.into_iter().filter_map(window).find(|it| it.1 > now)?;
    let text = text.trim();
    (!text.is_empty() && until - from <= WORKS_MAX).then_some((from, until, text))
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// `25.11` is the next such day, `25.11.2026` that one.
fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<u32> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    match *parts.as_slice() {
        [day, month] => {
            let this_year = NaiveDate::from_ymd_opt(today.year(), month, day);
            let next_year = || NaiveDate::from_ymd_opt(today.year() + 1, month, day);
            this_year.filter(|it| *it >= today).or_else(next_year)
        }
        [day, month, year] => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T12:00:00Z";

    fn check(words: &str, then: Option<(&str, &str, &str)>) {
        let instant = |it: &str| it.parse::<DateTime<Utc>>().unwrap();
        let got = window(words, instant(NOW), &Zone::default());
        assert_eq!(got, then.map(|it| (instant(it.0), instant(it.1), it.2)), "{words}");
    }

    #[test]
    fn works_are_written_as_people_write_them() {
        let late = Some(("2026-11-25T19:00:00Z", "2026-11-25T20:30:00Z", "замена роутера"));
        check("25.11 22:00-23:30 замена роутера", late);
        check("25.11.2026 22:00–23:30  замена роутера", late);
        check("22:00-02:00 ночью", Some(("2026-11-22T19:00:00Z", "2026-11-22T23:00:00Z", "ночью")));
        check("9:00-10:00 утром", Some(("2026-11-23T06:00:00Z", "2026-11-23T07:00:00Z", "утром")));
        check(
            "10.01 9:00-10:00 зимой",
            Some(("2027-01-10T06:00:00Z", "2027-01-10T07:00:00Z", "зимой")),
        );
    }

    #[test]
    fn what_is_no_time_or_has_passed_or_lacks_words_is_refused() {
        for words in [
            "",
            "завтра",
            "25.11",
            "25.11 22:00",
            "25.11 22:00-23:30",
            "25.11 25:00-26:00 x",
            "31.02 22:00-23:00 x",
            "21.11.2026 22:00-23:00 x",
            "22-23 x",
        ] {
            check(words, None);
        }
    }
}

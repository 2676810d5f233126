//! Words: in which language does a reader read, and how are dates and spans of time written in it?

#[cfg(test)]
mod plurals;

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::zone::{Local, local};
use domain::{At, Language};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "ru",
        // The marks that Fluent puts round arguments would be copied along with names and numbers.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static RU: LanguageIdentifier = langid!("ru");
static EN: LanguageIdentifier = langid!("en");

/// The cookie that keeps a reader's choice.
const COOKIE: &str = "lang";

/// The language of whoever sends a request: as the query says, else the cookie, else the browser, else Russian.
pub fn language_of_request(uri: &Uri, headers: &HeaderMap) -> Language {
    Words::of_request(uri, headers).0
}

/// The header by which a browser keeps the choice of a language for a year.
pub fn language_cookie(language: Language) -> HeaderValue {
    let tag = Words(language).tag();
    let cookie = format!("{COOKIE}={tag}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    cookie.parse().expect("a cookie of plain letters is a header")
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// As the query says, else the cookie, else the browser, else Russian.
    pub(crate) fn of_request(uri: &Uri, headers: &HeaderMap) -> Self {
        let asked = uri.query().and_then(|it| named(it.split('&')));
        let cookies = headers.get(header::COOKIE).and_then(|it| it.to_str().ok());
        let kept = || cookies.and_then(|it| named(it.split(';').map(str::trim)));
        let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        let accepted = || accepts.and_then(accepted);
        Self(asked.or_else(kept).or_else(accepted).unwrap_or_default())
    }

    /// The tag of the language, for `lang=`.
    pub(crate) fn tag(self) -> &'static str {
        match self.0 {
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    /// The tag of the other language.
    pub(crate) fn other(self) -> &'static str {
        match self.0 {
            Language::Ru => "en",
            Language::En => "ru",
        }
    }

    pub(crate) fn text(self, key: &str) -> String {
        LOCALES.lookup(self.identifier(), key)
    }

    /// The text with one argument.
    pub(crate) fn with<'a>(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'a>>,
    ) -> String {
        self.with_all(key, [(name, value.into())])
    }

    pub(crate) fn with_all<const N: usize>(
        self,
        key: &str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        self.with_these(key, arguments)
    }

    /// The same with as many arguments as there are.
    pub(crate) fn with_these<'a>(
        self,
        key: &str,
        arguments: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>,
    ) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.into_iter().map(|(name, it)| (name.into(), it)).collect();
        LOCALES.lookup_with_args(self.identifier(), key, &arguments)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::Ru => &RU,
            Language::En => &EN,
        }
    }

    /// An instant as people of a zone read it: `22.11.2026 14:05 (МСК)`, `2026-11-22 14:05 MSK`.
    pub(crate) fn instant(self, at: DateTime<Utc>, zone: &Zone) -> String {
        self.read(&local(at, zone))
    }

    /// The same by clocks that a period is bound to.
    pub(crate) fn instant_by(self, at: At, civil: &CivilTime) -> String {
        self.read(&civil.local(at))
    }

    fn read(self, local: &Local) -> String {
        let zone = zone_name(local, self.0);
        match self.0 {
            Language::Ru => format!("{} ({zone})", local.date_time.format("%d.%m.%Y %H:%M")),
            Language::En => format!("{} {zone}", local.date_time.format("%Y-%m-%d %H:%M")),
        }
    }

    /// The same to the second.
    pub(crate) fn instant_s(self, at: DateTime<Utc>, zone: &Zone) -> String {
        self.read_s(&local(at, zone))
    }

    /// To the second, by clocks that a period is bound to.
    pub(crate) fn instant_s_by(self, at: At, civil: &CivilTime) -> String {
        self.read_s(&civil.local(at))
    }

    fn read_s(self, local: &Local) -> String {
        let zone = zone_name(local, self.0);
        match self.0 {
            Language::Ru => format!("{} ({zone})", local.date_time.format("%d.%m.%Y %H:%M:%S")),
            Language::En => format!("{} {zone}", local.date_time.format("%Y-%m-%d %H:%M:%S")),
        }
    }

    /// An instant near the present one: without its date where that is today's.
    pub(crate) fn soon(self, at: DateTime<Utc>, zone: &Zone, now: DateTime<Utc>) -> String {
        let (then, today) = (local(at, zone), local(now, zone).date_time.date());
        if then.date_time.date() != today {
            return self.instant(at, zone);
        }
        let zone = zone_name(&then, self.0);
        match self.0 {
            Language::Ru => format!("{} ({zone})", then.date_time.format("%H:%M")),
            Language::En => format!("{} {zone}", then.date_time.format("%H:%M")),
        }
    }

    /// `97,43 %`, `97.43%`.
    pub(crate) fn percent(self, text: &str) -> String {
        match self.0 {
            Language::Ru => format!("{} %", text.replace('.', ",")),
            Language::En => format!("{text}%"),
        }
    }

    /// A day as its readers write it.
    pub(crate) fn day(self, day: NaiveDate) -> String {
        match self.0 {
            Language::Ru => day.format("%d.%m.%Y").to_string(),
            Language::En => day.format("%Y-%m-%d").to_string(),
        }
    }

    /// A day without its year.
    pub(crate) fn day_short(self, day: NaiveDate) -> String {
        match self.0 {
            Language::Ru => day.format("%d.%m").to_string(),
            Language::En => day.format("%m-%d").to_string(),
        }
    }

    /// `ноябрь 2026`.
    pub(crate) fn month(self, day: NaiveDate) -> String {
        let month = self.with("month", "month", day.month());
        format!("{month} {}", day.year())
    }

    /// `Пн`.
    pub(crate) fn weekday(self, day: Weekday) -> String {
        self.with("weekday", "day", day.number_from_monday())
    }

    /// Counted seconds: hours at most, since a day of work is not a day; to the second below ten minutes.
    pub(crate) fn worked(self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        let (minutes, rest) = (seconds / 60, seconds % 60);
        match (minutes / 60, minutes % 60) {
            (0, 0) => self.with("worked-seconds", "seconds", rest),
            (0, minutes) if minutes < 10 && rest > 0 => {
                let parts = [("minutes", minutes.into()), ("seconds", rest.into())];
                self.with_all("worked-minutes-seconds", parts)
            }
            (0, minutes) => self.with("span-minutes", "minutes", minutes),
            (hours, 0) => self.with("span-hours", "hours", hours),
            (hours, minutes) => {
                let parts = [("hours", hours.into()), ("minutes", minutes.into())];
                self.with_all("span-hours-minutes", parts)
            }
        }
    }

    /// A span of time in its two biggest units; what is negative is no time at all.
    pub(crate) fn span(self, span: TimeDelta) -> String {
        let minutes = span.num_minutes().max(0);
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        match (days, hours, rest) {
            (0, 0, 0) => self.text("span-moments"),
            (0, 0, _) => self.with("span-minutes", "minutes", rest),
            (0, _, 0) => self.with("span-hours", "hours", hours),
            (0, _, _) => {
                let parts = [("hours", hours.into()), ("minutes", rest.into())];
                self.with_all("span-hours-minutes", parts)
            }
            (_, 0, _) => self.with("span-days", "days", days),
            (_, _, _) => {
                let parts = [("days", days.into()), ("hours", hours.into())];
                self.with_all("span-days-hours", parts)
            }
        }
    }
}

/// What a zone's time is called by people.
pub(crate) fn zone_name(local: &Local, language: Language) -> String {
    match (local.abbreviation.as_str(), language) {
        ("MSK", Language::Ru) => "МСК".to_owned(),
        (name, _) if name.starts_with(|it: char| it.is_ascii_alphabetic()) => name.to_owned(),
        // A zone without a name of its own is called by its distance.
        _ => {
            let (sign, minutes) =
                (if local.offset_s < 0 { '-' } else { '+' }, local.offset_s.abs() / 60);
            format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn named<'a>(mut pairs: impl Iterator<Item = &'a str>) -> Option<Language> {
    let prefixed = |it: &'a str| it.strip_prefix(COOKIE)?.strip_prefix('=');
    pairs.find_map(|it| language_of(prefixed(it)?))
}

fn language_of(tag: &str) -> Option<Language> {
    match tag.split('-').next()?.to_ascii_lowercase().as_str() {
        "ru" => Some(Language::Ru),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The language of ours that a browser likes best: of the highest `q`, the first.
fn accepted(header: &str) -> Option<Language> {
    let wish = |it: &str| {
        let mut parts = it.split(';').map(str::trim);
        let language = language_of(parts.next()?)?;
        let weight = parts.find_map(|it| it.strip_prefix("q="));
        let weight = weight.map_or(Some(1.0), |it| it.parse::<f32>().ok())?;
        (weight > 0.0).then_some((weight, language))
    };
    let wishes = header.split(',').filter_map(wish);
    wishes.reduce(|best, it| if it.0 > best.0 { it } else { best }).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: Words = Words(Language::Ru);
    const ENGLISH: Words = Words(Language::En);

    #[test]
    fn the_query_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        check("/?lang=en", "lang=ru", "ru", Language::En);
        check("/", "a=b; lang=en", "ru", Language::En);
        check("/?lang=xx", "", "en-GB,ru;q=0.5", Language::En);
        check("/", "", "de, en;q=0.3, ru;q=0.8", Language::Ru);
        check("/", "", "en;q=0, ru;q=0.1", Language::Ru);
        check("/", "", "de", Language::Ru);
        check("/?language=en", "slang=en", "", Language::Ru);
    }

    #[track_caller]
    fn check(uri: &str, cookie: &str, accept: &str, then: Language) {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        assert_eq!(Words::of_request(&uri.parse().unwrap(), &headers).0, then);
    }

    #[test]
    fn an_instant_is_written_as_its_readers_write_it() {
        let at: DateTime<Utc> = "2026-11-22T11:05:59Z".parse().unwrap();
        let zone = |name: &str| Zone(name.to_owned());
        assert_eq!(RUSSIAN.instant(at, &zone("Europe/Moscow")), "22.11.2026 14:05 (МСК)");
        assert_eq!(ENGLISH.instant(at, &zone("Europe/Moscow")), "2026-11-22 14:05 MSK");
        let east = zone("Asia/Yekaterinburg");
        assert_eq!(RUSSIAN.instant(at, &east), "22.11.2026 16:05 (UTC+05:00)");
        assert_eq!(ENGLISH.instant(at, &zone("Asia/Kolkata")), "2026-11-22 16:35 IST");
        assert_eq!(ENGLISH.instant(at, &zone("Nowhere/Land")), "2026-11-22 11:05 UTC");
    }

    #[test]
    fn a_span_has_two_units_at_most() {
        let cases = [
            (-5, "меньше минуты"),
            (0, "меньше минуты"),
            (59, "59 мин"),
            (60, "1 ч"),
            (80, "1 ч 20 мин"),
            (1_439, "23 ч 59 мин"),
            (1_440, "1 дн."),
            (1_499, "1 дн."),
            (1_500, "1 дн. 1 ч"),
        ];
        for (minutes, text) in cases {
            assert_eq!(RUSSIAN.span(TimeDelta::minutes(minutes)), text);
        }
        assert_eq!(ENGLISH.span(TimeDelta::minutes(80)), "1 h 20 min");
    }

    #[test]
    fn work_is_counted_in_hours_at_most_and_to_the_second_when_little_is_left() {
        let cases = [
            (-1, "0 с"),
            (59, "59 с"),
            (60, "1 мин"),
            (599, "9 мин 59 с"),
            (601, "10 мин"),
            (3_600, "1 ч"),
            (90_060, "25 ч 1 мин"),
        ];
        for (seconds, text) in cases {
            assert_eq!(RUSSIAN.worked(seconds), text);
        }
        assert_eq!(ENGLISH.worked(61), "1 min 1 s");
    }

    #[test]
    fn russian_counts_have_their_three_forms() {
        let cases =
            [(1, "1 открытая заявка"), (3, "3 открытые заявки"), (11, "11 открытых заявок")];
        for (count, text) in cases {
            assert_eq!(RUSSIAN.with("board-open", "count", count), text);
        }
        for (count, text) in
            [(0, "нарушено"), (1, "нарушен"), (2, "нарушены"), (5, "нарушено"), (21, "нарушен")]
        {
            let banner =
                RUSSIAN.with_all("sla-banner", [("breached", count.into()), ("risk", 1.into())]);
            assert_eq!(banner, format!("{count} {text}, 1 под угрозой"));
        }
    }
}

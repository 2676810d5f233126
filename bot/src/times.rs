//! Times: how is an instant written for the people of a chat?

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use domain::client::Zone;
use domain::{Language, zone};

/// How the people of one chat read times, and what time it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    pub language: Language,
    pub zone: Zone,
    pub now: DateTime<Utc>,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Times {
    /// Times as an agreed zone has them; Moscow's where the zone's name is not known.
    pub fn new(language: Language, agreed: &Zone, now: DateTime<Utc>) -> Self {
        let zone = if zone::is_known(agreed) { agreed.clone() } else { Zone::default() };
        Self { language, zone, now }
    }

    /// `12:05`; with the day if that is not today, as [`Self::dated`].
    pub fn short(&self, at: DateTime<Utc>) -> String {
        let (local, now) = (self.local(at), self.local(self.now));
        if local.date() == now.date() {
            return local.format("%H:%M").to_string();
        }
        self.dated(at)
    }

    /// With the day, for what is read on later days, too: `22.11 12:05`, `22 Nov 12:05`; with the year if not this one.
    pub fn dated(&self, at: DateTime<Utc>) -> String {
        let (at, now) = (self.local(at), self.local(self.now));
        let clock = at.format("%H:%M");
        let this_year = at.year() == now.year();
        match (self.language, this_year) {
            (Language::Ru, true) => format!("{} {clock}", at.format("%d.%m")),
            (Language::Ru, false) => format!("{} {clock}", at.format("%d.%m.%Y")),
            (Language::En, true) => {
                format!("{} {} {clock}", at.day(), MONTHS[at.month0() as usize])
            }
            (Language::En, false) => {
                let month = MONTHS[at.month0() as usize];
                format!("{} {month} {} {clock}", at.day(), at.year())
            }
        }
    }

    /// The day alone: `22.11`, `22 Nov`.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        let at = self.local(at);
        match self.language {
            Language::Ru => at.format("%d.%m").to_string(),
            Language::En => format!("{} {}", at.day(), MONTHS[at.month0() as usize]),
        }
    }

    /// As [`Self::short`], with the zone's name: `12:05 (МСК)`.
    pub fn with_zone(&self, at: DateTime<Utc>) -> String {
        format!("{} ({})", self.short(at), self.zone_name(at))
    }

    /// As [`Self::dated`], with the zone's name: `22.11 12:05 (МСК)`.
    pub fn dated_with_zone(&self, at: DateTime<Utc>) -> String {
        format!("{} ({})", self.dated(at), self.zone_name(at))
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        zone::local(at, &self.zone).date_time
    }

    pub(crate) fn zone_name(&self, at: DateTime<Utc>) -> String {
        let local = zone::local(at, &self.zone);
        match (local.abbreviation.as_str(), self.language) {
            ("MSK", Language::Ru) => "МСК".to_owned(),
            // Zones without a name of their own are called by their distance.
            (name, _) if name.starts_with(['+', '-']) => distance(local.offset_s),
            (name, _) => name.to_owned(),
        }
    }
}

/// How far a zone is from UTC: `UTC+05:00`.
fn distance(offset_s: i32) -> String {
    let sign = if offset_s < 0 { '-' } else { '+' };
    let minutes = offset_s.abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-11-22T12:00:00Z";

    #[test]
    fn today_needs_no_date() {
        check("Europe/Moscow", Language::Ru, "2026-11-22T09:05:00Z", "12:05");
        check("Europe/Moscow", Language::En, "2026-11-22T09:05:00Z", "12:05");
    }

    #[test]
    fn what_is_read_later_has_its_date_today_too() {
        let at = "2026-11-22T09:05:00Z".parse().unwrap();
        let dated = |language| {
            Times::new(language, &Zone::default(), NOON.parse().unwrap()).dated_with_zone(at)
        };
        assert_eq!(dated(Language::Ru), "22.11 12:05 (МСК)");
        assert_eq!(dated(Language::En), "22 Nov 12:05 (MSK)");
    }

    #[test]
    fn another_day_has_its_date_and_another_year_its_year() {
        check("Europe/Moscow", Language::Ru, "2026-11-21T09:05:00Z", "21.11 12:05");
        check("Europe/Moscow", Language::En, "2026-11-01T09:05:00Z", "1 Nov 12:05");
        check("Europe/Moscow", Language::Ru, "2025-11-21T09:05:00Z", "21.11.2025 12:05");
        check("Europe/Moscow", Language::En, "2025-03-21T09:05:00Z", "21 Mar 2025 12:05");
    }

    #[test]
    fn the_day_changes_at_midnight_of_the_zone() {
        check("Europe/Moscow", Language::Ru, "2026-11-21T21:00:00Z", "00:00");
        check("Europe/Moscow", Language::Ru, "2026-11-21T20:59:00Z", "21.11 23:59");
        check("Asia/Vladivostok", Language::Ru, "2026-11-21T20:59:00Z", "06:59");
    }

    #[test]
    fn a_zone_is_called_by_its_name_or_its_distance() {
        let named = |zone: &str, language| {
            let now: DateTime<Utc> = NOON.parse().unwrap();
            Times::new(language, &Zone(zone.to_owned()), now).with_zone(now)
        };
        assert_eq!(named("Europe/Moscow", Language::Ru), "15:00 (МСК)");
        assert_eq!(named("Europe/Moscow", Language::En), "15:00 (MSK)");
        assert_eq!(named("Europe/Berlin", Language::En), "13:00 (CET)");
        assert_eq!(named("Asia/Yekaterinburg", Language::Ru), "17:00 (UTC+05:00)");
        assert_eq!(named("America/Sao_Paulo", Language::En), "09:00 (UTC-03:00)");
        assert_eq!(named("Asia/Kathmandu", Language::En), "17:45 (UTC+05:45)");
        assert_eq!(named("Nowhere/At-All", Language::Ru), "15:00 (МСК)");
    }

    #[track_caller]
    fn check(zone: &str, language: Language, at: &str, then: &str) {
        let times = Times::new(language, &Zone(zone.to_owned()), NOON.parse().unwrap());
        assert_eq!(times.short(at.parse().unwrap()), then);
    }
}

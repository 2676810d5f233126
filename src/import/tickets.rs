//! Tickets: what do the lines of a table of open tickets say, and what must be true of them?

use crate::import::plan::Checking;
use crate::import::table::{Line, Table};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use commands::client::{self, import_ticket::Request};
use domain::client::Zone;
use domain::register::Imported;
use domain::{ChatId, ClientCode, PersonId, Priority, RequestType, Slug};
use std::collections::BTreeMap;

/// The most characters of a request, as of a message in Telegram.
const TEXT_CHARS_MAX: usize = 4_096;
/// The most characters of a name, of a number elsewhere, of how a ticket stands.
const NAME_CHARS_MAX: usize = 128;
const NUMBER_CHARS_MAX: usize = 64;
const NOTE_CHARS_MAX: usize = 1_024;

/// Whatever is said to have been reported before it is a slip of the finger.
const FIRST_YEAR: i32 = 2000;

/// How a time is written, to the minute or the second. Nothing is left open, as it may be by whoever types in a chat: the
/// same file must say the same tomorrow.
const TIMES: [&str; 5] = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M",
];
/// How a day alone is written; it is taken for its first minute.
const DAYS: [&str; 2] = ["%Y-%m-%d", "%d.%m.%Y"];

/// What is there before tickets are imported.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownOfTickets {
    pub(crate) now: DateTime<Utc>,
    /// Where a client's tickets are to live, and where its times are meant.
    pub(crate) homes: BTreeMap<ClientCode, (Option<ChatId>, Zone)>,
}

/// The columns that name people by their Telegram ids.
pub(crate) const PEOPLE: [&str; 3] = ["agent", "responsible", "deputy"];

/// Every Telegram id that a table names as one of staff.
pub(crate) fn staff_named(table: &Table) -> Vec<i64> {
    let ids = table.lines.iter().flat_map(|line| PEOPLE.map(|it| line.get(it)));
    ids.flatten().filter_map(|it| it.parse().ok()).filter(|it| *it > 0).collect()
}

impl Checking<'_> {
    pub(super) fn ticket(&mut self, line: &Line) -> Option<Request> {
        let code = self.client_of(line);
        let home = code.as_ref().and_then(|it| self.known().tickets.homes.get(it)).cloned();
        let (chat, zone) = home.unwrap_or_default();
        if let (Some(code), None) = (&code, chat) {
            let how = format!("{code} has no group yet: link one first, its tickets live there");
            self.no::<()>(line, "client", how);
        }
        let text = self.text(line, "text");
        self.short(line, "text", TEXT_CHARS_MAX);
        let requester = self.text(line, "requester");
        self.short(line, "requester", NAME_CHARS_MAX);
        self.short(line, "number", NUMBER_CHARS_MAX);
        self.short(line, "note", NOTE_CHARS_MAX);
        let requester_id = self.telegram_id(line, "requester_id");
        let request_type = self.word(line, "type", TYPES);
        let priority = self.word(line, "priority", PRIORITIES).unwrap_or_default();
        let site = code.as_ref().and_then(|it| self.site_of(line, it));
        let agent = self.staff(line, "agent");
        let claimed_at = self.claimed(line, &zone);
        let outside = line.get("number").map(str::to_owned);
        let what = match &outside {
            Some(number) => number.clone(),
            None => format!(
                "{} {} {}",
                line.get("text").unwrap_or_default(),
                line.get("requester").unwrap_or_default(),
                line.get("reported").unwrap_or_default()
            ),
        };
        let code = code?;
        let column = if outside.is_some() { "number" } else { "text" };
        self.once(line, column, format!("{code} {column} {what}"));
        Some(Request {
            client: client::id_of(&code),
            code,
            chat: chat?,
            outside,
            text: text?,
            requester: requester?,
            requester_id,
            note: line.get("note").map(str::to_owned),
            imported: Imported { claimed_at, request_type, priority, site, agent },
        })
    }

    /// One of staff by their Telegram id.
    pub(super) fn staff(&mut self, line: &Line, column: &str) -> Option<PersonId> {
        let id = self.telegram_id(line, column)?;
        let Some(person) = self.known().staff.get(&id).copied() else {
            let how = format!("{id} is none of staff: `proofdesk staff add` gives a role");
            return self.no(line, column, how);
        };
        Some(person)
    }

    fn telegram_id(&mut self, line: &Line, column: &str) -> Option<i64> {
        let text = line.get(column)?;
        match text.parse().ok().filter(|it| *it > 0) {
            Some(id) => Some(id),
            None => self.no(line, column, "a person's Telegram id is a number greater than 0"),
        }
    }

    fn site_of(&mut self, line: &Line, code: &ClientCode) -> Option<Slug> {
        line.get("site")?;
        let site = self.parsed(line, "site")?;
        if self.known().sites.get(code).is_some_and(|it| it.contains(&site)) {
            return Some(site);
        }
        self.no(line, "site", format!("{code} has no site {site}: import sites first"))
    }

    fn word<T: Copy>(&mut self, line: &Line, column: &str, words: &Words<T>) -> Option<T> {
        let text = line.get(column)?;
        let said = text.to_lowercase();
        let found = words.iter().find(|it| it.0 == said || it.1.contains(&&*said));
        if found.is_none() {
            let all: Vec<_> = words.iter().map(|it| it.0).collect();
            self.no::<()>(line, column, format!("one of {}, and not {text}", all.join(", ")));
        }
        found.map(|it| it.2)
    }

    fn short(&mut self, line: &Line, column: &str, chars_max: usize) {
        let chars = line.get(column).map_or(0, |it| it.chars().count());
        if chars > chars_max {
            let how = format!("{chars} characters, and there may be {chars_max}");
            self.no::<()>(line, column, how);
        }
    }

    /// When it was reported by the table's words, in the client's zone.
    fn claimed(&mut self, line: &Line, zone: &Zone) -> Option<DateTime<Utc>> {
        let text = line.get("reported")?;
        let Some(at) = instant(text, zone) else {
            let how =
                format!("a time such as 2026-11-20 14:20 or 20.11.2026 14:20, and not {text}");
            return self.no(line, "reported", how);
        };
        if at > self.known().tickets.now {
            return self.no(line, "reported", format!("{text} is still to come"));
        }
        Some(at)
    }
}

/// What may stand in a column: the name that is used everywhere else, and the Russian words of the bot.
type Words<T> = [(&'static str, &'static [&'static str], T)];

const TYPES: &Words<RequestType> = &[
    ("fault", &["не работает"], RequestType::Fault),
    ("question", &["вопрос"], RequestType::Question),
    ("access", &["доступ"], RequestType::Access),
];
const PRIORITIES: &Words<Priority> = &[
    ("low", &["низкий"], Priority::Low),
    ("normal", &["обычный"], Priority::Normal),
    ("urgent", &["срочно", "срочный"], Priority::Urgent),
];

fn instant(text: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc()).filter(|it| it.year() >= FIRST_YEAR);
    }
    let timed = TIMES.iter().find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    let day = || DAYS.iter().find_map(|it| NaiveDate::parse_from_str(text, it).ok());
    let local = timed.or_else(|| Some(day()?.and_time(NaiveTime::MIN)))?;
    let in_years = local.year() >= FIRST_YEAR;
    in_years.then(|| domain::zone::instants_of(local, zone).earliest()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_spreadsheets_write_it_in_the_clients_zone() {
        let moscow = Zone::default();
        for (text, then) in [
            ("2026-11-20 14:20", Some("2026-11-20T11:20:00Z")),
            ("20.11.2026 14:20", Some("2026-11-20T11:20:00Z")),
            ("20.11.2026 14:20:30", Some("2026-11-20T11:20:30Z")),
            ("2026-11-20T14:20", Some("2026-11-20T11:20:00Z")),
            ("2026-11-20T14:20:00+05:00", Some("2026-11-20T09:20:00Z")),
            ("20.11.2026", Some("2026-11-19T21:00:00Z")),
            ("2026-11-20", Some("2026-11-19T21:00:00Z")),
            ("20.11.26 14:20", None),
            ("31.02.2026 14:20", None),
            ("yesterday", None),
            ("14:20", None),
        ] {
            let then = then.map(|it| it.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(instant(text, &moscow), then, "{text}");
        }
    }
}

//! On behalf: what do staff register for a client, and when was it reported?

use super::{Case, Decided, Typed, slug};
use crate::chat::{Decision, Registration};
use crate::client::Zone;
use crate::zone::{instants_of, local};
use crate::{Awaits, Channel, ChatId, ClientCode, ClientId};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

/// The client whose code `/new ROM 14:20 text` names in the staff chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub client: ClientId,
    /// All the client's chats, the oldest first. The ticket will live in that one.
    pub chats: Vec<ChatId>,
    /// Where the time that was told is meant.
    pub zone: Zone,
}

/// The code that a command begins with, and what follows it. None if it begins with no code.
pub fn code_first(typed: &Typed) -> Option<(ClientCode, &str)> {
    let (code, rest) = first_word(&typed.rest);
    Some((code.to_uppercase().parse().ok()?, rest))
}

impl Case<'_> {
    pub(super) fn on_behalf(&self, typed: &Typed) -> Decided {
        if !self.known.author.is_staff() {
            return self.skip("command.staff_only");
        }
        let Some((_, words)) = code_first(typed) else {
            return self.skip("command.on_behalf_wrong");
        };
        let Some(caller) = &self.known.caller else {
            return self.skip("command.no_such_client");
        };
        let Some(chat) = caller.chats.first() else {
            return self.skip("command.client_without_chat");
        };
        let said_at = self.message.edited_at.unwrap_or(self.message.date);
        let Some((reported_at, text)) =
            reported(words, said_at, &caller.zone).filter(|(_, text)| !text.is_empty())
        else {
            return self.skip("command.on_behalf_wrong");
        };
        let registration = Registration {
            ticket: self.known.fresh,
            client: caller.client,
            chat: *chat,
            thread: None,
            source: None,
            requester: self.message.author,
            registered_by: self.message.author,
            channel: Channel::OnBehalf,
            reported_at,
            conversation: None,
            continues: None,
        };
        Decided {
            decision: Decision::Register(registration),
            rule: slug("command.on_behalf"),
            awaits: Awaits::Answer,
            body: (self.message.author, text.to_owned()),
            remark: None,
            attachments: self.message.attachments.clone(),
            judged: None,
        }
    }
}

/// The time that words begin with, as `14:20`, `23.11 14:20` or `23.11.2026 14:20` in a zone, and the rest of the
/// words. Without a time it was reported just now. None if what looks like a time is none, or is still to come:
/// nothing may be measured from a slip of the finger.
fn reported<'a>(
    words: &'a str,
    now: DateTime<Utc>,
    zone: &Zone,
) -> Option<(DateTime<Utc>, &'a str)> {
    let today = local(now, zone).date_time.date();
    let (first, after) = first_word(words);
    let instant = |day: NaiveDate, time: &str| {
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        instants_of(day.and_time(time), zone).earliest()
    };
    if is_like_time(first) {
        // Later today is yesterday's.
        let at = instant(today, first).filter(|it| *it <= now);
        return Some((at.or_else(|| instant(today.pred_opt()?, first))?, after));
    }
    let (second, rest) = first_word(after);
    if !is_like_date(first, is_like_time(second)) {
        return Some((now, words));
    }
    let at = instant(date(first, today.year())?, second)?;
    (at <= now).then_some((at, rest))
}

fn date(text: &str, this_year: i32) -> Option<NaiveDate> {
    let mut parts = text.split('.');
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let year = parts.next().map_or(Ok(this_year), str::parse).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// `14:20`, and `25:99` as well.
fn is_like_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    parts.len() > 1 && parts.iter().all(|it| is_short_number(it))
}

/// `23.11`, and `31.02` as well. Without a time after it `8.1` is rather a version.
fn is_like_date(word: &str, time_follows: bool) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let (day_and_month, year) = parts.split_at(parts.len().min(2));
    let is_year = |it: &&str| it.len() <= 4 && it.bytes().all(|it| it.is_ascii_digit());
    let padded = day_and_month.iter().all(|it| it.len() == 2);
    day_and_month.len() == 2
        && year.len() <= 1
        && day_and_month.iter().all(|it| is_short_number(it))
        && year.iter().all(is_year)
        && (time_follows || padded)
}

fn is_short_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

fn first_word(words: &str) -> (&str, &str) {
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    (first, rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, then: Option<(&str, &str)>) {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let then = then.map(|(at, text)| (at.parse::<DateTime<Utc>>().unwrap(), text));
        assert_eq!(reported(words, now, &Zone::default()), then, "{words}");
    }

    #[test]
    fn a_call_was_reported_at_the_time_given_in_the_clients_zone() {
        check("14:20 Не печатает", Some(("2026-11-23T11:20:00Z", "Не печатает")));
        check("20.11 09:05 Не печатает", Some(("2026-11-20T06:05:00Z", "Не печатает")));
        check("31.12.2025 9:05 Не печатает", Some(("2025-12-31T06:05:00Z", "Не печатает")));
    }

    #[test]
    fn without_a_time_it_was_reported_just_now() {
        for words in ["Не печатает 14:20", "8.1 не ставится", "1С: не входит", "10.0.0.1 молчит"]
        {
            check(words, Some(("2026-11-23T12:00:00Z", words)));
        }
    }

    #[test]
    fn a_time_later_than_now_was_yesterday() {
        check("23:50 Не печатает", Some(("2026-11-22T20:50:00Z", "Не печатает")));
    }

    #[test]
    fn what_looks_like_a_time_and_is_none_is_no_request() {
        for words in [
            "25:99 Не печатает",
            "14:20:99 Не печатает",
            "31.02 14:20 Не печатает",
            "99.99 09:05 Не печатает",
            "20.11 25:99 Не печатает",
            "20.11 Не печатает",
            "14.20 Не печатает",
        ] {
            check(words, None);
        }
    }

    #[test]
    fn a_date_to_come_is_no_request() {
        check("24.12 09:05 Не печатает", None);
        check("20.11.2027 09:05 Не печатает", None);
    }
}

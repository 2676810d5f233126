//! Rehearse: what would a rule set have done with messages?
//!
//! They go through the very decision that the bot records, one after the other, as if they were written in one chat.

use super::messages::Written;
use chrono::{DateTime, Utc};
use commands::chat::account::{self, Files};
use domain::chat::{ChatMonth, Decision, Event, month_of};
use domain::intake::{
    Belongs, Canned, Incoming, IntakeRef, Judge, Known, Named, Place, Quiet, RuleSet, Sender, Typed,
};
use domain::people::{Basis, Event as PersonEvent, Person, RoleGranted};
use domain::{Attachment, ChatId, ClientId, MessageId, MessageRef, PersonId, Role, Slug, TicketId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Some group of some client.
const CHAT: ChatId = ChatId::Group(-1);
const CLIENT: ClientId = ClientId(Uuid::nil());

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    Ticket,
    /// Part of the ticket before.
    Part,
    /// Its author is shown how to make it a ticket.
    Suggested,
    Unanswered,
    Skipped,
}

impl Fate {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Part => "part",
            Self::Suggested => "suggested",
            Self::Unanswered => "unanswered",
            Self::Skipped => "skipped",
        }
    }
}

/// What was decided of a message, by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Rehearsed {
    pub(crate) place: i64,
    pub(crate) author: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) fate: Fate,
    pub(crate) rule: Slug,
    /// Which ticket it is or joins, counted from 1.
    pub(crate) ticket: Option<u128>,
    pub(crate) text: String,
}

/// What becomes of each message.
///
/// * `now`: when those were written that say nothing else.
/// * `our_name`: the bot's; a command for another is not its own. Where none is named, every command is.
///
/// # Errors
///
/// A pattern that is no regular expression, which none is of a set that is fit.
pub(crate) fn rehearsed(
    (name, set): (&Slug, &RuleSet),
    messages: &[Written],
    (now, our_name): (DateTime<Utc>, Option<&str>),
) -> anyhow::Result<Vec<Rehearsed>> {
    let of = IntakeRef { intake: name.clone(), version: 1 };
    let judge = Arc::new(Judge::new(of, set.clone())?);
    let role = RoleGranted { role: Role::Agent, client: None, basis: Basis::Operator };
    let staff = Person::default().evolve(&PersonEvent::RoleGranted(role));
    let client = Person::default();
    let mut months: BTreeMap<String, ChatMonth> = BTreeMap::new();
    let (mut tickets, mut at) = (0, now);
    let mut done = vec![];
    for (it, number) in messages.iter().zip(1..) {
        at = it.at.unwrap_or(at);
        let incoming = incoming(it, number, (at, our_name));
        let known = Known {
            place: Place::ClientChat(CLIENT),
            author: if it.staff { &staff } else { &client },
            replied: Belongs::Nothing,
            told: None,
            note: false,
            pressed: None,
            itself: Belongs::Nothing,
            wording: None,
            album: None,
            over: vec![],
            named: Named::Nothing,
            other: Named::Nothing,
            waiting: vec![],
            alone: None,
            caller: None,
            judge: Some(Arc::clone(&judge)).filter(|_| !it.staff),
            canned: Canned::Nothing,
            quiet: Quiet::Over,
            fresh: TicketId(Uuid::from_u128(tickets + 1)),
        };
        let month = months.entry(month_of(at)).or_default();
        let drafts = account::decide(month, &incoming, Files::default(), &known);
        let drafts = drafts.unwrap_or_else(|never| match never {});
        let Some(draft) = drafts.first() else { continue };
        *month = std::mem::take(month).evolve(&draft.event);
        let Event::MessageAccounted(accounted) = &draft.event else { continue };
        let nudge = accounted.intake.as_ref().is_some_and(|it| it.nudge);
        let (fate, ticket) = match &accounted.decision {
            Decision::Register(it) => (Fate::Ticket, Some(it.ticket)),
            Decision::Part(it) => (Fate::Part, Some(it.ticket)),
            Decision::Unanswered if nudge => (Fate::Suggested, None),
            Decision::Unanswered => (Fate::Unanswered, None),
            Decision::Skipped | Decision::Which => (Fate::Skipped, None),
        };
        tickets += u128::from(fate == Fate::Ticket);
        done.push(Rehearsed {
            place: it.place,
            author: it.author.clone(),
            at,
            fate,
            rule: accounted.rule.clone(),
            ticket: ticket.map(|it| it.0.as_u128()),
            text: it.text.clone(),
        });
    }
    Ok(done)
}

fn incoming(it: &Written, number: i64, (at, our_name): (DateTime<Utc>, Option<&str>)) -> Incoming {
    let attached = it.media.iter().map(|media| Attachment { media: *media, size: None });
    Incoming {
        at: MessageRef { chat: CHAT, message: MessageId(number) },
        author: somebody(&it.author),
        sender: Sender::Person,
        date: at,
        edited_at: None,
        ahead_s: None,
        text: it.text.clone(),
        command: command(&it.text, our_name),
        reply_to: None,
        thread: None,
        album: None,
        attachments: attached.collect(),
    }
}

/// The same for the same name.
fn somebody(name: &str) -> PersonId {
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    PersonId(std::array::from_fn(|it| digest[it]))
}

/// The command that a text begins with, as the bot of this name reads it; where none is named, whichever it is for.
fn command(text: &str, our_name: Option<&str>) -> Option<Typed> {
    match our_name {
        Some(name) => bot::command(text, name),
        None => bot::typed(text).map(|(typed, _)| typed),
    }
}

#[cfg(test)]
mod tests {
    use super::Fate::{Part, Skipped, Ticket};
    use super::*;
    use crate::published::{intake_file, messages};
    use domain::intake::Mode;
    use std::fmt::Write as _;

    const STANDARD: &str = include_str!("../../intake/standard.toml");
    const MESSAGES: &str = include_str!("golden/intake-messages.jsonl");
    const TOLD: &str = include_str!("golden/intake-messages.txt");

    fn standard(mode: Mode) -> (Slug, RuleSet) {
        let file = intake_file::read(STANDARD).unwrap();
        (file.name, RuleSet { mode, ..file.set })
    }

    fn rehearse(mode: Mode, messages: &[Written]) -> Vec<Rehearsed> {
        let (name, set) = standard(mode);
        rehearsed((&name, &set), messages, (DateTime::UNIX_EPOCH, None)).unwrap()
    }

    #[test]
    fn a_days_talk_becomes_what_the_mode_says() {
        let messages = messages::read(MESSAGES.as_bytes(), &[]).unwrap();
        let mut told = String::new();
        for mode in [Mode::Commands, Mode::Suggest, Mode::EveryMessage] {
            writeln!(told, "{mode:?}").unwrap();
            for it in rehearse(mode, &messages) {
                let Rehearsed { place, fate, rule, ticket, text, .. } = it;
                let ticket = ticket.map(|it| format!(" {it}")).unwrap_or_default();
                writeln!(told, "{place} {}{ticket} {rule}: {text}", fate.name()).unwrap();
            }
        }
        assert_eq!(told, TOLD, "{told}");
    }

    #[test]
    fn no_message_is_left_out_and_a_command_begins_another_ticket() {
        let line = |day, text| format!(r#"{{"author":"A","at":"2026-11-{day}Z","text":"{text}"}}"#);
        let text = [
            line("30T23:58:00", "не работает"),
            line("30T23:59:00", "не работает"),
            line("30T23:59:30", "/new Другое"),
            line("30T23:59:40", "не работает"),
            line("30T23:59:50", "спасибо"),
        ]
        .join("\n");
        let messages = messages::read(text.as_bytes(), &[]).unwrap();
        let fates: Vec<_> =
            rehearse(Mode::EveryMessage, &messages).iter().map(|it| (it.fate, it.ticket)).collect();

        assert_eq!(
            fates,
            [
                (Ticket, Some(1)),
                (Part, Some(1)),
                (Ticket, Some(2)),
                (Part, Some(2)),
                (Skipped, None)
            ]
        );
    }

    #[test]
    fn a_command_for_another_bot_is_read_as_the_bot_reads_it() {
        let text = r#"{"author":"A","at":"2026-11-30T12:00:00Z","text":"/new@other_bot Другое"}"#;
        let messages = messages::read(text.as_bytes(), &[]).unwrap();
        let (name, set) = standard(Mode::Commands);
        let fate = |our_name| {
            let at = (DateTime::UNIX_EPOCH, our_name);
            rehearsed((&name, &set), &messages, at).unwrap()[0].fate
        };
        assert_eq!(fate(Some("desk_bot")), Skipped);
        assert_eq!(fate(Some("Other_Bot")), Ticket);
        assert_eq!(fate(None), Ticket);
    }
}

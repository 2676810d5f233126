//! Hand all: everything that one agent has goes to another, by a command or by buttons.

use crate::buttons::Press;
use crate::reception::{Effect, Failure, Reception, Refused, refused};
use crate::render::Button;
use crate::texts::routing::RoutingReply as Reply;
use crate::texts::{Texts, cut, undirected};
use chrono::{DateTime, Utc};
use commands::people::hand_over::{self, HandOver};
use domain::conversation::Purpose;
use domain::intake::{HandOverNote, Incoming};
use domain::routing::{Candidate, HANDED_OVER_MAX, NotAvailable, colleagues as colleagues_of};
use domain::{Actor, Cause, ConversationId, MessageRef, PersonId, TicketId, Trigger};
use projections::rows::{AgentRow, BoardFilter, ChatRow, PersonRow};
use std::collections::BTreeSet;

/// The most UTF-16 units of a name on a button.
const NAME_UNITS_MAX: usize = 24;

/// Whose tickets go to whom, by whom, and with which words.
pub(crate) struct Wanted {
    pub(crate) by: PersonId,
    pub(crate) from: PersonId,
    pub(crate) to: PersonId,
    pub(crate) note: Option<(MessageRef, String)>,
    /// Our question that the note answers.
    pub(crate) answers: Option<ConversationId>,
}

/// Hands over what somebody has now. Answers what is said of it.
///
/// # Errors
///
/// [`Failure`].
pub(crate) async fn hand_all(
    reception: &Reception,
    wanted: Wanted,
    (chat, cause): (i64, &Cause),
) -> Result<Reply, Failure> {
    // What was taken in another chat just now goes along.
    reception.see_all().await?;
    let Wanted { by, from, to, note, answers } = wanted;
    let filter = BoardFilter { assignee: Some(from), ..BoardFilter::default() };
    let board = reception.views.board(&filter)?.tickets;
    let tickets: Vec<TicketId> = board.iter().map(|it| it.ticket).collect();
    let more = tickets.len().saturating_sub(HANDED_OVER_MAX);
    let last = reception.views.last_note_asked(by)?;
    let of_giver = |it: &Purpose| matches!(it, Purpose::HandOver { from: of, .. } if *of == from);
    let last_asked = last.filter(|it| of_giver(&it.started.purpose)).map(|it| it.conversation);
    let asked = HandOver { by: Actor::Person(by), from, to, tickets, note, answers, last_asked };
    // The same message, or press, may be a cause on the giver's stream already.
    let key = format!("handover {}", cause.id());
    let cause = cause.also(Trigger::Request { key });
    let done = hand_over::hand_over(&reception.house, &asked, &cause).await;
    let name = reception.views.person(to)?.map(|it| it.name).unwrap_or_default();
    Ok(match done.map_err(refused) {
        Ok((count, position)) => {
            reception.wrote(chat, position);
            Reply::HandedOver { name, count, more }
        }
        Err(Refused::Failed(failure)) => return Err(failure),
        Err(Refused::Rejected(rejection)) => match rejection {
            hand_over::Rejection::NotStaff
            | hand_over::Rejection::NotAvailable(NotAvailable::NotStaff) => Reply::NotStaff,
            hand_over::Rejection::NotAvailable(NotAvailable::Away) => Reply::IsAway(name),
            hand_over::Rejection::NotAdmin => Reply::OnlyAdmin,
            hand_over::Rejection::ToOneself => Reply::HandOverHow(vec![]),
            hand_over::Rejection::Over => Reply::NoteTooLate,
            hand_over::Rejection::Nothing if by == from => Reply::NothingToHandOver,
            hand_over::Rejection::Nothing => Reply::NothingOfTheirs,
        },
    })
}

/// Whether nothing is left to be handed over, so that nobody need press again.
pub(crate) fn is_over(said: &Reply) -> bool {
    matches!(
        said,
        Reply::HandedOver { more: 0, .. } | Reply::NothingToHandOver | Reply::NothingOfTheirs
    )
}

/// Hands everything over along with the words that our question asked for. Answers what is said of it.
///
/// # Errors
///
/// [`Failure`].
pub(crate) async fn noted(
    reception: &Reception,
    chat: &ChatRow,
    (incoming, note): (&Incoming, HandOverNote),
    (to_chat, cause): (i64, &Cause),
) -> Result<Vec<Effect>, Failure> {
    let HandOverNote { question, from, to, pressed, text } = note;
    let (note, answers) = (Some((incoming.at, text)), Some(question));
    let wanted = Wanted { by: incoming.author, from, to, note, answers };
    let said = hand_all(reception, wanted, (to_chat, cause)).await?;
    let text = said.text(chat.language);
    let reply = Effect::Reply { chat: to_chat, reply_to: incoming.at.message, text };
    let buttons = Effect::Buttons { chat: to_chat, message: pressed, buttons: vec![] };
    Ok(if is_over(&said) { vec![reply, buttons] } else { vec![reply] })
}

/// Those who could be given the tickets of somebody now, in the order in which they were first heard of.
pub(crate) fn colleagues(
    reception: &Reception,
    from: PersonId,
    at: DateTime<Utc>,
) -> Result<Vec<PersonRow>, Failure> {
    let agents = reception.views.agents()?;
    let candidate = |it: &AgentRow| Candidate {
        person: it.person.person,
        away: it.away,
        staff_chats: BTreeSet::new(),
    };
    let chosen = colleagues_of(agents.iter().map(candidate).collect(), Some(from), None, at);
    Ok(rows_of(agents, &chosen))
}

/// The rows of those who were chosen, in their order.
pub(crate) fn rows_of(agents: Vec<AgentRow>, chosen: &[PersonId]) -> Vec<PersonRow> {
    let mut rows: Vec<_> = agents
        .into_iter()
        .filter_map(|it| {
            let place = chosen.iter().position(|person| *person == it.person.person)?;
            Some((place, it.person))
        })
        .collect();
    rows.sort_by_key(|it| it.0);
    rows.into_iter().map(|it| it.1).collect()
}

/// Whoever bears a handle and has open tickets, of staff or not any more.
pub(crate) fn holder(reception: &Reception, handle: &str) -> Result<Option<PersonId>, Failure> {
    let handle = handle.trim_start_matches('@');
    let tickets = reception.views.board(&BoardFilter::default())?.tickets;
    let mut asked = BTreeSet::new();
    for person in tickets.into_iter().filter_map(|it| it.assignee) {
        if !asked.insert(person) {
            continue;
        }
        let row = reception.views.person(person)?.and_then(|it| it.handle);
        if row.is_some_and(|it| it.eq_ignore_ascii_case(handle)) {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// A button for each colleague to whom everything may go.
pub(crate) fn to_whom(from: PersonId, colleagues: &[PersonRow]) -> Vec<Vec<Button>> {
    let button = |it: &PersonRow| (name_of(it), Press::HandAllTo(from, it.person));
    colleagues.chunks(2).map(|two| two.iter().map(button).collect()).collect()
}

/// At once, without a note; or another colleague.
pub(crate) fn to_be_sure(texts: Texts, from: PersonId, to: &PersonRow) -> Vec<Vec<Button>> {
    let now = texts.with("button-hand-all-now", [("name", name_of(to).into())]);
    vec![
        vec![(now, Press::HandAll(from, to.person))],
        vec![(texts.text("button-back"), Press::HandAllWhom(from))],
    ]
}

/// A name on a button; a person without one is known by their handle.
fn name_of(it: &PersonRow) -> String {
    let name = match (it.name.trim(), &it.handle) {
        ("", Some(handle)) => format!("@{handle}"),
        (name, _) => undirected(name),
    };
    cut(&name, NAME_UNITS_MAX)
}

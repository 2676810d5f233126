//! Of what time has brought about on a ticket, who is told, and when?
//!
//! Of what is not said yet only the most telling is said: a warning never takes the place of a breach, whenever either
//! was recorded. Nothing is said of a clock that was stopped before.

use super::of_ticket::Standing;
use super::{Said, cards, id_of};
use crate::batch::Batch;
use crate::clocks::{Telling, measured};
use crate::error::ViewError;
use crate::keys::{ChatKey, TicketKey};
use crate::routing;
use crate::rows::CalledUpon;
use crate::taken::Taken;
use domain::book::Book;
use domain::calendar::WorkingTime;
use domain::clock::{Binding, Fact, FactKey, History, Measured, What, to_tell};
use domain::notice::Kind;
use domain::policy::{Published, Responds, Whom};
use domain::ticket::{self, Event};
use domain::{At, ChatId, NoticeId, PersonId, Role, TicketId};

/// The least share of a target, in percent, that people are warned of. Lesser ones are shown on the card.
const WARNING_PERCENT_MIN: u8 = 75;

pub(super) fn take_in(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    event: &ticket::Event,
) -> Result<(), ViewError> {
    let fact = fact(taken, event);
    let telling = batch.histories.get(&standing.key)?.and_then(|it| it.telling.clone());
    if fact.is_none() && telling.is_none() {
        return Ok(());
    }
    let book = batch.book()?;
    let Some(kept) = batch.histories.get(&standing.key)? else { return Ok(()) };
    let measured = measured(kept, &book);
    let unsaid = telling.as_ref().map(Telling::fact);
    let candidates: Vec<Fact> = unsaid.into_iter().chain(fact.clone()).collect();
    let told = to_tell(&candidates, &measured);
    if let Some((kind, fact)) = fact.as_ref().and_then(|it| Some((kind_of(&it.key)?, it)))
        && told.is_some_and(|it| it.key == fact.key)
    {
        drop_pending(batch, standing.key)?;
        let not_before = not_before(&book, &measured, fact, taken.recorded_at.into());
        let notices = tell(batch, taken, standing, kind, fact, not_before)?;
        if let Some(kept) = batch.histories.change(&standing.key)? {
            let telling = Telling::new(fact, notices);
            kept.telling = Some(telling).filter(|it| !it.notices.is_empty());
        }
        return Ok(());
    }
    let clock = telling.and_then(|it| it.clock()).and_then(|it| measured.clock(it));
    if clock.is_none_or(|it| it.stop.is_some()) {
        drop_pending(batch, standing.key)?;
    }
    Ok(())
}

/// What time has brought about, if an event says so and people may be told of it.
fn fact(taken: &Taken, event: &ticket::Event) -> Option<Fact> {
    let (key, deadline, notify) = match event {
        Event::ThresholdPassed(it) if it.percent >= WARNING_PERCENT_MIN => {
            let (clock, target_version, percent) = (it.clock, it.target_version, it.percent);
            (FactKey::Threshold { clock, target_version, percent }, Some(it.deadline), vec![])
        }
        Event::Breached(it) => {
            let (clock, target_version) = (it.clock, it.target_version);
            (FactKey::Breach { clock, target_version }, Some(it.deadline), vec![])
        }
        Event::Escalated(it) => {
            let (chain, clock) = (it.chain.clone(), it.clock);
            let key = FactKey::Level { chain, clock, round: it.round, level: it.level };
            (key, None, it.notify.clone())
        }
        _ => return None,
    };
    let at = At::from(taken.occurred_at);
    Some(Fact { key, at, deadline: deadline.map_or(at, At::from), notify })
}

fn kind_of(key: &FactKey) -> Option<Kind> {
    match key {
        FactKey::Threshold { .. } => Some(Kind::Warning),
        FactKey::Breach { .. } => Some(Kind::Breach),
        FactKey::Level { .. } => Some(Kind::Escalation),
        FactKey::Exhausted { .. } | FactKey::PauseEnded { .. } | FactKey::Expired { .. } => None,
    }
}

/// Says it where staff are told of the ticket: a warning to whoever has it, where they chose; what has passed, and a
/// level, to the group in any case. Of a level, also to each manager, and to whoever is named, in private.
fn tell(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    kind: Kind,
    fact: &Fact,
    not_before: Option<At>,
) -> Result<Vec<NoticeId>, ViewError> {
    let own = routing::private_place(batch, taken, standing.ticket)?;
    let group = routing::group_of(batch, Some(standing.ticket))?;
    let group = group.filter(|_| kind != Kind::Warning || own.is_none());
    let mut chats: Vec<ChatKey> = group.into_iter().chain(own).collect();
    for person in in_private(batch, taken, standing.ticket, &fact.notify)? {
        // Whoever is named need not be of staff.
        if routing::is_away(batch, person, taken.recorded_at)? {
            continue;
        }
        let chat = batch.current_chat(ChatId::Private(person))?;
        if !chats.contains(&chat) {
            chats.push(chat);
        }
    }
    let mut notices = Vec::with_capacity(chats.len());
    for chat in chats {
        let id = id_of(taken, kind, batch.chat_id(chat)?);
        let ticket = Some(standing.ticket);
        let said = Said { ticket, not_before, ..Said::new(taken, kind, chat) };
        batch.pending.put(&id, said)?;
        notices.push(id);
    }
    Ok(notices)
}

/// Who is told in a chat of their own: only people who can be found there.
fn in_private(
    batch: &mut Batch<'_>,
    taken: &Taken,
    ticket: TicketId,
    notify: &[Whom],
) -> Result<Vec<PersonId>, ViewError> {
    let mut people = Vec::new();
    let by_route = notify.iter().any(|it| matches!(it, Whom::Responsible | Whom::Duty));
    let called = if by_route {
        routing::called_upon_of(batch, ticket, taken.recorded_at)?
    } else {
        CalledUpon::default()
    };
    for whom in notify {
        match whom {
            Whom::Role(Role::Manager) => people.extend(batch.holders(Role::Manager)?),
            Whom::Person(person) => {
                let known = batch.people.get(person)?.is_some_and(|it| it.telegram_id.is_some());
                people.extend(Some(*person).filter(|_| known));
            }
            Whom::Responsible => people.extend(called.responsible),
            Whom::Duty => people.extend(called.duty),
            // They read the staff chat, or chose to be told elsewhere.
            Whom::Role(_) | Whom::Team(_) | Whom::Rota(_) | Whom::Assignee => (),
        }
    }
    Ok(people)
}

/// From when on people may be told, if that is not yet: when the hours of the clock's policy for it begin.
fn not_before(book: &Book, measured: &Measured, fact: &Fact, recorded: At) -> Option<At> {
    let clock = crate::clocks::clock_of(&fact.key).and_then(|it| measured.clock(it))?;
    let hours = book.policy(&clock.binding.policy)?.rules.told_in.as_ref()?;
    next_opening(&book.working_time(hours)?, recorded)
}

/// When service begins, where it is not given at an instant.
fn next_opening(service: &WorkingTime, at: At) -> Option<At> {
    if service.is_open(at) { None } else { Some(service.add(at, 1)?.plus(-1)) }
}

/// Nothing that is not said yet is said any more.
fn drop_pending(batch: &mut Batch<'_>, ticket: TicketKey) -> rusqlite::Result<()> {
    let Some(kept) = batch.histories.change(&ticket)? else { return Ok(()) };
    for notice in kept.telling.take().into_iter().flat_map(|it| it.notices) {
        batch.pending.remove(notice);
    }
    Ok(())
}

/// It was said.
pub(super) fn done(
    batch: &mut Batch<'_>,
    ticket: Option<TicketId>,
    notice: NoticeId,
) -> rusqlite::Result<()> {
    gone(batch, ticket, notice, None)
}

/// It was said, or never can be; then another may be said in its place.
pub(super) fn gone(
    batch: &mut Batch<'_>,
    ticket: Option<TicketId>,
    notice: NoticeId,
    instead: Option<NoticeId>,
) -> rusqlite::Result<()> {
    let Some(ticket) = ticket else { return Ok(()) };
    let Some(key) = batch.tickets.get(&ticket)?.map(|it| it.key) else { return Ok(()) };
    let telling = batch.histories.get(&key)?.and_then(|it| it.telling.as_ref());
    if !telling.is_some_and(|it| it.notices.contains(&notice)) {
        return Ok(());
    }
    if let Some(kept) = batch.histories.change(&key)? {
        kept.telling = kept.telling.take().and_then(|mut it| {
            it.notices.retain(|it| *it != notice);
            it.notices.extend(instead);
            Some(it).filter(|it| !it.notices.is_empty())
        });
    }
    Ok(())
}

/// What a ticket's clocks read has changed: staff see it, and the client where the policy lets them.
pub(super) fn raise(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    match shown(batch, standing)? {
        None => Ok(()),
        Some(false) => cards::raise_for_staff(batch, taken, standing),
        // A deadline that has passed is not shown to the client any longer; else words have just been said.
        Some(true) if matches!(taken.event, domain::Event::Ticket(Event::Breached(_))) => {
            cards::raise(batch, taken, standing)
        }
        Some(true) => cards::raise_after_words(batch, taken, standing),
    }
}

/// Whether the client is shown deadlines; `None` where nothing is promised.
fn shown(batch: &mut Batch<'_>, standing: &Standing) -> rusqlite::Result<Option<bool>> {
    of_policy(batch, standing, |it| it.rules.deadlines_shown)
}

/// Whether the client's being told who has taken the ticket may be the first response.
pub(super) fn taking_responds(
    batch: &mut Batch<'_>,
    standing: &Standing,
) -> rusqlite::Result<bool> {
    let responds = of_policy(batch, standing, |it| it.rules.first_response)?;
    Ok(matches!(responds, Some(Responds::Taken | Responds::Either)))
}

/// What the policy that a ticket is bound to says; `None` of a ticket that is bound to none.
fn of_policy<T>(
    batch: &mut Batch<'_>,
    standing: &Standing,
    says: impl FnOnce(&Published) -> T,
) -> rusqlite::Result<Option<T>> {
    let kept = batch.histories.get(&standing.key)?;
    let Some(policy) = kept.and_then(|it| bound(&it.history)).map(|it| it.policy.clone()) else {
        return Ok(None);
    };
    Ok(batch.book()?.policy(&policy).map(says))
}

fn bound(history: &History) -> Option<&Binding> {
    history.moments().iter().rev().find_map(|it| match &it.what {
        What::Bound(binding) | What::Retargeted(binding) => Some(binding),
        _ => None,
    })
}

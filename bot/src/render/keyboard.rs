//! Keyboard: which buttons stand under the cards of a ticket?

use super::{Button, Scene};
use crate::buttons::Press;
use crate::texts::canned::code;
use crate::texts::incidents::button_of;
use crate::texts::{Texts, cut, undirected};
use domain::policy::Pause;
use domain::ticket::Status;
use domain::ticket::rights::{Act, Standing, Verdict, verdict};
use domain::{Language, PersonId, Priority, RequestType, TicketId};
use projections::rows::{IncidentRow, ReplyRow, TicketRow};

/// What besides the ticket decides on the staff's buttons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offered {
    /// What goes on in another ticket is reopened there.
    pub(crate) merged: bool,
    /// A workaround is still waited for.
    pub(crate) workaround: bool,
    /// The desk keeps replies ready.
    pub(crate) replies: bool,
    pub(crate) hold: Hold,
}

/// What stands where a ticket is put on hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Hold {
    #[default]
    Button,
    /// Whoever pressed it is asked why, with these buttons in the place of that one.
    Why,
}

/// Somebody to whom a ticket may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Colleague {
    pub(crate) person: PersonId,
    pub(crate) name: String,
}

/// The most UTF-16 units of a name on a button.
const NAME_UNITS_MAX: usize = 32;

/// Under the client's card.
pub(super) fn of_client(scene: &Scene, ticket: &TicketRow) -> Vec<Vec<Button>> {
    let (texts, id) = (scene.texts(), ticket.ticket);
    let mut rows = Vec::new();
    if asks_for_type(ticket) {
        rows.push(types(texts, id));
    }
    let may_raise = scene.promises.as_ref().is_none_or(|it| it.clients_may_raise);
    if may_be_urgent(ticket) && may_raise {
        rows.push(vec![(texts.text("button-urgent"), Press::Urgent(id))]);
    }
    if ticket.status == Status::Resolved {
        rows.push(vec![
            (texts.text("button-confirm"), Press::Confirm(id)),
            (texts.text("button-not-solved"), Press::NotSolved(id)),
        ]);
    }
    rows
}

/// Under the staff's card.
pub(crate) fn of_staff(texts: Texts, ticket: &TicketRow, offered: Offered) -> Vec<Vec<Button>> {
    let id = ticket.ticket;
    let button = |key: &str, press: fn(TicketId) -> Press| (texts.text(key), press(id));
    let take = || button("button-take", Press::Take);
    let ask = || button("button-ask", Press::Ask);
    let resolve = || button("button-resolve", Press::Resolve);
    let hold = || button("button-hold", Press::Hold);
    let resume = || button("button-resume", Press::Resume);
    let reopen = || button("button-reopen", Press::Reopen);
    let close = || button("button-close", Press::Close);
    let why = || -> Vec<Vec<Button>> {
        let of = |key: &str, why| vec![(texts.text(key), Press::HoldFor(id, why))];
        vec![
            of("button-hold-client", Pause::ClientHold),
            of("button-hold-third", Pause::ThirdParty),
            of("button-hold-own", Pause::Own),
        ]
    };
    let (owned, asks_why) = (ticket.assignee.is_some(), offered.hold == Hold::Why);
    let mut rows = match ticket.status {
        Status::New if !owned => vec![vec![take()], vec![ask(), resolve()]],
        Status::New | Status::InProgress | Status::WaitingForClient => {
            let mut rows = vec![vec![ask(), resolve()]];
            if asks_why {
                rows.extend(why());
                rows.push(vec![button("button-back", Press::Back)]);
            } else if owned {
                rows.push(vec![hold()]);
            } else {
                rows.push(vec![take(), hold()]);
            }
            rows
        }
        Status::OnHold => vec![vec![resume()], vec![ask(), resolve()]],
        Status::Closed if offered.merged => vec![],
        Status::Resolved => vec![vec![close(), reopen()]],
        Status::Closed | Status::Cancelled => vec![vec![reopen()]],
    };
    let underway = ticket.status.is_open() && ticket.status != Status::Resolved;
    if offered.workaround && underway {
        rows.push(vec![button("button-workaround", Press::Workaround)]);
    }
    if !offered.merged && !asks_why {
        let more = button("button-more", Press::More);
        match rows.last_mut() {
            Some(row) if row.len() == 1 => row.push(more),
            Some(_) | None => rows.push(vec![more]),
        }
    }
    let answers = verdict(Act::Answer, Standing::Agent, ticket.status) == Verdict::Allowed;
    if offered.replies && answers && !offered.merged && !asks_why {
        rows.push(vec![button("button-replies", Press::Replies)]);
    }
    if ticket.status == Status::New && !asks_why {
        let mistake = button("button-not-request", Press::NotATicket);
        match rows.last_mut() {
            Some(row) if row.len() == 1 => row.insert(0, mistake),
            Some(_) | None => rows.push(vec![mistake]),
        }
    }
    rows
}

/// Under the staff's card, in the place of the usual: the rest of what the ticket's state lets staff do.
pub(crate) fn more(texts: Texts, ticket: &TicketRow, offered: Offered) -> Vec<Vec<Button>> {
    let id = ticket.ticket;
    let allowed = |act| verdict(act, Standing::Agent, ticket.status) == Verdict::Allowed;
    let button = |act, key: &str, press: fn(TicketId) -> Press| {
        allowed(act).then(|| (texts.text(key), press(id)))
    };
    let underway = ticket.status.is_open() && ticket.status != Status::Resolved;
    let unassign = button(Act::Unassign, "button-unassign", Press::Unassign);
    let mut rows = vec![
        vec![
            button(Act::Assign, "button-hand-over", Press::HandOver),
            unassign.filter(|_| ticket.assignee.is_some()),
        ],
        vec![
            button(Act::Note, "button-note", Press::Note),
            // Of a new ticket it stands among the usual.
            button(Act::Cancel, "button-not-request", Press::NotATicket)
                .filter(|_| ticket.status != Status::New),
        ],
        vec![
            button(Act::Merge, "button-merge", Press::Merge).filter(|_| !offered.merged),
            button(Act::Link, "button-relate", Press::Relate),
        ],
        vec![underway.then(|| (texts.text("button-incident"), Press::Incident(id)))],
    ];
    let kind = |it: RequestType| {
        let other = ticket.request_type != Some(it) && allowed(Act::Classify);
        other.then(|| (texts.request_type(it), Press::Type(id, it)))
    };
    rows.push(RequestType::ALL.map(kind).into());
    let priority = |it: Priority| {
        let other = ticket.priority != it && allowed(Act::SetPriority);
        other.then(|| (texts.priority(it), Press::Priority(id, it)))
    };
    rows.push([Priority::Urgent, Priority::Normal, Priority::Low].map(priority).into());
    rows.push(vec![Some((texts.text("button-back"), Press::Back(id)))]);
    let rows = rows.into_iter().map(|row| row.into_iter().flatten().collect());
    rows.filter(|row: &Vec<Button>| !row.is_empty()).collect()
}

/// Under the staff's card: who is to have the ticket?
pub(crate) fn colleagues(
    texts: Texts,
    ticket: TicketId,
    colleagues: &[Colleague],
) -> Vec<Vec<Button>> {
    let button = |it: &Colleague| {
        (cut(&undirected(&it.name), NAME_UNITS_MAX), Press::GiveTo(ticket, it.person))
    };
    let rows = colleagues.chunks(2).map(|two| two.iter().map(button).collect());
    rows.chain([vec![(texts.text("button-back"), Press::Back(ticket))]]).collect()
}

/// Under the staff's card: what is to be said? One that is not in the client's language says in which it is.
pub(crate) fn replies(
    texts: Texts,
    ticket: TicketId,
    (replies, language): (&[ReplyRow], Language),
) -> Vec<Vec<Button>> {
    let button = |it: &ReplyRow| {
        let label = if it.language == language {
            it.name.clone()
        } else {
            format!("{} ({})", it.name, code(it.language))
        };
        (label, Press::Preview(ticket, it.reply))
    };
    let rows = replies.chunks(2).map(|two| two.iter().map(button).collect());
    rows.chain([vec![(texts.text("button-back"), Press::Back(ticket))]]).collect()
}

/// Under the staff's card: which incident has the ticket to do with? One button a row: titles are long.
pub(crate) fn incidents(
    texts: Texts,
    ticket: &TicketRow,
    offered: &[(IncidentRow, bool)],
) -> Vec<Vec<Button>> {
    let id = ticket.ticket;
    let button = |(it, linked): &(IncidentRow, bool)| {
        let press = if *linked { Press::UnlinkIncident } else { Press::LinkIncident };
        vec![(button_of(texts, it, *linked), press(id, it.number))]
    };
    let new = (texts.text("button-incident-new"), Press::NewIncident(id));
    let fresh = offered.iter().all(|it| !it.1).then_some(vec![new]);
    let back = vec![(texts.text("button-back"), Press::Back(id))];
    offered.iter().map(button).chain(fresh).chain([back]).collect()
}

/// Whether the card asks its one question.
pub(super) fn asks_for_type(ticket: &TicketRow) -> bool {
    let underway = ticket.status.is_open() && ticket.status != Status::Resolved;
    underway && ticket.request_type.is_none()
}

/// Who is helped already need not hurry anybody.
fn may_be_urgent(ticket: &TicketRow) -> bool {
    ticket.status == Status::New && ticket.priority != Priority::Urgent
}

fn types(texts: Texts, ticket: TicketId) -> Vec<Button> {
    let button = |it: RequestType| (texts.request_type(it), Press::Type(ticket, it));
    RequestType::ALL.map(button).into()
}

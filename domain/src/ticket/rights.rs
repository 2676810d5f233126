//! Who may do what to a ticket, in which state?
//!
//! One table. Each row is an act, each column a state; who may do it at all stands at its head.

use super::{Life, Status, Ticket};
use crate::people::{Person, Role};
use crate::{Actor, Channel, PersonId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What somebody wants to do to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Say something on the client's side.
    Say,
    /// Say something to the client.
    Answer,
    /// Say something among staff.
    Note,
    EditMessage,
    Attach,
    ChangeDetails,
    /// Choose the type of the request.
    Classify,
    SetPriority,
    Take,
    Assign,
    Unassign,
    StartWork,
    Ask,
    Hold,
    Resume,
    Resolve,
    Confirm,
    Reopen,
    Close,
    Cancel,
    Link,
    Merge,
    Rate,
    NoteDeletion,
    Correct,
    Erase,
    /// Say that the client can work again.
    GiveWorkaround,
    /// Say that an escalation was seen.
    Acknowledge,
    /// Set right what a clock says.
    CorrectVerdict,
    /// Give on all that somebody has: also what is resolved, since it may come back.
    HandOver,
}

impl Act {
    /// Whether nobody on the client's side may ever do it.
    pub fn is_for_staff(self) -> bool {
        let clients = [Standing::Author, Standing::Colleague, Standing::Lead];
        !clients.iter().any(|it| row(self).who.contains(it))
    }
}

/// What somebody is to one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Asked for it, or registered it for somebody. Of a call, or of what a table names, nobody in the chat is the
    /// author, so that anybody of the client's side stands in for them.
    Author,
    /// On the same client's side.
    Colleague,
    /// Leads the client.
    Lead,
    Agent,
    Manager,
    Auditor,
    Admin,
    /// The house itself: a reaction, the sender, the operator.
    House,
}

impl Standing {
    pub const ALL: [Self; 8] = [
        Self::Author,
        Self::Colleague,
        Self::Lead,
        Self::Agent,
        Self::Manager,
        Self::Auditor,
        Self::Admin,
        Self::House,
    ];

    /// What a person is to a ticket; whoever is several things is the one that may do most.
    pub fn of(person: PersonId, known: &Person, life: &Life) -> Self {
        if known.has(Role::Admin) {
            Self::Admin
        } else if known.has(Role::Manager) {
            Self::Manager
        } else if known.has(Role::Agent) {
            Self::Agent
        } else if known.leads(life.client) {
            Self::Lead
        } else if known.has(Role::Auditor) {
            Self::Auditor
        } else if [life.requester, life.registered_by].contains(&person)
            || matches!(life.channel, Channel::OnBehalf | Channel::Import)
        {
            Self::Author
        } else {
            Self::Colleague
        }
    }

    /// What an actor is to a ticket, given what is known of the person.
    pub fn of_actor(actor: Actor, known: &Person, life: &Life) -> Self {
        match actor {
            Actor::Person(person) => Self::of(person, known, life),
            Actor::Reaction | Actor::Sender | Actor::Operator => Self::House,
        }
    }
}

/// Why nobody, or not this person, may do it now. The first that applies is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("there is no such ticket")]
    Unregistered,
    #[error("this person may not do that to this ticket")]
    NotYours(Act),
    #[error("the ticket is {}", .0.name())]
    NotNow(Status),
}

/// What the table says of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// It is so already: nothing happens, and nothing is wrong.
    Already,
    Refused(Refusal),
}

struct Row {
    act: Act,
    who: &'static [Standing],
    /// One letter a state, in the order of [`Status::ALL`]: `+` yes, `=` already so, `-` not now.
    states: &'static str,
}

const ANYBODY_THERE: &[Standing] = &[
    Standing::Author,
    Standing::Colleague,
    Standing::Lead,
    Standing::Agent,
    Standing::Manager,
    Standing::Admin,
];
const CLIENTS: &[Standing] = &[Standing::Author, Standing::Lead];
const STAFF: &[Standing] = &[Standing::Agent, Standing::Manager, Standing::Admin];
const CLIENTS_AND_STAFF: &[Standing] =
    &[Standing::Author, Standing::Lead, Standing::Agent, Standing::Manager, Standing::Admin];
const STAFF_AND_HOUSE: &[Standing] =
    &[Standing::Agent, Standing::Manager, Standing::Admin, Standing::House];
const ANYBODY_AND_HOUSE: &[Standing] = &[
    Standing::Author,
    Standing::Colleague,
    Standing::Lead,
    Standing::Agent,
    Standing::Manager,
    Standing::Admin,
    Standing::House,
];
const HEADS: &[Standing] = &[Standing::Manager, Standing::Admin];
const HEADS_AND_HOUSE: &[Standing] = &[Standing::Manager, Standing::Admin, Standing::House];
const OPERATOR: &[Standing] = &[Standing::Admin, Standing::House];

#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                       new, in progress, waiting, on hold, resolved, closed, cancelled
    Row { act: Act::Say,           who: ANYBODY_THERE,     states: "+++++++" },
    Row { act: Act::Answer,        who: STAFF_AND_HOUSE,   states: "+++++++" },
    Row { act: Act::Note,          who: STAFF,             states: "+++++++" },
    Row { act: Act::EditMessage,   who: ANYBODY_THERE,     states: "+++++++" },
    Row { act: Act::Attach,        who: ANYBODY_THERE,     states: "+++++++" },
    Row { act: Act::ChangeDetails, who: CLIENTS_AND_STAFF, states: "+++++--" },
    Row { act: Act::Classify,      who: CLIENTS_AND_STAFF, states: "+++++--" },
    Row { act: Act::SetPriority,   who: CLIENTS_AND_STAFF, states: "+++++--" },
    Row { act: Act::Take,          who: STAFF,             states: "++++---" },
    Row { act: Act::Assign,        who: STAFF,             states: "++++---" },
    Row { act: Act::Unassign,      who: STAFF,             states: "++++---" },
    Row { act: Act::StartWork,     who: STAFF,             states: "+=++---" },
    Row { act: Act::Ask,           who: STAFF,             states: "++++---" },
    Row { act: Act::Hold,          who: STAFF,             states: "+++=---" },
    Row { act: Act::Resume,        who: STAFF_AND_HOUSE,   states: "-=++---" },
    Row { act: Act::Resolve,       who: STAFF_AND_HOUSE,   states: "++++=--" },
    Row { act: Act::Confirm,       who: CLIENTS,           states: "----+=-" },
    Row { act: Act::Reopen,        who: CLIENTS_AND_STAFF, states: "====+++" },
    Row { act: Act::Close,         who: STAFF_AND_HOUSE,   states: "----+=-" },
    Row { act: Act::Cancel,        who: CLIENTS_AND_STAFF, states: "++++--=" },
    Row { act: Act::Link,          who: STAFF,             states: "+++++++" },
    Row { act: Act::Merge,         who: CLIENTS_AND_STAFF, states: "++++---" },
    Row { act: Act::Rate,          who: CLIENTS,           states: "----++-" },
    Row { act: Act::NoteDeletion,  who: ANYBODY_AND_HOUSE, states: "+++++++" },
    Row { act: Act::Correct,       who: HEADS,             states: "+++++++" },
    Row { act: Act::Erase,         who: OPERATOR,          states: "+++++++" },
    Row { act: Act::GiveWorkaround, who: STAFF,            states: "++++---" },
    Row { act: Act::Acknowledge,   who: STAFF,             states: "++++---" },
    Row { act: Act::CorrectVerdict, who: HEADS_AND_HOUSE,  states: "+++++++" },
    Row { act: Act::HandOver,      who: STAFF_AND_HOUSE,   states: "+++++--" },
];

fn row(act: Act) -> &'static Row {
    TABLE.iter().find(|it| it.act == act).expect("every act has its row")
}

/// What the table says of an act by somebody in a state.
pub fn verdict(act: Act, standing: Standing, status: Status) -> Verdict {
    let row = row(act);
    if !row.who.contains(&standing) {
        return Verdict::Refused(Refusal::NotYours(act));
    }
    match row.states.as_bytes()[status as usize] {
        b'+' => Verdict::Allowed,
        b'=' => Verdict::Already,
        _ => Verdict::Refused(Refusal::NotNow(status)),
    }
}

/// The life of a ticket on which an act is allowed, or `None` where it is so already. For whoever may not see a private
/// ticket there is none.
///
/// # Errors
///
/// [`Refusal`], the first that applies: unregistered, not yours, not now.
pub fn permit<'a>(
    ticket: &'a Ticket,
    act: Act,
    actor: Actor,
    known: &Person,
) -> Result<Option<&'a Life>, Refusal> {
    let life =
        ticket.life().filter(|it| it.is_seen_by(actor, known)).ok_or(Refusal::Unregistered)?;
    match verdict(act, Standing::of_actor(actor, known, life), life.status) {
        Verdict::Allowed => Ok(Some(life)),
        Verdict::Already => Ok(None),
        Verdict::Refused(refusal) => Err(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [Act; 30] = [
        Act::Say,
        Act::Answer,
        Act::Note,
        Act::EditMessage,
        Act::Attach,
        Act::ChangeDetails,
        Act::Classify,
        Act::SetPriority,
        Act::Take,
        Act::Assign,
        Act::Unassign,
        Act::StartWork,
        Act::Ask,
        Act::Hold,
        Act::Resume,
        Act::Resolve,
        Act::Confirm,
        Act::Reopen,
        Act::Close,
        Act::Cancel,
        Act::Link,
        Act::Merge,
        Act::Rate,
        Act::NoteDeletion,
        Act::Correct,
        Act::Erase,
        Act::GiveWorkaround,
        Act::Acknowledge,
        Act::CorrectVerdict,
        Act::HandOver,
    ];

    /// Every cell stands in the golden file, a line for each act and standing, a letter a state.
    #[test]
    fn every_cell_of_the_table_is_as_the_golden_file_says() {
        let golden = include_str!("../../golden/rights.txt");
        let mut expected = golden.lines().filter(|it| !it.starts_with('#'));
        for act in ACTS {
            for standing in Standing::ALL {
                let cells: String = Status::ALL
                    .map(|status| match verdict(act, standing, status) {
                        Verdict::Allowed => '+',
                        Verdict::Already => '=',
                        Verdict::Refused(Refusal::NotNow(_)) => '-',
                        Verdict::Refused(Refusal::NotYours(_) | Refusal::Unregistered) => '.',
                    })
                    .into_iter()
                    .collect();
                let line = format!("{act:?} {standing:?} {cells}");
                assert_eq!(expected.next(), Some(line.as_str()));
            }
        }
        assert_eq!(expected.next(), None);
    }

    #[test]
    fn the_states_stand_in_the_order_of_their_columns() {
        for (column, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status as usize, column);
        }
    }
}

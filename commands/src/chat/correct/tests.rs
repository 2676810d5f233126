//! Given what had become of a message, when somebody sets it right, then what is recorded?

use super::*;
use crate::testing::{ANNA, BORIS, CHAT, CLIENT, OLGA, OTHER, at as message_at, known, monday};
use domain::chat::MessageAccounted;
use domain::intake::{Judged, Looks};
use domain::people::{Basis, Event as PersonEvent, RoleGranted};
use domain::ticket::Status;
use domain::{Awaits, Field, Role, Texts};
use uuid::Uuid;

const FRESH: TicketId = TicketId(Uuid::from_u128(99));
const OWN: TicketId = TicketId(Uuid::from_u128(40));
const SAID: MessageId = MessageId(10);

/// Anna's message of eleven o'clock, by what had become of it.
fn seen(decision: Decision, nudge: bool) -> Seen {
    let set = "standard@2".parse().unwrap();
    let judged = Judged { set, looks: Looks::Request, nudge: true, quiet_until: None };
    let accounted = MessageAccounted {
        message: SAID,
        author: ANNA,
        side: Side::Client,
        thread: Some(7),
        reply_to: None,
        album: Some("album".parse().unwrap()),
        edited_at: None,
        decision,
        rule: "plain_message".parse().unwrap(),
        rules: 5,
        awaits: Awaits::Answer,
        attachments: vec![],
        clock_ahead_s: None,
        intake: nudge.then_some(judged),
        asks: None,
    };
    let texts = Texts(vec![(Field::Body, "Не печатает".to_owned())]);
    let month = "202611".to_owned();
    Seen { month, accounted, texts, at: monday("11:00"), bound: None }
}

fn unanswered() -> Seen {
    seen(Decision::Unanswered, false)
}

struct Case {
    seen: Seen,
    month: ChatMonth,
    registered: Option<TicketId>,
    may_end: Result<(), Refusal>,
    may_join: Result<(), Rejection>,
}

fn given(seen: Seen) -> Case {
    let month = ChatMonth::default();
    Case { seen, month, registered: None, may_end: Ok(()), may_join: Ok(()) }
}

impl Case {
    /// At noon. Asked twice, it happens once.
    fn when(&self, person: PersonId, to: To) -> Result<Vec<Event>, Rejection> {
        let known = known(person);
        self.when_known(person, &known, to)
    }

    fn when_known(&self, by: PersonId, known: &Person, to: To) -> Result<Vec<Event>, Rejection> {
        let (month, way) = (None, Way::Corrected);
        let correction = Correction { chat: CHAT, message: SAID, month, client: CLIENT, to, way };
        let asked = Asked {
            seen: &self.seen,
            correction: &correction,
            registered: self.registered,
            may_end: self.may_end,
            may_join: self.may_join,
            fresh: FRESH,
            by: (by, known),
            at: monday("12:00"),
        };
        let drafts = decide(&self.month, &asked)?;
        assert!(drafts.iter().all(|it| it.texts.is_empty() && it.occurred_at == monday("12:00")));
        let later = drafts.iter().fold(self.month.clone(), |it, draft| it.evolve(&draft.event));
        assert_eq!(decide(&later, &asked), Ok(vec![]), "asked twice, it happens twice");
        Ok(drafts.into_iter().map(|it| it.event).collect())
    }
}

fn corrected(from: Outcome, to: Decision) -> Event {
    let rule = "corrected".parse().unwrap();
    Event::DecisionCorrected(DecisionCorrected { message: SAID, from, to, by: OLGA, rule })
}

fn registered(ticket: TicketId) -> Decision {
    Decision::Register(Registration {
        ticket,
        client: CLIENT,
        chat: CHAT,
        thread: Some(7),
        source: Some(message_at(10)),
        requester: ANNA,
        registered_by: OLGA,
        channel: Channel::Button,
        reported_at: monday("11:00"),
        conversation: None,
        continues: None,
    })
}

#[test]
fn staff_make_of_a_message_what_it_is() {
    let nudged = || seen(Decision::Unanswered, true);
    let skipped = || seen(Decision::Skipped, false);
    let ticket = || seen(registered(OWN), false);
    let part = |it| Decision::Part(part_of(it));
    let table = [
        (unanswered(), To::Ticket, Some((Outcome::Unanswered, registered(FRESH)))),
        (nudged(), To::Ticket, Some((Outcome::Suggested, registered(FRESH)))),
        (skipped(), To::Ticket, Some((Outcome::Skipped, registered(FRESH)))),
        (ticket(), To::Ticket, None),
        (unanswered(), To::PartOf(OTHER), Some((Outcome::Unanswered, part(OTHER)))),
        (skipped(), To::PartOf(OTHER), Some((Outcome::Skipped, part(OTHER)))),
        (ticket(), To::PartOf(OTHER), Some((Outcome::Ticket(OWN), part(OTHER)))),
        (ticket(), To::PartOf(OWN), None),
        (unanswered(), To::NotARequest, Some((Outcome::Unanswered, Decision::Skipped))),
        (nudged(), To::NotARequest, Some((Outcome::Suggested, Decision::Skipped))),
        (ticket(), To::NotARequest, Some((Outcome::Ticket(OWN), Decision::Skipped))),
        (skipped(), To::NotARequest, None),
    ];
    for (seen, to, then) in table {
        let then: Vec<_> = then.map(|(from, to)| corrected(from, to)).into_iter().collect();
        assert_eq!(given(seen.clone()).when(OLGA, to), Ok(then), "{seen:?} {to:?}");
    }
}

#[test]
fn words_that_are_part_of_a_ticket_stay_there() {
    let of = |seen| given(seen);
    let part = || seen(Decision::Part(part_of(OWN)), false);
    let refused = Err(Rejection::PartOf(OWN));
    assert_eq!(of(part()).when(OLGA, To::Ticket), refused);
    assert_eq!(of(part()).when(OLGA, To::NotARequest), refused);
    assert_eq!(of(part()).when(OLGA, To::PartOf(OTHER)), refused);
    assert_eq!(of(part()).when(OLGA, To::PartOf(OWN)), Ok(vec![]));
    let bound = Seen { bound: Some(OWN), ..unanswered() };
    assert_eq!(of(bound).when(OLGA, To::Ticket), refused);
}

#[test]
fn authors_and_leads_make_a_ticket_and_only_staff_pass_over_words() {
    let case = given(unanswered());
    for to in [To::Ticket, To::PartOf(OTHER)] {
        assert!(case.when(ANNA, to).is_ok());
        assert_eq!(case.when(BORIS, to), Err(Rejection::NotYours));
    }
    let (role, basis) = (Role::ClientLead, Basis::Admin);
    let granted = RoleGranted { role, client: Some(CLIENT), basis };
    let lead = Person::default().evolve(&PersonEvent::RoleGranted(granted));
    assert!(case.when_known(BORIS, &lead, To::Ticket).is_ok());
    for person in [ANNA, BORIS] {
        assert_eq!(case.when(person, To::NotARequest), Err(Rejection::OnlyStaff));
    }
}

#[test]
fn the_last_correction_is_what_the_next_one_begins_with() {
    let mut case = given(unanswered());
    let then = |case: &mut Case, to| {
        let events = case.when(OLGA, to).unwrap();
        case.month = events.iter().fold(case.month.clone(), ChatMonth::evolve);
        events
    };
    let skipped = corrected(Outcome::Unanswered, Decision::Skipped);
    assert_eq!(then(&mut case, To::NotARequest), [skipped]);
    let made = corrected(Outcome::Skipped, registered(FRESH));
    assert_eq!(then(&mut case, To::Ticket), [made]);
    case.registered = Some(FRESH);
    let mistaken = corrected(Outcome::Ticket(FRESH), Decision::Skipped);
    assert_eq!(then(&mut case, To::NotARequest), [mistaken]);
    // Once more: a message has one number, so that it is the same ticket again.
    let again = corrected(Outcome::Skipped, registered(FRESH));
    assert_eq!(then(&mut case, To::Ticket), [again]);
}

#[test]
fn what_the_register_knows_already_is_no_second_ticket() {
    let case = Case { registered: Some(OWN), ..given(unanswered()) };
    assert_eq!(case.when(OLGA, To::Ticket), Ok(vec![]));
    let mistaken = corrected(Outcome::Ticket(OWN), Decision::Skipped);
    assert_eq!(case.when(OLGA, To::NotARequest), Ok(vec![mistaken]));
}

#[test]
fn nothing_is_set_right_that_the_tickets_refuse() {
    let resolved = Refusal::NotNow(Status::Resolved);
    let case = Case { may_end: Err(resolved), ..given(seen(registered(OWN), false)) };
    for to in [To::NotARequest, To::PartOf(OTHER)] {
        assert_eq!(case.when(OLGA, to), Err(Rejection::Refused(resolved)));
    }
    let case = Case { may_join: Err(Rejection::OtherClient), ..given(unanswered()) };
    assert_eq!(case.when(OLGA, To::PartOf(OTHER)), Err(Rejection::OtherClient));
}

#[test]
fn forgotten_words_and_words_of_staff_become_nothing() {
    let forgotten = Seen { texts: Texts::default(), ..unanswered() };
    let case = given(forgotten);
    assert_eq!(case.when(OLGA, To::Ticket), Err(Rejection::Forgotten));
    assert!(case.when(OLGA, To::NotARequest).is_ok());
    let mut staffs = unanswered();
    staffs.accounted.side = Side::Staff;
    assert_eq!(given(staffs).when(OLGA, To::Ticket), Err(Rejection::NotClients));
}

#[test]
fn the_other_parts_of_an_album_go_along() {
    let mut case = given(unanswered());
    let album: Slug = "album".parse().unwrap();
    case.month.loose.insert(album, vec![SAID, MessageId(11), MessageId(12)]);
    let bound = |message| {
        let ticket = Some(FRESH);
        Event::MessageBound(MessageBound { message: MessageId(message), ticket })
    };
    let made = corrected(Outcome::Unanswered, registered(FRESH));
    assert_eq!(case.when(OLGA, To::Ticket), Ok(vec![made, bound(11), bound(12)]));
}

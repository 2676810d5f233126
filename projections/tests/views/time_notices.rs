//! Of what time has brought about, who is told, and when?

use crate::desk::{ANNA, BORIS, Desk, GROUP, OLGA, ROM, STAFF, client_words, monday, ticket_id};
use crate::promises::{binding, bound, breached, clock, minute, rules, seal, slug, threshold};
use domain::client::{self, RoutingChanged};
use domain::clock::Kind::{FirstResponse, Resolution};
use domain::desk;
use domain::notice;
use domain::people::{self, Basis};
use domain::policy::{Responds, Rules, Whom};
use domain::routing::{Duty, Route};
use domain::ticket::{self, Event};
use domain::{ChatId, MessageId, PersonId, Priority, Role};
use projections::rows::PendingNotice;
use store::stream::Stream;

const MANAGER: ChatId = ChatId::Private(BORIS);

fn escalated(level: u32, notify: Vec<Whom>) -> Event {
    let clock = clock(FirstResponse, 1);
    Event::Escalated(ticket::Escalated { chain: slug("late"), clock, round: 1, level, notify })
}

impl Desk {
    /// An urgent ticket whose cards are shown.
    async fn waiting(rules: Rules) -> Self {
        let mut desk = Self::promising_by(rules).await;
        desk.role(BORIS, Role::Manager, true).await;
        desk.asked(1, 0, Priority::Urgent).await;
        desk.deliver_all(40).await;
        desk
    }

    async fn role(&mut self, person: PersonId, role: Role, granted: bool) {
        let event = if granted {
            let basis = Basis::Operator;
            people::Event::RoleGranted(people::RoleGranted { role, client: None, basis })
        } else {
            people::Event::RoleRevoked(people::RoleRevoked { role, client: None })
        };
        self.happens(Stream::Person(person), event).await;
    }

    /// Facts of a ticket that are recorded together at a minute.
    async fn together(&mut self, minute: i64, facts: &[(i64, Event)]) {
        for (at, fact) in facts {
            self.now = minute;
            let stream = Stream::Ticket(ticket_id(1));
            self.record_late(stream, fact.clone(), &[], monday(*at)).await;
        }
        self.views.catch_up().await.unwrap();
    }

    /// What is pending in a chat beside its cards.
    fn told(&self, chat: ChatId) -> Vec<notice::Kind> {
        let pending = self.views.pending_in(chat, 100).unwrap();
        pending.iter().map(|it| it.kind).filter(|it| it.is_of_time()).collect()
    }

    fn has_card(&self, kind: notice::Kind) -> bool {
        self.pending().iter().any(|it| it.0 == kind)
    }
}

/// What time has brought about by a quarter past ten: half, three quarters, nine tenths, and the breach.
fn all_of_it() -> Vec<(i64, Event)> {
    let of = |percent| threshold(FirstResponse, percent, 60);
    vec![(30, of(50)), (45, of(75)), (54, of(90)), (60, breached(FirstResponse, 60))]
}

#[tokio::test]
async fn of_facts_recorded_together_the_most_telling_is_told_once() {
    for (count, expected) in
        [(1, vec![]), (2, vec![notice::Kind::Warning]), (4, vec![notice::Kind::Breach])]
    {
        let mut desk = Desk::waiting(rules()).await;
        desk.together(75, &all_of_it()[..count]).await;
        assert_eq!(desk.told(STAFF), expected);
        assert_eq!((desk.told(GROUP), desk.told(MANAGER)), (vec![], vec![]));
        assert!(desk.has_card(notice::Kind::StaffCard));
        assert!(!desk.has_card(notice::Kind::Card));
    }
}

#[tokio::test]
async fn a_later_threshold_of_another_clock_does_not_hide_a_breach() {
    let mut desk = Desk::waiting(rules()).await;
    let facts = [(60, breached(FirstResponse, 60)), (180, threshold(Resolution, 75, 240))];
    desk.together(200, &facts).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Breach]);
}

#[tokio::test]
async fn a_warning_that_comes_later_does_not_silence_a_breach_that_is_not_said_yet() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(61, &[(60, breached(FirstResponse, 60))]).await;
    desk.together(181, &[(180, threshold(Resolution, 75, 240))]).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Breach]);
}

#[tokio::test]
async fn what_was_told_in_a_message_about_many_silences_nothing_that_comes_later() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(61, &[(60, breached(FirstResponse, 60))]).await;
    let pending = desk.views.pending_in(STAFF, 100).unwrap();
    let breach = pending.iter().find(|it| it.kind == notice::Kind::Breach).unwrap();
    let of_many = PendingNotice { ticket: None, ..breach.clone() };
    desk.deliver(&of_many, 500).await;
    assert_eq!(desk.told(STAFF), []);
    desk.together(181, &[(180, threshold(Resolution, 75, 240))]).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Warning]);
}

#[tokio::test]
async fn what_is_told_stands_beneath_the_ticket_and_names_its_event() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(75, &all_of_it()).await;
    let pending = desk.views.pending_in(STAFF, 100).unwrap();
    let breach = pending.iter().find(|it| it.kind == notice::Kind::Breach).unwrap();
    assert_eq!((breach.ticket, breach.subject.1.0), (Some(ticket_id(1)), 5));
    assert!(breach.reply_to.is_some_and(|it| it > MessageId(39)));
}

#[tokio::test]
async fn a_newer_one_takes_the_place_of_one_that_was_not_said_yet() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(46, &all_of_it()[1..2]).await;
    desk.together(62, &all_of_it()[2..]).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Breach]);
    desk.deliver_all(200).await;
    desk.together(91, &[(90, escalated(1, vec![]))]).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Escalation]);
}

#[tokio::test]
async fn nothing_is_said_of_a_clock_that_was_stopped_before() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(46, &all_of_it()[1..2]).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Warning]);
    desk.at(47, 1, Event::MessageAdded(client_words(12))).await;
    assert_eq!(desk.told(STAFF), [notice::Kind::Warning]);
    desk.answered(48, 1).await;
    assert_eq!(desk.told(STAFF), []);
    // Nor of one that is known to be stopped when the fact is recorded.
    let mut desk = Desk::waiting(rules()).await;
    desk.answered(48, 1).await;
    desk.together(49, &all_of_it()[1..2]).await;
    assert_eq!(desk.told(STAFF), []);
}

#[tokio::test]
async fn what_was_said_is_not_dropped_and_not_said_again() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(46, &all_of_it()[1..2]).await;
    let said = desk.deliver_all(200).await;
    assert!(said.iter().any(|it| it.kind == notice::Kind::Warning));
    desk.answered(48, 1).await;
    assert_eq!(desk.told(STAFF), []);
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(desk.told(STAFF), []);
}

#[tokio::test]
async fn an_escalation_reaches_managers_and_those_it_names_in_private() {
    let mut desk = Desk::waiting(rules()).await;
    let stranger = PersonId([77; 16]);
    let notify = vec![Whom::Role(Role::Manager), Whom::Person(OLGA), Whom::Person(stranger)];
    desk.together(91, &[(90, escalated(1, notify))]).await;
    for chat in [STAFF, MANAGER, ChatId::Private(OLGA)] {
        assert_eq!(desk.told(chat), [notice::Kind::Escalation], "{chat}");
    }
    for chat in [GROUP, ChatId::Private(ANNA), ChatId::Private(stranger)] {
        assert_eq!(desk.told(chat), [], "{chat}");
    }
    let agents = vec![Whom::Role(Role::Agent), Whom::Assignee];
    desk.together(121, &[(120, escalated(2, agents))]).await;
    assert_eq!((desk.told(STAFF), desk.told(MANAGER)), (vec![notice::Kind::Escalation], vec![]));
}

#[tokio::test]
async fn a_level_that_asks_for_whoever_answers_finds_them_when_it_is_told_and_always_the_group() {
    let mut desk = Desk::waiting(rules()).await;
    let (agent, olga) = (Role::Agent, ChatId::Private(OLGA));
    desk.role(OLGA, agent, true).await;
    let route = Route { responsible: Some(OLGA), deputy: Some(BORIS), team: None };
    desk.of_client(ROM, client::Event::RoutingChanged(RoutingChanged { route })).await;
    let told = |desk: &Desk| [STAFF, olga, MANAGER].map(|it| desk.told(it).len());
    desk.together(91, &[(90, escalated(1, vec![Whom::Responsible]))]).await;
    assert_eq!(told(&desk), [1, 1, 0]);
    let away = people::AbsenceNoted { away: true, until: None };
    desk.happens(Stream::Person(OLGA), people::Event::AbsenceNoted(away)).await;
    desk.together(121, &[(120, escalated(2, vec![Whom::Responsible]))]).await;
    assert_eq!(told(&desk), [1, 0, 1], "the deputy stands in");
    desk.together(131, &[(130, escalated(3, vec![Whom::Duty]))]).await;
    assert_eq!(told(&desk), [1, 0, 0], "nobody is on duty");
    let duty = Duty { team: None, agent: Some(BORIS), from: monday(0), until: monday(900) };
    desk.happens(Stream::Desk, desk::Event::DutySet(desk::DutySet { duty })).await;
    desk.together(141, &[(140, escalated(4, vec![Whom::Duty]))]).await;
    assert_eq!(told(&desk), [1, 0, 1]);
    let called = desk.views.called_upon(ROM, monday(141)).unwrap();
    assert_eq!((called.responsible, called.duty), (Some(BORIS), Some(BORIS)));
}

#[tokio::test]
async fn whoever_is_a_manager_no_more_is_told_nothing() {
    let mut desk = Desk::waiting(rules()).await;
    desk.role(OLGA, Role::Manager, true).await;
    desk.role(BORIS, Role::Manager, false).await;
    assert_eq!(desk.views.holders(Role::Manager).unwrap(), [OLGA]);
    desk.together(91, &[(90, escalated(1, vec![Whom::Role(Role::Manager)]))]).await;
    assert_eq!((desk.told(MANAGER), desk.told(ChatId::Private(OLGA)).len()), (vec![], 1));
    desk.person_erased(OLGA).await;
    assert_eq!(desk.views.holders(Role::Manager).unwrap(), []);
}

#[tokio::test]
async fn what_is_told_to_a_person_stays_theirs_when_the_staff_chat_goes() {
    let mut desk = Desk::waiting(rules()).await;
    desk.together(91, &[(90, escalated(1, vec![Whom::Role(Role::Manager)]))]).await;
    let second = ChatId::Group(-901);
    desk.link_staff(second).await;
    let unlinked = domain::link::ChatUnlinked { chat: STAFF };
    desk.happens(Stream::Desk, domain::desk::Event::ChatUnlinked(unlinked)).await;
    assert_eq!((desk.told(STAFF), desk.told(second).len()), (vec![], 1));
    assert_eq!(desk.told(MANAGER), [notice::Kind::Escalation]);
}

#[tokio::test]
async fn in_quiet_hours_nobody_is_told_and_the_sender_knows_when_they_end() {
    let quiet = Rules { told_in: Some(slug("days")), ..rules() };
    let mut desk = Desk::waiting(quiet).await;
    // At seven in the evening; service begins at nine on Tuesday.
    desk.together(600, &all_of_it()).await;
    let opening = minute(24 * 60);
    let ready = |at| {
        let ready = desk.views.ready_in(STAFF, at, 100).unwrap();
        ready.iter().filter(|it| it.kind.is_of_time()).count()
    };
    assert_eq!((ready(opening.plus(-1)), ready(opening)), (0, 1));
    assert_eq!(desk.views.next_not_before(minute(600)).unwrap(), Some(opening));
    assert_eq!(desk.views.next_not_before(opening).unwrap(), None);
    // The card is edited at once: nobody is disturbed by that.
    assert_eq!(desk.views.chats_with_ready(minute(600)).unwrap(), [STAFF]);
    desk.deliver_all(300).await;
    assert_eq!(desk.views.next_not_before(minute(600)).unwrap(), None);
}

#[tokio::test]
async fn within_the_hours_or_without_any_people_are_told_at_once() {
    for told_in in [None, Some(slug("days"))] {
        let mut desk = Desk::waiting(Rules { told_in, ..rules() }).await;
        desk.together(75, &all_of_it()).await;
        assert_eq!(desk.views.next_not_before(minute(-999)).unwrap(), None);
        let pending = desk.views.pending_in(STAFF, 100).unwrap();
        assert_eq!(desk.views.ready_in(STAFF, minute(75), 100).unwrap(), pending);
    }
}

#[tokio::test]
async fn the_clients_card_shows_a_breach_only_where_deadlines_are_shown() {
    for deadlines_shown in [false, true] {
        let mut desk = Desk::waiting(Rules { deadlines_shown, ..rules() }).await;
        desk.together(62, &[(60, breached(FirstResponse, 60))]).await;
        assert_eq!(desk.has_card(notice::Kind::Card), deadlines_shown);
    }
}

#[tokio::test]
async fn what_is_promised_anew_is_shown_to_all_and_what_is_acknowledged_to_staff() {
    let mut desk = Desk::waiting(rules()).await;
    let by = OLGA;
    desk.at(10, 1, Event::EscalationAcknowledged(ticket::EscalationAcknowledged { by })).await;
    assert!(desk.has_card(notice::Kind::StaffCard) && !desk.has_card(notice::Kind::Card));
    let (from, to, seal) = (binding("urgent"), binding("all"), seal());
    let why = ticket::Retargeting::Reclassified;
    desk.at(11, 1, Event::Retargeted(ticket::Retargeted { from, to, seal, why })).await;
    assert!(desk.has_card(notice::Kind::Card));
}

#[tokio::test]
async fn an_answer_refreshes_the_staff_card_of_a_ticket_that_is_promised_something() {
    let mut desk = Desk::waiting(rules()).await;
    desk.answered(10, 1).await;
    assert_eq!(desk.pending(), [(notice::Kind::StaffCard, STAFF)]);
}

#[tokio::test]
async fn the_client_is_told_who_has_taken_a_ticket_where_that_is_a_response() {
    let given = |how| Event::Assigned(ticket::Assigned { agent: OLGA, how });
    for (first_response, how, told) in [
        (Responds::Taken, ticket::Assignment::Taken, true),
        (Responds::Either, ticket::Assignment::Taken, true),
        (Responds::Either, ticket::Assignment::Given, false),
        (Responds::Reply, ticket::Assignment::Taken, false),
    ] {
        let mut desk = Desk::waiting(Rules { first_response, ..rules() }).await;
        desk.at(5, 1, given(how)).await;
        let told_now = desk.pending().contains(&(notice::Kind::Taken, GROUP));
        assert_eq!(told_now, told, "{first_response:?} {how:?}");
    }
    let mut unpromised = Desk::open().await;
    unpromised.asks(1, 11, "Help").await;
    unpromised.of_ticket(1, given(ticket::Assignment::Taken)).await;
    assert!(!unpromised.has_card(notice::Kind::Taken));
}

#[tokio::test]
async fn without_a_staff_chat_what_time_brings_about_is_only_recorded() {
    let mut desk = Desk::empty();
    desk.client(crate::desk::ROM, "ROM", "Romashka").await;
    desk.link(crate::desk::ROM, GROUP).await;
    desk.asks(1, 11, "Help").await;
    desk.of_ticket(1, bound("urgent")).await;
    desk.together(75, &all_of_it()).await;
    assert!(desk.pending().iter().all(|it| !it.0.is_of_time()));
}

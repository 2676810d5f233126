//! What agents are told all day.

use crate::stage::{OLGA, VIKTOR, accounted, check, scene, subject, taken};
use bot::render::{Pointless, Scene, render};
use chrono::TimeDelta;
use domain::notice::Kind;
use domain::policy::Pause;
use domain::ticket::{Assigned, Assignment, Event as TicketEvent, OnHold, Status, Unassigned};
use domain::{ChatId, Field, MessageId};
use projections::rows::ChatPlace;

fn given(status: Status) -> Scene {
    let given = TicketEvent::Assigned(Assigned { agent: OLGA, how: Assignment::Given });
    let mut scene = scene(Kind::HandedOver);
    scene.ticket = Some(taken(status));
    scene.subject = Some(subject(given, VIKTOR, &[]));
    scene
}

#[test]
fn whoever_is_given_a_ticket_is_called_while_it_is_theirs() {
    let mut beneath = given(Status::InProgress);
    beneath.notice.reply_to = Some(MessageId(31));
    let mut by_nobody = given(Status::OnHold);
    by_nobody.subject = by_nobody.subject.map(|it| bot::render::Subject { actor: None, ..it });
    check("handed_over", &[("beneath the card", beneath), ("by the house", by_nobody)]);
    assert_eq!(render(&given(Status::Closed)), Err(Pointless));
    let mut anothers = given(Status::InProgress);
    anothers.ticket.as_mut().unwrap().assignee = Some(VIKTOR);
    assert_eq!(render(&anothers), Err(Pointless));
}

#[test]
fn whoever_has_a_ticket_is_told_what_a_colleague_did_to_it_while_it_is_so() {
    let with = |status, event, texts: &[(Field, &str)]| {
        let mut scene = scene(Kind::ByColleague);
        scene.ticket = Some(taken(status));
        scene.subject = Some(subject(event, VIKTOR, texts));
        scene
    };
    let held = |status| {
        let event = TicketEvent::OnHold(OnHold { why: Pause::Own });
        with(status, event, &[(Field::Reason, "ждём <деталь>")])
    };
    let dropped = |assignee| {
        let event = TicketEvent::Unassigned(Unassigned { agent: OLGA });
        let mut scene = with(Status::InProgress, event, &[]);
        scene.ticket.as_mut().unwrap().assignee = assignee;
        scene
    };
    let mut bare = held(Status::OnHold);
    bare.subject.as_mut().unwrap().texts = domain::Texts::default();
    let mut alone = dropped(None);
    alone.notice.chat = ChatId::Private(OLGA);
    let cases = [
        ("held", held(Status::OnHold)),
        ("held, reason erased", bare),
        ("dropped", dropped(None)),
        ("dropped, in private", alone),
    ];
    check("by_colleague", &cases);
    assert_eq!(render(&held(Status::InProgress)), Err(Pointless));
    assert_eq!(render(&dropped(Some(OLGA))), Err(Pointless));
    let mut old = dropped(None);
    old.subject.as_mut().unwrap().recorded_at -= TimeDelta::hours(25);
    assert_eq!(render(&old), Err(Pointless));
}

#[test]
fn a_card_names_the_tickets_it_has_to_do_with() {
    let linked = |count: u64| {
        let mut scene = scene(Kind::StaffCard);
        scene.ticket = Some(taken(Status::InProgress));
        scene.linked = (1..=count).map(|it| format!("ROM-{it}").parse().unwrap()).collect();
        scene
    };
    check("staff_card_linked", &[("one", linked(1)), ("many", linked(9))]);
}

#[test]
fn commands_about_two_tickets_are_explained() {
    let hint = |rule, words| {
        let mut scene = scene(Kind::Hint);
        scene.place = Some(ChatPlace::Staff);
        scene.code = Some("ROM".parse().unwrap());
        scene.subject = Some(subject(accounted(rule, OLGA), OLGA, &[(Field::Body, words)]));
        scene
    };
    let cases = [
        ("merge", hint("command.which_two", "/merge ROM-1")),
        ("relate", hint("command.which_two", "/relate ROM-1")),
        ("elsewhere", hint("command.staff_chat_only", "/merge ROM-1 ROM-2")),
        ("without a number", hint("answer_without_number", "со второй")),
    ];
    check("hint_of_two", &cases);
}

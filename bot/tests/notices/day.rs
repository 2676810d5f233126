//! What agents are told all day.

use crate::stage::{OLGA, VIKTOR, accounted, check, scene, subject, taken};
use bot::render::{Pointless, Scene, render};
use domain::notice::Kind;
use domain::ticket::{Assigned, Assignment, Event as TicketEvent, Status};
use domain::{Field, MessageId};
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

//! Receipts and cards.

use crate::stage::{OLGA, VIKTOR, check, here, monday, scene, taken, ticket};
use bot::buttons::Press;
use bot::render::{Scene, render};
use domain::chat::Visibility;
use domain::notice::Kind;
use domain::ticket::Status;
use domain::{Channel, MessageId, Priority, RequestType};
use projections::rows::TicketRow;

fn of(kind: Kind, ticket: TicketRow) -> Scene {
    Scene { ticket: Some(ticket), ..scene(kind) }
}

#[test]
fn a_receipt_says_the_number_and_whose_request_it_is() {
    check("receipt", &receipts());
}

fn receipts() -> Vec<(&'static str, Scene)> {
    let mut beneath = scene(Kind::Receipt);
    beneath.notice.reply_to = Some(MessageId(11));
    let by_other = TicketRow {
        channel: Channel::Reply,
        requester: VIKTOR,
        requester_name: "Виктор".to_owned(),
        ..ticket()
    };
    let phoned = TicketRow {
        channel: Channel::OnBehalf,
        source: None,
        requester: OLGA,
        requester_name: "Ольга".to_owned(),
        registered_by: OLGA,
        registered_by_name: "Ольга".to_owned(),
        reported_at: monday("11:40"),
        ..ticket()
    };
    let mut continued = scene(Kind::Receipt);
    continued.notice.reply_to = Some(MessageId(11));
    continued.continues = Some("ROM-12".parse().unwrap());
    let erased = TicketRow { summary: String::new(), ..ticket() };
    vec![
        ("beneath the request", beneath),
        ("elsewhere", scene(Kind::Receipt)),
        ("for somebody else", of(Kind::Receipt, by_other)),
        ("on a client's behalf", of(Kind::Receipt, phoned)),
        ("erased", of(Kind::Receipt, erased)),
        ("of words to an old ticket", continued),
    ]
}

#[test]
fn a_receipt_has_no_buttons_in_any_state() {
    for status in Status::ALL {
        let rendered = render(&of(Kind::Receipt, taken(status))).unwrap();
        assert_eq!(rendered.keyboard, Vec::<Vec<(String, Press)>>::new());
    }
}

/// The card of each state a ticket can be in.
fn states(kind: Kind) -> Vec<(&'static str, Scene)> {
    let files = TicketRow { attachments: 3, ..ticket() };
    let wordless = TicketRow { summary: String::new(), attachments: 1, ..ticket() };
    let erased = TicketRow { summary: String::new(), ..ticket() };
    let urgent = TicketRow {
        request_type: Some(RequestType::Fault),
        priority: Priority::Urgent,
        ..ticket()
    };
    let yesterday = TicketRow {
        assigned_at: Some(monday("12:05") - chrono::TimeDelta::days(1)),
        request_type: Some(RequestType::Access),
        ..taken(Status::InProgress)
    };
    let reopened = TicketRow { reopened: 2, ..taken(Status::InProgress) };
    let mut merged = of(kind, taken(Status::Closed));
    merged.merged_into = Some("ROM-40".parse().unwrap());
    vec![
        ("new", of(kind, ticket())),
        ("with files", of(kind, files)),
        ("files without words", of(kind, wordless)),
        ("erased", of(kind, erased)),
        ("urgent", of(kind, urgent)),
        ("in progress", of(kind, taken(Status::InProgress))),
        ("taken yesterday", of(kind, yesterday)),
        ("waiting", of(kind, taken(Status::WaitingForClient))),
        ("on hold", of(kind, taken(Status::OnHold))),
        ("resolved", of(kind, taken(Status::Resolved))),
        ("reopened twice", of(kind, reopened)),
        ("closed", of(kind, taken(Status::Closed))),
        ("cancelled", of(kind, TicketRow { status: Status::Cancelled, ..ticket() })),
        ("merged", merged),
    ]
}

#[test]
fn a_card_shows_the_state_and_asks_at_most_one_question() {
    let mut all = states(Kind::Card);
    let first = TicketRow { number: "ROM-40".parse().unwrap(), ..ticket() };
    let mut similar = of(Kind::Card, ticket());
    similar.similar = Some(Box::new(first));
    all.push(("like one that is open", similar));
    check("card", &all);
}

#[test]
fn a_staff_card_shows_whose_it_is_and_what_may_be_done() {
    let mut all = states(Kind::StaffCard);
    let in_topic = TicketRow { thread: Some(7), source: Some(here(11)), ..ticket() };
    let basic_group = TicketRow {
        source: Some(domain::MessageRef { chat: domain::ChatId::Group(-5), message: MessageId(3) }),
        registered_by: OLGA,
        registered_by_name: "Ольга".to_owned(),
        ..ticket()
    };
    let phoned = TicketRow {
        channel: Channel::OnBehalf,
        source: None,
        requester: OLGA,
        requester_name: "Ольга".to_owned(),
        registered_by: OLGA,
        registered_by_name: "Ольга".to_owned(),
        ..ticket()
    };
    all.push(("on a client's behalf", of(Kind::StaffCard, phoned)));
    all.push(("in a topic", of(Kind::StaffCard, in_topic)));
    all.push(("by staff, in a basic group", of(Kind::StaffCard, basic_group)));
    check("staff_card", &all);
}

#[test]
fn the_card_of_a_group_says_what_the_bot_sees_and_is_pinned_when_it_may_be() {
    let sees = |sees| Scene { sees, ..scene(Kind::GroupCard) };
    let mut again = sees(Some(Visibility::All));
    again.notice.message = Some(MessageId(4));
    let mut less = sees(Some(Visibility::Commands));
    less.notice.message = Some(MessageId(4));
    check(
        "group_card",
        &[
            ("commands only", sees(Some(Visibility::Commands))),
            ("not known", sees(None)),
            ("edited, all messages", again),
            ("edited, commands only", less),
        ],
    );
}

#[test]
fn no_text_is_longer_than_telegram_takes() {
    let long = "<&😀 ".repeat(4_000);
    for kind in [Kind::Receipt, Kind::Card, Kind::StaffCard] {
        let long = TicketRow {
            requester_name: long.clone(),
            registered_by_name: long.clone(),
            registered_by: OLGA,
            assignee_name: Some(long.clone()),
            client_title: long.clone(),
            summary: long.chars().take(projections::rows::SUMMARY_CHARS_MAX).collect(),
            ..taken(Status::Resolved)
        };
        let html = render(&of(kind, long)).unwrap().html;
        let seen = html.replace("&lt;", "<").replace("&amp;", "&");
        assert!(seen.encode_utf16().count() <= 4096);
    }
}

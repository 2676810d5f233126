//! What the bot asks, and what it says of itself.

use crate::stage::{
    ANNA, CLIENT, GROUP, OLGA, STAFF, TICKET, VIKTOR, accounted, added, at_staff, check,
    client_place, here, monday, nudged, scene, seen_in, subject, taken, ticket,
};
use bot::buttons::Press;
use bot::render::{Pointless, Scene, render};
use domain::chat::{CoverageGap, NoticeFailed, Undeliverable, UpdateParked};
use domain::conversation::{Purpose, Started};
use domain::link::LinkClaimed;
use domain::notice::Kind;
use domain::ticket::{Event as TicketEvent, Status};
use domain::{
    ChatId, Event, Field, MessageId, NoticeId, PersonId, Side, TicketId, chat, client,
    conversation, desk,
};
use projections::rows::TicketRow;
use store::port::Revision;
use store::stream::Stream;
use uuid::Uuid;

#[test]
fn a_prompt_names_whom_it_asks_and_opens_their_reply_field() {
    let asked = |owner: PersonId, purpose| {
        let started = Started { chat: GROUP, thread: None, owner, purpose, pressed: MessageId(4) };
        let mut scene = scene(Kind::Prompt);
        scene.subject = Some(subject(conversation::Event::Started(started), owner, &[]));
        scene
    };
    let purposes = [
        ("a request", ANNA, Purpose::Request(CLIENT)),
        ("a question", OLGA, Purpose::Ask(TICKET)),
        ("what was done", OLGA, Purpose::Resolve(TICKET)),
        ("what is still wrong", ANNA, Purpose::NotSolved(TICKET)),
        ("a note", OLGA, Purpose::Note(TICKET)),
        ("where it goes on", OLGA, Purpose::Merge(TICKET)),
        ("what it has to do with", OLGA, Purpose::Relate(TICKET)),
        ("what goes along", OLGA, Purpose::HandOver { from: OLGA, to: VIKTOR }),
    ];
    let cases = purposes.into_iter().map(|(case, owner, it)| (case, asked(owner, it)));
    check("prompt", &cases.collect::<Vec<_>>());
}

#[test]
fn a_ticket_that_is_over_is_offered_again() {
    let over = |ticket| {
        let words = TicketEvent::MessageAdded(added(here(21), ANNA, Side::Client));
        let subject = Some(subject(words, ANNA, &[(Field::Body, "опять")]));
        Scene { ticket: Some(ticket), subject, ..scene(Kind::ReopenOffer) }
    };
    let days_ago = Some(monday("12:00") - chrono::TimeDelta::days(13));
    let closed = TicketRow { closed_at: days_ago, ..taken(Status::Closed) };
    let cancelled = TicketRow { status: Status::Cancelled, ..ticket() };
    let too_late = |ticket: &TicketRow| Scene { over: true, ..over(ticket.clone()) };
    let cases = [
        ("closed too long ago", too_late(&closed)),
        ("cancelled too long ago", too_late(&cancelled)),
        ("closed", over(closed)),
        ("cancelled", over(cancelled)),
    ];
    check("reopen_offer", &cases);
    assert_eq!(render(&over(taken(Status::InProgress))), Err(Pointless));
}

fn claimed(holder: &Stream, event: impl Into<Event>) -> Scene {
    let mut scene = scene(Kind::LinkQuestion);
    scene.place = None;
    scene.ticket = None;
    scene.client_title = Some("ООО «Ромашка»".to_owned());
    scene.notice.subject = (holder.name(), Revision(1));
    scene.subject = Some(subject(event, ANNA, &[(Field::Name, "Группа")]));
    scene
}

#[test]
fn a_link_is_confirmed_by_whom_it_concerns() {
    let claim = LinkClaimed { token: PersonId([9; 16]), chat: GROUP, by: ANNA };
    let client = client::Event::LinkClaimed(claim.clone());
    let desk = desk::Event::LinkClaimed(claim);
    let of_client = claimed(&Stream::Client(CLIENT), client);
    let keyboard = render(&of_client).unwrap().keyboard;
    assert_eq!(keyboard[0][0].1, Press::LinkConfirm(Some(CLIENT)));
    let of_desk = claimed(&Stream::Desk, desk);
    assert_eq!(render(&of_desk).unwrap().keyboard[0][1].1, Press::LinkRefuse(None));
    check("link_question", &[("a client's", of_client), ("the desk's", of_desk)]);
}

fn second() -> TicketRow {
    TicketRow {
        ticket: TicketId(Uuid::from_u128(58)),
        number: "ROM-58".parse().unwrap(),
        summary: "VPN не пускает с утра\nскрин ниже, и ещё много слов про это".to_owned(),
        ..taken(Status::WaitingForClient)
    }
}

#[test]
fn words_of_staff_that_may_belong_to_several_tickets_are_asked_about() {
    let mut which = scene(Kind::WhichTicket);
    which.ticket = None;
    which.seen_in = Some(seen_in(GROUP));
    which.client_title = Some("ООО «Ромашка»".to_owned());
    which.tickets = vec![ticket(), second()];
    let words = [(Field::Body, "Сейчас подойду <к вам>")];
    which.subject = Some(subject(accounted("several_waiting", OLGA), OLGA, &words));
    let keyboard = render(&which).unwrap().keyboard;
    let bind = |ticket| Press::Bind {
        chat: GROUP,
        month: "202611".to_owned(),
        message: MessageId(21),
        ticket,
    };
    assert_eq!(keyboard[0][0].1, bind(Some(TICKET)));
    assert_eq!(keyboard[2][0].1, bind(None));
    check("which_ticket", &[("two waiting", which)]);
}

#[test]
fn a_linked_staff_chat_is_told_what_can_be_done() {
    check("staff_welcome", &[("linked", scene(Kind::StaffWelcome))]);
}

fn asked(rule: &str, edit: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = scene(Kind::StatusAnswer);
    scene.ticket = None;
    scene.subject = Some(subject(accounted(rule, ANNA), ANNA, &[]));
    scene.notice.reply_to = Some(MessageId(21));
    edit(&mut scene);
    scene
}

#[test]
fn who_asks_how_things_stand_is_told() {
    let many: Vec<TicketRow> = (1..=23)
        .map(|n| TicketRow { number: format!("ROM-{n}").parse().unwrap(), ..ticket() })
        .collect();
    let mut cases = vec![
        ("one", asked("command.status", |it| it.ticket = Some(taken(Status::InProgress)))),
        ("registered", asked("already_registered", |it| it.ticket = Some(ticket()))),
        ("registered, unknown", asked("already_registered", |_| ())),
        ("no such", asked("command.status", |it| it.named = "ROM-99".parse().ok())),
        (
            "no number",
            asked("command.status", |it| {
                let words = [(Field::Body, "/status blah")];
                it.subject = Some(subject(accounted("command.status", ANNA), ANNA, &words));
            }),
        ),
        ("none", asked("command.my", |_| ())),
        ("several", asked("command.my", |it| it.tickets = vec![ticket(), second()])),
    ];
    cases.push(("many", asked("command.my", |it| it.tickets = many)));
    check("status_answer", &cases);
}

#[test]
fn a_hint_shows_how_it_is_done_right() {
    const RULES: [&str; 17] = [
        "command.new_without_text",
        "command.ticket_without_reply",
        "command.ticket_of_the_bot",
        "command.help",
        "command.which_ticket",
        "command.no_such_ticket",
        "command.without_text",
        "command.on_behalf_wrong",
        "command.no_such_client",
        "command.client_without_chat",
        "command.note_to_all",
        "command.workaround_with_text",
        "command.linked_already",
        "command.staff_only",
        "command.unknown",
        "unverifiable_actor",
        "answer_without_words",
    ];
    let hint = |rule, place| {
        let mut scene = scene(Kind::Hint);
        scene.place = Some(place);
        scene.code = "ACME".parse().ok();
        scene.subject = Some(subject(accounted(rule, ANNA), ANNA, &[]));
        scene
    };
    let mut cases: Vec<_> = RULES.map(|it| (it, hint(it, client_place()))).into();
    let staff = projections::rows::ChatPlace::Staff;
    cases.push(("command.help in the staff chat", hint("command.help", staff.clone())));
    let mut nudge = hint("fault", client_place());
    nudge.subject = Some(subject(nudged("fault", ANNA), ANNA, &[]));
    let (chat, month) = (nudge.notice.chat, "202611".to_owned());
    nudge.seen_in = Some(bot::render::SeenIn { chat, month });
    cases.push(("what looks like a request", nudge.clone()));
    nudge.similar = Some(Box::new(ticket()));
    cases.push(("what looks like a ticket that is open", nudge));
    let after = |rule, words| {
        let mut scene = hint(rule, staff.clone());
        scene.subject = Some(subject(accounted(rule, ANNA), ANNA, &[(Field::Body, words)]));
        scene
    };
    cases.extend(vec![
        ("/cancel", after("command.which_ticket", "/cancel")),
        ("/Take@desk_bot", after("command.which_ticket", "/Take@desk_bot")),
        ("/ask", after("command.without_text", "/ask")),
        ("/resolve ROM-5", after("command.without_text", "/resolve ROM-5")),
        ("/new rom 25:99", after("command.on_behalf_wrong", "/new rom 25:99 Не печатает")),
        ("/new XXX", after("command.no_such_client", "/new XXX 14:20 Не печатает")),
        ("/new FIR", after("command.client_without_chat", "/new FIR Не печатает")),
    ]);
    check("hint", &cases);
}

#[test]
fn an_alarm_says_what_did_not_reach_the_client_and_why() {
    let failed = |kind, why| {
        chat::Event::NoticeFailed(NoticeFailed {
            notice: NoticeId(Uuid::from_u128(5)),
            kind,
            why,
            ticket: Some(TICKET),
            of: Some(at_staff(31)),
            shown: 0,
        })
    };
    let alarm = |event: chat::Event, title: Option<&str>| {
        let mut scene = scene(Kind::Alarm);
        scene.client_title = title.map(str::to_owned);
        scene.seen_in = Some(seen_in(GROUP));
        scene.subject = Some(subject(event, OLGA, &[]));
        scene
    };
    let title = Some("ООО «Ромашка»");
    let gap = CoverageGap { from: monday("02:00"), to: monday("09:30") };
    let mut parked = alarm(chat::Event::UpdateParked(UpdateParked { update: 700_000_001 }), None);
    parked.ticket = None;
    parked.seen_in = Some(seen_in(ChatId::Group(-5)));
    assert_eq!(STAFF, alarm(chat::Event::CoverageGap(gap.clone()), None).notice.chat);
    check(
        "alarm",
        &[
            ("forbidden", alarm(failed(Kind::Answer, Undeliverable::Forbidden), title)),
            ("gone", alarm(failed(Kind::Receipt, Undeliverable::ChatGone), None)),
            ("refused", alarm(failed(Kind::Resolution, Undeliverable::Refused), title)),
            ("parked", parked),
            ("gap", alarm(chat::Event::CoverageGap(gap), title)),
        ],
    );
}

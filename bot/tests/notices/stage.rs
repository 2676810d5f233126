//! Stage: one Monday, the people of one client and of the desk, and one ticket, for every notice to be about.

use bot::render::{People, Pointless, Rendered, Scene, SeenIn, Subject, render};
use bot::times::Times;
use chrono::{DateTime, Utc};
use domain::chat::{Decision, MessageAccounted, Visibility};
use domain::client::Zone;
use domain::intake::{Judged, Looks};
use domain::notice::Kind;
use domain::ticket::{MessageAdded, Status};
use domain::{
    Attachment, Awaits, Channel, ChatId, ClientId, Event, Field, Language, MediaKind, MessageId,
    MessageRef, NoticeId, PersonId, Priority, Side, TicketId,
};
use projections::rows::{ChatPlace, PendingNotice, PersonRow, TicketRow};
use std::fmt::Write as _;
use store::port::{Position, Revision};
use store::stream::Stream;
use uuid::Uuid;

pub(crate) const ANNA: PersonId = PersonId([1; 16]);
pub(crate) const VIKTOR: PersonId = PersonId([2; 16]);
pub(crate) const OLGA: PersonId = PersonId([3; 16]);
pub(crate) const CLIENT: ClientId = ClientId(Uuid::from_u128(40));
pub(crate) const TICKET: TicketId = TicketId(Uuid::from_u128(57));
pub(crate) const GROUP: ChatId = ChatId::Group(-1_001_234_567_890);
pub(crate) const STAFF: ChatId = ChatId::Group(-1_009_876_543_210);

/// A Monday's hour, as Moscow has it.
pub(crate) fn monday(clock: &str) -> DateTime<Utc> {
    format!("2026-11-23T{clock}:00+03:00").parse::<DateTime<Utc>>().unwrap()
}

pub(crate) fn here(message: i64) -> MessageRef {
    MessageRef { chat: GROUP, message: MessageId(message) }
}

pub(crate) fn at_staff(message: i64) -> MessageRef {
    MessageRef { chat: STAFF, message: MessageId(message) }
}

/// As it was registered at 12:00: no type, nobody's.
pub(crate) fn ticket() -> TicketRow {
    TicketRow {
        ticket: TICKET,
        number: "ROM-57".parse().unwrap(),
        client: CLIENT,
        client_title: "ООО «Ромашка»".to_owned(),
        chat: GROUP,
        thread: None,
        source: Some(here(11)),
        requester: ANNA,
        requester_name: "Анна".to_owned(),
        registered_by: ANNA,
        registered_by_name: "Анна".to_owned(),
        channel: Channel::Command,
        status: Status::New,
        request_type: None,
        priority: Priority::Normal,
        assignee: None,
        assignee_name: None,
        assigned_at: None,
        summary: "Не печатает принтер в <бухгалтерии>".to_owned(),
        attachments: 0,
        messages: 1,
        reopened: 0,
        reported_at: monday("12:00"),
        registered_at: monday("12:00"),
        updated_at: monday("12:00"),
        answered_at: None,
        resolved_at: None,
        closed_at: None,
        awaits_answer: true,
        events: 1,
        position: Position(9),
    }
}

/// Taken by Olga at 12:05.
pub(crate) fn taken(status: Status) -> TicketRow {
    TicketRow {
        status,
        assignee: Some(OLGA),
        assignee_name: Some("Ольга".to_owned()),
        assigned_at: Some(monday("12:05")),
        ..ticket()
    }
}

pub(crate) fn client_place() -> ChatPlace {
    ChatPlace::Client {
        client: CLIENT,
        code: "ROM".parse().unwrap(),
        title: "ООО «Ромашка»".to_owned(),
    }
}

fn pending(kind: Kind, chat: ChatId) -> PendingNotice {
    PendingNotice {
        notice: NoticeId(Uuid::from_u128(1)),
        kind,
        chat,
        thread: None,
        ticket: Some(TICKET),
        conversation: None,
        subject: (Stream::Ticket(TICKET).name(), Revision(0)),
        reply_to: None,
        of: None,
        want: 1,
        message: None,
        over: false,
        position: Position(9),
    }
}

/// A scene in the client's group, or in the staff chat, with the ticket as it was registered.
pub(crate) fn scene(kind: Kind) -> Scene {
    let staff = matches!(
        kind,
        Kind::StaffCard
            | Kind::ClientWords
            | Kind::ReopenedWords
            | Kind::StaffWelcome
            | Kind::WhichTicket
            | Kind::Alarm
            | Kind::Warning
            | Kind::Breach
            | Kind::Escalation
            | Kind::HandedOver
            | Kind::ByColleague
            | Kind::Unanswered
            | Kind::StaffLeft
    );
    let (chat, place) = if staff { (STAFF, ChatPlace::Staff) } else { (GROUP, client_place()) };
    let people = [(ANNA, "Анна", 501), (VIKTOR, "Виктор", 502), (OLGA, "Ольга", 503)];
    let row = |(person, name, id): (PersonId, &str, i64)| {
        let row = PersonRow { person, name: name.to_owned(), handle: None, telegram_id: Some(id) };
        (person, row)
    };
    Scene {
        notice: pending(kind, chat),
        times: times(Language::Ru),
        place: Some(place),
        sees: Some(Visibility::Commands),
        clients: Vec::new(),
        ticket: Some(ticket()),
        linked: Vec::new(),
        incidents: Vec::new(),
        promises: None,
        held: None,
        holders: Vec::new(),
        called: None,
        called_upon: projections::rows::CalledUpon::default(),
        about: None,
        staff_card: None,
        merged_into: None,
        over: false,
        continues: None,
        announcement: None,
        similar: None,
        subject: None,
        board: None,
        seen_in: None,
        people: people.into_iter().map(row).collect::<People>(),
        named: None,
        tickets: Vec::new(),
        seen_with: Vec::new(),
        list: None,
        client_title: None,
        code: None,
        staff_group: None,
        waited: None,
        digest: None,
        deliveries: Vec::new(),
        replies: Vec::new(),
        works_at: None,
        imported: None,
        along: domain::along::Along::default(),
    }
}

fn times(language: Language) -> Times {
    Times::new(language, &Zone("Europe/Moscow".to_owned()), monday("14:00"))
}

pub(crate) fn subject(
    event: impl Into<Event>,
    actor: PersonId,
    texts: &[(Field, &str)],
) -> Subject {
    let texts = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    Subject {
        event: event.into(),
        occurred_at: monday("12:10"),
        recorded_at: monday("14:00"),
        actor: Some(actor),
        texts: domain::Texts(texts),
    }
}

pub(crate) fn added(at: MessageRef, author: PersonId, side: Side) -> MessageAdded {
    MessageAdded {
        message: at,
        author,
        side,
        visibility: domain::Visibility::Public,
        awaits: Awaits::Nothing,
        rule: "reply".parse().unwrap(),
        relayed: side == Side::Staff,
        reply_to: None,
        attachments: Vec::new(),
    }
}

pub(crate) fn photo() -> Vec<Attachment> {
    vec![Attachment { media: MediaKind::Photo, size: None }]
}

/// A message of Anna's, accounted for under a rule.
pub(crate) fn accounted(rule: &str, author: PersonId) -> domain::chat::Event {
    domain::chat::Event::MessageAccounted(MessageAccounted {
        message: MessageId(21),
        author,
        side: Side::Client,
        thread: None,
        reply_to: None,
        album: None,
        edited_at: None,
        decision: Decision::Skipped,
        rule: rule.parse().unwrap(),
        rules: 1,
        awaits: Awaits::Nothing,
        attachments: Vec::new(),
        clock_ahead_s: None,
        intake: None,
        asks: None,
    })
}

/// The same, by a rule of the client's own set, which has the author told how to make it a ticket.
pub(crate) fn nudged(rule: &str, author: PersonId) -> domain::chat::Event {
    let domain::chat::Event::MessageAccounted(it) = accounted(rule, author) else {
        unreachable!("it is a message")
    };
    let set = "standard@2".parse().unwrap();
    let judged = Judged { set, looks: Looks::Request, nudge: true, quiet_until: None };
    let decision = Decision::Unanswered;
    domain::chat::Event::MessageAccounted(MessageAccounted { intake: Some(judged), decision, ..it })
}

pub(crate) fn seen_in(chat: ChatId) -> SeenIn {
    SeenIn { chat, month: "202611".to_owned() }
}

/// Compares what is said in both languages with the golden file of a name. `UPDATE_GOLDEN=1` writes it anew.
#[track_caller]
pub(crate) fn check(name: &str, cases: &[(&str, Scene)]) {
    let cases: Vec<_> = cases.iter().map(|(case, scene)| (*case, vec![scene.clone()])).collect();
    check_all(name, &cases, |scenes| render(&scenes[0]));
}

/// The same of what is said of several at once.
#[track_caller]
pub(crate) fn check_all(
    name: &str,
    cases: &[(&str, Vec<Scene>)],
    say: impl Fn(&[Scene]) -> Result<Rendered, Pointless>,
) {
    for (language, tag) in [(Language::Ru, "ru"), (Language::En, "en")] {
        let mut said = String::new();
        for (case, scenes) in cases {
            let of = |it: &Scene| Scene { times: times(language), ..it.clone() };
            let scenes: Vec<Scene> = scenes.iter().map(of).collect();
            let rendered = say(&scenes).expect("there is something to be said");
            writeln!(said, "== {case} ==\n{}", written(&rendered)).unwrap();
        }
        let path = format!("{}/golden/{name}.{tag}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &said).unwrap();
        }
        let golden = std::fs::read_to_string(&path).expect("a golden file");
        assert_eq!(said, golden, "{path}");
    }
}

fn written(it: &Rendered) -> String {
    let mut lines = vec![it.html.clone()];
    for row in &it.keyboard {
        let row: Vec<_> = row.iter().map(|(label, _)| format!("[{label}]")).collect();
        lines.push(row.join(""));
    }
    lines.extend(it.reply_to.map(|it| format!("↩ {}", it.0)));
    lines.extend(it.force_reply.as_ref().map(|it| format!("⌨ {it}")));
    lines.extend(it.files.map(|it| format!("📎 {} {}", it.chat, it.message.0)));
    lines.extend(it.wordless.then(|| "in one message".to_owned()));
    lines.extend(it.silent.then(|| "🔕".to_owned()));
    lines.extend(it.pin.then(|| "📌".to_owned()));
    lines.join("\n") + "\n"
}

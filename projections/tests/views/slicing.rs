//! Do views caught up in any slices equal views made at once, and made anew?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, OLGA, ROM, STAFF, SUPERGROUP, accounted, client_words, delivered,
    entered, in_group, in_staff, monday, part, photo, registered, registration, relayed_words,
    skipped, staff_words, ticket_id,
};
use crate::{promises, turns};
use domain::chat::{
    self, Decision, MessageAccounted, MessageBound, NoticeFailed, Registration, Step,
    Undeliverable, UpdateParked,
};
use domain::client::{AgreementChanged, Zone};
use domain::clock::{Kind, Placed, measure};
use domain::conversation::{self, Purpose, Started};
use domain::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered};
use domain::people::Basis;
use domain::policy::{Rules, Whom};
use domain::ticket::{self, Event, Ticket};
use domain::{
    ChatId, ConversationId, Field, Language, MessageId, MessageRef, Owner, PersonId, Priority,
    RequestType, Role, client, desk, people, register,
};
use proptest::prelude::*;
use store::codec;
use store::port::{EventStore, PAGE_MAX, Recorded, Revision};
use store::stream::Stream;
use uuid::Uuid;

const CHATS: [ChatId; 5] =
    [GROUP, SUPERGROUP, STAFF, ChatId::Group(-200), ChatId::Private(PersonId([5; 16]))];
pub(crate) const PEOPLE: [PersonId; 3] = [ANNA, BORIS, OLGA];
const TICKETS_MAX: u64 = 6;
/// How many kinds of things happen here; there are more in `turns`.
const KINDS: u8 = 25;

/// What happens next: which kind of thing, and three choices within it.
type Turn = (u8, u8, u8, u8);

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_slicing_equals_a_rebuild(turns in prop::collection::vec(any::<Turn>(), 1..160)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&turns));
    }
}

async fn check(turns: &[Turn]) {
    let mut desk = Desk::promising().await;
    turns::begin(&mut desk).await;
    for turn in turns {
        happen(&mut desk, *turn).await;
    }
    desk.views.catch_up().await.unwrap();
    let sliced = desk.views.digest().unwrap();
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(desk.other_views(&folder).await.digest().unwrap(), sliced, "at once");
    for _ in 0..2 {
        desk.views.rebuild(|_| ()).await.unwrap();
        assert_eq!(desk.views.digest().unwrap(), sliced, "made anew");
    }
    for number in 1..=TICKETS_MAX {
        agrees_with_its_stream(&desk, number).await;
    }
    counts_agree(&desk);
}

/// The row of a ticket is what the domain makes of its stream.
async fn agrees_with_its_stream(desk: &Desk, number: u64) {
    let stream = Stream::Ticket(ticket_id(number)).name();
    let events = desk.store.read(&stream, Revision(0), PAGE_MAX).await.unwrap();
    let folded =
        events.iter().fold(Ticket::default(), |ticket, it| match codec::decode(it).unwrap() {
            domain::Event::Ticket(event) => ticket.evolve_at(&event, placed(it)),
            other => panic!("a ticket's stream holds {other:?}"),
        });
    let row = desk.views.ticket(ticket_id(number)).unwrap();
    let found = row.as_ref().map(|it| {
        (it.status, it.assignee, it.request_type, it.priority, it.requester, it.reopened)
    });
    let expected = folded.life().map(|it| {
        let reopened = u64::from(it.reopened);
        (it.status, it.assignee, it.request_type, it.priority, it.requester, reopened)
    });
    assert_eq!(found, expected);
    if let Some(row) = row {
        assert_eq!(row.events, events.len() as u64);
    }
    for at in [0, 130, desk.now, desk.now + 5_000].map(promises::minute) {
        let book = desk.views.book().unwrap().as_of(at);
        let history = folded.life().map(|it| it.history.as_recorded_by(at));
        let measured = history.map(|it| measure(&it, &book, at));
        assert_eq!(desk.views.clocks_of(ticket_id(number), at).unwrap(), measured);
    }
}

fn placed(it: &Recorded) -> Placed {
    let (occurred_at, recorded_at) = (it.event.occurred_at, it.recorded_at);
    Placed { revision: it.revision.0, occurred_at, recorded_at }
}

fn counts_agree(desk: &Desk) {
    for chat in CHATS {
        let unanswered = desk.views.unanswered(chat, 1_000).unwrap().len();
        assert_eq!(desk.views.accounting(chat).unwrap().unanswered, unanswered as u64);
    }
    let all = desk.views.pending(1_000).unwrap();
    let chats = desk.views.chats_with_pending().unwrap();
    let apart: Vec<_> =
        chats.iter().flat_map(|it| desk.views.pending_in(*it, 1_000).unwrap()).collect();
    assert_eq!(apart, all);
}

pub(crate) fn pick<T: Clone>(all: &[T], choice: u8) -> T {
    all[usize::from(choice) % all.len()].clone()
}

async fn happen(desk: &mut Desk, (kind, a, b, c): Turn) {
    let number = u64::from(a) % TICKETS_MAX + 1;
    let chat = pick(&CHATS, b);
    let in_month = |chat| Stream::Chat(chat, "202603".to_owned());
    match kind % (KINDS + turns::KINDS) {
        0..3 => register(desk, number, i64::from(b) % 20, pick(&PEOPLE, c)).await,
        3..9 => {
            let event = ticket_event(b, c);
            let texts = [(Field::Body, Owner::Person(ANNA), "Other words")];
            desk.record(Stream::Ticket(ticket_id(number)), event, &texts).await;
        }
        9..11 => {
            let at = MessageRef { chat, message: MessageId(i64::from(c) % 20) };
            let event = chat::Event::MessageAccounted(words(number, at, c));
            desk.record(in_month(chat), event, &[]).await;
        }
        11..14 => say(desk, a, b, c).await,
        14 => link(desk, chat, c).await,
        15 => {
            let to = pick(&CHATS[..4], c);
            let migrated = chat::Event::Migrated(chat::Migrated { from: chat, to });
            let event = match a % 3 {
                0 => (in_month(chat), domain::Event::from(migrated)),
                1 => {
                    let it = client::Event::ChatMigrated(ChatMigrated { from: chat, to });
                    (Stream::Client(ROM), it.into())
                }
                _ => {
                    let it = desk::Event::ChatMigrated(ChatMigrated { from: chat, to });
                    (Stream::Desk, it.into())
                }
            };
            desk.record(event.0, event.1, &[]).await;
        }
        16 => {
            let person = pick(&PEOPLE, b);
            let (role, client, basis) = (Role::Manager, None, Basis::Admin);
            let event = match c % 5 {
                0 => people::Event::Erased(people::PersonErased {}),
                1 => people::Event::RoleGranted(people::RoleGranted { role, client, basis }),
                2 => people::Event::RoleRevoked(people::RoleRevoked { role, client }),
                _ => people::Event::Seen(people::Seen { profile: person }),
            };
            let owner = Owner::Person(person);
            let texts = [(Field::Name, owner, "Somebody"), (Field::TelegramId, owner, "7")];
            desk.record(Stream::Person(person), event, &texts).await;
        }
        17 => converse(desk, number, chat, c).await,
        18 => {
            let event = match c % 3 {
                0 => chat::Event::UpdateParked(UpdateParked { update: 1 }),
                1 => {
                    let message = MessageId(i64::from(a) % 20);
                    let ticket = (a.is_multiple_of(2)).then_some(ticket_id(number));
                    chat::Event::MessageBound(MessageBound { message, ticket })
                }
                _ => {
                    let sees = chat::Visibility::All;
                    chat::Event::VisibilityChanged(chat::VisibilityChanged { sees })
                }
            };
            desk.record(in_month(chat), event, &[]).await;
        }
        19..23 => {
            let stream = Stream::Ticket(ticket_id(number));
            let happened = monday(desk.now - i64::from(a) % 7);
            desk.record_late(stream, event_of_time(b, c), &[], happened).await;
        }
        23 => publish(desk, b, c).await,
        24 => desk.views.catch_up().await.unwrap(),
        other => turns::happen(desk, other - KINDS, (number, b, c)).await,
    }
}

/// A new version, effective at once or a little later.
async fn publish(desk: &mut Desk, b: u8, c: u8) {
    let from = monday(desk.now + i64::from(b) % 50);
    let version = u32::from(c) % 4 + 1;
    if b.is_multiple_of(2) {
        let windows = pick(&["09:00-17:00", "10:00-11:00", "00:00-24:00"], c);
        let event = promises::calendar(version, windows, from);
        desk.record(Stream::Calendar(promises::slug("days")), event, &[]).await;
    } else {
        let told_in = (c.is_multiple_of(3)).then(|| promises::slug("days"));
        let rules = Rules { told_in, deadlines_shown: true, ..promises::rules() };
        let event = promises::policy(version, rules, from);
        desk.record(Stream::Policy(promises::slug("standard")), event, &[]).await;
    }
}

pub(crate) fn event_of_time(kind: u8, c: u8) -> Event {
    let kind_of_clock = pick(&[Kind::FirstResponse, Kind::Resolution], c / 2);
    let clock = promises::clock(kind_of_clock, 1);
    let row = pick(&["all", "urgent"], c);
    let (to, seal) = (promises::binding(row), promises::seal());
    match kind % 14 {
        0..3 => Event::ClockBound(ticket::ClockBound { to, seal }),
        3 => {
            let (from, why) = (promises::binding("all"), ticket::Retargeting::Reclassified);
            Event::Retargeted(ticket::Retargeted { from, to, seal, why })
        }
        4 | 5 => promises::threshold(kind_of_clock, pick(&[50, 75, 90], c), 120),
        6 => promises::breached(kind_of_clock, 120),
        7 => {
            let notify = vec![Whom::Role(Role::Manager), Whom::Person(ANNA)];
            let (chain, level) = (promises::slug("late"), u32::from(c) % 3 + 1);
            Event::Escalated(ticket::Escalated { chain, clock, round: 1, level, notify })
        }
        8 => {
            let chain = promises::slug("late");
            Event::EscalationExhausted(ticket::EscalationExhausted { chain, clock })
        }
        9 => Event::EscalationAcknowledged(ticket::EscalationAcknowledged { by: OLGA }),
        10 => Event::VerdictCorrected(ticket::VerdictCorrected {
            clock,
            from: ticket::Verdict::Breached,
            to: pick(&[ticket::Verdict::Met, ticket::Verdict::Excluded], c),
            approved_by: if c.is_multiple_of(2) { vec![OLGA, BORIS] } else { vec![] },
        }),
        11 => Event::TakingShown(ticket::TakingShown { message: in_group(60), at: monday(5) }),
        12 => Event::WorkaroundGiven(ticket::WorkaroundGiven {}),
        _ => Event::MeasurementGap(ticket::MeasurementGap {
            from: monday(i64::from(c) % 90),
            to: monday(i64::from(c) % 90 + 30),
        }),
    }
}

async fn register(desk: &mut Desk, number: u64, message: i64, requester: PersonId) {
    let text = [(Field::Body, Owner::Person(requester), "The printer does not print")];
    let entered = register::Event::Entered(entered(number, message));
    desk.record(Stream::Register(ROM), entered, &text).await;
    let registered = ticket::Registered { requester, ..registered(number, message) };
    let stream = Stream::Ticket(ticket_id(number));
    desk.record(stream, Event::Registered(registered), &text).await;
}

pub(crate) fn ticket_event(kind: u8, c: u8) -> Event {
    let message = i64::from(c) % 20;
    let agent = pick(&PEOPLE, c);
    match kind % 25 {
        0 => Event::MessageAdded(client_words(message)),
        1 => Event::MessageAdded(relayed_words(message)),
        2 => Event::MessageAdded(staff_words(message)),
        3 => Event::ReplyDelivered(ticket::ReplyDelivered {
            of: in_staff(message),
            delivered: in_group(message + 1),
            at: monday(i64::from(c)),
        }),
        4 => Event::MessageEdited(ticket::MessageEdited {
            message: in_group(message),
            edited_at: monday(1),
        }),
        5 => Event::DetailsChanged(ticket::DetailsChanged { site: None, workplace: None }),
        6 => Event::Reclassified(ticket::Reclassified {
            request_type: (c.is_multiple_of(2)).then_some(RequestType::Access),
            priority: pick(&Priority::ALL, c),
        }),
        7 | 8 => Event::Assigned(ticket::Assigned { agent, how: ticket::Assignment::Given }),
        9 => Event::Unassigned(ticket::Unassigned { agent }),
        10 => Event::WorkStarted(ticket::WorkStarted {}),
        11 => Event::WaitingForClient(ticket::WaitingForClient { question: in_group(message) }),
        12 => Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own }),
        13 => Event::Resumed(ticket::Resumed { why: ticket::Resumption::Staff }),
        14 => Event::Resolved(ticket::Resolved {
            message: (c.is_multiple_of(2)).then_some(in_staff(message)),
            relayed: c.is_multiple_of(4),
        }),
        15 => Event::Reopened(ticket::Reopened { times: u32::from(c), message: None }),
        16 => Event::Closed(ticket::Closed { how: ticket::Closure::Staff }),
        17 => Event::Cancelled(ticket::Cancelled {}),
        18 => Event::AttachmentAdded(ticket::AttachmentAdded {
            message: in_group(message),
            attachment: photo(),
        }),
        19 => Event::DataErased(ticket::DataErased { person: agent }),
        20 => Event::Rated(ticket::Rated { stars: 4 }),
        21 => Event::ReplyFailed(ticket::ReplyFailed {
            of: in_staff(message),
            why: Undeliverable::Forbidden,
        }),
        22 => Event::ReplyRetried(ticket::ReplyRetried { of: in_staff(message) }),
        23 => Event::Disputed(ticket::Disputed { by: agent }),
        _ => Event::Confirmed(ticket::Confirmed {}),
    }
}

fn words(number: u64, at: MessageRef, c: u8) -> MessageAccounted {
    let edited_at = (c.is_multiple_of(5)).then_some(monday(2));
    let it = match c % 7 {
        0 => accounted(at, Decision::Register(registration(number, at.message.0))),
        1 => {
            let conversation = Some(conversation_id(c));
            let registration = registration(number, at.message.0 + 1);
            accounted(at, Decision::Register(Registration { conversation, ..registration }))
        }
        2 => accounted(at, part(number, Step::Say)),
        3 => accounted(at, Decision::Unanswered),
        4 => accounted(at, Decision::Which),
        5 => skipped(at, "command.status"),
        _ => skipped(at, "command.help"),
    };
    MessageAccounted { edited_at, reply_to: Some(MessageId(3)), ..it }
}

/// The sender delivers something, or cannot.
async fn say(desk: &mut Desk, a: u8, b: u8, c: u8) {
    let pending = desk.views.pending(100).unwrap();
    if pending.is_empty() {
        return;
    }
    let notice = pick(&pending, a);
    let whys = [
        Undeliverable::Forbidden,
        Undeliverable::ChatGone,
        Undeliverable::Refused,
        Undeliverable::Pointless,
    ];
    let event = if c.is_multiple_of(4) {
        chat::Event::NoticeFailed(NoticeFailed {
            notice: notice.notice,
            kind: notice.kind,
            why: pick(&whys, b),
            ticket: notice.ticket,
            of: notice.of,
            shown: notice.want,
        })
    } else {
        let message = 100 + i64::from(b);
        chat::Event::NoticeDelivered(delivered(&notice, message, monday(3)))
    };
    desk.record(Stream::Chat(notice.chat, "202603".to_owned()), event, &[]).await;
}

async fn link(desk: &mut Desk, chat: ChatId, c: u8) {
    let token = PersonId([c; 16]);
    let offered = LinkOffered { token, expires_at: monday(i64::from(c)) };
    let claimed = LinkClaimed { token, chat, by: ANNA };
    let agreed = AgreementChanged { language: Language::En, zone: Zone::default() };
    let of_client = |event: client::Event| (Stream::Client(ROM), domain::Event::from(event));
    let of_desk = |event: desk::Event| (Stream::Desk, domain::Event::from(event));
    let (stream, event) = match c % 9 {
        0 => of_client(client::Event::ChatLinked(ChatLinked { chat })),
        1 => of_client(client::Event::ChatUnlinked(ChatUnlinked { chat })),
        2 => of_client(client::Event::LinkOffered(offered)),
        3 => of_client(client::Event::LinkClaimed(claimed)),
        4 => of_client(client::Event::AgreementChanged(agreed)),
        5 => of_desk(desk::Event::ChatLinked(ChatLinked { chat })),
        6 => of_desk(desk::Event::ChatUnlinked(ChatUnlinked { chat })),
        7 => of_desk(desk::Event::LinkClaimed(claimed)),
        _ => of_desk(desk::Event::LinkOffered(offered)),
    };
    desk.record(stream, event, &[]).await;
}

fn conversation_id(c: u8) -> ConversationId {
    ConversationId(Uuid::from_u128(0xC0 + u128::from(c % 3)))
}

async fn converse(desk: &mut Desk, number: u64, chat: ChatId, c: u8) {
    let ticket = ticket_id(number);
    let purpose = if c.is_multiple_of(2) { Purpose::Ask(ticket) } else { Purpose::Request(ROM) };
    let pressed = MessageId(40);
    let event = if c.is_multiple_of(5) {
        conversation::Event::Answered(conversation::Answered { message: pressed, ticket })
    } else {
        conversation::Event::Started(Started { chat, thread: None, owner: BORIS, purpose, pressed })
    };
    desk.record(Stream::Conversation(conversation_id(c)), event, &[]).await;
}

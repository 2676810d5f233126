//! What else may happen next: incidents, routing, links of cards, replies, imports, rights, topics, digests, corrections?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, OLGA, ROM, STAFF, accounted, in_group, in_staff, monday, number,
    part, registered, registration, ticket_id,
};
use crate::slicing::{PEOPLE, pick};
use chrono::NaiveDate;
use domain::chat::{
    self, CoverageGap, Decision, DecisionCorrected, MemberJoined, Outcome, Step, TopicFound,
    TopicLost, UnansweredNoted,
};
use domain::client::{self, NoticesChosen, RoutingChanged, Shown};
use domain::desk::{
    self, DigestDue, Digests, DigestsSet, DutySet, ReplyDropped, ReplyKept, ReplyName, SetUpAsked,
    SetUpEnded, TeamChatSet, TeamSet, TicketsImported, Which,
};
use domain::group_rights::GroupRights;
use domain::incident::{self, Nature};
use domain::invite::{
    AskedIn, InviteAsked, InviteMade, InviteNumber, InviteRef, InviteRefused, InviteWithdrawn,
    WhyNot,
};
use domain::people::{self, AbsenceNoted, DeliveryChosen, HandedOver};
use domain::routing::{Delivery, Duty, Route};
use domain::ticket::{self, Event};
use domain::{
    Channel, ChatId, Field, IncidentId, Language, MessageId, Owner, PersonId, Slug, register,
};
use store::stream::Stream;
use uuid::Uuid;

/// A staff chat beside the first one, so that a team may have one of its own.
const NETWORKS: ChatId = ChatId::Group(-901);
const CHATS: [ChatId; 3] = [GROUP, STAFF, NETWORKS];

/// How many kinds of things there are.
pub(crate) const KINDS: u8 = 12;

pub(crate) async fn happen(desk: &mut Desk, kind: u8, (ticket, b, c): (u64, u8, u8)) {
    match kind {
        0 | 1 => of_incident(desk, ticket, b, c).await,
        2 => arrange(desk, b, c).await,
        3 => of_staff(desk, ticket, b, c).await,
        4 => of_card(desk, b, c).await,
        5 => join(desk, b, c).await,
        6 => keep_ready(desk, b, c).await,
        7 => import(desk, ticket, b, c).await,
        8 => of_group(desk, b, c).await,
        9 => of_day(desk, b, c).await,
        10 => leave_unanswered(desk, b, c).await,
        _ => correct(desk, ticket, b, c).await,
    }
}

async fn of_chat(desk: &mut Desk, chat: ChatId, event: chat::Event) {
    desk.record(Stream::Chat(chat, "202603".to_owned()), event, &[]).await;
}

/// Both incidents are declared before anything is said of them, as no command allows otherwise.
pub(crate) async fn begin(desk: &mut Desk) {
    let (from, until) = (monday(0), monday(60));
    for (nth, nature) in (0..).zip([Nature::Outage, Nature::Planned { from, until }]) {
        let declared = incident::Declared { number: u32::from(nth) + 1, nature, by: OLGA };
        let words = [(Field::Body, Owner::Desk, "The server is down")];
        let stream = Stream::Incident(incident_id(nth));
        desk.record(stream, incident::Event::Declared(declared), &words).await;
    }
}

fn incident_id(nth: u8) -> IncidentId {
    IncidentId(Uuid::from_u128(0x51 + u128::from(nth)))
}

async fn of_incident(desk: &mut Desk, ticket: u64, b: u8, c: u8) {
    let incident = incident_id(b % 2);
    let by = OLGA;
    let words = [(Field::Body, Owner::Desk, "The server is down")];
    let (of, id) = (number(ticket), ticket_id(ticket));
    let event = match c % 8 {
        0..4 => {
            let linked = incident::TicketLinked { ticket: id, number: of, client: ROM, by };
            incident::Event::TicketLinked(linked)
        }
        4 => incident::Event::TicketUnlinked(incident::TicketUnlinked { ticket: id, by }),
        5 => {
            let (ends, clients) = (b.is_multiple_of(4), [].into());
            incident::Event::Drafted(incident::Drafted { ends, clients, message: in_staff(5), by })
        }
        6 => {
            let told =
                incident::Told { client: ROM, chat: GROUP, tickets: [id].into(), further: false };
            let (draft, ends, to) = (u64::from(b) % 6, b.is_multiple_of(5), vec![told]);
            incident::Event::Announced(incident::Announced { draft, ends, to, by })
        }
        _ => incident::Event::Ended(incident::Ended { by }),
    };
    let texts = match &event {
        incident::Event::Declared(_) | incident::Event::Drafted(_) => &words[..],
        incident::Event::TicketLinked(_)
        | incident::Event::TicketUnlinked(_)
        | incident::Event::Announced(_)
        | incident::Event::Ended(_) => &[],
    };
    desk.record(Stream::Incident(incident), event, texts).await;
}

fn team(choice: u8) -> Slug {
    pick(&["network", "print"], choice).parse().unwrap()
}

/// Teams, who answers for the client, and who is on duty.
async fn arrange(desk: &mut Desk, b: u8, c: u8) {
    let named = [(Field::Name, Owner::Desk, "Networks")];
    let some_team = (!b.is_multiple_of(3)).then(|| team(b));
    let somebody = |choice: u8| (!choice.is_multiple_of(3)).then(|| pick(&PEOPLE, choice));
    match c % 5 {
        0 => {
            let set = desk::Event::TeamSet(TeamSet { team: team(b) });
            desk.record(Stream::Desk, set, &named).await;
        }
        1 => {
            let set = TeamChatSet { chat: pick(&CHATS[1..], b), team: some_team };
            desk.record(Stream::Desk, desk::Event::TeamChatSet(set), &[]).await;
        }
        2 => {
            let linked = domain::link::ChatLinked { chat: NETWORKS };
            desk.record(Stream::Desk, desk::Event::ChatLinked(linked), &[]).await;
        }
        3 => {
            let (from, until) = (monday(desk.now), monday(desk.now + 30));
            let duty = Duty { team: some_team, agent: somebody(c / 5), from, until };
            desk.record(Stream::Desk, desk::Event::DutySet(DutySet { duty }), &[]).await;
        }
        _ => {
            let (responsible, deputy) = (somebody(b / 3), somebody(c / 5));
            let route = Route { team: some_team, responsible, deputy };
            let changed = client::Event::RoutingChanged(RoutingChanged { route });
            desk.record(Stream::Client(ROM), changed, &[]).await;
        }
    }
}

/// Absence, private delivery, handing over, coming and going in staff chats.
async fn of_staff(desk: &mut Desk, ticket: u64, b: u8, c: u8) {
    let person = pick(&PEOPLE, b);
    let chat = pick(&CHATS[1..], b);
    let event = match c % 7 {
        0 => {
            let until = (b.is_multiple_of(2)).then(|| monday(desk.now + 40));
            people::Event::AbsenceNoted(AbsenceNoted { away: !b.is_multiple_of(3), until })
        }
        1 => {
            let (delivery, refused) = match b % 3 {
                0 => (Delivery::Private, false),
                1 => (Delivery::Group, false),
                _ => (Delivery::Group, true),
            };
            people::Event::DeliveryChosen(DeliveryChosen { delivery, refused })
        }
        2 => {
            let tickets = vec![ticket_id(ticket), ticket_id(1)];
            let said = (b.is_multiple_of(2)).then(|| in_staff(9));
            people::Event::HandedOver(HandedOver {
                to: pick(&PEOPLE, c / 7),
                tickets,
                said,
                question: None,
            })
        }
        3 => people::Event::ConfirmationAsked(people::ConfirmationAsked { chat, thread: None }),
        4 => {
            let until = monday(desk.now + 60);
            people::Event::ConfirmationDeclined(people::ConfirmationDeclined { until })
        }
        5 => people::Event::StaffChatEntered(people::StaffChatEntered { chat }),
        _ => people::Event::StaffChatLeft(people::StaffChatLeft { chat }),
    };
    desk.record(Stream::Person(person), event, &[]).await;
}

/// A card with a code, from the wish to its end.
async fn of_card(desk: &mut Desk, b: u8, c: u8) {
    let number = InviteNumber(u32::from(b) % 3 + 1);
    let asked_in = AskedIn { chat: STAFF, thread: None, message: MessageId(i64::from(b)) };
    let place =
        [(Field::Site, Owner::Client, "Warehouse"), (Field::Workplace, Owner::Client, "Till 2")];
    let link = [(Field::Link, Owner::Client, "https://t.me/+secretsecret")];
    let (event, texts) = match c % 4 {
        0 => {
            let asked = InviteAsked { number, chat: GROUP, by: OLGA, asked_in };
            (client::Event::InviteAsked(asked), &place[..])
        }
        1 => {
            let made = InviteMade { number, link: PersonId([b % 3; 16]) };
            (client::Event::InviteMade(made), &link[..])
        }
        2 => {
            let why = pick(&[WhyNot::NoRight, WhyNot::ChatGone, WhyNot::Refused], b);
            (client::Event::InviteRefused(InviteRefused { number, why, asked_in }), &[][..])
        }
        _ => {
            let withdrawn = InviteWithdrawn { number, by: OLGA, asked_in };
            (client::Event::InviteWithdrawn(withdrawn), &[][..])
        }
    };
    desk.record(Stream::Client(ROM), event, texts).await;
}

async fn join(desk: &mut Desk, b: u8, c: u8) {
    let number = InviteNumber(u32::from(c) % 3 + 1);
    let invite = (!c.is_multiple_of(4)).then_some(InviteRef { client: ROM, number });
    let joined = MemberJoined { person: pick(&PEOPLE, b), invite };
    of_chat(desk, GROUP, chat::Event::MemberJoined(joined)).await;
}

async fn keep_ready(desk: &mut Desk, b: u8, c: u8) {
    let name = pick(&["reset", "vpn", "сброс"], b);
    let reply = name.parse::<ReplyName>().unwrap().id();
    if c.is_multiple_of(4) {
        desk.record(Stream::Desk, desk::Event::ReplyDropped(ReplyDropped { reply }), &[]).await;
        return;
    }
    let kept = ReplyKept { reply, language: pick(&[Language::Ru, Language::En], c) };
    let texts = [(Field::Name, Owner::Desk, name), (Field::Body, Owner::Desk, "It is done.")];
    desk.record(Stream::Desk, desk::Event::ReplyKept(kept), &texts).await;
}

/// A ticket of a table, or that some were imported.
async fn import(desk: &mut Desk, ticket: u64, b: u8, c: u8) {
    if c.is_multiple_of(3) {
        let imported = TicketsImported { tickets: 2, assigned: u32::from(b) % 3, clients: 1 };
        desk.record(Stream::Desk, desk::Event::TicketsImported(imported), &[]).await;
        return;
    }
    let owner = Owner::Person(ANNA);
    let texts = [(Field::Body, owner, "Printer"), (Field::OutsideNumber, owner, "HD-1204")];
    let of_table = domain::chat::Registration {
        source: None,
        channel: Channel::Import,
        ..registration(ticket, 0)
    };
    let imported = register::Imported {
        claimed_at: Some(monday(-5_000)),
        request_type: None,
        priority: domain::Priority::Normal,
        site: None,
        agent: (b.is_multiple_of(2)).then_some(OLGA),
    };
    let entered = register::Entered {
        number: number(ticket),
        registration: of_table,
        decided: None,
        attachments: vec![],
        imported: Some(imported),
    };
    desk.record(Stream::Register(ROM), register::Event::Entered(entered), &texts).await;
    let registered = ticket::Registered {
        source: None,
        channel: Channel::Import,
        reported_at: monday(desk.now),
        claimed_at: Some(monday(-5_000)),
        ..registered(ticket, 0)
    };
    let stream = Stream::Ticket(ticket_id(ticket));
    desk.record(stream, Event::Registered(registered), &texts).await;
}

/// What the bot may do in a group, how it is called, whether its topics are open, and how its tickets are shown.
async fn of_group(desk: &mut Desk, b: u8, c: u8) {
    let chat = pick(&CHATS, b);
    let thread = pick(&[None, Some(9)], b / 3);
    match c % 8 {
        0 | 1 => {
            let has = |bit: u8| b & (1 << bit) != 0;
            let rights = GroupRights {
                admin: has(0),
                write: has(1),
                pin: has(2),
                invite: has(3),
                topics: has(4),
            };
            of_chat(desk, chat, chat::Event::RightsChanged(chat::RightsChanged { rights })).await;
        }
        2 => of_chat(desk, chat, chat::Event::TopicLost(TopicLost { thread })).await,
        3 => of_chat(desk, chat, chat::Event::TopicFound(TopicFound { thread })).await,
        4 => {
            let stream = Stream::Chat(chat, "202603".to_owned());
            let title = [(Field::Name, Owner::Client, "Romashka and support")];
            desk.record(stream, chat::Event::Renamed(chat::Renamed {}), &title).await;
        }
        5 => {
            let title = [(Field::Name, Owner::Client, "Buttercup")];
            let renamed = client::Event::Renamed(client::Renamed {});
            desk.record(Stream::Client(ROM), renamed, &title).await;
        }
        6 => {
            let tickets = pick(&[Shown::Cards, Shown::Board], b);
            let chosen = NoticesChosen { tickets, rating: b.is_multiple_of(3) };
            desk.record(Stream::Client(ROM), client::Event::NoticesChosen(chosen), &[]).await;
        }
        _ => {
            let (from, to) = (monday(desk.now - 30), monday(desk.now));
            of_chat(desk, chat, chat::Event::CoverageGap(CoverageGap { from, to })).await;
        }
    }
}

/// Digests of the day, and groups that are set up.
async fn of_day(desk: &mut Desk, b: u8, c: u8) {
    let date = NaiveDate::from_ymd_opt(2026, 3, 2 + u32::from(b) % 3).unwrap();
    let which = pick(&[Which::Morning, Which::Evening], b / 3);
    let chat = pick(&[ChatId::Group(-300), ChatId::Group(-301)], b);
    let title = [(Field::Name, Owner::Desk, "Cornflower")];
    let (event, texts) = match c % 5 {
        0 | 1 => {
            (desk::Event::DigestDue(DigestDue { date, which, skipped: u32::from(b % 3) }), &[][..])
        }
        2 => {
            let digests = if b.is_multiple_of(3) { Digests::OFF } else { Digests::default() };
            (desk::Event::DigestsSet(DigestsSet { digests }), &[][..])
        }
        3 => {
            let token = (b.is_multiple_of(2)).then_some(PersonId([c; 16]));
            (desk::Event::SetUpAsked(SetUpAsked { chat, by: OLGA, token }), &title[..])
        }
        _ => (desk::Event::SetUpEnded(SetUpEnded { chat }), &[][..]),
    };
    desk.record(Stream::Desk, event, texts).await;
}

/// Words that nobody takes up, and that it is noted, with those that came on their heels.
async fn leave_unanswered(desk: &mut Desk, b: u8, c: u8) {
    let message = i64::from(b) % 20;
    if c.is_multiple_of(2) {
        let at = in_group(message);
        of_chat(desk, GROUP, chat::Event::MessageAccounted(accounted(at, Decision::Unanswered)))
            .await;
        return;
    }
    let noted = UnansweredNoted {
        message: MessageId(message),
        author: ANNA,
        thread: None,
        more: if c.is_multiple_of(3) { vec![MessageId(message + 1)] } else { vec![] },
        within_s: 1_800,
        calendar: None,
    };
    let happened = monday(desk.now - i64::from(c) % 30);
    let stream = Stream::Chat(GROUP, "202603".to_owned());
    desk.record_late(stream, chat::Event::UnansweredNoted(noted), &[], happened).await;
}

async fn correct(desk: &mut Desk, ticket: u64, b: u8, c: u8) {
    let message = i64::from(b) % 20;
    let id = ticket_id(ticket);
    let from = match c % 4 {
        0 => Outcome::Ticket(id),
        1 => Outcome::Part(id),
        2 => Outcome::Skipped,
        _ => Outcome::Unanswered,
    };
    let to = match c / 4 % 4 {
        0 => Decision::Register(registration(ticket, message)),
        1 => part(ticket, Step::Say),
        2 => Decision::Skipped,
        _ => Decision::Unanswered,
    };
    let rule = "corrected".parse().unwrap();
    let by = pick(&[OLGA, BORIS], c);
    let it = DecisionCorrected { message: MessageId(message), from, to, by, rule };
    of_chat(desk, GROUP, chat::Event::DecisionCorrected(it)).await;
}

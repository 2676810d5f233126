//! One event of every kind: what do the golden files say?

use crate::{imported, incidents, of_people, published, without};
use chrono::{DateTime, Utc};
use domain::chat::{self, Decision, Part, Registration, Step};
use domain::conversation::{self, Purpose};
use domain::file::{Fate, Kept, Left, Picture, Why};
use domain::group_rights::GroupRights;
use domain::intake::{Judged, Looks};
use domain::invite::{self, AskedIn, InviteNumber, InviteRef};
use domain::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered};
use domain::people;
use domain::routing::{Duty, Route};
use domain::ticket::{self, Assignment, Closure, Resumption};
use domain::{
    Attachment, Awaits, Channel, ChatId, ClientId, ConversationId, Event, EventRef, Field,
    Language, MediaKind, MessageId, MessageRef, NoticeId, PersonId, Priority, RequestType, Side,
    Slug, TicketId, TicketNumber, Visibility, client, desk, notice, register,
};
use uuid::Uuid;

pub(crate) const ANNA: PersonId = PersonId([0xa1; 16]);
pub(crate) const BORIS: PersonId = PersonId([0x0b; 16]);
pub(crate) const GROUP: ChatId = ChatId::Group(-1_001_234_567_890);
const PRIVATE: ChatId = ChatId::Private(ANNA);
pub(crate) const CLIENT: ClientId = ClientId(uuid(1));
pub(crate) const TICKET: TicketId = TicketId(uuid(2));
const CONVERSATION: ConversationId = ConversationId(uuid(3));
const NOTICE: NoticeId = NoticeId(uuid(4));
const DECIDED: EventRef = EventRef(uuid(5));
pub(crate) const MESSAGE: MessageRef = MessageRef { chat: GROUP, message: MessageId(4711) };
const OTHER: MessageRef = MessageRef { chat: PRIVATE, message: MessageId(12) };
const INVITE: InviteRef = InviteRef { client: CLIENT, number: InviteNumber(3) };
const ASKED_IN: AskedIn = AskedIn { chat: GROUP, thread: Some(9), message: MessageId(4711) };
const PHOTO: Attachment = Attachment { media: MediaKind::Photo, size: Some(70_000) };
pub(crate) const PLACE: Attachment = Attachment { media: MediaKind::Location, size: None };

pub(crate) const KEPT: Kept = Kept { size: 70_000, picture: Some(Picture::Jpeg) };

const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_5b2a_7c00_8000_8000_0000_0000_0000 + number)
}

pub(crate) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Every form of an instant that was ever written: whole seconds, and milliseconds.
fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn noon() -> DateTime<Utc> {
    at("2026-11-23T12:00:00Z")
}

pub(crate) fn later() -> DateTime<Utc> {
    at("2026-11-23T12:00:07.250Z")
}

fn number() -> TicketNumber {
    "ROM-57".parse().unwrap()
}

/// The private texts that an event of a kind usually has: their commitments stand in its facts.
pub(crate) fn texts(kind: &str) -> &'static [Field] {
    match kind {
        "chat.message_accounted" => &[Field::Body, Field::FileName, Field::FileName, Field::FileId],
        "register.entered" | "ticket.registered" => &[Field::Body, Field::Reason, Field::FileId],
        "ticket.message_added"
        | "ticket.message_edited"
        | "ticket.details_changed"
        | "ticket.resolved" => &[Field::Body],
        "ticket.on_hold"
        | "ticket.reopened"
        | "ticket.cancelled"
        | "ticket.correction"
        | "ticket.verdict_corrected" => &[Field::Reason],
        "ticket.attachment_added" => &[Field::FileName, Field::FileId, Field::FileHash],
        "ticket.file_settled" => &[Field::FileHash],
        "chat.update_parked" => &[Field::Raw],
        "client.invite_asked" => &[Field::Site, Field::Workplace],
        "client.invite_made" => &[Field::Link],
        "person.seen" => &[Field::TelegramId, Field::Name, Field::Handle, Field::Phone],
        "client.registered"
        | "client.renamed"
        | "chat.renamed"
        | "client.site_added"
        | "client.workplace_added"
        | "client.link_claimed"
        | "desk.link_claimed"
        | "desk.setup_asked" => &[Field::Name],
        "desk.reply_kept" => &[Field::Name, Field::Body],
        _ => &[],
    }
}

/// One event of every kind, with every field that it may have.
pub(crate) fn full() -> Vec<Event> {
    let mut all = Vec::new();
    all.extend(of_chats().map(Event::Chat));
    all.push(Event::Register(register::Event::Entered(register::Entered {
        number: number(),
        registration: registration(),
        decided: Some(DECIDED),
        attachments: vec![PHOTO, PLACE],
        imported: None,
    })));
    all.extend(of_tickets().chain(published::of_clocks()).map(Event::Ticket));
    all.extend(of_clients().map(Event::Client));
    all.extend(of_the_desk().map(Event::Desk));
    all.extend(of_conversations().map(Event::Conversation));
    all.extend(of_people::full().map(Event::Person));
    all.push(published::policy());
    all.push(published::calendar());
    all.push(published::intake());
    all.extend(incidents::full());
    all
}

fn registration() -> Registration {
    Registration {
        ticket: TICKET,
        client: CLIENT,
        chat: GROUP,
        thread: Some(9),
        source: Some(MESSAGE),
        requester: ANNA,
        registered_by: BORIS,
        channel: Channel::OnBehalf,
        reported_at: noon(),
        conversation: Some(CONVERSATION),
        continues: None,
    }
}

fn of_chats() -> impl Iterator<Item = chat::Event> {
    [
        chat::Event::MessageAccounted(chat::MessageAccounted {
            message: MessageId(4711),
            author: ANNA,
            side: Side::Client,
            thread: Some(9),
            reply_to: Some(MessageId(4700)),
            album: Some(slug("13572468")),
            edited_at: Some(later()),
            decision: Decision::Register(registration()),
            rule: slug("command.new"),
            rules: 1,
            awaits: Awaits::Answer,
            attachments: vec![PHOTO, PLACE],
            clock_ahead_s: None,
            intake: None,
            asks: None,
        }),
        chat::Event::MessageBound(chat::MessageBound {
            message: MessageId(4711),
            ticket: Some(TICKET),
        }),
        chat::Event::VisibilityChanged(chat::VisibilityChanged { sees: chat::Visibility::All }),
        chat::Event::UnansweredNoted(chat::UnansweredNoted {
            message: MessageId(4711),
            author: ANNA,
            thread: Some(9),
            more: vec![MessageId(4712)],
            within_s: 1_800,
            calendar: "ru-8x5@3".parse().ok(),
        }),
        chat::Event::CoverageGap(chat::CoverageGap { from: noon(), to: later() }),
        chat::Event::Migrated(chat::Migrated { from: ChatId::Group(-77), to: GROUP }),
        chat::Event::NoticeDelivered(chat::NoticeDelivered {
            notice: NOTICE,
            kind: notice::Kind::StaffCard,
            message: MessageId(4712),
            at: noon(),
            ticket: Some(TICKET),
            conversation: Some(CONVERSATION),
            of: Some(OTHER),
            announcement: None,
            shown: 3,
            edited: true,
        }),
        chat::Event::NoticeFailed(chat::NoticeFailed {
            notice: NOTICE,
            kind: notice::Kind::Answer,
            why: chat::Undeliverable::ChatGone,
            ticket: Some(TICKET),
            of: Some(OTHER),
            shown: 0,
        }),
        chat::Event::UpdateParked(chat::UpdateParked { update: 876_543_210 }),
        chat::Event::DecisionCorrected(chat::DecisionCorrected {
            message: MessageId(4711),
            from: chat::Outcome::Suggested,
            to: Decision::Register(registration()),
            by: BORIS,
            rule: slug("corrected"),
        }),
        chat::Event::RightsChanged(chat::RightsChanged {
            rights: GroupRights {
                admin: true,
                write: true,
                pin: true,
                invite: false,
                topics: false,
            },
        }),
        chat::Event::MemberJoined(chat::MemberJoined { person: ANNA, invite: Some(INVITE) }),
        chat::Event::MemberLeft(chat::MemberLeft { person: ANNA }),
        chat::Event::TopicLost(chat::TopicLost { thread: Some(9) }),
        chat::Event::TopicFound(chat::TopicFound { thread: Some(9) }),
        chat::Event::Renamed(chat::Renamed {}),
    ]
    .into_iter()
}

fn of_tickets() -> impl Iterator<Item = ticket::Event> {
    use ticket::Event as It;
    [
        It::Registered(ticket::Registered {
            number: number(),
            client: CLIENT,
            chat: GROUP,
            thread: Some(9),
            source: Some(MESSAGE),
            requester: ANNA,
            registered_by: BORIS,
            channel: Channel::Command,
            reported_at: noon(),
            claimed_at: None,
            request_type: Some(RequestType::Fault),
            priority: Priority::Urgent,
            site: Some(slug("north")),
            workplace: Some(slug("till-2")),
            attachments: vec![PHOTO, PLACE],
        }),
        It::MessageAdded(ticket::MessageAdded {
            message: OTHER,
            author: BORIS,
            side: Side::Staff,
            visibility: Visibility::Public,
            awaits: Awaits::Nothing,
            rule: slug("reply"),
            relayed: true,
            reply_to: Some(MESSAGE),
            attachments: vec![PHOTO],
        }),
        It::ReplyDelivered(ticket::ReplyDelivered { of: OTHER, delivered: MESSAGE, at: noon() }),
        It::MessageEdited(ticket::MessageEdited { message: MESSAGE, edited_at: later() }),
        It::DetailsChanged(ticket::DetailsChanged {
            site: Some(slug("north")),
            workplace: Some(slug("till-2")),
        }),
        It::Reclassified(ticket::Reclassified {
            request_type: Some(RequestType::Access),
            priority: Priority::Low,
        }),
        It::Assigned(ticket::Assigned { agent: BORIS, how: Assignment::Taken }),
        It::Unassigned(ticket::Unassigned { agent: BORIS }),
        It::WorkStarted(ticket::WorkStarted {}),
        It::WaitingForClient(ticket::WaitingForClient { question: MESSAGE }),
        It::OnHold(ticket::OnHold { why: domain::policy::Pause::Own }),
        It::Resumed(ticket::Resumed { why: Resumption::ClientAnswered }),
        It::Resolved(ticket::Resolved { message: Some(OTHER), relayed: true }),
        It::Confirmed(ticket::Confirmed {}),
        It::Reopened(ticket::Reopened { times: 1, message: Some(MESSAGE) }),
        It::Closed(ticket::Closed { how: Closure::Confirmed }),
        It::Cancelled(ticket::Cancelled {}),
        It::Linked(ticket::Linked { other: TICKET, number: number() }),
        It::Merged(ticket::Merged { into: TICKET, number: number() }),
        It::Rated(ticket::Rated { stars: 5 }),
        It::AttachmentAdded(ticket::AttachmentAdded { message: MESSAGE, attachment: PHOTO }),
        It::FileSettled(ticket::FileSettled { of: DECIDED, nth: 2, fate: Fate::Kept(KEPT) }),
        It::EvidenceDeleted(ticket::EvidenceDeleted { message: MESSAGE }),
        It::Correction(ticket::Correction { of: DECIDED }),
        It::DataErased(ticket::DataErased { person: ANNA }),
        It::ReplyFailed(ticket::ReplyFailed { of: OTHER, why: chat::Undeliverable::Forbidden }),
        It::ReplyRetried(ticket::ReplyRetried { of: OTHER }),
        It::Disputed(ticket::Disputed { by: ANNA }),
    ]
    .into_iter()
}

fn of_clients() -> impl Iterator<Item = client::Event> {
    use client::Event as It;
    let zone = client::Zone("Asia/Yekaterinburg".to_owned());
    [
        It::Registered(client::Registered { code: "ROM".parse().unwrap() }),
        It::Renamed(client::Renamed {}),
        It::AgreementChanged(client::AgreementChanged { language: Language::En, zone }),
        It::TermsChanged(client::TermsChanged {
            policy: slug("standard"),
            calendar: slug("ru-8x5"),
        }),
        It::IntakeChanged(client::IntakeChanged { intake: slug("standard") }),
        It::NoticesChosen(client::NoticesChosen { tickets: client::Shown::Board, rating: true }),
        It::SiteAdded(client::SiteAdded { site: slug("north") }),
        It::WorkplaceAdded(client::WorkplaceAdded {
            site: slug("north"),
            workplace: slug("till-2"),
        }),
        It::ResponsibleChanged(client::ResponsibleChanged { agent: Some(BORIS) }),
        It::LinkOffered(LinkOffered { token: BORIS, expires_at: noon() }),
        It::LinkClaimed(LinkClaimed { token: BORIS, chat: GROUP, by: ANNA }),
        It::ChatLinked(ChatLinked { chat: GROUP }),
        It::ChatUnlinked(ChatUnlinked { chat: GROUP }),
        It::ChatMigrated(ChatMigrated { from: ChatId::Group(-77), to: GROUP }),
        It::RoutingChanged(client::RoutingChanged {
            route: Route {
                team: Some(slug("network")),
                responsible: Some(BORIS),
                deputy: Some(ANNA),
            },
        }),
        It::InviteAsked(invite::InviteAsked {
            number: INVITE.number,
            chat: GROUP,
            by: BORIS,
            asked_in: ASKED_IN,
        }),
        It::InviteMade(invite::InviteMade { number: INVITE.number, link: BORIS }),
        It::InviteRefused(invite::InviteRefused {
            number: INVITE.number,
            why: invite::WhyNot::NoRight,
            asked_in: ASKED_IN,
        }),
        It::InviteWithdrawn(invite::InviteWithdrawn {
            number: INVITE.number,
            by: BORIS,
            asked_in: ASKED_IN,
        }),
    ]
    .into_iter()
}

fn of_the_desk() -> impl Iterator<Item = desk::Event> {
    use desk::Event as It;
    let zone = client::Zone::default();
    [
        It::SettingsChanged(desk::SettingsChanged { language: Language::Ru, zone }),
        It::DigestsSet(desk::DigestsSet { digests: desk::Digests::default() }),
        It::DigestDue(desk::DigestDue {
            date: noon().date_naive(),
            which: desk::Which::Evening,
            skipped: 0,
        }),
        It::LinkOffered(LinkOffered { token: BORIS, expires_at: later() }),
        It::LinkClaimed(LinkClaimed { token: BORIS, chat: GROUP, by: ANNA }),
        It::ChatLinked(ChatLinked { chat: GROUP }),
        It::ChatUnlinked(ChatUnlinked { chat: GROUP }),
        It::ChatMigrated(ChatMigrated { from: ChatId::Group(-77), to: GROUP }),
        It::TeamSet(desk::TeamSet { team: slug("network") }),
        It::TeamChatSet(desk::TeamChatSet { chat: GROUP, team: Some(slug("network")) }),
        It::DutySet(desk::DutySet {
            duty: Duty {
                team: Some(slug("network")),
                agent: Some(BORIS),
                from: noon(),
                until: later(),
            },
        }),
        It::SetUpAsked(desk::SetUpAsked { chat: GROUP, by: ANNA, token: Some(BORIS) }),
        It::SetUpEnded(desk::SetUpEnded { chat: GROUP }),
        It::ReplyKept(desk::ReplyKept { reply: reply(), language: Language::En }),
        It::ReplyDropped(desk::ReplyDropped { reply: reply() }),
        It::TicketsImported(desk::TicketsImported { tickets: 21, assigned: 5, clients: 3 }),
    ]
    .into_iter()
}

fn reply() -> domain::ReplyId {
    "перезагрузка".parse::<desk::ReplyName>().unwrap().id()
}

fn of_conversations() -> impl Iterator<Item = conversation::Event> {
    [
        conversation::Event::Started(conversation::Started {
            chat: GROUP,
            thread: Some(9),
            owner: ANNA,
            purpose: Purpose::NotSolved(TICKET),
            pressed: MessageId(4711),
        }),
        conversation::Event::Answered(conversation::Answered {
            message: MessageId(4713),
            ticket: TICKET,
        }),
    ]
    .into_iter()
}

/// Events whose golden file shows another variant of what they hold, by the name of that shape.
pub(crate) fn variants() -> Vec<(&'static str, Event)> {
    let accounted = |decision| {
        let Some(chat::Event::MessageAccounted(it)) = of_chats().next() else { unreachable!() };
        let it = chat::MessageAccounted { decision, attachments: vec![], ..it };
        Event::Chat(chat::Event::MessageAccounted(it))
    };
    let started = |purpose| {
        let Some(conversation::Event::Started(it)) = of_conversations().next() else {
            unreachable!()
        };
        let it = conversation::Started { purpose, ..it };
        Event::Conversation(conversation::Event::Started(it))
    };
    let part = |relayed, conversation| {
        accounted(Decision::Part(Part { ticket: TICKET, step: Step::Say, relayed, conversation }))
    };
    let part_of_two = |step| {
        accounted(Decision::Part(Part { ticket: TICKET, step, relayed: true, conversation: None }))
    };
    let ahead = || {
        let Event::Chat(chat::Event::MessageAccounted(it)) = accounted(Decision::Unanswered) else {
            unreachable!()
        };
        let it = chat::MessageAccounted { clock_ahead_s: Some(600), ..it };
        Event::Chat(chat::Event::MessageAccounted(it))
    };
    let judged = |decision, judged: Judged| {
        let Event::Chat(chat::Event::MessageAccounted(it)) = accounted(decision) else {
            unreachable!()
        };
        let it = chat::MessageAccounted { intake: Some(judged), ..it };
        Event::Chat(chat::Event::MessageAccounted(it))
    };
    let asks = || {
        let Event::Chat(chat::Event::MessageAccounted(it)) = accounted(Decision::Skipped) else {
            unreachable!()
        };
        let it = chat::MessageAccounted { asks: Some(Purpose::Request(CLIENT)), ..it };
        Event::Chat(chat::Event::MessageAccounted(it))
    };
    let standard = |looks, nudge, quiet_until| Judged {
        set: "standard@2".parse().unwrap(),
        looks,
        nudge,
        quiet_until,
    };
    let nudge = standard(Looks::Request, true, Some(noon()));
    let talk = standard(Looks::Talk, false, None);
    let continues = || Registration { continues: Some(TicketId(uuid(6))), ..registration() };
    let entered = || {
        let mut all = full().into_iter();
        let entered = all.find_map(|it| match it {
            Event::Register(register::Event::Entered(it)) => Some(it),
            _ => None,
        });
        let entered = entered.expect("the register has one kind");
        let entered = register::Entered { registration: continues(), ..entered };
        Event::Register(register::Event::Entered(entered))
    };
    let left = |size| {
        let fate = Fate::Left(Left { why: Why::TooLarge, size });
        let settled = ticket::FileSettled { of: DECIDED, nth: 1, fate };
        Event::Ticket(ticket::Event::FileSettled(settled))
    };
    let noted = || {
        let mut all = full().into_iter();
        let handed = all.find_map(|it| match it {
            Event::Person(people::Event::HandedOver(it)) => Some(it),
            _ => None,
        });
        let handed = handed.expect("people hand over");
        let handed = people::HandedOver { question: Some(CONVERSATION), ..handed };
        Event::Person(people::Event::HandedOver(handed))
    };
    vec![
        (".noted", noted()),
        (".asks", asks()),
        (".ahead", ahead()),
        (".continues", accounted(Decision::Register(continues()))),
        (".continues", entered()),
        (".part", part(true, Some(CONVERSATION))),
        (".part_min", part(false, None)),
        (".judged", judged(Decision::Unanswered, nudge)),
        (".judged_min", judged(Decision::Skipped, talk)),
        (".skipped", accounted(Decision::Skipped)),
        (".which", accounted(Decision::Which)),
        (".request", started(Purpose::Request(CLIENT))),
        (".ask", started(Purpose::Ask(TICKET))),
        (".resolve", started(Purpose::Resolve(TICKET))),
        (".note", started(Purpose::Note(TICKET))),
        (".merge", started(Purpose::Merge(TICKET))),
        (".relate", started(Purpose::Relate(TICKET))),
        (".hand_over", started(Purpose::HandOver { from: ANNA, to: PersonId([0xa2; 16]) })),
        (".merge_into", part_of_two(Step::MergeInto(TicketId(uuid(3))))),
        (".link_with", part_of_two(Step::LinkWith(TicketId(uuid(3))))),
        (".always", published::always()),
        (".both", published::both()),
        (".either", published::either()),
        (".planned", incidents::planned()),
        (".announcement", incidents::announced()),
        (".imported", imported::entered()),
        (".imported_min", imported::entered_min()),
        (".imported", imported::registered()),
        (".left", left(Some(30_000_000))),
        (".left_min", left(None)),
    ]
}

/// The same without the fields that an event may lack, in the order of [`full`].
pub(crate) fn min() -> Vec<Event> {
    let own = |it: Event| published::without_options(&it).or_else(|| without_options(it));
    full().into_iter().filter_map(own).collect()
}

fn without_options(event: Event) -> Option<Event> {
    Some(match event {
        Event::Chat(it) => Event::Chat(without::of_chat(it)?),
        Event::Register(register::Event::Entered(it)) => {
            Event::Register(register::Event::Entered(register::Entered {
                registration: Registration {
                    thread: None,
                    source: None,
                    conversation: None,
                    ..it.registration
                },
                decided: None,
                attachments: vec![],
                imported: None,
                ..it
            }))
        }
        Event::Ticket(it) => Event::Ticket(without::of_ticket(it)?),
        Event::Incident(it) => incidents::without_options(&it)?,
        Event::Client(client::Event::ResponsibleChanged(_)) => {
            Event::Client(client::Event::ResponsibleChanged(client::ResponsibleChanged {
                agent: None,
            }))
        }
        Event::Client(client::Event::RoutingChanged(_)) => {
            let route = Route::default();
            Event::Client(client::Event::RoutingChanged(client::RoutingChanged { route }))
        }
        Event::Client(client::Event::InviteAsked(it)) => {
            let asked_in = AskedIn { thread: None, ..it.asked_in };
            let asked = invite::InviteAsked { asked_in, ..it };
            Event::Client(client::Event::InviteAsked(asked))
        }
        Event::Client(client::Event::InviteRefused(it)) => {
            let asked_in = AskedIn { thread: None, ..it.asked_in };
            let refused = invite::InviteRefused { asked_in, ..it };
            Event::Client(client::Event::InviteRefused(refused))
        }
        Event::Client(client::Event::InviteWithdrawn(it)) => {
            let asked_in = AskedIn { thread: None, ..it.asked_in };
            let withdrawn = invite::InviteWithdrawn { asked_in, ..it };
            Event::Client(client::Event::InviteWithdrawn(withdrawn))
        }
        Event::Desk(desk::Event::TeamChatSet(it)) => {
            Event::Desk(desk::Event::TeamChatSet(desk::TeamChatSet { team: None, ..it }))
        }
        Event::Desk(desk::Event::DutySet(it)) => {
            let duty = Duty { team: None, agent: None, ..it.duty };
            Event::Desk(desk::Event::DutySet(desk::DutySet { duty }))
        }
        Event::Person(people::Event::AbsenceNoted(_)) => {
            let back = people::AbsenceNoted { away: false, until: None };
            Event::Person(people::Event::AbsenceNoted(back))
        }
        Event::Person(people::Event::HandedOver(it)) => {
            Event::Person(people::Event::HandedOver(people::HandedOver { said: None, ..it }))
        }
        Event::Conversation(conversation::Event::Started(it)) => {
            Event::Conversation(conversation::Event::Started(conversation::Started {
                thread: None,
                ..it
            }))
        }
        Event::Person(people::Event::RoleGranted(it)) => {
            Event::Person(people::Event::RoleGranted(people::RoleGranted { client: None, ..it }))
        }
        Event::Person(people::Event::RoleRevoked(it)) => {
            Event::Person(people::Event::RoleRevoked(people::RoleRevoked { client: None, ..it }))
        }
        Event::Person(people::Event::ConfirmationAsked(it)) => {
            let asked = people::ConfirmationAsked { thread: None, ..it };
            Event::Person(people::Event::ConfirmationAsked(asked))
        }
        Event::Desk(desk::Event::SetUpAsked(it)) => {
            Event::Desk(desk::Event::SetUpAsked(desk::SetUpAsked { token: None, ..it }))
        }
        Event::Client(_)
        | Event::Desk(_)
        | Event::Conversation(_)
        | Event::Person(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_) => return None,
    })
}

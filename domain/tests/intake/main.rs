//! Intake: given who wrote what where, in reply to what, then this becomes of it, by this rule.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod alone;
mod among_staff;
mod canned;
mod numbers;
mod over;
mod pressed;
mod stickers;

use chrono::{DateTime, Utc};
use domain::chat::{Decision, Step};
use domain::client::Zone;
use domain::conversation::{Purpose, Started};
use domain::intake::{
    ASKS_RULE, Belongs, Caller, Canned, Decided, Incoming, Known, Named, Place, Pressed, Quiet,
    Replied, Sender, Typed, decide,
};
use domain::notice::Kind;
use domain::people::{Basis, Event, Person, RoleGranted};
use domain::{
    Attachment, Awaits, ChatId, ClientId, ConversationId, MediaKind, MessageId, MessageRef,
    PersonId, Role, TicketId,
};
use uuid::Uuid;

const CHAT: ChatId = ChatId::Group(-1001);
const CLIENT: ClientId = ClientId(Uuid::from_u128(1));
const ANNA: PersonId = PersonId([1; 16]);
const BORIS: PersonId = PersonId([2; 16]);
const OLGA: PersonId = PersonId([3; 16]);
const TICKET: TicketId = TicketId(Uuid::from_u128(40));
const OTHER: TicketId = TicketId(Uuid::from_u128(41));
const FRESH: TicketId = TicketId(Uuid::from_u128(99));
const PROMPT: ConversationId = ConversationId(Uuid::from_u128(7));

/// What becomes of a message, in short.
#[derive(Debug, PartialEq)]
enum Then {
    Ticket { of: PersonId },
    Part(TicketId, Step),
    Skipped,
    Unanswered,
    Which,
}

/// A message on its way in, and what is known.
struct Given {
    message: Incoming,
    place: Place,
    author: Person,
    replied: Belongs,
    told: Option<Kind>,
    note: bool,
    pressed: Option<Pressed>,
    itself: Belongs,
    wording: Option<String>,
    album: Option<TicketId>,
    over: Vec<TicketId>,
    named: Named,
    other: Named,
    waiting: Vec<TicketId>,
    alone: Option<domain::intake::Alone>,
    caller: Option<Caller>,
    canned: Canned,
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Somebody writes a text in the client's chat; a slash makes it a command.
fn says(author: PersonId, text: &str) -> Given {
    let command = text.strip_prefix('/').map(|it| {
        let (name, rest) = it.split_once(' ').unwrap_or((it, ""));
        Typed { name: name.to_owned(), rest: rest.to_owned() }
    });
    let mut known = Person::default();
    if author == OLGA {
        let (role, basis) = (Role::Agent, Basis::Admin);
        known = known.evolve(&Event::RoleGranted(RoleGranted { role, client: None, basis }));
    }
    Given {
        message: Incoming {
            at: MessageRef { chat: CHAT, message: MessageId(10) },
            author,
            sender: Sender::Person,
            date: noon(),
            ahead_s: None,
            edited_at: None,
            text: text.to_owned(),
            command,
            reply_to: None,
            thread: None,
            album: None,
            attachments: vec![],
        },
        place: Place::ClientChat(CLIENT),
        author: known,
        replied: Belongs::Nothing,
        told: None,
        note: false,
        pressed: None,
        itself: Belongs::Nothing,
        wording: None,
        album: None,
        over: vec![],
        named: Named::Nothing,
        other: Named::Nothing,
        waiting: vec![],
        alone: None,
        caller: None,
        canned: Canned::Nothing,
    }
}

impl Given {
    fn in_staff_chat(mut self) -> Self {
        self.place = Place::StaffChat;
        self
    }

    /// In reply to a message by somebody, which belongs to this.
    fn replying(mut self, to: PersonId, belongs: Belongs) -> Self {
        self.message.reply_to = Some(Replied {
            message: MessageId(5),
            author: to,
            from_us: false,
            from_staff: to == OLGA,
            text: "опять 1С виснет".to_owned(),
            date: noon() - chrono::TimeDelta::hours(1),
            album: None,
            attachments: vec![],
        });
        self.replied = belongs;
        self
    }

    fn replying_to_the_bot(mut self, belongs: Belongs) -> Self {
        self = self.replying(ANNA, belongs);
        if let Some(replied) = &mut self.message.reply_to {
            replied.from_us = true;
        }
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    #[track_caller]
    fn becomes(self, then: Then, rule: &str) -> Decided {
        let known = Known {
            place: self.place,
            author: &self.author,
            replied: self.replied,
            told: self.told,
            note: self.note,
            pressed: self.pressed,
            itself: self.itself,
            wording: self.wording,
            album: self.album,
            over: self.over,
            named: self.named,
            other: self.other,
            waiting: self.waiting,
            alone: self.alone,
            caller: self.caller,
            judge: None,
            canned: self.canned,
            quiet: Quiet::Over,
            fresh: FRESH,
        };
        let decided = decide(&self.message, &known);
        let found = match &decided.decision {
            Decision::Register(it) => {
                assert_eq!(it.ticket, FRESH);
                Then::Ticket { of: it.requester }
            }
            Decision::Part(it) => Then::Part(it.ticket, it.step),
            Decision::Skipped => Then::Skipped,
            Decision::Unanswered => Then::Unanswered,
            Decision::Which => Then::Which,
        };
        assert_eq!((found, decided.rule.as_str()), (then, rule));
        decided
    }
}

fn prompt(owner: PersonId, purpose: Purpose) -> Belongs {
    let pressed = MessageId(1);
    Belongs::Conversation(PROMPT, Started { chat: CHAT, thread: None, owner, purpose, pressed })
}

#[test]
fn new_with_a_text_is_a_ticket_of_its_author() {
    says(ANNA, "/new Не печатает").becomes(Then::Ticket { of: ANNA }, "command.new");
}

#[test]
fn new_with_a_picture_alone_is_a_ticket() {
    let picture = Attachment { media: MediaKind::Photo, size: None };
    let given = says(ANNA, "/new").with(|it| it.message.attachments.push(picture));
    given.becomes(Then::Ticket { of: ANNA }, "command.new");
}

#[test]
fn new_without_anything_is_no_ticket_and_its_author_is_asked_what_happened() {
    says(ANNA, "/new").becomes(Then::Skipped, ASKS_RULE);
    let edited = says(ANNA, "/new").with(|it| it.message.edited_at = Some(noon()));
    edited.becomes(Then::Skipped, "command.new_without_text");
}

#[test]
fn ticket_in_reply_is_a_ticket_of_whoever_wrote_the_words() {
    let given = says(ANNA, "/ticket").replying(BORIS, Belongs::Nothing);
    given.becomes(Then::Ticket { of: BORIS }, "command.ticket");
    let given = says(ANNA, "/new").replying(BORIS, Belongs::Nothing);
    given.becomes(Then::Ticket { of: BORIS }, "command.ticket");
    let given = says(OLGA, "/ticket").replying(BORIS, Belongs::Nothing);
    given.becomes(Then::Ticket { of: BORIS }, "command.ticket_by_staff");
}

#[test]
fn a_message_that_is_a_ticket_already_is_no_second_one() {
    let given = says(ANNA, "/ticket").replying(BORIS, Belongs::Ticket(TICKET));
    given.becomes(Then::Skipped, "already_registered");
}

#[test]
fn ticket_needs_somebodys_message_to_reply_to() {
    says(ANNA, "/ticket").becomes(Then::Skipped, "command.ticket_without_reply");
    let given = says(ANNA, "/ticket").replying_to_the_bot(Belongs::Nothing);
    given.becomes(Then::Skipped, "command.ticket_of_the_bot");
}

#[test]
fn the_answer_to_ones_own_question_is_what_the_question_was_for() {
    let given = says(BORIS, "VPN").replying_to_the_bot(prompt(BORIS, Purpose::Request(CLIENT)));
    given.becomes(Then::Ticket { of: BORIS }, "answer_to_prompt");
    for (purpose, step) in [
        (Purpose::Ask(TICKET), Step::Ask),
        (Purpose::Resolve(TICKET), Step::Resolve),
        (Purpose::NotSolved(TICKET), Step::Reopen),
    ] {
        let given = says(OLGA, "так").replying_to_the_bot(prompt(OLGA, purpose));
        given.becomes(Then::Part(TICKET, step), "answer_to_prompt");
    }
}

#[test]
fn nobody_answers_anothers_question() {
    let given = says(ANNA, "а у меня").replying_to_the_bot(prompt(BORIS, Purpose::Request(CLIENT)));
    given.becomes(Then::Unanswered, "plain_message");
}

#[test]
fn a_reply_to_anything_of_a_ticket_joins_it() {
    let given = says(BORIS, "и у меня").replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Part(TICKET, Step::Say), "reply");
    let given = says(OLGA, "смотрим").replying(ANNA, Belongs::Ticket(TICKET));
    given.becomes(Then::Part(TICKET, Step::Answer), "reply");
    let given = says(OLGA, "смотрим").in_staff_chat().replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Part(TICKET, Step::Answer), "reply");
}

#[test]
fn the_parts_of_an_album_go_where_the_first_went() {
    let given = says(ANNA, "").with(|it| it.album = Some(TICKET));
    given.becomes(Then::Part(TICKET, Step::Say), "album");
}

#[test]
fn staff_words_go_to_the_only_ticket_that_waits() {
    let given = says(OLGA, "починили").with(|it| it.waiting = vec![TICKET]);
    given.becomes(Then::Part(TICKET, Step::Answer), "only_waiting");
}

#[test]
fn staff_are_asked_when_several_tickets_wait() {
    let given = says(OLGA, "починили").with(|it| it.waiting = vec![TICKET, OTHER]);
    given.becomes(Then::Which, "several_waiting");
}

#[test]
fn staff_words_where_nothing_waits_are_talk() {
    says(OLGA, "всем привет").becomes(Then::Skipped, "staff_talk");
    says(OLGA, "обед?").in_staff_chat().becomes(Then::Skipped, "staff_talk");
}

#[test]
fn staff_commands_name_their_ticket_by_reply_or_number() {
    for (text, step) in [
        ("/take", Step::Take),
        ("/drop", Step::Unassign),
        ("/hold ждём деталь", Step::Hold),
        ("/resume", Step::Resume),
        ("/ask Какая модель?", Step::Ask),
        ("/resolve Заменили", Step::Resolve),
        ("/done Заменили", Step::Resolve),
    ] {
        let given = says(OLGA, text).replying_to_the_bot(Belongs::Ticket(TICKET));
        given.becomes(Then::Part(TICKET, step), "command.in_reply");
        let named = says(OLGA, text).with(|it| it.named = Named::Ticket(OTHER, "слова".to_owned()));
        named.becomes(Then::Part(OTHER, step), "command.by_number");
    }
    says(OLGA, "/take").becomes(Then::Skipped, "command.which_ticket");
    let given = says(OLGA, "/ask").replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Skipped, "command.without_text");
    let given = says(ANNA, "/take").replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Skipped, "command.staff_only");
}

#[test]
fn a_ticket_rests_for_the_client_a_third_party_or_a_reason_of_our_own() {
    for (text, step, reason) in [
        ("/hold ждём деталь", Step::Hold, "ждём деталь"),
        ("/hold Client просили до среды", Step::HoldForClient, "просили до среды"),
        ("/hold third ждём провайдера", Step::HoldForThirdParty, "ждём провайдера"),
        ("/hold clients away", Step::Hold, "clients away"),
    ] {
        let given = says(OLGA, text).replying_to_the_bot(Belongs::Ticket(TICKET));
        let decided = given.becomes(Then::Part(TICKET, step), "command.in_reply");
        assert_eq!(decided.body.1, reason, "{text}");
    }
    let named = Named::Ticket(OTHER, "third ждём".to_owned());
    let given = says(OLGA, "/hold ROM-7 third ждём").with(|it| it.named = named);
    let decided = given.becomes(Then::Part(OTHER, Step::HoldForThirdParty), "command.by_number");
    assert_eq!(decided.body.1, "ждём");
    let named = Named::Ticket(OTHER, "client просили".to_owned());
    let given = says(OLGA, "/hold client ROM-7 просили").with(|it| it.named = named);
    let decided = given.becomes(Then::Part(OTHER, Step::HoldForClient), "command.by_number");
    assert_eq!(decided.body.1, "просили");
    for text in ["/hold", "/hold client", "/hold third"] {
        let given = says(OLGA, text).replying_to_the_bot(Belongs::Ticket(TICKET));
        given.becomes(Then::Skipped, "command.hold_without_reason");
    }
    let named = Named::Ticket(OTHER, "client".to_owned());
    let given = says(OLGA, "/hold client ROM-7").with(|it| it.named = named);
    given.becomes(Then::Skipped, "command.hold_without_reason");
    says(OLGA, "/hold client").becomes(Then::Skipped, "command.which_ticket");
    says(ANNA, "/hold client").becomes(Then::Skipped, "command.staff_only");
}

#[test]
fn a_workaround_is_noted_without_words_that_nobody_would_read() {
    let given = says(OLGA, "/workaround").replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Part(TICKET, Step::Workaround), "command.in_reply");
    let given = says(OLGA, "/workaround Другой принтер");
    let given = given.replying_to_the_bot(Belongs::Ticket(TICKET));
    given.becomes(Then::Skipped, "command.workaround_with_text");
    says(ANNA, "/workaround").becomes(Then::Skipped, "command.staff_only");
}

#[test]
fn whoever_asks_for_the_rules_makes_no_request() {
    says(ANNA, "/rules").becomes(Then::Skipped, "command.rules");
    says(OLGA, "/rules").becomes(Then::Skipped, "command.rules");
    says(OLGA, "/rules ROM").in_staff_chat().becomes(Then::Skipped, "command.rules");
}

#[test]
fn deadlines_are_told_in_the_staff_chat_only() {
    says(OLGA, "/due").in_staff_chat().becomes(Then::Skipped, "command.due");
    says(OLGA, "/due").becomes(Then::Skipped, "command.note_to_all");
    says(ANNA, "/due").becomes(Then::Skipped, "command.staff_only");
}

#[test]
fn a_note_is_written_in_the_staff_chat_only() {
    let note =
        says(OLGA, "/note склад пуст").in_staff_chat().replying_to_the_bot(Belongs::Ticket(TICKET));
    note.becomes(Then::Part(TICKET, Step::Note), "command.in_reply");
    let note = says(OLGA, "/note склад пуст").replying_to_the_bot(Belongs::Ticket(TICKET));
    note.becomes(Then::Skipped, "command.note_to_all");
    let note = says(ANNA, "/note склад пуст").replying_to_the_bot(Belongs::Ticket(TICKET));
    note.becomes(Then::Skipped, "command.staff_only");
}

#[test]
fn staff_register_on_a_clients_behalf() {
    let caller = |chats| Caller { client: CLIENT, chats, zone: Zone("Europe/Moscow".to_owned()) };
    let known = Some(caller(vec![CHAT]));
    for (text, caller, then, rule) in [
        ("14:20 Не печатает", known.clone(), Then::Ticket { of: OLGA }, "command.on_behalf"),
        ("14:20", known.clone(), Then::Skipped, "command.on_behalf_wrong"),
        ("25:99 Не печатает", known.clone(), Then::Skipped, "command.on_behalf_wrong"),
        ("31.02 14:20 Не печатает", known, Then::Skipped, "command.on_behalf_wrong"),
        ("14:20 Не печатает", None, Then::Skipped, "command.no_such_client"),
        ("Не печатает", Some(caller(vec![])), Then::Skipped, "command.client_without_chat"),
    ] {
        let given = says(OLGA, &format!("/new ROM {text}")).in_staff_chat();
        given.with(|it| it.caller = caller).becomes(then, rule);
    }
    says(OLGA, "/new ???").in_staff_chat().becomes(Then::Skipped, "command.on_behalf_wrong");
    let given = says(ANNA, "/new ROM 14:20 Не печатает").in_staff_chat();
    given.becomes(Then::Skipped, "unconfirmed_staff");
}

#[test]
fn a_number_that_no_ticket_has_names_none() {
    let unknown = |it: &mut Given| it.named = Named::Unknown;
    for text in ["/take ROM-99", "/resolve ROM-99 Заменили", "/cancel ROM-99"] {
        says(OLGA, text).with(unknown).becomes(Then::Skipped, "command.no_such_ticket");
    }
    let take = says(OLGA, "/take ROM-99").replying_to_the_bot(Belongs::Ticket(TICKET));
    take.with(unknown).becomes(Then::Skipped, "command.no_such_ticket");
    let ask = says(OLGA, "/ask HP-1020 у вас?").replying_to_the_bot(Belongs::Ticket(TICKET));
    ask.with(unknown).becomes(Then::Part(TICKET, Step::Ask), "command.in_reply");
}

#[test]
fn an_edit_of_a_tickets_message_is_an_edit_and_of_chatter_is_nothing() {
    let edited = |it: &mut Given| it.message.edited_at = Some(noon());
    let given = says(ANNA, "HP 1020").with(edited).with(|it| it.itself = Belongs::Ticket(TICKET));
    given.becomes(Then::Part(TICKET, Step::Edit), "edit");
    says(ANNA, "опечатка").with(edited).becomes(Then::Skipped, "edit_of_chatter");
}

#[test]
fn the_same_words_again_are_no_edit() {
    let edited = |text| {
        says(ANNA, text).with(|it| {
            it.message.edited_at = Some(noon());
            it.itself = Belongs::Ticket(TICKET);
            it.wording = Some("HP 1020".to_owned());
        })
    };
    edited("HP 1020").becomes(Then::Skipped, "edit_without_change");
    edited("/new HP 1020").becomes(Then::Skipped, "edit_without_change");
    edited("HP 2030").becomes(Then::Part(TICKET, Step::Edit), "edit");
}

#[test]
fn a_request_is_completed_by_an_edit_and_no_other_command_is() {
    let edited = |it: &mut Given| it.message.edited_at = Some(noon());
    says(ANNA, "/new Не печатает").with(edited).becomes(Then::Ticket { of: ANNA }, "command.new");
    says(ANNA, "/new").with(edited).becomes(Then::Skipped, "command.new_without_text");
    says(OLGA, "/take").with(edited).becomes(Then::Skipped, "edit_of_chatter");
    let unverifiable = |it: &mut Given| it.message.sender = Sender::Unverifiable;
    says(ANNA, "/new x").with(edited).with(unverifiable).becomes(Then::Skipped, "edit_of_chatter");
}

#[test]
fn a_clients_plain_words_are_unanswered_and_thanks_are_not() {
    says(ANNA, "у кого ключи?").becomes(Then::Unanswered, "plain_message");
    says(ANNA, "Спасибо большое!").becomes(Then::Skipped, "thanks");
    says(ANNA, "👍").becomes(Then::Skipped, "emoji");
}

#[test]
fn whoever_cannot_be_told_never_acts() {
    let unverifiable = |it: &mut Given| it.message.sender = Sender::Unverifiable;
    says(ANNA, "/new x").with(unverifiable).becomes(Then::Skipped, "unverifiable_actor");
    says(ANNA, "слова").with(unverifiable).becomes(Then::Unanswered, "plain_message");
    let reply = says(ANNA, "слова").replying_to_the_bot(Belongs::Ticket(TICKET));
    reply.with(unverifiable).becomes(Then::Part(TICKET, Step::Say), "unverifiable_words");
    let bot = |it: &mut Given| it.message.sender = Sender::Bot;
    says(ANNA, "/new x").with(bot).becomes(Then::Skipped, "other_bot");
}

#[test]
fn commands_that_ask_or_are_unknown_have_rules_of_their_own() {
    for (text, rule) in [
        ("/status", "command.status"),
        ("/my", "command.my"),
        ("/help", "command.help"),
        ("/@other x", "command.other_bot"),
        ("/start", "command.help"),
        ("/start nonce", "command.linked_already"),
        ("/client ROM", "command.unknown"),
        ("/link ROM", "command.unknown"),
        ("/weather", "command.unknown"),
    ] {
        says(ANNA, text).becomes(Then::Skipped, rule);
    }
    says(OLGA, "/client ROM").becomes(Then::Skipped, "command.set_up");
}

#[test]
fn thanks_await_nothing_and_words_await_an_answer() {
    for (text, awaits) in [
        ("спасибо", Awaits::Nothing),
        ("Ок, спасибо!", Awaits::Nothing),
        ("thank you very much", Awaits::Nothing),
        ("🙏", Awaits::Nothing),
        ("спасибо, но не работает", Awaits::Answer),
        ("ок?", Awaits::Nothing),
        ("", Awaits::Answer),
    ] {
        assert_eq!(domain::intake::awaits(text).0, awaits, "{text}");
    }
}

const NEWER: TicketId = TicketId(Uuid::from_u128(77));

#[test]
fn whoever_is_not_confirmed_yet_answers_no_client_and_is_told_so() {
    for text in ["Сейчас приду", "/take", "/note Позвонить", "/new ROM Не печатает", "/language en"]
    {
        let given = says(ANNA, text).in_staff_chat().replying_to_the_bot(Belongs::Ticket(TICKET));
        given.becomes(Then::Skipped, "unconfirmed_staff");
    }
    says(ANNA, "Доброе утро").in_staff_chat().becomes(Then::Skipped, "staff_talk");
    says(ANNA, "/status ROM-1").in_staff_chat().becomes(Then::Skipped, "command.status");
}

#[test]
fn nobody_in_particular_answers_no_client_from_the_staff_chat() {
    let answer = says(OLGA, "Сейчас приду").in_staff_chat();
    let answer = answer.replying_to_the_bot(Belongs::Ticket(TICKET));
    let answer = answer.with(|it| it.message.sender = Sender::Unverifiable);
    answer.becomes(Then::Skipped, "unverifiable_actor");
}

#[test]
fn two_tickets_are_named_by_their_numbers_or_in_reply_to_the_first() {
    let ticket = |id: TicketId, rest: &str| Named::Ticket(id, rest.to_owned());
    for (name, step) in [("merge", Step::MergeInto(OTHER)), ("relate", Step::LinkWith(OTHER))] {
        let both = format!("/{name} ROM-1 ROM-7");
        let given = says(OLGA, &both).in_staff_chat();
        let given = given.with(|it| {
            (it.named, it.other) = (ticket(TICKET, "ROM-7"), ticket(OTHER, ""));
        });
        given.becomes(Then::Part(TICKET, step), "command.by_number");
        let given = says(OLGA, &format!("/{name} ROM-7")).in_staff_chat();
        let given = given.replying(BORIS, Belongs::Ticket(TICKET));
        given
            .with(|it| it.named = ticket(OTHER, ""))
            .becomes(Then::Part(TICKET, step), "command.in_reply");
        let given = says(OLGA, &both).in_staff_chat();
        let given =
            given.with(|it| (it.named, it.other) = (ticket(TICKET, "ROM-7"), Named::Unknown));
        given.becomes(Then::Skipped, "command.no_such_ticket");
        let given = says(OLGA, &both).in_staff_chat().with(|it| it.named = Named::Unknown);
        given.becomes(Then::Skipped, "command.no_such_ticket");
        let given = says(OLGA, &both).in_staff_chat().with(|it| it.named = ticket(TICKET, ""));
        given.becomes(Then::Skipped, "command.which_two");
        says(OLGA, &both).becomes(Then::Skipped, "command.staff_chat_only");
        says(ANNA, &both).becomes(Then::Skipped, "command.staff_only");
    }
}

#[test]
fn what_goes_along_with_all_that_is_handed_over_is_no_part_of_one_ticket() {
    let asked = || prompt(OLGA, Purpose::HandOver { from: OLGA, to: ANNA });
    let given = says(OLGA, "Ключ у охраны").in_staff_chat().replying_to_the_bot(asked());
    given.becomes(Then::Skipped, "note_of_hand_over");
    let given = says(OLGA, "").in_staff_chat().replying_to_the_bot(asked());
    given.becomes(Then::Skipped, "answer_without_words");
}

#[test]
fn our_question_for_a_number_is_answered_by_a_number() {
    let cases = [
        (Purpose::Merge(TICKET), Step::MergeInto(OTHER)),
        (Purpose::Relate(TICKET), Step::LinkWith(OTHER)),
    ];
    for (purpose, step) in cases {
        let asked = || prompt(OLGA, purpose.clone());
        let given = |other: Named| {
            let given = says(OLGA, "ROM-7").in_staff_chat().replying_to_the_bot(asked());
            given.with(|it| it.other = other)
        };
        given(Named::Ticket(OTHER, String::new()))
            .becomes(Then::Part(TICKET, step), "answer_to_prompt");
        given(Named::Unknown).becomes(Then::Skipped, "command.no_such_ticket");
        given(Named::Nothing).becomes(Then::Skipped, "answer_without_number");
    }
    let note = prompt(OLGA, Purpose::Note(TICKET));
    let given = says(OLGA, "картридж заказан").in_staff_chat().replying_to_the_bot(note);
    given.becomes(Then::Part(TICKET, Step::Note), "answer_to_prompt");
}

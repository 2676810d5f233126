//! Intake rules: what does a client's rule set make of which message?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::Decision;
use domain::intake::{
    Belongs, Canned, Incoming, Judge, Known, Looks, Mode, Named, PATTERN_CHARS_MAX, Place, Quiet,
    RULES_MAX, RuleSet, Sender, Typed, check, decide,
};
use domain::people::Person;
use domain::{
    Attachment, Awaits, Channel, ChatId, ClientId, MediaKind, MessageId, MessageRef, PersonId,
    TicketId,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const ANNA: PersonId = PersonId([1; 16]);
const CLIENT: ClientId = ClientId(Uuid::from_u128(1));
const TICKET: TicketId = TicketId(Uuid::from_u128(40));
const FRESH: TicketId = TicketId(Uuid::from_u128(99));

/// A set with one rule of each sort, in Moscow.
fn set(mode: Mode) -> RuleSet {
    read(&json!({
        "mode": mode,
        "quiet_s": 600,
        "otherwise": "request",
        "zone": "Europe/Moscow",
        "tzdb": "2026f",
        "rules": [
            { "name": "small", "then": "talk", "only": ["greeting", "thanks", "signs"] },
            { "name": "to_us", "then": "request", "mentions": ["desk_bot"] },
            { "name": "voice", "then": "request", "media": ["voice", "video_note"] },
            { "name": "fault", "then": "request", "patterns": ["не\\s+(работает|печатает)", "^help"] },
            { "name": "night", "then": "talk", "hours": "22:00-06:00", "chars_max": 20 },
            { "name": "short", "then": "talk", "chars_max": 3 },
            { "name": "long", "then": "talk", "chars_min": 30, "chars_max": 40 },
        ],
    }))
}

fn read(set: &Value) -> RuleSet {
    serde_json::from_value(set.clone()).unwrap()
}

fn judge(set: RuleSet) -> Arc<Judge> {
    Arc::new(Judge::new("standard@2".parse().unwrap(), set).unwrap())
}

/// Anna writes at a quarter past twelve in Moscow.
fn says(text: &str) -> Incoming {
    Incoming {
        at: MessageRef { chat: ChatId::Group(-1001), message: MessageId(10) },
        author: ANNA,
        sender: Sender::Person,
        date: at("09:15"),
        edited_at: None,
        ahead_s: None,
        text: text.to_owned(),
        command: None,
        reply_to: None,
        thread: None,
        album: None,
        attachments: vec![],
    }
}

fn at(utc: &str) -> DateTime<Utc> {
    format!("2026-11-23T{utc}:00Z").parse().unwrap()
}

fn with(text: &str, media: MediaKind) -> Incoming {
    Incoming { attachments: vec![Attachment { media, size: None }], ..says(text) }
}

fn known(author: &Person, judge: Option<Arc<Judge>>, quiet: Quiet) -> Known<'_> {
    Known {
        place: Place::ClientChat(CLIENT),
        author,
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
        judge,
        canned: Canned::Nothing,
        quiet,
        fresh: FRESH,
    }
}

#[track_caller]
fn check_looks(message: &Incoming, looks: Looks, rule: &str) {
    let (found, by) = judge(set(Mode::Suggest)).looks(message);
    assert_eq!((found, by.as_str()), (looks, rule), "{:?} at {}", message.text, message.date);
}

#[test]
fn the_first_rule_that_holds_decides() {
    use Looks::{Request, Talk};
    for (text, looks, rule) in [
        ("Доброе утро!", Talk, "small"),
        ("Спасибо 👍", Talk, "small"),
        ("👍👍", Talk, "small"),
        ("@desk_bot ок", Request, "to_us"),
        ("ок, @Desk_Bot", Request, "to_us"),
        ("me@desk_bot", Request, "otherwise"),
        ("@desk_bot2 да", Request, "otherwise"),
        ("Принтер НЕ  ПЕЧАТАЕТ", Request, "fault"),
        ("help us", Request, "fault"),
        ("no help", Request, "otherwise"),
        ("ага", Talk, "short"),
        ("  ага  ", Talk, "short"),
        ("угуу", Request, "otherwise"),
        (&"ж".repeat(29), Request, "otherwise"),
        (&"ж".repeat(30), Talk, "long"),
        (&"ж".repeat(40), Talk, "long"),
        (&"ж".repeat(41), Request, "otherwise"),
        ("", Talk, "nothing_in_it"),
        (" \n", Talk, "nothing_in_it"),
    ] {
        check_looks(&says(text), looks, rule);
    }
}

#[test]
fn what_is_attached_counts_and_is_never_a_greeting() {
    check_looks(&with("", MediaKind::Voice), Looks::Request, "voice");
    check_looks(&with("Спасибо", MediaKind::VideoNote), Looks::Request, "voice");
    check_looks(&with("Здравствуйте", MediaKind::Photo), Looks::Request, "otherwise");
}

#[test]
fn the_hours_of_a_rule_are_those_of_the_sets_zone_and_go_on_after_midnight() {
    // 22:00 in Moscow is 19:00 UTC.
    for (utc, looks, rule) in [
        ("18:59", Looks::Request, "otherwise"),
        ("19:00", Looks::Talk, "night"),
        ("21:30", Looks::Talk, "night"),
        ("02:59", Looks::Talk, "night"),
        ("03:00", Looks::Request, "otherwise"),
    ] {
        check_looks(&Incoming { date: at(utc), ..says("завтра") }, looks, rule);
    }
}

/// What becomes of a request, in short.
#[derive(Debug, PartialEq)]
enum Then {
    Ticket,
    Part,
    Unanswered { nudge: bool },
    Skipped,
}

#[track_caller]
fn becomes(message: &Incoming, mode: Mode, quiet: Quiet, then: &Then) {
    let person = Person::default();
    let decided = decide(message, &known(&person, Some(judge(set(mode))), quiet));
    let judged = decided.judged.unwrap();
    let found = match &decided.decision {
        Decision::Register(it) => {
            assert_eq!((it.source, it.requester), (Some(message.at), ANNA));
            assert_eq!((it.reported_at, it.channel), (message.date, Channel::Message));
            Then::Ticket
        }
        Decision::Part(it) => {
            assert_eq!(it.ticket, TICKET);
            Then::Part
        }
        Decision::Unanswered => Then::Unanswered { nudge: judged.nudge },
        Decision::Skipped => Then::Skipped,
        Decision::Which => panic!("a client is not asked"),
    };
    assert_eq!(found, *then, "{mode:?} {quiet:?}");
    assert_eq!(judged.set.to_string(), "standard@2");
    // Whatever begins or goes on a quiet time says until when.
    let begins = matches!(then, Then::Ticket | Then::Part | Then::Unanswered { nudge: true });
    let until = begins.then(|| message.date + TimeDelta::minutes(10));
    assert_eq!(judged.quiet_until, until);
    let awaits = if found == Then::Skipped { Awaits::Nothing } else { Awaits::Answer };
    assert_eq!(decided.awaits, awaits);
}

#[test]
fn a_request_waits_is_nudged_once_or_is_a_ticket_as_the_mode_says() {
    let (request, talked) = (says("Не печатает принтер"), Quiet::Ticket(TICKET));
    let waits = Then::Unanswered { nudge: false };
    for quiet in [Quiet::Over, Quiet::Nudged, talked] {
        becomes(&request, Mode::Commands, quiet, &waits);
    }
    becomes(&request, Mode::Suggest, Quiet::Over, &Then::Unanswered { nudge: true });
    becomes(&request, Mode::Suggest, Quiet::Nudged, &waits);
    becomes(&request, Mode::Suggest, talked, &waits);
    becomes(&request, Mode::EveryMessage, Quiet::Over, &Then::Ticket);
    becomes(&request, Mode::EveryMessage, Quiet::Nudged, &Then::Ticket);
    becomes(&request, Mode::EveryMessage, talked, &Then::Part);
}

#[test]
fn talk_is_skipped_in_every_mode() {
    for mode in [Mode::Commands, Mode::Suggest, Mode::EveryMessage] {
        for quiet in [Quiet::Over, Quiet::Ticket(TICKET)] {
            becomes(&says("спасибо"), mode, quiet, &Then::Skipped);
        }
    }
}

#[test]
fn who_cannot_be_verified_makes_no_ticket_by_words_alone() {
    let message = Incoming { sender: Sender::Unverifiable, ..says("Не печатает") };
    let person = Person::default();
    let decided =
        decide(&message, &known(&person, Some(judge(set(Mode::EveryMessage))), Quiet::Over));
    assert_eq!((decided.decision, decided.judged), (Decision::Unanswered, None));
}

#[test]
fn a_command_begins_a_quiet_time_where_every_message_is_taken_in() {
    let typed = Typed { name: "new".to_owned(), rest: "Не печатает".to_owned() };
    let message = Incoming { command: Some(typed), ..says("/new Не печатает") };
    let person = Person::default();
    for (mode, begins) in
        [(Mode::Commands, false), (Mode::Suggest, false), (Mode::EveryMessage, true)]
    {
        let decided = decide(&message, &known(&person, Some(judge(set(mode))), Quiet::Over));
        assert_eq!(decided.rule.as_str(), "command.new");
        let until = decided.judged.and_then(|it| it.quiet_until);
        assert_eq!(until, begins.then(|| message.date + TimeDelta::minutes(10)));
    }
}

#[test]
fn without_a_rule_set_all_is_as_it_was() {
    let person = Person::default();
    for (text, decision, rule) in [
        ("Не печатает", Decision::Unanswered, "plain_message"),
        ("спасибо", Decision::Skipped, "thanks"),
    ] {
        let decided = decide(&says(text), &known(&person, None, Quiet::Over));
        assert_eq!((decided.decision, decided.rule.as_str()), (decision, rule));
        assert_eq!(decided.judged, None);
    }
}

#[test]
fn every_problem_of_a_set_is_named_at_once() {
    let hours = json!({ "name": "otherwise", "then": "talk", "hours": "09:00-18:00" });
    let set = read(&json!({
        "mode": "suggest",
        "quiet_s": 5,
        "otherwise": "talk",
        "rules": [
            hours,
            { "name": "bare", "then": "talk" },
            { "name": "bare", "then": "talk", "chars_min": 9, "chars_max": 8 },
            { "name": "bad", "then": "talk", "patterns": ["(", "a".repeat(PATTERN_CHARS_MAX + 1)] },
            { "name": "large", "then": "talk", "patterns": ["\\w{400}"] },
            { "name": "back", "then": "talk", "patterns": ["(a)\\1"] },
            { "name": "names", "then": "talk", "mentions": ["Я"] },
            { "name": "never", "then": "talk", "hours": "closed" },
        ],
    }));
    let problems: Vec<String> = check(&set).iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "the quiet time is from 60 s to 86400 s, and not 5 s",
            "a rule must not be called otherwise: that is the rule of what no rule names",
            "rule otherwise has hours, and the file has no zone",
            "rule bare says nothing of a message, so that no rule after it is ever reached",
            "there is more than one rule bare",
            "rule bare asks for at least 9 characters and at most 8",
            "a pattern of rule bad is no regular expression: unclosed group",
            "a pattern of rule bad has 501 characters, and may have 500",
            "a pattern of rule large takes more than 262144 bytes once it is ready",
            "a pattern of rule back is no regular expression: backreferences are not supported",
            "Я is no name as Telegram has them: 4 to 32 of a-z, 0-9 and _",
            "rule never has hours, and the file has no zone",
            "rule never is closed all day",
        ]
    );
    let many: Vec<_> = (0..=RULES_MAX)
        .map(|it| json!({ "name": format!("r{it}"), "then": "talk", "chars_max": 3 }))
        .collect();
    let set =
        read(&json!({ "mode": "suggest", "quiet_s": 60, "otherwise": "talk", "rules": many }));
    assert_eq!(check(&set).len(), 1);
    let zone = |zone: &str, tzdb: &str| {
        read(&json!({
            "mode": "suggest", "quiet_s": 60, "otherwise": "talk", "zone": zone, "tzdb": tzdb
        }))
    };
    for bad in [zone("Mars/Olympus", "2026f"), zone("Europe/Moscow", "1999a")] {
        assert_eq!(check(&bad).len(), 1, "{bad:?}");
    }
    assert_eq!(check(&self::set(Mode::Suggest)), []);
}

proptest! {
    #[test]
    fn whatever_is_written_is_decided_and_again_in_the_same_way(
        text in ".{0,60}|(не работает|спасибо|@desk_bot|👍| ){0,4}",
        minutes in 0_i64..2_880,
        mode in prop::sample::select(vec![Mode::Commands, Mode::Suggest, Mode::EveryMessage]),
        quiet in prop::sample::select(vec![Quiet::Over, Quiet::Nudged, Quiet::Ticket(TICKET)]),
        photo in any::<bool>(),
    ) {
        let message = if photo { with(&text, MediaKind::Photo) } else { says(&text) };
        let message = Incoming { date: message.date + TimeDelta::minutes(minutes), ..message };
        let person = Person::default();
        // A judge made anew is the same judge.
        let [one, other] = [(); 2].map(|()| {
            decide(&message, &known(&person, Some(judge(set(mode))), quiet))
        });
        prop_assert_eq!(&one, &other);
        let judged = one.judged.unwrap();
        let names: Vec<_> = set(mode).rules.iter().map(|it| it.name.to_string()).collect();
        let rule = one.rule.to_string();
        prop_assert!(names.contains(&rule) || ["otherwise", "nothing_in_it"].contains(&rule.as_str()));
        // Talk is skipped, and a request never is.
        prop_assert_eq!(judged.looks == Looks::Talk, one.decision == Decision::Skipped);
        prop_assert_eq!(one.body.1, text);
    }

    #[test]
    fn a_search_ends_in_time_whatever_the_pattern(text in "a{0,4096}") {
        let rule = json!({ "name": "deep", "then": "talk", "patterns": ["^(a+)+$x", "(a*)*b"] });
        let set = read(&json!({
            "mode": "suggest", "quiet_s": 60, "otherwise": "request", "rules": [rule]
        }));
        let (looks, _) = judge(set).looks(&says(&format!("{text}!")));
        prop_assert_eq!(looks, Looks::Request);
    }
}

//! Are the rules of a client said as people read them, in both languages and within one message?

use super::*;
use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::calendar::{self, Week, Weekly, Windows};
use domain::client::{Client, TermsChanged, Zone};
use domain::client_rules::TakenIn;
use domain::clock::Kind;
use domain::intake::Mode;
use domain::policy::{self, Chain, Level, Pause, ReopenMode, Retarget, Row, Rules, Team, Whom};
use domain::policy::{
    Anchor, Condition, Counted, ResolutionStarts, ResolutionStops, Responds, TypeMatch,
};
use domain::{At, Language, PersonId, Priority, Role, Slug, zone};

const NOW: &str = "2026-12-28T09:00:00Z";

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn row(name: &str, targets: [Option<&str>; 5]) -> Row {
    let [first_response, next_response, periodic_update, workaround, resolution] =
        targets.map(|it| it.map(|it| it.parse().unwrap()));
    Row {
        name: slug(name),
        types: vec![],
        priorities: vec![],
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response,
        next_response,
        periodic_update,
        acceptance: None,
        workaround,
        resolution,
    }
}

/// The standard policy, whose managers are a team and a person by name.
fn standard() -> Rules {
    let urgent = Row {
        priorities: vec![Priority::Urgent],
        calendar: Some(slug("always")),
        ..row("urgent", [Some("15m"), Some("30m"), Some("2h"), Some("4h"), Some("8h")])
    };
    let fault = Row {
        types: vec![TypeMatch::Fault],
        ..row("fault", [Some("30m"), Some("1h"), None, None, Some("9h")])
    };
    let question = Row {
        types: vec![TypeMatch::Question, TypeMatch::Access],
        ..row("question", [Some("1h"), Some("2h"), None, None, Some("end_of_business_day+1")])
    };
    let other = row("other", [Some("1h30m"), Some("2h"), None, None, Some("27h")]);
    let chain = |name, clock, anchor, percent| Chain {
        name: slug(name),
        clock,
        anchor,
        percent,
        rounds: 1,
        ack_timeout_s: None,
    };
    let level = |chain, after_s, counted, condition, notify| Level {
        chain: slug(chain),
        after_s,
        counted,
        condition: Some(condition),
        notify,
    };
    let named = [Whom::Role(Role::Manager), Whom::Team(slug("secret-team"))];
    let person = Whom::Person(PersonId([7; 16]));
    Rules {
        rows: vec![urgent, fault, question, other],
        first_response: Responds::Reply,
        resolution_starts: ResolutionStarts::Report,
        resolution_stops: ResolutionStops::Resolved,
        clients_may_raise: false,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: vec![75],
        grace_s: 60,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: vec![
            chain("secret-unanswered", Kind::FirstResponse, Anchor::Threshold, Some(75)),
            chain("secret-unresolved", Kind::Resolution, Anchor::Breach, None),
        ],
        levels: vec![
            level(
                "secret-unanswered",
                0,
                Counted::Business,
                Condition::Unanswered,
                vec![Whom::Assignee, Whom::Role(Role::Agent), Whom::Responsible, Whom::Duty],
            ),
            level("secret-unanswered", 600, Counted::Wall, Condition::Unacknowledged, named.into()),
            level(
                "secret-unresolved",
                3600,
                Counted::Business,
                Condition::Unresolved,
                vec![person],
            ),
        ],
        teams: vec![Team { name: slug("secret-team"), people: vec![] }],
        rotas: vec![],
        told_in: None,
    }
}

fn office() -> calendar::Hours {
    let day: Windows = "09:00-18:00".parse().unwrap();
    let [mon, tue, wed, thu, fri] = [(); 5].map(|()| day.clone());
    let week = Week { mon, tue, wed, thu, fri, ..Week::default() };
    let dates = (1..=8).map(|it| format!("2027-01-{it:02} closed"));
    let dates =
        dates.chain(["2026-11-03 09:00-17:00", "2027-02-22 09:00-17:00"].map(str::to_owned));
    calendar::Hours::Weekly(Weekly {
        zone: Zone::default(),
        tzdb: zone::newest(),
        week,
        overrides: dates.map(|it| it.parse().unwrap()).collect(),
        blackouts: vec!["2026-12-30T00:00/2026-12-30T06:00".parse().unwrap()],
    })
}

fn client_rules(rules: Rules, mode: Mode) -> ClientRules {
    let at = At::from(now());
    let mut book = Book::default();
    let content = String::new();
    let published =
        policy::Published { version: 2, effective_from: now(), content: content.clone(), rules };
    book.take_policy(&slug("standard"), &published, at);
    for (name, hours) in [("ru-8x5", office()), ("always", calendar::Hours::Always {})] {
        let content = content.clone();
        let it = calendar::Published { version: 1, effective_from: now(), hours, content };
        book.take_calendar(&slug(name), &it, at);
    }
    let terms = TermsChanged { policy: slug("standard"), calendar: slug("ru-8x5") };
    let client = Client { terms: Some(terms), ..Client::default() };
    let intake = TakenIn { version: "standard@3".parse().unwrap(), mode };
    ClientRules::at(&client, Some(intake), &book, at)
}

fn times(language: Language) -> Times {
    Times::new(language, &Zone::default(), now())
}

#[track_caller]
fn check(language: Language, then: &str) {
    let found = rules(&times(language), "Ромашка", &client_rules(standard(), Mode::Suggest));
    assert_eq!(found.trim(), then.trim());
    assert!(!found.contains("secret"), "clients read no internal names");
}

#[test]
fn a_client_reads_in_russian_all_that_holds() {
    check(Language::Ru, include_str!("ru.txt"));
}

#[test]
fn a_client_reads_in_english_all_that_holds() {
    check(Language::En, include_str!("en.txt"));
}

#[test]
fn without_terms_it_is_said_so_and_how_to_ask_all_the_same() {
    let nothing = ClientRules { intake: None, terms: None };
    let found = rules(&times(Language::Ru), "Ромашка", &nothing);
    assert!(found.contains("Сроки\n• Сроки ещё не согласованы."), "{found}");
    assert!(found.contains("• Новая заявка: кнопка"), "{found}");
    assert!(!found.contains("Действует сейчас"), "{found}");
    let found = rules(&times(Language::En), "Acme", &nothing);
    assert!(found.contains("Deadlines\n• No deadlines are agreed yet."), "{found}");
}

#[test]
fn deadlines_that_clients_are_not_shown_are_not_said() {
    let hidden = Rules { deadlines_shown: false, ..standard() };
    let found = rules(&times(Language::Ru), "Ромашка", &client_rules(hidden, Mode::EveryMessage));
    assert!(found.contains("• В этом чате сроки не показываются."), "{found}");
    assert!(found.contains("• Пишите обычным сообщением: заявка оформится сама."), "{found}");
    assert!(!found.contains("30 мин"), "{found}");
}

#[test]
fn what_does_not_fit_is_cut_between_lines_and_counted() {
    let mut found = client_rules(standard(), Mode::Suggest);
    if let Some(terms) = &mut found.terms {
        let one = terms.promises[0].clone();
        terms.promises.extend(std::iter::repeat_n(one, 60));
    }
    for language in [Language::Ru, Language::En] {
        let text = rules(&times(language), &"Ы".repeat(5000), &found);
        assert!(units(&text) <= MESSAGE_UNITS_MAX);
        assert!(units(&text) > MESSAGE_UNITS_MAX - 300, "as much as fits");
        let (lines, last) = text.rsplit_once('\n').unwrap();
        let left: usize = last.split(' ').find_map(|it| it.parse().ok()).unwrap();
        let whole = all_lines(&times(language), &found);
        assert_eq!(lines.lines().filter(|it| !it.is_empty()).count() + left, whole, "{last}");
    }
}

/// How many lines there are without the cut.
fn all_lines(times: &Times, rules: &ClientRules) -> usize {
    let lines = lines(times, "x", rules);
    lines.iter().flat_map(|it| it.lines()).filter(|it| !it.is_empty()).count()
}

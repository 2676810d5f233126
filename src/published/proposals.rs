//! Proposals: are the files that we ship, and those in the documents, fit to be published and right?

use super::calendar_file::{CalendarFile, Draft};
use super::opening::Opening;
use super::policy_file;
use super::shelf::stand_in;
use bot::times::Times;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use domain::book::Book;
use domain::calendar::{self, Hours};
use domain::client::{Client, TermsChanged, Zone};
use domain::client_rules::ClientRules;
use domain::{At, Language, Slug, policy};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

const RUSSIA: &str = include_str!("../../calendars/ru-8x5.toml");
const GERMANY: &str = include_str!("../../calendars/de-8x5.toml");
const AMERICA: &str = include_str!("../../calendars/us-8x5.toml");

/// Every file of a folder of ours, with its path.
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let paths = paths.filter(|it| it.is_file());
    let all = paths.map(|it| (it.display().to_string(), std::fs::read_to_string(it).unwrap()));
    all.collect()
}

#[track_caller]
fn calendar(text: &str) -> CalendarFile {
    Draft::read(text).checked(&Book::default()).unwrap()
}

fn opening(text: &str) -> Opening {
    Opening::new(&calendar(text).hours, &Book::default()).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The dates between two that are no weekend and closed all the same, or a weekend and open.
fn unusual(text: &str, from: &str, to: &str) -> Vec<String> {
    let count = (date(to) - date(from)).num_days().unsigned_abs() + 1;
    let days = opening(text).days(date(from), count).into_iter();
    let is_weekend = |it: NaiveDate| matches!(it.weekday(), Weekday::Sat | Weekday::Sun);
    let unusual = days.filter(|it| it.open.is_empty() != is_weekend(it.date));
    unusual.map(|it| it.date.to_string()).collect()
}

#[test]
fn every_calendar_of_ours_is_fit_and_names_its_source_and_what_is_not_confirmed() {
    let all = files("calendars");
    assert!(all.len() >= 4, "{all:?}");
    for (path, text) in all {
        let file = calendar(&text);
        assert!(path.ends_with(&format!("/{}.toml", file.name)), "{path}");
        assert!(!file.notes.source.is_empty(), "{path}");
        assert!(!file.notes.unconfirmed.is_empty(), "{path}");
    }
}

#[test]
fn every_policy_of_ours_is_fit_and_names_only_calendars_of_ours() {
    let ours: BTreeSet<_> = files("calendars").into_iter().map(|it| calendar(&it.1).name).collect();
    let all = files("policies");
    assert!(!all.is_empty());
    for (path, text) in all {
        let checked = policy_file::Draft::read(&text, &stand_in).checked(|it| ours.contains(it));
        let file = checked.unwrap_or_else(|it| panic!("{path}: {it:#?}"));
        assert!(path.ends_with(&format!("/{}.toml", file.name)), "{path}");
        // With each example in it made part of it.
        let whole = text.lines().map(|it| match it.strip_prefix("# ") {
            Some(line) if line.starts_with("[[") || line.contains(" = ") => line,
            Some(_) | None => it,
        });
        let whole = whole.collect::<Vec<_>>().join("\n");
        let checked = policy_file::Draft::read(&whole, &stand_in).checked(|it| ours.contains(it));
        let rules = checked.unwrap_or_else(|it| panic!("{path}: {it:#?}")).rules;
        assert!(!rules.teams.is_empty() && !rules.rotas.is_empty(), "{path}");
    }
}

#[test]
fn the_examples_of_the_documents_are_fit() {
    let text = &files("docs").into_iter().find(|it| it.0.ends_with("policies.md")).unwrap().1;
    let blocks: Vec<&str> = text.split("```toml\n").skip(1).collect();
    let [one, other] = blocks[..] else { panic!("{} examples", blocks.len()) };
    let example = |it: &str| it.split("```").next().unwrap().to_owned();
    assert_eq!(calendar(&example(one)).name.as_str(), "support");
    let checked = policy_file::Draft::read(example(other), &stand_in)
        .checked(|it| ["support", "always"].contains(&it.as_str()));
    assert_eq!(checked.unwrap().name.as_str(), "gold");
}

#[test]
fn russia_opens_as_the_cases_that_were_worked_out_by_hand_have_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/domain/tests/sla-vectors.json");
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let theirs = &cases["calendars"]["ru_prod_9_18"];
    let windows = |it: &Value| {
        let window =
            |it: &Value| format!("{}-{}", it[0].as_str().unwrap(), it[1].as_str().unwrap());
        it.as_array().into_iter().flatten().map(window).collect::<Vec<_>>()
    };
    let days = opening(RUSSIA).days(date("2024-01-01"), 366 + 365 + 365 + 8);
    assert_eq!(days.last().unwrap().date, date("2027-01-08"));
    for day in days {
        let weekday = day.date.format("%a").to_string().to_lowercase();
        let of_date = theirs["overrides"].get(day.date.to_string());
        let expected = of_date.map_or_else(|| windows(&theirs["week"][&weekday]), windows);
        assert_eq!(day.open, expected, "{}", day.date);
    }
}

#[test]
fn russia_in_2027_moves_days_off_and_shortens_days_before_holidays() {
    assert_eq!(
        unusual(RUSSIA, "2027-01-09", "2027-12-31"),
        [
            "2027-02-20",
            "2027-02-22",
            "2027-02-23",
            "2027-03-08",
            "2027-05-03",
            "2027-05-10",
            "2027-06-14",
            "2027-11-04",
            "2027-11-05",
            "2027-12-31",
        ]
    );
    let days = opening(RUSSIA).days(date("2027-01-01"), 365);
    let short = days.iter().filter(|it| it.open == ["09:00-17:00"]).map(|it| it.date.to_string());
    let expected = ["2027-02-20", "2027-04-30", "2027-06-11", "2027-11-03"];
    assert_eq!(short.collect::<Vec<_>>(), expected);
}

/// Easter Sunday of a year of the 20th or 21st century, as Gauss counts it.
fn easter(year: i32) -> NaiveDate {
    let moon = (19 * (year % 19) + 24) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
    let equinox = NaiveDate::from_ymd_opt(year, 3, 22).unwrap();
    equinox + Days::new(u64::from((moon + sunday).unsigned_abs()))
}

#[test]
fn germany_is_closed_on_the_days_that_all_states_share() {
    for year in [2026, 2027] {
        let easter = easter(year);
        let moving = [
            easter - Days::new(2),
            easter + Days::new(1),
            easter + Days::new(39),
            easter + Days::new(50),
        ];
        let fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)];
        let fixed = fixed.map(|(month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap());
        let is_weekday = |it: &NaiveDate| it.weekday().num_days_from_monday() < 5;
        let all: BTreeSet<_> = moving.into_iter().chain(fixed).filter(is_weekday).collect();
        let expected: Vec<_> = all.iter().map(ToString::to_string).collect();
        assert_eq!(unusual(GERMANY, &format!("{year}-01-01"), &format!("{year}-12-31")), expected);
    }
}

#[test]
fn america_is_closed_on_federal_holidays_as_they_are_observed() {
    use Weekday::{Mon, Thu};
    let observed = |it: NaiveDate| match it.weekday() {
        Weekday::Sat => it - Days::new(1),
        Weekday::Sun => it + Days::new(1),
        _ => it,
    };
    for year in [2026, 2027] {
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let nth =
            |month, day, n| NaiveDate::from_weekday_of_month_opt(year, month, day, n).unwrap();
        let last_monday_of_may = (25..=31).map(|it| on(year, 5, it)).find(|it| it.weekday() == Mon);
        let fixed = [
            on(year, 1, 1),
            on(year, 6, 19),
            on(year, 7, 4),
            on(year, 11, 11),
            on(year, 12, 25),
            on(year + 1, 1, 1),
        ];
        let moving =
            [nth(1, Mon, 3), nth(2, Mon, 3), nth(9, Mon, 1), nth(10, Mon, 2), nth(11, Thu, 4)];
        let all = fixed.map(observed).into_iter().chain(moving).chain(last_monday_of_may);
        let all: BTreeSet<_> = all.filter(|it| it.year() == year).collect();
        let expected: Vec<_> = all.iter().map(ToString::to_string).collect();
        assert_eq!(unusual(AMERICA, &format!("{year}-01-01"), &format!("{year}-12-31")), expected);
    }
}

#[test]
fn a_service_that_never_stops_has_no_zone() {
    let text = files("calendars").into_iter().find(|it| it.0.ends_with("/always.toml")).unwrap().1;
    assert_eq!(calendar(&text).hours, Hours::Always {});
}

/// What a client reads who is promised what a policy of ours says, by the calendars that we ship.
fn read_by_client(policy: &str, language: Language) -> String {
    let at = At::from("2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let mut book = Book::default();
    for (path, text) in files("calendars") {
        let (name, hours) = (name_in(&path), calendar(&text).hours);
        let it = calendar::Published {
            version: 1,
            effective_from: at.utc(),
            hours,
            content: String::new(),
        };
        book.take_calendar(&name, &it, at);
    }
    let rules = policy_file::Draft::read(policy, &stand_in).checked(|_| true).unwrap().rules;
    let (slug, content): (Slug, _) = ("standard".parse().unwrap(), String::new());
    let it = policy::Published { version: 1, effective_from: at.utc(), content, rules };
    book.take_policy(&slug, &it, at);
    let terms = TermsChanged { policy: slug, calendar: "ru-8x5".parse().unwrap() };
    let client = Client { terms: Some(terms), ..Client::default() };
    let rules = ClientRules::at(&client, None, &book, at);
    bot::render::client_rules(&Times::new(language, &Zone::default(), at.utc()), "Ромашка", &rules)
}

fn name_in(path: &str) -> Slug {
    let name = path.rsplit('/').next().unwrap().trim_end_matches(".toml");
    name.parse().unwrap()
}

#[test]
fn what_a_client_reads_of_the_policy_that_we_ship_follows_from_the_file_and_names_nobody() {
    for (path, text) in files("policies") {
        // Its managers by route, duty, rota and number, too.
        let named = "[[chain.level]]\nafter = \"1h\"\n\
                     notify = [\"responsible\", \"duty\", \"rota:secret\", 123456789]\n\
                     [[rota]]\nname = \"secret\"\npeople = [123456789]\nzone = \"Europe/Moscow\"\n\
                     from = 2026-11-23T09:00:00\nturn_days = 7\n";
        let text = format!("{text}\n{named}");
        let ru = read_by_client(&text, Language::Ru);
        let en = read_by_client(&text, Language::En);
        for words in
            ["Сроки", "Пн–Пт 09:00–18:00", "ответственный за вас сотрудник", "дежурная смена"]
        {
            assert!(ru.contains(words), "{path}: {words}: {ru}");
        }
        for words in ["Deadlines", "Mon–Fri 09:00–18:00", "the agent responsible for you"] {
            assert!(en.contains(words), "{path}: {words}: {en}");
        }
        for said in [ru, en] {
            for secret in ["secret", "123456789", "person:", "role:"] {
                assert!(!said.contains(secret), "{path}: {secret}: {said}");
            }
        }
    }
}

//! Intake file: which rule set does a file that people wrote ask for, or what is wrong with it?

use super::faults::{Fault, Faults, Span, document};
use super::section::{Section, Told};
use chrono::{DateTime, Utc};
use domain::Slug;
use domain::intake::{OF_RULE_MAX, Problem, QUIET_S_DEFAULT, Rule, RuleSet, check};
use domain::zone::{RELEASES, newest};
use std::collections::BTreeMap;

/// What stands for a name that cannot be read, while the rest is looked at.
const NAMELESS: &str = "nameless";
/// More characters than a message of Telegram's can have.
const CHARS_MAX: i64 = 10_000;

/// A rule set as people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IntakeFile {
    pub(crate) name: Slug,
    pub(crate) set: RuleSet,
    pub(crate) effective_from: Option<DateTime<Utc>>,
}

/// Where the keys of a rule stand.
#[derive(Debug)]
struct Places {
    section: Span,
    keys: BTreeMap<&'static str, Span>,
    patterns: Vec<Span>,
    mentions: Vec<Span>,
    /// Whether something of it could not be read.
    is_doubtful: bool,
}

/// The rule set of a file, if nothing is wrong with it.
///
/// # Errors
///
/// Everything that is wrong with it, by line.
pub(crate) fn read(text: impl AsRef<[u8]>) -> Result<IntakeFile, Vec<Fault>> {
    let faults = Faults::new(text.as_ref());
    let document = document(&faults);
    let mut top = Section::new(document.as_table(), None);
    let name = top.read(&faults, "name", Told::parsed);
    if !top.has("name") {
        top.missing(&faults, "name", "\"standard\"");
    }
    let effective_from = top.read(&faults, "effective_from", Told::instant);
    let mode = top.read(&faults, "mode", Told::word).unwrap_or_default();
    let quiet = top.read(&faults, "quiet", Told::seconds);
    let unanswered_s = top.read(&faults, "unanswered", Told::seconds);
    let otherwise = top.read(&faults, "otherwise", Told::word).unwrap_or_default();
    let zone = |it: &Told<'_>| it.text().map(|it| domain::client::Zone(it.to_owned()));
    let zone = top.read(&faults, "zone", zone);
    let tzdb = top.read(&faults, "tzdb", Told::parsed);
    let tzdb = zone.is_some().then(|| tzdb.unwrap_or_else(newest));
    let sections = top.all_below(&faults, "rule").into_iter().enumerate();
    let (rules, places): (Vec<_>, Vec<_>) =
        sections.map(|(place, it)| rule(&faults, place, it)).unzip();
    let quiet_s = quiet.unwrap_or(QUIET_S_DEFAULT);
    let set = RuleSet { mode, quiet_s, otherwise, rules, zone, tzdb, unanswered_s };
    let zone_failed = top.is_doubtful(&faults, "zone");
    for it in check(&set) {
        let (span, is_doubtful) = place_of(&it, &set, &places, &top);
        let missed = match it {
            Problem::Bare(_) => is_doubtful,
            Problem::NoZone(_) => zone_failed,
            _ => false,
        };
        // Where something could not be read, it may just be what is missed.
        if !missed {
            faults.say(span, format!("{it}{}", hint(&it)));
        }
    }
    top.end(&faults);
    if !faults.is_empty() {
        return Err(faults.into_list());
    }
    let name = name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"));
    Ok(IntakeFile { name, set, effective_from })
}

fn rule(faults: &Faults, place: usize, mut it: Section<'_>) -> (Rule, Places) {
    let name = it.read(faults, "name", Told::parsed);
    if !it.has("name") {
        it.missing(faults, "name", "\"fault\"");
    }
    let then = it.read(faults, "then", Told::word);
    if !it.has("then") {
        it.missing(faults, "then", "\"request\" or \"talk\"");
    }
    let text = |it: &Told<'_>| it.text().map(str::to_owned);
    let (patterns, of_patterns) = it.each(faults, "pattern", text).into_iter().unzip();
    let (mentions, of_mentions) = it.each(faults, "mention", mention).into_iter().unzip();
    let values = |told: Vec<(_, Span)>| told.into_iter().map(|it| it.0).collect();
    let only = values(it.each(faults, "only", Told::word));
    let media = it.each(faults, "media", Told::word).into_iter().map(|it| it.0).collect();
    let length = |it: &Told<'_>| {
        it.number(0, CHARS_MAX).map(|it| u32::try_from(it).expect("it is within bounds"))
    };
    let rule = Rule {
        // No two of them are called the same.
        name: name.unwrap_or_else(|| format!("{NAMELESS}-{place}").parse().expect("a name")),
        then: then.unwrap_or_default(),
        patterns,
        only,
        chars_min: it.read(faults, "chars_min", length),
        chars_max: it.read(faults, "chars_max", length),
        media,
        mentions,
        hours: it.read(faults, "hours", Told::parsed),
    };
    let all = ["name", "then", "pattern", "mention", "only", "media", "hours", "chars_max"];
    let is_doubtful = it.has_strangers()
        || all.iter().chain(&["chars_min"]).any(|key| it.is_doubtful(faults, key));
    let keys = all.map(|key| (key, it.span_of(key))).into();
    it.end(faults);
    let places = Places {
        section: it.span(),
        keys,
        patterns: of_patterns,
        mentions: of_mentions,
        is_doubtful,
    };
    (rule, places)
}

/// A name such as `@desk_bot`, in small letters and without its sign.
fn mention(told: &Told<'_>) -> Result<String, String> {
    told.text().map(|it| it.trim_start_matches('@').to_lowercase())
}

/// Where a problem stands, and whether something else of that rule could not be read.
fn place_of(
    problem: &Problem,
    set: &RuleSet,
    places: &[Places],
    top: &Section<'_>,
) -> (Span, bool) {
    let of = |name: &Slug, key: &str| {
        // The last of a name is the one too many.
        let found = set.rules.iter().zip(places).rfind(|it| it.0.name == *name);
        found.map_or((None, false), |(_, it)| {
            let key = it.keys.get(key).cloned().unwrap_or_else(|| it.section.clone());
            (key, it.is_doubtful)
        })
    };
    let pattern = |name: &Slug, place: usize| {
        let mut found = set.rules.iter().zip(places).filter(|it| it.0.name == *name);
        found
            .find_map(|(_, it)| it.patterns.get(place))
            .cloned()
            .map_or((None, false), |it| (it, false))
    };
    match problem {
        Problem::TooManyRules(_) => (places.last().and_then(|it| it.section.clone()), false),
        Problem::RuleTwice(it) | Problem::Reserved(it) => of(it, "name"),
        Problem::Bare(it) => of(it, "section"),
        Problem::TooMany { rule, what, .. } => {
            let keys = [("patterns", "pattern"), ("media", "media"), ("mentions", "mention")];
            let key = keys.iter().find(|it| it.0 == *what).map_or("only", |it| it.1);
            of(rule, key)
        }
        Problem::LongPattern { rule, place, .. }
        | Problem::BadPattern { rule, place, .. }
        | Problem::LargePattern { rule, place } => pattern(rule, *place),
        Problem::NoLength { rule, .. } => of(rule, "chars_max"),
        Problem::NoZone(it) | Problem::NoHours(it) => of(it, "hours"),
        Problem::NoName(name) => {
            let at = |(rule, it): (&Rule, &Places)| {
                let place = rule.mentions.iter().position(|it| it == name)?;
                it.mentions.get(place).cloned()
            };
            (set.rules.iter().zip(places).find_map(at).flatten(), false)
        }
        Problem::Quiet(_) => (top.span_of("quiet"), false),
        Problem::Unanswered(_) => (top.span_of("unanswered"), false),
        Problem::UnknownRelease(_) => (top.span_of("tzdb"), false),
        Problem::UnknownZone { .. } => (top.span_of("zone"), false),
    }
}

fn hint(problem: &Problem) -> String {
    match problem {
        Problem::UnknownRelease(_) => {
            let at_hand: Vec<_> = RELEASES.iter().map(ToString::to_string).collect();
            format!(": leave tzdb out for the newest, or write one of {}", at_hand.join(", "))
        }
        Problem::UnknownZone { .. } => ": write an IANA name such as Europe/Moscow".into(),
        Problem::NoZone(_) => ": write one such as zone = \"Europe/Moscow\"".into(),
        Problem::Bare(_) => {
            ": give it a pattern, only, media, mention, hours, chars_min or chars_max".into()
        }
        Problem::TooMany { .. } => format!(": share them out, {OF_RULE_MAX} to a rule"),
        Problem::LargePattern { .. } => ": repeat less, or name fewer characters".into(),
        Problem::TooManyRules(_)
        | Problem::Unanswered(_)
        | Problem::RuleTwice(_)
        | Problem::Reserved(_)
        | Problem::LongPattern { .. }
        | Problem::BadPattern { .. }
        | Problem::NoLength { .. }
        | Problem::NoHours(_)
        | Problem::NoName(_)
        | Problem::Quiet(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::write_intake::intake_file;
    use domain::intake::{Looks, Mode, Published};

    const STANDARD: &str = include_str!("../../intake/standard.toml");
    const GOOD: &str = r#"name = "busy"
mode = "every_message"
quiet = "15m"
otherwise = "talk"
zone = "Europe/Moscow"
tzdb = "2026f"
effective_from = 2027-01-01T00:00:00+03:00
[[rule]]
name = "small"
then = "talk"
only = ["greeting", "thanks"]
[[rule]]
name = "fault"
then = "request"
pattern = ["не (работает|печатает)", '\bне\s+могу\b']
chars_min = 5
chars_max = 500
[[rule]]
name = "night"
then = "request"
hours = "18:00-09:00"
media = "photo"
mention = ["@Desk_Bot"]
"#;

    fn faults_of(text: &str) -> Vec<String> {
        let faults = read(text).err().into_iter().flatten();
        faults.map(|it| it.to_string()).collect()
    }

    /// The good file with some of it written otherwise: all of these faults and no other, by line.
    #[track_caller]
    fn check(changes: &[(&str, &str)], told: &[&str]) {
        let text = changes.iter().fold(GOOD.to_owned(), |text, (good, bad)| {
            assert!(text.contains(good), "{good}");
            text.replacen(good, bad, 1)
        });
        let faults = faults_of(&text);
        let is_told = |(fault, told): (&String, &&str)| fault.starts_with(told);
        let all = faults.len() == told.len() && faults.iter().zip(told).all(is_told);
        assert!(all, "{faults:#?}\nfor {changes:?}");
    }

    #[test]
    fn a_good_file_says_all_that_it_may() {
        let file = read(GOOD).unwrap();
        assert_eq!((file.name.as_str(), file.set.quiet_s), ("busy", 900));
        assert_eq!((file.set.mode, file.set.otherwise), (Mode::EveryMessage, Looks::Talk));
        assert_eq!(file.effective_from, "2026-12-31T21:00:00Z".parse().ok());
        let [small, fault, night] = &file.set.rules[..] else { panic!("{file:?}") };
        assert_eq!((small.only.len(), fault.patterns.len()), (2, 2));
        assert_eq!((fault.chars_min, fault.chars_max), (Some(5), Some(500)));
        assert_eq!((night.media.len(), &night.mentions[..]), (1, &["desk_bot".to_owned()][..]));
    }

    #[test]
    fn where_a_file_says_nothing_the_author_is_nudged_after_ten_quiet_minutes() {
        let set = read("name = \"bare\"\n").unwrap().set;
        assert_eq!((set.mode, set.quiet_s, set.otherwise), (Mode::Suggest, 600, Looks::Request));
    }

    #[test]
    fn what_is_shown_of_a_version_reads_as_the_same_rules() {
        for text in [GOOD, STANDARD, "name = \"bare\"\n"] {
            let file = read(text).unwrap();
            let (effective_from, content) = (DateTime::UNIX_EPOCH, "c0ffee".to_owned());
            let it = Published { version: 3, effective_from, content, set: file.set.clone() };
            let shown = intake_file(&file.name, &it);
            assert!(shown.starts_with(&format!("# {}@3, effective from 1970", file.name)));
            assert_eq!(read(&shown).unwrap().set, file.set, "{shown}");
        }
    }

    #[test]
    fn every_fault_comes_at_once_with_its_line() {
        check(
            &[
                ("\"busy\"", "\"Busy\""),
                ("every_message", "all"),
                ("\"15m\"", "\"15s\""),
                ("Europe/Moscow", "Mars/Olympus"),
                ("\"greeting\"", "\"greetings\""),
                ("(работает|печатает)", "(работает"),
                ("chars_max = 500", "chars_max = 4"),
                ("hours = \"18:00-09:00\"", "hours = \"evening\""),
                ("mention = [\"@Desk_Bot\"]", "mention = [\"@Я\"]"),
                ("media", "medai"),
            ],
            &[
                "1: name = \"Busy\" is not a name",
                "2: mode = \"all\" is not known: write",
                "3: the quiet time is from 60 s to 86400 s, and not 15 s",
                "5: release 2026f of the time zone database has no zone Mars/Olympus: write",
                "11: only = \"greetings\" is not known",
                "15: a pattern of rule fault is no regular expression: unclosed group",
                "17: rule fault asks for at least 5 characters and at most 4",
                "21: hours = \"evening\" is not",
                "22: medai is no key here: do you mean media?",
                "23: я is no name as Telegram has them",
            ],
        );
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_told_on_its_line() {
        for (good, bad, told) in [
            ("name = \"night\"", "name = \"fault\"", "19: there is more than one rule fault"),
            ("name = \"night\"", "name = \"otherwise\"", "19: a rule must not be called otherwise"),
            ("then = \"talk\"\nonly", "only", "8: there is no then"),
            ("only = [\"greeting\", \"thanks\"]", "", "8: rule small says nothing of a message"),
            (
                "zone = \"Europe/Moscow\"\n",
                "",
                "20: rule night has hours, and the file has no zone",
            ),
            ("18:00-09:00", "closed", "21: rule night is closed all day"),
            ("[[rule]]\nname = \"small\"", "[rule]]\nname = \"small\"", "8: this is no TOML"),
            (r"\bне\s+могу\b", r"\w{500}", "15: a pattern of rule fault takes more than"),
            (r"\bне\s+могу\b", r"(?=не)", "15: a pattern of rule fault is no regular expression"),
        ] {
            check(&[(good, bad)], &[told]);
        }
    }

    #[test]
    fn what_cannot_be_read_of_a_rule_is_not_told_as_missing_too() {
        check(&[("only = [\"greeting\", \"thanks\"]", "only = 7")], &["11: only is a number"]);
        check(&[("only =", "onyl =")], &["11: onyl is no key here: do you mean only?"]);
    }
}

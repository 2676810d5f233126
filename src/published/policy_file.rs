//! Policy file: which policy does a file that people wrote ask for, or what is wrong with it?

use super::faults::{Fault, Faults, document};
use super::policy_chains::{chains, rotas, teams};
use super::policy_places::{Doubt, NAMELESS, Place, Places};
use super::policy_rows::rows;
use super::section::{Section, Told};
use chrono::{DateTime, Utc};
use domain::policy::{GRACE_DEFAULT, Pause, Problem, Retarget, Rules, THRESHOLDS_DEFAULT, check};
use domain::{PersonId, Slug};

/// The reasons that pause a resolution where a file says nothing.
const PAUSES_DEFAULT: [Pause; 2] = [Pause::ClientWaiting, Pause::ClientHold];
/// What is to be done where a calendar is not published.
const PUBLISH_FIRST: &str = ": publish it first, `proofdesk calendar list` shows them";

/// A policy as people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyFile {
    pub(crate) name: Slug,
    pub(crate) rules: Rules,
    pub(crate) effective_from: Option<DateTime<Utc>>,
}

/// What was read of a file, before it is held against what is published.
pub(crate) struct Draft {
    faults: Faults,
    file: PolicyFile,
    places: Places,
}

impl Draft {
    /// * `person`: who has a Telegram user id.
    pub(crate) fn read(text: impl AsRef<[u8]>, person: &dyn Fn(i64) -> PersonId) -> Self {
        let faults = Faults::new(text.as_ref());
        let document = document(&faults);
        let mut places = Places::default();
        let top = Section::new(document.as_table(), None);
        let file = take_in(&faults, top, person, &mut places);
        Self { faults, file, places }
    }

    /// The calendars that it names.
    pub(crate) fn calendars(&self) -> Vec<Slug> {
        commands::policy::publish::calendars(&self.file.rules).cloned().collect()
    }

    /// The policy, if nothing is wrong with it.
    ///
    /// * `known_calendar`: whether a calendar of that name is published.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, by line.
    pub(crate) fn checked(
        self,
        known_calendar: impl Fn(&Slug) -> bool,
    ) -> Result<PolicyFile, Vec<Fault>> {
        self.checked_by(known_calendar, |_| PUBLISH_FIRST.to_owned())
    }

    /// As [`Self::checked`].
    ///
    /// * `hint`: what is to be done where a calendar is not known.
    pub(crate) fn checked_by(
        self,
        known_calendar: impl Fn(&Slug) -> bool,
        hint: impl Fn(&Slug) -> String,
    ) -> Result<PolicyFile, Vec<Fault>> {
        let mut problems = check(&self.file.rules, known_calendar);
        problems.retain(|it| !matches!(it, Problem::Unreachable(_)));
        problems.extend(self.unreachable());
        for it in problems.iter().filter(|it| self.places.is_certain(it, &problems)) {
            for span in self.places.spans_of(it) {
                let hint = match it {
                    Problem::NoSuchCalendar(name) => hint(name),
                    _ => String::new(),
                };
                self.faults.say(span, self.places.told(it) + &hint);
            }
        }
        if self.faults.is_empty() { Ok(self.file) } else { Err(self.faults.into_list()) }
    }

    /// The rows that are never reached whatever is meant by those of which it is not certain whom they are for.
    fn unreachable(&self) -> Vec<Problem> {
        let mut rules = self.file.rules.clone();
        rules.rows.retain(|it| !self.places.is_doubted(&Doubt::Match(it.name.clone())));
        let mut problems = check(&rules, |_| true);
        problems.retain(|it| matches!(it, Problem::Unreachable(_)));
        problems
    }
}

fn take_in(
    faults: &Faults,
    mut top: Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> PolicyFile {
    let name = top.read(faults, "name", Told::parsed);
    if !top.has("name") {
        top.missing(faults, "name", "\"standard\"");
    }
    let effective_from = top.read(faults, "effective_from", Told::instant);
    let rows = rows(faults, &mut top, person, places);
    let (chains, levels) = chains(faults, &mut top, person, places);
    let pauses = top.each(faults, "pauses", Told::word);
    let default = if top.has("pauses") { &[][..] } else { &PAUSES_DEFAULT };
    let pauses = pauses.into_iter().map(|it| it.0).chain(default.iter().copied()).collect();
    let update_pauses = top.each(faults, "update_pauses", Told::word);
    let percent = |it: &Told<'_>| it.number(1, 99).map(|it| u8::try_from(it).expect("below 100"));
    let thresholds = top.each(faults, "thresholds", percent);
    places.doubt(Doubt::Thresholds, top.failed("thresholds"));
    let default = if top.has("thresholds") { &[][..] } else { &THRESHOLDS_DEFAULT };
    let thresholds = thresholds.into_iter().map(|it| it.0).chain(default.iter().copied());
    places.found.push((Place::Thresholds, top.span_of("thresholds")));
    let told_in: Option<Slug> = top.read(faults, "told_in", Told::parsed);
    if let Some(calendar) = &told_in {
        places.found.push((Place::Calendar(calendar.clone()), top.span_of("told_in")));
    }
    let rules = Rules {
        rows,
        first_response: top.read(faults, "first_response_stops", Told::word).unwrap_or_default(),
        resolution_starts: top.read(faults, "resolution_starts", Told::word).unwrap_or_default(),
        resolution_stops: top.read(faults, "resolution_stops", Told::word).unwrap_or_default(),
        clients_may_raise: top.read(faults, "clients_may_raise", Told::flag).unwrap_or(false),
        deadlines_shown: top.read(faults, "deadlines_shown", Told::flag).unwrap_or(true),
        pauses,
        update_pauses: update_pauses.into_iter().map(|it| it.0).collect(),
        pause_max_s: top.read(faults, "pause_max", some_time),
        thresholds: thresholds.collect(),
        grace_s: top.read(faults, "grace", Told::seconds).unwrap_or(GRACE_DEFAULT),
        reopen: top.read(faults, "reopen", Told::word).unwrap_or_default(),
        reopen_window_s: top.read(faults, "reopen_window", some_time),
        close_after_s: top.read(faults, "close_after", some_time),
        raise: retarget(faults, &mut top, "raise"),
        lower: retarget(faults, &mut top, "lower"),
        migrate_running: top.read(faults, "migrate_running", Told::flag).unwrap_or(false),
        chains,
        levels,
        teams: teams(faults, &mut top, person, places),
        rotas: rotas(faults, &mut top, person, places),
        told_in,
    };
    top.end(faults);
    let name = name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"));
    PolicyFile { name, rules, effective_from }
}

fn retarget(faults: &Faults, top: &mut Section<'_>, key: &'static str) -> Retarget {
    let Some(mut section) = top.below(faults, key) else { return Retarget::default() };
    let mode = section.read(faults, "mode", Told::word).unwrap_or_default();
    let min_grace_s = section.read(faults, "min_grace", Told::seconds).unwrap_or(0);
    section.end(faults);
    Retarget { mode, min_grace_s }
}

/// A time that is longer than none.
pub(super) fn some_time(told: &Told<'_>) -> Result<u32, String> {
    match told.seconds()? {
        0 => Err(format!("{} is no time at all: leave it out for none", told.key)),
        seconds => Ok(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::shelf::stand_in;
    use crate::published::write_policy::policy_file;
    use domain::policy::{Anchor, Published, Whom};

    const GOOD: &str = r#"name = "gold"
thresholds = [50, 80]
pause_max = "72h"
told_in = "always"
first_response_stops = "either"
[raise]
mode = "carry"
min_grace = "15m"
[[row]]
name = "vip"
person = [123456789, "person:00112233445566778899aabbccddeeff"]
first_response = "10m"
[[row]]
name = "cash-desk"
type = "fault"
priority = ["normal", "urgent"]
site = "till-2"
calendar = "always"
first_response = "15m"
resolution = "end_of_business_day+1"
[[row]]
name = "other"
first_response = "1h"
[[chain]]
name = "late"
clock = "first_response"
from = "80%"
[[chain.level]]
after = "0m"
notify = ["rota:duty"]
[[chain.level]]
after = "15m"
counted = "wall"
condition = "unacknowledged"
notify = ["role:manager", "team:network", 987654321]
[[team]]
name = "network"
people = [123456789]
[[rota]]
name = "duty"
people = [123456789, 987654321]
zone = "Europe/Moscow"
from = 2026-11-23T09:00:00
turn_days = 7
hours = "always"
"#;

    fn read(text: &str) -> Result<PolicyFile, Vec<String>> {
        let checked = Draft::read(text, &stand_in).checked(|it| it.as_str() == "always");
        checked.map_err(|it| it.iter().map(ToString::to_string).collect())
    }

    /// The good file with some of it written otherwise: all of these faults and no other, by line.
    #[track_caller]
    fn check(changes: &[(&str, &str)], told: &[&str]) {
        let text = changes.iter().fold(GOOD.to_owned(), |text, (good, bad)| {
            assert!(text.contains(good), "{good}");
            text.replacen(good, bad, 1)
        });
        let faults = read(&text).expect_err("it is bad");
        let is_told = |(fault, told): (&String, &&str)| fault.starts_with(told);
        let all = faults.len() == told.len() && faults.iter().zip(told).all(is_told);
        assert!(all, "{faults:#?}\nfor {changes:?}");
    }

    #[test]
    fn what_is_shown_of_a_version_reads_as_the_same_rules() {
        let rules = read(GOOD).unwrap().rules;
        assert_eq!((rules.rows.len(), rules.levels.len(), rules.rotas.len()), (3, 2, 1));
        assert_eq!(rules.rows[0].requesters.len(), 2);
        assert_eq!(rules.rows[0].requesters[0], rules.teams[0].people[0]);
        let (effective_from, content) = (DateTime::UNIX_EPOCH, "c0ffee".to_owned());
        let it = Published { version: 2, effective_from, content, rules };
        let shown = policy_file(&"gold".parse().unwrap(), &it);
        assert!(
            shown.starts_with("# gold@2, effective from 1970-01-01T00:00:00Z\n# content c0ffee")
        );
        assert_eq!(read(&shown).unwrap().rules, it.rules, "{shown}");
    }

    #[test]
    fn a_level_may_call_upon_whoever_answers_and_whoever_is_on_duty() {
        let text = GOOD.replacen("[\"rota:duty\"]", "[\"responsible\", \"duty\"]", 1);
        let rules = read(&text).unwrap().rules;
        assert_eq!(rules.levels[0].notify, [Whom::Responsible, Whom::Duty]);
        let (effective_from, content) = (DateTime::UNIX_EPOCH, String::new());
        let it = Published { version: 2, effective_from, content, rules };
        let shown = policy_file(&"gold".parse().unwrap(), &it);
        assert_eq!(read(&shown).unwrap().rules, it.rules, "{shown}");
        let told = "30: notify = \"deputy\" is not somebody such as";
        check(&[("[\"rota:duty\"]", "[\"responsible\", \"deputy\"]")], &[told]);
    }

    #[test]
    fn what_a_file_does_not_say_is_what_is_usual() {
        let text = "name = \"a\"\n[[row]]\nname = \"all\"\nfirst_response = \"1h\"\n";
        let rules = read(text).unwrap().rules;
        assert_eq!(rules.pauses, PAUSES_DEFAULT);
        assert_eq!((rules.thresholds, rules.grace_s), (THRESHOLDS_DEFAULT.to_vec(), 60));
        assert!(rules.deadlines_shown && !rules.clients_may_raise && !rules.migrate_running);
        let none = format!("pauses = []\nthresholds = []\n{text}");
        let rules = read(&none).unwrap().rules;
        assert!(rules.pauses.is_empty() && rules.thresholds.is_empty());
    }

    #[test]
    fn every_fault_comes_at_once_with_its_line() {
        check(
            &[
                ("[50, 80]", "[50, 800]"),
                ("pause_max = \"72h\"", "pause_max = \"3 days\""),
                ("told_in = \"always\"", "told_in = \"never\""),
                ("\"either\"", "\"replly\""),
                ("min_grace", "min_grac"),
                ("123456789, \"person", "-5, \"person"),
                ("[\"normal\"", "[\"high\""),
                ("resolution =", "resolutoin ="),
                ("after = \"0m\"", "after = 0"),
                ("clock = \"first_response\"", "clock = \"reply\""),
                ("turn_days = 7", "turn_days = 0"),
                ("hours = \"always\"", "hours = \"never\""),
            ],
            &[
                "2: thresholds = 800 is not a whole number from 1 to 99",
                "3: pause_max = \"3 days\" is no time such as",
                "4: there is no calendar never: publish it first",
                "5: first_response_stops = \"replly\" is not known: write \"reply\", \"taken\"",
                "8: min_grac is no key here: do you mean min_grace?",
                "11: person = -5 names nobody: write a Telegram user id",
                "16: priority = \"high\" is not known: write \"low\"",
                "20: resolutoin is no key here: do you mean resolution?",
                "26: clock = \"reply\" is not known: write \"first_response\"",
                "29: after is a number, and must be a text in quotes",
                "44: turn_days = 0 is not a whole number from 1 to",
                "45: there is no calendar never: publish it first",
            ],
        );
    }

    #[test]
    fn what_the_rules_must_not_be_is_told_on_its_line() {
        for (good, bad, told) in [
            ("\"other\"", "\"vip\"", "21: there is more than one row vip"),
            ("\"other\"\nfirst_response = \"1h\"", "\"other\"", "21: row other promises nothing"),
            ("from = \"80%\"", "from = \"90%\"", "24: chain late begins at 90 percent"),
            ("from = \"80%\"", "from = \"late\"", "27: from = \"late\" is not known"),
            ("from = \"80%\"\n", "", "24: there is no from: write one such as"),
            ("[50, 80]", "[80, 50]", "2: thresholds do not grow"),
            (
                "rota:duty",
                "rota:night",
                "28: level 1 of chain late tells rota night, which there is",
            ),
            (
                "team:network",
                "team:net",
                "31: level 2 of chain late tells team net, which there is",
            ),
            ("[\"rota:duty\"]", "[]", "28: level 1 of chain late tells nobody"),
            ("clock = \"first_response\"", "clock = \"workaround\"", "24: chain late follows"),
            ("people = [123456789]", "people = []", "36: team network has nobody in it"),
            ("Europe/Moscow", "MSK+3", "39: rota duty: release 2026f of the time zone database"),
            ("name = \"gold\"\n", "", "1: there is no name"),
            ("[[team]]\nname = \"network\"", "[[team]]", "36: there is no name"),
        ] {
            check(&[(good, bad)], &[told]);
        }
    }

    #[test]
    fn a_policy_must_promise_something_to_the_unclassified() {
        check(
            &[(
                "name = \"other\"",
                "name = \"other\"\ntype = [\"fault\", \"access\"]\npriority = \"low\"",
            )],
            &[
                "1: an unclassified ticket of low priority finds no row: end with a row",
                "1: an unclassified ticket of normal priority finds no row",
                "1: an unclassified ticket of urgent priority finds no row",
            ],
        );
        // Where a row cannot be read for certain, it may be the one.
        let bad = "name = \"other\"\ntype = [\"fault\", \"unclasified\"]";
        check(&[("name = \"other\"", bad)], &["23: type = \"unclasified\" is not known"]);
    }

    #[test]
    fn whom_a_row_is_for_may_be_what_cannot_be_read() {
        let nobody = "person = \"anna\"";
        let somebody = "person = [123456789, \"person:00112233445566778899aabbccddeeff\"]";
        check(&[(somebody, nobody)], &["11: person = \"anna\" names nobody"]);
    }

    #[test]
    fn a_chain_begins_where_it_says() {
        for (from, anchor, percent) in [
            ("start", Anchor::Start, None),
            ("breach", Anchor::Breach, None),
            ("1%", Anchor::Threshold, Some(1)),
        ] {
            let text = GOOD.replace("\"80%\"", &format!("\"{from}\""));
            let chain = read(&text).unwrap().rules.chains.remove(0);
            assert_eq!((chain.anchor, chain.percent, chain.rounds), (anchor, percent, 1));
        }
    }

    #[test]
    fn a_row_that_is_never_reached_is_told() {
        let all = "[[row]]\nname = \"all\"\nfirst_response = \"2h\"\n[[row]]\nname = \"vip\"";
        check(
            &[("[[row]]\nname = \"vip\"", all)],
            &[
                "12: row vip is never reached: rows before it",
                "16: row cash-desk is never reached",
                "24: row other is never reached",
            ],
        );
    }
}

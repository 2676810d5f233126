//! All at once: is everything that is wrong with a file told in one run?

use super::calendar_file;
use super::policy_file::Draft;
use super::shelf::stand_in;
use domain::book::Book;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// A policy with something in every section, fit to be published where `always` is.
const WHOLE: &str = include_str!("golden/whole.toml");
const FAULTY: &str = include_str!("golden/faulty.toml");
const FAULTY_TOLD: &str = include_str!("golden/faulty.txt");

/// Faults that do not hide one another: what of a line is written otherwise, and how what is told of it begins.
const PLANTED: [(&str, &str, &str); 38] = [
    ("\"72h\"", "\"3 days\"", "pause_max = \"3 days\" is no time"),
    ("\"client_waiting\"", "\"lunch\"", "pauses = \"lunch\" is not known"),
    ("[\"client_hold\"]", "7", "update_pauses is a number"),
    ("[50, 80]", "[80, 50]", "thresholds do not grow: 50 comes after 80"),
    ("\"45s\"", "45", "grace is a number"),
    ("\"new_cycle\"", "\"again\"", "reopen = \"again\" is not known"),
    ("\"27h\"", "\"0m\"", "reopen_window is no time at all"),
    ("told_in = \"always\"", "told_in = \"never\"", "there is no calendar never"),
    (
        "first_response_stops = \"either\"",
        "first_response_stop = 1",
        "first_response_stop is no key",
    ),
    ("clients_may_raise = true", "clients_may_raise = yes", "this is no TOML"),
    ("[raise]", "[raise", "this is no TOML"),
    ("\"carry\"", "\"cary\"", "mode = \"cary\" is not known"),
    ("\"15m\" # least", "15 # least", "min_grace is a number"),
    ("[123456789, 5]", "[123456789, \"anna\"]", "person = \"anna\" names nobody"),
    ("\"10m\" # vip", "\"soon\" # vip", "first_response = \"soon\" is not a target"),
    ("name = \"till\"", "name = \"vip\"", "there is more than one row vip"),
    ("type = \"fault\"", "type = \"falt\"", "type = \"falt\" is not known"),
    ("\"till-2\"", "\"Till 2\"", "site = \"Till 2\" is not a name"),
    ("calendar = \"always\"", "calendar = \"seldom\"", "there is no calendar seldom"),
    ("resolution = \"1h\"", "promise = \"1h\"", "promise is no key here"),
    ("resolution = \"2h\" # access", "# nothing", "row access promises nothing"),
    ("[\"gate\", \"yard\"]", "[\"gate\"]", "row gate is never reached"),
    ("type = \"unclassified\"", "type = \"question\"", "an unclassified ticket of low"),
    ("[[chain]] # first", "[chain]] # first", "this is no TOML"),
    ("clock = \"first_response\"", "clock = \"reply\"", "clock = \"reply\" is not known"),
    ("from = \"breach\" # first", "from = \"late\" # first", "from = \"late\" is not known"),
    ("\"resolution\" # second", "\"acceptance\" # second", "chain second follows the clock accept"),
    ("name = \"third\"", "name = \"first\"", "there is more than one chain first"),
    ("from = \"80%\"", "from = \"90%\"", "chain second begins at 90 percent"),
    ("after = \"5m\"", "after = 5", "after is a number"),
    ("[\"role:agent\"]", "[]", "level 1 of chain first tells nobody"),
    ("\"team:network\"", "\"team:nowhere\"", "level 1 of chain second tells team nowhere"),
    ("\"rota:duty\"", "\"rota:nobody\"", "level 1 of chain second tells rota nobody"),
    ("name = \"cables\"", "name = \"Cables!\"", "name = \"Cables!\" is not a name"),
    ("people = [7]", "people = []", "team network has nobody in it"),
    ("people = [8]", "people = 0", "people = 0 names nobody"),
    ("\"Europe/Moscow\"", "\"MSK+3\"", "rota duty: release 2026f of the time zone database has no"),
    ("turn_days = 7", "turn_dasy = 7", "turn_dasy is no key here: do you mean turn_days?"),
];

fn told(text: &str) -> Vec<String> {
    let checked = Draft::read(text, &stand_in).checked(|it| it.as_str() == "always");
    checked.err().into_iter().flatten().map(|it| it.to_string()).collect()
}

#[test]
fn a_policy_with_faults_in_every_section_is_told_whole_and_in_order() {
    let told = told(FAULTY).join("\n") + "\n";
    assert_eq!(told, FAULTY_TOLD, "{told}");
}

#[test]
fn what_the_faults_are_planted_in_is_fit_and_each_place_of_it_is_one() {
    assert_eq!(told(WHOLE), Vec::<String>::new());
    for (good, ..) in PLANTED {
        assert_eq!(WHOLE.matches(good).count(), 1, "{good}");
    }
}

proptest! {
    #[test]
    fn whatever_is_wrong_besides_each_fault_is_told_on_its_line(
        planted in subsequence(PLANTED.to_vec(), 1..=PLANTED.len())
    ) {
        let text = planted.iter().fold(WHOLE.to_owned(), |it, (good, bad, _)| it.replace(good, bad));
        let told = told(&text);
        for (good, bad, begin) in planted {
            let before = WHOLE.split(good).next().unwrap_or_default();
            let mut line = before.matches('\n').count() + 1;
            // What a whole section lacks is told at its heading, and what the policy lacks at its first line.
            let heading = before.rfind("\n[").map_or(0, |it| before[..=it].matches('\n').count() + 1);
            let of_section = ["row ", "there is more than one", "chain ", "level ", "team ", "rota "];
            if of_section.iter().any(|it| begin.starts_with(it)) {
                line = heading;
            }
            if begin.starts_with("an unclassified") {
                line = 1;
            }
            let begin = format!("{line}: {begin}");
            prop_assert!(told.iter().any(|it| it.starts_with(&begin)), "{begin} of {bad}: {told:#?}");
        }
    }
}

#[test]
fn a_calendar_in_another_encoding_is_told_line_by_line_beside_its_other_faults() {
    let text =
        b"name = \"n\"\n# \xCF\xF0\nzone = \"MSK\"\nsource = \"\xD0\xB0 \xCF\"\n[week]\nmon = 9\n";
    let faults = calendar_file::Draft::read(text).checked(&Book::default()).unwrap_err();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    let begins = [
        "2: byte 3 of it, 0xCF, is no UTF-8: save the file as UTF-8",
        "3: release 2026f of the time zone database has no zone MSK",
        "4: byte 14 of it, 0xCF, is no UTF-8",
        "6: mon is a number",
    ];
    assert_eq!(told.len(), begins.len(), "{told:#?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told}");
    }
}

//! Zones: do the vendored rules say what the clocks of places read?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::At;
use domain::client::Zone;
use domain::zone::{
    Instants, Local, RELEASES, Release, instants_of, is_known, local, newest, rules,
};

fn zone(name: &str) -> Zone {
    Zone(name.to_owned())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn reads(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

/// Hours that the clocks of a place are ahead of UTC, by a release.
#[track_caller]
fn check(release: &str, name: &str, when: &str, hours: i32) {
    let release: Release = release.parse().unwrap();
    let offset = rules(release, &zone(name)).unwrap().offset_at(at(when).into());
    assert_eq!(offset, hours * 3600, "{name} at {when} by {release}");
}

#[test]
fn vancouver_stays_on_summer_time_by_the_newest_release_and_not_by_the_old_one() {
    for newer in ["2026f", &newest().to_string()] {
        check(newer, "America/Vancouver", "2026-11-23T16:00:00Z", -7);
    }
    check("2025b", "America/Vancouver", "2026-11-23T16:00:00Z", -8);
    for release in RELEASES {
        check(&release.to_string(), "America/Vancouver", "2026-10-31T16:00:00Z", -7);
    }
}

#[test]
fn casablanca_is_on_greenwich_time_by_the_newest_release_and_not_by_the_old_one() {
    check("2026f", "Africa/Casablanca", "2026-11-23T09:00:00Z", 0);
    check("2026f", "Africa/Casablanca", "2026-09-19T12:00:00Z", 1);
    check("2025b", "Africa/Casablanca", "2026-11-23T09:00:00Z", 1);
}

#[test]
fn moscow_was_four_hours_ahead_between_two_decrees() {
    for release in RELEASES.map(|it| it.to_string()) {
        check(&release, "Europe/Moscow", "2010-12-01T12:00:00Z", 3);
        check(&release, "Europe/Moscow", "2013-01-15T12:00:00Z", 4);
        check(&release, "Europe/Moscow", "2013-07-15T12:00:00Z", 4);
        check(&release, "Europe/Moscow", "2014-10-26T12:00:00Z", 3);
    }
}

#[test]
fn summer_time_goes_on_beyond_the_years_that_are_written_out() {
    check("2026f", "Europe/Berlin", "2099-07-01T12:00:00Z", 2);
    check("2026f", "Europe/Berlin", "2099-12-01T12:00:00Z", 1);
    let berlin = rules(newest(), &zone("Europe/Berlin")).unwrap();
    let change = berlin.next_change(at("2099-07-01T12:00:00Z").into());
    assert_eq!(change, Some(At::from(at("2099-10-25T01:00:00Z"))));
}

#[test]
fn a_zone_without_changes_to_come_has_none() {
    let moscow = rules(newest(), &zone("Europe/Moscow")).unwrap();
    assert_eq!(moscow.next_change(at("2014-10-25T22:00:00Z").into()), None);
}

#[test]
fn every_zone_of_every_release_can_be_read() {
    for release in RELEASES {
        let names = names(release);
        assert!(names.len() > 590, "{release} has {} zones", names.len());
        for name in names {
            let rules = rules(release, &zone(&name)).unwrap();
            let mut change = At::from(at("1970-01-01T00:00:00Z"));
            while let Some(next) = rules.next_change(change).filter(|it| it.0 < 4_000_000_000) {
                assert!(next > change, "{name} by {release}");
                assert!(rules.offset_at(next).abs() <= 15 * 3600, "{name} by {release}");
                change = next;
            }
        }
    }
}

#[test]
fn a_zone_or_release_that_there_is_not_has_no_rules() {
    for unknown in ["Mars/Olympus", "europe/moscow", "", "Factory", "Europe", "MSK+3"] {
        assert!(!is_known(&zone(unknown)), "{unknown}");
    }
    assert!(is_known(&zone("Europe/Moscow")));
    assert!(rules("2019c".parse().unwrap(), &zone("Europe/Moscow")).is_none());
}

#[test]
fn a_local_time_comes_with_its_offset_and_the_zones_own_word() {
    let check = |name, when, date_time, offset_s: i32, abbreviation: &str| {
        let then =
            Local { date_time: reads(date_time), offset_s, abbreviation: abbreviation.to_owned() };
        assert_eq!(local(at(when), &zone(name)), then);
    };
    check("Europe/Moscow", "2026-11-23T09:40:00Z", "2026-11-23T12:40:00", 10_800, "MSK");
    check("Europe/Berlin", "2026-07-01T22:30:00Z", "2026-07-02T00:30:00", 7_200, "CEST");
    check("Asia/Kathmandu", "2026-11-23T18:20:00Z", "2026-11-24T00:05:00", 20_700, "+0545");
    check("America/Vancouver", "2026-11-23T16:00:00Z", "2026-11-23T09:00:00", -25_200, "MST");
    check("No/Such", "2026-11-23T16:00:00Z", "2026-11-23T16:00:00", 0, "UTC");
}

#[test]
fn a_wall_clock_reads_the_same_once_twice_or_never() {
    let check = |name, text, then| assert_eq!(instants_of(reads(text), &zone(name)), then);
    let once = |it| Instants::Single(at(it));
    check("Europe/Moscow", "2026-11-23T12:40:00", once("2026-11-23T09:40:00Z"));
    check("No/Such", "2026-11-23T12:40:00", once("2026-11-23T12:40:00Z"));

    let twice = Instants::Ambiguous(at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    check("Europe/Berlin", "2026-10-25T02:30:00", twice);
    check("Europe/Berlin", "2026-10-25T01:59:59", once("2026-10-24T23:59:59Z"));
    check("Europe/Berlin", "2026-10-25T03:00:00", once("2026-10-25T02:00:00Z"));

    let jump = Instants::Gap(at("2026-03-29T01:00:00Z"));
    check("Europe/Berlin", "2026-03-29T02:00:00", jump);
    check("Europe/Berlin", "2026-03-29T02:59:59", jump);
    check("Europe/Berlin", "2026-03-29T01:59:59", once("2026-03-29T00:59:59Z"));
    check("Europe/Berlin", "2026-03-29T03:00:00", once("2026-03-29T01:00:00Z"));

    let day = Instants::Gap(at("2011-12-30T10:00:00Z"));
    check("Pacific/Apia", "2011-12-30T12:00:00", day);
    check("Pacific/Apia", "2011-12-31T00:00:00", once("2011-12-30T10:00:00Z"));
    assert_eq!((twice.earliest(), day.earliest()), (Some(at("2026-10-25T00:30:00Z")), None));
    assert_eq!(
        (twice.reached(), day.reached()),
        (at("2026-10-25T00:30:00Z"), at("2011-12-30T10:00:00Z"))
    );
}

/// The zones of a release, read from its file as `tzdb/README.md` tells.
fn names(release: Release) -> Vec<String> {
    let file = format!("{}/tzdb/{release}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(file).unwrap();
    assert_eq!(file[..12], *format!("tzdata{release}\0").as_bytes());
    let number = |place: usize| u32::from_be_bytes(file[place..place + 4].try_into().unwrap());
    let (index, data) = (number(12) as usize, number(16) as usize);
    let names = file[index..data].chunks(52);
    let names = names.map(|it| String::from_utf8(it[..40].to_vec()).unwrap());
    names.map(|it| it.trim_end_matches('\0').to_owned()).collect()
}

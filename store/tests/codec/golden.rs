//! Golden files: what every kind looks like as it is stored. Written once, never edited.

use crate::events;
use domain::Event;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use store::codec::{self, CodecError, Commitment};

/// `full` has every field that the kind may have, `min` none of them.
fn path(kind: &str, form: u16, shape: &str) -> PathBuf {
    let name = format!("{kind}.{form}{shape}.json");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Commitments as they stand in golden files: they say their field's name over and over.
fn commitments(kind: &str) -> Vec<Commitment> {
    let mut names: Vec<String> = Vec::new();
    for field in events::texts(kind) {
        let name = field.name().to_owned();
        let second = format!("{name}_2");
        names.push(if names.contains(&name) { second } else { name });
    }
    let all = names.into_iter().map(|name| {
        let commitment: String = name.chars().cycle().take(43).collect();
        (name.into(), commitment)
    });
    all.collect()
}

#[track_caller]
fn check(event: &Event, shape: &str, commitments: &[Commitment]) {
    let (kind, form) = codec::kind_of(event);
    let path = path(kind, form, shape);
    let stored = fs::read(&path).unwrap_or_else(|_| panic!("no golden file {}", path.display()));
    assert_eq!(&codec::read(kind, form, &stored).unwrap(), event, "{}", path.display());
    let written = codec::write(event, commitments).unwrap();
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&stored), "{kind}");
}

#[test]
fn every_event_is_read_from_its_golden_file_and_written_as_it_stands_there() {
    for event in events::full() {
        check(&event, "", &commitments(codec::kind_of(&event).0));
    }
}

#[test]
fn an_event_that_lacks_what_it_may_lack_is_so_too() {
    for event in events::min() {
        check(&event, ".min", &[]);
    }
}

#[test]
fn every_kind_has_a_golden_file_and_every_golden_file_a_kind() {
    let kinds = codec::KINDS.iter().map(|(kind, form)| path(kind, *form, ""));
    let bare = events::min().into_iter().map(|it| {
        let (kind, form) = codec::kind_of(&it);
        path(kind, form, ".min")
    });
    let expected: BTreeSet<PathBuf> = kinds.chain(bare).collect();
    let folder = path("a", 1, "").parent().unwrap().to_owned();
    let found = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn an_unknown_kind_stops_the_reader() {
    let error = codec::read("ticket.levitated", 1, b"{}").unwrap_err();
    assert!(matches!(error, CodecError::Unknown { kind, form: 1 } if kind == "ticket.levitated"));
}

#[test]
fn a_form_of_a_newer_version_stops_the_reader() {
    for (kind, form) in codec::KINDS {
        let facts = fs::read(path(kind, *form, "")).unwrap();
        let error = codec::read(kind, form + 1, &facts).unwrap_err();
        assert!(matches!(error, CodecError::Unknown { form: newer, .. } if newer == form + 1));
    }
}

#[test]
fn facts_of_another_form_than_their_own_stop_the_reader() {
    for facts in [&b"{}"[..], b"", b"[]", b"{\"stars\":-1}", b"{\"stars\":300}", b"{\"stars\":5"] {
        let error = codec::read("ticket.rated", 1, facts).unwrap_err();
        assert!(matches!(error, CodecError::Malformed { .. }), "{facts:?}");
    }
}

/// Writes the golden files of kinds that have none yet.
#[test]
#[ignore = "run by hand when a kind or a form is new"]
fn write_the_golden_files_that_are_missing() {
    let full = events::full().into_iter().map(|it| {
        let commitments = commitments(codec::kind_of(&it).0);
        (it, "", commitments)
    });
    let bare = events::min().into_iter().map(|it| (it, ".min", vec![]));
    for (event, shape, commitments) in full.chain(bare) {
        let (kind, form) = codec::kind_of(&event);
        let path = path(kind, form, shape);
        if !path.exists() {
            fs::write(path, codec::write(&event, &commitments).unwrap()).unwrap();
        }
    }
}

//! Does this contestant keep the contract of all?

use work::{Work, contract};

const PROGRAM: &str = env!("CARGO_BIN_EXE_umadb-embedded");

#[test]
fn a_filled_log_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    contract::replays(PROGRAM, &folder.path().join("log"));
}

#[test]
fn tickets_are_loaded_decided_and_appended_by_several_tasks() {
    let folder = tempfile::tempdir().unwrap();
    contract::works(PROGRAM, Work::LoadDecideAppend, &folder.path().join("log"));
}

#[test]
fn events_are_appended_by_several_tasks() {
    let folder = tempfile::tempdir().unwrap();
    contract::works(PROGRAM, Work::AppendOnly, &folder.path().join("log"));
}

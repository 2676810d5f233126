//! Does this contestant keep the contract of all?

use work::contract;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sqlite-scan");

#[test]
fn a_filled_log_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    contract::replays(PROGRAM, &folder.path().join("log"));
}

//! Proofdesk: the one binary.
fn main() {}

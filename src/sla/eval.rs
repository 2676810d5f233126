//! Eval: do the clocks say what the cases of a file expect?

use crate::arrange::say;
use anyhow::{Context, Result, bail};
use domain::vectors::{self, Outcome, VectorsFile};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The most bytes of a file of cases.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Computes every case of a file and prints the results as one JSON array.
///
/// # Errors
///
/// The file cannot be read, or something differs: every difference is named.
pub(super) fn eval(path: &Path) -> Result<()> {
    let name = path.display();
    let bytes = fs::metadata(path).with_context(|| format!("failed to look at {name}"))?.len();
    if bytes > FILE_BYTES_MAX {
        bail!("{name} has {bytes} bytes; at most {FILE_BYTES_MAX} are read");
    }
    let text = fs::read_to_string(path).with_context(|| format!("failed to read {name}"))?;
    let file: VectorsFile =
        serde_json::from_str(&text).with_context(|| format!("{name} is no file of cases"))?;
    let outcomes = vectors::evaluate(&file);
    let results: Vec<_> = outcomes.iter().map(as_json).collect();
    say(&serde_json::to_string_pretty(&results)?)?;
    let differences: Vec<String> = outcomes.iter().flat_map(differences).collect();
    if differences.is_empty() {
        return Ok(());
    }
    let cases = outcomes.iter().filter(|it| !it.differences.is_empty()).count();
    bail!("{cases} of {} cases differ:\n{}", outcomes.len(), differences.join("\n"))
}

fn as_json(outcome: &Outcome) -> serde_json::Value {
    json!({
        "id": outcome.id,
        "computed": outcome.computed,
        "differences": outcome.differences,
    })
}

fn differences(outcome: &Outcome) -> impl Iterator<Item = String> {
    outcome.differences.iter().map(|it| format!("{}: {it}", outcome.id))
}

//! Readiness: what does the operator read of each client's groups?

use crate::arrange::say;
use anyhow::{Context, Result};
use chrono::SecondsFormat;
use projections::rows::ReadinessRow;

/// Shows how ready each client is, as lines or as CSV.
pub(crate) fn show(clients: &[ReadinessRow], csv: bool) -> Result<()> {
    if csv {
        let heading = ["code", "title", "ready", "groups", "last_message", "missing"];
        let lines = clients.iter().map(|it| {
            let ready = if it.is_ready() { "yes" } else { "no" };
            let client = &it.client;
            [
                client.code.to_string(),
                client.title.clone(),
                ready.to_owned(),
                it.groups.len().to_string(),
                seen(it),
                missing(it),
            ]
        });
        let all: Vec<_> = std::iter::once(heading.map(str::to_owned)).chain(lines).collect();
        return write(&all);
    }
    if clients.is_empty() {
        return say("No clients yet: proofdesk client add CODE \"Title\"");
    }
    for it in clients {
        let ready = if it.is_ready() { "ready    " } else { "NOT READY" };
        let (code, title, missing) = (it.client.code.as_str(), &it.client.title, missing(it));
        let missing = if missing.is_empty() { missing } else { format!("  missing: {missing}") };
        say(&format!("{code:<8}  {title:<30}  {ready}  {} group(s){missing}", it.groups.len()))?;
    }
    Ok(())
}

fn seen(it: &ReadinessRow) -> String {
    let last = it.groups.iter().filter_map(|it| it.seen_at).max();
    last.map(|it| it.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

pub(crate) fn missing(it: &ReadinessRow) -> String {
    it.missing().into_iter().map(projections::rows::Missing::name).collect::<Vec<_>>().join(" ")
}

/// Writes lines as CSV to standard output.
pub(crate) fn write<const N: usize>(lines: &[[String; N]]) -> Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).context("failed to write a line")?;
    }
    let written = writer.into_inner().context("failed to write the lines")?;
    let text = String::from_utf8(written).context("failed to write the lines")?;
    say(text.trim_end())
}

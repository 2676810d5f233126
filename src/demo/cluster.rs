//! Cluster: where on a server at hand does a demo leave its log, and how is that removed?

use crate::chance::SystemChance;
use crate::log_address::LogAddress;
use anyhow::{Context, Result, bail};
use store::world::Chance;

/// Where the demo's log lies: in its folder unless a cluster is named, and there among names of its own.
///
/// # Errors
///
/// No address of a cluster.
pub(super) fn log_of(asked: Option<&str>) -> Result<LogAddress> {
    let Some(text) = asked else { return Ok(LogAddress::Folder(None)) };
    let mut drawn = [0; 4];
    SystemChance.fill(&mut drawn);
    let text = with_prefix(text, u32::from_be_bytes(drawn));
    match LogAddress::parse(&text, None).context("--store cannot be used")? {
        LogAddress::Folder(_) => {
            bail!("--store names a cluster; for a folder there is --data")
        }
        cluster @ LogAddress::Cluster(_) => Ok(cluster),
    }
}

/// An address whose names begin as no other demo's do, unless it says how they begin.
fn with_prefix(text: &str, drawn: u32) -> String {
    let (_, query) = text.split_once('?').unwrap_or((text, ""));
    if query.split('&').any(|it| it.starts_with("prefix=")) {
        return text.to_owned();
    }
    let joint = match text.find('?') {
        Some(_) if query.is_empty() => "",
        Some(_) => "&",
        None => "?",
    };
    format!("{text}{joint}prefix=demo{drawn:08x}")
}

/// What stays on a server when the demo ends, in words; nothing where there is no server.
pub(super) fn left_behind(log: &LogAddress) -> String {
    let LogAddress::Cluster(address) = log else { return String::new() };
    let prefix = address.prefix();
    format!(
        "
  На сервере останутся потоки      {prefix}.* {prefix}_*
  Streams that stay on the server  {prefix}.* {prefix}_*
  Удалить: стереть эти потоки на страницах самого сервера (Stream Browser) и запустить там scavenge;
  если сервер поднят только ради демо, проще стереть все его данные.
  To remove them: delete these streams in the server's own pages (Stream Browser), then start a scavenge there;
  if the server is there for the demo only, throw all of its data away.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_demo_has_names_of_its_own_unless_they_are_given() {
        for (text, then) in [
            ("esdb://h:1", "esdb://h:1?prefix=demo0000002a"),
            ("esdb://h:1?", "esdb://h:1?prefix=demo0000002a"),
            ("esdb://h:1?tls=false", "esdb://h:1?tls=false&prefix=demo0000002a"),
            ("esdb://h:1?prefix=mine&tls=false", "esdb://h:1?prefix=mine&tls=false"),
        ] {
            assert_eq!(with_prefix(text, 42), then);
        }
    }

    #[test]
    fn a_folder_is_no_cluster() {
        assert!(log_of(Some("sqlite:data")).is_err());
    }
}

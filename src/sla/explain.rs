//! Explain: where did each second of a ticket's clocks go, and who says so?

use crate::arrange::{open, say};
use crate::cli::Configured;
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::clock::{Clock, Corrected, State};
use domain::zone::local;
use domain::{At, TicketNumber};
use projections::rows::{Explained, Ledger, LedgerLine};
use serde_json::json;

/// Prints the ledger of a ticket's clocks, in the client's zone.
///
/// # Errors
///
/// There is no such ticket, or a failure of the data folder.
pub(super) async fn explain(
    number: &TicketNumber,
    as_of: Option<DateTime<Utc>>,
    json: bool,
    configured: &Configured,
) -> Result<()> {
    let (_, folder) = open(configured).await?;
    let Some(ticket) = folder.views.ticket_by_number(number)? else {
        bail!("there is no ticket {number}");
    };
    let at = At::from(as_of.unwrap_or_else(|| folder.house.clock.now()));
    let Some(explained) = folder.views.segments_of(ticket.ticket, at)? else {
        bail!("ticket {number} was not recorded by {at}");
    };
    if json {
        return say(&serde_json::to_string_pretty(&as_json(&explained))?);
    }
    let client = folder.views.client(ticket.client)?;
    let zone = client.map(|it| it.zone).unwrap_or_default();
    say(&as_text(&explained, &zone))
}

fn as_text(explained: &Explained, zone: &Zone) -> String {
    let Explained { number, at, .. } = explained;
    let mut lines = vec![format!("{number}, as of {}. Times in {}.", time(*at, zone), zone.0)];
    if explained.ledgers.is_empty() {
        lines.push("Nothing is promised for it: no clock was bound.".to_owned());
    }
    for ledger in &explained.ledgers {
        lines.push(String::new());
        lines.extend(ledger_lines(ledger, zone));
    }
    lines.join("\n")
}

fn ledger_lines(ledger: &Ledger, zone: &Zone) -> Vec<String> {
    let clock = &ledger.clock;
    let binding = &clock.binding;
    let mut lines = vec![
        format!("{}: {}", clock.clock, state(clock)),
        format!(
            "  policy {} row {}, calendar {}, target {}{}",
            binding.policy,
            binding.row,
            binding.calendar,
            clock.target,
            if clock.target_version > 1 {
                format!(" (version {})", clock.target_version)
            } else {
                String::new()
            }
        ),
        format!(
            "  started {}, deadline {}, stopped {}",
            time(clock.start, zone),
            clock.deadline.map_or_else(|| "none".to_owned(), |it| time(it, zone)),
            clock.stop.map_or_else(|| "not yet".to_owned(), |it| time(it, zone)),
        ),
    ];
    lines.extend(clock.corrections.iter().map(|it| corrected(it, zone)));
    lines.extend(ledger.lines.iter().map(|it| line(it, zone)));
    let sums = ledger.sums;
    lines.push(format!(
        "  {} elapsed + {} paused + {} resolved = {} business seconds from start to end{}",
        sums.elapsed_s,
        sums.paused_s,
        sums.idle_s,
        sums.span_s,
        if sums.hold() { "" } else { ": DOES NOT ADD UP" }
    ));
    if clock.overrun_s > 0 || clock.overrun_wall_s > 0 {
        let (business, wall) = (clock.overrun_s, clock.overrun_wall_s);
        lines.push(format!("  over by {business} business seconds, {wall} real ones"));
    }
    lines
}

fn line(it: &LedgerLine, zone: &Zone) -> String {
    let (revision, kind) = it.cause;
    format!(
        "  {} .. {}  {:>7} s  {:<13}  {kind} (event {revision}); {}",
        time(it.from, zone),
        time(it.to, zone),
        it.business_s,
        it.what.name(),
        it.rule,
    )
}

fn corrected(it: &Corrected, zone: &Zone) -> String {
    let by = if it.by_people { "people" } else { "what came to be known later" };
    let (from, to, at) = (it.from.name(), it.to.name(), time(it.at, zone));
    format!("  corrected {at}: {from} to {to} by {by} (event {})", it.revision)
}

fn state(clock: &Clock) -> String {
    let state = match clock.state {
        State::Running => "running".to_owned(),
        State::Paused(why) => format!("paused: {}", why.name()),
        State::Met => "met".to_owned(),
        State::Breached => "breached".to_owned(),
        State::Superseded => "superseded".to_owned(),
        State::Cancelled(why) => format!("cancelled: {}", why.name()),
        State::NotApplicable => "not applicable: staff spoke first".to_owned(),
        State::Gap => "measurement gap: neither met nor breached".to_owned(),
        State::Excluded => "excluded by decision".to_owned(),
    };
    let corrected = clock.corrected_from().map(|it| format!(", corrected from {}", it.name()));
    let gone = if clock.evidence_deleted { ", a message of it was deleted" } else { "" };
    format!("{state}{}{gone}", corrected.unwrap_or_default())
}

fn time(at: At, zone: &Zone) -> String {
    let local = local(at.utc(), zone);
    format!("{} {}", local.date_time.format("%a %Y-%m-%d %H:%M:%S"), local.abbreviation)
}

fn as_json(explained: &Explained) -> serde_json::Value {
    let ledgers: Vec<_> = explained.ledgers.iter().map(ledger_json).collect();
    json!({
        "number": explained.number.to_string(),
        "ticket": explained.ticket.to_string(),
        "as_of": explained.at.to_string(),
        "clocks": ledgers,
    })
}

fn ledger_json(ledger: &Ledger) -> serde_json::Value {
    let (clock, sums) = (&ledger.clock, ledger.sums);
    let lines: Vec<_> = ledger.lines.iter().map(line_json).collect();
    json!({
        "clock": clock.clock.to_string(),
        "state": state(clock),
        "policy": clock.binding.policy.to_string(),
        "row": clock.binding.row.to_string(),
        "calendar": clock.binding.calendar.to_string(),
        "target": clock.target.to_string(),
        "target_version": clock.target_version,
        "start": clock.start.to_string(),
        "deadline": clock.deadline.map(|it| it.to_string()),
        "stop": clock.stop.map(|it| it.to_string()),
        "elapsed_seconds": clock.elapsed_s,
        "remaining_seconds": clock.remaining_s,
        "overrun_seconds": clock.overrun_s,
        "overrun_wall_seconds": clock.overrun_wall_s,
        "corrections": clock.corrections.iter().map(corrected_json).collect::<Vec<_>>(),
        "ledger": lines,
        "sums": {
            "elapsed_seconds": sums.elapsed_s,
            "paused_seconds": sums.paused_s,
            "resolved_seconds": sums.idle_s,
            "span_seconds": sums.span_s,
            "add_up": sums.hold(),
        },
    })
}

fn corrected_json(it: &Corrected) -> serde_json::Value {
    json!({
        "from": it.from.name(),
        "to": it.to.name(),
        "at": it.at.to_string(),
        "event": { "revision": it.revision },
        "by_people": it.by_people,
    })
}

fn line_json(it: &LedgerLine) -> serde_json::Value {
    json!({
        "from": it.from.to_string(),
        "to": it.to.to_string(),
        "what": it.what.name(),
        "event": { "revision": it.cause.0, "kind": it.cause.1 },
        "rule": it.rule.to_string(),
        "business_seconds": it.business_s,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, asked, monday, rules};
    use commands::ticket::note_time;
    use commands::transact::transact;
    use domain::policy::Target;
    use domain::ticket::{Event, Reopened, Resolved, Ticket};
    use domain::{Actor, Draft, TicketId};
    use std::convert::Infallible;
    use store::stream::Stream;

    /// An event that occurred at one time and is recorded at another.
    async fn hear(desk: &Desk, ticket: TicketId, (occurred, at): (&str, &str), event: Event) {
        desk.at(at);
        let draft = Draft::new(event, monday(occurred));
        let decide = |_: &Ticket| Ok::<_, Infallible>(vec![draft.clone()]);
        let (stream, cause) = (Stream::Ticket(ticket), asked(&format!("{occurred} {at}")));
        transact(&desk.house, &stream, Actor::Reaction, &cause, decide).await.unwrap();
        note_time::note_time(&desk.house, ticket, monday(at).into()).await.unwrap();
        desk.shown().await;
    }

    #[tokio::test]
    async fn every_correction_of_a_chain_is_shown_in_words_and_as_json() {
        let desk = Desk::open().await;
        let mut rules = rules();
        (rules.rows[0].first_response, rules.rows[0].resolution) =
            (None, Some(Target::Seconds(4 * 3_600)));
        desk.at("09:30:00");
        desk.publish(rules, "09:30:00").await;
        let ticket = desk.asks("10:00:00", 1).await;
        desk.at("14:05:00");
        note_time::note_time(&desk.house, ticket, monday("14:05:00").into()).await.unwrap();
        let resolved = || Event::Resolved(Resolved { message: None, relayed: false });
        let reopened = Event::Reopened(Reopened { times: 1, message: None });
        hear(&desk, ticket, ("13:50:00", "14:10:00"), resolved()).await;
        hear(&desk, ticket, ("13:55:00", "14:10:00"), reopened).await;
        hear(&desk, ticket, ("13:58:00", "14:20:00"), resolved()).await;
        let at = At::from(monday("15:00:00"));
        let explained = desk.views.segments_of(ticket, at).unwrap().unwrap();

        let text = as_text(&explained, &Zone("UTC".to_owned()));
        let shown = text.lines().filter_map(|it| it.trim().strip_prefix("corrected "));
        let shown: Vec<_> = shown.map(|it| it.split_once(" (event ").unwrap().0).collect();
        let said = |time: &str, change: &str| {
            format!("Mon 2026-11-23 {time} UTC: {change} by what came to be known later")
        };
        let then = [
            said("14:05:00", "breached to met"),
            said("14:10:00", "met to breached"),
            said("14:10:00", "breached to met"),
        ];
        assert_eq!(shown, then);
        assert!(text.contains("resolution.1: met, corrected from breached"), "{text}");

        let json = as_json(&explained);
        let all = json["clocks"][0]["corrections"].as_array().unwrap();
        let one = |it: &serde_json::Value| {
            assert_eq!(it["by_people"], false);
            [&it["from"], &it["to"], &it["at"]].map(|it| it.as_str().unwrap().to_owned())
        };
        let then = [
            ["breached", "met", "2026-11-23T14:05:00Z"],
            ["met", "breached", "2026-11-23T14:10:00Z"],
            ["breached", "met", "2026-11-23T14:10:00Z"],
        ];
        assert_eq!(all.iter().map(one).collect::<Vec<_>>(), then);
        let revisions = all.iter().map(|it| it["event"]["revision"].as_u64().unwrap());
        let revisions: std::collections::BTreeSet<_> = revisions.collect();
        assert_eq!(revisions.len(), 3);
    }
}

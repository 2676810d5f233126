//! How many requests were made in a period, of which priority?

use super::client_of;
use crate::clocks::{Then, history_in};
use crate::keys::ClientKey;
use crate::rows::{ComplianceQuery, PriorityLine};
use crate::words::Word;
use domain::Priority;
use domain::clock::{History, What};
use rusqlite::{Connection, params};
use std::collections::HashMap;

pub(super) fn requests(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
) -> rusqlite::Result<Vec<PriorityLine>> {
    let mut counts: HashMap<(ClientKey, Priority), u64> = HashMap::new();
    // Read in the order of the index, and not brought into another one to be grouped.
    let sql = "SELECT client, priority FROM histories INDEXED BY histories_by_opening \
               WHERE opened >= ?1 AND opened < ?2 AND entered <= ?3 AND (?4 IS NULL \
                 OR client = (SELECT key FROM clients WHERE client = ?4))";
    let client = query.client.map(|it| Word(it.0));
    let (from, to) = (Word(query.period.from), Word(query.period.to));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![from, to, Word(then.at), client])?;
    while let Some(row) = rows.next()? {
        *counts.entry((row.get(0)?, row.get::<_, Word<_>>(1)?.0)).or_default() += 1;
    }
    // What was set later is taken back.
    let sql = "SELECT client, priority, history FROM histories INDEXED BY histories_by_end WHERE until > ?3 \
               AND opened >= ?1 AND opened < ?2 AND entered <= ?3 AND (?4 IS NULL \
                 OR client = (SELECT key FROM clients WHERE client = ?4))";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![from, to, Word(then.at), client])?;
    while let Some(row) = rows.next()? {
        let (client, now) = (row.get(0)?, row.get::<_, Word<Priority>>(1)?.0);
        let before = last_said(&then.known(&history_in(row, 2)?)).unwrap_or(now);
        if let Some(count) = counts.get_mut(&(client, now)) {
            *count -= 1;
        }
        *counts.entry((client, before)).or_default() += 1;
    }
    let asked = |it: &Priority| query.priority.is_none_or(|asked| asked == *it);
    let mut lines = Vec::new();
    for ((key, priority), tickets) in counts {
        if tickets > 0 && asked(&priority) {
            let (client, code) = client_of(connection, key)?;
            lines.push(PriorityLine { client, code, priority, tickets });
        }
    }
    lines.sort_by(|a, b| (&a.code, a.client, a.priority).cmp(&(&b.code, b.client, b.priority)));
    Ok(lines)
}

/// The priority that was recorded last.
fn last_said(history: &History) -> Option<Priority> {
    let said = history.moments().iter().filter_map(|it| match &it.what {
        What::Classified(traits) => Some((it.revision, traits.priority)),
        _ => None,
    });
    said.max_by_key(|it| it.0).map(|it| it.1)
}

//! Preview: what is known of drafted words and of the groups that read them?

use crate::reception::{Failure, Reception};
use crate::render::Said;
use crate::texts::previews::{Group, Preview};
use crate::times::Times;
use chrono::{DateTime, Utc};
use commands::incident::tell;
use commands::transact;
use domain::incident::{Incident, Told};
use domain::ticket::Status;
use domain::{IncidentId, PersonId};
use projections::rows::ChatPlace;
use store::stream::Stream;

/// A draft, and whom it may go to; where that is decided, whom it went to. None where there is no such draft.
pub(crate) async fn of(
    reception: &Reception,
    (incident, draft): (IncidentId, u64),
    to: Option<Vec<Told>>,
) -> Result<Option<Preview>, Failure> {
    let (house, views) = (&reception.house, &reception.views);
    let about = |it: &Incident| {
        let (declared, drafted) = (it.declared.clone()?, it.drafts.get(&draft)?);
        let told_before = it.announced.keys().any(|it| *it < draft);
        let told = it.announced.get(&draft).cloned().unwrap_or_default();
        Some((declared, drafted.ends, told_before, told, it.tickets.clone()))
    };
    let stream = Stream::Incident(incident);
    let about = transact::ask(house, &stream, about).await?;
    let Some((declared, ends, told_before, told, linked)) = about else { return Ok(None) };
    let words = tell::words(house, incident, draft).await?.unwrap_or_default();
    let now = house.clock.now();
    let told = to.unwrap_or(told);
    let mut left_out = Vec::new();
    for (ticket, (number, _)) in linked {
        let is_told = told.iter().any(|it| it.tickets.contains(&ticket));
        let is_open = || {
            views
                .ticket(ticket)
                .map(|it| it.is_some_and(|it| it.status.is_open() && it.status != Status::Resolved))
        };
        if ends && !is_told && is_open()? {
            left_out.push(number);
        }
    }
    left_out.sort();
    let mut groups = Vec::new();
    for told in told {
        let Some(row) = views.chat(views.current_chat(told.chat)?)? else { continue };
        let ChatPlace::Client { client, code, title } = row.place else { continue };
        let mut numbers = Vec::new();
        for ticket in told.tickets {
            numbers.extend(views.ticket(ticket)?.map(|it| it.number));
        }
        numbers.sort();
        let times = Times::new(row.language, &row.zone, now);
        groups.push(Group { client, code, title, times, numbers });
    }
    groups.sort_by(|one, other| one.code.cmp(&other.code));
    let said = Said { nature: declared.nature, ends };
    Ok(Some(Preview { number: declared.number, said, words, told_before, groups, left_out }))
}

/// By whom a draft was sent, and when; none where it was not.
pub(crate) async fn went(
    reception: &Reception,
    (incident, draft): (IncidentId, u64),
) -> Result<Option<(PersonId, DateTime<Utc>)>, Failure> {
    let number = |it: &Incident| {
        let sent = it.announced.contains_key(&draft);
        it.declared.as_ref().filter(|_| sent).map(|it| it.number)
    };
    let stream = Stream::Incident(incident);
    let Some(number) = transact::ask(&reception.house, &stream, number).await? else {
        return Ok(None);
    };
    reception.see_all().await?;
    let announced = reception.views.announcements(number)?;
    Ok(announced.iter().find(|it| it.draft == draft).map(|it| (it.by, it.at)))
}

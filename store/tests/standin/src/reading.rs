//! Reading: what does a read get that ends?

use crate::filter::Filter;
use crate::node::Node;
use crate::page::{PAGE, Place};
use crate::record::{Record, named};
use crate::refusal;
use crate::wire::streams::ReadResp;
use crate::wire::streams::read_resp::{Content, StreamNotFound};
use futures::{Stream, StreamExt, stream as streams};
use std::pin::Pin;
use std::sync::Arc;
use tonic::Status;

type Responses = Pin<Box<dyn Stream<Item = Result<ReadResp, Status>> + Send>>;

/// From where a read was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum From {
    Start,
    End,
    Place(Place),
    Revision(u64),
}

/// The events of the whole log, a page at a time.
pub(crate) fn all(
    node: Arc<Node>,
    from: From,
    backwards: bool,
    count: u64,
    filter: Option<Filter>,
    structured: bool,
) -> Responses {
    let place = match (from, backwards) {
        (From::Place(it), _) => Some(it),
        (From::End, false) => Some(Place { commit: u64::MAX, prepare: u64::MAX }),
        (From::End, true) => None,
        (_, _) => Some(Place::START),
    };
    let pages = streams::unfold(Some((place, count)), move |state| {
        let page = state.filter(|it| it.1 > 0).map(|(place, left)| {
            let log = node.shared.log();
            let size = left.min(PAGE);
            let page = match (backwards, place) {
                (false, Some(it)) => log.forwards(it, size, filter.as_ref()),
                (_, place) => log.backwards(place, size),
            };
            match page {
                Ok(page) => {
                    let left = left - page.events.len() as u64;
                    let next = (!page.ended).then_some((Some(page.next), left));
                    (page.events.iter().map(|it| Ok(sent(it, structured))).collect(), next)
                }
                Err(refused) => (vec![Err(refused)], None),
            }
        });
        std::future::ready(page)
    });
    pages.flat_map(streams::iter).boxed()
}

/// The events of one stream that may still be read.
pub(crate) fn stream(
    node: &Node,
    name: &str,
    from: From,
    backwards: bool,
    count: u64,
    (structured, says_where): (bool, bool),
) -> Result<Responses, Status> {
    let log = node.shared.log();
    let known = log.stream(name);
    if known.is_some_and(|it| it.tombstoned) {
        return Err(refusal::stream_deleted(name));
    }
    let Some((stream, last)) =
        known.filter(|it| !it.meta.is_deleted()).and_then(|it| it.last.map(|last| (it, last)))
    else {
        let missing = StreamNotFound { stream_identifier: Some(named(name)) };
        let missing = Ok(response(Content::StreamNotFound(missing)));
        return Ok(streams::iter([missing]).boxed());
    };
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let readable = log.readable(stream);
    let records: Vec<Record> = match (from, backwards) {
        (From::Revision(it), false) => {
            readable.skip_while(|record| record.revision < it).take(wanted).cloned().collect()
        }
        (From::Revision(it), true) => {
            readable.rev().skip_while(|record| record.revision > it).take(wanted).cloned().collect()
        }
        (From::End, false) => vec![],
        (From::Start, true) => readable.take(1).filter(|it| it.revision == 0).cloned().collect(),
        (_, false) => readable.take(wanted).cloned().collect(),
        (_, true) => readable.rev().take(wanted).cloned().collect(),
    };
    let mut before = vec![];
    let mut after = vec![];
    if says_where {
        let asked = if let From::Revision(it) = from { it } else { 0 };
        if records.is_empty() && !backwards && asked != last + 1 {
            before.push(Ok(response(Content::FirstStreamPosition(last + 1))));
        }
        after.push(Ok(response(Content::LastStreamPosition(last))));
    }
    let events = records.into_iter().map(move |it| Ok(sent(&it, structured)));
    Ok(streams::iter(before.into_iter().chain(events).chain(after)).boxed())
}

fn sent(record: &Record, structured: bool) -> ReadResp {
    let event = if structured { record.structured() } else { record.sent.clone() };
    response(Content::Event(event))
}

fn response(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

//! Streams: how are reads, appends and deletions answered?

use crate::appending;
use crate::counts::Begin;
use crate::deleting;
use crate::expected::Expected;
use crate::fault::{Call, Fault};
use crate::filter::Filter;
use crate::meta::whose;
use crate::node::{Caller, Node};
use crate::page::{PAGE, Place};
use crate::reading::{self, From};
use crate::record::{JSON, Proposed, parse_id};
use crate::refusal;
use crate::subscription::Subscription;
use crate::wire::streams::read_req::{self, Direction, options, stream, uuid_form};
use crate::wire::streams::streams_server::Streams;
use crate::wire::streams::{
    AppendReq, AppendResp, DeleteReq, DeleteResp, ReadReq, ReadResp, append_req, append_resp,
    delete_req, delete_resp, read_req::all,
};
use crate::wire::{Empty, StreamIdentifier};
use futures::{Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};

/// How many bytes one append may have, as the server counts them, unless it was told otherwise.
pub(crate) const APPEND_BYTES_MAX: usize = 1024 * 1024;

/// The service of streams, at one node.
#[derive(Debug, Clone)]
pub(crate) struct AtNode(pub(crate) Arc<Node>);

type Responses = Pin<Box<dyn Stream<Item = Result<ReadResp, Status>> + Send>>;

#[tonic::async_trait]
impl Streams for AtNode {
    type ReadStream = Responses;

    async fn read(&self, request: Request<ReadReq>) -> Result<Response<Responses>, Status> {
        let asked = request.get_ref().options.clone().unwrap_or_default();
        let source = asked.source.clone().ok_or_else(|| Status::invalid_argument("of what?"))?;
        let whole_log = match &source {
            options::Source::All(_) => true,
            options::Source::Stream(it) => {
                let stream = name(it.stream_identifier.as_ref())?;
                // Who may read a stream may read its metadata.
                whose(&stream).unwrap_or(&stream).starts_with('$')
            }
        };
        match (source, asked.until) {
            (options::Source::All(it), Some(options::Until::Subscription(_))) => {
                self.0.counting.count(|counts| counts.subscriptions.push(begin(&it)));
                let admitted =
                    self.0.admit(Call::Subscribe, Caller::of(&request), whole_log).await?;
                self.subscribe(&asked, &it, admitted.fault)
            }
            (source, Some(options::Until::Count(count))) => {
                self.0.counting.count(|counts| counts.reads += 1);
                let admitted = self.0.admit(Call::Read, Caller::of(&request), whole_log).await?;
                let responses = self.responses(&asked, source, count)?;
                admitted.answered().await;
                Ok(Response::new(responses))
            }
            _ => Err(Status::unimplemented("only the whole log can be subscribed to here")),
        }
    }

    async fn append(
        &self,
        request: Request<Streaming<AppendReq>>,
    ) -> Result<Response<AppendResp>, Status> {
        self.0.counting.count(|counts| counts.appends += 1);
        let admitted = self.0.admit(Call::Append, Caller::of(&request), false).await?;
        let mut messages = request.into_inner();
        let first = messages.message().await?.and_then(|it| it.content);
        let Some(append_req::Content::Options(options)) = first else {
            return Err(Status::invalid_argument(
                "an append begins with where and what is expected",
            ));
        };
        let stream = name(options.stream_identifier.as_ref())?;
        let expected = match options.expected {
            Some(append_req::options::Expected::Revision(it)) => Expected::Revision(it),
            Some(append_req::options::Expected::NoStream(_)) => Expected::NoStream,
            Some(append_req::options::Expected::Any(_)) => Expected::Any,
            Some(append_req::options::Expected::StreamExists(_)) => Expected::StreamExists,
            None => return Err(Status::invalid_argument("nothing is expected")),
        };
        let mut events = vec![];
        let mut size = 0;
        while let Some(message) = messages.message().await? {
            let Some(append_req::Content::Proposed(event)) = message.content else {
                return Err(Status::invalid_argument("an append goes on with events"));
            };
            let event = proposed(event)?;
            size += event.size();
            if size > APPEND_BYTES_MAX {
                return Err(refusal::append_too_large(APPEND_BYTES_MAX));
            }
            events.push(event);
        }
        let mut answer =
            self.0.shared.change(|log| appending::append(log, &stream, expected, events))?;
        admitted.answered().await;
        if admitted.fault == Some(Fault::NoPosition)
            && let Some(append_resp::Result::Success(it)) = &mut answer.result
        {
            it.place = Some(append_resp::success::Place::NoPosition(Empty {}));
        }
        Ok(Response::new(answer))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        self.delete_with(request, deleting::delete).await
    }

    async fn tombstone(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        self.delete_with(request, deleting::tombstone).await
    }
}

impl AtNode {
    fn subscribe(
        &self,
        asked: &read_req::Options,
        from: &read_req::All,
        fault: Option<Fault>,
    ) -> Result<Response<Responses>, Status> {
        if asked.direction() == Direction::Backwards {
            return Err(Status::invalid_argument("a subscription goes forwards"));
        }
        let filter = match &asked.wanted {
            Some(options::Wanted::Filter(it)) => Some(Filter::parse(it.clone(), PAGE)?),
            _ => None,
        };
        let after = match from.from {
            Some(all::From::Position(it)) => {
                Some(Place { commit: it.commit_position, prepare: it.prepare_position })
            }
            Some(all::From::End(_)) => {
                let end = self.0.shared.log().last().unwrap_or(0);
                Some(Place { commit: end, prepare: end })
            }
            Some(all::From::Start(_)) | None => None,
        };
        let node = Arc::clone(&self.0);
        let subscription = Subscription::new(node, after, filter, wants_structured(asked), fault);
        Ok(Response::new(subscription.into_stream().boxed()))
    }

    fn responses(
        &self,
        asked: &read_req::Options,
        source: options::Source,
        count: u64,
    ) -> Result<Responses, Status> {
        let backwards = asked.direction() == Direction::Backwards;
        let structured = wants_structured(asked);
        let node = Arc::clone(&self.0);
        match source {
            options::Source::All(it) => {
                let filter = match &asked.wanted {
                    Some(options::Wanted::Filter(it)) => Some(Filter::parse(it.clone(), PAGE)?),
                    _ => None,
                };
                let from = match it.from {
                    Some(all::From::Position(it)) => From::Place(Place {
                        commit: it.commit_position,
                        prepare: it.prepare_position,
                    }),
                    Some(all::From::End(_)) => From::End,
                    Some(all::From::Start(_)) | None => From::Start,
                };
                Ok(reading::all(node, from, backwards, count, filter, structured))
            }
            options::Source::Stream(it) => {
                let stream = name(it.stream_identifier.as_ref())?;
                let from = match it.from {
                    Some(stream::From::Revision(it)) => From::Revision(it),
                    Some(stream::From::End(_)) => From::End,
                    Some(stream::From::Start(_)) | None => From::Start,
                };
                let says_where = asked.control.is_some_and(|it| it.compatibility >= 1);
                reading::stream(&node, &stream, from, backwards, count, (structured, says_where))
            }
        }
    }

    async fn delete_with(
        &self,
        request: Request<DeleteReq>,
        delete: fn(&mut crate::log::Log, &str, Expected) -> Result<u64, Status>,
    ) -> Result<Response<DeleteResp>, Status> {
        self.0.counting.count(|counts| counts.deletes += 1);
        let admitted = self.0.admit(Call::Delete, Caller::of(&request), false).await?;
        let options = request.into_inner().options.unwrap_or_default();
        let stream = name(options.stream_identifier.as_ref())?;
        let expected = match options.expected {
            Some(delete_req::options::Expected::Revision(it)) => Expected::Revision(it),
            Some(delete_req::options::Expected::NoStream(_)) => Expected::NoStream,
            Some(delete_req::options::Expected::Any(_)) => Expected::Any,
            Some(delete_req::options::Expected::StreamExists(_)) => Expected::StreamExists,
            None => return Err(Status::invalid_argument("nothing is expected")),
        };
        let position = self.0.shared.change(|log| delete(log, &stream, expected))?;
        admitted.answered().await;
        let position = appending::position(position);
        Ok(Response::new(DeleteResp { place: Some(delete_resp::Place::Position(position)) }))
    }
}

fn name(identifier: Option<&StreamIdentifier>) -> Result<String, Status> {
    let name = identifier.map(|it| String::from_utf8(it.stream_name.to_vec()));
    name.and_then(Result::ok)
        .filter(|it| !it.is_empty())
        .ok_or_else(|| Status::invalid_argument("a stream has a name"))
}

fn proposed(event: append_req::Proposed) -> Result<Proposed, Status> {
    let said = |key: &str| event.metadata.get(key).ok_or_else(|| refusal::missing_property(key));
    let kind = said("type")?.clone();
    let json = said("content-type")? == JSON;
    let id = event.id.as_ref().and_then(parse_id);
    let id = id.ok_or_else(|| Status::invalid_argument("an event has an id"))?;
    Ok(Proposed { id, kind, json, data: event.data, metadata: event.custom_metadata })
}

fn wants_structured(asked: &read_req::Options) -> bool {
    let form = asked.uuid_form.and_then(|it| it.form);
    !matches!(form, Some(uuid_form::Form::String(_)))
}

fn begin(asked: &read_req::All) -> Begin {
    match asked.from {
        Some(all::From::Position(it)) => {
            Begin::After { commit: it.commit_position, prepare: it.prepare_position }
        }
        Some(all::From::End(_)) => Begin::End,
        Some(all::From::Start(_)) | None => Begin::Start,
    }
}

//! Health: does the process answer, and is each of its parts ready to work?

use crate::problem::chain_of;
use crate::{Kind, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The longest time, in milliseconds, in which ready views reach the end of the log.
const CATCH_UP_MS_MAX: u64 = 1_000;

/// The longest time, in milliseconds, in which a ready store answers: a cluster that is away makes whoever asks wait.
const STORE_MS_MAX: u64 = 2_000;

/// How a part of the house is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Such as `bot`; `store` and `views` are asked here.
    pub name: &'static str,
    pub ready: bool,
    /// What is missing, for the operator; no secret.
    pub detail: Option<String>,
}

/// Asks the parts how they are. Answers at once.
pub type Parts = Arc<dyn Fn() -> Vec<Part> + Send + Sync>;

pub(crate) async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

pub(crate) async fn readyz(State(app): State<Shared>) -> Result<Json<Value>, Problem> {
    let mut parts = Map::new();
    let mut ready = true;
    let mut add = |name: &str, is_ready: bool, mut rest: Map<String, Value>| {
        ready &= is_ready;
        rest.insert("ready".to_owned(), is_ready.into());
        parts.insert(name.to_owned(), rest.into());
    };
    let asked = Duration::from_millis(STORE_MS_MAX);
    match tokio::time::timeout(asked, app.api.store.head()).await {
        Ok(Ok(head)) => {
            let at_most = Duration::from_millis(CATCH_UP_MS_MAX);
            let caught_up = match head {
                Some(head) => app.api.views.wait_for(head, at_most).await,
                None => true,
            };
            add("store", true, members([("head", head.map(|it| it.0.into()))]));
            let position = app.api.views.position().map(|it| it.0.into());
            add("views", caught_up, members([("position", position)]));
        }
        Ok(Err(failure)) => {
            tracing::warn!("the store is not ready: {}", chain_of(&failure));
            add("store", false, members([("detail", Some(failure.to_string().into()))]));
        }
        Err(_elapsed) => {
            let detail = format!("no answer within {STORE_MS_MAX} ms");
            tracing::warn!(detail, "the store is not ready: it does not answer");
            add("store", false, members([("detail", Some(detail.into()))]));
        }
    }
    for part in (app.api.parts)() {
        add(part.name, part.ready, members([("detail", part.detail.map(Value::from))]));
    }
    let body = Map::from_iter([("parts".to_owned(), parts.into())]);
    if ready {
        let mut body = body;
        body.insert("ready".to_owned(), true.into());
        Ok(Json(json!(body)))
    } else {
        Err(Problem { more: body, ..Problem::of(Kind::NotReady) })
    }
}

fn members<const N: usize>(all: [(&str, Option<Value>); N]) -> Map<String, Value> {
    all.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))).collect()
}

//! Speaks HTTP: the JSON API and the pages.
//!
//! There is no sign-in here: whoever reaches the listener reads everything. The listener belongs on loopback, and
//! requests that name another host, or come from another origin, are refused.

mod asked;
mod assets;
mod board;
mod cards;
mod client;
mod delivery;
mod edge;
mod file;
mod guard;
mod health;
mod history;
mod incidents;
mod live;
mod pages;
mod problem;
mod readiness;
mod refused;
mod rules;
mod sla;
mod ticket;
mod wire;
mod words;
mod workload;

pub use assets::url_of as asset_url;
pub use health::{Part, Parts};
pub use live::STREAMS_MAX;
pub use problem::{Kind, Problem};
pub use words::{language_cookie, language_of_request};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::serve::ListenerExt;
use domain::book::Book;
use domain::client::Zone;
use projections::{ViewError, Views};
use std::sync::Arc;
use std::time::Duration;
use store::files::Files;
use store::port::EventStore;
use store::vault::Vault;
use store::world::WallClock;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// The most bytes of a request's body.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The longest time until an answer begins.
pub const ANSWER_MAX: Duration = Duration::from_secs(20);

/// What the HTTP side speaks from.
#[derive(Clone)]
pub struct Api {
    pub views: Arc<Views>,
    pub store: Arc<dyn EventStore>,
    pub vault: Vault,
    /// What people attached, as far as it was fetched.
    pub files: Arc<Files>,
    pub clock: Arc<dyn WallClock>,
    /// Ends every live stream once it is cancelled: an open one would hold the shutdown for ever.
    pub cancel: CancellationToken,
    /// The parts of the house beside store and views that must be ready: the bot.
    pub parts: Parts,
    /// Host names besides the loopback ones under which a proxy may bring requests.
    pub hosts: Vec<String>,
    /// How the bot comes to a group; none of a node that has no bot.
    pub bringing: Option<Bringing>,
}

/// How the bot comes to a group that is there already. It is no secret: whose the group is must be said there.
#[derive(Debug, Clone)]
pub struct Bringing {
    /// The bot's name, without the `@`.
    pub username: String,
    /// Adds it with the rights that it needs.
    pub link: String,
}

/// What every request shares.
pub(crate) struct App {
    pub(crate) api: Api,
    pub(crate) streams: Arc<Semaphore>,
}

pub(crate) type Shared = Arc<App>;

/// All routes of the house, to be served on a loopback listener.
pub fn router(api: Api) -> Router {
    router_with(api, Router::new())
}

/// All routes of the house, and `more` behind the same guard, limits and headers.
///
/// `more` has no fallback of its own and none of these paths. It may set its own `Content-Security-Policy`.
pub fn router_with(api: Api, more: Router) -> Router {
    let app = Arc::new(App { api, streams: Arc::new(Semaphore::new(STREAMS_MAX)) });
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/api/v1/board", get(board::board))
        .route("/api/v1/live", get(live::live))
        .route("/api/v1/clients", get(readiness::clients))
        .route("/api/v1/incidents", get(incidents::incidents))
        .route("/api/v1/incidents/{number}", get(incidents::incident))
        .route("/api/v1/tickets/{number}", get(ticket::ticket))
        .route("/api/v1/tickets/{number}/events", get(ticket::events))
        .route("/api/v1/tickets/{number}/files/{file}", get(file::file))
        .route("/api/v1/tickets/{number}/clocks", get(sla::clocks::clocks))
        .route("/api/v1/clients/{code}/timeline", get(sla::timeline::timeline))
        .route("/api/v1/clients/{code}/rules", get(rules::rules))
        .route("/api/v1/clients/{code}/cards", get(cards::cards))
        .route("/api/v1/sla/at-risk", get(sla::at_risk::at_risk))
        .route("/api/v1/sla/compliance", get(sla::report::compliance))
        .route("/api/v1/sla/compliance/tickets", get(sla::behind::tickets))
        .route("/api/v1/sla/compliance/requests", get(sla::requests::requests))
        .route("/api/v1/workload", get(workload::workload))
        .route("/api/v1/workload/tickets", get(workload::behind::tickets))
        .route("/api/v1/policies", get(sla::published::policies))
        .route("/api/v1/calendars", get(sla::published::calendars))
        .route("/assets/{hash}/{name}", get(assets::asset))
        .route("/", get(pages::board::page))
        .route("/tickets/{number}", get(pages::ticket::page))
        .route("/clients", get(pages::clients::page))
        .route("/incidents", get(pages::incidents::list))
        .route("/incidents/{number}", get(pages::incidents::page))
        .route("/clients/{code}/timeline", get(pages::timeline::page))
        .route("/clients/{code}/rules", get(pages::rules::page))
        .route("/clients/{code}/cards", get(pages::cards::page))
        .route("/clients/{code}/cards/{name}", get(cards::picture))
        .route("/sla", get(pages::sla::page))
        .route("/sla/tickets", get(pages::behind::page))
        .route("/sla/requests", get(pages::requests::page))
        .route("/workload", get(pages::workload::page))
        .route("/workload/tickets", get(pages::work_behind::page))
        .fallback(|| async { Problem::of(Kind::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::of(Kind::WrongMethod) })
        .with_state(Arc::clone(&app))
        .merge(more)
        // From the inside out: the edge sees every answer, also the refusals of the other layers.
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_MAX))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(Arc::clone(&app), guard::pass))
        .layer(from_fn_with_state(app, edge::pass))
}

/// Serves until cancelled, then lets the answers under way end.
///
/// # Errors
///
/// Whatever breaks the listener itself; a broken connection is no error.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    cancel: CancellationToken,
) -> std::io::Result<()> {
    // Without it, the last piece of an answer waits up to 40 ms for the caller's acknowledgement.
    let listener = listener.tap_io(|it| {
        if let Err(failure) = it.set_nodelay(true) {
            tracing::debug!("a connection keeps its delay: {failure}");
        }
    });
    axum::serve(listener, router).with_graceful_shutdown(cancel.cancelled_owned()).await
}

impl App {
    /// How far the views are; a page that is read now shows at least that.
    pub(crate) fn position(&self) -> u64 {
        self.api.views.position().map_or(0, |it| it.0)
    }

    /// Everything that was published.
    pub(crate) async fn book(&self) -> Result<Arc<Book>, Problem> {
        self.ask(Views::book).await
    }

    /// The zone in which staff read times.
    pub(crate) async fn desk_zone(&self) -> Result<Zone, Problem> {
        let chats = self.ask(Views::staff_chats).await?;
        Ok(chats.into_iter().next().map(|it| it.zone).unwrap_or_default())
    }

    /// The answer of the views to a question, asked off the threads that serve.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Views) -> Result<T, ViewError> + Send + 'static,
    ) -> Result<T, Problem> {
        let views = Arc::clone(&self.api.views);
        let asked = tokio::task::spawn_blocking(move || question(&views)).await;
        asked.map_err(|it| Problem::ours(&it))?.map_err(|it| Problem::ours(&it))
    }
}

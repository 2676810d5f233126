//! The page of clients: how ready is each, and what is to be done for those that are not?

use crate::asked::Fields;
use crate::pages::{Frame, Place, Reader, respond};
use crate::readiness;
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::client::Zone;
use domain::group_rights::Lack;
use projections::rows::{Missing, ReadinessRow};

/// The most groups of a client that are named.
const GROUPS_NAMED_MAX: usize = 5;

#[derive(Template)]
#[template(path = "clients.html")]
struct ClientsPage {
    frame: Frame,
    count: String,
    clients: Vec<Row>,
    cut: bool,
    /// How the bot comes to a group, in words, and the link that brings it; none where there is no bot.
    bringing: Option<(String, String)>,
}

struct Row {
    code: String,
    title: String,
    ready: bool,
    /// The command that prints the client's own link: whoever opens a link claims a group, and this page asks nobody who
    /// they are.
    own_link: String,
    groups: String,
    terms: String,
    intake: String,
    seen: String,
    missing: Vec<String>,
    /// Whether the link that brings the bot mends something of it.
    to_be_brought: bool,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    fields.end()?;
    let (all, cut) = readiness::read(&app).await?;
    let zone = app.desk_zone().await?;
    let ready = all.iter().filter(|it| it.is_ready()).count();
    let count = [("ready", ready.into()), ("all", all.len().into())];
    let view = ClientsPage {
        frame: Frame::new(words, Place::Clients, words.text("clients-title"), "/clients"),
        count: words.with_all("clients-count", count),
        clients: all.iter().map(|it| row(words, it, &zone)).collect(),
        cut,
        bringing: app.api.bringing.as_ref().map(|it| {
            let how = words.with_all("clients-bring-how", [("bot", it.username.as_str().into())]);
            (how, it.link.clone())
        }),
    };
    respond(StatusCode::OK, &view, lang)
}

fn row(words: Words, it: &ReadinessRow, zone: &Zone) -> Row {
    let none = || words.text("clients-none");
    let client = &it.client;
    let terms = client.policy.as_ref().zip(client.calendar.as_ref());
    let missing = it.missing();
    let seen = it.groups.iter().filter_map(|it| it.seen_at).max();
    Row {
        code: client.code.to_string(),
        title: client.title.clone(),
        ready: it.is_ready(),
        own_link: format!("proofdesk client link {}", client.code),
        groups: groups(it),
        terms: terms.map_or_else(none, |(policy, calendar)| format!("{policy}, {calendar}")),
        intake: client.intake.as_ref().map_or_else(none, ToString::to_string),
        seen: seen.map_or_else(none, |at| words.instant(at, zone)),
        to_be_brought: missing.iter().any(|it| matches!(it, Missing::Group | Missing::Right(_))),
        missing: missing.into_iter().map(|it| words.text(missing_key(it))).collect(),
    }
}

/// How many groups, and what they are called now, as far as there is room.
fn groups(it: &ReadinessRow) -> String {
    let count = it.groups.len().to_string();
    let titles = it.groups.iter().map(|it| it.title.as_str()).filter(|it| !it.is_empty());
    let titles: Vec<&str> = titles.take(GROUPS_NAMED_MAX).collect();
    if titles.is_empty() { count } else { format!("{count}: {}", titles.join(", ")) }
}

fn missing_key(it: Missing) -> &'static str {
    match it {
        Missing::Group => "missing-group",
        Missing::Terms => "missing-terms",
        Missing::Intake => "missing-intake",
        Missing::RightsUnknown => "missing-rights-unknown",
        Missing::Right(lack) => match lack {
            Lack::Inside => "missing-inside",
            Lack::Write => "missing-write",
            Lack::Admin => "missing-admin",
            Lack::SeesAll => "missing-sees-all",
            Lack::Pin => "missing-pin",
            Lack::Invite => "missing-invite",
            Lack::Topics => "missing-topics",
        },
    }
}

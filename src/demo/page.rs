//! Page: where does the visitor play the people, beside the live board?

use super::cast::{Cast, Party};
use super::controls::{self, MOVES};
use super::days::ZONE;
use super::passing::Passing;
use super::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use emulator::{ChatId, Emulator, UserId};
use serde_json::json;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What the script says, by the names of the texts.
const SCRIPT_TEXTS: [&str; 9] = [
    "reply-to",
    "picture",
    "support",
    "edited",
    "no-toast",
    "failed",
    "elsewhere",
    "fresh",
    "clock-moving",
];

/// The page, what it needs, and the people's side of the simulated Telegram. Live events end with `closing`.
pub(super) fn router(
    telegram: &Emulator,
    cast: &Cast,
    passing: &Arc<Passing>,
    closing: &CancellationToken,
) -> Router {
    let css =
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("assets/demo.css"));
    let js = include_str!("assets/demo.js");
    let js = ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], js);
    Router::new()
        .route("/demo", get(page))
        .with_state(Arc::new(*cast))
        .merge(controls::router(Arc::clone(passing)))
        .route("/demo/", get(without_slash))
        .route("/demo/demo.css", get(move || async move { css }))
        .route("/demo/demo.js", get(move || async move { js }))
        .nest("/demo/telegram", telegram.people_router(closing.clone()))
}

#[derive(Template)]
#[template(path = "demo.html", config = "src/demo/askama.toml")]
struct DemoPage {
    words: Words,
    /// From left to right; chats of one column are seen one at a time.
    columns: [Vec<Pane>; 3],
    /// Whose private chat can be opened, party by party.
    parties: [Group; Party::ALL.len()],
    /// How far the clock can be moved at once, and the keys of what stands on the buttons.
    moves: [(&'static str, &'static str); 3],
    /// Who answers, as numbers with blanks between.
    staff: String,
    /// The bot's name in addresses.
    bot: &'static str,
    zone: &'static str,
    /// What the script says, as JSON.
    script_texts: String,
}

/// One chat on the page.
struct Pane {
    name: &'static str,
    chat: i64,
    /// A group's number in addresses of its messages, after `https://t.me/c/`.
    link: String,
    /// The keys of its short name, of what it is, and of what stands in the empty field.
    tab: &'static str,
    kind: &'static str,
    hint: &'static str,
    /// Whether it is somebody's chat with the bot, and whose: another can be chosen.
    is_private: bool,
    person: UserId,
}

/// People of one party on the page.
struct Group {
    /// The key of its name.
    label: &'static str,
    /// Their numbers and names.
    people: Vec<(UserId, &'static str)>,
}

impl Group {
    fn of(cast: &Cast, party: Party) -> Self {
        let label = match party {
            Party::Contractor => "tab-staff",
            Party::Romashka => "tab-rom",
            Party::Acme => "tab-acm",
            Party::Lyutik => "tab-lyu",
        };
        let people = cast.people().into_iter().filter(|it| it.party == party);
        Self { label, people: people.map(|it| (it.id, it.name)).collect() }
    }
}

impl Pane {
    fn of(
        name: &'static str,
        ChatId(chat): ChatId,
        tab: &'static str,
        (kind, hint): (&'static str, &'static str),
    ) -> Self {
        let link = chat.to_string().replacen("-100", "", 1);
        Self { name, chat, link, tab, kind, hint, is_private: chat > 0, person: UserId(chat) }
    }
}

async fn page(State(cast): State<Arc<Cast>>, uri: Uri, headers: HeaderMap) -> Response {
    let language = api::language_of_request(&uri, &headers);
    let words = Words(language);
    let texts = SCRIPT_TEXTS.map(|it| (it.to_owned(), json!(words.text(it))));
    let (client, staff) = (("kind-client", "hint-client"), ("kind-staff", "hint-staff"));
    let private = ("kind-private", "hint-private");
    let nobodys = ("kind-nobodys", "hint-nobodys");
    let page = DemoPage {
        words,
        columns: [
            vec![
                Pane::of("rom", cast.rom, "tab-rom", client),
                Pane::of("lyu", cast.lyu, "tab-lyu", nobodys),
            ],
            vec![Pane::of("acm", cast.acm, "tab-acm", client)],
            vec![
                Pane::of("staff", cast.staff, "tab-staff", staff),
                Pane::of("private", cast.maria.private(), "tab-private", private),
            ],
        ],
        parties: Party::ALL.map(|it| Group::of(&cast, it)),
        moves: MOVES.map(|(by, key, _)| (by, key)),
        staff: cast.contractors().map(|it| it.to_string()).join(" "),
        bot: super::opening::BOT_NAME,
        zone: ZONE,
        script_texts: json!(serde_json::Map::from_iter(texts)).to_string(),
    };
    let Ok(html) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = Html(html).into_response();
    if uri.query().is_some_and(|it| it.contains("lang=")) {
        response.headers_mut().append(header::SET_COOKIE, api::language_cookie(language));
    }
    response
}

async fn without_slash(uri: Uri) -> Redirect {
    let query = uri.query().map(|it| format!("?{it}")).unwrap_or_default();
    Redirect::permanent(&format!("/demo{query}"))
}

//! Page: where does the visitor play the people, beside the live board?

use super::cast::Cast;
use super::story::ZONE;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::Language;
use emulator::Emulator;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};
use serde_json::json;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

static_loader! {
    static LOCALES = {
        locales: "./src/demo/locales",
        fallback_language: "ru",
    };
}

static RU: LanguageIdentifier = langid!("ru");
static EN: LanguageIdentifier = langid!("en");

/// What the script says, by the names of the texts.
const SCRIPT_TEXTS: [&str; 8] =
    ["reply-to", "picture", "support", "edited", "no-toast", "failed", "elsewhere", "fresh"];

/// The page, what it needs, and the people's side of the simulated Telegram. Live events end with `closing`.
pub(super) fn router(telegram: &Emulator, cast: &Cast, closing: &CancellationToken) -> Router {
    let css =
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("assets/demo.css"));
    let js = include_str!("assets/demo.js");
    let js = ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], js);
    Router::new()
        .route("/demo", get(page))
        .with_state(Arc::new(*cast))
        .route("/demo/", get(without_slash))
        .route("/demo/demo.css", get(move || async move { css }))
        .route("/demo/demo.js", get(move || async move { js }))
        .nest("/demo/telegram", telegram.people_router(closing.clone()))
}

#[derive(Template)]
#[template(path = "demo.html", config = "src/demo/askama.toml")]
struct DemoPage {
    words: Words,
    chats: [Pane; 3],
    /// Who answers, as numbers with blanks between.
    staff: String,
    zone: &'static str,
    /// What the script says, as JSON.
    script_texts: String,
}

/// One chat on the page.
struct Pane {
    name: &'static str,
    chat: i64,
    /// The group's number in addresses of its messages, after `https://t.me/c/`.
    link: String,
    /// The keys of its short name, of what it is, and of what stands in the empty field.
    tab: &'static str,
    kind: &'static str,
    hint: &'static str,
}

impl Pane {
    fn of_client(name: &'static str, chat: i64, tab: &'static str) -> Self {
        let link = chat.to_string().replacen("-100", "", 1);
        Self { name, chat, link, tab, kind: "kind-client", hint: "hint-client" }
    }
}

async fn page(State(cast): State<Arc<Cast>>, uri: Uri, headers: HeaderMap) -> Response {
    let language = api::language_of_request(&uri, &headers);
    let words = Words(language);
    let texts = SCRIPT_TEXTS.map(|it| (it.to_owned(), json!(words.text(it))));
    let page = DemoPage {
        words,
        chats: [
            Pane::of_client("rom", cast.rom.0, "tab-rom"),
            Pane::of_client("acm", cast.acm.0, "tab-acm"),
            Pane {
                kind: "kind-staff",
                hint: "hint-staff",
                ..Pane::of_client("staff", cast.staff.0, "tab-staff")
            },
        ],
        staff: cast.contractors().map(|it| it.to_string()).join(" "),
        zone: ZONE.name(),
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

/// The words of one language.
#[derive(Debug, Clone, Copy)]
struct Words(Language);

impl Words {
    fn text(self, key: &str) -> String {
        let language = match self.0 {
            Language::Ru => &RU,
            Language::En => &EN,
        };
        LOCALES.try_lookup(language, key).expect("every key is written in both languages")
    }

    fn tag(self) -> &'static str {
        match self.0 {
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    fn other(self) -> &'static str {
        match self.0 {
            Language::Ru => "en",
            Language::En => "ru",
        }
    }
}

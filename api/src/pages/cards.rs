//! The page of a client's cards: which hang where, and how are they printed?

use crate::asked::Fields;
use crate::cards::{self, Picture, PictureKind};
use crate::client::Coded;
use crate::pages::{Frame, Place, Reader, filter, respond};
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::Language;
use projections::rows::{ClientRow, InviteRow};

#[derive(Template)]
#[template(path = "cards.html")]
struct CardsPage {
    frame: Frame,
    how: String,
    cards: Vec<Row>,
    /// What is printed: the pictures, with what they say for those who do not see them.
    printed: Vec<(String, String)>,
    /// The class of the sheet.
    paper: &'static str,
    choices: Vec<Choice>,
    json: String,
    cut: bool,
}

struct Row {
    number: String,
    place: String,
    state: String,
    joined: String,
    pictures: Vec<(String, String)>,
}

struct Choice {
    title: String,
    path: String,
    is_here: bool,
}

/// On what the cards are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    /// Four on a sheet, to be cut.
    A4,
    A6,
}

impl Paper {
    fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A6 => "a6",
        }
    }
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    Coded(client): Coded,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let paper = fields.one_of("paper", [Paper::A4, Paper::A6], Paper::name)?.unwrap_or(Paper::A4);
    let language = fields.one_of("in", [Language::Ru, Language::En], cards::tag)?;
    let language = language.unwrap_or(client.language);
    let only = fields.parse::<u32>("card")?;
    fields.end()?;
    let (all, cut) = cards::read(&app, &client).await?;
    let code = &client.code;
    let address = |paper: Paper, language| {
        let only = only.map(|it| format!("&card={it}")).unwrap_or_default();
        format!("/clients/{code}/cards?paper={}&in={}{only}", paper.name(), cards::tag(language))
    };
    let title = words.with("cards-title", "client", filter::title(&client));
    let is_printed =
        |it: &&InviteRow| it.link().is_some() && only.is_none_or(|only| it.invite.number.0 == only);
    let svg = |it: &InviteRow| {
        let (number, kind) = (it.invite.number, PictureKind::Svg);
        (Picture { number, language, kind }.path(code), place(words, it))
    };
    let choice = |key, paper, in_language, is_here| Choice {
        title: words.text(key),
        path: address(paper, in_language),
        is_here,
    };
    let view = CardsPage {
        frame: Frame::new(words, Place::Clients, title, &address(paper, language)),
        how: words.with("cards-how", "code", code.to_string()),
        printed: all.iter().filter(is_printed).map(svg).collect(),
        cards: all.iter().map(|it| row(words, &client, it)).collect(),
        paper: paper.name(),
        choices: vec![
            choice("cards-paper-four", Paper::A4, language, paper == Paper::A4),
            choice("cards-paper-one", Paper::A6, language, paper == Paper::A6),
            choice("cards-in-ru", paper, Language::Ru, language == Language::Ru),
            choice("cards-in-en", paper, Language::En, language == Language::En),
        ],
        json: format!("/api/v1/clients/{code}/cards"),
        cut,
    };
    respond(StatusCode::OK, &view, lang)
}

fn row(words: Words, client: &ClientRow, it: &InviteRow) -> Row {
    let state = match (it.withdrawn, it.link()) {
        (true, _) => "cards-withdrawn",
        (false, Some(_)) => "cards-standing",
        (false, None) => "cards-waiting",
    };
    let number = it.invite.number;
    let of = |language, kind, name: &str| {
        (Picture { number, language, kind }.path(&client.code), name.to_owned())
    };
    let pictures = match it.link() {
        Some(_) => vec![
            of(Language::Ru, PictureKind::Svg, "SVG ru"),
            of(Language::Ru, PictureKind::Png, "PNG ru"),
            of(Language::En, PictureKind::Svg, "SVG en"),
            of(Language::En, PictureKind::Png, "PNG en"),
        ],
        None => vec![],
    };
    Row {
        number: number.to_string(),
        place: place(words, it),
        state: words.text(state),
        joined: it.joined.to_string(),
        pictures,
    }
}

fn place(words: Words, it: &InviteRow) -> String {
    let parts = [it.site.as_str(), it.workplace.as_str()];
    let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    if parts.is_empty() { words.text("cards-no-place") } else { parts.join(" · ") }
}

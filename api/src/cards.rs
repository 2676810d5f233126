//! Cards: which ones does a client have, as a program reads it, and each as a picture?

use crate::asked::Fields;
use crate::client::{self, Coded};
use crate::wire::NO_CACHE;
use crate::{App, Kind, Problem, Shared};
use ::cards::{Card, DrawError};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::invite::{InviteNumber, InviteRef};
use domain::{ClientCode, Language};
use projections::rows::{ClientRow, InviteRow};
use serde::Serialize;
use tokio::task::spawn_blocking;

/// The most cards that one answer lists: the newest.
pub(crate) const CARDS_MAX: usize = 500;
/// Nothing in a picture ever runs or loads.
const POLICY: &str = "default-src 'none'; sandbox";

#[derive(Serialize)]
struct CardsJson {
    client: ClientCode,
    cards: Vec<CardJson>,
    /// Whether there are older ones.
    cut: bool,
}

#[derive(Serialize)]
struct CardJson {
    number: InviteNumber,
    chat: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    site: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    workplace: String,
    asked_at: DateTime<Utc>,
    withdrawn: bool,
    joined: u64,
    /// The paths of its pictures; none of a card that leads nowhere. The link itself stands on them alone.
    pictures: Vec<String>,
}

/// Which picture of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) number: InviteNumber,
    pub(crate) language: Language,
    pub(crate) kind: PictureKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureKind {
    Svg,
    Png,
}

impl Picture {
    pub(crate) fn path(self, code: &ClientCode) -> String {
        format!("/clients/{code}/cards/{self}")
    }

    /// What a path says, such as `3.ru.svg`.
    fn parse(text: &str) -> Option<Self> {
        let (number, rest) = text.split_once('.')?;
        let (language, kind) = match rest {
            "ru.svg" => (Language::Ru, PictureKind::Svg),
            "ru.png" => (Language::Ru, PictureKind::Png),
            "en.svg" => (Language::En, PictureKind::Svg),
            "en.png" => (Language::En, PictureKind::Png),
            _ => return None,
        };
        let picture = Self { number: InviteNumber(number.parse().ok()?), language, kind };
        // One picture has one address.
        (picture.to_string() == text).then_some(picture)
    }
}

impl std::fmt::Display for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            PictureKind::Svg => "svg",
            PictureKind::Png => "png",
        };
        write!(f, "{}.{}.{kind}", self.number, tag(self.language))
    }
}

pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::Ru => "ru",
        Language::En => "en",
    }
}

/// The newest cards of a client in the order of their numbers, and whether there are older ones.
pub(crate) async fn read(app: &App, client: &ClientRow) -> Result<(Vec<InviteRow>, bool), Problem> {
    let id = client.client;
    let mut all = app.ask(move |views| views.invites(id)).await?;
    let older = all.len().saturating_sub(CARDS_MAX);
    Ok((all.split_off(older), older > 0))
}

pub(crate) async fn cards(
    State(app): State<Shared>,
    Coded(client): Coded,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let (all, cut) = read(&app, &client).await?;
    let cards = all.into_iter().map(|it| json(&client.code, it)).collect();
    Ok((NO_CACHE, Json(CardsJson { client: client.code.clone(), cards, cut })).into_response())
}

fn json(code: &ClientCode, it: InviteRow) -> CardJson {
    let pictures = pictures(&it).into_iter().map(|it| it.path(code)).collect();
    CardJson {
        number: it.invite.number,
        chat: it.chat.to_string(),
        site: it.site,
        workplace: it.workplace,
        asked_at: it.asked_at,
        withdrawn: it.withdrawn,
        joined: it.joined,
        pictures,
    }
}

/// Each language as SVG and as PNG.
fn pictures(it: &InviteRow) -> Vec<Picture> {
    if it.link().is_none() {
        return vec![];
    }
    let number = it.invite.number;
    let of = |language| {
        let picture = move |kind| Picture { number, language, kind };
        [PictureKind::Svg, PictureKind::Png].map(picture)
    };
    [Language::Ru, Language::En].into_iter().flat_map(of).collect()
}

pub(crate) async fn picture(
    State(app): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let Path((code, name)) = path?;
    let of_path = |it: domain::Malformed| Problem::because(Kind::BadPath, it.to_string());
    let code: ClientCode = code.to_ascii_uppercase().parse().map_err(of_path)?;
    let picture = Picture::parse(&name)
        .ok_or_else(|| Problem::because(Kind::BadPath, "a card is named such as 3.ru.svg"))?;
    let found = client::find(&app, code).await?;
    let client = found.ok_or_else(|| Problem::of(Kind::ClientUnknown))?;
    let invite = InviteRef { client: client.client, number: picture.number };
    let row = app.ask(move |views| views.invite(invite)).await?;
    let card = row.and_then(|it| card(&client, &it, picture.language));
    let card = card.ok_or_else(|| Problem::of(Kind::NotFound))?;
    let (media_type, bytes) = draw(card, picture.kind).await?;
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, bytes).into_response())
}

/// The card as it is printed; none that leads nowhere.
fn card(client: &ClientRow, it: &InviteRow, language: Language) -> Option<Card> {
    Some(Card {
        link: it.link()?.to_owned(),
        title: client.title.clone(),
        site: it.site.clone(),
        workplace: it.workplace.clone(),
        number: it.invite.number,
        language,
    })
}

async fn draw(card: Card, kind: PictureKind) -> Result<(&'static str, Vec<u8>), Problem> {
    let drawn = spawn_blocking(move || {
        Ok::<_, DrawError>(match kind {
            PictureKind::Svg => ("image/svg+xml", card.svg()?.into_bytes()),
            PictureKind::Png => ("image/png", card.png()?),
        })
    });
    drawn.await.map_err(|it| Problem::ours(&it))?.map_err(|it| Problem::ours(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_one_name() {
        for name in ["3.ru.svg", "12.en.png"] {
            assert_eq!(Picture::parse(name).unwrap().to_string(), name);
        }
        for name in ["", "3", "3.svg", "03.ru.svg", "+3.ru.svg", "3.de.svg", "3.ru.pdf", "x.ru.svg"]
        {
            assert_eq!(Picture::parse(name), None, "{name}");
        }
    }
}

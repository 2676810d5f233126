//! Cards: what hangs where people work, so that they find the group in which they are helped?
//!
//! One drawing, made of outlines, is written as SVG and as PNG: both hold the same, and neither needs a font where it
//! is printed.

mod drawing;
mod font;
mod layout;
mod raster;
mod svg;

use domain::Language;
use domain::invite::InviteNumber;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use qrcode::types::QrError;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use thiserror::Error;

/// Width and height of a card in dots: A6 at 300 dots an inch.
pub const SIZE: (u32, u32) = (1240, 1748);

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Why a card cannot be drawn.
#[derive(Debug, Error)]
pub enum DrawError {
    #[error("the link does not fit into a code")]
    Code(#[source] QrError),
    #[error("the picture cannot be written")]
    Picture(#[source] png::EncodingError),
}

/// What a card says. `Debug` shows no link: whoever has it may come in.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// What the code encodes.
    pub link: String,
    /// The client's.
    pub title: String,
    /// Both may be empty.
    pub site: String,
    pub workplace: String,
    pub number: InviteNumber,
    pub language: Language,
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Card {
    /// The card as SVG, of the size of A6.
    ///
    /// # Errors
    ///
    /// [`DrawError::Code`].
    pub fn svg(&self) -> Result<String, DrawError> {
        Ok(svg::write(&layout::drawing(self)?, &self.words()))
    }

    /// The card as PNG, of the size of A6 at 300 dots an inch.
    ///
    /// # Errors
    ///
    /// [`DrawError`].
    pub fn png(&self) -> Result<Vec<u8>, DrawError> {
        raster::write(&layout::drawing(self)?).map_err(DrawError::Picture)
    }

    /// All that stands on it, in the order in which it is read, without the link.
    pub fn words(&self) -> Vec<String> {
        let given = [&self.title, &self.site, &self.workplace];
        let given = given.into_iter().filter(|it| !it.is_empty()).cloned();
        given.chain(self.steps()).chain([self.footer()]).collect()
    }

    fn steps(&self) -> [String; 3] {
        ["card-step-scan", "card-step-join", "card-step-write"].map(|key| self.text(key))
    }

    fn footer(&self) -> String {
        self.text("card-number")
    }

    fn text(&self, key: &str) -> String {
        let language = match self.language {
            Language::Ru => "ru",
            Language::En => "en",
        };
        let language: LanguageIdentifier = language.parse().expect("a language of ours");
        let number = FluentValue::from(self.number.to_string());
        let arguments = HashMap::from([(Cow::Borrowed("number"), number)]);
        LOCALES.lookup_with_args(&language, key, &arguments)
    }
}

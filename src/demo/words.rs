//! Words: what does the demo's page say in the reader's language?

use domain::Language;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./src/demo/locales",
        fallback_language: "ru",
    };
}

static RU: LanguageIdentifier = langid!("ru");
static EN: LanguageIdentifier = langid!("en");

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    pub(super) fn text(self, key: &str) -> String {
        let language = match self.0 {
            Language::Ru => &RU,
            Language::En => &EN,
        };
        LOCALES.try_lookup(language, key).expect("every key is written in both languages")
    }

    pub(super) fn tag(self) -> &'static str {
        match self.0 {
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    pub(super) fn other(self) -> &'static str {
        match self.0 {
            Language::Ru => "en",
            Language::En => "ru",
        }
    }
}

//! Along: how is what a message brings along shown to staff?

use super::Scene;
use super::html::{escape, name};
use crate::texts::cut;
use domain::along::{Along, Origin};

/// The most UTF-16 units of a quote: the message itself is a step away.
const QUOTE_UNITS_MAX: usize = 300;

/// What is quoted, and where it stood first, in lines of their own.
pub(super) fn lines(scene: &Scene, along: &Along) -> Vec<String> {
    let texts = scene.texts();
    let from = |key: &str, it: &Origin| {
        let name = name(texts, Some(&it.name));
        texts.with(key, [("name", name.into()), ("time", scene.times.dated(it.at).into())])
    };
    let mut lines = Vec::new();
    if let Some(quote) = &along.quote {
        lines.extend(quote.origin.as_ref().map(|it| from("along-elsewhere", it)));
        let words = quote.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            let text = escape(&cut(&words, QUOTE_UNITS_MAX));
            lines.push(texts.with("along-quote", [("text", text.into())]));
        }
    }
    lines.extend(along.origin.as_ref().map(|it| from("along-forwarded", it)));
    lines
}

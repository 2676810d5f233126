//! Safe HTML: how does a browser show a text with its entities, whatever the text contains?

use crate::entities::{Entity, Text, span};

/// Text and tags of our own choosing only; line breaks stay line breaks.
pub(crate) fn render(text: &Text) -> String {
    let mut html = String::new();
    let mut open: Vec<&Entity> = Vec::new();
    let mut bounds: Vec<usize> =
        text.entities.iter().flat_map(|it| [it.offset, it.offset + it.length]).collect();
    bounds.extend([0, text.units()]);
    bounds.sort_unstable();
    bounds.dedup();
    for (at, &bound) in bounds.iter().enumerate() {
        shut(&mut html, &mut open, bound);
        let mut starting: Vec<_> = text.entities.iter().filter(|it| it.offset == bound).collect();
        starting.sort_by_key(|it| std::cmp::Reverse(it.length));
        for entity in starting {
            html.push_str(&opening(entity));
            open.push(entity);
        }
        if let Some(&next) = bounds.get(at + 1)
            && let Some(part) = span(&text.text, bound, next - bound)
        {
            html.push_str(&escape(&text.text[part]));
        }
    }
    html
}

/// Closes what ends here. What overlaps it is closed too, and opened again.
fn shut(html: &mut String, open: &mut Vec<&Entity>, bound: usize) {
    let ends = |it: &Entity| it.offset + it.length <= bound;
    let Some(first) = open.iter().position(|it| ends(it)) else { return };
    let above = open.split_off(first);
    for entity in above.iter().rev() {
        html.push_str(closing(entity));
    }
    for entity in above {
        if !ends(entity) {
            html.push_str(&opening(entity));
            open.push(entity);
        }
    }
}

fn opening(entity: &Entity) -> String {
    match tag(entity) {
        "a" => {
            let url = entity.more.get("url").and_then(|it| it.as_str()).unwrap_or_default();
            format!("<a href=\"{}\" rel=\"noreferrer\">", escape(url))
        }
        "span" => format!("<span class=\"{}\">", escape(&entity.kind)),
        tag => format!("<{tag}>"),
    }
}

fn closing(entity: &Entity) -> &'static str {
    match tag(entity) {
        "b" => "</b>",
        "i" => "</i>",
        "u" => "</u>",
        "s" => "</s>",
        "code" => "</code>",
        "pre" => "</pre>",
        "blockquote" => "</blockquote>",
        "a" => "</a>",
        _ => "</span>",
    }
}

fn tag(entity: &Entity) -> &'static str {
    let url = entity.more.get("url").and_then(|it| it.as_str()).unwrap_or_default();
    match entity.kind.as_str() {
        "bold" => "b",
        "italic" => "i",
        "underline" => "u",
        "strikethrough" => "s",
        "code" => "code",
        "pre" => "pre",
        "blockquote" | "expandable_blockquote" => "blockquote",
        "text_link" if url.starts_with("https://") || url.starts_with("http://") => "a",
        _ => "span",
    }
}

pub(crate) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_never_a_tag() {
        check("<b>hi</b> & 'x'", &[], "&lt;b&gt;hi&lt;/b&gt; &amp; &#39;x&#39;");
    }

    #[test]
    fn entities_nest_and_overlaps_are_split() {
        let (bold, italic) = (Entity::new("bold", 0, 4), Entity::new("italic", 2, 4));
        check("abcdef", &[bold, italic], "<b>ab<i>cd</i></b><i>ef</i>");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let link = |url: &str| Entity::new("text_link", 0, 1).with("url", url);
        let safe = "<a href=\"https://x.y/?&quot;\" rel=\"noreferrer\">x</a>";
        check("x", &[link("https://x.y/?\"")], safe);
        check("x", &[link("javascript:alert(1)")], "<span class=\"text_link\">x</span>");
    }

    #[track_caller]
    fn check(text: &str, entities: &[Entity], then: &str) {
        let text = Text { text: text.to_owned(), entities: entities.to_vec() };
        assert_eq!(render(&text), then);
    }
}

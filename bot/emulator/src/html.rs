//! HTML: what text and entities does `parse_mode=HTML` stand for, and is it well formed?

use crate::entities::{Entity, Text, units};
use crate::refusal::Refusal;

/// A text whose tags and entities have been read.
pub(crate) fn parse(html: &str) -> Result<Text, Refusal> {
    Parser { html, at: 0, text: String::new(), open: Vec::new(), entities: Vec::new() }.run()
}

struct Parser<'a> {
    html: &'a str,
    at: usize,
    text: String,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

struct Open {
    tag: String,
    entity: Option<Entity>,
}

impl Parser<'_> {
    fn run(mut self) -> Result<Text, Refusal> {
        while let Some(next) = self.html[self.at..].chars().next() {
            match next {
                '<' if self.html[self.at..].starts_with("</") => self.close()?,
                '<' => self.open()?,
                '&' => self.character(),
                _ => {
                    self.text.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        if let Some(open) = self.open.last() {
            return Err(bad(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                open.tag
            )));
        }
        Ok(Text { text: self.text, entities: self.entities })
    }

    fn open(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let Some(end) = self.html[start..].find('>').map(|it| start + it) else {
            return Err(bad(format!("Unclosed start tag at byte offset {start}")));
        };
        let inside = &self.html[start + 1..end];
        let (tag, attributes) = match inside.split_once(|it: char| it.is_ascii_whitespace()) {
            Some((tag, attributes)) => (tag, attributes),
            None => (inside, ""),
        };
        let tag = tag.to_ascii_lowercase();
        let offset = units(&self.text);
        let inner = self.open.last();
        let entity = match tag.as_str() {
            "b" | "strong" => Some(Entity::new("bold", offset, 0)),
            "i" | "em" => Some(Entity::new("italic", offset, 0)),
            "u" | "ins" => Some(Entity::new("underline", offset, 0)),
            "s" | "strike" | "del" => Some(Entity::new("strikethrough", offset, 0)),
            "tg-spoiler" => Some(Entity::new("spoiler", offset, 0)),
            "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => {
                Some(Entity::new("spoiler", offset, 0))
            }
            "span" => {
                return Err(bad(format!(
                    "Tag \"span\" must have class \"tg-spoiler\" at byte offset {start}"
                )));
            }
            "blockquote" if has_flag(attributes, "expandable") => {
                Some(Entity::new("expandable_blockquote", offset, 0))
            }
            "blockquote" => Some(Entity::new("blockquote", offset, 0)),
            "pre" => Some(Entity::new("pre", offset, 0)),
            "code" => Some(code(attributes, inner, offset)),
            "a" => attribute(attributes, "href").and_then(|url| link(&url, offset)),
            _ => {
                return Err(bad(format!("Unsupported start tag \"{tag}\" at byte offset {start}")));
            }
        };
        self.open.push(Open { tag, entity });
        self.at = end + 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let Some(end) = self.html[start..].find('>').map(|it| start + it) else {
            return Err(bad(format!("Unclosed end tag at byte offset {start}")));
        };
        let tag = self.html[start + 2..end].trim_end().to_ascii_lowercase();
        let Some(open) = self.open.pop() else {
            return Err(bad(format!("Unexpected end tag at byte offset {start}")));
        };
        if !tag.is_empty() && tag != open.tag {
            return Err(bad(format!(
                "Unmatched end tag at byte offset {start}, expected \"</{}>\", found \"</{tag}>\"",
                open.tag
            )));
        }
        if let Some(mut entity) = open.entity {
            entity.length = units(&self.text) - entity.offset;
            // `<pre><code class="language-…">`: the language belongs to the block around.
            if entity.kind == "language" {
                if let Some(block) = self.open.last_mut().and_then(|it| it.entity.as_mut()) {
                    block.more.append(&mut entity.more);
                }
            } else if entity.length > 0 {
                self.entities.push(entity);
            }
        }
        self.at = end + 1;
        Ok(())
    }

    /// `&lt;` and its kin; anything else after `&` is an `&`.
    fn character(&mut self) {
        let rest = &self.html[self.at + 1..];
        // The longest is `&#x10FFFF;`.
        let name = rest.find(';').filter(|&end| end <= 9).map(|end| &rest[..end]);
        let character = name.and_then(|it| match it {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            _ => numbered(it),
        });
        if let (Some(character), Some(name)) = (character, name) {
            self.text.push(character);
            self.at += name.len() + 2;
        } else {
            self.text.push('&');
            self.at += 1;
        }
    }
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number).filter(|&it| it != '\0')
}

fn code(attributes: &str, inner: Option<&Open>, offset: usize) -> Entity {
    let language = attribute(attributes, "class");
    let language = language.as_deref().and_then(|it| it.strip_prefix("language-"));
    match (language, inner) {
        (Some(language), Some(open)) if open.tag == "pre" => {
            Entity::new("language", offset, 0).with("language", language)
        }
        _ => Entity::new("code", offset, 0),
    }
}

fn link(url: &str, offset: usize) -> Option<Entity> {
    if let Some(user) = url.strip_prefix("tg://user?id=") {
        let id: i64 = user.parse().ok()?;
        return Some(
            Entity::new("text_mention", offset, 0).with("user", serde_json::json!({"id": id})),
        );
    }
    let known = ["http://", "https://", "tg://", "mailto:", "tel:"];
    known
        .iter()
        .any(|it| url.starts_with(it))
        .then(|| Entity::new("text_link", offset, 0).with("url", url))
}

/// The value of `name="value"`, unescaped.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|it| matches!(it, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote)?,
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        // A flag without a value may stand before the key.
        if key.split_whitespace().next_back() == Some(name) {
            let plain = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            return Some(plain.replace("&amp;", "&"));
        }
        rest = next.trim_start();
    }
    None
}

fn has_flag(attributes: &str, name: &str) -> bool {
    attributes.split_whitespace().any(|it| it == name)
}

fn bad(what: impl AsRef<str>) -> Refusal {
    Refusal::bad(format!("can't parse entities: {}", what.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_entities_in_utf16_units() {
        check("🖨 <b>№ ROM-57</b>", Ok(("🖨 № ROM-57", &[("bold", 3, 8)])));
        check("<b>a<i>b</i></b>", Ok(("ab", &[("italic", 1, 1), ("bold", 0, 2)])));
        check("<s>x</s><u>y</u>", Ok(("xy", &[("strikethrough", 0, 1), ("underline", 1, 1)])));
        check(
            "<blockquote expandable>q</blockquote>",
            Ok(("q", &[("expandable_blockquote", 0, 1)])),
        );
    }

    #[test]
    fn escaped_characters_are_text() {
        check("a &lt;b&gt; &amp; &quot;c&quot; &#1071;", Ok(("a <b> & \"c\" Я", &[])));
        check("AT&T &unknown;", Ok(("AT&T &unknown;", &[])));
    }

    #[test]
    fn a_link_keeps_its_address_and_a_mention_its_person() {
        let text = parse("<a href=\"https://x.y/?a=1&amp;b=2\">x</a>").unwrap();
        assert_eq!(text.entities[0].more["url"], "https://x.y/?a=1&b=2");

        let text = parse("<a href=\"tg://user?id=7\">Anna</a>").unwrap();
        assert_eq!(text.entities[0].kind, "text_mention");
        assert_eq!(text.entities[0].more["user"]["id"], 7);
    }

    #[test]
    fn a_block_takes_the_language_of_its_code() {
        let text = parse("<pre><code class=\"language-rust\">fn</code></pre>").unwrap();
        assert_eq!(text.entities.len(), 1);
        assert_eq!(text.entities[0].more["language"], "rust");
    }

    #[test]
    fn what_is_not_well_formed_is_refused_in_telegrams_words() {
        check("<b>a", Err("Can't find end tag corresponding to start tag \"b\""));
        check("a</b>", Err("Unexpected end tag at byte offset 1"));
        check("<div>a</div>", Err("Unsupported start tag \"div\" at byte offset 0"));
        check("1 < 2", Err("Unclosed start tag at byte offset 2"));
        check(
            "<b>a</i>",
            Err("Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        );
    }

    type Then<'a> = Result<(&'a str, &'a [(&'a str, usize, usize)]), &'a str>;

    #[track_caller]
    fn check(html: &str, then: Then<'_>) {
        match (parse(html), then) {
            (Ok(text), Ok((plain, entities))) => {
                assert_eq!(text.text, plain);
                let found = text.entities.iter();
                let found: Vec<_> = found.map(|it| (&*it.kind, it.offset, it.length)).collect();
                assert_eq!(found, entities);
            }
            (parsed, then) => assert_eq!(
                parsed.map_err(|it| it.description),
                Err(format!("Bad Request: can't parse entities: {}", then.unwrap_err())),
            ),
        }
    }
}

//! Detect: which commands, names, hashtags and links does Telegram find in a text by itself?

use crate::entities::{Entity, units};

/// In the order of the text.
pub(crate) fn entities(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let lead = bare.len() - bare.trim_start_matches(['(', '"', '«', '[']).len();
        let core = &bare[lead..];
        if let Some((kind, taken)) = kind(core) {
            let start = offset + units(&bare[..lead]);
            found.push(Entity::new(kind, start, units(&core[..taken])));
        }
        offset += units(word);
    }
    found
}

/// What a word is, and how many of its bytes belong to it.
fn kind(word: &str) -> Option<(&'static str, usize)> {
    if word.starts_with("http://") || word.starts_with("https://") {
        let taken = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '»', ']']);
        return (taken.len() > "https://".len()).then_some(("url", taken.len()));
    }
    let (first, rest) = (word.chars().next()?, word.get(1..)?);
    match first {
        '/' => {
            let name = run(rest, is_name);
            if name == 0 || name > 32 {
                return None;
            }
            let to = rest[name..].strip_prefix('@').map_or(0, |it| run(it, is_name));
            Some(("bot_command", 1 + name + if to == 0 { 0 } else { to + 1 }))
        }
        '@' => {
            let name = run(rest, is_name);
            (name >= 4).then_some(("mention", 1 + name))
        }
        '#' => {
            let tag = run(rest, |it| it.is_alphanumeric() || it == '_');
            let has_letter = rest[..tag].chars().any(char::is_alphabetic);
            has_letter.then_some(("hashtag", 1 + tag))
        }
        _ => None,
    }
}

fn is_name(it: char) -> bool {
    it.is_ascii_alphanumeric() || it == '_'
}

/// How many bytes at the beginning are of one sort.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|it| !belongs(it)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_with_the_bot_it_names() {
        check("/new@desk_bot принтер", &[("bot_command", 0, 13)]);
        check("🖨 /new", &[("bot_command", 3, 4)]);
        check("/", &[]);
    }

    #[test]
    fn names_hashtags_and_links_are_found() {
        check("@anna", &[("mention", 0, 5)]);
        check("@an", &[]);
        check("#срочно, да", &[("hashtag", 0, 7)]);
        check("#42", &[]);
        check("см. https://t.me/x.", &[("url", 4, 14)]);
    }

    #[track_caller]
    fn check(text: &str, then: &[(&str, usize, usize)]) {
        let found = entities(text);
        let found: Vec<_> = found.iter().map(|it| (&*it.kind, it.offset, it.length)).collect();
        assert_eq!(found, then);
    }
}

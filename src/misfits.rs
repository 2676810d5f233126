//! Misfits: what of a configuration cannot be read, and where does it stand?
//!
//! The readers' own errors quote the line that they stumble over, which may hold a token or a password: only where
//! it stands, and what was expected there, is told.

use serde::de::DeserializeOwned;

/// The most misfits that are told at once.
const MISFITS_MAX: usize = 20;
/// What begins the name of every variable that sets something.
pub(crate) const PREFIX: &str = "PROOFDESK_";

/// Every misfit of a configuration file: its line, its key as far as it can be seen, and what was expected.
pub(crate) fn of_file<T: DeserializeOwned>(text: &str) -> Vec<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut misfits = vec![];
    while misfits.len() < MISFITS_MAX {
        let rest = lines.join("\n");
        let Err(error) = toml::from_str::<T>(&rest) else { break };
        // Where the whole is no TOML any more, what comes next would be our own doing.
        let is_first = misfits.is_empty();
        let is_toml = rest.parse::<toml::Table>().is_ok();
        if !is_first && !is_toml {
            break;
        }
        let start = error.span().map(|it| it.start);
        let line = start.map(|it| rest[..it].matches('\n').count());
        misfits.push(sentence(&lines, line, &without_value(error.message())));
        match line.and_then(|it| lines.get_mut(it)) {
            // Looked at no more, so that the next one is found.
            Some(line) if is_toml && !line.trim().is_empty() && !line.trim().starts_with('[') => {
                *line = "";
            }
            Some(_) | None => break,
        }
    }
    misfits
}

fn sentence(lines: &[&str], line: Option<usize>, what: &str) -> String {
    let Some(line) = line else { return what.to_owned() };
    let place = format!("line {}", line + 1);
    match key_at(lines, line) {
        Some(key) => format!("{place}, {key}: {what}"),
        None => format!("{place}: {what}"),
    }
}

/// The key that a line sets, with its section before it.
fn key_at(lines: &[&str], line: usize) -> Option<String> {
    let is_name = |it: &str| {
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
        !it.is_empty() && it.bytes().all(fits)
    };
    let key = lines.get(line)?.split_once('=')?.0.trim();
    let mut before = lines.get(..line)?.iter().rev();
    let section = before
        .find_map(|it| it.trim().strip_prefix('[')?.split_once(']').map(|it| it.0.trim()))
        .filter(|it| is_name(it));
    is_name(key).then(|| section.map_or_else(|| key.to_owned(), |it| format!("{it}.{key}")))
}

/// A reader's message without the value that it quotes.
fn without_value(message: &str) -> String {
    let message = message.lines().collect::<Vec<_>>().join(", ");
    let quotes = ["invalid type: ", "invalid value: ", "unknown variant "];
    let Some(quoting) = quotes.into_iter().find(|it| message.starts_with(it)) else {
        return message;
    };
    let kind = message[quoting.len()..].split(['"', '`', ',']).next().unwrap_or_default().trim();
    let expected = message.rsplit_once(", expected ").map_or("another", |it| it.1);
    let joint = if kind.is_empty() { "" } else { " " };
    let wrong = quoting.trim_end_matches([':', ' ']);
    format!("{wrong}{joint}{kind}, expected {expected}")
}

/// Every misfit of the environment: the variable's full name, and what was expected.
pub(crate) fn of_environment(error: figment::Error) -> Vec<String> {
    error.into_iter().map(|it| of_variable(&it)).collect()
}

fn of_variable(error: &figment::Error) -> String {
    use figment::error::Kind;
    let mut path = error.path.clone();
    let what = match &error.kind {
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("cannot be used: expected {expected}")
        }
        Kind::UnknownField(field, expected) => {
            if path.last().is_none_or(|it| it != field) {
                path.push(field.clone());
            }
            format!("is no setting: expected {}", or(expected))
        }
        Kind::UnknownVariant(_, expected) => format!("cannot be used: expected {}", or(expected)),
        Kind::Message(_)
        | Kind::MissingField(_)
        | Kind::DuplicateField(_)
        | Kind::InvalidLength(..)
        | Kind::ISizeOutOfRange(_)
        | Kind::USizeOutOfRange(_)
        | Kind::Unsupported(_)
        | Kind::UnsupportedKey(..) => "cannot be used".to_owned(),
    };
    let name = path.join("__").to_uppercase();
    format!("the variable {PREFIX}{name} {what}")
}

fn or(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_line_that_does_not_read_is_named_and_never_quoted() {
        for wrong in [
            "[telegram]\ntoken = 1:s3cret\n",
            "[telegram]\ntokken = \"1:s3cret\"\n",
            "[telegram]\ntoken = [\"1:s3cret\"]\n",
            "[telegram]\nproxy = \"socks5://u:s3cret@h:1\n",
            "[telegram]\nproxy = { url = \"socks5://u:s3cret@h:1\" }\n",
            "[telegram]\npace = \"s3cret\"\n",
            "\ntelegram = \"s3cret\"\n",
            "[http]\nlisten = \"s3cret\"\n",
            "[desk]\nadmins = \"s3cret\"\n",
            "[desk]\nlanguage = \"s3cret\"\n",
        ] {
            let misfits = of_file::<Settings>(wrong);
            let [only] = &misfits[..] else { panic!("{wrong}: {misfits:?}") };
            assert!(only.starts_with("line 2") && !only.contains("s3cret"), "{wrong}: {only}");
        }
    }

    #[test]
    fn all_values_of_a_wrong_kind_are_told_with_line_and_key() {
        let text = "data = 1\n\n[http]\nlisten = 80\n[retention]\nchat_days = \"many\"\n";
        let told = [
            "line 1, data: invalid type integer, expected path string",
            "line 4, http.listen: invalid type integer, expected socket address",
            "line 6, retention.chat_days: invalid type string, expected u32",
        ];
        assert_eq!(of_file::<Settings>(text), told);
    }

    #[test]
    fn what_reads_has_no_misfits() {
        assert_eq!(of_file::<Settings>("data = \"d\"\n"), Vec::<String>::new());
    }
}

//! Headings: what may stand at the head of each column, in either language, and how does a table begin?

use crate::import::Kind;
use std::fmt::Write as _;

/// Each column by the name that is used everywhere else, with what else it may be called.
pub(crate) const SYNONYMS: [(&str, &[&str]); 26] = [
    ("code", &["код", "код клиента"]),
    ("title", &["название", "наименование", "название клиента"]),
    ("language", &["язык"]),
    ("zone", &["часовой пояс", "пояс"]),
    ("policy", &["политика"]),
    ("calendar", &["календарь"]),
    ("intake", &["правила приема", "правила"]),
    ("team", &["команда"]),
    ("responsible", &["ответственный"]),
    ("deputy", &["заместитель"]),
    ("client", &["клиент"]),
    ("site", &["площадка"]),
    ("name", &["название площадки", "имя площадки"]),
    ("workplace", &["рабочее место"]),
    ("workplace_name", &["название места", "название рабочего места"]),
    ("telegram_id", &["телеграм id", "телеграм"]),
    ("part", &["роль"]),
    ("number", &["номер", "номер заявки"]),
    ("text", &["текст", "суть", "описание"]),
    ("requester", &["автор", "заявитель"]),
    ("requester_id", &["id автора", "id заявителя"]),
    ("type", &["тип"]),
    ("priority", &["приоритет"]),
    ("agent", &["исполнитель"]),
    ("reported", &["обращение", "время обращения", "дата обращения"]),
    ("note", &["примечание", "состояние"]),
];

/// The column that a heading names; the heading itself, in small letters, if nobody knows it.
pub(crate) fn column(heading: &str) -> String {
    let heading = heading.to_lowercase();
    let words: Vec<_> = heading.split([' ', '_', '\u{a0}']).filter(|it| !it.is_empty()).collect();
    let spoken = words.join(" ").replace('ё', "е");
    let means =
        |it: &&(&str, &[&str])| it.0.replace('_', " ") == spoken || it.1.contains(&&*spoken);
    SYNONYMS.iter().find(means).map_or(heading, |it| it.0.to_owned())
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Sites => "sites",
            Self::People => "people",
            Self::Tickets => "tickets",
        }
    }

    /// A line as it may stand below the heading of all columns.
    fn example(self) -> &'static str {
        match self {
            Self::Clients => {
                "ROM,Ромашка,ru,Europe/Moscow,standard,ru-8x5,standard,network,123456789,"
            }
            Self::Sites => "ROM,north,Склад «Север»,till-1,Касса 1",
            Self::People => "ROM,123456789,lead",
            Self::Tickets => {
                "ROM,HD-1204,Не печатает принтер,Анна Петрова,,fault,urgent,,,20.11.2026 14:20,ждём картридж"
            }
        }
    }

    /// How a table begins: its heading in both languages, what of it is needed, and a line below it.
    pub(crate) fn beginning(self) -> String {
        let columns = self.columns();
        let in_russian = |it: &&str| {
            let of = SYNONYMS.iter().find(|known| known.0 == *it);
            of.and_then(|it| it.1.first().copied()).unwrap_or_default()
        };
        let russian: Vec<_> = columns.iter().map(in_russian).collect();
        let mut text = String::new();
        // Into a string nothing fails to be written.
        let _ = write!(
            text,
            "{}: {}\n  or {}\n  then, for example: {}\n  needed are {}",
            self.name(),
            columns.join(","),
            russian.join(","),
            self.example(),
            self.needed().join(", "),
        );
        text
    }
}

/// How any table begins.
pub(crate) fn beginnings() -> String {
    Kind::ALL.map(Kind::beginning).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table;
    use std::collections::BTreeSet;

    #[test]
    fn a_heading_in_either_language_names_its_column() {
        for (heading, then) in [
            ("code", "code"),
            ("Telegram ID", "telegram_id"),
            ("telegram_id", "telegram_id"),
            ("Код клиента", "code"),
            ("Правила приёма", "intake"),
            ("название_площадки", "name"),
            ("Рабочее\u{a0}место", "workplace"),
            ("Цвет", "цвет"),
        ] {
            assert_eq!(column(heading), then, "{heading}");
        }
    }

    #[test]
    fn no_heading_names_two_columns_and_every_column_has_one_in_russian() {
        let mut seen = BTreeSet::new();
        for (name, synonyms) in SYNONYMS {
            for heading in synonyms.iter().chain([&name]) {
                assert!(seen.insert(*heading), "{heading}");
                assert_eq!(column(heading), name);
            }
        }
        let all = Kind::ALL.iter().flat_map(|it| it.columns());
        for it in all {
            let known = SYNONYMS.iter().find(|known| known.0 == *it);
            assert!(known.is_some_and(|it| !it.1.is_empty()), "{it}");
        }
    }

    #[test]
    fn the_beginning_that_is_shown_is_itself_a_table() {
        for kind in Kind::ALL {
            let shown = kind.beginning();
            let lines: Vec<_> = shown.lines().collect();
            let after = |place: usize, words: &str| lines[place].split_once(words).unwrap().1;
            for heading in [after(0, ": "), after(1, "or ")] {
                let text = format!("{heading}\n{}\n", after(2, "example: "));
                let table = table::read(text.as_bytes()).unwrap();
                assert!(table.faults.is_empty(), "{:?}", table.faults);
                assert_eq!(table.columns, kind.columns());
                assert_eq!(table.lines.len(), 1);
            }
        }
    }

    #[test]
    fn the_manuals_tell_of_every_heading() {
        for manual in [include_str!("../../README.md"), include_str!("../../README.ru.md")] {
            for (name, synonyms) in SYNONYMS {
                let row = format!("| `{name}` | {} |", synonyms.join(", "));
                assert!(manual.contains(&row), "{row}");
            }
        }
    }
}

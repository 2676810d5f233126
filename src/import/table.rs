//! Table: what stands in the lines of a file that a spreadsheet wrote?

use crate::import::Fault;
use std::collections::BTreeMap;

/// The most bytes of a file.
pub(crate) const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most lines of a file.
pub(crate) const LINES_MAX: usize = 20_000;
/// What Excel puts before UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file as lines of named fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<Line>,
}

/// A line of it, as a person counts them, the heading being the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: u64,
    fields: BTreeMap<String, String>,
}

impl Line {
    /// What stands in a column; nothing if it is empty or not there.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.fields.get(column).map(String::as_str).filter(|it| !it.is_empty())
    }

    pub(crate) fn fault(&self, column: &str, what: impl Into<String>) -> Fault {
        Fault { line: self.number, column: Some(column.to_owned()), what: what.into() }
    }
}

/// Reads a file: UTF-8 with or without a mark, separated by commas or semicolons.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, Vec<Fault>> {
    let whole = |line, what: &str| vec![Fault { line, column: None, what: what.to_owned() }];
    if bytes.len() > FILE_BYTES_MAX {
        return Err(whole(1, "the file is larger than 8 MiB: cut it into several"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().map(|it| u64::from(*it == b'\n')).sum::<u64>();
        whole(line, "not UTF-8: save the file as “CSV UTF-8”")
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let semicolons = heading.matches(';').count() > heading.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|it| whole(1, &it.to_string()))?;
    let columns: Vec<String> = heading.iter().map(str::to_lowercase).collect();
    let mut faults = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        if columns[..place].contains(column) {
            let what = "the column is there twice".to_owned();
            faults.push(Fault { line: 1, column: Some(column.clone()), what });
        }
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|it| whole(line_of(text, it.position()), "the line cannot be read"))?;
        let number = line_of(text, record.position());
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != columns.len() {
            let what = format!(
                "{} fields, and the heading has {}: is a quote or a separator missing?",
                record.len(),
                columns.len()
            );
            faults.push(Fault { line: number, column: None, what });
            continue;
        }
        if lines.len() >= LINES_MAX {
            return Err(whole(number, "more than 20,000 lines: cut the file into several"));
        }
        let fields = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        lines.push(Line { number, fields });
    }
    if faults.is_empty() { Ok(Table { columns, lines }) } else { Err(faults) }
}

/// The line, as a person counts them, on which a record begins: the reader's own place is still before what ends the
/// line above.
fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let begins = position.and_then(|it| usize::try_from(it.byte()).ok()).unwrap_or_default();
    let rest = text.get(begins..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    1 + text.bytes().take(begins + blank).map(|it| u64::from(it == b'\n')).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> String {
        match read(bytes) {
            Ok(it) => format!("{:?}", it.lines),
            Err(faults) => faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        }
    }

    #[test]
    fn commas_semicolons_marks_and_quotes_say_the_same() {
        let plain = read(b"code,title\nROM,\"Romashka, Ltd\"\n").unwrap();
        assert_eq!(plain.lines[0].get("title"), Some("Romashka, Ltd"));
        for same in [
            "\u{feff}code,title\r\nROM,\"Romashka, Ltd\"\r\n",
            "code;title\nROM;Romashka, Ltd",
            " CODE ; Title \n ROM ; Romashka, Ltd \n",
        ] {
            assert_eq!(read(same.as_bytes()).unwrap(), plain, "{same:?}");
        }
        let twice =
            read("code;title\nROM;\"ООО \"\"Ромашка\"\";\nсклад\"\n\nACM;Acme\n".as_bytes());
        let twice = twice.unwrap();
        assert_eq!(twice.lines[0].get("title"), Some("ООО \"Ромашка\";\nсклад"));
        assert_eq!((twice.lines[0].number, twice.lines[1].number), (2, 5));
    }

    #[test]
    fn a_file_that_does_not_hold_together_is_refused_with_its_line() {
        for (bytes, then) in [
            (&b"code,title\nROM\nACM,Acme,more\n"[..], "line 2: 1 fields"),
            (b"code,title\nROM\nACM,Acme,more\n", "line 3: 3 fields"),
            (b"code,title\n\nROM,\xd0\xee\xec\n", "line 3: not UTF-8"),
            (b"code,title,code\n", "line 1, code: the column is there twice"),
        ] {
            let told = told(bytes);
            assert!(told.contains(then), "{told}");
        }
    }
}

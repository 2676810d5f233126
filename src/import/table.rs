//! Table: what stands in the lines of a file that a spreadsheet wrote?

use crate::import::{FAULTS_MAX, Fault, headings};
use std::collections::BTreeMap;

/// The most bytes of a file.
pub(crate) const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most lines of a file.
pub(crate) const LINES_MAX: usize = 20_000;
/// What Excel puts before UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What is said of a quote without its other half.
const OPEN: &str = "a quote is opened here and not closed";

/// A file as lines of named fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    /// How the file itself calls its columns.
    pub(crate) written: BTreeMap<String, String>,
    pub(crate) lines: Vec<Line>,
    /// What could not be read.
    pub(crate) faults: Vec<Fault>,
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

/// Reads a file: UTF-8 with or without a mark, separated by commas, semicolons or tabs. A line that cannot be read is told
/// of, and the others are read all the same.
///
/// # Errors
///
/// The file as a whole cannot be read.
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
    let blank = text.len() - text.trim_start_matches(['\r', '\n', ' ', '\t']).len();
    let Some(heading) = text[blank..].lines().next() else {
        let begins = format!("the file is empty. A file begins so:\n{}", headings::beginnings());
        return Err(whole(1, &begins));
    };
    let delimiter = delimiter_of(heading);
    let number = line_at(text, blank);
    let mut table = Table::default();
    if quotes(heading, delimiter) == Quotes::Open {
        table.faults.push(Fault { line: number, column: None, what: OPEN.to_owned() });
    }
    let names = records(heading, delimiter).next().unwrap_or_default().fields;
    table.columns = names.iter().map(|it| headings::column(it)).collect();
    for (place, column) in table.columns.iter().enumerate() {
        if table.columns[..place].contains(column) {
            let (column, what) = (Some(names[place].clone()), "the column is there twice".into());
            table.faults.push(Fault { line: number, column, what });
        }
        table.written.insert(column.clone(), names[place].to_lowercase());
    }
    table.read_lines(text, blank + heading.len(), delimiter)?;
    Ok(table)
}

impl Table {
    /// Reads what is below the heading.
    fn read_lines(&mut self, text: &str, from: usize, delimiter: u8) -> Result<(), Vec<Fault>> {
        let (mut from, mut counted) = (from, (0, 1));
        loop {
            let mut resume = None;
            for record in records(&text[from..], delimiter) {
                let at = from + record.begins;
                let raw = &text[at..from + record.ends];
                // Counted on, not anew: a file may have many lines.
                counted = (at, counted.1 + line_at(&text[counted.0..at], at) - 1);
                let number = counted.1;
                if record.fields.iter().all(String::is_empty) {
                    continue;
                }
                let mut fault = |what: String| {
                    self.faults.push(Fault { line: number, column: None, what });
                };
                let (fields, columns) = (record.fields.len(), self.columns.len());
                let first = raw.split_inclusive('\n').next().unwrap_or(raw);
                let is_long = first.len() < raw.trim_end_matches(['\r', '\n']).len();
                let quotes = quotes(raw, delimiter);
                if quotes == Quotes::Open
                    || is_long && (quotes == Quotes::Torn || fields != columns)
                {
                    // What it took for its own words is read as lines again.
                    fault(OPEN.to_owned());
                    resume = Some(at + first.len());
                    break;
                }
                if fields != columns {
                    fault(format!(
                        "{fields} fields, and the heading has {columns}: is a quote or a separator missing?"
                    ));
                    continue;
                }
                if self.lines.len() >= LINES_MAX {
                    let what = "more than 20,000 lines: cut the file into several".to_owned();
                    return Err(vec![Fault { line: number, column: None, what }]);
                }
                let fields = self.columns.iter().cloned().zip(record.fields).collect();
                self.lines.push(Line { number, fields });
            }
            match resume {
                Some(next) if self.faults.len() < FAULTS_MAX => from = next,
                _ => return Ok(()),
            }
        }
    }
}

/// What separates the fields of a heading.
fn delimiter_of(heading: &str) -> u8 {
    let count = |it: u8| heading.bytes().filter(|byte| *byte == it).count();
    // Of those that are there equally often the last one would be taken.
    [b'\t', b';', b','].into_iter().max_by_key(|it| count(*it)).unwrap_or(b',')
}

/// A record, and from which byte to which it stands in what was read.
#[derive(Default)]
struct Record {
    fields: Vec<String>,
    begins: usize,
    ends: usize,
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Record> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let byte = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    std::iter::from_fn(move || {
        let mut record = csv::StringRecord::new();
        let begins = byte(reader.position().byte());
        // A text in memory is read to its end.
        let is_there = reader.read_record(&mut record).unwrap_or(false);
        let rest = text.get(begins..).unwrap_or_default();
        // The reader's own place is still before what ends the line above.
        let begins = begins + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let ends = byte(reader.position().byte()).max(begins).min(text.len());
        is_there.then(|| Record {
            fields: record.iter().map(str::to_owned).collect(),
            begins,
            ends,
        })
    })
}

/// How the quotes of a record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Right,
    /// Something stands between a closing quote and what separates the fields.
    Torn,
    /// The last one is not closed.
    Open,
}

fn quotes(raw: &str, delimiter: u8) -> Quotes {
    #[derive(PartialEq)]
    enum Place {
        Begin,
        Plain,
        Quoted,
        Closed,
    }
    let (mut place, mut quotes) = (Place::Begin, Quotes::Right);
    for byte in raw.bytes() {
        place = match (place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            // Two of them within quotes are one that is meant.
            (Place::Begin | Place::Closed, b'"') | (Place::Quoted, _) => Place::Quoted,
            (_, it) if it == delimiter || it == b'\n' => Place::Begin,
            (Place::Closed, b'\r' | b' ') => Place::Closed,
            (Place::Closed, _) => {
                quotes = Quotes::Torn;
                Place::Plain
            }
            (Place::Begin | Place::Plain, _) => Place::Plain,
        };
    }
    if place == Place::Quoted { Quotes::Open } else { quotes }
}

/// The line, as a person counts them, on which a byte stands.
fn line_at(text: &str, byte: usize) -> u64 {
    1 + text.bytes().take(byte).map(|it| u64::from(it == b'\n')).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> String {
        match read(bytes) {
            Ok(it) if it.faults.is_empty() => format!("{:?}", it.lines),
            Ok(Table { faults, .. }) | Err(faults) => {
                faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            }
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
            "code\ttitle\nROM\tRomashka, Ltd\n",
            "\u{feff}Код клиента\tНазвание\r\nROM\t\"Romashka, Ltd\"\r\n",
            "\nКод;Название\nROM;Romashka, Ltd\n".trim_start(),
        ] {
            let same_lines = read(same.as_bytes()).unwrap();
            assert_eq!(
                (&same_lines.columns, &same_lines.lines),
                (&plain.columns, &plain.lines),
                "{same:?}"
            );
        }
        let twice =
            read("code;title\nROM;\"ООО \"\"Ромашка\"\";\nсклад\"\n\nACM;Acme\n".as_bytes());
        let twice = twice.unwrap();
        assert_eq!(twice.lines[0].get("title"), Some("ООО \"Ромашка\";\nсклад"));
        assert_eq!((twice.lines[0].number, twice.lines[1].number), (2, 5));
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told_of_with_its_line_and_hides_no_other_line() {
        for (text, faults, lines) in [
            // To the end of the file, with as many fields as there are columns.
            ("code,title\nROM,\"Ромашка\nACM,Acme\nVAS,Василёк\n", &[2][..], &[3, 4][..]),
            // Up to the next quote, which begins another field.
            ("code,title\nROM,\"Ромашка\nACM,\"Acme\"\nVAS\n", &[2, 4], &[3]),
            ("code,title,zone\nROM,\"Ромашка,\nACM,\"Acme, Ltd\",\n", &[2], &[3]),
            // Two of them, and the last line of all.
            ("code,title\nROM,\"Ромашка\nACM,\"Acme\nVAS,\"Василёк", &[2, 3, 4], &[]),
            // Rightly on two lines, and a quote that is a letter like any other.
            ("code,title\nROM,\"Ромашка\nсклад\"\nACM,3\" pipes\n", &[], &[2, 4]),
        ] {
            let table = read(text.as_bytes()).unwrap();
            let of_faults: Vec<_> = table.faults.iter().map(|it| it.line).collect();
            let of_lines: Vec<_> = table.lines.iter().map(|it| it.number).collect();
            assert_eq!((&*of_faults, &*of_lines), (faults, lines), "{text}");
        }
    }

    #[test]
    fn an_empty_file_is_told_how_one_begins() {
        for empty in ["", "\u{feff}", "\r\n \n"] {
            let told = told(empty.as_bytes());
            assert!(told.contains("the file is empty") && told.contains("code,title"), "{told}");
        }
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

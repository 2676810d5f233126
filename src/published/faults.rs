//! Faults: what is wrong with a file that people wrote, all of it, and on which line?

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use toml_edit::ImDocument;

/// The most faults of one file that are told at once.
pub(crate) const FAULTS_MAX: usize = 100;
/// How many lines back it is looked where a list or a text begins that is not closed.
const LINES_BACK_MAX: usize = 100;
/// The headings that may stand more than once.
const SEVERAL: [&str; 7] = ["row", "rule", "chain", "chain.level", "team", "rota", "blackout"];
/// What a file begins with that an editor saved as "Unicode".
const UTF_16: [[u8; 2]; 2] = [[0xFF, 0xFE], [0xFE, 0xFF]];

/// One fault, where it stands, from line 1 on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

/// Where something stands in the text, in bytes.
pub(crate) type Span = Option<Range<usize>>;

/// What was found wrong so far.
#[derive(Debug)]
pub(crate) struct Faults {
    /// As it was mended, line for line, so that the rest could be looked at.
    text: RefCell<String>,
    found: RefCell<Vec<Fault>>,
    /// The lines of the headings below which lines were passed over; 0 for what stands above them all.
    maimed: RefCell<BTreeSet<usize>>,
    /// Whether a whole section was passed over, so that what seems to be missing may stand there.
    lost: Cell<bool>,
}

impl Faults {
    /// What is no UTF-8 is told, once for each line.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let faults = Self {
            text: RefCell::default(),
            found: RefCell::default(),
            maimed: RefCell::default(),
            lost: Cell::new(false),
        };
        if UTF_16.iter().any(|it| bytes.starts_with(it)) {
            faults.say_at(1, "this is UTF-16: save the file as UTF-8");
            faults.lose_all();
            return faults;
        }
        for (place, line) in bytes.split(|it| *it == b'\n').enumerate() {
            if let Err(error) = std::str::from_utf8(line) {
                let (column, byte) = (error.valid_up_to() + 1, line[error.valid_up_to()]);
                let what = format!("byte {column} of it, 0x{byte:02X}, is no UTF-8");
                faults.say_at(place + 1, format!("{what}: save the file as UTF-8"));
            }
        }
        faults.text.replace(String::from_utf8_lossy(bytes).into_owned());
        faults
    }

    /// Of what stands nowhere in particular the file's first line is told.
    pub(crate) fn say(&self, span: Span, what: impl Into<String>) {
        let line = span.map_or(0, |it| lines_before(&self.text.borrow(), it.start));
        self.say_at(line + 1, what);
    }

    /// Tells which key is missing in a section, unless it may stand in what was passed over.
    pub(crate) fn missing(&self, span: Span, what: impl Into<String>) {
        if !self.are_maimed_in(&span) {
            self.say(span, what);
        }
    }

    /// Tells which section is missing, unless it may have been passed over.
    pub(crate) fn missing_section(&self, what: impl Into<String>) {
        if !self.are_lost() {
            self.missing(None, what);
        }
    }

    fn say_at(&self, line: usize, what: impl Into<String>) {
        self.found.borrow_mut().push(Fault { line, what: what.into() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// Whether lines of a section were passed over.
    pub(crate) fn are_maimed_in(&self, span: &Span) -> bool {
        let text = self.text.borrow();
        let heading = span.as_ref().map_or(0, |it| {
            let lines: Vec<&str> = text.split('\n').collect();
            heading_of(&lines, lines_before(&text, it.start) + 1)
        });
        self.maimed.borrow().contains(&heading)
    }

    /// Whether a whole section was passed over.
    pub(crate) fn are_lost(&self) -> bool {
        self.lost.get()
    }

    fn lose_all(&self) {
        self.lost.set(true);
        self.maimed.borrow_mut().insert(0);
        self.text.take();
    }

    /// All of them by line, each once, as many as one reads.
    pub(crate) fn into_list(self) -> Vec<Fault> {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        found.truncate(FAULTS_MAX);
        found
    }
}

/// The document that a text is. What is no TOML is told, and then mended or passed over, so that the rest can be looked
/// at too: a heading with its brackets wrong is taken for what it names, a line is left out.
pub(crate) fn document(faults: &Faults) -> ImDocument<String> {
    let mut lines: Vec<String> = faults.text.borrow().split('\n').map(str::to_owned).collect();
    let mut mended = BTreeSet::new();
    loop {
        let rest = lines.join("\n");
        let error = match ImDocument::parse(rest.clone()) {
            Ok(document) => {
                faults.text.replace(rest);
                return document;
            }
            Err(error) => error,
        };
        let line = lines_before(&rest, error.span().map_or(0, |it| it.start));
        let (begin, end) = passage(&lines, line);
        if faults.count() >= FAULTS_MAX || lines[begin].trim().is_empty() {
            faults.lose_all();
            return nothing();
        }
        let is_new = mended.insert(begin);
        if is_new {
            let why = error.message().trim().replace('\n', ", ");
            faults.say_at(begin + 1, format!("this is no TOML: {why}"));
        }
        if !is_heading(&lines[begin]) {
            faults.maimed.borrow_mut().insert(heading_of(&lines, begin));
            lines[begin..end].fill(String::new());
        } else if let Some(heading) = mended_heading(&lines[begin]).filter(|_| is_new) {
            // The second of its name tells that the first should have been one of several too.
            let one = std::mem::replace(&mut lines[begin], heading.clone());
            let name = one.trim().trim_matches(['[', ']']);
            let before = lines[..begin].iter_mut().enumerate();
            for (place, it) in before.filter(|(_, it)| SEVERAL.contains(&name) && **it == one) {
                faults
                    .say_at(place + 1, format!("{name} is a section: write each under {heading}"));
                it.clone_from(&heading);
            }
        } else {
            faults.lost.set(true);
            let section = lines[begin + 1..].iter().take_while(|it| !is_heading(it)).count();
            lines[begin..=begin + section].fill(String::new());
        }
    }
}

fn nothing() -> ImDocument<String> {
    ImDocument::parse(String::new()).expect("nothing at all is TOML")
}

/// The first of the lines to be passed over where a fault was met on a line, and the one after the last: a list or a text
/// that is not closed is at fault where it begins.
fn passage(lines: &[String], met: usize) -> (usize, usize) {
    let is_whole = |it: &usize| ImDocument::parse(lines[..*it].join("\n")).is_ok();
    let begin = (met.saturating_sub(LINES_BACK_MAX)..=met).rev().find(is_whole).unwrap_or(met);
    let is_last = met + 1 == lines.len();
    let is_another = is_last || is_heading(&lines[met]) || lines[met].contains('=');
    match (begin < met && is_another, is_last) {
        (true, true) => (begin, begin + 1),
        (true, false) => (begin, met),
        (false, _) => (met, met + 1),
    }
}

fn is_heading(line: impl AsRef<str>) -> bool {
    line.as_ref().trim_start().starts_with('[')
}

/// The line, from 1 on, of the heading that some lines stand below; 0 where there is none.
fn heading_of(lines: &[impl AsRef<str>], before: usize) -> usize {
    lines[..before].iter().rposition(is_heading).map_or(0, |it| it + 1)
}

/// A heading with its brackets put right; one whose brackets are right, with the others that there could be.
fn mended_heading(line: &str) -> Option<String> {
    let name = line.trim().trim_start_matches('[').split([']', '#']).next()?.trim();
    let is_bare = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
    if name.is_empty() || !name.chars().all(is_bare) {
        return None;
    }
    let (one, several) = (format!("[{name}]"), format!("[[{name}]]"));
    let told = line.split('#').next()?.trim();
    let of_several = (told.starts_with("[[") || told.ends_with("]]")) && told != several;
    Some(if of_several || told == one { several } else { one })
}

fn lines_before(text: &str, place: usize) -> usize {
    text.get(..place).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: impl AsRef<[u8]>, lines: &[usize], keys: &[&str]) {
        let faults = Faults::new(text.as_ref());
        let document = document(&faults);
        let read: Vec<_> = document.iter().map(|it| it.0).collect();
        assert_eq!(read, keys);
        let found: Vec<_> = faults.into_list().into_iter().map(|it| it.line).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn every_line_that_is_no_toml_is_told_and_the_rest_is_read() {
        check("a = 1\nb = 1h\nc = 2\nd = \"\n\ne = 3\n", &[2, 4], &["a", "c", "e"]);
        check("a = 1\na = 2\n", &[2], &["a"]);
        check("", &[], &[]);
    }

    #[test]
    fn a_heading_with_wrong_brackets_is_taken_for_what_it_names() {
        check("a = 1\n[[row]\nb = 1h\n[raise\n", &[2, 3, 4], &["a", "row", "raise"]);
        check("[[row]]\n[row]\nb = 1h\n", &[2, 3], &["row"]);
        check("[row]\na = 1h\n[row]\nb = 1h\n", &[1, 2, 3, 4], &["row"]);
        // What names nothing is passed over up to the next one.
        check("[=]\nb = 1h\n[c]\n", &[1], &["c"]);
        check("[a]\n[a]\nb = 1\n[c]\n", &[2], &["a", "c"]);
    }

    #[test]
    fn what_is_not_closed_is_at_fault_where_it_begins() {
        check("a = [1,\n2\nb = 1h\n[c]\n", &[1, 3], &["c"]);
        check("a = [1,\n2\n", &[1, 2], &[]);
        check("a = [\n1,\n1h,\n2]\nb = 1\n", &[3], &["a", "b"]);
        check("a = \"\"\"\nb = 1\n[c]\nd = 1h\n", &[1, 4], &["b", "c"]);
    }

    #[test]
    fn what_is_no_utf_8_is_told_with_its_line_and_byte_and_the_rest_is_read() {
        check(b"a = 1\nb = \"\xCF\xEE\"\n# \xD0\xB0\xFF\nc = 1h\n", &[2, 3, 4], &["a", "b"]);
        let faults = Faults::new(b"a = 1\n# \xD0\xB0\xFF\n").into_list();
        let told = "byte 5 of it, 0xFF, is no UTF-8: save the file as UTF-8";
        assert_eq!(faults, [Fault { line: 2, what: told.to_owned() }]);
        check(b"\xFF\xFEa\0", &[1], &[]);
    }
}

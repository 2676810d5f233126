//! Faults: what is wrong with a file that people wrote, all of it, and on which line?

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;
use toml_edit::ImDocument;

/// The most faults of one file that are told at once.
pub(crate) const FAULTS_MAX: usize = 100;

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
pub(crate) struct Faults<'t> {
    text: &'t str,
    found: RefCell<Vec<Fault>>,
    /// Whether lines were passed over, so that what seems to be missing may stand there.
    maimed: Cell<bool>,
}

impl<'t> Faults<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default(), maimed: Cell::new(false) }
    }

    /// Of what stands nowhere in particular the file's first line is told.
    pub(crate) fn say(&self, span: Span, what: impl Into<String>) {
        self.say_at(span.map_or(1, |it| lines_before(self.text, it.start) + 1), what);
    }

    /// Tells what is missing, unless it may stand in what was passed over.
    pub(crate) fn missing(&self, span: Span, what: impl Into<String>) {
        if !self.maimed.get() {
            self.say(span, what);
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

    /// Whether lines were passed over.
    pub(crate) fn are_maimed(&self) -> bool {
        self.maimed.get()
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

/// The document that a text is. Lines that are no TOML are told and passed over, so that the rest can be looked at too;
/// where a heading is none, what stands below it would be misread, and nothing more is looked at.
pub(crate) fn document(faults: &Faults<'_>) -> ImDocument<String> {
    let mut lines: Vec<String> = faults.text.split('\n').map(str::to_owned).collect();
    loop {
        let rest = lines.join("\n");
        let error = match ImDocument::parse(rest.clone()) {
            Ok(document) => return document,
            Err(error) => error,
        };
        let line = lines_before(&rest, error.span().map_or(0, |it| it.start));
        let why = error.message().trim().replace('\n', ", ");
        faults.maimed.set(true);
        faults.say_at(line + 1, format!("this is no TOML: {why}"));
        match lines.get_mut(line) {
            // As long as it was, so that what stands after it is still found in its place.
            Some(it) if !it.trim().is_empty() && !it.trim_start().starts_with('[') => {
                *it = " ".repeat(it.len());
            }
            Some(_) | None => return nothing(),
        }
    }
}

fn nothing() -> ImDocument<String> {
    ImDocument::parse(String::new()).expect("nothing at all is TOML")
}

fn lines_before(text: &str, place: usize) -> usize {
    text.get(..place).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, lines: &[usize], keys: &[&str]) {
        let faults = Faults::new(text);
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
    fn below_a_heading_that_is_none_nothing_is_looked_at() {
        check("a = 1\n[[row]\nb = 1h\n", &[2], &[]);
        check("a = [1,\n2\n", &[3], &[]);
    }
}

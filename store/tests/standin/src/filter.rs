//! Filter: which events does a subscription want?

use crate::record::Record;
use crate::wire::streams::read_req::{self, Expression, filter};
use tonic::Status;

/// What somebody asked for, of the whole log.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    by: By,
    matches: Matches,
    /// After how many events looked at a page ends.
    pub(crate) window: u64,
    /// After how many events looked at a mark is sent.
    pub(crate) interval: u64,
}

#[derive(Debug, Clone, Copy)]
enum By {
    Stream,
    Kind,
}

#[derive(Debug, Clone)]
enum Matches {
    Prefixes(Vec<String>),
    /// Begins with something else than `$`.
    NotSystem,
}

/// The regular expression with which the clients leave the server's own events out.
const NOT_SYSTEM: [&str; 3] = [r"^[^\$].*", r"^[^$].*", r"^[^\$]"];
/// Letters that would make of a text more than a text.
const SPECIAL: [char; 12] = ['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '$'];

impl Filter {
    /// A filter as it was asked for; `page` events are looked at where no window is named.
    pub(crate) fn parse(asked: read_req::Filter, page: u64) -> Result<Self, Status> {
        let (by, expression) = match asked.by {
            Some(filter::By::StreamName(it)) => (By::Stream, it),
            Some(filter::By::EventType(it)) => (By::Kind, it),
            None => return Err(Status::invalid_argument("a filter filters by something")),
        };
        let window = match asked.window {
            Some(filter::Window::Max(it)) => u64::from(it).max(1),
            Some(filter::Window::Count(_)) | None => page,
        };
        let multiplier = u64::from(asked.mark_interval_multiplier);
        if multiplier == 0 {
            return Err(Status::invalid_argument("the interval's multiplier is zero"));
        }
        Ok(Self { by, matches: matches(expression)?, window, interval: multiplier * window })
    }

    pub(crate) fn wants(&self, record: &Record) -> bool {
        let name = match self.by {
            By::Stream => &record.stream,
            By::Kind => &record.kind,
        };
        match &self.matches {
            Matches::Prefixes(prefixes) => prefixes.iter().any(|it| name.starts_with(it.as_str())),
            Matches::NotSystem => !name.is_empty() && !name.starts_with('$'),
        }
    }
}

fn matches(expression: Expression) -> Result<Matches, Status> {
    let regex = expression.regex.as_str();
    if regex.is_empty() {
        return Ok(Matches::Prefixes(expression.prefix));
    }
    if NOT_SYSTEM.contains(&regex) {
        return Ok(Matches::NotSystem);
    }
    let literal = regex.strip_prefix('^').map(|it| it.strip_suffix(".*").unwrap_or(it));
    let literal = literal.and_then(unescaped);
    literal.map(|it| Matches::Prefixes(vec![it])).ok_or_else(|| {
        Status::invalid_argument("this server knows beginnings and what is not the system's only")
    })
}

/// The text that an expression stands for, if it stands for one text only.
fn unescaped(expression: &str) -> Option<String> {
    let mut text = String::new();
    let mut letters = expression.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(letters.next().filter(|it| !it.is_alphanumeric())?),
            it if SPECIAL.contains(&it) => return None,
            it => text.push(it),
        }
    }
    Some(text)
}

//! The statement: how many promises were kept, of how many, and what stands outside that number?

use crate::pages::{as_of, filter, priority_key, promises, timeline};
use crate::sla::compliance::{Asked, Found};
use crate::sla::links::{Links, Of};
use crate::sla::outcome::{OUTSIDE, Outcome};
use crate::sla::report::identity;
use crate::words::Words;
use domain::clock::Cancelling;
use domain::compliance::Line;
use projections::rows::{
    AddendumLine, ClientRow, ComplianceLine, ComplianceTotal, Elapsed, Figures, Percentiles,
};

/// Where the clocks behind a number are listed for people.
pub(super) const PATH: &str = "/sla/tickets";
/// Where the requests behind a number are.
pub(super) const REQUESTS_PATH: &str = "/sla/requests";

pub(super) struct Statement {
    pub(super) title: String,
    /// What it rests on: zones, cut-offs, whether it is closed.
    pub(super) notes: Vec<String>,
    pub(super) totals: Vec<Total>,
    pub(super) clients: Vec<Client>,
    pub(super) requests: Vec<Requests>,
    pub(super) addendum: Vec<Addition>,
    pub(super) addendum_cut: bool,
}

/// The promises of one kind.
pub(super) struct Total {
    pub(super) clock: String,
    pub(super) counts: Counts,
}

/// The promises to one client.
pub(super) struct Client {
    pub(super) title: String,
    pub(super) timeline: String,
    pub(super) lines: Vec<Row>,
}

/// The promises of one kind for one priority.
pub(super) struct Row {
    pub(super) clock: String,
    pub(super) priority: String,
    pub(super) counts: Counts,
}

/// A number that opens into the clocks behind it.
pub(super) struct Number {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) link: String,
}

pub(super) struct Counts {
    pub(super) percent: String,
    pub(super) met: Number,
    pub(super) breached: Number,
    pub(super) denominator: Number,
    pub(super) touched: Number,
    pub(super) outside: Number,
    /// Each exclusion that there was.
    pub(super) exclusions: Vec<Number>,
    pub(super) identity: String,
    pub(super) identity_holds: bool,
    pub(super) corrected: Option<Number>,
    /// How many were measured; P50, P90, P95 and the longest.
    pub(super) n: Option<Number>,
    pub(super) elapsed: [String; 4],
}

pub(super) struct Requests {
    pub(super) client: String,
    pub(super) priority: String,
    pub(super) tickets: u64,
    pub(super) link: String,
}

/// A clock that would stand elsewhere by what is known now.
pub(super) struct Addition {
    pub(super) number: String,
    pub(super) clock: String,
    pub(super) old: String,
    pub(super) new: String,
}

pub(super) fn of(words: Words, asked: &Asked, found: &Found, clients: &[ClientRow]) -> Statement {
    let it = Writer { words, links: Links::new(asked, found), clients };
    let is_whole = found.parts.len() <= 1;
    Statement {
        title: words.with("statement-title", "period", timeline::period(words, asked.dates)),
        notes: it.notes(found),
        totals: found.totals.iter().map(|total| it.total(total, is_whole)).collect(),
        clients: it.clients_of(found, asked),
        requests: found
            .requests
            .iter()
            .map(|line| Requests {
                client: it.client(&line.code.to_string()),
                priority: words.text(priority_key(line.priority)),
                tickets: line.tickets,
                link: it.links.requests(REQUESTS_PATH, &line.code, line.priority),
            })
            .collect(),
        addendum: found.addendum.iter().map(|line| it.addition(line)).collect(),
        addendum_cut: found.addendum_cut,
    }
}

struct Writer<'a> {
    words: Words,
    links: Links,
    clients: &'a [ClientRow],
}

impl Writer<'_> {
    fn notes(&self, found: &Found) -> Vec<String> {
        let words = self.words;
        let note = |it: &crate::sla::compliance::Part| {
            let at = words.instant_by(it.header.cut_off, &it.civil);
            let key =
                if it.header.preliminary { "statement-preliminary" } else { "statement-closed" };
            let position = match it.header.position {
                Some(position) => words.with("position", "position", position.0),
                None => words.text("position-none"),
            };
            let parts = [
                ("zone", it.civil.zone.0.clone().into()),
                ("at", at.into()),
                ("position", position.into()),
            ];
            words.with_all(key, parts)
        };
        found.parts.iter().map(note).collect()
    }

    /// The lines by client; they stand together as it is.
    fn clients_of(&self, found: &Found, asked: &Asked) -> Vec<Client> {
        let same = |a: &ComplianceLine, b: &ComplianceLine| a.code == b.code;
        let client = |lines: &[ComplianceLine]| {
            let code = lines[0].code.to_string();
            let and_as_of = as_of::and(asked.as_of);
            Client {
                title: self.client(&code),
                timeline: format!("/clients/{code}/timeline?{}{and_as_of}", asked.dates),
                lines: lines.iter().map(|line| self.row(line)).collect(),
            }
        };
        found.lines.chunk_by(same).map(client).collect()
    }

    fn total(&self, it: &ComplianceTotal, is_whole: bool) -> Total {
        let of = Of { kind: Some(it.kind), ..Of::default() };
        let counts = self.counts(of, &it.figures, is_whole);
        Total { clock: self.words.text(promises::kind_key(it.kind)), counts }
    }

    fn row(&self, it: &ComplianceLine) -> Row {
        let of = Of { client: Some(&it.code), kind: Some(it.kind), priority: Some(it.priority) };
        Row {
            clock: self.words.text(promises::kind_key(it.kind)),
            priority: self.words.text(priority_key(it.priority)),
            counts: self.counts(of, &it.figures, true),
        }
    }

    fn counts(&self, of: Of<'_>, it: &Figures, is_whole: bool) -> Counts {
        let number = |outcome: Outcome| Number {
            name: self.words.text(outcome_key(outcome)),
            count: outcome.count(it),
            link: self.links.to(PATH, of, outcome),
        };
        let exclusions = OUTSIDE.map(|it| number(Outcome::Line(it))).into_iter();
        let Percentiles { n, p50, p90, p95, max } = it.elapsed;
        let corrected = self.words.with("statement-corrected", "count", it.corrected);
        Counts {
            percent: match it.tally.compliance() {
                Some(percent) => self.words.percent(&percent.to_string()),
                None => self.words.text("percent-none"),
            },
            met: number(Outcome::Line(Line::Met)),
            breached: number(Outcome::Line(Line::Breached)),
            denominator: number(Outcome::Judged),
            touched: number(Outcome::Touched),
            outside: number(Outcome::Outside),
            exclusions: exclusions.filter(|it| it.count > 0).collect(),
            identity: identity(&it.tally),
            identity_holds: it.tally.adds_up(),
            corrected: (it.corrected > 0)
                .then(|| Number { name: corrected, ..number(Outcome::Corrected) }),
            n: is_whole.then(|| Number { count: n, ..number(Outcome::Judged) }),
            elapsed: [p50, p90, p95, max].map(|it| self.elapsed(it)),
        }
    }

    /// How long it took; `≥` of what had not been stopped.
    fn elapsed(&self, it: Option<Elapsed>) -> String {
        match it {
            None => self.words.text("percent-none"),
            Some(it) if it.at_least => format!("≥ {}", self.words.worked(it.seconds)),
            Some(it) => self.words.worked(it.seconds),
        }
    }

    fn client(&self, code: &str) -> String {
        let client = self.clients.iter().find(|it| it.code.to_string() == code);
        client.map_or_else(|| code.to_owned(), filter::title)
    }

    fn addition(&self, it: &AddendumLine) -> Addition {
        let stand = |it: Option<(Line, i64)>| match it {
            None => self.words.text("addendum-absent"),
            Some((line, elapsed)) => {
                let name = self.words.text(outcome_key(Outcome::Line(line)));
                format!("{name}, {}", self.words.worked(elapsed))
            }
        };
        Addition {
            number: it.number.to_string(),
            clock: promises::clock(self.words, it.clock),
            old: stand(it.old),
            new: stand(it.new),
        }
    }
}

pub(super) fn outcome_key(it: Outcome) -> &'static str {
    match it {
        Outcome::Line(Line::Met) => "outcome-met",
        Outcome::Line(Line::Breached) => "outcome-breached",
        Outcome::Line(Line::OpenNotDue) => "outcome-open-not-due",
        Outcome::Line(Line::PausedOpen) => "outcome-paused-open",
        Outcome::Line(Line::NotApplicable) => "outcome-not-applicable",
        Outcome::Line(Line::Superseded) => "outcome-superseded",
        Outcome::Line(Line::Cancelled(Cancelling::Withdrawn)) => "outcome-withdrawn",
        Outcome::Line(Line::Cancelled(Cancelling::Merged)) => "outcome-merged",
        Outcome::Line(Line::Cancelled(Cancelling::Closed)) => "outcome-closed",
        Outcome::Line(Line::Gap) => "outcome-gap",
        Outcome::Line(Line::Excluded) => "outcome-excluded",
        Outcome::Judged => "outcome-judged",
        Outcome::Outside => "outcome-outside",
        Outcome::Touched => "outcome-touched",
        Outcome::Corrected => "outcome-corrected",
    }
}

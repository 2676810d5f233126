//! The timeline of a client: what became of its tickets' clocks, day by day, and why?

use crate::asked::{Dates, Fields};
use crate::client::Coded;
use crate::pages::as_of::{self, AsOf};
use crate::pages::axis::{self, Tick};
use crate::pages::clocks::{Entry, Look, Teller};
use crate::pages::filter::{self, Choice};
use crate::pages::lanes::{Lane, Stretch};
use crate::pages::{Frame, Place, Reader, priority_key, promises, respond, type_key};
use crate::sla::timeline::{self, Asked};
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::clock::{Kind, State as ClockState};
use projections::rows::{self, Timeline};
use std::fmt::Write as _;

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    frame: Frame,
    position: u64,
    as_of: Option<AsOf>,
    path: String,
    period: String,
    zone: String,
    spans: Vec<Span>,
    before: String,
    after: String,
    from: String,
    to: String,
    as_of_field: String,
    kinds: Vec<Choice>,
    breached_only: bool,
    summary: String,
    axis: Vec<Tick>,
    ticks: Vec<String>,
    tickets: Vec<Ticket>,
    cut: bool,
    statement: String,
    json: String,
}

/// The same in another length.
struct Span {
    path: String,
    text: String,
    is_here: bool,
}

struct Ticket {
    number: String,
    about: String,
    clocks: Vec<Row>,
}

struct Row {
    name: String,
    look: Look,
    lane: Lane,
    entries: Vec<Entry>,
}

/// What stays when something else is chosen.
struct Kept {
    path: String,
    kind: Option<Kind>,
    breached_only: bool,
    as_of: Option<DateTime<Utc>>,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    Coded(client): Coded,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let breached_only = fields.one_of("only", ["breached"], |it| it)?.is_some();
    let kind = fields.one_of("kind", Kind::ALL, Kind::name)?;
    let asked = Asked::of(&app, &mut fields, &client).await?;
    fields.end()?;
    let position = app.position();
    let found = timeline::read(&app, &asked).await?;
    let book = app.book().await?;
    let civil = &asked.days.civil;
    let teller = Teller { words, civil, book: &book, now: found.at };
    let stretch = Stretch { from: found.from, to: found.to };
    let is_shown = |it: &rows::Ledger| {
        kind.is_none_or(|kind| it.clock.clock.kind == kind)
            && (!breached_only || it.clock.state == ClockState::Breached)
    };
    let lanes = found.lanes.iter();
    let tickets = lanes.filter_map(|it| ticket(&teller, stretch, it, is_shown)).collect();
    let path = format!("/clients/{}/timeline", client.code);
    let kept = Kept { path: path.clone(), kind, breached_only, as_of: asked.as_of };
    let dates = asked.dates;
    let axis = axis::of(words, dates, civil, stretch);
    let title = words.with("timeline-title", "client", filter::title(&client));
    let and_as_of = as_of::and(asked.as_of);
    let page = TimelinePage {
        frame: Frame::new(words, Place::Sla, title, &kept.with(dates)),
        position,
        as_of: as_of::of(words, asked.as_of, &client.zone, &kept.now(dates)),
        period: period(words, dates),
        zone: words.with("period-zone", "zone", civil.zone.0.clone()),
        spans: spans(words, &kept, dates),
        before: kept.with(dates.shifted(false)),
        after: kept.with(dates.shifted(true)),
        from: dates.from.to_string(),
        to: dates.to.to_string(),
        as_of_field: as_of::field(asked.as_of, &client.zone),
        kinds: filter::kinds(words, kind),
        breached_only,
        summary: summary(words, &found, is_shown),
        ticks: axis.iter().map(|it| it.x.clone()).collect(),
        axis,
        tickets,
        cut: found.cut,
        statement: format!("/sla?client={}&{dates}{and_as_of}", client.code),
        json: format!("/api/v1{path}?{dates}{and_as_of}"),
        path,
    };
    respond(StatusCode::OK, &page, lang)
}

fn ticket(
    teller: &Teller<'_>,
    stretch: Stretch,
    it: &rows::Lane,
    is_shown: impl Fn(&rows::Ledger) -> bool,
) -> Option<Ticket> {
    let words = teller.words;
    let row = |it_: &rows::Ledger| {
        let clock = &it_.clock;
        let id = format!("{}-{}", it.number, clock.clock.to_string().replace('.', "-"));
        let entries = teller.ledger(&id, &it_.lines, |_| None);
        Row {
            name: promises::clock(words, clock.clock),
            look: teller.look(clock),
            lane: teller.lane(stretch, clock, &it_.lines, &entries),
            entries,
        }
    };
    let clocks: Vec<_> = it.ledgers.iter().filter(|it| is_shown(it)).map(row).collect();
    let mut about = words.text(priority_key(it.priority));
    if let Some(request_type) = it.request_type {
        // A String takes everything.
        let _ = write!(about, " · {}", words.text(type_key(Some(request_type))));
    }
    (!clocks.is_empty()).then(|| Ticket { number: it.number.to_string(), about, clocks })
}

/// How many clocks there are, and how many of them were missed.
fn summary(words: Words, found: &Timeline, is_shown: impl Fn(&rows::Ledger) -> bool) -> String {
    let clocks = || found.lanes.iter().flat_map(|it| &it.ledgers).filter(|it| is_shown(it));
    let breached = clocks().filter(|it| it.clock.state == ClockState::Breached).count();
    let parts = [("clocks", clocks().count().into()), ("breached", breached.into())];
    words.with_all("timeline-summary", parts)
}

/// The days as people say them: the last one is in it.
pub(super) fn period(words: Words, dates: Dates) -> String {
    if dates.is_month() {
        return words.month(dates.from);
    }
    let last = dates.to - Days::new(1);
    if last == dates.from {
        return words.day(last);
    }
    let parts = [("from", words.day(dates.from).into()), ("to", words.day(last).into())];
    words.with_all("period-days", parts)
}

fn spans(words: Words, kept: &Kept, dates: Dates) -> Vec<Span> {
    let day = |from: NaiveDate| Dates { from, to: from + Days::new(1) };
    let all = [
        ("span-day", day(dates.from)),
        ("span-week", timeline::week_of(dates.from)),
        ("span-month", Dates::month_of(dates.from)),
    ];
    let span = |(key, of): (&str, Dates)| Span {
        path: kept.with(of),
        text: words.text(key),
        is_here: of == dates,
    };
    all.into_iter().map(span).collect()
}

impl Kept {
    fn with(&self, dates: Dates) -> String {
        self.written(dates, self.as_of)
    }

    /// The same of the present.
    fn now(&self, dates: Dates) -> String {
        self.written(dates, None)
    }

    fn written(&self, dates: Dates, as_of: Option<DateTime<Utc>>) -> String {
        let mut path = format!("{}?{dates}{}", self.path, as_of::and(as_of));
        if let Some(kind) = self.kind {
            let _ = write!(path, "&kind={}", kind.name());
        }
        if self.breached_only {
            path.push_str("&only=breached");
        }
        path
    }
}

//! The page of promises: which are at risk now, and how many were kept in a month?

use crate::asked::{Dates, Fields};
use crate::pages::as_of::{self, AsOf};
use crate::pages::clocks::{Left, Look};
use crate::pages::filter::{self, Choice};
use crate::pages::statement::{self, Statement};
use crate::pages::{Frame, Place, Reader, name_or_none, priority_key, promises, respond};
use crate::sla::at_risk::{self, Level};
use crate::sla::compliance::{self, Asked};
use crate::sla::standing;
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use domain::At;
use domain::book::Book;
use domain::clock::State;
use projections::Views;
use projections::rows::{AtRisk, ClientRow, RiskRow};

/// The highest share that is told as a number, in percent: beyond it the overrun beside it says more.
const USED_PERCENT_MAX: u32 = 999;

#[derive(Template)]
#[template(path = "sla.html")]
struct SlaPage {
    frame: Frame,
    position: u64,
    as_of: Option<AsOf>,
    next_in: Option<i64>,
    clients: Vec<Choice>,
    month: String,
    kinds: Vec<Choice>,
    priorities: Vec<Choice>,
    as_of_field: String,
    risks: String,
    risk: Vec<Risk>,
    risk_cut: bool,
    risk_json: String,
    before: String,
    after: String,
    statement: Statement,
    json: String,
}

/// A clock that is missed or at risk.
struct Risk {
    number: String,
    client: String,
    clock: String,
    look: Look,
    deadline: String,
    left: Option<Left>,
    overrun: Option<String>,
    used: Option<String>,
    assignee: String,
    priority: String,
}

pub(crate) async fn page(
    extract::State(app): extract::State<Shared>,
    Reader(words): Reader,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let asked = Asked::of(&app, &mut fields).await?;
    fields.end()?;
    let position = app.position();
    let found = compliance::read(&app, &asked).await?;
    let risk = at_risk::Asked {
        client: asked.client.clone(),
        assignee: None,
        as_of: asked.as_of,
        now: asked.now,
    };
    let risk = at_risk::read(&app, &risk).await?;
    let book = app.book().await?;
    let clients = app.ask(Views::clients).await?;
    let code = asked.client.as_ref().map(|it| &it.code);
    let teller = RiskTeller { words, book: &book, clients: &clients, now: risk.at };
    let shown = teller.shown(&risk, &asked);
    let late = shown.iter().filter(|it| teller.is_late(it)).count();
    let near = shown.len() - late;
    let path = |dates: Dates, as_of| format!("/sla?{}", asked.query_of(dates, as_of));
    let page = SlaPage {
        frame: Frame::new(
            words,
            Place::Sla,
            words.text("sla-title"),
            &path(asked.dates, asked.as_of),
        ),
        position,
        as_of: as_of::of(words, asked.as_of, &asked.zone, &path(asked.dates, None)),
        next_in: teller.next_in(&risk),
        clients: filter::clients(&clients, code),
        month: asked.dates.from.format("%Y-%m").to_string(),
        kinds: filter::kinds(words, asked.kind),
        priorities: filter::priorities(words, asked.priority),
        as_of_field: as_of::field(asked.as_of, &asked.zone),
        risks: words.with_all("sla-banner", [("breached", late.into()), ("risk", near.into())]),
        risk: shown.into_iter().map(|it| teller.line(it)).collect(),
        risk_cut: risk.cut,
        risk_json: risk_json(&asked),
        before: path(asked.dates.shifted(false), asked.as_of),
        after: path(asked.dates.shifted(true), asked.as_of),
        json: format!("/api/v1/sla/compliance?{}", asked.query()),
        statement: statement::of(words, &asked, &found, &clients),
    };
    respond(StatusCode::OK, &page, lang)
}

fn risk_json(asked: &Asked) -> String {
    let client = asked.client.as_ref().map(|it| format!("&client={}", it.code));
    let query = client.unwrap_or_default() + &as_of::and(asked.as_of);
    format!("/api/v1/sla/at-risk{}", query.replacen('&', "?", 1))
}

/// The share of a target that is used up.
fn used(words: Words, percent: u32) -> String {
    match percent {
        0..=USED_PERCENT_MAX => words.with("used-percent", "percent", percent),
        _ => words.with("used-percent-over", "percent", USED_PERCENT_MAX),
    }
}

/// Who reads of clocks at risk.
struct RiskTeller<'a> {
    words: Words,
    book: &'a Book,
    clients: &'a [ClientRow],
    now: At,
}

impl RiskTeller<'_> {
    /// Seconds until one of them changes by time alone.
    fn next_in(&self, risk: &AtRisk) -> Option<i64> {
        let next = |it: &RiskRow| {
            let deadline = Some(it.deadline).filter(|_| it.state == State::Running);
            standing::at(&it.binding.calendar.calendar, deadline, self.book, self.now).next_change
        };
        risk.clocks.iter().filter_map(next).min().map(|it| it.since(self.now))
    }

    /// Those that somebody should look at, of the kind and priority that are asked for.
    fn shown<'r>(&self, risk: &'r AtRisk, asked: &Asked) -> Vec<&'r RiskRow> {
        let is_shown = |it: &&RiskRow| {
            at_risk::level_of(it, self.now) != Level::Running
                && asked.kind.is_none_or(|kind| kind == it.clock.kind)
                && asked.priority.is_none_or(|priority| priority == it.priority)
        };
        risk.clocks.iter().filter(is_shown).collect()
    }

    fn is_late(&self, it: &RiskRow) -> bool {
        at_risk::level_of(it, self.now) == Level::Breached
    }

    fn line(&self, it: &RiskRow) -> Risk {
        let words = self.words;
        let client = self.clients.iter().find(|client| client.client == it.client);
        let zone = client.map(|it| it.zone.clone()).unwrap_or_default();
        let is_late = self.is_late(it);
        let look = if is_late {
            Look { css: "late", sign: "✕", word: words.text("state-breached") }
        } else {
            Look { css: "soon", sign: "▲", word: words.text("state-at-risk") }
        };
        let counts = standing::at(&it.binding.calendar.calendar, None, self.book, self.now).counts;
        let left = it.remaining_s.filter(|_| !is_late);
        Risk {
            number: it.number.to_string(),
            client: client.map(filter::title).unwrap_or_default(),
            clock: promises::clock(words, it.clock),
            look,
            deadline: words.soon(it.deadline.utc(), &zone, self.now.utc()),
            left: left.map(|seconds| Left { seconds, ticks: counts, text: words.worked(seconds) }),
            overrun: is_late.then(|| words.worked(it.overrun_s)),
            used: it.used_percent.map(|it| used(words, it)),
            assignee: match it.assignee {
                None => words.text("unassigned"),
                Some(_) => name_or_none(words, it.assignee_name.as_deref().unwrap_or_default()),
            },
            priority: words.text(priority_key(it.priority)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn a_share_beyond_three_digits_is_told_as_more_than_that() {
        check(Language::Ru, 999, "999 %");
        check(Language::Ru, 1_000, ">999 %");
        check(Language::En, u32::MAX, ">999%");
    }

    #[track_caller]
    fn check(language: Language, given: u32, then: &str) {
        assert_eq!(used(Words(language), given), then);
    }
}

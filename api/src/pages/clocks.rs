//! Clocks in words: how does each stand, what is left of it, and what became of its seconds?

use crate::pages::lanes::{self, Lane, Stretch};
use crate::pages::{promises, sentences};
use crate::sla::{at_risk, standing};
use crate::words::Words;
use domain::At;
use domain::book::Book;
use domain::calendar::Hours;
use domain::civil::CivilTime;
use domain::clock::segments::{During, Sums};
use domain::clock::{Clock, State};
use domain::policy::Target;
use projections::rows::{Ledger, LedgerLine, Rule};

/// How something looks: a colour by its name, a sign and a word that both say the same.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) css: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: String,
}

/// What is left of a clock, and whether it gets less as one looks.
pub(super) struct Left {
    pub(super) seconds: i64,
    pub(super) ticks: bool,
    pub(super) text: String,
}

/// A running or resting clock on a card.
pub(super) struct Chip {
    pub(super) name: String,
    pub(super) look: Look,
    pub(super) is_resting: bool,
    pub(super) deadline: Option<String>,
    pub(super) left: Option<Left>,
    pub(super) overrun: Option<String>,
}

/// A clock with everything that it says.
pub(super) struct Panel {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) look: Look,
    pub(super) lines: Vec<Line>,
    pub(super) left: Option<Left>,
    pub(super) lane: Lane,
    pub(super) ledger: Vec<Entry>,
    pub(super) sums: String,
    pub(super) sums_hold: bool,
}

/// One thing to know of a clock.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: String,
}

/// A line of the ledger.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) what: String,
    /// The event that began it: its words, and its place in the list of events.
    pub(super) event: String,
    pub(super) revision: u64,
    pub(super) rule: String,
    pub(super) business: i64,
    pub(super) wall: i64,
}

impl Entry {
    /// The event in the list of its ticket.
    pub(super) fn event_link(&self, ticket: &str) -> String {
        format!("/tickets/{ticket}#e-{}", self.revision)
    }
}

/// Who reads of clocks: the language, by which clocks instants are told, and the one that it is about.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) words: Words,
    pub(super) civil: &'a CivilTime,
    pub(super) book: &'a Book,
    pub(super) now: At,
}

impl Teller<'_> {
    /// How a clock stands.
    pub(super) fn look(&self, clock: &Clock) -> Look {
        let word = |key| self.words.text(key);
        let (css, sign, word) = match clock.state {
            State::Running if is_at_risk(clock, self.now) => ("soon", "▲", word("state-at-risk")),
            State::Running if !self.counts(clock) => ("rest", "☾", word("state-outside")),
            State::Running => ("ok", "●", word("state-running")),
            State::Paused(why) => {
                let why = word(promises::pause_key(why));
                ("rest", "‖", self.words.with("state-paused", "why", why))
            }
            State::Met => ("ok", "✓", word("state-met")),
            State::Breached => ("late", "✕", word("state-breached")),
            State::Superseded => ("rest", "»", word("state-superseded")),
            State::Cancelled(why) => {
                let why = word(promises::cancelling_key(why));
                ("rest", "–", self.words.with("state-cancelled", "why", why))
            }
            State::NotApplicable => ("rest", "–", word("state-not-applicable")),
            State::Gap => ("rest", "?", word("state-gap")),
            State::Excluded => ("rest", "–", word("state-excluded")),
        };
        Look { css, sign, word }
    }

    /// A clock on a card, if it still runs or rests.
    pub(super) fn chip(&self, clock: &Clock) -> Option<Chip> {
        if !is_live(clock) {
            return None;
        }
        let is_late = clock.state == State::Breached;
        Some(Chip {
            name: promises::clock(self.words, clock.clock),
            look: self.look(clock),
            is_resting: !is_late && !self.counts(clock),
            deadline: clock
                .deadline
                .map(|it| self.words.soon(it.utc(), &self.civil.zone, self.now.utc())),
            left: self.left(clock),
            overrun: is_late.then(|| self.words.worked(clock.overrun_s)),
        })
    }

    /// What is left of a clock that was not used up.
    pub(super) fn left(&self, clock: &Clock) -> Option<Left> {
        let is_counting = matches!(clock.state, State::Running | State::Paused(_));
        let seconds = clock.remaining_s.filter(|_| is_counting)?;
        let ticks = clock.state == State::Running && self.counts(clock);
        Some(Left { seconds, ticks, text: self.words.worked(seconds) })
    }

    /// Whether it counts now, and not only once service begins.
    fn counts(&self, clock: &Clock) -> bool {
        standing::of(clock, self.book, self.now).counts
    }

    /// A clock with everything that it says.
    ///
    /// * `tell`: the words of the event at a revision, where they are at hand.
    pub(super) fn panel(&self, it: &Ledger, tell: impl Fn(u64) -> Option<String>) -> Panel {
        let Ledger { clock, lines, sums } = it;
        let id = clock.clock.to_string().replace('.', "-");
        let to = lines.last().map_or(clock.start, |it| it.to);
        let stretch = Stretch { from: clock.start, to: to.max(clock.deadline.unwrap_or(to)) };
        let ledger = self.ledger(&id, lines, tell);
        Panel {
            name: promises::clock(self.words, clock.clock),
            look: self.look(clock),
            lines: self.lines(clock),
            left: self.left(clock),
            lane: self.lane(stretch, clock, lines, &ledger),
            sums: self.sums(*sums),
            sums_hold: sums.hold(),
            ledger,
            id,
        }
    }

    /// The lines of a ledger; each has an id that begins with `id`.
    pub(super) fn ledger(
        &self,
        id: &str,
        lines: &[LedgerLine],
        tell: impl Fn(u64) -> Option<String>,
    ) -> Vec<Entry> {
        let entry = |(n, it): (usize, &LedgerLine)| {
            let (revision, kind) = it.cause;
            Entry {
                id: format!("{id}-{}", n + 1),
                from: self.words.instant_s_by(it.from, self.civil),
                to: self.words.instant_s_by(it.to, self.civil),
                what: self.during(it.what),
                event: tell(revision)
                    .or_else(|| self.retargeted(lines, n))
                    .unwrap_or_else(|| sentences::of_kind(self.words, kind)),
                revision,
                rule: self.rule(&it.rule),
                business: it.business_s,
                wall: it.to.since(it.from),
            }
        };
        lines.iter().enumerate().map(entry).collect()
    }

    /// From what to what a promise was changed, where the lines of its ledger show both.
    fn retargeted(&self, lines: &[LedgerLine], n: usize) -> Option<String> {
        let it = lines.get(n).filter(|it| it.cause.1 == "ticket.retargeted")?;
        let before = lines[..n].iter().rfind(|before| before.cause != it.cause)?;
        let [from, to] = [before, it].map(|it| promises::rule(&it.rule));
        let parts = [("from", from.clone().into()), ("to", to.clone().into())];
        (from != to).then(|| self.words.with_all("event-retargeted-to", parts))
    }

    /// What of a clock is to be seen within a stretch. Each piece tells what its line in the ledger does.
    pub(super) fn lane(
        &self,
        stretch: Stretch,
        clock: &Clock,
        lines: &[LedgerLine],
        ledger: &[Entry],
    ) -> Lane {
        let name = promises::clock(self.words, clock.clock);
        let pieces = lines.iter().zip(ledger).filter_map(|(line, it)| {
            let Entry { from, to, what, event, rule, id, .. } = it;
            let told = format!("{name}. {what}: {from} – {to}. {event}. {rule}");
            lanes::piece(stretch, (line.from, line.to), lanes::drawn(line.what), (told, id.clone()))
        });
        let deadline = clock.deadline.filter(|it| stretch.shows(*it));
        Lane {
            pieces: pieces.collect(),
            deadline: deadline.map(|it| stretch.percent(it)),
            now: stretch.shows(self.now).then(|| stretch.percent(self.now)),
        }
    }

    fn lines(&self, clock: &Clock) -> Vec<Line> {
        let line = |key: &str, value: String| Line { name: self.words.text(key), value };
        let instant = |at: At| self.words.instant_by(at, self.civil);
        let mut lines = Vec::new();
        if let Some(deadline) = clock.deadline {
            lines.push(line("clock-deadline", instant(deadline)));
        }
        let elapsed = self.words.worked(clock.elapsed_s);
        let of = match clock.target {
            Target::Seconds(_) => {
                let parts = [
                    ("elapsed", elapsed.into()),
                    ("target", promises::target(self.words, clock.target).into()),
                ];
                self.words.with_all("clock-elapsed-of", parts)
            }
            Target::EndOfBusinessDay(_) => {
                format!("{elapsed} ({})", promises::target(self.words, clock.target))
            }
        };
        lines.push(line("clock-elapsed", of));
        if clock.state == State::Running && !self.counts(clock) {
            lines.push(line("clock-now", self.words.text("state-outside")));
        }
        if clock.overrun_s > 0 || clock.overrun_wall_s > 0 {
            let parts = [
                ("business", self.words.worked(clock.overrun_s).into()),
                ("wall", self.words.worked(clock.overrun_wall_s).into()),
            ];
            lines.push(line("clock-overrun", self.words.with_all("clock-overrun-both", parts)));
        }
        if let Some(stop) = clock.stop {
            lines.push(line("clock-stop", instant(stop)));
        }
        for it in &clock.corrections {
            let verdict = |it| self.words.text(promises::verdict_key(it));
            let parts = [
                ("from", verdict(it.from).into()),
                ("to", verdict(it.to).into()),
                ("at", instant(it.at).into()),
            ];
            lines.push(line("clock-corrected", self.words.with_all("clock-corrected-from", parts)));
        }
        if clock.evidence_deleted {
            lines.push(line("clock-evidence", self.words.text("clock-evidence-deleted")));
        }
        let row = [
            ("policy", clock.binding.policy.to_string().into()),
            ("row", clock.binding.row.to_string().into()),
        ];
        lines.push(line("clock-policy", self.words.with_all("clock-policy-row", row)));
        lines.push(line("clock-calendar", self.calendar(clock)));
        lines
    }

    /// The calendar's version and the release of its zone's rules.
    fn calendar(&self, clock: &Clock) -> String {
        let calendar = &clock.binding.calendar;
        match self.book.calendar(calendar).map(|it| &it.hours) {
            Some(Hours::Weekly(it)) => {
                format!("{calendar}, {}, tzdb {}", it.zone.0, it.tzdb)
            }
            Some(Hours::Always {} | Hours::Both(_) | Hours::Either(_)) | None => {
                calendar.to_string()
            }
        }
    }

    /// What a stretch of time was.
    pub(super) fn during(&self, what: During) -> String {
        match what {
            During::Running => self.words.text("during-running"),
            During::OutsideHours => self.words.text("state-outside"),
            During::Paused(why) => {
                let why = self.words.text(promises::pause_key(why));
                self.words.with("state-paused", "why", why)
            }
            During::ResolvedIdle => self.words.text("during-resolved-idle"),
            During::AfterBreach => self.words.text("during-after-breach"),
        }
    }

    /// Which rule makes it so.
    fn rule(&self, it: &Rule) -> String {
        let (policy, row) = (it.policy.to_string(), it.row.to_string());
        let of_row = |key: &str| {
            let parts = [("policy", policy.clone().into()), ("row", row.clone().into())];
            self.words.with_all(key, parts)
        };
        let of_calendar = |key: &str| self.words.with(key, "calendar", it.calendar.to_string());
        match it.what {
            During::Running => of_calendar("rule-running"),
            During::OutsideHours => of_calendar("rule-outside"),
            During::Paused(_) => of_row("rule-paused"),
            During::ResolvedIdle => of_row("rule-resolved-idle"),
            During::AfterBreach => of_row("rule-after-breach"),
        }
    }

    /// The line by which a reader checks that no second was lost.
    fn sums(&self, it: Sums) -> String {
        let parts = [
            ("elapsed", it.elapsed_s.to_string().into()),
            ("paused", it.paused_s.to_string().into()),
            ("idle", it.idle_s.to_string().into()),
            ("span", it.span_s.to_string().into()),
        ];
        self.words.with_all("ledger-sums", parts)
    }
}

/// Whether anybody can still do something about it.
pub(super) fn is_live(clock: &Clock) -> bool {
    match clock.state {
        State::Running | State::Paused(_) => true,
        State::Breached => clock.stop.is_none(),
        State::Met
        | State::Superseded
        | State::Cancelled(_)
        | State::NotApplicable
        | State::Gap
        | State::Excluded => false,
    }
}

/// Whether so much of a running clock's target is used up that somebody should look.
pub(super) fn is_at_risk(clock: &Clock, now: At) -> bool {
    let used = match clock.target {
        Target::Seconds(all) => (clock.elapsed_s * 100).checked_div(all.into()),
        Target::EndOfBusinessDay(_) => None,
    };
    let used = used.and_then(|it| u32::try_from(it).ok());
    clock.deadline.is_some_and(|it| at_risk::is_near(used, it, now))
}

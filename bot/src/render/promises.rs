//! Promises: what is promised on a ticket, and how does that stand as the notice is said?

use super::Scene;
use super::html::title;
use crate::texts::Texts;
use crate::texts::promises::Said;
use crate::times::Times;
use domain::clock::{Clock, Fact, FactKey, Kind, Measured, State};
use domain::policy::{Target, Team, Whom};
use domain::ticket::Status;
use domain::{At, PersonId};
use projections::rows::TicketRow;

/// The most levels of an escalation that a card names, the last ones.
const LEVELS_MAX: usize = 3;
/// The most people, teams and roles that a card names of one level.
const NAMED_MAX: usize = 10;

/// What is promised on a ticket, measured at the instant at which the notice is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promises {
    pub measured: Measured,
    /// When the ticket closes by itself if its client stays silent; of a resolution that is being told, if told now.
    pub closes_at: Option<At>,
    /// Whether the policy lets clients see deadlines.
    pub shown: bool,
    /// Whether the policy lets clients raise the priority.
    pub clients_may_raise: bool,
    /// Whether the policy promises other things by type or priority.
    pub by_class: bool,
    /// Of the clock whose deadline comes next.
    pub hours: Hours,
    /// Who has last said that an escalation was seen, and when.
    pub acknowledged: Option<(PersonId, At)>,
    /// When work went on because it had rested for as long as the policy lets it.
    pub resumed_by_time: Option<At>,
    /// Whoever is on call by the policy.
    pub on_call: Vec<PersonId>,
    /// The teams of the policy.
    pub teams: Vec<Team>,
}

/// Whether service is given now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hours {
    #[default]
    Open,
    ClosedUntil(At),
    /// It is not known to be given ever again.
    Closed,
}

impl Promises {
    /// The clocks that nothing has ended yet, the one whose deadline is the next first.
    pub(super) fn going(&self) -> Vec<&Clock> {
        let mut going: Vec<&Clock> = self.measured.clocks.iter().filter(|it| goes_on(it)).collect();
        going.sort_by_key(|it| (it.deadline.is_none(), it.deadline, it.clock));
        going
    }

    /// The deadline that comes next, if clients may see it and it has not passed.
    pub(super) fn next_deadline(&self, now: At) -> Option<At> {
        let running = |it: &&Clock| it.state == State::Running;
        let deadlines = || self.going().into_iter().filter(running).filter_map(|it| it.deadline);
        if self.shown { deadlines().find(|it| *it >= now) } else { None }
    }

    /// Everybody of whom something is said.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> {
        let told = self.measured.facts.iter().flat_map(|it| &it.notify);
        let told = told.filter_map(|it| match it {
            Whom::Person(person) => Some(*person),
            Whom::Role(_)
            | Whom::Team(_)
            | Whom::Rota(_)
            | Whom::Assignee
            | Whom::Responsible
            | Whom::Duty => None,
        });
        let teams = self.teams.iter().flat_map(|it| it.people.iter().copied());
        let seen = self.acknowledged.map(|it| it.0);
        told.chain(seen).chain(self.on_call.iter().copied()).chain(teams)
    }

    /// Until when a client is to be answered, for whoever has just taken the ticket.
    pub(crate) fn response_due(&self, times: &Times) -> Option<String> {
        let running = |it: &&Clock| it.state == State::Running;
        let response =
            |it: &&Clock| matches!(it.clock.kind, Kind::FirstResponse | Kind::NextResponse);
        let clock = self.going().into_iter().filter(running).find(response)?;
        let time = times.with_zone(clock.deadline?.utc());
        Some(Texts(times.language).with(&Said::Due.of(clock.clock.kind), [("time", time.into())]))
    }

    /// Whether a workaround is still waited for.
    pub(crate) fn wants_workaround(&self) -> bool {
        self.going().iter().any(|it| it.clock.kind == Kind::Workaround)
    }
}

/// Whether a clock is neither stopped nor ended otherwise. A deadline that has passed does not end it.
pub(super) fn goes_on(clock: &Clock) -> bool {
    match clock.state {
        State::Running | State::Paused(_) => true,
        State::Breached | State::Gap | State::Excluded => clock.stop.is_none(),
        State::Met | State::Superseded | State::Cancelled(_) | State::NotApplicable => false,
    }
}

/// What a client is shown: deadlines that are still to come, and why a clock rests. Of others nothing is said.
pub(super) fn for_client(scene: &Scene) -> Vec<String> {
    let Some(promises) = scene.promises.as_ref().filter(|it| it.shown) else {
        return Vec::new();
    };
    let texts = scene.texts();
    let (mut lines, mut paused) = (Vec::new(), None);
    for clock in promises.going() {
        match (clock.state, clock.deadline) {
            (State::Running, Some(deadline)) if deadline.utc() >= scene.times.now => {
                let time = scene.times.with_zone(deadline.utc());
                lines
                    .push(texts.with(&Said::Promise.of(clock.clock.kind), [("time", time.into())]));
            }
            (State::Paused(why), _) => paused = Some(why),
            _ => (),
        }
    }
    if !lines.is_empty() {
        lines.extend(outside(scene, promises));
        let held = scene.ticket.as_ref().is_some_and(|it| it.status == Status::OnHold);
        if held && paused.is_none() {
            lines.push(texts.text("promise-runs-on"));
        }
    }
    let why = paused.map(|it| ("why", texts.pause(it).into()));
    lines.extend(why.map(|why| texts.with("promise-paused", [why])));
    lines
}

/// For what a held ticket rests, and whether its clocks do. Of some that rest and some that do not, each tells by itself.
pub(super) fn held(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let texts = scene.texts();
    let why = scene.held.filter(|_| ticket.status == Status::OnHold)?;
    let why = texts.with("held", [("why", texts.pause(why).into())]);
    let going = scene.promises.as_ref().map(Promises::going).unwrap_or_default();
    let runs_on = going.iter().any(|it| it.state == State::Running);
    let rests = going.iter().any(|it| matches!(it.state, State::Paused(_)));
    Some(match (runs_on, rests) {
        (true, false) => format!("{why} · {}", texts.text("held-runs-on")),
        (false, true) => format!("{why} · {}", texts.text("held-rests")),
        (true, true) | (false, false) => why,
    })
}

/// What staff are shown of each clock, and who was told.
pub(super) fn for_staff(scene: &Scene, ticket: &TicketRow) -> Vec<String> {
    let Some(promises) = &scene.promises else { return Vec::new() };
    let going = promises.going();
    let mut lines: Vec<String> = going.iter().filter_map(|it| of_staff(scene, it)).collect();
    if !lines.is_empty() {
        lines.extend(outside(scene, promises));
    }
    if let Some(at) = promises.resumed_by_time.filter(|_| ticket.status == Status::InProgress) {
        let time = scene.times.dated(at.utc());
        lines.push(scene.texts().with("resumed-by-time", [("time", time.into())]));
    }
    lines.extend(levels(scene, ticket, promises));
    lines
}

/// That no service is given now. When it is again stays true, however late it is read.
fn outside(scene: &Scene, promises: &Promises) -> Option<String> {
    let texts = scene.texts();
    match promises.hours {
        Hours::Open => None,
        Hours::ClosedUntil(at) => {
            let time = scene.times.dated_with_zone(at.utc());
            Some(texts.with("promise-outside", [("time", time.into())]))
        }
        Hours::Closed => Some(texts.text("promise-outside-always")),
    }
}

/// The version and the row by which the ticket is measured.
pub(super) fn terms(scene: &Scene) -> Option<String> {
    let going = scene.promises.as_ref()?.going();
    let binding = &going.first()?.binding;
    let policy = ("policy", binding.policy.to_string().into());
    Some(scene.texts().with("terms", [policy, ("row", binding.row.as_str().into())]))
}

/// How one clock stands: until when, and how long that still is. It stays true, however late it is read.
pub(super) fn of_staff(scene: &Scene, clock: &Clock) -> Option<String> {
    let texts = scene.texts();
    let kind = clock.clock.kind;
    match (clock.state, clock.deadline) {
        (State::Running, Some(deadline)) => {
            let due = due(scene, kind, deadline);
            let Some(left) = clock.remaining_s else { return Some(due) };
            let arguments = [
                ("due", due.into()),
                ("now", scene.times.dated(scene.times.now).into()),
                ("left", texts.left(left).into()),
            ];
            Some(texts.with("due-left", arguments))
        }
        (State::Paused(why), _) => {
            let clock_ = ("clock", texts.text(&Said::Clock.of(kind)).into());
            let why = ("why", texts.pause(why).into());
            let said = match clock.remaining_s {
                Some(left) => texts
                    .with("clock-paused-left", [clock_, why, ("left", texts.left(left).into())]),
                None => texts.with("clock-paused", [clock_, why]),
            };
            Some(format!("⏸ {said}"))
        }
        (State::Breached, deadline) => {
            let deadline = deadline.or(clock.verdict_at)?;
            Some(missed(scene, kind, deadline, None))
        }
        _ => None,
    }
}

/// That a deadline has passed, and when it was.
///
/// * `overrun_s`: working seconds since then, where what is said is not read as of a later time.
pub(super) fn missed(scene: &Scene, kind: Kind, deadline: At, overrun_s: Option<i64>) -> String {
    let texts = scene.texts();
    let missed = missed_by(scene, kind, overrun_s);
    let time = scene.times.dated_with_zone(deadline.utc());
    texts.with("missed-at", [("missed", missed.into()), ("time", time.into())])
}

/// `🔴 Срок ответа нарушен на 12 мин`.
pub(super) fn missed_by(scene: &Scene, kind: Kind, overrun_s: Option<i64>) -> String {
    let texts = scene.texts();
    let missed = texts.text(&Said::Missed.of(kind));
    let said = match overrun_s.and_then(|it| texts.over(it)) {
        Some(over) => texts.with("missed-by", [("missed", missed.into()), ("over", over.into())]),
        None => missed,
    };
    format!("🔴 {said}")
}

/// `Ответить до 12:40 (МСК)`.
pub(super) fn due(scene: &Scene, kind: Kind, deadline: At) -> String {
    let time = scene.times.with_zone(deadline.utc());
    scene.texts().with(&Said::Due.of(kind), [("time", time.into())])
}

/// How much time a clock still has. Of a target by days the working time is not counted.
pub(super) fn left(scene: &Scene, clock: &Clock) -> Option<String> {
    let wall = || clock.deadline.map(|it| it.since(At::from(scene.times.now)));
    let seconds = match clock.target {
        Target::Seconds(_) => clock.remaining_s.or_else(wall)?,
        Target::EndOfBusinessDay(_) => wall()?,
    };
    Some(scene.texts().left(seconds))
}

/// The last levels that were reached, with whoever was told, and who has seen it.
fn levels(scene: &Scene, ticket: &TicketRow, promises: &Promises) -> Vec<String> {
    let texts = scene.texts();
    let going: Vec<_> = promises.going().iter().map(|it| it.clock).collect();
    let now = At::from(scene.times.now);
    let reached = promises.measured.facts.iter().filter_map(|it| match &it.key {
        FactKey::Level { clock, level, .. } if going.contains(clock) && it.at <= now => {
            Some((it.at, *level, &it.notify))
        }
        _ => None,
    });
    let reached: Vec<_> = reached.collect();
    let Some(first) = reached.first().map(|it| it.0) else { return Vec::new() };
    let last = &reached[reached.len().saturating_sub(LEVELS_MAX)..];
    let mut lines: Vec<String> = Vec::new();
    for (at, level, notify) in last {
        let time = ("time", scene.times.dated(at.utc()).into());
        let level = ("level", level.to_string().into());
        let names = names(scene, ticket, notify);
        lines.push(if names.is_empty() {
            texts.with("escalated-bare", [level, time])
        } else {
            texts.with("escalated", [level, time, ("whom", names.join(", ").into())])
        });
    }
    let exhausted = |it: &&Fact| match &it.key {
        FactKey::Exhausted { clock, .. } => going.contains(clock),
        _ => false,
    };
    if let Some(it) = promises.measured.facts.iter().rev().find(exhausted) {
        let time = ("time", scene.times.dated(it.at.utc()).into());
        lines.push(texts.with("exhausted", [time]));
    }
    if let Some((by, at)) = promises.acknowledged.filter(|it| it.1 >= first) {
        let time = scene.times.dated(at.utc());
        let arguments = [("name", scene.name_of(by).into()), ("time", time.into())];
        lines.push(texts.with("acknowledged", arguments));
    }
    lines
}

/// What those who are told are called.
fn names(scene: &Scene, ticket: &TicketRow, notify: &[Whom]) -> Vec<String> {
    let texts = scene.texts();
    let name = |it: &Whom| match it {
        Whom::Role(role) => Some(texts.everybody(*role)),
        Whom::Team(it) | Whom::Rota(it) => Some(title(it.as_str())),
        Whom::Person(it) => Some(scene.name_of(*it)),
        Whom::Assignee => ticket.assignee.map(|it| scene.name_of(it)),
        Whom::Responsible => Some(texts.text("whom-responsible")),
        Whom::Duty => Some(texts.text("whom-duty")),
    };
    notify.iter().filter_map(name).take(NAMED_MAX).collect()
}

/// The same, with each person mentioned who is known to be meant.
pub(super) fn mentions(scene: &Scene, ticket: &TicketRow, notify: &[Whom]) -> Vec<String> {
    let people = |it: &Whom| match it {
        Whom::Role(role) => {
            let holders = scene.holders.iter().find(|it| it.0 == *role);
            holders.map(|it| it.1.clone()).unwrap_or_default()
        }
        Whom::Team(name) => {
            let teams = scene.promises.iter().flat_map(|it| &it.teams);
            teams.filter(|it| it.name == *name).flat_map(|it| it.people.clone()).collect()
        }
        Whom::Person(it) => vec![*it],
        Whom::Assignee => ticket.assignee.into_iter().collect(),
        Whom::Responsible => scene.called_upon.responsible.into_iter().collect(),
        Whom::Duty => scene.called_upon.duty.into_iter().collect(),
        Whom::Rota(_) => vec![],
    };
    let mut mentioned: Vec<String> = Vec::new();
    for whom in notify {
        let mentions: Vec<String> = people(whom).into_iter().map(|it| scene.mention(it)).collect();
        let names = if mentions.is_empty() {
            names(scene, ticket, std::slice::from_ref(whom))
        } else {
            mentions
        };
        for name in names {
            if !mentioned.contains(&name) {
                mentioned.push(name);
            }
        }
    }
    mentioned
}

/// When the ticket closes by itself, if nobody answers.
pub(super) fn closing(scene: &Scene) -> Option<String> {
    let at = scene.promises.as_ref()?.closes_at?;
    let time = ("time", scene.times.dated_with_zone(at.utc()).into());
    Some(scene.texts().with("closes-by-itself", [time]))
}

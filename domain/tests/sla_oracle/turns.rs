//! Turns: what do the clocks of a conversation read, by looking for the answer to each message?

use super::TwoHours;
use super::random::Dice;
use super::story::{binding, publish, row, rules};
use domain::book::Book;
use domain::clock::{Clock, History, Kind, Moment, State, What};
use domain::policy::{Row, Target};
use domain::{At, Side};

/// Seconds of first response, next response, periodic update and acceptance.
const KINDS: [Kind; 4] =
    [Kind::FirstResponse, Kind::NextResponse, Kind::PeriodicUpdate, Kind::Acceptance];

#[derive(Debug)]
pub(crate) struct Story {
    begin: At,
    targets: [i64; 4],
    events: Vec<(At, What)>,
}

impl Story {
    pub(crate) fn new(dice: &mut Dice, hours: &TwoHours) -> Self {
        let mut target = || (1 + dice.below(300)) * 60;
        let targets = [target(), target(), target(), target()];
        let begin = hours.minute(dice);
        let mut at = begin;
        let mut events = vec![(begin, What::Opened(Side::Client))];
        for _ in 0..dice.below(14) {
            let gap = [0, 1, 60, 240, 1440][usize::try_from(dice.below(5)).unwrap()];
            at = at.plus(dice.below(gap + 1) * 60 + dice.below(2) * dice.below(60));
            let what = match dice.below(10) {
                0..3 => What::ClientSaid { awaits: true },
                3 => What::ClientSaid { awaits: false },
                4..7 => What::StaffSaid,
                7 => What::Assigned,
                8 => What::Unassigned,
                _ => What::Resolved,
            };
            if at < hours.end() {
                events.push((at, what));
            }
        }
        Self { begin, targets, events }
    }

    pub(crate) fn history(&self) -> History {
        let mut history = History::default();
        let bound = (self.begin, What::Bound(binding(0, 0)));
        for ((at, what), revision) in [bound].into_iter().chain(self.events.clone()).zip(0..) {
            history.take_in(Moment { at, revision, recorded: at, message: None, what });
        }
        history
    }

    pub(crate) fn book(&self, hours: &TwoHours) -> Book {
        let mut book = Book::default();
        hours.publish(&mut book);
        let target = |n: usize| Some(Target::Seconds(u32::try_from(self.targets[n]).unwrap()));
        let row = Row {
            first_response: target(0),
            next_response: target(1),
            periodic_update: target(2),
            acceptance: target(3),
            ..row(0)
        };
        publish(&mut book, rules(vec![row]));
        book
    }

    pub(crate) fn instants(&self, dice: &mut Dice, hours: &TwoHours) -> Vec<At> {
        let last = self.events.last().unwrap().0;
        let instants = [last, last.plus(dice.below(600)), self.begin.plus(dice.below(60) * 60)];
        instants.into_iter().map(|it| it.min(hours.end().plus(-1))).collect()
    }

    /// Each clock, one a line.
    pub(crate) fn read(&self, hours: &TwoHours, until: At) -> Vec<String> {
        let seen: Vec<&(At, What)> = self.events.iter().filter(|it| it.0 <= until).collect();
        // Somebody resolved it: from then on no update is owed, and nobody needs to take it.
        let resolved = seen.iter().position(|it| it.1 == What::Resolved);
        let mut lines = Vec::new();
        let mut count = [0; 4];
        let mut add = |kind: usize, from: usize, to: Option<usize>| {
            count[kind] += 1;
            let (start, stop) = (seen[from].0, to.map(|it| seen[it].0));
            let oracle = &hours.oracles[0];
            let due = oracle.add(start, self.targets[kind]);
            let end = stop.unwrap_or(until);
            let state = match (due, stop) {
                (Some(due), _) if due < end => "breached",
                (_, Some(_)) => "met",
                (_, None) => "running",
            };
            let used = oracle.elapsed(start, end);
            let name = format!("{}.{}", KINDS[kind].name(), count[kind]);
            lines.push(written(&name, state, (start, stop), due, used));
        };
        let answers = |it: &What| matches!(it, What::StaffSaid | What::Resolved);
        let after = |from: usize, stops: &dyn Fn(&What) -> bool| {
            (from + 1..seen.len()).find(|it| stops(&seen[*it].1))
        };
        add(0, 0, after(0, &answers));
        // The oldest question after each answer, until the next answer.
        let mut answered = after(0, &answers);
        while let Some(from) = answered {
            let asked = after(from, &|it| *it == What::ClientSaid { awaits: true });
            let Some(asked) = asked else { break };
            answered = after(asked, &answers);
            add(1, asked, answered);
        }
        for (i, (_, what)) in seen.iter().enumerate() {
            if *what == What::StaffSaid && resolved.is_none_or(|it| i < it) {
                add(2, i, after(i, &answers));
            }
        }
        let accepts = |it: &What| matches!(it, What::Assigned | What::Resolved);
        let mut free = Some(0);
        while let Some(from) = free.filter(|it| resolved.is_none_or(|resolved| *it < resolved)) {
            let taken = after(from, &accepts);
            add(3, from, taken);
            free = taken.and_then(|it| after(it, &|it| *it == What::Unassigned));
        }
        lines
    }
}

/// A clock as the story has it.
pub(crate) fn line(clock: &Clock, end: At) -> String {
    let state = match clock.state {
        State::Met => "met",
        State::Breached => "breached",
        State::Running => "running",
        _ => "else",
    };
    let due = clock.deadline.filter(|it| *it <= end);
    written(&clock.clock.to_string(), state, (clock.start, clock.stop), due, clock.elapsed_s)
}

fn written(name: &str, state: &str, life: (At, Option<At>), due: Option<At>, used: i64) -> String {
    format!("{name} {state} {life:?} due {due:?} used {used}")
}

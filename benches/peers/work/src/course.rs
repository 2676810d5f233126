//! The course: which commands does a task give, one after the other?

use crate::text::{Chance, text};
use crate::ticket::{Command, Event, Said};
use serde::{Deserialize, Serialize};

/// How many commands a ticket takes before its task opens a fresh one.
pub const COMMANDS_PER_TICKET: u64 = 10;
/// How many tickets are open at once in a filled log.
const OPEN_TICKETS: u64 = 100;
/// Monday 2026-03-02, 09:00 UTC, in milliseconds: when the first command of a task is given.
const FIRST_MS: u64 = 1_772_442_000_000;
/// More turns than a task can ever take, so that the seeds of two tasks never meet.
const TURNS_MAX: u64 = 1 << 40;

/// What is kept beside an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    pub actor: String,
    pub cause: String,
}

/// One command with all that a store needs to record what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The stream of the ticket. No other task ever uses it.
    pub stream: String,
    /// The place its event will have in the stream: 0 to 9.
    pub revision: u64,
    /// The id of its event: time in the first 48 bits, so that an index of ids grows at its end.
    pub id: u128,
    pub command: Command,
    pub meta: Meta,
}

impl Turn {
    /// The event that deciding leads to, for work that does not load.
    pub fn into_event(self) -> Event {
        match self.command {
            Command::Register { client, said } => Event::Registered { client, said },
            Command::StartWork { agent, said } => Event::WorkStarted { agent, said },
            Command::AddMessage { awaits_answer, said } => {
                Event::MessageAdded { awaits_answer, said }
            }
            Command::Resolve { agent, said } => Event::Resolved { agent, said },
        }
    }
}

/// The commands of one task, without end: ten for a ticket, then a fresh ticket.
#[derive(Debug, Clone)]
pub struct Course {
    task: u64,
    taken: u64,
}

impl Course {
    /// The course of a task; two tasks never share a ticket.
    pub fn of_task(task: u64) -> Self {
        Self { task, taken: 0 }
    }
}

impl Iterator for Course {
    type Item = Turn;

    fn next(&mut self) -> Option<Turn> {
        let (task, taken) = (self.task, self.taken);
        self.taken += 1;
        let ticket = taken / COMMANDS_PER_TICKET;
        let revision = taken % COMMANDS_PER_TICKET;
        // Counted down from the other end, where no turn's seed reaches. Tickets' ids grow with time
        // too, as those of version 7 do.
        let stream = Chance(!(task * TURNS_MAX + ticket)).draw_wide() >> 48;
        let stream = u128::from(FIRST_MS + taken - revision) << 80 | stream;
        let mut chance = Chance(task * TURNS_MAX + taken);
        let id = u128::from(FIRST_MS + taken) << 80 | chance.draw_wide() >> 48;
        Some(Turn {
            stream: format!("ticket-{stream:032x}"),
            revision,
            id,
            command: command(revision, task, taken, &mut chance),
            meta: Meta {
                actor: format!("person-{:04}", chance.draw() % 10_000),
                cause: format!("update-{task}-{taken:08}"),
            },
        })
    }
}

/// The events of a filled log: `count` turns of a hundred tickets in turn.
pub fn log(count: u64) -> impl Iterator<Item = Turn> {
    let mut courses: Vec<Course> = (0..OPEN_TICKETS).map(Course::of_task).collect();
    let tasks = (0..courses.len()).cycle();
    tasks.zip(0..count).map(move |(task, _)| courses[task].next().expect("a course has no end"))
}

fn command(revision: u64, task: u64, taken: u64, chance: &mut Chance) -> Command {
    let said = Said {
        author: format!("person-{:032x}", chance.draw_wide()),
        site: format!("site-{:032x}", chance.draw_wide()),
        chat: -1_001_000_000_000 - i64::try_from(task).expect("a task's number is small"),
        message: 100_000 + taken,
        at: instant(taken),
        salt: format!("{:032x}", chance.draw_wide()),
        commitment: format!("sha256:{:032x}{:032x}", chance.draw_wide(), chance.draw_wide()),
        text: text(chance.draw()),
    };
    match revision {
        0 => Command::Register { client: format!("client-{:032x}", chance.draw_wide()), said },
        1 => Command::StartWork { agent: format!("person-{:032x}", chance.draw_wide()), said },
        9 => Command::Resolve { agent: format!("person-{:032x}", chance.draw_wide()), said },
        _ => Command::AddMessage { awaits_answer: taken.is_multiple_of(2), said },
    }
}

/// An instant of the fixed day, a second a turn.
fn instant(taken: u64) -> String {
    let (hour, minute, second) = (9 + taken / 3_600 % 10, taken / 60 % 60, taken % 60);
    format!("2026-03-02T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{Ticket, decide};
    use std::collections::HashSet;

    #[test]
    fn no_command_of_a_course_is_refused_and_each_gives_the_event_of_its_turn() {
        let mut ticket = Ticket::Unregistered;
        for turn in Course::of_task(3).take(1_000) {
            if turn.revision == 0 {
                ticket = Ticket::Unregistered;
            }
            let event = decide(ticket, turn.command.clone()).unwrap();
            ticket = ticket.evolve(&event);
            assert_eq!(event, turn.into_event());
        }
    }

    #[test]
    fn a_ticket_takes_ten_commands_and_the_next_goes_to_a_fresh_one() {
        let turns: Vec<Turn> = Course::of_task(0).take(1_000).collect();
        let streams: HashSet<&str> = turns.iter().map(|it| it.stream.as_str()).collect();
        assert_eq!(streams.len(), 100);
        for ten in turns.chunks(10) {
            assert!(ten.iter().all(|it| it.stream == ten[0].stream));
            assert!(ten.iter().map(|it| it.revision).eq(0..10));
        }
    }

    #[test]
    fn tasks_share_neither_streams_nor_ids() {
        let turns = (0..512).flat_map(|task| Course::of_task(task).step_by(10).take(100));
        let (mut streams, mut ids) = (HashSet::new(), HashSet::new());
        for turn in turns {
            assert!(streams.insert(turn.stream) && ids.insert(turn.id));
        }
    }

    #[test]
    fn an_event_and_its_meta_have_the_size_that_the_figures_name() {
        let (mut data, mut meta) = (0, 0);
        for turn in log(10_000) {
            meta += serde_json::to_vec(&turn.meta).unwrap().len();
            data += serde_json::to_vec(&turn.into_event()).unwrap().len();
        }
        assert!((550..570).contains(&(data / 10_000)), "{} bytes", data / 10_000);
        assert!((45..60).contains(&(meta / 10_000)), "{} bytes", meta / 10_000);
    }

    #[test]
    fn a_log_has_its_count_and_every_stream_in_order() {
        let mut next = std::collections::HashMap::new();
        let mut count = 0;
        for turn in log(12_345) {
            let expected: &mut u64 = next.entry(turn.stream).or_default();
            assert_eq!(turn.revision, *expected);
            *expected += 1;
            count += 1;
        }
        assert_eq!(count, 12_345);
    }
}

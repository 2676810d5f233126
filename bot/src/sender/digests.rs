//! Digests: what do the views tell of words that nobody has taken up, and of a day?

use super::Sender;
use super::gather::Obstacle;
use crate::render::{DIGEST_LINES_MAX, Digest, Due, Scene, SeenIn, WORDS_MAX, Waited};
use chrono::{Days, NaiveTime};
use commands::chat::note_unanswered::patience;
use domain::civil::CivilTime;
use domain::clock::State;
use domain::desk::at_local;
use domain::notice::Kind;
use domain::ticket::Status;
use domain::{At, Event, MessageRef, PersonId, chat, desk, zone};
use projections::rows::{
    BoardFilter, ChatPlace, Counted, Part, RiskFilter, ToldOf, Work, WorkloadQuery,
};
use std::collections::BTreeSet;

/// What an evening's digest looks back on, in seconds.
const DAY_S: i64 = 24 * 3_600;
/// How long ago words were said at most that may still wait without being late, in seconds: longer than any holidays.
const IN_TIME_S: i64 = 14 * DAY_S;
/// The most messages of one alarm that are counted.
const TOGETHER_MAX: usize = 1_000;

impl Sender {
    pub(super) async fn add_day(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        match scene.notice.kind {
            Kind::Unanswered => self.add_waited(scene).await,
            Kind::Digest => self.add_digest(scene),
            _ => Ok(()),
        }
    }

    async fn add_waited(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let (Some(subject), Some(seen_in)) = (&scene.subject, &scene.seen_in) else {
            return Ok(());
        };
        let Event::Chat(chat::Event::MessageAccounted(it)) = &subject.event else { return Ok(()) };
        let chat = seen_in.chat;
        let place = self.views.chat(chat)?.map(|it| it.place);
        let Some(ChatPlace::Client { client, .. }) = place else { return Ok(()) };
        let patience = patience(&self.house, client, subject.occurred_at).await?;
        let at = MessageRef { chat, message: it.message };
        let mut together = self.views.told_together(at, TOGETHER_MAX)?;
        together.retain(|it| it.waits);
        let more = together.len().saturating_sub(WORDS_MAX) as u64;
        let mut shown = together.into_iter().take(WORDS_MAX);
        // What was told of first may have been taken up since.
        let Some(first) = shown.next() else { return Ok(()) };
        scene.subject = Some(self.subject(&first.subject).await?);
        scene.seen_in = Some(SeenIn { chat, month: first.month });
        let mut further = Vec::new();
        for it in shown {
            further.push(self.subject(&it.subject).await?);
        }
        scene.waited = patience.map(|it| Waited { minutes: it.minutes(), further, more });
        Ok(())
    }

    fn add_digest(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let Some(subject) = &scene.subject else { return Ok(()) };
        let Event::Desk(desk::Event::DigestDue(_)) = &subject.event else { return Ok(()) };
        let at = At::from(subject.occurred_at);
        let zone = scene.times.zone.clone();
        let civil = CivilTime::of_today(zone.clone());
        let query = WorkloadQuery { client: None, from: at.plus(-DAY_S), to: at.plus(1), civil };
        let told = self.views.told_of(scene.notice.chat)?;
        let work = self.work(&query, &told, at)?;
        let today = zone::local(at.utc(), &zone).date_time.date();
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let ends = at_local(&zone, tomorrow, NaiveTime::MIN);
        let (overdue, due_today) = self.due_by(&told, at, ends)?;
        let mut tickets = self.views.board(&BoardFilter::default())?.tickets;
        tickets.retain(|it| told.includes(it.client));
        let waiting = tickets.iter().filter(|it| it.status == Status::WaitingForClient).count();
        let digest = Digest {
            registered: work.requested,
            resolved: self.resolved(&query, &told, at)?,
            closed: work.closed,
            open: work.open,
            waiting_for_client: waiting as u64,
            undelivered: self.views.undelivered_of(&told, (query.from, query.to))?,
            overdue,
            due_today,
            in_time: self.views.waiting_in_time(&told, (at.plus(-IN_TIME_S), at))?,
            missed: self.views.missed_of(&told, at, DIGEST_LINES_MAX)?,
            untaken: tickets
                .into_iter()
                .filter(|it| it.status == Status::New && it.assignee.is_none())
                .collect(),
            on_duty: self.on_duty(at)?,
        };
        for person in &digest.on_duty {
            if let Some(row) = self.views.person(*person)? {
                scene.people.insert(*person, row);
            }
        }
        scene.digest = Some(digest);
        Ok(())
    }

    /// The work for the clients that are told of.
    fn work(&self, query: &WorkloadQuery, told: &ToldOf, at: At) -> Result<Work, Obstacle> {
        let workload = self.views.workload(query, at)?;
        let ToldOf::Clients(_) = told else { return Ok(workload.total) };
        let theirs = workload.clients.iter().filter(|it| told.includes(it.client));
        Ok(theirs.fold(Work::default(), |sum, it| Work {
            requested: sum.requested + it.work.requested,
            open: sum.open + it.work.open,
            closed: sum.closed + it.work.closed,
        }))
    }

    fn resolved(&self, query: &WorkloadQuery, told: &ToldOf, at: At) -> Result<u64, Obstacle> {
        let counted = |part| {
            let behind = self.views.workload_behind(query, part, Counted::Resolved, at);
            behind.map(|it| it.len() as u64)
        };
        let ToldOf::Clients(clients) = told else { return Ok(counted(Part::Total)?) };
        let mut sum = 0;
        for client in clients {
            sum += counted(Part::Client(*client))?;
        }
        Ok(sum)
    }

    /// Those whose deadline has passed, and those that fall due before an instant: in each list one clock of a ticket.
    fn due_by(&self, told: &ToldOf, at: At, ends: At) -> Result<(Vec<Due>, Vec<Due>), Obstacle> {
        let mut clocks = self.views.at_risk(&RiskFilter::default(), at)?.clocks;
        clocks.retain(|it| told.includes(it.client));
        let (mut overdue, mut soon, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for it in clocks {
            let breached = it.state == State::Breached;
            if !(breached || it.deadline < ends) || !seen.insert((it.ticket, breached)) {
                continue;
            }
            let list = if breached { &mut overdue } else { &mut soon };
            // Of those that are only counted, the words are not asked for.
            let shown = list.len() < DIGEST_LINES_MAX;
            let ticket = if shown { self.views.ticket(it.ticket)? } else { None };
            list.push(Due {
                number: it.number,
                summary: ticket.map(|it| it.summary).unwrap_or_default(),
                clock: it.clock.kind,
                deadline: it.deadline,
                overrun_s: breached.then_some(it.overrun_s),
            });
        }
        Ok((overdue, soon))
    }

    /// Whom the rotas of the policies in force have on call at an instant, each once.
    fn on_duty(&self, at: At) -> Result<Vec<PersonId>, Obstacle> {
        let book = self.views.book()?;
        let names: BTreeSet<_> = book.policies().map(|it| it.0.policy).collect();
        let mut people = Vec::new();
        for name in names {
            let rotas = book.policy_at(&name, at).map(|it| it.1.rules.rotas.as_slice());
            for person in rotas.unwrap_or_default().iter().filter_map(|it| it.on_call(at, &book)) {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        Ok(people)
    }
}

//! Our contestant: how fast is the store, used as the product uses it?
//!
//! Its commands are tickets' own, decided by the domain; each event has its private text sealed and committed to.
//! `--cold`, first of all flags, reads and folds the whole stream for every command, as the peers do; without it the
//! commands go through `transact`, which keeps folds and reads what is new.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, SubsecRound, Utc};
use commands::House;
use commands::transact::transact;
use domain::ticket::{Assigned, Assignment, Event, MessageAdded, Registered, Resolved, Ticket};
use domain::{
    Actor, Awaits, Cause, Channel, ChatId, ClientId, Draft, EventRef, Field, MessageId, MessageRef,
    Owner, PersonId, Priority, Side, TicketId, TicketNumber, Trigger, Visibility,
};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use store::codec;
use store::port::{Expected, PAGE_MAX, Revision};
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use store::stream::Stream;
use store::vault::{Entry, Vault};
use store::world::{Chance, WallClock};
use uuid::Uuid;
use work::{Args, Laps, Replay, Sample, Turn, Window, Work};

const COLD: &str = "--cold";
/// How many tasks fill a log at once.
const FILLERS: u64 = 100;

#[tokio::main]
async fn main() -> Result<()> {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let cold = words.first().is_some_and(|it| it == COLD);
    if cold {
        words.remove(0);
    }
    if words.is_empty() {
        // Run as every other bench is, without being asked for a sample: there is nothing to say.
        return Ok(());
    }
    let args = Args::parse(words)?;
    let dir = if args.work == Work::Replay { args.dir.as_path() } else { args.fresh_dir()? };
    let (log, house) = open(dir)?;
    let name = if cold { "ours-cold" } else { "ours" };
    let sample = match args.work {
        Work::LoadDecideAppend => live(&house, &args, name, cold).await?,
        Work::AppendOnly => append_only(&house, &args, name).await?,
        Work::Fill => fill(&house, &args, name).await?,
        Work::Replay => replay(&house, &args, name).await?,
    };
    log.close().await;
    Ok(sample.print()?)
}

struct System;

impl WallClock for System {
    #[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives randomness");
    }
}

fn open(dir: &Path) -> Result<(Arc<SqliteStore>, House)> {
    let log = Arc::new(SqliteStore::open(dir)?);
    let chance = Arc::new(System);
    let keyring = SqliteKeyring::open(dir, &dir.join("keys"), chance.clone())?;
    let vault = Vault::new(Arc::new(keyring), chance);
    let house = House::new(log.clone(), vault, Arc::new(System));
    Ok((log, house))
}

async fn live(house: &House, args: &Args, name: &str, cold: bool) -> Result<Sample> {
    let window = Window::open(args.seconds);
    let tasks = (0..args.tasks).map(|task| {
        let house = house.clone();
        tokio::spawn(Laps::run(window, task, async move |turn| {
            if cold { cold_turn(&house, &turn).await } else { warm_turn(&house, &turn).await }
        }))
    });
    Ok(Sample::of_laps(name, args, &finish(tasks.collect()).await?))
}

/// As the product does it: by `transact`, with its folds.
async fn warm_turn(house: &House, turn: &Turn) -> Result<()> {
    let asked = Asked::of(turn)?;
    let decide = |ticket: &Ticket| Ok::<_, Infallible>(asked.decide(ticket));
    let stream = Stream::Ticket(asked.ticket);
    let done = transact(house, &stream, asked.actor, &asked.cause, decide).await?;
    if done.events.is_empty() {
        bail!("a command of the course led to nothing");
    }
    Ok(())
}

/// As the peers do it: the whole stream is read, decoded and folded for every command.
async fn cold_turn(house: &House, turn: &Turn) -> Result<()> {
    let asked = Asked::of(turn)?;
    let stream = Stream::Ticket(asked.ticket);
    let recorded = house.store.read(&stream.name(), Revision(0), PAGE_MAX).await?;
    let mut ticket = Ticket::Unregistered;
    for it in &recorded {
        let domain::Event::Ticket(event) = codec::decode(it)? else {
            bail!("a ticket's stream holds something else");
        };
        ticket = ticket.evolve(&event);
    }
    let drafts = asked.decide(&ticket);
    append(house, &asked, &stream, recorded.len() as u64, &drafts).await
}

async fn append_only(house: &House, args: &Args, name: &str) -> Result<Sample> {
    let window = Window::open(args.seconds);
    let tasks = (0..args.tasks).map(|task| {
        let house = house.clone();
        let mut ticket = Ticket::Unregistered;
        tokio::spawn(Laps::run(window, task, async move |turn: Turn| {
            if turn.revision == 0 {
                ticket = Ticket::Unregistered;
            }
            let asked = Asked::of(&turn)?;
            let drafts = asked.decide(&ticket);
            for it in &drafts {
                ticket = std::mem::take(&mut ticket).evolve(&it.event);
            }
            let stream = Stream::Ticket(asked.ticket);
            append(&house, &asked, &stream, turn.revision, &drafts).await
        }))
    });
    Ok(Sample::of_laps(name, args, &finish(tasks.collect()).await?))
}

async fn append(
    house: &House,
    asked: &Asked,
    stream: &Stream,
    length: u64,
    drafts: &[Draft<Event>],
) -> Result<()> {
    let mut events = Vec::with_capacity(drafts.len());
    for (ordinal, draft) in drafts.iter().enumerate() {
        let (actor, cause) = (asked.actor, &asked.cause);
        let entry = Entry { stream, actor, cause, ordinal };
        events.push(house.vault.seal(draft, &entry).await?);
    }
    let expected = match length.checked_sub(1) {
        None => Expected::NoStream,
        Some(last) => Expected::At(Revision(last)),
    };
    house.store.append(&stream.name(), expected, house.clock.now(), events).await?;
    Ok(())
}

async fn fill(house: &House, args: &Args, name: &str) -> Result<Sample> {
    let mut filling = Replay::start();
    let tasks = (0..FILLERS).map(|task| {
        let house = house.clone();
        let share = args.count / FILLERS + u64::from(task < args.count % FILLERS);
        tokio::spawn(async move {
            let share = usize::try_from(share).context("a share fits")?;
            for turn in work::Course::of_task(task).take(share) {
                warm_turn(&house, &turn).await?;
            }
            Ok::<_, anyhow::Error>(share)
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        filling.page(task.await??);
    }
    Ok(filling.sample(name, args))
}

async fn replay(house: &House, args: &Args, name: &str) -> Result<Sample> {
    let mut replay = Replay::start();
    while replay.wants_a_pass(args) {
        let mut after = None;
        loop {
            let page = house.store.read_all(after, PAGE_MAX).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.position);
            for recorded in &page {
                std::hint::black_box(codec::decode(recorded)?);
                if args.opened {
                    std::hint::black_box(house.vault.open(recorded)?);
                }
            }
            replay.page(page.len());
        }
        replay.end_pass(args)?;
    }
    Ok(replay.sample(name, args))
}

/// A turn of the course in the house's own words.
struct Asked {
    ticket: TicketId,
    requester: PersonId,
    actor: Actor,
    cause: Cause,
    at: DateTime<Utc>,
    message: MessageRef,
    event: Event,
    text: String,
}

impl Asked {
    fn of(turn: &Turn) -> Result<Self> {
        let (_, id) = turn.stream.split_once('-').context("a stream has a kind")?;
        let id = u128::from_str_radix(id, 16)?;
        let millis = i64::try_from(turn.id >> 80)?;
        let at = DateTime::from_timestamp_millis(millis).context("an instant")?;
        let cause = Cause::new(Trigger::Event(EventRef(Uuid::from_u128(turn.id))), at);
        let requester = PersonId(id.to_be_bytes());
        let (said, kind) = match &turn.command {
            work::Command::Register { said, .. } => (said, 0),
            work::Command::StartWork { said, .. } => (said, 1),
            work::Command::AddMessage { said, .. } => (said, 2),
            work::Command::Resolve { said, .. } => (said, 3),
        };
        let author: PersonId = said.author.trim_start_matches("person-").parse()?;
        let chat = ChatId::Group(said.chat);
        let number = i64::try_from(said.message)?;
        let message = MessageRef { chat, message: MessageId(number) };
        let event = match kind {
            0 => registered(message, requester, at)?,
            1 => Event::Assigned(Assigned { agent: author, how: Assignment::Taken }),
            2 => Event::MessageAdded(MessageAdded {
                message,
                author,
                side: Side::Client,
                visibility: Visibility::Public,
                awaits: Awaits::Answer,
                rule: "reply".parse()?,
                relayed: false,
                reply_to: Some(MessageRef { chat, message: MessageId(number - 1) }),
                attachments: vec![],
            }),
            _ => Event::Resolved(Resolved { message: Some(message), relayed: false }),
        };
        // As with the peers, ten thousand people act, and each text has a writer of its own.
        let actor = turn.meta.actor.trim_start_matches("person-").parse().context("a number")?;
        let actor = Actor::Person(PersonId(u128::to_be_bytes(actor)));
        let ticket = TicketId(Uuid::from_u128(id));
        Ok(Self { ticket, requester, actor, cause, at, message, event, text: said.text.clone() })
    }

    /// One event a command, as with the peers; a message that is there already leads to nothing.
    fn decide(&self, ticket: &Ticket) -> Vec<Draft<Event>> {
        let known = ticket.life().is_some_and(|it| it.messages.contains_key(&self.message));
        let first = matches!(self.event, Event::Registered(_));
        if known || first != ticket.life().is_none() {
            return vec![];
        }
        let draft = Draft::new(self.event.clone(), self.at);
        vec![draft.with(Field::Body, Owner::Person(self.requester), self.text.as_str())]
    }
}

fn registered(source: MessageRef, requester: PersonId, at: DateTime<Utc>) -> Result<Event> {
    let client = ClientId(Uuid::from_u128(1));
    Ok(Event::Registered(Registered {
        number: TicketNumber { code: "ROM".parse()?, number: 1 },
        client,
        chat: source.chat,
        thread: None,
        source: Some(source),
        requester,
        registered_by: requester,
        channel: Channel::Command,
        reported_at: at,
        claimed_at: None,
        request_type: None,
        priority: Priority::Normal,
        site: None,
        workplace: None,
        attachments: vec![],
    }))
}

async fn finish(tasks: Vec<tokio::task::JoinHandle<Result<Laps>>>) -> Result<Vec<Laps>> {
    let mut laps = Vec::with_capacity(tasks.len());
    for task in tasks {
        laps.push(task.await.context("a task died")??);
    }
    Ok(laps)
}

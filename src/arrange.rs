//! Arrange: clients, staff, views and erasure, from the command line while nothing else runs.

use crate::cli::{Client, Configured, Erase, Staff};
use crate::folder::Folder;
use crate::readiness::{Link, Linked};
use crate::routes;
use crate::serve;
use crate::settings::Settings;
use crate::setup::{asked, offer_link};
use crate::{import, readiness};
use anyhow::{Context, Result, bail};
use bot::client::Api as Telegram;
use bot::rights::start_group_link;
use commands::House;
use commands::client::choose_notices::{self, Choice};
use commands::client::{self, register, set_intake, set_terms};
use commands::intake::judge;
use commands::links::{Holder, standing};
use commands::people::{dismiss, erase, find, grant, revoke};
use commands::ticket;
use commands::transact::{Error, ask, transact};
use domain::client::{Client as ClientState, Shown, TermsChanged, Zone};
use domain::people::{Basis, Person};
use domain::ticket::Ticket;
use domain::{Actor, ClientCode, ClientId, Event, Language, PersonId, Role, Slug, TicketId};
use projections::rows::{BoardFilter, Missing, ReadinessRow};
use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;
use store::codec;
use store::port::PAGE_MAX;
use store::stream::Stream;

/// How long a link waits for Telegram to tell the bot's name.
const NAME_WITHIN: Duration = Duration::from_secs(10);

/// Opens the data folder as the configuration says, with its views up to date.
pub(crate) async fn open(configured: &Configured) -> Result<(Settings, Folder)> {
    let settings = Settings::load(configured.config.as_deref())?;
    let folder = Folder::open(&settings).await?;
    folder.views.catch_up().await.context("failed to bring the views up to date")?;
    Ok((settings, folder))
}

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn client(asked: Client) -> Result<()> {
    match asked {
        Client::Add { code, title, language, zone, configured } => {
            let (settings, folder) = open(&configured).await?;
            add(&folder, &code, title, (language, zone)).await?;
            let holder = Holder::Client(client::id_of(&code));
            link(&settings, &folder, holder, &format!("client link {code}")).await
        }
        Client::Link { code: None, configured, .. } => {
            let (settings, folder) = open(&configured).await?;
            links(&settings, &folder).await
        }
        Client::Import(asked) => import::import(asked).await,
        Client::Links { csv, configured } => {
            let (settings, folder) = open(&configured).await?;
            links_and_readiness(&settings, &folder, csv).await
        }
        Client::Link { code: Some(code), configured, .. } => {
            let (settings, folder) = open(&configured).await?;
            let Some(row) = folder.views.client_by_code(&code)? else {
                bail!(
                    "there is no client with the code {code}: `proofdesk client list` shows them"
                );
            };
            link(&settings, &folder, Holder::Client(row.client), &format!("client link {code}"))
                .await
        }
        Client::Terms { code, policy, calendar, configured } => {
            let (_, folder) = open(&configured).await?;
            terms(&folder.house, &code, TermsChanged { policy, calendar }).await
        }
        Client::Intake { code, name, configured } => {
            let (_, folder) = open(&configured).await?;
            intake(&folder.house, &code, &name).await
        }
        Client::Notices { code, tickets, rating, configured } => {
            let (_, folder) = open(&configured).await?;
            notices(&folder.house, &code, Choice { tickets, rating }).await
        }
        Client::Route(asked_for) => routes::route(asked_for).await,
        Client::List { json, configured } => {
            let (_, folder) = open(&configured).await?;
            let mut clients = vec![];
            for row in folder.views.readiness()? {
                let agreed = |it: &ClientState| Agreed(it.terms.clone(), it.intake.clone());
                let agreed = ask(&folder.house, &Stream::Client(row.client.client), agreed).await?;
                clients.push((row, agreed));
            }
            list(&clients, json)
        }
    }
}

/// Registers a client.
///
/// # Errors
///
/// Another client has the code; a failure of the log or the keys.
pub(crate) async fn add(
    folder: &Folder,
    code: &ClientCode,
    title: String,
    (language, zone): (Language, String),
) -> Result<()> {
    let house = &folder.house;
    let register = register::Register { code: code.clone(), title, language, zone: Zone(zone) };
    let (cause, at) = (asked(house, "client"), house.clock.now());
    let decide = |it: &ClientState| register::decide(it, &register, at);
    let stream = Stream::Client(client::id_of(code));
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await;
    if matches!(done, Err(Error::Rejected(register::Rejection::CodeTaken))) {
        bail!(
            "another client has the code {code}: `proofdesk client link {code}` prints a link for its groups"
        );
    }
    done?;
    say(&format!("Client {code} is registered."))
}

/// Shows each client's link beside how ready its groups are. How ready they are is told even where no link can be made.
async fn links_and_readiness(settings: &Settings, folder: &Folder, csv: bool) -> Result<()> {
    let clients = folder.views.readiness()?;
    let username = if clients.is_empty() { None } else { Some(name_for_links(settings).await) };
    let mut all = vec![];
    for ready in clients {
        let client = ready.client.client;
        let now = folder.house.clock.now();
        let judge = judge::of_client(&folder.house, client, now).await?;
        let link = match &username {
            Some(Ok(username)) => Some(standing_link(&folder.house, client, username).await?),
            Some(Err(_)) | None => None,
        };
        all.push(Linked { ready, mode: judge.map(|it| it.set().mode), link });
    }
    readiness::show(&all, csv)?;
    match username {
        Some(Err(error)) => Err(error.context(
            "the links are left out; `proofdesk client list` tells how ready the groups are without them",
        )),
        Some(Ok(_)) | None => Ok(()),
    }
}

async fn name_for_links(settings: &Settings) -> Result<String> {
    let telegram = serve::telegram(settings)
        .context("the links need the bot's name, which telegram tells by its token")?;
    name_of(&telegram, NAME_WITHIN).await
}

/// The link of a client that holds today, and until when.
async fn standing_link(house: &House, client: ClientId, username: &str) -> Result<Link> {
    let now = house.clock.now();
    let standing = standing::of_today(house, client, Actor::Operator, now)
        .await
        .context("failed to offer a link")?;
    let link = start_group_link(username, &standing.token);
    Ok(Link { link, good_until: standing.good_until })
}

/// Offers a link for each client that has no group yet, and writes them as CSV.
async fn links(settings: &Settings, folder: &Folder) -> Result<()> {
    let username = name_for_links(settings).await?;
    let mut lines = vec![["code", "title", "link"].map(str::to_owned)];
    for client in folder.views.clients()?.into_iter().filter(|it| it.chats.is_empty()) {
        let link = offer_link(&folder.house, Holder::Client(client.client), &username).await?;
        lines.push([client.code.to_string(), client.title, link]);
    }
    readiness::write(&lines)
}

/// Offers a link and prints it. `again` is the command that prints another one.
async fn link(settings: &Settings, folder: &Folder, holder: Holder, again: &str) -> Result<()> {
    let repeat =
        || format!("no link was made; once this is mended, `proofdesk {again}` prints one");
    let telegram = serve::telegram(settings)
        .context("the link needs the bot's name, which telegram tells by its token")
        .with_context(repeat)?;
    let username = name_of(&telegram, NAME_WITHIN).await.with_context(repeat)?;
    let link = offer_link(&folder.house, holder, &username).await?;
    say(&format!("Open this link and choose the group (good for 3 days, for one group):\n{link}"))
}

/// The bot's name, if Telegram tells it in time: somebody waits at the terminal.
async fn name_of(telegram: &Telegram, within: Duration) -> Result<String> {
    let Ok(told) = tokio::time::timeout(within, telegram.get_me()).await else {
        bail!(
            "telegram did not answer within {} s: look at the network, telegram.proxy and telegram.api_url",
            within.as_secs()
        );
    };
    let me = told.context(
        "telegram did not tell the bot's name: `proofdesk check` looks at token and connection",
    )?;
    Ok(me.username)
}

async fn terms(house: &House, code: &ClientCode, terms: TermsChanged) -> Result<()> {
    let cause = asked(house, "terms");
    let client = client::id_of(code);
    let done = set_terms::set_terms(house, client, &terms, (Actor::Operator, &cause)).await;
    let TermsChanged { policy, calendar } = &terms;
    let done = match done {
        Err(Error::Rejected(it)) => bail!(match it {
            set_terms::Rejection::Unregistered => format!(
                "there is no client with the code {code}: `proofdesk client list` shows them"
            ),
            set_terms::Rejection::NoSuchPolicy =>
                format!("no policy {policy} is published: `proofdesk policy list` shows them"),
            set_terms::Rejection::NoSuchCalendar =>
                format!("no calendar {calendar} is published: `proofdesk calendar list` shows them"),
        }),
        other => other?,
    };
    say(&if done.events.is_empty() {
        format!("{code} has these terms already: policy {policy}, calendar {calendar}.")
    } else {
        format!("From now on {code} is promised policy {policy} by calendar {calendar}.")
    })
}

async fn intake(house: &House, code: &ClientCode, name: &Slug) -> Result<()> {
    let (cause, client) = (asked(house, "client-intake"), client::id_of(code));
    let done = set_intake::set_intake(house, client, name, (Actor::Operator, &cause)).await;
    let done = match done {
        Err(Error::Rejected(set_intake::Rejection::Unregistered)) => {
            bail!("there is no client with the code {code}: `proofdesk client list` shows them")
        }
        Err(Error::Rejected(set_intake::Rejection::NoSuchIntake)) => {
            bail!("no rule set {name} is published: `proofdesk intake list` shows them")
        }
        other => other?,
    };
    say(&if done.events.is_empty() {
        format!("The words of {code} are taken in by {name} already.")
    } else {
        format!("From now on the words of {code} are taken in by {name}.")
    })
}

async fn notices(house: &House, code: &ClientCode, choice: Choice) -> Result<()> {
    let (cause, stream) = (asked(house, "client-notices"), Stream::Client(client::id_of(code)));
    let decide = |it: &ClientState| choose_notices::decide(it, choice, house.clock.now());
    match transact(house, &stream, Actor::Operator, &cause, decide).await {
        Err(Error::Rejected(choose_notices::Rejection::Unregistered)) => {
            bail!("there is no client with the code {code}: `proofdesk client list` shows them")
        }
        done => done?,
    };
    let chosen = |it: &ClientState| (it.tickets, it.rating);
    let (tickets, rating) = ask(house, &stream, chosen).await?;
    let tickets = match tickets {
        Shown::Cards => "a card with each ticket",
        Shown::Board => "one board with the open tickets",
    };
    let rating =
        if rating { "authors are asked for a rating" } else { "nobody is asked for a rating" };
    say(&format!("The groups of {code} are shown {tickets}; {rating}."))
}

/// What was agreed with a client: its terms, and its rule set.
struct Agreed(Option<TermsChanged>, Option<Slug>);

fn list(clients: &[(ReadinessRow, Agreed)], json: bool) -> Result<()> {
    if json {
        let row = |(ready, Agreed(terms, intake)): &(ReadinessRow, Agreed)| {
            let it = &ready.client;
            let missing: Vec<_> = ready.missing().into_iter().map(Missing::name).collect();
            let chats: Vec<_> = it.chats.iter().map(ToString::to_string).collect();
            serde_json::json!({
                "code": it.code,
                "title": it.title,
                "language": it.language,
                "zone": it.zone,
                "chats": chats,
                "terms": terms,
                "intake": intake,
                "ready": ready.is_ready(),
                "missing": missing,
            })
        };
        let all: Vec<_> = clients.iter().map(row).collect();
        return say(&serde_json::to_string_pretty(&all)?);
    }
    if clients.is_empty() {
        return say("No clients yet: proofdesk client add CODE \"Title\"");
    }
    for (ready, Agreed(terms, intake)) in clients {
        let it = &ready.client;
        let groups = it.chats.len();
        let terms = match terms {
            Some(it) => format!("policy {}, calendar {}", it.policy, it.calendar),
            None => "nothing is promised".to_owned(),
        };
        let intake = intake.as_ref().map(|it| format!(", intake {it}")).unwrap_or_default();
        let code = it.code.as_str();
        let missing = match readiness::missing(ready) {
            none if none.is_empty() => "ready".to_owned(),
            missing => format!("missing: {missing}"),
        };
        let title = &it.title;
        say(&format!("{code:<8}  {title:<30}  {groups} group(s)  {terms}{intake}; {missing}"))?;
    }
    Ok(())
}

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn staff(asked_for: Staff) -> Result<()> {
    match asked_for {
        Staff::Link { configured } => {
            let (settings, folder) = open(&configured).await?;
            link(&settings, &folder, Holder::Desk, "staff link").await
        }
        Staff::Add { telegram_id, role, configured } => {
            let (_, folder) = open(&configured).await?;
            give(&folder, telegram_id, role).await
        }
        Staff::Remove { telegram_id, role, configured } => {
            let (_, folder) = open(&configured).await?;
            take_back(&folder, telegram_id, role).await
        }
    }
}

/// Takes a role back, or all of staff, and prints what is to be done once somebody is of staff no more.
async fn take_back(folder: &Folder, telegram_id: i64, role: Option<Role>) -> Result<()> {
    let house = &folder.house;
    let (person, before) = find::by_telegram_id(house, telegram_id).await?;
    let (cause, at) = (asked(house, "revoke"), house.clock.now());
    let nobody = Person::default();
    let decide = |it: &Person| match role {
        Some(role) => revoke::decide(it, role, None, at).map_err(|never| match never {}),
        None => dismiss::decide(it, (Actor::Operator, &nobody), at),
    };
    let stream = Stream::Person(person);
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    if done.events.is_empty() {
        bail!("the person has no such role: nothing was done");
    }
    say("The role is taken back.")?;
    let after = find::known(house, person).await?;
    if !before.is_staff() || after.is_staff() {
        return Ok(());
    }
    let filter = BoardFilter { assignee: Some(person), ..BoardFilter::default() };
    let tickets = folder.views.board(&filter)?.tickets;
    let numbers: Vec<_> = tickets.iter().map(|it| it.number.to_string()).collect();
    if numbers.is_empty() {
        say("No open tickets to hand over.")?;
    } else {
        say(&format!("Open tickets to hand over: {}", numbers.join(", ")))?;
    }
    let groups = folder.views.clients_seen_with(person)?;
    if !groups.is_empty() {
        say(&format!("Also remove the person from the groups of: {}", groups.join(", ")))?;
    }
    Ok(())
}

async fn give(folder: &Folder, telegram_id: i64, role: Role) -> Result<()> {
    let house = &folder.house;
    let (person, _) = find::by_telegram_id(house, telegram_id).await?;
    let grant = grant::Grant { role, client: None, basis: Basis::Operator };
    let (cause, at) = (asked(house, "grant"), house.clock.now());
    let decide = |it: &Person| grant::decide(it, grant, at);
    let stream = Stream::Person(person);
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    let new = !done.events.is_empty();
    say(if new { "The role is given." } else { "The person has this role already." })
}

/// # Errors
///
/// A failure of the data folder.
pub(crate) async fn rebuild(configured: &Configured) -> Result<()> {
    let (_, folder) = open(configured).await?;
    let progress = |events: u64| {
        // Progress that nobody reads is no reason to stop.
        let _: std::io::Result<()> = write!(std::io::stderr(), "\r{events} events");
    };
    folder.views.rebuild(progress).await.context("failed to make the views anew")?;
    say("\nThe views are made anew.")
}

/// Erases a person: the fact first, in each ticket and of the person, then all their keys.
///
/// # Errors
///
/// Nobody to erase, or a failure of the data folder; asking again completes what was begun.
pub(crate) async fn erase(asked_for: &Erase) -> Result<()> {
    let (_, folder) = open(&asked_for.configured).await?;
    let house = &folder.house;
    let (person, known) = whom(&folder, asked_for).await?;
    if known == Person::default() {
        bail!("nobody like this was ever seen, or all was erased: nothing was done");
    }
    let nobody = Person::default();
    let tickets = tickets_with_words_of(&folder, person).await?;
    for &id in &tickets {
        let at = house.clock.now();
        let by = ticket::By { actor: Actor::Operator, known: &nobody, at };
        let decide = |it: &Ticket| ticket::erase::decide(it, person, &by);
        let (stream, cause) = (Stream::Ticket(id), asked(house, "erase"));
        transact(house, &stream, Actor::Operator, &cause, decide).await?;
    }
    let cause = asked(house, "erase");
    let keys = erase::erase(house, person, Actor::Operator, &cause).await?;
    folder.views.catch_up().await.context("failed to drop the texts from the views")?;
    let tickets = tickets.len();
    let keys = match keys {
        // On a cluster the node at work may have heard of it, and been quicker.
        0 => "no key of this person is left, so that nobody can read their words".to_owned(),
        keys => format!("{keys} key(s) destroyed"),
    };
    say(&format!(
        "Erased: {keys}, {tickets} ticket(s) marked. Times, numbers and pseudonyms stay; what \
         Telegram keeps, and what others copied, is beyond our reach."
    ))
}

/// Who is to be erased: by their Telegram id, or as whoever asked for a ticket.
async fn whom(folder: &Folder, asked_for: &Erase) -> Result<(PersonId, Person)> {
    let house = &folder.house;
    match (asked_for.telegram_id, &asked_for.requester_of) {
        (Some(user), _) => Ok(find::by_telegram_id(house, user).await?),
        (None, Some(number)) => {
            let Some(ticket) = folder.views.ticket_by_number(number)? else {
                bail!("there is no ticket {number}: nothing was done");
            };
            Ok((ticket.requester, find::known(house, ticket.requester).await?))
        }
        (None, None) => bail!("whom? give --telegram-id or --requester-of"),
    }
}

/// Every ticket that a person asked for, or said or did something in.
async fn tickets_with_words_of(folder: &Folder, person: PersonId) -> Result<BTreeSet<TicketId>> {
    let actor = Actor::Person(person).to_string();
    let (mut tickets, mut after) = (BTreeSet::new(), None);
    loop {
        let page = folder.house.store.read_all(after, PAGE_MAX).await?;
        let Some(last) = page.last() else { return Ok(tickets) };
        after = Some(last.position);
        for recorded in &page {
            let Some(Stream::Ticket(id)) = Stream::parse(&recorded.stream) else { continue };
            let event = codec::decode(recorded)?;
            let asked_for = matches!(&event, Event::Ticket(domain::ticket::Event::Registered(it))
                if it.requester == person);
            if asked_for || *recorded.event.actor == *actor {
                tickets.insert(id);
            }
        }
    }
}

pub(crate) fn say(text: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        // Whoever read us has gone: `| head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

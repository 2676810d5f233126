//! Apply: which commands make true what a line says?

use crate::folder::Folder;
use crate::import::plan::{ClientRow, PersonPart, PersonRow, Row, SiteRow};
use crate::setup::asked;
use anyhow::{Context, Result, anyhow};
use commands::client::import_ticket::{self, Request};
use commands::client::{
    self, add_site, add_workplace, agree, register, rename, route, set_intake, set_responsible,
    set_terms,
};
use commands::desk::note_import;
use commands::people::{find, grant};
use commands::transact::{ask, transact};
use domain::client::{Client, TermsChanged, Zone};
use domain::desk::{Desk, TicketsImported};
use domain::people::{Basis, Person};
use domain::{Actor, Language, Role};
use std::collections::BTreeSet;
use store::stream::Stream;

/// Makes a line true; answers whether anything had to be recorded for it.
pub(super) async fn apply(folder: &Folder, row: &Row) -> Result<bool> {
    match row {
        Row::Client(it) => of_client(folder, it).await,
        Row::Site(it) => of_site(folder, it).await,
        Row::Person(it) => of_person(folder, it).await,
        Row::Ticket(it) => {
            let done = import_ticket::import(&folder.house, it).await;
            let number = it.outside.as_deref().unwrap_or("without a number");
            let here = done.with_context(|| {
                format!("stopped at the ticket {number} of {}: import the file again", it.code)
            })?;
            Ok(here.is_some())
        }
    }
}

/// What was imported is told to staff in one message, and to no client.
pub(super) async fn tell_staff(folder: &Folder, new: &[&Request]) -> Result<()> {
    let (house, at) = (&folder.house, folder.house.clock.now());
    let counted = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let clients: BTreeSet<_> = new.iter().map(|it| it.client).collect();
    let imported = TicketsImported {
        tickets: counted(new.len()),
        assigned: counted(new.iter().filter(|it| it.imported.agent.is_some()).count()),
        clients: counted(clients.len()),
    };
    let cause = asked(house, "import tickets");
    let decide = |it: &Desk| note_import::decide(it, &imported, at);
    transact(house, &Stream::Desk, Actor::Operator, &cause, decide).await?;
    Ok(())
}

async fn of_client(folder: &Folder, row: &ClientRow) -> Result<bool> {
    let house = &folder.house;
    let id = client::id_of(&row.code);
    let (stream, at) = (Stream::Client(id), house.clock.now());
    let before = ask(house, &stream, Client::clone).await?;
    let mut changed = false;
    if before.code.is_none() {
        let register = register::Register {
            code: row.code.clone(),
            title: row.title.clone(),
            language: row.language.unwrap_or(Language::Ru),
            zone: row.zone.clone().unwrap_or_default(),
        };
        let (cause, decide) =
            (asked(house, "import client"), |it: &Client| register::decide(it, &register, at));
        changed |=
            !transact(house, &stream, Actor::Operator, &cause, decide).await?.events.is_empty();
    } else {
        // Of a title only the views know; they are up to date, and nobody else writes here.
        let title = folder.views.client(id)?.map(|it| it.title);
        if title.as_deref() != Some(row.title.trim()) {
            let cause = asked(house, "import title");
            let decide = |it: &Client| rename::decide(it, &row.title, at);
            changed |=
                !transact(house, &stream, Actor::Operator, &cause, decide).await?.events.is_empty();
        }
        let language = row.language.unwrap_or(before.language);
        let zone: Zone = row.zone.clone().unwrap_or(before.zone);
        let cause = asked(house, "import agreement");
        let decide = |it: &Client| agree::decide(it, language, &zone, at);
        changed |=
            !transact(house, &stream, Actor::Operator, &cause, decide).await?.events.is_empty();
    }
    if let Some((policy, calendar)) = row.terms.clone() {
        let (terms, cause) = (TermsChanged { policy, calendar }, asked(house, "import terms"));
        let done = set_terms::set_terms(house, id, &terms, (Actor::Operator, &cause)).await?;
        changed |= !done.events.is_empty();
    }
    if let Some(intake) = &row.intake {
        let cause = asked(house, "import intake");
        let done = set_intake::set_intake(house, id, intake, (Actor::Operator, &cause)).await?;
        changed |= !done.events.is_empty();
    }
    if row.route != route::Change::default() {
        let cause = asked(house, "import route");
        let done = route::route(house, id, &row.route, (Actor::Operator, &cause)).await?;
        changed |= !done.events.is_empty();
    }
    Ok(changed)
}

async fn of_site(folder: &Folder, row: &SiteRow) -> Result<bool> {
    let house = &folder.house;
    let (stream, at) = (Stream::Client(client::id_of(&row.client)), house.clock.now());
    let there = ask(house, &stream, |it: &Client| it.sites.contains_key(&row.site)).await?;
    let mut changed = false;
    if !there {
        let cause = asked(house, "import site");
        let decide = |it: &Client| add_site::decide(it, &row.site, &row.name, at);
        changed |=
            !transact(house, &stream, Actor::Operator, &cause, decide).await?.events.is_empty();
    }
    if let Some((workplace, name)) = &row.workplace {
        let cause = asked(house, "import workplace");
        let decide = |it: &Client| add_workplace::decide(it, (&row.site, workplace), name, at);
        changed |=
            !transact(house, &stream, Actor::Operator, &cause, decide).await?.events.is_empty();
    }
    Ok(changed)
}

async fn of_person(folder: &Folder, row: &PersonRow) -> Result<bool> {
    let house = &folder.house;
    let (id, at) = (client::id_of(&row.client), house.clock.now());
    let (person, _) = find::by_telegram_id(house, row.telegram_id).await?;
    let done = match row.part {
        PersonPart::Lead => {
            let grant =
                grant::Grant { role: Role::ClientLead, client: Some(id), basis: Basis::Operator };
            let cause = asked(house, "import lead");
            let decide = |it: &Person| grant::decide(it, grant, at);
            let stream = Stream::Person(person);
            let done = transact(house, &stream, Actor::Operator, &cause, decide);
            let done = done.await.map_err(|it| {
                anyhow!("telegram id {} cannot lead {}: {it}", row.telegram_id, row.client)
            })?;
            done.events.is_empty()
        }
        PersonPart::Responsible => {
            let cause = asked(house, "import responsible");
            let decide = |it: &Client| set_responsible::decide(it, Some(person), at);
            let stream = Stream::Client(id);
            let done = transact(house, &stream, Actor::Operator, &cause, decide);
            done.await?.events.is_empty()
        }
    };
    Ok(!done)
}

//! Routes: teams, who answers for a client and who is on duty, from the command line.

use crate::arrange::{open, say};
use crate::cli::{Duty, RouteAsked, Team};
use crate::setup::asked;
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use commands::House;
use commands::client::{self, route};
use commands::desk::{set_duty, set_team};
use commands::people::find;
use commands::transact::{Error, transact};
use domain::desk::Desk;
use domain::routing;
use domain::{Actor, PersonId, Slug};
use store::stream::Stream;

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn team(team: Team) -> Result<()> {
    match team {
        Team::Add { team, title, configured } => {
            let (_, folder) = open(&configured).await?;
            let house = &folder.house;
            let (cause, at) = (asked(house, "team"), house.clock.now());
            let decide = |it: &Desk| set_team::decide(it, &team, &title, at);
            match transact(house, &Stream::Desk, Actor::Operator, &cause, decide).await {
                Err(Error::Rejected(set_team::Rejection::WithoutTitle)) => {
                    bail!("a team needs a title, as people read it")
                }
                Err(Error::Rejected(set_team::Rejection::TooMany)) => {
                    bail!("there are {} teams, as many as may be", routing::TEAMS_MAX)
                }
                done => done?,
            };
            say(&format!(
                "Team {team} is set. In its staff group, `/team here {team}` makes the group its own."
            ))
        }
        Team::List { json, configured } => {
            let (_, folder) = open(&configured).await?;
            let teams = folder.views.teams()?;
            if json {
                let row = |it: &projections::rows::TeamRow| {
                    let chats: Vec<_> = it.chats.iter().map(ToString::to_string).collect();
                    serde_json::json!({ "team": it.team, "title": it.title, "chats": chats })
                };
                let all: Vec<_> = teams.iter().map(row).collect();
                return say(&serde_json::to_string_pretty(&all)?);
            }
            if teams.is_empty() {
                return say("No teams yet: proofdesk team add NAME \"Title\"");
            }
            for it in teams {
                let (team, groups) = (it.team.as_str(), it.chats.len());
                say(&format!("{team:<16}  {:<30}  {groups} group(s)", it.title))?;
            }
            Ok(())
        }
    }
}

/// Says who answers for a client, after changing what is named.
///
/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn route(asked_for: RouteAsked) -> Result<()> {
    let (_, folder) = open(&asked_for.configured).await?;
    let (house, code) = (&folder.house, &asked_for.code);
    let client = client::id_of(code);
    let change = route::Change {
        team: asked_for.team.map(|it| it.0),
        responsible: person(house, asked_for.responsible).await?,
        deputy: person(house, asked_for.deputy).await?,
    };
    let cause = asked(house, "route");
    match route::route(house, client, &change, (Actor::Operator, &cause)).await {
        Err(Error::Rejected(route::Rejection::Unregistered)) => {
            bail!("there is no client with the code {code}: `proofdesk client list` shows them")
        }
        Err(Error::Rejected(route::Rejection::NoSuchTeam)) => {
            bail!("there is no such team: `proofdesk team list` shows them")
        }
        Err(Error::Rejected(route::Rejection::NotStaff)) => {
            bail!("the person is none of staff: `proofdesk staff add` gives a role")
        }
        done => done?,
    };
    folder.views.catch_up().await?;
    let route = folder.views.route(client)?.route;
    let team = route.team.as_ref().map_or("none", Slug::as_str);
    let name = |it: Option<PersonId>| -> Result<String> {
        let row = it.map(|it| folder.views.person(it)).transpose()?.flatten();
        Ok(row
            .map_or_else(|| if it.is_some() { "unnamed" } else { "none" }.to_owned(), |it| it.name))
    };
    let (responsible, deputy) = (name(route.responsible)?, name(route.deputy)?);
    say(&format!("{code}: team {team}, responsible {responsible}, deputy {deputy}."))
}

async fn person(house: &House, user: Option<i64>) -> Result<Option<Option<PersonId>>> {
    Ok(match user {
        None => None,
        Some(0) => Some(None),
        Some(user) => Some(Some(find::by_telegram_id(house, user).await?.0)),
    })
}

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn duty(duty: Duty) -> Result<()> {
    match duty {
        Duty::Set { telegram_id, team, from, until, configured } => {
            let (_, folder) = open(&configured).await?;
            let house = &folder.house;
            let at = house.clock.now();
            let (agent, known) = find::by_telegram_id(house, telegram_id).await?;
            let from = from.unwrap_or(at);
            let duty = routing::Duty { team, agent: Some(agent), from, until };
            let cause = asked(house, "duty");
            let decide = |it: &Desk| set_duty::decide(it, &duty, Some(&known), at);
            match transact(house, &Stream::Desk, Actor::Operator, &cause, decide).await {
                Err(Error::Rejected(set_duty::Rejection::NoSuchTeam)) => {
                    bail!("there is no such team: `proofdesk team list` shows them")
                }
                Err(Error::Rejected(set_duty::Rejection::Span)) => {
                    bail!("a turn of duty ends after it begins and after now, within 366 days")
                }
                Err(Error::Rejected(set_duty::Rejection::NotAvailable(_))) => {
                    bail!("the person is none of staff: `proofdesk staff add` gives a role")
                }
                done => done?,
            };
            say(&format!("On duty from {} until {}.", shown(from), shown(until)))
        }
        Duty::List { json, configured } => {
            let (_, folder) = open(&configured).await?;
            let duties = folder.views.duties()?;
            if json {
                return say(&serde_json::to_string_pretty(&duties)?);
            }
            let now = folder.house.clock.now();
            let mut there = false;
            for it in duties.iter().filter(|it| it.until > now) {
                there = true;
                let team = it.team.as_ref().map_or("everybody", Slug::as_str);
                let row = it.agent.map(|it| folder.views.person(it)).transpose()?.flatten();
                let name = row.map_or_else(|| "nobody".to_owned(), |it| it.name);
                say(&format!("{team:<16}  {name:<30}  {} - {}", shown(it.from), shown(it.until)))?;
            }
            if there { Ok(()) } else { say("Nobody is put on duty.") }
        }
    }
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

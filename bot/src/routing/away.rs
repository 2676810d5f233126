//! Away: an agent says that they are not there; who stands in, and what do they leave?

use super::Asked;
use super::asked::Words;
use crate::reception::Failure;
use crate::texts::routing::{Left, RoutingReply as Reply, StandsIn};
use commands::people::note_absence;
use domain::PersonId;
use domain::dates::Unread;
use domain::people::Person;
use domain::routing::{Away, Leaves, Route};
use projections::rows::BoardFilter;
use std::collections::BTreeSet;

impl Asked<'_> {
    /// `/away`, `/away until 25.11`, `/away 18:00`.
    pub(super) async fn away(&self, rest: &str) -> Result<Reply, Failure> {
        let words = Words::of(rest);
        if words.nobody || words.handle.is_some() || !words.others.is_empty() {
            return Ok(Reply::DateHow(None));
        }
        match words.end(&self.times()) {
            Ok(until) => self.absence(Some(Away { until })).await,
            Err(why) => Ok(Reply::DateHow(Some(why))),
        }
    }

    pub(super) async fn absence(&self, away: Option<Away>) -> Result<Reply, Failure> {
        let at = self.cause.at;
        let decide = |it: &Person| note_absence::decide(it, away, at);
        match self.on_oneself("absence", decide).await? {
            Ok(()) => Ok(match away {
                Some(Away { until }) => {
                    let until = until.map(|it| self.times().dated(it));
                    Reply::Away { until, left: self.left().await? }
                }
                None => Reply::Back,
            }),
            Err(note_absence::Rejection::NotStaff) => Ok(Reply::NotStaff),
            Err(note_absence::Rejection::Over) => Ok(Reply::DateHow(Some(Unread::Passed))),
        }
    }

    /// What whoever goes leaves behind, and to whom, as of now.
    async fn left(&self) -> Result<Left, Failure> {
        // What was taken, or arranged, in another chat just now counts.
        self.reception.see_all().await?;
        let (views, who) = (&self.reception.views, self.somebody.id);
        let filter = BoardFilter { assignee: Some(who), ..BoardFilter::default() };
        let tickets = views.board(&filter)?.tickets;
        let served: BTreeSet<_> = tickets.iter().map(|it| it.client).collect();
        let (mut with_tickets, mut others): (Vec<Route>, Vec<Route>) = (Vec::new(), Vec::new());
        for client in views.clients()? {
            let route = views.route(client.client)?.route;
            if served.contains(&client.client) { &mut with_tickets } else { &mut others }
                .push(route);
        }
        let (at, duties, agents) = (self.now(), views.duties()?, views.agents()?);
        let is_there = |person: PersonId| {
            agents
                .iter()
                .any(|it| it.person.person == person && !it.away.is_some_and(|it| it.is_away(at)))
        };
        let leaves =
            Leaves { who, with_tickets: &with_tickets, others: &others, duties: &duties, at };
        let mut stand_ins = Vec::new();
        for it in leaves.stand_ins(is_there) {
            let names =
                it.by.iter().map(|by| self.name(Some(*by))).collect::<Result<Vec<_>, _>>()?;
            let names = names.into_iter().flatten().collect();
            stand_ins.push(StandsIn { team: it.team.cloned(), names, nobody: it.nobody });
        }
        Ok(Left { stand_ins, tickets: tickets.len() })
    }
}

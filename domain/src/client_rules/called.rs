//! Called: who is called upon when, in words that clients may read?

use crate::Role;
use crate::clock::Kind;
use crate::policy::{Anchor, Chain, Condition, Counted, Level, Rules, Whom};
use serde::Serialize;

/// Somebody of the contractor, by what they are and not by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Called {
    Assignee,
    /// Whoever answers for the client.
    Responsible,
    Agents,
    Team,
    OnDuty,
    /// Somebody whom the policy names.
    Somebody,
    Managers,
    Admins,
}

impl Called {
    fn of(whom: &Whom) -> Self {
        match whom {
            Whom::Assignee => Self::Assignee,
            Whom::Responsible => Self::Responsible,
            Whom::Team(_) => Self::Team,
            Whom::Rota(_) | Whom::Duty => Self::OnDuty,
            Whom::Person(_) => Self::Somebody,
            Whom::Role(Role::Manager) => Self::Managers,
            Whom::Role(Role::Admin) => Self::Admins,
            Whom::Role(Role::Requester | Role::ClientLead | Role::Agent | Role::Auditor) => {
                Self::Agents
            }
        }
    }
}

/// One level of an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub clock: Kind,
    pub from: Anchor,
    /// Of a threshold: the share of the target, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// Seconds after the level before it; of the first, after the anchor.
    pub after_s: u32,
    pub counted: Counted,
    /// Its place in its chain, from 1.
    pub level: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Each once; never empty.
    pub called: Vec<Called>,
}

/// The levels of all chains, in their order; those that call upon nobody are left out.
pub(super) fn steps(rules: &Rules) -> Vec<Step> {
    rules.chains.iter().flat_map(|it| of_chain(rules, it)).collect()
}

fn of_chain(rules: &Rules, chain: &Chain) -> Vec<Step> {
    let levels = rules.levels_of(&chain.name).zip(1_u32..);
    let step = |(level, place): (&Level, u32)| {
        let mut called: Vec<_> = level.notify.iter().map(Called::of).collect();
        called.sort_unstable();
        called.dedup();
        Step {
            clock: chain.clock,
            from: chain.anchor,
            percent: chain.percent,
            after_s: level.after_s,
            counted: level.counted,
            level: place,
            condition: level.condition,
            called,
        }
    };
    levels.map(step).filter(|it| !it.called.is_empty()).collect()
}

//! By set: what becomes of a client's words that belong to nothing, where the client has a rule set?

use super::judge::{Judge, Judged, Quiet};
use super::rule_set::{Looks, Mode};
use super::{Case, Decided, Sender};
use crate::chat::{Decision, Step};
use crate::{Awaits, Channel, ClientId};

impl Case<'_> {
    /// None where the client has no rule set, or where nobody can tell whose words they are.
    pub(super) fn by_set(&self, client: ClientId) -> Option<Decided> {
        let judge = self.known.judge.as_ref()?;
        if self.message.sender != Sender::Person {
            return None;
        }
        let (looks, rule) = judge.looks(self.message);
        let judged = Judged { set: judge.of().clone(), looks, nudge: false, quiet_until: None };
        let decided = match looks {
            Looks::Talk => self.skip(rule.as_str()),
            Looks::Request => self.requested(client, judge, rule.as_str()),
        };
        let begins = match decided.decision {
            Decision::Register(_) | Decision::Part(_) => true,
            Decision::Unanswered => judge.set().mode == Mode::Suggest && self.is_to_be_nudged(),
            Decision::Skipped | Decision::Which => false,
        };
        let quiet_until = if begins { judge.quiet_until(self.message.date) } else { None };
        let nudge = begins && decided.decision == Decision::Unanswered;
        Some(Decided { judged: Some(Judged { nudge, quiet_until, ..judged }), rule, ..decided })
    }

    fn requested(&self, client: ClientId, judge: &Judge, rule: &str) -> Decided {
        let text = &self.message.text;
        match (judge.set().mode, self.known.quiet) {
            (Mode::EveryMessage, Quiet::Ticket(ticket)) => self.part(ticket, Step::Say, rule, text),
            (Mode::EveryMessage, Quiet::Over | Quiet::Nudged) => {
                self.register(client, Channel::Message, text, None)
            }
            (Mode::Commands | Mode::Suggest, _) => Decided {
                decision: Decision::Unanswered,
                awaits: Awaits::Answer,
                ..self.skip(rule)
            },
        }
    }

    fn is_to_be_nudged(&self) -> bool {
        self.known.quiet == Quiet::Over
    }

    /// What a person has made a ticket by a command begins a quiet time too, where every message is taken in.
    pub(super) fn with_quiet(&self, decided: Decided) -> Decided {
        let own = match &decided.decision {
            Decision::Register(it) => {
                it.source == Some(self.message.at) && it.requester == self.message.author
            }
            Decision::Part(_) | Decision::Skipped | Decision::Unanswered | Decision::Which => false,
        };
        let judge = self.known.judge.as_ref().filter(|it| it.set().mode == Mode::EveryMessage);
        match judge {
            Some(judge) if own && decided.judged.is_none() => {
                let set = judge.of().clone();
                let quiet_until = judge.quiet_until(self.message.date);
                let judged = Judged { set, looks: Looks::Request, nudge: false, quiet_until };
                Decided { judged: Some(judged), ..decided }
            }
            Some(_) | None => decided,
        }
    }
}

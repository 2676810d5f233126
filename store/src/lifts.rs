//! Lifts: what do older forms of events say in today's words?

use domain::policy::Pause;
use domain::ticket;
use serde::Deserialize;

/// `ticket.on_hold`, form 1: the reason stood in words only.
#[derive(Debug, Deserialize)]
pub(crate) struct OnHold1 {}

impl OnHold1 {
    /// A reason nobody named by its kind is the contractor's own, which pauses nothing unless a policy says so.
    #[expect(clippy::unused_self, reason = "the form held nothing but a text")]
    pub(crate) fn lift(self) -> ticket::OnHold {
        ticket::OnHold { why: Pause::Own }
    }
}

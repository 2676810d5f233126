//! Correct: two people set right what a clock says.

use crate::arrange::{open, say};
use crate::cli::Configured;
use crate::setup::asked;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use commands::people::find;
use commands::promises;
use commands::ticket::By;
use commands::ticket::correct_verdict::{CorrectVerdict, Rejection, decide};
use commands::transact::{Error, transact};
use domain::clock::ClockRef;
use domain::people::Person;
use domain::ticket::{Ticket, Verdict};
use domain::{Actor, TicketNumber};
use store::stream::Stream;

/// Which verdict, what holds instead, and who says so.
#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// The ticket's number
    ticket: TicketNumber,
    /// The clock, such as `first_response.1`; `proofdesk sla explain` shows them
    clock: ClockRef,
    /// What holds instead
    #[arg(long)]
    to: Ruling,
    /// Why; it is kept with the ticket
    #[arg(long)]
    reason: String,
    /// The Telegram user id of a manager or admin who stands for it; two different ones
    #[arg(long = "by", value_name = "TELEGRAM_ID", required = true, num_args = 1)]
    by: Vec<i64>,
    #[command(flatten)]
    configured: Configured,
}

/// A verdict as people decide it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Ruling {
    Met,
    Breached,
    /// Neither: it does not count.
    Excluded,
}

impl Ruling {
    fn verdict(self) -> Verdict {
        match self {
            Self::Met => Verdict::Met,
            Self::Breached => Verdict::Breached,
            Self::Excluded => Verdict::Excluded,
        }
    }
}

/// Records the correction. Both verdicts stay visible.
///
/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(super) async fn correct(asked_for: Correct) -> Result<()> {
    let Correct { ticket: number, clock, to, reason, by, configured } = asked_for;
    let &[first, second] = by.as_slice() else {
        bail!("two people stand for a correction: give --by twice");
    };
    let (_, folder) = open(&configured).await?;
    let house = &folder.house;
    let Some(row) = folder.views.ticket_by_number(&number)? else {
        bail!("there is no ticket {number}");
    };
    let (first, second) =
        (find::by_telegram_id(house, first).await?, find::by_telegram_id(house, second).await?);
    let approvers = [(first.0, &first.1), (second.0, &second.1)];
    let promises = promises::of_ticket(house, row.ticket).await?;
    let correct = CorrectVerdict { clock, to: to.verdict(), reason };
    let (operator, at) = (Person::default(), house.clock.now());
    let by = By { actor: Actor::Operator, known: &operator, at };
    let cause = asked(house, "correct");
    let stream = Stream::Ticket(row.ticket);
    let decide = |it: &Ticket| decide(it, &correct, approvers, &promises, &by);
    let done = match transact(house, &stream, Actor::Operator, &cause, decide).await {
        Err(Error::Rejected(refused)) => bail!(refusal(refused, &number, clock)),
        other => other?,
    };
    let verdict = correct.to.name();
    say(&if done.events.is_empty() {
        format!("{clock} of {number} is {verdict} already: nothing was recorded.")
    } else {
        format!("{clock} of {number} is {verdict} from now on; what it was stays in every report.")
    })
}

fn refusal(refused: Rejection, number: &TicketNumber, clock: ClockRef) -> String {
    match refused {
        Rejection::Refused(_) => {
            "only managers and admins stand for a correction: `proofdesk staff add` gives a role"
                .to_owned()
        }
        Rejection::OnePerson => "two different people stand for a correction".to_owned(),
        Rejection::WithoutReason => "a correction says why: give --reason".to_owned(),
        Rejection::NoSuchClock => {
            format!("{number} has no clock {clock}: `proofdesk sla explain {number}` shows them")
        }
        Rejection::Undecided => format!("{clock} of {number} has no verdict yet"),
    }
}

//! SLA: what do clocks say, of cases in a file and of a recorded ticket?

mod correct;
mod eval;
mod explain;

use crate::cli::Configured;
use anyhow::Result;
use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::TicketNumber;
use std::path::PathBuf;

/// What may be asked of clocks.
#[derive(Debug, Subcommand)]
pub(crate) enum Sla {
    /// Compute the cases of a file, print each result as JSON, and name every difference from what it expects
    ///
    /// Ends with 1 if anything differs. The form of the file is in docs/sla-vectors.md.
    ///
    /// Example: proofdesk sla eval domain/tests/sla-vectors.json
    Eval {
        /// Calendars and cases, as JSON
        file: PathBuf,
    },
    /// Set right what a clock says, with two managers or admins who stand for it; both verdicts stay
    ///
    /// Example: `proofdesk sla correct ROM-57 first_response.1 --to excluded --reason "..." --by 111 --by 222`
    Correct(correct::Correct),
    /// Show where each second of a ticket's clocks went, and which event, policy and calendar say so
    ///
    /// Example: proofdesk sla explain ROM-57
    Explain {
        /// The ticket's number
        ticket: TicketNumber,
        /// As it was recorded by this instant, such as 2026-11-30T21:00:00Z; now if not given
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<DateTime<Utc>>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

/// # Errors
///
/// A file that cannot be read, a difference, a ticket that is not there, or a failure of the data folder.
pub(crate) async fn sla(asked: Sla) -> Result<()> {
    match asked {
        Sla::Eval { file } => eval::eval(&file),
        Sla::Correct(it) => correct::correct(it).await,
        Sla::Explain { ticket, as_of, json, configured } => {
            explain::explain(&ticket, as_of, json, &configured).await
        }
    }
}

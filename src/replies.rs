//! Replies: what the desk keeps ready to be said, from the command line.

use crate::arrange::{open, say};
use crate::cli::Reply;
use crate::setup::asked;
use anyhow::{Result, bail};
use commands::House;
use commands::desk::keep_reply::{self, Rejection};
use commands::transact::{Error, transact};
use domain::desk::{Desk, Event, REPLIES_MAX, REPLY_UNITS_MAX};
use domain::{Actor, Draft, Language};
use store::stream::Stream;

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn reply(reply: Reply) -> Result<()> {
    match reply {
        Reply::Add { name, text, language, configured } => {
            let (_, folder) = open(&configured).await?;
            let house = &folder.house;
            let at = house.clock.now();
            let kept = keep_reply::Reply { name, language, text };
            decided(house, |it| keep_reply::decide(it, &kept, (None, at))).await?;
            let name = kept.name;
            say(&format!("The reply {name} is kept. Staff send it with `/r {name}`."))
        }
        Reply::Drop { name, configured } => {
            let (_, folder) = open(&configured).await?;
            let house = &folder.house;
            let at = house.clock.now();
            decided(house, |it| keep_reply::decide_drop(it, &name, (None, at))).await?;
            say(&format!("The reply {name} is dropped."))
        }
        Reply::List { json, configured } => {
            let (_, folder) = open(&configured).await?;
            let replies = folder.views.replies()?;
            if json {
                let row = |it: &projections::rows::ReplyRow| {
                    let language = code(it.language);
                    serde_json::json!({ "name": it.name, "language": language, "text": it.text })
                };
                let all: Vec<_> = replies.iter().map(row).collect();
                return say(&serde_json::to_string_pretty(&all)?);
            }
            if replies.is_empty() {
                return say("No replies yet: proofdesk reply add NAME \"Text\"");
            }
            for it in replies {
                say(&format!("{:<24}  {}  {}", it.name, code(it.language), it.text))?;
            }
            Ok(())
        }
    }
}

async fn decided(
    house: &House,
    decide: impl Fn(&Desk) -> Result<Vec<Draft<Event>>, Rejection> + Send + Sync,
) -> Result<()> {
    let cause = asked(house, "reply");
    match transact(house, &Stream::Desk, Actor::Operator, &cause, decide).await {
        Err(Error::Rejected(Rejection::WithoutText)) => bail!("a reply needs a text"),
        Err(Error::Rejected(Rejection::TooLong)) => {
            bail!("a reply has at most {REPLY_UNITS_MAX} characters")
        }
        Err(Error::Rejected(Rejection::TooMany)) => {
            bail!("there are {REPLIES_MAX} replies, as many as may be")
        }
        Err(Error::Rejected(Rejection::Unknown(word))) => {
            bail!("nobody knows what to put in the place of {{{word}}}: there is only {{number}}")
        }
        Err(Error::Rejected(Rejection::NotKept)) => {
            bail!("there is no such reply: `proofdesk reply list` shows them")
        }
        done => {
            done?;
            Ok(())
        }
    }
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Ru => "ru",
        Language::En => "en",
    }
}

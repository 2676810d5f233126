//! Rules: what is answered to whoever asks how a client is served?

use crate::reception::{Effect, Failure, Reception};
use crate::render::rules::rules;
use crate::texts::Texts;
use crate::times::Times;
use crate::wire;
use chrono::{DateTime, Utc};
use commands::intake::publish;
use commands::transact;
use domain::client::Client;
use domain::client_rules::{ClientRules, TakenIn};
use domain::intake::{IntakeRef, Typed};
use domain::{ClientCode, ClientId, MessageId};
use projections::rows::{ChatPlace, ChatRow, ClientRow};
use store::stream::Stream;

/// Answers `/rules` in a client's group, and `/rules ROM` among staff. None for any other command.
///
/// # Errors
///
/// [`Failure`]; the message was not acknowledged and comes again.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    typed: &Typed,
) -> Result<Option<Effect>, Failure> {
    if typed.name != "rules" {
        return Ok(None);
    }
    // It may be about what was published or agreed just before.
    reception.see_all().await?;
    let texts = Texts(chat.language);
    let code = typed.rest.to_uppercase();
    let text = match (&chat.place, code.parse::<ClientCode>()) {
        (ChatPlace::Client { client, .. }, _) => {
            let row = reception.views.client(*client)?;
            said(reception, chat, (*client, row)).await?
        }
        (ChatPlace::Staff, Err(_)) => texts.text("rules-how"),
        (ChatPlace::Staff, Ok(code)) => match reception.views.client_by_code(&code)? {
            Some(row) => said(reception, chat, (row.client, Some(row))).await?,
            None => texts.with("setup-no-such-client", [("code", code.as_str().into())]),
        },
    };
    let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
    Ok(Some(Effect::Reply { chat, reply_to, text }))
}

async fn said(
    reception: &Reception,
    chat: &ChatRow,
    (client, row): (ClientId, Option<ClientRow>),
) -> Result<String, Failure> {
    let now = reception.house.clock.now();
    let found = of_client(reception, client, now).await?;
    let title = row.map(|it| it.title).unwrap_or_default();
    Ok(rules(&Times::new(chat.language, &chat.zone, now), &title, &found))
}

async fn of_client(
    reception: &Reception,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<ClientRules, Failure> {
    let state = transact::ask(&reception.house, &Stream::Client(client), Client::clone).await?;
    let intake = match &state.intake {
        Some(name) => {
            let all = publish::versions(&reception.house, name).await?;
            all.at(now).map(|it| TakenIn {
                version: IntakeRef { intake: name.clone(), version: it.version },
                mode: it.set.mode,
            })
        }
        None => None,
    };
    let book = reception.views.book()?;
    Ok(ClientRules::at(&state, intake, &book, now.into()))
}

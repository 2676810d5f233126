//! Open list: which tickets of a client are open, for whoever speaks for that client?

use crate::group::language_of;
use crate::onboard::Said;
use crate::reception::{Effect, Failure, Reception, Somebody};
use crate::texts::{Line, Reader, Texts, list_of};
use crate::updates::Author;
use crate::wire;
use commands::people::find;
use domain::intake::Typed;
use domain::people::Person;
use domain::people::rights::Matter;
use domain::{ClientCode, ClientId, Language, MessageId, Role};
use projections::rows::BoardFilter;

/// What a link into the private chat begins with; a client's code follows.
const PAYLOAD: &str = "open-";

/// `/open` in a client's group: for whoever leads the client, and for staff. The list goes to their private chat: in the
/// group everybody would scroll past it. Where the bot may not write to them, the group gets one line with the way there.
pub(crate) fn in_group(
    reception: &Reception,
    (client, code, language): (ClientId, &ClientCode, Language),
    by: &Somebody,
    it: &wire::Message,
) -> Result<Effect, Failure> {
    let (texts, chat) = (Texts(language), it.chat.id);
    let Some(user) = it.from.as_ref().filter(|_| may_see(&by.known, client)) else {
        let (reply_to, text) = (MessageId(it.message_id), texts.text("open-only-leads"));
        return Ok(Effect::Reply { chat, reply_to, text });
    };
    let text = list(reception, &[client], language)?;
    let link = format!("https://t.me/{}?start={PAYLOAD}{code}", reception.me.username);
    let otherwise = Some((chat, texts.with("open-in-private", [("link", link.into())])));
    Ok(Effect::SetUp(Said::Privately { user: user.id, text, buttons: vec![], otherwise }))
}

/// Whose list somebody wants in private.
pub(crate) enum Whose {
    /// Of all clients whom they lead.
    Led,
    Client(ClientCode),
}

/// Whose list is wanted in private: `/open` and a link's `/start open-ROM`. None of any other command.
pub(crate) fn asked_in_private(typed: &Typed) -> Option<Whose> {
    match typed.name.as_str() {
        "open" => Some(Whose::Led),
        "start" => typed.rest.strip_prefix(PAYLOAD)?.parse().ok().map(Whose::Client),
        _ => None,
    }
}

/// In private: of every client that somebody leads, or of the one that is named.
pub(crate) async fn in_private(
    reception: &Reception,
    author: &Author,
    it: &wire::Message,
    whose: &Whose,
) -> Result<String, Failure> {
    let (_, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let language = language_of(it.from.as_ref());
    // It may be about what was recorded just before, elsewhere.
    reception.see_all().await?;
    let clients: Vec<_> = match whose {
        Whose::Client(code) => {
            let named = reception.views.client_by_code(code)?.map(|it| it.client);
            named.into_iter().filter(|it| may_see(&known, *it)).collect()
        }
        Whose::Led => {
            let led = known.roles.iter().filter(|it| it.0 == Role::ClientLead);
            led.filter_map(|it| it.1).collect()
        }
    };
    if clients.is_empty() {
        return Ok(Texts(language).text("open-only-leads"));
    }
    list(reception, &clients, language)
}

fn may_see(known: &Person, client: ClientId) -> bool {
    known.may(Matter::OpenTickets, Some(client))
}

fn list(
    reception: &Reception,
    clients: &[ClientId],
    language: Language,
) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for &client in clients {
        let filter = BoardFilter { client: Some(client), ..BoardFilter::default() };
        let tickets = reception.views.board(&filter)?.tickets.into_iter();
        // Leading a client gives no right to what its people ask for in private.
        lines.extend(tickets.filter(|it| !it.is_private()).map(Line::of));
    }
    let texts = Texts(language);
    if lines.is_empty() {
        return Ok(texts.text("open-none"));
    }
    let count = lines.len();
    let head = texts.with("open-head", [("count", count.into())]);
    Ok(format!(
        "{head}\n{}",
        list_of(texts, Reader::Client, &lines, head.encode_utf16().count() + 1)
    ))
}

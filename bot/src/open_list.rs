//! Open list: which tickets of a client are open, for whoever speaks for that client?

use crate::group::language_of;
use crate::reception::{Failure, Reception, Somebody};
use crate::texts::{Line, Reader, Texts, list_of};
use crate::updates::Author;
use crate::wire;
use commands::people::find;
use domain::{ClientId, Language, Role};
use projections::rows::BoardFilter;

/// `/open` in a client's group: for whoever leads the client, and for staff.
pub(crate) fn in_group(
    reception: &Reception,
    (client, language): (ClientId, Language),
    by: &Somebody,
) -> Result<String, Failure> {
    if by.known.leads(client) || by.known.is_staff() {
        list(reception, &[client], language)
    } else {
        Ok(Texts(language).text("open-only-leads"))
    }
}

/// `/open` in private: of every client that somebody leads.
pub(crate) async fn in_private(
    reception: &Reception,
    author: &Author,
    it: &wire::Message,
) -> Result<String, Failure> {
    let (_, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let led = known.roles.iter().filter(|it| it.0 == Role::ClientLead);
    let clients: Vec<_> = led.filter_map(|it| it.1).collect();
    let language = language_of(it.from.as_ref());
    if clients.is_empty() {
        return Ok(Texts(language).text("open-only-leads"));
    }
    list(reception, &clients, language)
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

//! Set-up: what the settings say of admins and the desk becomes true at start.

use anyhow::{Context, Result};
use commands::House;
use commands::desk::settle;
use commands::links::{Holder, offer};
use commands::people::{find, grant};
use commands::transact::transact;
use domain::client::Zone;
use domain::desk::Desk;
use domain::people::{Basis, Person};
use domain::{Actor, Cause, Language, Role, Trigger};
use store::stream::Stream;

/// Makes admins of those whom the settings name, and settles how staff are spoken to.
///
/// # Errors
///
/// A failure of the store or the keyring.
pub(crate) async fn apply(
    house: &House,
    admins: &[i64],
    language: Language,
    zone: &str,
) -> Result<()> {
    let now = house.clock.now();
    for &user in admins {
        let (person, known) =
            find::by_telegram_id(house, user).await.context("failed to look an admin up")?;
        if known.has(Role::Admin) {
            continue;
        }
        let admin = grant::Grant { role: Role::Admin, client: None, basis: Basis::Operator };
        let cause = asked(house, &format!("admin {person}"));
        let decide = |it: &Person| grant::decide(it, admin, now);
        transact(house, &Stream::Person(person), Actor::Operator, &cause, decide)
            .await
            .context("failed to make an admin")?;
    }
    let zone = Zone(zone.to_owned());
    let decide = |it: &Desk| settle::decide_at_start(it, language, &zone, now);
    let cause = asked(house, "settings");
    transact(house, &Stream::Desk, Actor::Operator, &cause, decide)
        .await
        .context("failed to settle the desk")?;
    Ok(())
}

/// A link that adds the bot to a group, which then belongs to a client or the desk.
///
/// # Errors
///
/// A failure of the store or the keyring.
pub(crate) async fn offer_link(house: &House, holder: Holder, username: &str) -> Result<String> {
    let cause = asked(house, "offer");
    let token = offer::offer(house, holder, Actor::Operator, &cause)
        .await
        .context("failed to offer a link")?;
    Ok(bot::rights::start_group_link(username, &token))
}

/// The cause of what the operator asks for: each time a new one.
pub(crate) fn asked(house: &House, what: &str) -> Cause {
    let mut nonce = [0; 16];
    house.vault.chance().fill(&mut nonce);
    let key = format!("operator {what} {:032x}", u128::from_be_bytes(nonce));
    Cause::new(Trigger::Request { key }, house.clock.now())
}

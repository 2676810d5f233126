//! Web hooks: where does the bot want its updates to be sent?

use super::Desk;
use super::updates::allowed_updates;
use crate::hook::Hook;
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// The most connections that a bot may ask for, and how many it gets unasked.
const CONNECTIONS_MAX: i64 = 100;
const CONNECTIONS: i64 = 40;
/// The most characters of a secret.
const SECRET_CHARS_MAX: usize = 256;

pub(crate) fn set_webhook(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let url = match desk.params.text("url") {
        Some(url) if !url.is_empty() => url,
        Some(_) | None => return delete_webhook(desk),
    };
    let parsed: reqwest::Url =
        url.parse().map_err(|_| Refusal::bad("invalid webhook URL specified"))?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(Refusal::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    if desk.params.upload("certificate").is_some() {
        return Err(Refusal::bad("bad webhook: certificates are not imitated by this server"));
    }
    let secret = desk.params.text("secret_token").filter(|it| !it.is_empty());
    if let Some(secret) = &secret {
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        if secret.len() > SECRET_CHARS_MAX {
            return Err(Refusal::bad("secret token is too long"));
        }
        if !secret.bytes().all(fits) {
            return Err(Refusal::bad("secret token contains unallowed characters"));
        }
    }
    let connections = desk.params.number("max_connections").unwrap_or(CONNECTIONS);
    let connections = usize::try_from(connections.clamp(1, CONNECTIONS_MAX)).expect("it is small");
    if let Some(asked) = allowed_updates(desk.params)? {
        desk.world.updates.allow(&asked);
    }
    drop_pending(desk);
    let number = desk.world.hooks_set + 1;
    desk.world.hooks_set = number;
    desk.world.hook = Some(Hook { number, url, secret, connections, last_error: None });
    Ok(json!(true))
}

#[expect(clippy::unnecessary_wraps, reason = "all methods have one signature")]
pub(crate) fn delete_webhook(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    drop_pending(desk);
    desk.world.hook = None;
    Ok(json!(true))
}

#[expect(clippy::unnecessary_wraps, reason = "all methods have one signature")]
pub(crate) fn get_webhook_info(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let mut told = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": desk.world.updates.waiting(desk.now),
    });
    if let Some(hook) = &desk.world.hook {
        told["url"] = json!(hook.url);
        told["max_connections"] = json!(hook.connections);
        if let Some((at, words)) = &hook.last_error {
            told["last_error_date"] = json!(at.timestamp());
            told["last_error_message"] = json!(words);
        }
    }
    if let Some(allowed) = desk.world.updates.allowed() {
        told["allowed_updates"] = json!(allowed);
    }
    Ok(told)
}

fn drop_pending(desk: &mut Desk<'_>) {
    if desk.params.flag("drop_pending_updates") {
        desk.world.updates.clear();
    }
}

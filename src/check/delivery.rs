//! Check of the delivery: do updates come to us as the settings say, and what stands in their way?

use super::Found;
use crate::delivery::Delivery;
use crate::settings::Settings;
use bot::client::{Api as Telegram, Hook};
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The most characters of what Telegram says of a failed delivery.
const WORDS_CHARS_MAX: usize = 200;

/// Tells what Telegram says of the webhook, or of what waits to be fetched.
pub(super) async fn check(telegram: &Telegram, settings: &Settings, found: &mut Found) {
    let hook = match telegram.webhook().await {
        Ok(hook) => hook,
        Err(error) => {
            found.problem(&format!("telegram does not say whether a webhook is set: {error}"));
            return;
        }
    };
    match settings.telegram.delivery {
        Delivery::Polling => polling(&hook),
        Delivery::Webhook => {
            webhook(&hook, settings.telegram.webhook_url.as_deref().unwrap_or_default(), found);
        }
    }
}

/// Whether the webhook's own address can be had.
pub(super) async fn probe(listen: SocketAddr, found: &mut Found) {
    match TcpListener::bind(listen).await {
        Ok(_) => Found::fine(&format!("telegram.webhook_listen {listen} is free")),
        Err(error) => found.problem(&format!(
            "telegram.webhook_listen {listen}: {error}; is proofdesk running already? Else choose another port"
        )),
    }
}

fn polling(hook: &Hook) {
    let waiting = hook.pending;
    if hook.url.is_empty() {
        Found::fine(&format!("updates are fetched; {waiting} wait at telegram"));
    } else {
        Found::warning(&format!(
            "a webhook is set at telegram, so that updates cannot be fetched: `proofdesk serve` takes it away, and \
             the {waiting} that wait are fetched then; if another program set it, that one must stop"
        ));
    }
}

fn webhook(hook: &Hook, url: &str, found: &mut Found) {
    let waiting = hook.pending;
    let is_set = !hook.url.is_empty() && hook.url.parse().ok() == url.parse::<reqwest::Url>().ok();
    if !is_set {
        Found::warning(&format!(
            "the webhook is not set at telegram yet: `proofdesk serve` sets it, and the {waiting} updates that wait \
             are sent then"
        ));
        return;
    }
    match hook.last_error_message.as_deref() {
        Some(words) if waiting > 0 => found.problem(&format!(
            "telegram cannot deliver: {waiting} updates wait, and it says \"{}\": {}; after 24 hours they are lost",
            harmless(words),
            mend(words)
        )),
        Some(words) => Found::warning(&format!(
            "the webhook is set and nothing waits; a delivery failed before with \"{}\"",
            harmless(words)
        )),
        None => Found::fine(&format!("the webhook is set; {waiting} updates wait at telegram")),
    }
}

/// What to do about a failed delivery, by Telegram's words for it.
fn mend(words: &str) -> &'static str {
    let words = words.to_ascii_lowercase();
    let has = |it: &[&str]| it.iter().any(|it| words.contains(it));
    if has(&["401"]) {
        "start proofdesk, which sets its secret anew; if it stays, the proxy takes away the header \
         X-Telegram-Bot-Api-Secret-Token, or asks for a password of its own"
    } else if has(&["403"]) {
        "the proxy refuses it: let requests from Telegram to this path pass"
    } else if has(&["404", "405"]) {
        "the proxy must pass this very path on, unchanged, to http.listen or telegram.webhook_listen"
    } else if has(&["413"]) {
        "the proxy must let bodies of 4 MB pass"
    } else if has(&["500", "502", "503", "504"]) {
        "is proofdesk running behind the proxy, and does /readyz say that it is ready?"
    } else if has(&["ssl", "certificate", "tls"]) {
        "the proxy must show the whole chain of a certificate for this host"
    } else if has(&["resolve", "host"]) {
        "the name must be known to the public DNS"
    } else {
        "the proxy must be reachable from outside: look at firewall, port and DNS"
    }
}

/// Foreign words on a line of ours: of one line, and not too long.
fn harmless(words: &str) -> String {
    words.chars().filter(|it| !it.is_control()).take(WORDS_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_fail_has_a_mend_of_its_own() {
        let check = |words: &str, then: &str| assert!(mend(words).contains(then), "{words}");
        check("Wrong response from the webhook: 401 Unauthorized", "secret");
        check("Wrong response from the webhook: 404 Not Found", "this very path");
        check("Wrong response from the webhook: 502 Bad Gateway", "is proofdesk running");
        check("SSL error {error:0A000086:SSL routines::certificate verify failed}", "chain");
        check("Failed to resolve host: Name or service not known", "public DNS");
        check("Connection timed out", "firewall");
    }

    #[test]
    fn only_what_waits_is_a_problem() {
        let check = |url: &str, pending, error: Option<&str>, then| {
            let last_error_message = error.map(str::to_owned);
            let url = url.to_owned();
            let hook = Hook { url, pending, last_error_message, ..Hook::default() };
            let mut found = Found::default();
            webhook(&hook, "https://desk.example.org/t", &mut found);
            assert_eq!(found.count, then, "{hook:?}");
        };
        check("https://desk.example.org/t", 3, Some("Connection timed out"), 1);
        check("https://desk.example.org/t", 0, Some("Connection timed out"), 0);
        check("https://desk.example.org/t", 3, None, 0);
        check("https://elsewhere.example.org/t", 3, Some("Connection timed out"), 0);
    }
}

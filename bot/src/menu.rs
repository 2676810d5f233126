//! Menu: which commands does Telegram offer to people, in which chat?
//!
//! What a menu does not name can be written all the same.

use crate::client::{Api, CallError};
use crate::texts::Texts;
use domain::{ChatId, Language};
use projections::{ViewError, Views};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use teloxide::payloads::SetMyCommands;
use teloxide::types::{BotCommand, BotCommandScope, Recipient};
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// How soon it is looked for staff groups that were linked meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How soon Telegram is asked again after it could not be.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
/// The languages of Telegram's own menus: whoever uses another reads the one without a language, which is English.
const LANGUAGES: [(Language, Option<&str>); 2] = [(Language::En, None), (Language::Ru, Some("ru"))];

/// Commands with the keys of what is said of them; the most used first, as a phone shows only some of them.
type Commands = &'static [(&'static str, &'static str)];

const OF_CLIENTS: Commands = &[
    ("new", "menu-new"),
    ("ticket", "menu-ticket"),
    ("my", "menu-my"),
    ("status", "menu-status"),
    ("reopen", "menu-reopen"),
    ("cancel", "menu-cancel"),
    ("rules", "menu-rules"),
    ("help", "menu-help"),
];
const OF_STAFF: Commands = &[
    ("queue", "menu-queue"),
    ("my", "menu-mine"),
    ("due", "menu-due"),
    ("find", "menu-find"),
    ("take", "menu-take"),
    ("ask", "menu-ask"),
    ("resolve", "menu-resolve"),
    ("reply", "menu-reply"),
    ("note", "menu-note"),
    ("hold", "menu-hold"),
    ("resume", "menu-resume"),
    ("drop", "menu-drop"),
    ("handover", "menu-handover"),
    ("away", "menu-away"),
    ("back", "menu-back"),
    ("incident", "menu-incident"),
    ("planned", "menu-planned"),
    ("qr", "menu-qr"),
    ("help", "menu-help"),
];
const IN_PRIVATE: Commands =
    &[("my", "menu-my"), ("private", "menu-private"), ("help", "menu-help")];

/// Whom a menu is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Groups,
    Private,
    Staff(i64),
}

impl Place {
    fn commands(self) -> Commands {
        match self {
            Self::Groups => OF_CLIENTS,
            Self::Private => IN_PRIVATE,
            Self::Staff(_) => OF_STAFF,
        }
    }

    fn scope(self) -> BotCommandScope {
        match self {
            Self::Groups => BotCommandScope::AllGroupChats,
            Self::Private => BotCommandScope::AllPrivateChats,
            Self::Staff(chat) => {
                BotCommandScope::Chat { chat_id: Recipient::Id(teloxide::types::ChatId(chat)) }
            }
        }
    }
}

/// Gives Telegram the menus: those of all chats at start, that of each staff group as it is linked.
pub struct Menu {
    views: Arc<Views>,
    api: Api,
}

impl Menu {
    pub fn new(views: Arc<Views>, api: Api) -> Self {
        Self { views, api }
    }

    /// Gives them until cancelled.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut given = BTreeSet::new();
        let mut troubled = false;
        loop {
            let rest = match self.give(&mut given).await {
                Ok(()) => {
                    troubled = false;
                    LOOK_EVERY
                }
                Err(trouble) => {
                    if !troubled {
                        warn!(error = %trouble, "the menus of commands are not given; trying again");
                    }
                    troubled = true;
                    match trouble {
                        Trouble::Call(CallError::RetryAfter(it)) => it,
                        Trouble::Call(_) | Trouble::View(_) => AGAIN_AFTER,
                    }
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(rest) => (),
            }
        }
    }

    async fn give(&self, given: &mut BTreeSet<Place>) -> Result<(), Trouble> {
        let staff = self.views.staff_chats()?.into_iter().filter_map(|it| match it.chat {
            ChatId::Group(number) => Some(Place::Staff(number)),
            ChatId::Private(_) => None,
        });
        let places: Vec<_> = [Place::Groups, Place::Private].into_iter().chain(staff).collect();
        given.retain(|it| places.contains(it));
        let mut troubled = None;
        for place in places {
            if given.contains(&place) {
                continue;
            }
            match self.give_in(place).await {
                Ok(()) => drop(given.insert(place)),
                Err(error @ CallError::RetryAfter(_)) => return Err(Trouble::Call(error)),
                // Others get theirs all the same; this one is tried again.
                Err(error) => troubled = Some(Trouble::Call(error)),
            }
        }
        troubled.map_or(Ok(()), Err)
    }

    async fn give_in(&self, place: Place) -> Result<(), CallError> {
        for (language, code) in LANGUAGES {
            match self.api.call(&menu(place, language, code)).await {
                // A bot that is not in a group needs no menu there.
                Ok(_) | Err(CallError::Forbidden | CallError::ChatGone) => (),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn menu(place: Place, language: Language, code: Option<&str>) -> SetMyCommands {
    let texts = Texts(language);
    let command = |(name, key): &(&str, &str)| BotCommand::new(*name, texts.text(key));
    SetMyCommands {
        commands: place.commands().iter().map(command).collect(),
        scope: Some(place.scope()),
        language_code: code.map(str::to_owned),
    }
}

/// Why Telegram has not got them.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Call(CallError),
    #[error(transparent)]
    View(#[from] ViewError),
}

//! A client: who asks, in which chats, and what was agreed.

use crate::invite::{InviteAsked, InviteMade, InviteRefused, InviteWithdrawn, Invites};
use crate::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, Links};
use crate::routing::Route;
use crate::{ClientCode, Language, PersonId, Slug};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Texts: name, the client's title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    pub code: ClientCode,
}

/// Texts: name, the new title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {}

/// What holds from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementChanged {
    pub language: Language,
    /// An IANA zone, in which this client reads times.
    pub zone: Zone,
}

/// What is promised to this client from now on; versions of both are published on their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsChanged {
    pub policy: Slug,
    pub calendar: Slug,
}

/// By which rule set this client's words are taken in from now on; its versions are published on their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeChanged {
    pub intake: Slug,
}

/// What this client's chats are told of their tickets from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesChosen {
    pub tickets: Shown,
    /// Whether whoever asked is asked in private how well it was done.
    pub rating: bool,
}

/// How the open tickets of a client's chat are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// By a card each.
    #[default]
    Cards,
    /// All of them on the pinned card of the chat.
    Board,
}

/// The name of an IANA time zone, such as `Europe/Moscow`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(pub String);

impl Default for Zone {
    fn default() -> Self {
        Self("Europe/Moscow".to_owned())
    }
}

/// Texts: name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteAdded {
    pub site: Slug,
}

/// Texts: name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkplaceAdded {
    pub site: Slug,
    pub workplace: Slug,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsibleChanged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<PersonId>,
}

/// Who answers for the client from now on: all of it, not what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingChanged {
    #[serde(flatten)]
    pub route: Route,
}

/// Something that happened to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Registered(Registered),
    Renamed(Renamed),
    AgreementChanged(AgreementChanged),
    TermsChanged(TermsChanged),
    IntakeChanged(IntakeChanged),
    SiteAdded(SiteAdded),
    WorkplaceAdded(WorkplaceAdded),
    ResponsibleChanged(ResponsibleChanged),
    LinkOffered(LinkOffered),
    LinkClaimed(LinkClaimed),
    ChatLinked(ChatLinked),
    ChatUnlinked(ChatUnlinked),
    ChatMigrated(ChatMigrated),
    NoticesChosen(NoticesChosen),
    RoutingChanged(RoutingChanged),
    InviteAsked(InviteAsked),
    InviteMade(InviteMade),
    InviteRefused(InviteRefused),
    InviteWithdrawn(InviteWithdrawn),
}

/// What the events of one client add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// `None` before the client is registered.
    pub code: Option<ClientCode>,
    pub language: Language,
    pub zone: Zone,
    /// None while nothing is promised.
    pub terms: Option<TermsChanged>,
    /// None while only commands, buttons and replies make tickets.
    pub intake: Option<Slug>,
    pub links: Links,
    pub sites: BTreeMap<Slug, BTreeSet<Slug>>,
    pub tickets: Shown,
    pub rating: bool,
    pub route: Route,
    pub invites: Invites,
}

impl Client {
    /// The client after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Registered(it) => self.code = Some(it.code.clone()),
            Event::Renamed(Renamed {}) => (),
            Event::AgreementChanged(it) => {
                self.language = it.language;
                self.zone = it.zone.clone();
            }
            Event::TermsChanged(it) => self.terms = Some(it.clone()),
            Event::IntakeChanged(it) => self.intake = Some(it.intake.clone()),
            Event::SiteAdded(it) => {
                self.sites.entry(it.site.clone()).or_default();
            }
            Event::WorkplaceAdded(it) => {
                self.sites.entry(it.site.clone()).or_default().insert(it.workplace.clone());
            }
            Event::ResponsibleChanged(it) => self.route.responsible = it.agent,
            Event::LinkOffered(it) => self.links.offered(it),
            Event::LinkClaimed(it) => self.links.claimed(it),
            Event::ChatLinked(it) => self.links.linked(it),
            Event::ChatUnlinked(it) => {
                self.links.unlinked(it);
                self.invites.unlinked(it.chat);
            }
            Event::ChatMigrated(it) => {
                self.links.migrated(it);
                self.invites.migrated(it.from, it.to);
            }
            Event::NoticesChosen(it) => (self.tickets, self.rating) = (it.tickets, it.rating),
            Event::RoutingChanged(it) => self.route = it.route.clone(),
            Event::InviteAsked(it) => self.invites.asked(it),
            Event::InviteMade(it) => self.invites.made(it),
            Event::InviteRefused(it) => self.invites.refused(it),
            Event::InviteWithdrawn(it) => self.invites.withdrawn(it),
        }
        self
    }
}

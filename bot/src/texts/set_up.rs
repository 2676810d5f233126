//! Texts of set-up: what admins and staff are told when they arrange something.

use super::{Texts, undirected};
use crate::rights;
use domain::client::Shown;
use domain::{ClientCode, Language};
use projections::rows::GroupRow;

/// The answer to a command that sets something up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetUpReply {
    OnlyAdmin,
    ClientHow,
    CodeTaken(ClientCode),
    NoSuchClient(ClientCode),
    LinkOffered {
        code: ClientCode,
        link: String,
    },
    LeadHow,
    LeadSet {
        name: String,
    },
    LanguageHow,
    /// Said in the new language.
    LanguageSet(Language),
    WrongChat,
    OnlyAdminOrLead,
    NoticesHow,
    NoticesSet(Shown),
    RatingHow,
    RatingSet(bool),
    LinkedAlready,
    /// What the bot may do in a group.
    Rights {
        title: String,
        group: Option<GroupRow>,
    },
}

impl SetUpReply {
    pub fn text(&self, language: Language) -> String {
        let texts = Texts(language);
        match self {
            Self::OnlyAdmin => texts.text("setup-only-admin"),
            Self::ClientHow => texts.text("setup-client-how"),
            Self::CodeTaken(code) => {
                texts.with("setup-code-taken", [("code", code.as_str().into())])
            }
            Self::NoSuchClient(code) => {
                texts.with("setup-no-such-client", [("code", code.as_str().into())])
            }
            Self::LinkOffered { code, link } => {
                let arguments = [("code", code.as_str().into()), ("link", link.as_str().into())];
                texts.with("setup-link", arguments)
            }
            Self::LeadHow => texts.text("setup-lead-how"),
            Self::LeadSet { name } => {
                texts.with("setup-lead-set", [("name", undirected(name).into())])
            }
            Self::LanguageHow => texts.text("setup-language-how"),
            Self::LanguageSet(language) => Texts(*language).text("setup-language-set"),
            Self::WrongChat => texts.text("setup-wrong-chat"),
            Self::OnlyAdminOrLead => texts.text("notices-only-lead"),
            Self::NoticesHow => texts.text("notices-how"),
            Self::NoticesSet(Shown::Cards) => texts.text("notices-cards"),
            Self::NoticesSet(Shown::Board) => texts.text("notices-board"),
            Self::RatingHow => texts.text("rating-how"),
            Self::RatingSet(true) => texts.text("rating-on"),
            Self::RatingSet(false) => texts.text("rating-off"),
            Self::LinkedAlready => texts.text("onboard-linked"),
            Self::Rights { title, group } => {
                let title = [("group", undirected(title).into())];
                let checklist = rights::checklist_of(texts, group.as_ref());
                format!("{}\n{checklist}", texts.with("rights-title", title))
            }
        }
    }
}

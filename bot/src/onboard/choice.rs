//! Choice: how is a group to be set up, and how does that fit under a button?

use chrono::DateTime;
use domain::{ClientCode, Language, Slug, cause};
use std::fmt;

/// What a button of the set-up does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Shows what is chosen.
    Show,
    PickClient,
    PickPolicy,
    PickCalendar,
    PickIntake,
    Confirm,
    Cancel,
}

impl Deed {
    const ALL: [Self; 7] = [
        Self::Show,
        Self::PickClient,
        Self::PickPolicy,
        Self::PickCalendar,
        Self::PickIntake,
        Self::Confirm,
        Self::Cancel,
    ];

    fn letter(self) -> &'static str {
        match self {
            Self::Show => "s",
            Self::PickClient => "w",
            Self::PickPolicy => "p",
            Self::PickCalendar => "c",
            Self::PickIntake => "i",
            Self::Confirm => "y",
            Self::Cancel => "n",
        }
    }
}

/// Something published, told by a few letters of a hash of its name: whole names are too long for a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pick([u8; 3]);

impl Pick {
    pub(crate) fn of(name: &Slug) -> Self {
        let hash = cause::derive(DateTime::UNIX_EPOCH, &["pick", name.as_str()]);
        let [.., a, b, c] = *hash.as_bytes();
        Self([a, b, c])
    }

    /// What it tells of those that are published; none if two would be told alike.
    pub(crate) fn among(self, names: &[Slug]) -> Option<&Slug> {
        let mut found = names.iter().filter(|it| Self::of(it) == self);
        found.next().filter(|_| found.next().is_none())
    }

    /// None where nothing is picked.
    fn parse(text: &str) -> Result<Option<Self>, NoPick> {
        if text == "-" {
            return Ok(None);
        }
        let fits = text.len() == 6 && text.bytes().all(|it| it.is_ascii_hexdigit());
        let number = u32::from_str_radix(text, 16).ok().filter(|_| fits).ok_or(NoPick)?;
        let [_, bytes @ ..] = number.to_be_bytes();
        Ok(Some(Self(bytes)))
    }
}

/// Letters that no button of ours carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NoPick;

fn shown(pick: Option<Pick>) -> String {
    pick.map_or_else(|| "-".to_owned(), |it| it.0.map(|byte| format!("{byte:02x}")).concat())
}

/// How a group is to be set up, as far as it is chosen, and what the button does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub(crate) deed: Deed,
    /// Telegram's number of the group.
    pub(crate) chat: i64,
    pub(crate) code: ClientCode,
    /// True for a client that is to be registered.
    pub(crate) new: bool,
    pub(crate) language: Language,
    pub(crate) policy: Option<Pick>,
    pub(crate) calendar: Option<Pick>,
    pub(crate) intake: Option<Pick>,
}

impl Choice {
    pub(crate) fn to(&self, deed: Deed) -> Self {
        Self { deed, ..self.clone() }
    }

    pub(crate) fn parse(parts: &[&str]) -> Option<Self> {
        let [deed, chat, client, language, policy, calendar, intake] = *parts else { return None };
        let (new, code) = client.strip_prefix('+').map_or((false, client), |it| (true, it));
        Some(Self {
            deed: Deed::ALL.into_iter().find(|it| it.letter() == deed)?,
            chat: chat.parse().ok()?,
            code: code.parse().ok()?,
            new,
            language: match language {
                "r" => Language::Ru,
                "e" => Language::En,
                _ => return None,
            },
            policy: Pick::parse(policy).ok()?,
            calendar: Pick::parse(calendar).ok()?,
            intake: Pick::parse(intake).ok()?,
        })
    }

    /// One that takes as much room as any can.
    #[cfg(test)]
    pub(crate) fn longest() -> Self {
        let pick = Some(Pick([0xff; 3]));
        Self {
            deed: Deed::Confirm,
            chat: -1_009_999_999_999,
            code: "ABCDEFG9".parse().expect("it is a code"),
            new: true,
            language: Language::Ru,
            policy: pick,
            calendar: pick,
            intake: None,
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let new = if self.new { "+" } else { "" };
        let language = match self.language {
            Language::Ru => "r",
            Language::En => "e",
        };
        let Self { deed, chat, code, policy, calendar, intake, .. } = self;
        let picks = [*policy, *calendar, *intake].map(shown).join("|");
        write!(f, "{}|{chat}|{new}{code}|{language}|{picks}", deed.letter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_read_as_it_was_written() {
        for deed in Deed::ALL {
            let choice = Choice { deed, language: Language::En, new: false, ..Choice::longest() };
            let text = choice.to_string();
            assert_eq!(Choice::parse(&text.split('|').collect::<Vec<_>>()), Some(choice));
        }
    }

    #[test]
    fn a_name_is_told_among_others_and_none_among_none() {
        let names: Vec<Slug> = ["standard", "always", "vip"].map(|it| it.parse().unwrap()).into();
        for name in &names {
            assert_eq!(Pick::of(name).among(&names), Some(name));
        }
        assert_eq!(Pick::of(&names[0]).among(&names[1..]), None);
        let twice = [names[0].clone(), names[0].clone()];
        assert_eq!(Pick::of(&names[0]).among(&twice), None);
    }

    #[test]
    fn what_is_no_choice_is_nothing() {
        for text in [
            "",
            "s|x|ROM|r|-|-|-",
            "z|-1|ROM|r|-|-|-",
            "s|-1|ROM|f|-|-|-",
            "s|-1|ROM|r|-|-|zzzzzz",
            "s|-1|R|r|-|-|-",
        ] {
            assert_eq!(Choice::parse(&text.split('|').collect::<Vec<_>>()), None, "{text}");
        }
    }
}

//! Cast: who takes part in the demo, and in which groups do they meet?

use anyhow::Result;
use emulator::{ChatId, Emulator, Profile, UserId};

/// Whose side somebody is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    Contractor,
    Romashka,
    Acme,
    /// A company that is nobody's client yet.
    Lyutik,
}

impl Party {
    pub(super) const ALL: [Self; 4] = [Self::Contractor, Self::Romashka, Self::Acme, Self::Lyutik];
}

/// Somebody who can be played.
#[derive(Debug, Clone, Copy)]
pub(super) struct Somebody {
    pub(super) id: UserId,
    pub(super) name: &'static str,
    pub(super) party: Party,
}

/// The people and the groups of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cast {
    /// Clients of «Ромашка».
    pub(super) anna: UserId,
    pub(super) boris: UserId,
    pub(super) viktor: UserId,
    /// Clients of Acme.
    pub(super) emma: UserId,
    pub(super) james: UserId,
    pub(super) lucy: UserId,
    /// Of «Лютик», which is to become a client.
    pub(super) irina: UserId,
    /// Agents.
    pub(super) olga: UserId,
    pub(super) pyotr: UserId,
    /// The contractor's admin.
    pub(super) maria: UserId,
    pub(super) rom: ChatId,
    pub(super) acm: ChatId,
    pub(super) staff: ChatId,
    /// A group in which the bot is, and which is nobody's.
    pub(super) lyu: ChatId,
}

impl Cast {
    /// Makes the people and their groups. The bot is in none of them yet.
    ///
    /// # Errors
    ///
    /// None, unless the simulated Telegram contradicts itself.
    pub(super) fn arrange(telegram: &Emulator) -> Result<Self> {
        let russian = |name| telegram.add_user(Profile::named(name).speaks("ru"));
        let english = |name| telegram.add_user(Profile::named(name).speaks("en"));
        let (anna, boris, viktor) = (russian("Анна"), russian("Борис"), russian("Виктор"));
        let (emma, james, lucy) = (english("Emma"), english("James"), english("Lucy"));
        let (olga, pyotr, maria) = (russian("Ольга"), russian("Пётр"), russian("Мария"));
        let irina = russian("Ирина");
        let group = |owner, title, others: &[UserId]| -> Result<ChatId> {
            let group = telegram.add_supergroup(owner, title)?;
            for &other in others {
                telegram.invite(owner, group, other)?;
            }
            Ok(group)
        };
        let rom = group(anna, "Ромашка и поддержка", &[boris, viktor, olga, maria])?;
        let acm = group(emma, "Acme & Support", &[james, lucy, pyotr, maria])?;
        let staff = group(maria, "Сотрудники поддержки", &[olga, pyotr])?;
        let lyu = group(irina, "Лютик и поддержка", &[maria])?;
        Ok(Self {
            anna,
            boris,
            viktor,
            emma,
            james,
            lucy,
            irina,
            olga,
            pyotr,
            maria,
            rom,
            acm,
            staff,
            lyu,
        })
    }

    /// Everybody who can be played, party by party.
    pub(super) fn people(&self) -> [Somebody; 10] {
        let of = |party, id, name| Somebody { id, name, party };
        [
            of(Party::Contractor, self.maria, "Мария"),
            of(Party::Contractor, self.olga, "Ольга"),
            of(Party::Contractor, self.pyotr, "Пётр"),
            of(Party::Romashka, self.anna, "Анна"),
            of(Party::Romashka, self.boris, "Борис"),
            of(Party::Romashka, self.viktor, "Виктор"),
            of(Party::Acme, self.emma, "Emma"),
            of(Party::Acme, self.james, "James"),
            of(Party::Acme, self.lucy, "Lucy"),
            of(Party::Lyutik, self.irina, "Ирина"),
        ]
    }

    /// Those who answer: what marks them on the page.
    pub(super) fn contractors(&self) -> [UserId; 3] {
        [self.olga, self.pyotr, self.maria]
    }
}

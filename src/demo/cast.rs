//! Cast: who takes part in the demo, and in which groups do they meet?

use anyhow::Result;
use emulator::{ChatId, Emulator, Profile, UserId};

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
    /// Agents.
    pub(super) olga: UserId,
    pub(super) pyotr: UserId,
    /// The contractor's admin.
    pub(super) maria: UserId,
    pub(super) rom: ChatId,
    pub(super) acm: ChatId,
    pub(super) staff: ChatId,
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
        Ok(Self { anna, boris, viktor, emma, james, olga, pyotr, maria, rom, acm, staff })
    }

    /// Those who answer: what marks them on the page.
    pub(super) fn contractors(&self) -> [UserId; 3] {
        [self.olga, self.pyotr, self.maria]
    }
}

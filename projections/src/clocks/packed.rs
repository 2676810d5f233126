//! Packed: how is a history kept in few bytes?
//!
//! Instants and revisions are written as steps from the ones before, so that most take a byte or two. A change of this
//! needs a new `VIEWS_NUMBER`.

use super::bytes::{DAMAGED, Packing, Unpacking};
use crate::words::Numbered;
use domain::clock::{Binding, ClockRef, FactKey, History, Moment, Rest, What};
use domain::policy::Traits;
use domain::{At, ChatId, Malformed, MessageId, MessageRef, PersonId};
use std::str::FromStr;

/// A history in bytes.
pub(super) fn pack(history: &History) -> Vec<u8> {
    let mut it = Packer::default();
    it.to.count(history.moments().len() as u64);
    history.moments().iter().for_each(|moment| it.moment(moment));
    it.to.count(history.noted().len() as u64);
    for (fact, recorded) in history.noted() {
        it.fact(fact);
        it.instant(*recorded);
    }
    let rest = history.rest();
    it.traits(&rest.traits);
    it.to.count(rest.on_their_way.len() as u64);
    rest.on_their_way.iter().for_each(|message| it.message(Some(message)));
    it.message(rest.resolution.as_ref());
    it.message(rest.question.as_ref());
    it.to.0
}

/// The history that was packed.
pub(super) fn unpack(bytes: &[u8]) -> Result<History, Malformed> {
    let mut it = Unpacker { from: Unpacking(bytes), at: 0, revision: 0, chat: None };
    let moments = it.many(Unpacker::moment)?;
    let noted = it.many(|it| Ok((it.fact()?, it.instant()?)))?;
    let rest = Rest {
        traits: it.traits()?,
        on_their_way: it.many(|it| it.message()?.ok_or(DAMAGED))?.into_iter().collect(),
        resolution: it.message()?,
        question: it.message()?,
    };
    Ok(History::of_parts(moments, noted, rest))
}

/// A fact in bytes, for whoever keeps one alone.
pub(super) fn pack_fact(fact: &FactKey, to: Packing) -> Packing {
    let mut it = Packer { to, ..Packer::default() };
    it.fact(fact);
    it.to
}

pub(super) fn unpack_fact(from: Unpacking<'_>) -> Result<(FactKey, Unpacking<'_>), Malformed> {
    let mut it = Unpacker { from, at: 0, revision: 0, chat: None };
    Ok((it.fact()?, it.from))
}

#[derive(Default)]
struct Packer {
    to: Packing,
    at: i64,
    revision: i64,
    chat: Option<ChatId>,
}

struct Unpacker<'a> {
    from: Unpacking<'a>,
    at: i64,
    revision: i64,
    chat: Option<ChatId>,
}

impl Packer {
    fn moment(&mut self, it: &Moment) {
        self.instant(it.at);
        let revision = it.revision.cast_signed();
        self.to.number(revision.wrapping_sub(self.revision));
        self.revision = revision;
        self.to.number(it.recorded.0.wrapping_sub(it.at.0));
        self.message(it.message.as_ref());
        self.what(&it.what);
    }

    fn instant(&mut self, at: At) {
        self.to.number(at.0.wrapping_sub(self.at));
        self.at = at.0;
    }

    /// None is 0, one in the same chat as before 1.
    fn message(&mut self, message: Option<&MessageRef>) {
        let Some(message) = message else { return self.to.count(0) };
        match message.chat {
            chat if self.chat == Some(chat) => self.to.count(1),
            ChatId::Group(number) => {
                self.to.count(2);
                self.to.number(number);
            }
            ChatId::Private(person) => {
                self.to.count(3);
                self.to.bytes(&person.0);
            }
        }
        self.chat = Some(message.chat);
        self.to.number(message.message.0);
    }

    fn word(&mut self, word: &impl Numbered) {
        self.to.number(word.number());
    }

    fn what(&mut self, what: &What) {
        let tag = |it: &mut Self, tag| it.to.count(tag);
        match what {
            What::Opened(side) => {
                tag(self, 1);
                self.word(side);
            }
            What::Classified(traits) => {
                tag(self, 2);
                self.traits(traits);
            }
            What::Bound(binding) => {
                tag(self, 3);
                self.binding(binding);
            }
            What::Retargeted(binding) => {
                tag(self, 4);
                self.binding(binding);
            }
            What::ClientSaid { awaits: false } => tag(self, 5),
            What::ClientSaid { awaits: true } => tag(self, 6),
            What::StaffSaid => tag(self, 7),
            What::Assigned => tag(self, 8),
            What::Unassigned => tag(self, 9),
            What::TakingShown => tag(self, 10),
            What::Paused(why) => {
                tag(self, 11);
                self.word(why);
            }
            What::Resumed => tag(self, 12),
            What::PauseOver(why) => {
                tag(self, 13);
                self.word(why);
            }
            What::WorkaroundGiven => tag(self, 14),
            What::Resolved => tag(self, 15),
            What::Confirmed => tag(self, 16),
            What::Reopened => tag(self, 17),
            What::Cancelled(why) => {
                tag(self, 18);
                self.word(why);
            }
            What::Gap { to } => {
                tag(self, 19);
                self.to.number(to.0);
            }
            What::EvidenceDeleted => tag(self, 20),
            What::Acknowledged(by) => {
                tag(self, 21);
                self.to.bytes(&by.0);
            }
            What::Corrected { clock, from, to, by_people } => {
                tag(self, 22);
                self.clock(*clock);
                self.word(from);
                self.word(to);
                self.to.count(u64::from(*by_people));
            }
        }
    }

    fn clock(&mut self, clock: ClockRef) {
        self.word(&clock.kind);
        self.to.count(clock.n.into());
    }

    fn binding(&mut self, it: &Binding) {
        self.to.text(it.policy.policy.as_str());
        self.to.count(it.policy.version.into());
        self.to.text(it.row.as_str());
        self.to.text(it.calendar.calendar.as_str());
        self.to.count(it.calendar.version.into());
    }

    fn traits(&mut self, it: &Traits) {
        self.to.number(it.request_type.map_or(0, |it| it.number()));
        self.word(&it.priority);
        self.to.count(u64::from(it.requester.is_some()));
        it.requester.iter().for_each(|it| self.to.bytes(&it.0));
        self.to.text(it.site.as_ref().map_or("", |it| it.as_str()));
    }

    fn fact(&mut self, fact: &FactKey) {
        match fact {
            FactKey::Threshold { clock, target_version, percent } => {
                self.to.count(1);
                self.clock(*clock);
                self.to.count((*target_version).into());
                self.to.count((*percent).into());
            }
            FactKey::Breach { clock, target_version } => {
                self.to.count(2);
                self.clock(*clock);
                self.to.count((*target_version).into());
            }
            FactKey::Level { chain, clock, round, level } => {
                self.to.count(3);
                self.to.text(chain.as_str());
                self.clock(*clock);
                self.to.count((*round).into());
                self.to.count((*level).into());
            }
            FactKey::Exhausted { chain, clock } => {
                self.to.count(4);
                self.to.text(chain.as_str());
                self.clock(*clock);
            }
            FactKey::PauseEnded { at } => {
                self.to.count(5);
                self.to.number(at.0);
            }
            FactKey::Expired { at } => {
                self.to.count(6);
                self.to.number(at.0);
            }
        }
    }
}

impl Unpacker<'_> {
    fn many<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        (0..self.from.count()?).map(|_| one(self)).collect()
    }

    fn moment(&mut self) -> Result<Moment, Malformed> {
        let at = self.instant()?;
        self.revision = self.revision.wrapping_add(self.from.number()?);
        Ok(Moment {
            at,
            revision: self.revision.cast_unsigned(),
            recorded: At(at.0.wrapping_add(self.from.number()?)),
            message: self.message()?,
            what: self.what()?,
        })
    }

    fn instant(&mut self) -> Result<At, Malformed> {
        self.at = self.at.wrapping_add(self.from.number()?);
        Ok(At(self.at))
    }

    fn message(&mut self) -> Result<Option<MessageRef>, Malformed> {
        let chat = match self.from.count()? {
            0 => return Ok(None),
            1 => self.chat.ok_or(DAMAGED)?,
            2 => ChatId::Group(self.from.number()?),
            3 => ChatId::Private(PersonId(self.from.sixteen()?)),
            _ => return Err(DAMAGED),
        };
        self.chat = Some(chat);
        Ok(Some(MessageRef { chat, message: MessageId(self.from.number()?) }))
    }

    fn word<T: Numbered>(&mut self) -> Result<T, Malformed> {
        T::of_number(self.from.number()?).ok_or(DAMAGED)
    }

    fn parsed<T: FromStr<Err = Malformed>>(&mut self) -> Result<T, Malformed> {
        self.from.text()?.parse()
    }

    fn what(&mut self) -> Result<What, Malformed> {
        Ok(match self.from.count()? {
            1 => What::Opened(self.word()?),
            2 => What::Classified(self.traits()?),
            3 => What::Bound(self.binding()?),
            4 => What::Retargeted(self.binding()?),
            5 => What::ClientSaid { awaits: false },
            6 => What::ClientSaid { awaits: true },
            7 => What::StaffSaid,
            8 => What::Assigned,
            9 => What::Unassigned,
            10 => What::TakingShown,
            11 => What::Paused(self.word()?),
            12 => What::Resumed,
            13 => What::PauseOver(self.word()?),
            14 => What::WorkaroundGiven,
            15 => What::Resolved,
            16 => What::Confirmed,
            17 => What::Reopened,
            18 => What::Cancelled(self.word()?),
            19 => What::Gap { to: At(self.from.number()?) },
            20 => What::EvidenceDeleted,
            21 => What::Acknowledged(PersonId(self.from.sixteen()?)),
            22 => What::Corrected {
                clock: self.clock()?,
                from: self.word()?,
                to: self.word()?,
                by_people: self.from.count()? == 1,
            },
            _ => return Err(DAMAGED),
        })
    }

    fn clock(&mut self) -> Result<ClockRef, Malformed> {
        Ok(ClockRef { kind: self.word()?, n: self.from.small()? })
    }

    fn binding(&mut self) -> Result<Binding, Malformed> {
        use domain::calendar::CalendarRef;
        use domain::policy::PolicyRef;
        Ok(Binding {
            policy: PolicyRef { policy: self.parsed()?, version: self.from.small()? },
            row: self.parsed()?,
            calendar: CalendarRef { calendar: self.parsed()?, version: self.from.small()? },
        })
    }

    fn traits(&mut self) -> Result<Traits, Malformed> {
        Ok(Traits {
            request_type: match self.from.number()? {
                0 => None,
                number => Some(Numbered::of_number(number).ok_or(DAMAGED)?),
            },
            priority: self.word()?,
            requester: match self.from.count()? {
                0 => None,
                _ => Some(PersonId(self.from.sixteen()?)),
            },
            site: match self.from.text()? {
                "" => None,
                site => Some(site.parse()?),
            },
        })
    }

    fn fact(&mut self) -> Result<FactKey, Malformed> {
        Ok(match self.from.count()? {
            1 => FactKey::Threshold {
                clock: self.clock()?,
                target_version: self.from.small()?,
                percent: u8::try_from(self.from.count()?).map_err(|_| DAMAGED)?,
            },
            2 => FactKey::Breach { clock: self.clock()?, target_version: self.from.small()? },
            3 => FactKey::Level {
                chain: self.parsed()?,
                clock: self.clock()?,
                round: self.from.small()?,
                level: self.from.small()?,
            },
            4 => FactKey::Exhausted { chain: self.parsed()?, clock: self.clock()? },
            5 => FactKey::PauseEnded { at: At(self.from.number()?) },
            6 => FactKey::Expired { at: At(self.from.number()?) },
            _ => return Err(DAMAGED),
        })
    }
}

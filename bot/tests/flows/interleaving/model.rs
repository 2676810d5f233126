//! Model: where must each word be found, told only by what people did?

use crate::desk::Desk;
use domain::{Event, Field};
use emulator::{ChatId, Line, MessageId, UserId};
use std::collections::{BTreeMap, BTreeSet};
use store::codec;
use store::stream::Stream;

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Asks for help by the button, and answers the question.
    Button,
    /// Answers what staff ask.
    Question,
    /// Says what is still wrong.
    NotSolved,
    /// Makes somebody's words a ticket.
    Somebodys,
}

/// What goes on between somebody and the desk, of one ticket.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub(super) owner: UserId,
    /// Whose ticket it is.
    pub(super) author: UserId,
    pub(super) kind: Kind,
    pub(super) stage: usize,
    /// The words that are the ticket.
    pub(super) source: Option<MessageId>,
    /// What is to be answered.
    pub(super) prompt: Option<MessageId>,
    pub(super) answered: bool,
    number: Option<String>,
}

impl Talk {
    pub(super) fn came_to_its_end(&self) -> bool {
        self.kind != Kind::NotSolved || self.answered
    }
}

/// Where words belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    Nowhere,
    /// In the ticket of a talk, and in no other.
    Of(usize),
    /// In one ticket, or in none: staff's words that reply to nothing.
    Anywhere,
}

/// What a message of the group is of, to whoever replies to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Nothing,
    Ticket(usize),
    /// The bot's question to the owner of a talk.
    Prompt(usize),
}

#[derive(Debug)]
pub(super) struct Word {
    by: UserId,
    home: Home,
    at: (ChatId, MessageId),
}

/// The messages of both chats.
type Lines<'a> = BTreeMap<(ChatId, MessageId), &'a Line>;

#[derive(Debug, Default)]
pub(super) struct Expected {
    pub(super) talks: Vec<Talk>,
    pub(super) words: Vec<Word>,
    /// What may be replied to in the client's group, oldest first.
    pub(super) places: Vec<(MessageId, Spot)>,
    /// Whose question is the last that each was asked by a button.
    last_asked: BTreeMap<UserId, usize>,
}

impl Expected {
    pub(super) fn begins(&mut self, owner: UserId, kind: Kind) -> usize {
        let (source, prompt, number) = (None, None, None);
        let author = owner;
        self.talks.push(Talk {
            owner,
            author,
            kind,
            stage: 0,
            source,
            prompt,
            answered: false,
            number,
        });
        self.talks.len() - 1
    }

    pub(super) fn is_asked(&mut self, nth: usize, prompt: MessageId) {
        self.talks[nth].prompt = Some(prompt);
        self.last_asked.insert(self.talks[nth].owner, nth);
        self.places.push((prompt, Spot::Prompt(nth)));
    }

    /// Whether a reply of theirs would be the answer to an open question.
    pub(super) fn is_asked_of(&self, spot: Spot, who: UserId) -> bool {
        matches!(spot, Spot::Prompt(nth) if !self.talks[nth].answered && self.talks[nth].owner == who)
    }

    /// Where plain words of somebody's belong: whoever has just said that it is not solved, says what is wrong.
    pub(super) fn plain_home(&mut self, who: UserId) -> Home {
        let asked = self.last_asked.get(&who).copied();
        let asked = asked.filter(|nth| self.talks[*nth].kind == Kind::NotSolved);
        match asked.filter(|nth| !self.talks[*nth].answered) {
            Some(nth) => {
                self.talks[nth].answered = true;
                Home::Of(nth)
            }
            None => Home::Nowhere,
        }
    }

    /// The oldest question that is not answered yet.
    pub(super) fn open_prompt(&self) -> Option<(MessageId, Spot)> {
        let open = |spot| matches!(spot, Spot::Prompt(nth) if !self.talks[nth].answered);
        self.places.iter().copied().find(|it| open(it.1))
    }

    /// Where words that reply to this belong.
    pub(super) fn home(&self, spot: Spot) -> Home {
        match spot {
            Spot::Ticket(nth) => Home::Of(nth),
            Spot::Prompt(nth) if self.talks[nth].answered => Home::Of(nth),
            Spot::Nothing | Spot::Prompt(_) => Home::Nowhere,
        }
    }

    /// By what a word is found again.
    fn token(nth: usize) -> String {
        format!("«{nth}»")
    }

    pub(super) fn last_token(&self) -> String {
        Self::token(self.words.len() - 1)
    }

    pub(super) fn says(
        &mut self,
        desk: &Desk,
        who: UserId,
        chat: ChatId,
        home: Home,
        words: &str,
    ) -> MessageId {
        let said = desk.says(who, chat, &format!("{words} {}", Self::token(self.words.len())));
        self.keeps(desk, who, (chat, said), home)
    }

    pub(super) fn replies(
        &mut self,
        desk: &Desk,
        who: UserId,
        (chat, to): (ChatId, MessageId),
        home: Home,
        words: &str,
    ) -> MessageId {
        let words = format!("{words} {}", Self::token(self.words.len()));
        let said = desk.replies(who, chat, to, &words);
        self.keeps(desk, who, (chat, said), home)
    }

    fn keeps(&mut self, desk: &Desk, by: UserId, at: (ChatId, MessageId), home: Home) -> MessageId {
        self.words.push(Word { by, home, at });
        match home {
            Home::Of(nth) if at.0 == desk.rom => self.places.push((at.1, Spot::Ticket(nth))),
            Home::Nowhere if at.0 == desk.rom => self.places.push((at.1, Spot::Nothing)),
            Home::Of(_) | Home::Nowhere | Home::Anywhere => (),
        }
        at.1
    }

    /// Words that belonged nowhere are a ticket now.
    pub(super) fn are_of(&mut self, at: (ChatId, MessageId), nth: usize) {
        let word = self.words.iter_mut().rfind(|it| it.at == at).unwrap();
        word.home = Home::Of(nth);
        self.places.iter_mut().rfind(|it| it.0 == at.1).unwrap().1 = Spot::Ticket(nth);
    }

    pub(super) async fn receipt(&mut self, desk: &Desk, nth: usize) -> MessageId {
        let source = self.talks[nth].source.unwrap();
        let receipt = desk.hears_in_reply(desk.rom, source, "зарегистрирована").await;
        let named = receipt.text.split_whitespace().find(|it| it.starts_with("ROM-"));
        self.talks[nth].number = Some(named.unwrap().to_owned());
        receipt.message
    }

    /// The number of a talk's ticket, as soon as it is told.
    pub(super) async fn number(&mut self, desk: &Desk, nth: usize) -> String {
        if self.talks[nth].number.is_none() {
            self.receipt(desk, nth).await;
        }
        self.talks[nth].number.clone().unwrap()
    }

    /// What is recorded is what people did.
    pub(super) async fn holds(&mut self, desk: &Desk) {
        for nth in 0..self.talks.len() {
            let number = self.number(desk, nth).await;
            let (row, talk) = (desk.ticket(&number), &self.talks[nth]);
            let author = desk.tg.person(talk.author).unwrap().name();
            assert_eq!(row.requester_name, author, "{number}, {talk:?}");
        }
        desk.settle().await;
        let found = found(desk, self.words.len()).await;
        let chats = [desk.rom, desk.staff].map(|it| desk.tg.transcript(it).unwrap());
        let lines =
            chats.iter().flat_map(|chat| chat.lines.iter().map(|it| ((chat.chat, it.message), it)));
        let lines: Lines<'_> = lines.collect();
        for (nth, word) in self.words.iter().enumerate() {
            let found = found.get(&nth).cloned().unwrap_or_default();
            let told = || {
                let line = lines[&word.at];
                format!("{}\n{line}is of {:?} and was found in {found:?}", chats[0], word.home)
            };
            match word.home {
                Home::Nowhere => assert!(found.is_empty(), "{}", told()),
                Home::Anywhere => assert!(found.len() <= 1, "{}", told()),
                Home::Of(talk) => {
                    let number = &self.talks[talk].number;
                    assert!(found.iter().eq(number), "{}, not in {number:?}", told());
                }
            }
            for number in &found {
                let belongs = self.belongs(desk, &lines, word, number);
                assert!(belongs, "{}, and is none of theirs", told());
            }
        }
        Self::accounts(desk).await;
    }

    /// Whether whoever wrote this has to do with a ticket: it is theirs, they are of staff, or they replied to a
    /// message of it. Told by the chat alone.
    fn belongs(&self, desk: &Desk, lines: &Lines<'_>, word: &Word, number: &str) -> bool {
        let row = desk.ticket(number);
        let is_theirs = desk.tg.person(word.by).unwrap().name() == row.requester_name;
        let is_staff = [desk.irina, desk.olga, desk.peter].contains(&word.by);
        let replied = lines[&word.at].reply_to.as_ref().is_some_and(|to| {
            let to = lines[&(word.at.0, to.message)];
            let names = to.text.split(|it: char| !(it.is_alphanumeric() || it == '-'));
            let said = self.words.iter().find(|it| it.at == (word.at.0, to.message));
            let of = said.map(|it| match it.home {
                Home::Of(talk) => self.talks[talk].number.as_deref() == Some(number),
                Home::Nowhere | Home::Anywhere => false,
            });
            // The question what a new request is about names no ticket, and is its author's.
            let asked = self.talks.iter().find(|it| it.prompt == Some(to.message));
            let asked = asked.is_some_and(|it| it.number.as_deref() == Some(number));
            asked || of.unwrap_or_else(|| names.into_iter().any(|it| it == number))
        });
        is_theirs || is_staff || replied
    }

    /// Each message that somebody sent is accounted for exactly once, and no other one.
    async fn accounts(desk: &Desk) {
        for chat in [desk.rom, desk.staff] {
            let lines = desk.tg.transcript(chat).unwrap().lines;
            // The word by which the chat was linked came before there was anything to account for.
            let sent = lines.iter().filter(|it| !it.by_bot && !it.service);
            let sent = sent.filter(|it| !it.text.starts_with("/start")).map(|it| it.message.0);
            let sent: Vec<_> = sent.collect();
            let accounted = desk.accounted(chat).await;
            let mut messages: Vec<_> = accounted.iter().map(|it| it.message.0).collect();
            messages.sort_unstable();
            assert_eq!(messages, sent, "of {chat}");
        }
    }
}

/// The tickets in which each word is recorded, by their numbers.
async fn found(desk: &Desk, words: usize) -> BTreeMap<usize, BTreeSet<String>> {
    let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for it in desk.recorded().await {
        let (Some(Stream::Ticket(ticket)), Event::Ticket(_)) =
            (Stream::parse(&it.stream), codec::decode(&it).unwrap())
        else {
            continue;
        };
        let texts = desk.vault.open(&it).unwrap();
        let number = desk.at_work.views.ticket(ticket).unwrap().unwrap().number.to_string();
        for text in [Field::Body, Field::Reason].into_iter().filter_map(|it| texts.get(it)) {
            for token in text.split('«').skip(1).filter_map(|it| it.split_once('»')) {
                let nth: usize = token.0.parse().unwrap();
                assert!(nth < words, "{text}");
                found.entry(nth).or_default().insert(number.clone());
            }
        }
    }
    found
}

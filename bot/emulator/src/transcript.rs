//! Transcript: what do the people of a chat have before their eyes?

use crate::Emulator;
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Action, Chat, ChatKind, Content, Message, Service, Toast};
use crate::people::Impossible;
use crate::safe_html;
use crate::world::World;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fmt;

/// A chat as its people see it, oldest message first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// Which chat.
    pub chat: ChatId,
    /// The group's name, or the person's.
    pub title: String,
    /// What sort of chat.
    pub kind: ChatKind,
    /// Its messages.
    pub lines: Vec<Line>,
}

/// One message as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark that the application shows")]
pub struct Line {
    /// Its number in the chat.
    pub message: MessageId,
    /// Who wrote it; an anonymous administrator is not given away by `name`.
    pub author: UserId,
    /// The author's name as the chat shows it.
    pub name: String,
    /// Whether a bot wrote it.
    pub by_bot: bool,
    /// When it was written, by Telegram's clock.
    pub at: DateTime<Utc>,
    /// Words, caption, or what the chat tells.
    pub text: String,
    /// The same as safe HTML.
    pub html: String,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Label>>,
    /// What it replies to.
    pub reply_to: Option<Quote>,
    /// The files it carries, as ids of Telegram's.
    pub files: Vec<String>,
    /// A sort of message that the chat itself writes.
    pub service: bool,
    /// Whether the words were changed.
    pub edited: bool,
    /// Whether it stays on top of the chat.
    pub pinned: bool,
    /// Whether it made no sound.
    pub silent: bool,
    /// Whether it opened the reply field of those it is meant for.
    pub asks: bool,
    /// What it is, where it is neither words nor a photo or a document: Telegram's name for it.
    pub sort: Option<String>,
    /// The topic it is in, if it is in one.
    pub topic: Option<MessageId>,
    /// Emoji that people and bots set on it.
    pub reactions: Vec<String>,
    /// What popped up after it, and for whom.
    pub toasts: Vec<(UserId, Toast)>,
}

/// A button as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// What stands on it.
    pub text: String,
    /// What a press sends to the bot.
    pub data: Option<String>,
    /// What a press opens.
    pub url: Option<String>,
}

/// The message that is replied to, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Its number.
    pub message: MessageId,
    /// Its author.
    pub name: String,
    /// The beginning of its words.
    pub text: String,
}

/// Characters of a quote.
const QUOTE_CHARS_MAX: usize = 80;

impl Emulator {
    /// What the people of a chat have before their eyes.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchChat`].
    pub fn transcript(&self, chat: ChatId) -> Result<Transcript, Impossible> {
        self.look(|world, _| Ok(world.transcript(world.chat_of(chat)?, usize::MAX)))
    }
}

impl Transcript {
    /// The last message, if there is any.
    #[must_use]
    pub fn last(&self) -> Option<&Line> {
        self.lines.last()
    }

    /// The messages of the bots.
    pub fn by_bots(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|it| it.by_bot && !it.service)
    }
}

impl World {
    /// The last `most` messages of a chat.
    pub(crate) fn transcript(&self, chat: &Chat, most: usize) -> Transcript {
        let skipped = chat.messages.len().saturating_sub(most);
        let lines = chat.messages.values().skip(skipped).map(|it| self.line(chat, it)).collect();
        Transcript { chat: chat.id, title: self.title(chat), kind: chat.kind, lines }
    }

    fn title(&self, chat: &Chat) -> String {
        match chat.kind {
            ChatKind::Private => self.name(UserId(chat.id.0)),
            ChatKind::Group | ChatKind::Supergroup => chat.title.clone(),
        }
    }

    fn line(&self, chat: &Chat, message: &Message) -> Line {
        let (text, html) = match &message.content {
            Content::Service(service) => {
                let text = self.told(message, service);
                (text.clone(), safe_html::escape(&text))
            }
            content => {
                let words = content.words().cloned().unwrap_or_default();
                let html = safe_html::render(&words);
                (words.text, html)
            }
        };
        let files = match &message.content {
            Content::Photo { sizes, .. } => sizes.last().cloned().into_iter().collect(),
            Content::Document { file, .. } => vec![file.clone()],
            Content::Text(_) | Content::Other { .. } | Content::Service(_) => Vec::new(),
        };
        let toasts = chat.toasts.iter().filter(|it| it.after == message.id);
        Line {
            message: message.id,
            author: message.from,
            name: self.author(message),
            by_bot: self.people.get(&message.from).is_some_and(|it| it.is_bot),
            at: message.date,
            text,
            html,
            buttons: labels(message),
            reply_to: message.reply_to.and_then(|it| self.quote(chat, it)),
            files,
            service: matches!(message.content, Content::Service(_)),
            edited: message.edited.is_some(),
            pinned: chat.pinned.contains(&message.id),
            silent: message.silent,
            asks: message.prompt.is_some(),
            sort: match &message.content {
                Content::Other { what, .. } => what.keys().next().cloned(),
                _ => None,
            },
            topic: message.topic,
            reactions: message.reactions.values().flatten().cloned().collect(),
            toasts: toasts.map(|it| (it.to, it.toast.clone())).collect(),
        }
    }

    fn quote(&self, chat: &Chat, replied: MessageId) -> Option<Quote> {
        let message = chat.messages.get(&replied)?;
        let text = match &message.content {
            Content::Service(service) => self.told(message, service),
            content => content.words().map(|it| it.text.clone()).unwrap_or_default(),
        };
        let text = text.chars().take(QUOTE_CHARS_MAX).collect();
        Some(Quote { message: replied, name: self.author(message), text })
    }

    fn author(&self, message: &Message) -> String {
        match message.sender_chat.and_then(|it| self.chats.get(&it)) {
            Some(chat) => chat.title.clone(),
            None => self.name(message.from),
        }
    }

    pub(crate) fn name(&self, user: UserId) -> String {
        self.people.get(&user).map_or_else(|| user.to_string(), crate::model::Person::name)
    }

    fn told(&self, message: &Message, service: &Service) -> String {
        let by = self.author(message);
        match service {
            Service::GroupCreated => format!("{by} created the group"),
            Service::Joined(people) => {
                let names: Vec<_> = people.iter().map(|&it| self.name(it)).collect();
                format!("{by} added {}", names.join(", "))
            }
            Service::Left(whom) if *whom == message.from => format!("{by} left the group"),
            Service::Left(whom) => format!("{by} removed {}", self.name(*whom)),
            Service::Titled(title) => format!("{by} named the group {title}"),
            Service::Pinned(pinned) => format!("{by} pinned message {pinned}"),
            Service::TopicOpened(name) => format!("{by} opened the topic {name}"),
            Service::TopicClosed => format!("{by} closed the topic"),
            Service::TopicReopened => format!("{by} reopened the topic"),
            Service::GeneralHidden => format!("{by} hid the general topic"),
            Service::GeneralShown => format!("{by} showed the general topic"),
            Service::MigratedTo(_) => "the group became a supergroup".to_owned(),
            Service::MigratedFrom(_) => "the supergroup was made from a group".to_owned(),
        }
    }
}

fn labels(message: &Message) -> Vec<Vec<Label>> {
    let rows = message.keyboard.iter().flat_map(|it| &it.0);
    let row = |row: &Vec<crate::model::Button>| {
        let label = |it: &crate::model::Button| match &it.action {
            Action::Data(data) => {
                Label { text: it.label.clone(), data: Some(data.clone()), url: None }
            }
            Action::Url(url) => {
                Label { text: it.label.clone(), data: None, url: Some(url.clone()) }
            }
        };
        row.iter().map(label).collect()
    };
    rows.map(row).collect()
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "== {} ==", self.title)?;
        for line in &self.lines {
            line.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = |on: bool, mark: &'static str| if on { mark } else { "" };
        write!(f, "{}{:>4} ", mark(self.pinned, "📌"), self.message)?;
        if self.service {
            return writeln!(f, "— {} —", self.text);
        }
        write!(f, "{}", self.name)?;
        if let Some(quote) = &self.reply_to {
            write!(f, " ↩{} ({})", quote.message, quote.name)?;
        }
        write!(f, ": {}", self.text.replace('\n', "\n       "))?;
        write!(f, "{}", mark(!self.files.is_empty(), " 📎"))?;
        write!(f, "{}", mark(self.edited, " (edited)"))?;
        writeln!(f, "{}", mark(self.asks, " [reply field opens]"))?;
        for row in &self.buttons {
            let row: Vec<_> = row.iter().map(|it| format!("[{}]", it.text)).collect();
            writeln!(f, "       {}", row.join(" "))?;
        }
        for (to, toast) in &self.toasts {
            if let Some(address) = &toast.opens {
                // What it begins with is the bot's secret, and another each time.
                let address = address.split_once('=').map_or(address.as_str(), |it| it.0);
                writeln!(f, "       → opens for {to}: {address}=…")?;
                continue;
            }
            let kind = if toast.alert { "alert" } else { "toast" };
            writeln!(f, "       → {kind} for {to}: {}", toast.text)?;
        }
        Ok(())
    }
}

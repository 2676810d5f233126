//! Updates: what does an update say, in the house's own words?

use crate::wire;
use chrono::{DateTime, Utc};
use domain::intake::{Replied, Sender, Typed};
use domain::{Attachment, MediaKind, MessageId, PersonId, Slug};

/// The most characters of a command's name.
const COMMAND_CHARS_MAX: usize = 32;
/// The name given to a command that is meant for another bot.
pub(crate) const OTHER_BOTS: &str = "@other";

/// The last day of the year 9999 begins: later, a year has more than four digits somewhere.
const SECONDS_MAX: i64 = 253_402_214_400;

/// An instant of Telegram's, whole seconds; the epoch where there can be none.
pub(crate) fn instant(seconds: i64) -> DateTime<Utc> {
    let date = (0..=SECONDS_MAX).contains(&seconds).then_some(seconds);
    date.and_then(|it| DateTime::from_timestamp(it, 0)).unwrap_or(DateTime::UNIX_EPOCH)
}

/// Who wrote a message, as far as Telegram says: an id to know them by, and how they look.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Author {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) handle: Option<String>,
    pub(crate) sender: Sender,
}

/// The author of a message; `None` for a service message by nobody.
pub(crate) fn author(message: &wire::Message) -> Option<Author> {
    // The user that Telegram names beside a sending chat is a stand-in.
    if let Some(chat) = &message.sender_chat {
        let name = chat.title.clone().unwrap_or_default();
        return Some(Author { id: chat.id, name, handle: None, sender: Sender::Unverifiable });
    }
    message.from.as_ref().map(user)
}

/// A user as an author.
pub(crate) fn user(it: &wire::User) -> Author {
    let last = it.last_name.as_deref().unwrap_or_default();
    let name = visible(&format!("{} {last}", it.first_name));
    let sender = if it.is_bot { Sender::Bot } else { Sender::Person };
    Author { id: it.id, name, handle: it.username.clone(), sender }
}

/// A name as it is seen: one of which nothing is seen is none.
fn visible(name: &str) -> String {
    let hidden = |it: char| {
        it.is_whitespace()
            || it.is_control()
            || matches!(
                it,
                '\u{AD}'
                    | '\u{34F}'
                    | '\u{61C}'
                    | '\u{115F}'
                    | '\u{1160}'
                    | '\u{17B4}'
                    | '\u{17B5}'
            )
            || matches!(it, '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(it, '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
            || matches!(it, '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
    };
    if name.chars().all(hidden) { String::new() } else { name.trim().to_owned() }
}

/// What was said: the text, the caption, or the words of a page.
pub(crate) fn text(message: &wire::Message) -> &str {
    let plain = message.text.as_deref().or(message.caption.as_deref());
    plain.or(message.rich_message.as_deref()).unwrap_or_default()
}

/// The command a text begins with, addressed to us or to nobody in particular.
pub fn command(text: &str, our_name: &str) -> Option<Typed> {
    let (typed, addressee) = typed(text)?;
    let ours = addressee.is_none_or(|it| it.eq_ignore_ascii_case(our_name));
    let name = if ours { typed.name } else { OTHER_BOTS.to_owned() };
    Some(Typed { name, ..typed })
}

/// A command, whoever is to follow it, and the bot that it is addressed to.
pub fn typed(text: &str) -> Option<(Typed, Option<&str>)> {
    let rest = text.strip_prefix('/')?;
    let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (name, addressee) = word.split_once('@').map_or((word, None), |it| (it.0, Some(it.1)));
    let is_name = (1..=COMMAND_CHARS_MAX).contains(&name.len())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let typed = Typed { name: name.to_ascii_lowercase(), rest: rest.trim().to_owned() };
    is_name.then_some((typed, addressee))
}

/// What is attached, with each file's name and where Telegram keeps it.
pub(crate) fn attachments(message: &wire::Message) -> Vec<(Attachment, commands::ticket::File)> {
    let of = |media, file: &wire::File| {
        let attachment = Attachment { media, size: file.file_size };
        let name = file.file_name.clone().unwrap_or_default();
        (attachment, commands::ticket::File { name, place: file.file_id.clone() })
    };
    let bare = |media| (Attachment { media, size: None }, commands::ticket::File::default());
    let things = message.things();
    // Of a photo Telegram gives several sizes, the largest last. An animation is also a document.
    let photo = message.photo.last().map(|it| of(MediaKind::Photo, it));
    let animation = message.animation.as_ref().map(|it| of(MediaKind::Animation, it));
    let document = message.document.as_ref().filter(|_| animation.is_none());
    let several = [
        photo,
        document.map(|it| of(MediaKind::Document, it)),
        animation,
        message.video.as_ref().map(|it| of(MediaKind::Video, it)),
        message.voice.as_ref().map(|it| of(MediaKind::Voice, it)),
        message.audio.as_ref().map(|it| of(MediaKind::Audio, it)),
        message.video_note.as_ref().map(|it| of(MediaKind::VideoNote, it)),
        message.sticker.as_ref().map(|it| of(MediaKind::Sticker, it)),
        things.contact.as_ref().map(|_| bare(MediaKind::Contact)),
        things.location.as_ref().map(|_| bare(MediaKind::Location)),
        things.poll.as_ref().map(|_| bare(MediaKind::Other)),
    ];
    let known: Vec<_> = several.into_iter().flatten().collect();
    // A kind that nobody here knows yet is somebody's word all the same.
    let unknown = known.is_empty() && text(message).is_empty() && !message.is_service();
    if unknown { vec![bare(MediaKind::Other)] } else { known }
}

/// The files of what is attached.
pub(crate) fn files(message: &wire::Message) -> Vec<commands::ticket::File> {
    attachments(message).into_iter().map(|it| it.1).collect()
}

/// The thread of a message in a forum; reply threads of other groups are none.
pub(crate) fn thread(message: &wire::Message) -> Option<i64> {
    message.message_thread_id.filter(|_| message.is_topic_message)
}

/// The message that this one really replies to: the opening of a topic is none.
pub(crate) fn replied(message: &wire::Message) -> Option<&wire::Message> {
    message.reply_to_message.as_deref().filter(|it| it.forum_topic_created.is_none())
}

/// The album of a message, by which its other parts are known.
pub(crate) fn album(message: &wire::Message) -> Option<Slug> {
    message.media_group_id.as_ref().and_then(|it| it.to_ascii_lowercase().parse().ok())
}

/// A replied message in the house's words, given who its author is.
pub(crate) fn as_replied(
    message: &wire::Message,
    author: PersonId,
    (from_us, from_staff): (bool, bool),
) -> Replied {
    Replied {
        message: MessageId(message.message_id),
        author,
        from_us,
        from_staff,
        text: text(message).to_owned(),
        date: instant(message.date),
        album: album(message),
        attachments: attachments(message).into_iter().map(|it| it.0).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, rest: &str) {
        let typed = Typed { name: name.to_owned(), rest: rest.to_owned() };
        assert_eq!(command(text, "proofdesk_bot"), Some(typed));
    }

    #[test]
    fn a_command_is_ours_unless_it_names_another_bot() {
        check("/new Не печатает", "new", "Не печатает");
        check(
            "/new@Proofdesk_Bot\nНе печатает\nвторая строка",
            "new",
            "Не печатает\nвторая строка",
        );
        check("/NEW", "new", "");
        check("/new@other_bot x", OTHER_BOTS, "x");
    }

    #[test]
    fn a_slash_alone_or_before_something_else_is_no_command() {
        for text in ["/", "/ new", "привет /new", "/привет", "/a-b", "//x", ""] {
            assert_eq!(command(text, "proofdesk_bot"), None, "{text}");
        }
    }

    fn message(extra: &str) -> wire::Message {
        let raw = format!(
            r#"{{"message_id":7,"date":1700000000,"chat":{{"id":-5,"type":"supergroup"}},
            "from":{{"id":9,"first_name":"Group","is_bot":true}}{extra}}}"#
        );
        serde_json::from_str(&raw).unwrap()
    }

    #[test]
    fn an_anonymous_admin_is_known_by_the_chat_and_never_as_a_person() {
        let anonymous = message(r#","sender_chat":{"id":-5,"type":"supergroup","title":"Г"}"#);
        let author = author(&anonymous).unwrap();
        assert_eq!((author.id, author.sender), (-5, Sender::Unverifiable));
    }

    #[test]
    fn a_name_of_which_nothing_is_seen_is_none() {
        for name in
            ["", " ", "\u{3164}", "\u{2800}\u{2800}", "\u{202e}\u{200b}", "\u{feff} \u{e0041}"]
        {
            assert_eq!(visible(name), "", "{name:?}");
        }
        for name in ["Анна", "🙂", "👩\u{200D}🔧", "א"] {
            assert_eq!(visible(&format!(" {name} ")), name);
        }
    }

    #[test]
    fn the_opening_of_a_topic_is_not_replied_to() {
        let inner = r#"{"message_id":1,"date":1,"chat":{"id":-5,"type":"supergroup"}"#;
        let opening = format!(r#","reply_to_message":{inner},"forum_topic_created":{{}}}}"#);
        assert!(replied(&message(&opening)).is_none());
        let words = format!(r#","reply_to_message":{inner}}}"#);
        assert!(replied(&message(&words)).is_some());
    }

    #[test]
    fn the_largest_photo_is_the_photo_and_an_animation_is_no_document() {
        let photo = r#","photo":[{"file_id":"s","file_size":1},{"file_id":"l","file_size":9}]"#;
        let found = attachments(&message(photo));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.size, found[0].1.place.as_str()), (Some(9), "l"));
        let gif = r#","animation":{"file_id":"a"},"document":{"file_id":"a"}"#;
        assert_eq!(attachments(&message(gif)).len(), 1);
    }

    #[test]
    fn a_kind_of_message_that_nobody_knows_counts_and_what_telegram_tells_does_not() {
        let dice = message(r#","dice":{"emoji":"🎲","value":6}"#);
        assert_eq!(attachments(&dice)[0].0.media, MediaKind::Other);
        let told = message(r#","video_chat_started":{}"#);
        assert!(told.is_service() && attachments(&told).is_empty());
        assert!(attachments(&message(r#","text":"слова""#)).is_empty());
    }
}

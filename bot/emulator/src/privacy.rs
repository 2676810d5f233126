//! Privacy: which messages of a group does Telegram show the bot?
//!
//! <https://core.telegram.org/bots/faq#what-messages-will-my-bot-get> and
//! <https://core.telegram.org/bots/features#privacy-mode>.

/// What the bot is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// An administrator, or a bot whose privacy mode is off.
    Everything,
    /// Privacy mode is on; `posted_last` tells whether no other bot has posted since.
    MeantForIt { posted_last: bool },
}

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown<'a> {
    Service,
    FromOtherBot,
    Words { text: &'a str, tie: Tie },
}

/// What ties a message to a bot, beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    Nothing,
    ReplyToBot,
    ReplyToOtherBot,
    ViaBot,
}

/// Whether the bot receives it. `username` is the bot's own, without `@`.
pub(crate) fn shows(sight: Sight, username: &str, what: Shown<'_>) -> bool {
    let (text, tie) = match what {
        Shown::Service => return true,
        Shown::FromOtherBot => return false,
        Shown::Words { text, tie } => (text, tie),
    };
    match (sight, tie, command(text)) {
        (Sight::Everything, _, _) | (_, Tie::ReplyToBot | Tie::ViaBot, _) => true,
        // A message goes to one bot only, and replies have priority.
        (_, Tie::ReplyToOtherBot, _) | (_, _, None) => false,
        (_, _, Some(Command { to: Some(to) })) => to.eq_ignore_ascii_case(username),
        (Sight::MeantForIt { posted_last }, _, Some(Command { to: None })) => posted_last,
    }
}

/// A command at the beginning of a text, and the bot it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Command<'a> {
    to: Option<&'a str>,
}

fn command(text: &str) -> Option<Command<'_>> {
    let word = text.strip_prefix('/')?.split(char::is_whitespace).next()?;
    let (name, to) = match word.split_once('@') {
        Some((name, to)) => (name, Some(to)),
        None => (word, None),
    };
    let plain = |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    (!name.is_empty() && plain(name)).then_some(Command { to })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Sight = Sight::MeantForIt { posted_last: false };
    const ON_POSTED_LAST: Sight = Sight::MeantForIt { posted_last: true };

    #[test]
    fn an_administrator_and_a_bot_without_privacy_see_every_word_of_people() {
        check(Sight::Everything, words("good morning"), true);
        check(Sight::Everything, words("/new@other_bot printer"), true);
    }

    #[test]
    fn nobody_sees_other_bots() {
        check(Sight::Everything, Shown::FromOtherBot, false);
        check(ON_POSTED_LAST, Shown::FromOtherBot, false);
    }

    #[test]
    fn service_messages_are_always_seen() {
        check(ON, Shown::Service, true);
    }

    #[test]
    fn plain_talk_is_hidden_by_privacy() {
        check(ON_POSTED_LAST, words("any news?"), false);
        check(ON_POSTED_LAST, words("/ not a command"), false);
        check(ON_POSTED_LAST, words("see /new"), false);
    }

    #[test]
    fn a_command_to_this_bot_is_seen() {
        check(ON, words("/new@desk_bot printer"), true);
        check(ON, words("/new@Desk_Bot printer"), true);
        check(ON, words("/new@other_bot printer"), false);
    }

    #[test]
    fn a_bare_command_goes_to_the_bot_that_posted_last() {
        check(ON, words("/new printer"), false);
        check(ON_POSTED_LAST, words("/new printer"), true);
    }

    #[test]
    fn a_reply_to_the_bot_and_a_message_via_it_are_seen() {
        check(ON, Shown::Words { text: "more", tie: Tie::ReplyToBot }, true);
        check(ON, Shown::Words { text: "more", tie: Tie::ViaBot }, true);
    }

    #[test]
    fn a_reply_to_another_bot_goes_to_that_bot() {
        check(ON_POSTED_LAST, Shown::Words { text: "/new", tie: Tie::ReplyToOtherBot }, false);
    }

    fn words(text: &str) -> Shown<'_> {
        Shown::Words { text, tie: Tie::Nothing }
    }

    #[track_caller]
    fn check(sight: Sight, what: Shown<'_>, then: bool) {
        assert_eq!(shows(sight, "desk_bot", what), then);
    }
}

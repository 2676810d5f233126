//! Hints: a command could not be followed; how is it done right?

use super::{Pointless, Rendered, Scene, escape, suggestions};
use crate::texts::canned::there_are;
use crate::{canned, updates};
use domain::intake::{Typed, code_first, number_first};
use domain::{Event, Field, chat};
use projections::rows::ChatPlace;

/// By the rule under which the message was skipped.
pub(super) fn hint(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let Event::Chat(chat::Event::MessageAccounted(it)) = &subject.event else {
        return Err(Pointless);
    };
    let staff = matches!(scene.place, Some(ChatPlace::Staff));
    let words = subject.texts.get(Field::Body).unwrap_or_default();
    let typed = updates::typed(words).map(|(typed, _)| typed);
    // The rule is one that people have named.
    if it.intake.as_ref().is_some_and(|it| it.nudge) {
        return suggestions::nudge(scene, it);
    }
    let html = match it.rule.as_str() {
        "command.new_without_text" => texts.text("hint-new-without-text"),
        "command.ticket_without_reply" => texts.text("hint-ticket-without-reply"),
        "command.ticket_of_the_bot" => texts.text("hint-ticket-of-the-bot"),
        "command.staff_only" => texts.text("hint-staff-only"),
        "command.on_behalf_wrong" => of_code(scene, "hint-on-behalf", typed.as_ref()),
        "command.no_such_client" => of_code(scene, "hint-no-such-client", typed.as_ref()),
        "command.client_without_chat" => of_code(scene, "hint-client-without-chat", typed.as_ref()),
        "command.no_such_ticket" => texts.text("reply-no-such-ticket"),
        "command.which_ticket" => {
            let command = example_of(typed.as_ref()).unwrap_or("take");
            let arguments = [("command", command.into()), ("code", code(scene).into())];
            texts.with("hint-which-ticket", arguments)
        }
        "command.without_text" => {
            let command = example_of(typed.as_ref()).unwrap_or("note");
            let example = texts.text(match command {
                "ask" => "example-ask",
                "resolve" | "done" => "example-resolve",
                _ => "example-note",
            });
            let arguments = [("command", command.into()), ("example", example.into())];
            texts.with("hint-without-text", arguments)
        }
        "command.hold_without_reason" => {
            let number = hold_example(scene, typed.as_ref());
            texts.with("hint-hold-without-reason", [("number", number.into())])
        }
        "command.no_such_reply" => {
            let name = typed.as_ref().map(|it| canned::named(it).to_owned()).unwrap_or_default();
            let none = texts.with("hint-no-such-reply", [("name", escape(&name).into())]);
            with_replies(scene, none, &canned::near(scene.replies.clone(), &name))
        }
        "command.reply_without_name" => {
            with_replies(scene, texts.text("hint-reply-without-name"), &scene.replies)
        }
        "command.reply_too_long" => texts.text("hint-reply-too-long"),
        "command.private_in_group" => texts.text("hint-private-in-group"),
        "private_of_nobody" => texts.text("private-nobody"),
        "command.note_to_all" => texts.text("hint-note-to-all"),
        "command.workaround_with_text" => texts.text("hint-workaround"),
        "command.linked_already" => texts.text("hint-linked-already"),
        "command.which_two" => {
            let command = typed.as_ref().map_or("merge", |it| it.name.as_str());
            let command = if command == "relate" { "relate" } else { "merge" };
            let arguments = [("command", command.into()), ("code", code(scene).into())];
            texts.with("hint-which-two", arguments)
        }
        "command.staff_chat_only" => texts.text("hint-staff-chat-only"),
        "answer_without_number" => texts.text("hint-without-number"),
        "reply_among_staff" => texts.text("hint-among-staff"),
        "answer_without_words" => texts.text("hint-without-words"),
        "unverifiable_actor" if staff => texts.text("hint-unverifiable-staff"),
        "unverifiable_actor" => texts.text("reply-unverifiable"),
        "unconfirmed_staff" => texts.text("hint-unconfirmed"),
        "command.help" | "command.unknown" if staff => texts.text("hint-help-staff"),
        "command.help" => texts.text("hint-help-client"),
        _ => texts.text("hint-unknown"),
    };
    // The examples hold no people's words, and nothing that is markup.
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// A hint, and which replies there are.
fn with_replies(scene: &Scene, hint: String, names: &[String]) -> String {
    let there_are = there_are(scene.texts(), names);
    [Some(hint), there_are].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// A hint about the client whose code was typed; without any, about one that there is.
fn of_code(scene: &Scene, key: &str, typed: Option<&Typed>) -> String {
    let typed = typed.and_then(code_first).map(|(code, _)| code.to_string());
    let code = typed.unwrap_or_else(|| code(scene).to_owned());
    scene.texts().with(key, [("code", code.into())])
}

/// A client's code for an example: that of the chat, where it is a client's.
fn code(scene: &Scene) -> &str {
    match (&scene.place, &scene.code) {
        (Some(ChatPlace::Client { code, .. }), _) | (_, Some(code)) => code.as_str(),
        (Some(ChatPlace::Staff) | None, None) => "ROM",
    }
}

/// The number that was typed after `/hold`, or of the ticket that was replied to; without any, one that could be.
fn hold_example(scene: &Scene, typed: Option<&Typed>) -> String {
    let typed = typed.and_then(number_first).map(|(number, _)| number);
    let meant = typed.or_else(|| scene.linked.first().cloned());
    meant.map_or_else(|| format!("{}-1", code(scene)), |number| number.to_string())
}

/// The command that was typed, if it is one of those that name a ticket.
fn example_of(typed: Option<&Typed>) -> Option<&'static str> {
    const COMMANDS: [&str; 12] = [
        "r",
        "take",
        "drop",
        "hold",
        "resume",
        "workaround",
        "note",
        "ask",
        "resolve",
        "done",
        "reopen",
        "cancel",
    ];
    COMMANDS.into_iter().find(|it| typed.is_some_and(|typed| typed.name == *it))
}

//! Hints: a command could not be followed; how is it done right?

use super::{Pointless, Rendered, Scene};
use domain::{Event, chat};
use projections::rows::ChatPlace;

/// By the rule under which the message was skipped.
pub(super) fn hint(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let Event::Chat(chat::Event::MessageAccounted(it)) = &scene.subject()?.event else {
        return Err(Pointless);
    };
    let staff = matches!(scene.place, Some(ChatPlace::Staff));
    let html = match it.rule.as_str() {
        "command.new_without_text" => texts.text("hint-new-without-text"),
        "command.ticket_without_reply" => texts.text("hint-ticket-without-reply"),
        "command.ticket_of_the_bot" => texts.text("hint-ticket-of-the-bot"),
        "command.staff_only" => texts.text("hint-staff-only"),
        "command.on_behalf_wrong" => {
            let code = scene.code.as_ref().map_or("ROM", |it| it.as_str());
            texts.with("hint-on-behalf", [("code", code.into())])
        }
        "command.which_ticket" => texts.text("hint-which-ticket"),
        "command.without_text" => texts.text("hint-without-text"),
        "answer_without_words" => texts.text("hint-without-words"),
        "unverifiable_actor" => texts.text("reply-unverifiable"),
        "command.help" | "command.unknown" if staff => texts.text("hint-help-staff"),
        "command.help" => texts.text("hint-help-client"),
        _ => texts.text("hint-unknown"),
    };
    // The examples hold no people's words, and nothing that is markup.
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

//! Stickers: what becomes of a message that is nothing but a sticker, or a picture?

use crate::{ANNA, CLIENT, Given, TICKET, Then, prompt, says};
use domain::chat::Step;
use domain::conversation::Purpose;
use domain::intake::Belongs;
use domain::{Attachment, Awaits, MediaKind};

/// A sticker, or a photo, and no words.
fn sends(media: MediaKind) -> Given {
    says(ANNA, "").with(|it| it.message.attachments.push(Attachment { media, size: None }))
}

#[test]
fn a_sticker_alone_is_a_gesture_and_a_photo_alone_is_not() {
    sends(MediaKind::Sticker).becomes(Then::Skipped, "sticker");
    sends(MediaKind::Photo).becomes(Then::Unanswered, "plain_message");
    let in_reply = |media| sends(media).replying_to_the_bot(Belongs::Ticket(TICKET));
    let decided = in_reply(MediaKind::Sticker).becomes(Then::Part(TICKET, Step::Say), "reply");
    assert_eq!(decided.awaits, Awaits::Nothing);
    let decided = in_reply(MediaKind::Photo).becomes(Then::Part(TICKET, Step::Say), "reply");
    assert_eq!(decided.awaits, Awaits::Answer);
}

#[test]
fn a_sticker_alone_is_no_answer_to_what_was_asked() {
    let given = sends(MediaKind::Sticker);
    let given = given.replying_to_the_bot(prompt(ANNA, Purpose::Request(CLIENT)));
    given.becomes(Then::Skipped, "answer_without_words");
}

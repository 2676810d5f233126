//! Canned: what becomes of a reply that staff send by its name?

use crate::{ANNA, Given, OLGA, TICKET, Then, noon, says};
use domain::chat::Step;
use domain::intake::{Belongs, Canned, Named};

/// Olga sends a reply by its name from the staff chat, in reply to a message of a ticket.
fn sends(canned: Canned) -> Given {
    let given = says(OLGA, "/r сброс и ещё").in_staff_chat().with(|it| it.canned = canned);
    given.replying_to_the_bot(Belongs::Ticket(TICKET))
}

fn kept() -> Canned {
    Canned::Text("Сбросили.\nи ещё".to_owned())
}

#[test]
fn a_reply_that_is_named_is_the_agents_answer_in_the_words_that_are_kept() {
    let decided = sends(kept()).becomes(Then::Part(TICKET, Step::Answer), "command.canned");
    assert_eq!(decided.body, (OLGA, "Сбросили.\nи ещё".to_owned()));
    let by_number = sends(kept()).with(|it| {
        it.replied = Belongs::Nothing;
        it.named = Named::Ticket(TICKET, "сброс и ещё".to_owned());
    });
    by_number.becomes(Then::Part(TICKET, Step::Answer), "command.canned");
}

#[test]
fn what_is_not_kept_reaches_no_client_and_what_was_typed_stays() {
    let decided = sends(Canned::Unknown).becomes(Then::Skipped, "command.no_such_reply");
    assert_eq!(decided.body.1, "/r сброс и ещё");
    sends(Canned::Nothing).becomes(Then::Skipped, "command.reply_without_name");
    sends(Canned::TooLong).becomes(Then::Skipped, "command.reply_too_long");
    let nowhere = sends(kept()).with(|it| it.replied = Belongs::Nothing);
    nowhere.becomes(Then::Skipped, "command.which_ticket");
}

#[test]
fn a_name_that_was_mended_sends_the_reply_after_all() {
    let mended = sends(kept()).with(|it| it.message.edited_at = Some(noon()));
    mended.becomes(Then::Part(TICKET, Step::Answer), "command.canned");
}

#[test]
fn an_edited_reply_says_what_its_name_stands_for() {
    let edited = |canned| {
        sends(canned).with(|it| {
            it.message.edited_at = Some(noon());
            it.itself = Belongs::Ticket(TICKET);
            it.wording = Some("Сбросили.".to_owned());
        })
    };
    let decided = edited(kept()).becomes(Then::Part(TICKET, Step::Edit), "edit");
    assert_eq!(decided.body.1, "Сбросили.\nи ещё");
    let same = edited(Canned::Text("Сбросили.".to_owned()));
    same.becomes(Then::Skipped, "edit_without_change");
    edited(Canned::Unknown).becomes(Then::Skipped, "edit_without_change");
}

#[test]
fn nobody_sends_replies_in_a_clients_group_or_as_a_client() {
    let in_group = says(OLGA, "/r сброс").with(|it| it.canned = kept());
    in_group.becomes(Then::Skipped, "command.staff_chat_only");
    let by_client = says(ANNA, "/r сброс").with(|it| it.canned = kept());
    by_client.becomes(Then::Skipped, "command.unknown");
    let unconfirmed = says(ANNA, "/r сброс").in_staff_chat().with(|it| it.canned = kept());
    unconfirmed.becomes(Then::Skipped, "unconfirmed_staff");
}

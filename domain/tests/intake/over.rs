//! Over: what becomes of words to a ticket that was done too long ago to be opened again?

use crate::{ANNA, CHAT, Given, NEWER, OLGA, PROMPT, TICKET, Then, noon, prompt, says};
use domain::chat::{Decision, Step};
use domain::conversation::Purpose;
use domain::intake::{Belongs, Sender};
use domain::{Channel, MessageId, MessageRef};

/// The same, where the ticket was done too long ago to be opened again.
fn too_late(given: Given) -> Given {
    given.with(|it| it.over = vec![TICKET])
}

#[test]
fn words_to_a_ticket_that_is_over_make_a_new_one_that_goes_on_from_it() {
    let cases = [
        (says(ANNA, "опять").replying(OLGA, Belongs::Ticket(TICKET)), Channel::Reply, None),
        (
            says(ANNA, "/reopen опять").replying(OLGA, Belongs::Ticket(TICKET)),
            Channel::Command,
            None,
        ),
        (
            says(ANNA, "опять").replying_to_the_bot(prompt(ANNA, Purpose::NotSolved(TICKET))),
            Channel::Button,
            Some(PROMPT),
        ),
    ];
    for (given, channel, conversation) in cases {
        let decided = too_late(given).becomes(Then::Ticket { of: ANNA }, "done_too_long_ago");
        let Decision::Register(it) = decided.decision else { unreachable!() };
        let source = MessageRef { chat: CHAT, message: MessageId(10) };
        assert_eq!((it.source, it.reported_at), (Some(source), noon()));
        assert_eq!((it.channel, it.conversation), (channel, conversation));
        assert_eq!((it.continues, decided.body), (Some(TICKET), (ANNA, "опять".to_owned())));
    }
}

#[test]
fn only_a_clients_words_that_want_an_answer_make_a_new_ticket_of_an_old_one() {
    let reply = |who, text| too_late(says(who, text).replying(OLGA, Belongs::Ticket(TICKET)));
    reply(ANNA, "спасибо").becomes(Then::Part(TICKET, Step::Say), "reply");
    reply(OLGA, "посмотрю").becomes(Then::Part(TICKET, Step::Answer), "reply");
    // Nothing was written that could be registered.
    reply(ANNA, "/reopen").becomes(Then::Part(TICKET, Step::Reopen), "command.in_reply");
    reply(OLGA, "/reopen опять").becomes(Then::Part(TICKET, Step::Reopen), "command.in_reply");
    let unverifiable = reply(ANNA, "опять").with(|it| it.message.sender = Sender::Unverifiable);
    unverifiable.becomes(Then::Part(TICKET, Step::Say), "unverifiable_words");
    let in_time = says(ANNA, "опять").replying(OLGA, Belongs::Ticket(TICKET));
    in_time.becomes(Then::Part(TICKET, Step::Say), "reply");
}

#[test]
fn the_other_parts_of_an_album_join_the_new_ticket() {
    let part = says(ANNA, "").replying(OLGA, Belongs::Ticket(TICKET));
    let part = too_late(part).with(|it| it.album = Some(NEWER));
    part.becomes(Then::Part(NEWER, Step::Say), "album");
}

//! What becomes of words that somebody writes to the bot alone?

use super::*;
use domain::intake::{Alone, awaits};

const PRIVATE: ChatId = ChatId::Private(ANNA);
const OTHER_CLIENT: ClientId = ClientId(Uuid::from_u128(2));
const SECOND: TicketId = TicketId(Uuid::from_u128(0x77));

/// Anna writes to the bot alone, with these open private tickets and clients.
fn alone(text: &str, open: &[TicketId], clients: &[ClientId]) -> Given {
    says(ANNA, text).with(|it| {
        it.message.at.chat = PRIVATE;
        it.alone = Some(Alone { open: open.to_vec(), clients: clients.to_vec() });
    })
}

fn chat_of(decided: &Decided) -> (ClientId, ChatId) {
    match &decided.decision {
        Decision::Register(it) => (it.client, it.chat),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_private_request_lives_in_its_authors_chat() {
    for words in ["/private Повысьте оклад", "/new Повысьте оклад"] {
        let then = Then::Ticket { of: ANNA };
        let decided = alone(words, &[], &[CLIENT]).becomes(then, "command.private");
        assert_eq!(chat_of(&decided), (CLIENT, PRIVATE));
        assert_eq!(decided.body.1, "Повысьте оклад");
    }
    let prompted = alone("Повысьте оклад", &[TICKET], &[CLIENT, OTHER_CLIENT])
        .replying_to_the_bot(prompt(ANNA, Purpose::Request(OTHER_CLIENT)));
    let decided = prompted.becomes(Then::Ticket { of: ANNA }, "answer_to_prompt");
    assert_eq!(chat_of(&decided), (OTHER_CLIENT, PRIVATE));
}

#[test]
fn whoever_has_several_clients_is_asked_which_and_the_words_are_kept() {
    let given = alone("/private Повысьте оклад", &[], &[CLIENT, OTHER_CLIENT]);
    let decided = given.becomes(Then::Which, "private_which");
    assert_eq!(decided.body, (ANNA, "Повысьте оклад".to_owned()));
}

#[test]
fn what_replies_to_nothing_belongs_to_the_only_open_ticket_or_is_asked_about() {
    let say = |it| Then::Part(it, Step::Say);
    for (text, open, clients, then, rule) in [
        ("Есть новости?", &[TICKET][..], &[CLIENT][..], say(TICKET), "only_private"),
        ("спасибо", &[TICKET], &[CLIENT], say(TICKET), "only_private"),
        ("Есть новости?", &[TICKET, SECOND], &[CLIENT], Then::Which, "private_which"),
        ("Есть новости?", &[], &[CLIENT], Then::Which, "private_which"),
        ("Есть новости?", &[], &[], Then::Skipped, "private_of_nobody"),
        ("/private Пароль", &[], &[], Then::Skipped, "private_of_nobody"),
    ] {
        alone(text, open, clients).becomes(then, rule);
    }
    let thanks = alone("спасибо", &[TICKET, SECOND], &[CLIENT]);
    let decided = thanks.becomes(Then::Skipped, awaits("спасибо").1);
    assert_eq!(decided.awaits, Awaits::Nothing);
}

#[test]
fn a_reply_goes_to_the_ticket_it_replies_to_however_many_there_are() {
    let given = alone("Есть новости?", &[TICKET, SECOND], &[CLIENT]);
    let given = given.replying_to_the_bot(Belongs::Ticket(SECOND));
    given.becomes(Then::Part(SECOND, Step::Say), "reply");
}

#[test]
fn in_a_group_nobody_makes_a_private_request() {
    says(ANNA, "/private Повысьте оклад").becomes(Then::Skipped, "command.private_in_group");
}

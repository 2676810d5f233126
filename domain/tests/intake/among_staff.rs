//! Among staff: a reply to what the bot tells staff never reaches the client.

use super::{ANNA, Belongs, Kind, OLGA, Step, TICKET, Then, says};

fn reply(text: &str, belongs: Belongs, told: Kind) -> super::Given {
    let given = says(OLGA, text).in_staff_chat().replying_to_the_bot(belongs);
    given.with(|it| it.told = Some(told))
}

#[test]
fn only_replies_to_the_card_and_to_words_with_the_client_go_to_the_client() {
    for told in Kind::ALL {
        let given = reply("Опять спит", Belongs::Ticket(TICKET), told);
        match told {
            Kind::StaffCard
            | Kind::ClientWords
            | Kind::ReopenedWords
            | Kind::Prompt
            | Kind::Receipt
            | Kind::Card
            | Kind::Answer
            | Kind::Question
            | Kind::Resolution
            | Kind::ReopenOffer
            | Kind::Taken
            | Kind::Outcome
            | Kind::RatingQuestion
            | Kind::Announcement
            | Kind::PrivateWhich => {
                given.becomes(Then::Part(TICKET, Step::Answer), "reply");
            }
            _ => {
                given.becomes(Then::Skipped, "reply_among_staff");
            }
        }
    }
}

#[test]
fn a_command_in_reply_to_an_alarm_is_followed_as_on_the_card() {
    for told in [Kind::Warning, Kind::Breach, Kind::Escalation, Kind::Unanswered, Kind::Undelivered]
    {
        for (text, step) in
            [("/take", Step::Take), ("/ask Что с ним?", Step::Ask), ("/note спит", Step::Note)]
        {
            let given = reply(text, Belongs::Ticket(TICKET), told);
            given.becomes(Then::Part(TICKET, step), "command.in_reply");
        }
    }
}

#[test]
fn a_reply_to_what_warns_of_many_tickets_is_answered_too() {
    for (told, rule) in [
        (Kind::Breach, "reply_among_staff"),
        (Kind::Unanswered, "reply_among_staff"),
        (Kind::Digest, "reply_among_staff"),
        (Kind::StaffWelcome, "staff_talk"),
        (Kind::Hint, "staff_talk"),
    ] {
        reply("Опять спит", Belongs::Nothing, told).becomes(Then::Skipped, rule);
    }
}

#[test]
fn a_reply_to_a_note_stays_among_staff() {
    for (note, then, rule) in [
        ("/note склад пуст", Then::Skipped, "reply_among_staff"),
        ("/note@desk_bot склад пуст", Then::Skipped, "reply_among_staff"),
        ("/notebook сломан", Then::Part(TICKET, Step::Answer), "reply"),
        ("/ask Какая модель?", Then::Part(TICKET, Step::Answer), "reply"),
    ] {
        let given = says(OLGA, "вижу").in_staff_chat().replying(ANNA, Belongs::Ticket(TICKET));
        let given = given.with(|it| {
            if let Some(replied) = &mut it.message.reply_to {
                note.clone_into(&mut replied.text);
            }
        });
        given.becomes(then, rule);
    }
}

#[test]
fn a_reply_to_what_was_kept_among_staff_stays_there_whatever_it_looks_like() {
    let reply = |text: &str| says(OLGA, text).in_staff_chat();
    let reply =
        |text| reply(text).replying(OLGA, Belongs::Ticket(TICKET)).with(|it| it.note = true);
    reply("вижу").becomes(Then::Skipped, "reply_among_staff");
    reply("/ask Какая модель?").becomes(Then::Part(TICKET, Step::Ask), "command.in_reply");
}

//! What one side says, brought to the other.

use crate::stage::{
    ANNA, OLGA, VIKTOR, added, at_staff, check, here, monday, photo, scene, subject, taken, ticket,
};
use bot::render::{Pointless, Scene, render};
use domain::notice::Kind;
use domain::ticket::{Event, MessageAdded, MessageEdited, Reopened, Resolved, Status};
use domain::{Channel, Field, MessageId, Side};
use projections::rows::TicketRow;

fn saying(kind: Kind, event: Event, words: &[(Field, &str)]) -> Scene {
    let actor = if matches!(kind, Kind::Answer | Kind::Question) { OLGA } else { ANNA };
    let mut scene = scene(kind);
    scene.subject = Some(subject(event, actor, words));
    scene.notice.reply_to = Some(MessageId(11));
    scene
}

fn by_staff(words: &[(Field, &str)], files: bool, kind: Kind) -> Scene {
    let attachments = if files { photo() } else { Vec::new() };
    let added = MessageAdded { attachments, ..added(at_staff(31), OLGA, Side::Staff) };
    saying(kind, Event::MessageAdded(added), words)
}

#[test]
fn an_answer_names_who_answers_and_tells_the_requester() {
    check("answer", &answers());
}

fn answers() -> Vec<(&'static str, Scene)> {
    let mut stranger = by_staff(&[(Field::Body, "Завтра будет")], false, Kind::Answer);
    stranger.people.clear();
    vec![
        ("words", by_staff(&[(Field::Body, "Завтра\nбудет <b>")], false, Kind::Answer)),
        ("a photo with words", by_staff(&[(Field::Body, "Вот так")], true, Kind::Answer)),
        ("a photo alone", by_staff(&[], true, Kind::Answer)),
        ("erased", by_staff(&[], false, Kind::Answer)),
        ("people erased", stranger),
        ("to a call", of_a_call(by_staff(&[(Field::Body, "Едем")], false, Kind::Answer))),
    ]
}

/// The same of a request that staff registered on the client's behalf: nobody of the chat asked.
fn of_a_call(scene: Scene) -> Scene {
    let ticket = scene.ticket.map(|it| TicketRow { channel: Channel::OnBehalf, ..it });
    Scene { ticket, ..scene }
}

#[test]
fn a_question_asks_the_requester_to_reply() {
    let question = || by_staff(&[(Field::Body, "Какая модель?")], false, Kind::Question);
    check("question", &[("words", question()), ("of a call", of_a_call(question()))]);
}

fn resolved(relayed: bool, texts: &[(Field, &str)]) -> Scene {
    let message = Some(if relayed { at_staff(32) } else { here(15) });
    let event = Event::Resolved(Resolved { message, relayed });
    Scene { ticket: Some(taken(Status::Resolved)), ..saying(Kind::Resolution, event, texts) }
}

#[test]
fn a_resolution_says_what_was_done_and_asks_whether_it_works() {
    let body = (Field::Body, "Заменили картридж");
    check(
        "resolution",
        &[
            ("from the staff chat", resolved(true, &[body])),
            ("with a photo", resolved(true, &[body, (Field::FileId, "AgAC")])),
            ("written in the group", resolved(false, &[body])),
            ("erased", resolved(true, &[])),
            ("of a call", of_a_call(resolved(true, &[body]))),
        ],
    );
}

#[test]
fn the_clients_words_stand_beneath_the_card_or_bear_the_number() {
    let words: &[(Field, &str)] = &[(Field::Body, "HP 1020, мигает")];
    let said = |author, attachments| {
        Event::MessageAdded(MessageAdded { attachments, ..added(here(16), author, Side::Client) })
    };
    let beneath = saying(Kind::ClientWords, said(ANNA, vec![]), words);
    let mut without_card = saying(Kind::ClientWords, said(VIKTOR, vec![]), words);
    without_card.notice.reply_to = None;
    let edited = MessageEdited { message: here(16), edited_at: monday("12:20") };
    check(
        "client_words",
        &[
            ("beneath the card", beneath),
            ("without a card, a colleague", without_card),
            ("a photo", saying(Kind::ClientWords, said(ANNA, photo()), &[])),
            ("edited", saying(Kind::ClientWords, Event::MessageEdited(edited), words)),
            ("erased", saying(Kind::ClientWords, said(ANNA, vec![]), &[])),
        ],
    );
}

#[test]
fn what_is_not_solved_is_told_to_whoever_works_on_it() {
    let event = || Event::Reopened(Reopened { times: 1, message: None });
    let again = |ticket: TicketRow, texts| Scene {
        ticket: Some(ticket),
        ..saying(Kind::ReopenedWords, event(), texts)
    };
    check(
        "reopened_words",
        &[
            ("with a reason", again(taken(Status::InProgress), &[(Field::Reason, "опять мигает")])),
            ("without a reason, nobody's", again(ticket(), &[])),
        ],
    );
}

#[test]
fn long_words_are_cut_and_the_rest_of_the_message_stays() {
    let long = "<&😀 слово ".repeat(2_000);
    let html = render(&by_staff(&[(Field::Body, &long)], false, Kind::Question)).unwrap().html;
    assert!(html.starts_with("<b>Ольга</b> по № ROM-57: &lt;&amp;😀 слово "));
    assert!(html.ends_with("…\n<a href=\"tg://user?id=501\">Анна</a>, ответьте на это сообщение"));
    let seen = html.replace("&lt;", "<").replace("&amp;", "&").replace("<b>", "");
    let seen = seen.replace("</b>", "").replace("<a href=\"tg://user?id=501\">", "");
    assert_eq!(seen.replace("</a>", "").encode_utf16().count(), 4096);
}

#[test]
fn a_notice_of_another_event_is_pointless() {
    let mut odd = scene(Kind::Answer);
    odd.subject = Some(subject(Event::Reopened(Reopened { times: 1, message: None }), ANNA, &[]));
    assert_eq!(render(&odd), Err(Pointless));
    assert_eq!(render(&scene(Kind::Question)), Err(Pointless));
}

//! Privacy: does the bot receive what it may, and nothing else?

use crate::house::{House, config, house, house_with};
use emulator::{Config, Privacy, Profile, Standing};

#[tokio::test]
async fn plain_talk_reaches_only_an_administrator_or_a_bot_without_privacy() {
    let house = house().await;
    let open = house_with(Config { privacy: Privacy::Off, ..config() }).await;
    check(&house, "good morning", false).await;
    check(&open, "good morning", true).await;
    house.make_admin();
    check(&house, "good morning", true).await;
    house.tg.promote(house.anna, house.group, house.tg.bot(), Standing::Member).unwrap();
    check(&house, "good morning", false).await;
}

#[tokio::test]
async fn a_bare_command_reaches_the_bot_that_posted_last() {
    let house = house().await;
    let rival = house.tg.add_user(Profile::named("Rival").username("rival_bot").bot());
    house.tg.invite(house.anna, house.group, rival).unwrap();
    check(&house, "/new Printer", false).await;
    check(&house, "/new@desk_bot Printer", true).await;
    house.say(house.group, "I am here").await.result();
    check(&house, "/new Printer", true).await;
    house.tg.say(rival, house.group, "So am I").unwrap();
    check(&house, "/new Printer", false).await;
    check(&house, "/new@rival_bot Printer", false).await;
}

#[tokio::test]
async fn a_reply_to_the_bot_reaches_it_and_one_to_another_does_not() {
    let house = house().await;
    let own = house.say(house.group, "What happened?").await.message();
    let annas = house.tg.say(house.anna, house.group, "hello").unwrap();
    house.confirm_all().await;
    house.tg.reply(house.anna, house.group, own, "It blinks").unwrap();
    house.tg.reply(house.anna, house.group, annas, "me again").unwrap();
    let updates = house.updates().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["message"]["text"], "It blinks");
}

#[tokio::test]
async fn other_bots_are_never_heard() {
    let house = house().await;
    house.make_admin();
    let rival = house.tg.add_user(Profile::named("Rival").username("rival_bot").bot());
    house.tg.invite(house.anna, house.group, rival).unwrap();
    house.confirm_all().await;
    house.tg.say(rival, house.group, "/new@desk_bot Printer").unwrap();
    assert!(house.updates().await.is_empty());
}

#[tokio::test]
async fn service_messages_are_always_heard() {
    let house = house().await;
    house.confirm_all().await;
    house.tg.retitle(house.anna, house.group, "ACME 2").unwrap();
    let boris = house.tg.add_user("Boris");
    house.tg.invite(house.anna, house.group, boris).unwrap();
    house.tg.leave(boris, house.group).unwrap();
    let updates = house.updates().await;
    assert_eq!(updates[0]["message"]["new_chat_title"], "ACME 2");
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["first_name"], "Boris");
    assert_eq!(updates[2]["message"]["left_chat_member"]["first_name"], "Boris");
}

#[tokio::test]
async fn an_anonymous_administrator_speaks_for_the_group() {
    let house = house().await;
    let boris = house.tg.add_user("Boris");
    house.tg.invite(house.anna, house.group, boris).unwrap();
    let rights = [].into();
    let anonymous = Standing::Administrator { rights, anonymous: true };
    house.tg.promote(house.anna, house.group, boris, anonymous).unwrap();
    house.confirm_all().await;
    house.tg.say(boris, house.group, "/new@desk_bot Printer").unwrap();
    let message = house.updates().await[0]["message"].clone();
    assert_eq!(message["from"]["username"], "GroupAnonymousBot");
    assert_eq!(message["sender_chat"]["title"], "ACME");
    assert_eq!(house.tg.transcript(house.group).unwrap().last().unwrap().name, "ACME");
}

async fn check(house: &House, text: &str, then: bool) {
    house.confirm_all().await;
    house.tg.say(house.anna, house.group, text).expect("Anna is there");
    let heard = house.updates().await.iter().any(|it| it["message"]["text"] == text);
    assert_eq!(heard, then, "{text}");
}

//! Hostile updates: whatever comes, nothing panics, and nothing that was said is lost.
//!
//! `PROOFDESK_LONG=1` brings 200,000 of them, and tells after each desk how far it is. Where nothing else runs, each update
//! takes some two milliseconds: a limit of half an hour is more than enough.

mod generate;

use crate::desk::Desk;
use crate::dice::Dice;
use bot::reception::Effect;
use domain::chat::Event as ChatEvent;
use domain::conversation::Event as ConversationEvent;
use emulator::api::description;
use generate::{Generator, Known};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many updates come to one desk: a log that grows much longer slows it down.
const OF_DESK: usize = 4_000;
/// How many desks there are in one run of the tests, and in a long one.
const SHORT: usize = 1;
const LONG: usize = 50;

/// What became of an update, as far as its reception tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// Of somebody or somewhere that is nothing to us.
    Counted,
    Answered,
    /// Something that must be in the log.
    Quiet,
}

/// Hands one update in, as the door does, and answers what became of it.
async fn hand_in(desk: &Desk, raw: &str) -> Told {
    let reception = Arc::clone(&desk.at_work.reception);
    let text = raw.to_owned();
    let task = tokio::spawn(async move {
        match reception.receive(&text).await {
            Err(failure) if failure.is_lasting() => reception.park(&text).await.map(|()| vec![]),
            done => done,
        }
    });
    let effects: Vec<Effect> = task.await.unwrap_or_else(|_| panic!("{raw}")).unwrap();
    if desk.at_work.reception.strangers() > 0 {
        Told::Counted
    } else if effects.is_empty() {
        Told::Quiet
    } else {
        Told::Answered
    }
}

/// Whether Telegram tells something with an update, and nobody says anything: there is nothing to account for.
fn says_nothing(update: &Value) -> bool {
    // A reaction asks for something only where staff put the chosen one there.
    let told = ["my_chat_member", "chat_member", "message_reaction"];
    if told.iter().any(|it| update.get(it).is_some()) {
        return true;
    }
    let message = update.get("message").or_else(|| update.get("edited_message"));
    let Some(message) = message else { return false };
    if message["is_automatic_forward"] == true {
        return true;
    }
    let words = ["text", "caption"].iter().any(|it| message[it].is_string());
    let told = description().fields("Message").filter(|it| message.get(it.name).is_some());
    !words && told.into_iter().any(|it| TOLD.contains(&it.name))
}

/// The chat that an update is of, if it is of one.
fn of_chat(update: &Value) -> Option<i64> {
    let what = update.as_object()?.iter().find(|it| it.0 != "update_id")?.1;
    let chat = what.pointer("/chat/id").or_else(|| what.pointer("/message/chat/id"))?;
    chat.as_i64()
}

/// By what Telegram itself tells something in a chat.
const TOLD: [&str; 53] = [
    "boost_added",
    "channel_chat_created",
    "chat_background_set",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "checklist_tasks_added",
    "checklist_tasks_done",
    "community_chat_added",
    "community_chat_joined",
    "community_chat_removed",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "gift",
    "gift_upgrade_sent",
    "giveaway_completed",
    "giveaway_created",
    "group_chat_created",
    "left_chat_member",
    "managed_bot_created",
    "message_auto_delete_timer_changed",
    "new_chat_members",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "passport_data",
    "pinned_message",
    "poll_option_added",
    "poll_option_deleted",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "supergroup_chat_created",
    "unique_gift",
    "users_shared",
    "video_chat_ended",
    "video_chat_participants_invited",
    "video_chat_scheduled",
    "video_chat_started",
    "web_app_data",
    "write_access_allowed",
];

fn known(desk: &Desk) -> Known {
    let presses = [desk.staff, desk.rom].into_iter().flat_map(|chat| desk.said(chat));
    let presses = presses.flat_map(|it| it.buttons).flatten().filter_map(|it| it.data);
    let strange = crate::desk::group(&desk.tg, "Чужая", &[desk.viktor]);
    let users = [desk.irina, desk.olga, desk.peter, desk.anna, desk.boris, desk.viktor];
    Known {
        linked: vec![desk.rom.0, desk.staff.0],
        strange: vec![strange.0, -1_009_999_999_999],
        users: users.iter().map(|it| it.0).collect(),
        us: desk.tg.bot().0,
        presses: presses.collect(),
        now: desk.clock.now().timestamp(),
    }
}

/// The kinds of facts that say what became of an update.
const OF_UPDATES: [&str; 3] =
    ["chat.message_accounted", "chat.update_parked", "conversation.started"];

/// What came, of how many messages the log tells, and how many updates are kept apart.
#[derive(Debug, Default)]
struct Came {
    told: BTreeMap<Told, usize>,
    said: usize,
    parked: usize,
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "how fast a long run goes is to be read")]
async fn whatever_comes_nothing_panics_and_each_update_is_accounted_for() {
    let mut came = Came::default();
    let began = tokio::time::Instant::now();
    let desks = if Dice::is_long() { LONG } else { SHORT };
    for (nth, seed) in (Dice::seed()..).take(desks).enumerate() {
        println!("PROOFDESK_SEED={seed}");
        comes_to_a_desk(seed, &mut came).await;
        let (count, seconds) = ((nth + 1) * OF_DESK, began.elapsed().as_secs());
        println!("{count} of {} in {seconds} s: {came:?}", desks * OF_DESK);
    }
    // Each way is taken, or this would show little.
    assert!(came.told.len() == 3 && came.said > 0 && came.parked > 100, "{came:?}");
}

/// So many updates come to a desk of their own.
async fn comes_to_a_desk(seed: u64, came: &mut Came) {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.settle().await;
    let known = known(&desk);
    let mut generator = Generator::new(seed, &known);
    let mut quiet = Vec::new();
    desk.at_work.reception.strangers();
    for _ in 0..OF_DESK {
        let (id, update, raw) = generator.update();
        let told = hand_in(&desk, &raw).await;
        *came.told.entry(told).or_default() += 1;
        let ours = of_chat(&update).is_some_and(|it| known.linked.contains(&it));
        let is_press = update.get("callback_query").is_some();
        assert!(told != Told::Counted || !ours || is_press, "{raw} is of a linked chat");
        if told == Told::Quiet {
            quiet.push((id, says_nothing(&update), raw));
        }
    }
    let all = desk.recorded().await;
    let (mut said, mut parked) = (BTreeSet::new(), BTreeSet::new());
    for it in all.iter().filter(|it| OF_UPDATES.contains(&&*it.event.kind)) {
        match store::codec::decode(it).unwrap() {
            domain::Event::Chat(ChatEvent::MessageAccounted(it)) => drop(said.insert(it.message.0)),
            domain::Event::Chat(ChatEvent::UpdateParked(it)) => drop(parked.insert(it.update)),
            // Whoever asks for a private request is asked what they need.
            domain::Event::Conversation(ConversationEvent::Started(it)) => {
                said.insert(it.pressed.0);
            }
            it => panic!("{it:?}"),
        }
    }
    let lost = quiet.iter().filter(|(id, nothing, _)| {
        // The messages of the generator bear the number of their update.
        let in_log = said.contains(id) || parked.contains(id);
        !in_log && !nothing
    });
    let lost: Vec<_> = lost.collect();
    assert!(lost.is_empty(), "{} of {came:?}: {:#?}", lost.len(), &lost[..lost.len().min(5)]);
    came.said += said.len();
    came.parked += parked.len();
}

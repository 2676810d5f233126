//! Words of one author that are told of in one alarm: which are they, and how long is the alarm still to be said?

use crate::desk::{ANNA, Desk, GROUP, OLGA, ROM, STAFF, in_group, monday};
use domain::chat::{Decision, DecisionCorrected, Event, Outcome, UnansweredNoted};
use domain::notice::Kind;
use domain::{At, MessageId};
use projections::rows::ToldOf;

async fn is_taken_up(desk: &mut Desk, message: i64) {
    let rule = "corrected".parse().unwrap();
    let (from, to) = (Outcome::Unanswered, Decision::Skipped);
    let it = DecisionCorrected { message: MessageId(message), from, to, by: OLGA, rule };
    desk.of_chat(GROUP, Event::DecisionCorrected(it)).await;
}

fn together(desk: &Desk, of: i64) -> Vec<(i64, bool)> {
    let rows = desk.views.told_together(in_group(of), 10).unwrap();
    rows.into_iter().map(|it| (it.message.0, it.waits)).collect()
}

fn is_alarmed(desk: &Desk) -> bool {
    desk.pending().contains(&(Kind::Unanswered, STAFF))
}

#[tokio::test]
async fn words_that_may_wait_longer_are_counted_until_they_are_late_or_taken_up() {
    let mut desk = Desk::open().await;
    let of = |desk: &Desk, told: &ToldOf, since: i64| {
        let time = (At::from(monday(desk.now + since)), At::from(monday(desk.now + 1)));
        desk.views.waiting_in_time(told, time).unwrap()
    };
    let all = ToldOf::Everybody;
    assert_eq!(of(&desk, &all, -600), 0);
    for message in [61, 62, 63] {
        desk.accounted(in_group(message), Decision::Unanswered).await;
    }
    desk.accounted(in_group(64), Decision::Skipped).await;
    assert_eq!(of(&desk, &all, -600), 3);
    assert_eq!(of(&desk, &ToldOf::Clients([ROM].into()), -600), 3);
    assert_eq!(of(&desk, &ToldOf::Clients([].into()), -600), 0);
    assert_eq!(of(&desk, &all, 1), 0, "said before");
    is_taken_up(&mut desk, 62).await;
    assert_eq!(of(&desk, &all, -600), 2);
    let (message, author, within_s) = (MessageId(61), ANNA, 1_800);
    let noted =
        UnansweredNoted { message, author, thread: None, more: vec![], within_s, calendar: None };
    desk.of_chat(GROUP, Event::UnansweredNoted(noted)).await;
    assert_eq!(of(&desk, &all, -600), 1, "the other one is late, and told of as such");
}

#[tokio::test]
async fn an_alarm_is_said_as_long_as_any_of_the_words_wait_that_it_tells() {
    let mut desk = Desk::open().await;
    for message in [61, 62, 63, 64] {
        desk.accounted(in_group(message), Decision::Unanswered).await;
    }
    let more = vec![MessageId(62), MessageId(63)];
    let (message, author, within_s) = (MessageId(61), ANNA, 1_800);
    let noted = UnansweredNoted { message, author, thread: None, more, within_s, calendar: None };
    desk.of_chat(GROUP, Event::UnansweredNoted(noted)).await;
    assert_eq!(together(&desk, 61), [(61, true), (62, true), (63, true)]);
    assert_eq!(together(&desk, 62), together(&desk, 61), "whichever is asked about");
    assert_eq!(together(&desk, 64), []);
    assert!(is_alarmed(&desk));
    is_taken_up(&mut desk, 61).await;
    assert_eq!(together(&desk, 61), [(61, false), (62, true), (63, true)]);
    assert!(is_alarmed(&desk), "two of them wait");
    is_taken_up(&mut desk, 62).await;
    is_taken_up(&mut desk, 63).await;
    assert!(!is_alarmed(&desk));
    desk.views.rebuild(|_| ()).await.unwrap();
    assert!(!is_alarmed(&desk));
}

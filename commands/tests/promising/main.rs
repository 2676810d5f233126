//! Promising: what a client was promised gets into tickets, and what time makes of it is recorded once.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "../chance/mod.rs"]
mod chance;
mod desk;

use commands::promises;
use commands::ticket::note_time::note_time;
use commands::ticket::retarget_running::retarget_running;
use commands::ticket::{By, reclassify};
use desk::{ANNA, Desk, OLGA, asked, monday, rules, slug};
use domain::policy::{Anchor, Chain, Counted, Level, PolicyRef, Responds, Rules, Whom};
use domain::ticket::{Event, Reopened, Resolved, Ticket, Verdict};
use domain::{Actor, Priority, TicketId};
use std::collections::BTreeSet;
use std::sync::Arc;

const BEGUN: [&str; 2] = ["ticket.registered 11:00", "ticket.clock_bound 11:00"];

/// The versions that a ticket was bound to, in order.
async fn versions(desk: &Desk, ticket: TicketId) -> Vec<u32> {
    let life = desk.life(ticket).await;
    let version = |it: &Event| match it {
        Event::ClockBound(it) => Some(it.to.policy.version),
        Event::Retargeted(it) => Some(it.to.policy.version),
        _ => None,
    };
    life.iter().filter_map(|it| version(&it.1)).collect()
}

#[tokio::test]
async fn a_registration_binds_its_ticket_in_the_same_append() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    assert_eq!(desk.told(ticket, 0).await, BEGUN);
    let life = desk.life(ticket).await;
    assert_eq!(life[0].0.event.causation, life[1].0.event.causation);
    let Event::ClockBound(bound) = &life[1].1 else { panic!("{life:?}") };
    assert_eq!(bound.to.row, slug("rest"));
    assert_eq!((bound.seal.policy.len(), bound.seal.tzdb), (64, None));
}

#[tokio::test]
async fn a_client_without_terms_is_promised_nothing() {
    let desk = Desk::open().await;
    let ticket = desk.asks("11:00").await;
    desk.says(ticket, OLGA, "11:10").await;
    assert_eq!(desk.told(ticket, 0).await[0], BEGUN[0]);
    assert!(versions(&desk, ticket).await.is_empty());
    assert!(
        note_time(&desk.house, ticket, monday("23:00").into()).await.unwrap().events.is_empty()
    );
}

#[tokio::test]
async fn words_under_a_version_that_another_node_has_published_are_bound_to_it() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    desk.says(ticket, OLGA, "11:10").await;
    desk.at("11:30");
    desk.publish(&Rules { grace_s: 120, ..rules() }).await;
    desk.says(ticket, ANNA, "11:29").await;
    assert_eq!(versions(&desk, ticket).await, [1]);
    desk.says(ticket, ANNA, "11:30").await;
    desk.says(ticket, OLGA, "11:40").await;
    assert_eq!(versions(&desk, ticket).await, [1, 2]);
}

#[tokio::test]
async fn another_priority_moves_running_clocks_in_the_same_append() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    let promises = promises::of_ticket(&desk.house, ticket).await.unwrap();
    let known = commands::people::find::known(&desk.house, OLGA).await.unwrap();
    let by = By { actor: Actor::Person(OLGA), known: &known, at: monday("11:20") };
    let to = reclassify::Reclassify::Priority(Priority::Urgent);
    let decide = |it: &Ticket| reclassify::decide(it, to, &promises, &by);
    let caused = (by.actor, &asked("urgent"));
    promises::transact(&desk.house, ticket, &promises, caused, decide).await.unwrap();
    let then = ["ticket.reclassified 11:20", "ticket.retargeted 11:20"];
    assert_eq!(desk.told(ticket, 2).await, then);
    // An hour was promised from the beginning, and twenty minutes of it are gone.
    note_time(&desk.house, ticket, monday("12:01").into()).await.unwrap();
    assert_eq!(desk.told(ticket, 4).await.last().unwrap(), "ticket.breached 12:00");
}

#[tokio::test]
async fn a_version_that_takes_over_moves_what_runs_once() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    desk.at("11:30");
    desk.publish(&Rules { migrate_running: true, grace_s: 0, ..rules() }).await;
    let version = PolicyRef { policy: slug("standard"), version: 2 };
    for house in [&desk.house, &desk.house, &desk.other_node()] {
        retarget_running(house, ticket, &version).await.unwrap();
    }
    assert_eq!(desk.told(ticket, 2).await, ["ticket.retargeted 11:30"]);
    assert_eq!(versions(&desk, ticket).await, [1, 2]);
}

#[tokio::test]
async fn what_time_has_brought_about_is_recorded_once_however_often_it_is_asked() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    let noted = |house, time| note_time(house, ticket, monday(time).into());
    assert!(noted(&desk.house, "12:59").await.unwrap().events.is_empty());
    let half = noted(&desk.house, "13:00").await.unwrap();
    assert!(half.position.is_some());
    assert!(noted(&desk.house, "13:00").await.unwrap().events.is_empty());
    assert!(noted(&desk.other_node(), "14:59").await.unwrap().events.is_empty());
    assert_eq!(desk.told(ticket, 2).await, ["ticket.threshold_passed 13:00"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_ask_at_once_record_once() {
    let desk = Arc::new(Desk::promising(&rules()).await);
    let mut tickets = vec![];
    for _ in 0..20 {
        tickets.push(desk.asks("11:00").await);
    }
    let asking = tickets.iter().flat_map(|&ticket| {
        // They do not even see the same time.
        ["15:01", "18:00"].map(|time| {
            let house = desk.other_node();
            tokio::spawn(async move { note_time(&house, ticket, monday(time).into()).await })
        })
    });
    for asked in asking.collect::<Vec<_>>() {
        asked.await.unwrap().unwrap();
    }
    let then =
        ["ticket.threshold_passed 13:00", "ticket.threshold_passed 15:00", "ticket.breached 15:00"];
    for ticket in tickets {
        note_time(&desk.house, ticket, monday("18:00").into()).await.unwrap();
        let mut told = desk.told(ticket, 2).await;
        told.sort();
        let mut then = then.map(str::to_owned);
        then.sort();
        assert_eq!(told, then);
    }
}

#[tokio::test]
async fn after_a_long_downtime_all_is_recorded_together_in_order_at_its_own_instant() {
    let chain = Chain {
        name: slug("late"),
        clock: domain::clock::Kind::FirstResponse,
        anchor: Anchor::Breach,
        percent: None,
        rounds: 2,
        ack_timeout_s: None,
    };
    let level = |after_s| Level {
        chain: slug("late"),
        after_s,
        counted: Counted::Wall,
        condition: None,
        notify: vec![Whom::Role(domain::Role::Manager)],
    };
    let (chains, levels) = (vec![chain], vec![level(0), level(1800)]);
    let desk = Desk::promising(&Rules { chains, levels, ..rules() }).await;
    let ticket = desk.asks("11:00").await;
    desk.at("23:30");
    // The backlog is in first: the client has written again meanwhile, and nobody has answered.
    desk.says(ticket, ANNA, "14:00").await;
    let done = note_time(&desk.house, ticket, monday("23:00").into()).await.unwrap();
    let then = [
        "ticket.message_added 14:00",
        "ticket.threshold_passed 13:00",
        "ticket.threshold_passed 15:00",
        "ticket.breached 15:00",
        "ticket.escalated 15:00",
        "ticket.escalated 15:30",
        "ticket.escalated 16:00",
        "ticket.escalated 16:30",
        "ticket.escalation_exhausted 17:00",
        "ticket.breached 19:00",
    ];
    assert_eq!(desk.told(ticket, 2).await, then);
    let life = desk.life(ticket).await;
    assert_eq!(done.events.len(), 9);
    assert!(life[3..].iter().all(|it| it.0.event.causation == life[3].0.event.causation));
    assert!(life[3..].iter().all(|it| it.0.recorded_at == monday("23:30")));
}

#[tokio::test]
async fn a_reply_in_the_backlog_leaves_nothing_to_accuse() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    desk.at("18:00");
    desk.says(ticket, OLGA, "12:30").await;
    note_time(&desk.house, ticket, monday("18:00").into()).await.unwrap();
    let told = desk.told(ticket, 2).await;
    assert_eq!(told.last().unwrap(), "ticket.threshold_passed 15:00");
    assert!(told.iter().all(|it| !it.starts_with("ticket.breached")), "{told:?}");
}

#[tokio::test]
async fn a_reply_in_time_that_comes_in_late_corrects_the_verdict_with_both_visible() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    desk.at("15:02");
    note_time(&desk.house, ticket, monday("15:02").into()).await.unwrap();
    desk.at("15:30");
    desk.says(ticket, OLGA, "14:59").await;
    let life = desk.life(ticket).await;
    let breached = life.iter().filter(|it| matches!(it.1, Event::Breached(_))).count();
    let (recorded, last) = life.last().unwrap();
    let Event::VerdictCorrected(corrected) = last else { panic!("{life:?}") };
    assert_eq!((breached, corrected.from, corrected.to), (1, Verdict::Breached, Verdict::Met));
    assert_eq!(recorded.event.occurred_at, monday("15:02"));
    let length = life.len();
    desk.says(ticket, OLGA, "14:58").await;
    note_time(&desk.house, ticket, monday("16:00").into()).await.unwrap();
    let again = desk.life(ticket).await.split_off(length);
    assert!(again.iter().all(|it| !matches!(it.1, Event::VerdictCorrected(_))), "{again:?}");
}

#[tokio::test]
async fn every_late_fact_corrects_what_was_said_last_and_each_correction_is_recorded_once() {
    let desk = Desk::promising(&rules()).await;
    let ticket = desk.asks("11:00").await;
    desk.at("19:02");
    note_time(&desk.house, ticket, monday("19:02").into()).await.unwrap();
    let resolved = || Event::Resolved(Resolved { message: None, relayed: false });
    let reopened = || Event::Reopened(Reopened { times: 1, message: None });
    let late = [
        ("18:50", resolved(), "19:10"),
        ("18:55", reopened(), "19:10"),
        ("18:58", resolved(), "19:10"),
        ("18:40", resolved(), "19:10"),
    ];
    for (occurred, event, recorded) in late {
        desk.at(recorded);
        desk.happens(ticket, event, occurred).await;
        note_time(&desk.house, ticket, monday(recorded).into()).await.unwrap();
        note_time(&desk.house, ticket, monday("20:00").into()).await.unwrap();
    }
    let said: Vec<_> = {
        let life = desk.life(ticket).await;
        let said = life.into_iter().filter_map(|it| match it.1 {
            Event::VerdictCorrected(corrected) => Some((it.0.event.id, corrected)),
            _ => None,
        });
        said.collect()
    };
    let (met, breached) = (Verdict::Met, Verdict::Breached);
    let chain: Vec<_> = said.iter().map(|it| (it.1.from, it.1.to)).collect();
    assert_eq!(chain, [(breached, met), (met, breached), (breached, met)]);
    let ids: BTreeSet<_> = said.iter().map(|it| it.0).collect();
    assert_eq!(ids.len(), 3);
    let told = desk.told(ticket, 0).await;
    assert_eq!(told.iter().filter(|it| *it == "ticket.breached 19:00").count(), 1);
}

#[tokio::test]
async fn a_taking_that_the_client_has_seen_answers_where_the_policy_says_so() {
    for (first_response, stopped) in [(Responds::Taken, true), (Responds::Reply, false)] {
        let desk = Desk::promising(&Rules { first_response, ..rules() }).await;
        let ticket = desk.asks("11:00").await;
        desk.taking_shown(ticket, "11:20").await;
        desk.taking_shown(ticket, "11:20").await;
        assert_eq!(desk.told(ticket, 2).await, ["ticket.taking_shown 11:20"]);
        let promises = promises::of_ticket(&desk.house, ticket).await.unwrap();
        let stream = store::stream::Stream::Ticket(ticket);
        let until = monday("12:00").into();
        let measure = |it: &Ticket| promises.measure(&it.life().unwrap().history, until);
        let measured = commands::transact::ask(&desk.house, &stream, measure).await.unwrap();
        let clock = measured.clock("first_response.1".parse().unwrap()).unwrap();
        assert_eq!(clock.stop.is_some(), stopped);
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_not_the_present_of_a_publication() {
    let desk = Desk::promising(&rules()).await;
    desk.asks("11:00").await;
    desk.at("09:30");
    assert_eq!(desk.house.present().await.unwrap(), monday("11:00"));
    desk.at("12:00");
    assert_eq!(desk.house.present().await.unwrap(), monday("12:00"));
}

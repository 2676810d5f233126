//! What of a closed month may change? Nothing, whatever is said, agreed or published later.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use chrono::{DateTime, Utc};
use domain::client::{AgreementChanged, Zone};
use domain::desk::SettingsChanged;
use domain::policy::Target;
use domain::ticket::{Event, MessageAdded};
use domain::zone::RELEASES;
use domain::{
    Actor, Awaits, Draft, Language, Side, Visibility, calendar, client, desk, policy, ticket,
};
use house::promises::slug;
use house::{Answer, House, on, promised, promises};
use serde_json::json;
use store::stream::Stream;

#[tokio::test]
async fn a_closed_month_is_the_same_bytes_whenever_it_is_asked_for() {
    let house = House::new();
    let week = promised::play(&house).await;
    let path = "/api/v1/sla/compliance?client=ROM&month=2026-10";
    let first = house.get(path).await;
    assert_eq!(first.json()["report"]["preliminary"], false);
    assert_eq!(first.json()["report"]["periods"][0]["cut_off"], "2026-11-01T22:00:00Z");
    house.set_now(on("27T09:00"));
    let second = house.get(path).await;
    assert_eq!(second.body, first.body);
    assert_ne!(second.header("x-generated-at"), first.header("x-generated-at"));
    let then = house.get(&format!("{path}&as_of=2026-11-20T00:00:00Z")).await;
    assert_eq!(report_of(&then), report_of(&first));

    // What we hear of later stands beside it, with both numbers.
    let ticket = house.views.ticket_by_number(&"ROM-1".parse().unwrap()).unwrap().unwrap().ticket;
    let message = house.message(&week.rom);
    let earlier = Event::MessageAdded(MessageAdded {
        message,
        author: week.igor,
        side: Side::Staff,
        visibility: Visibility::Public,
        awaits: Awaits::Nothing,
        rule: slug("reply"),
        relayed: false,
        reply_to: None,
        attachments: vec![],
    });
    let said_at = "2026-10-20T10:10:00+03:00".parse().unwrap();
    let draft = Draft::<ticket::Event>::new(earlier, said_at);
    let stream = Stream::Ticket(ticket);
    house.record_at(&stream, Actor::Person(week.igor), draft, on("26T12:00")).await;
    house.settle().await;
    let third = house.get(path).await;
    assert_eq!(report_of(&third), report_of(&first));
    assert_eq!(third.header("x-report-sha256"), first.header("x-report-sha256"));
    let addition = |answer: &Answer| answer.json()["addendum"][0].clone();
    assert_eq!(addition(&first)["old"], json!({"outcome": "breached", "elapsed_seconds": 288_000}));
    assert_eq!(addition(&first)["new"], json!({"outcome": "met", "elapsed_seconds": 1_800}));
    assert_eq!(addition(&third)["new"], json!({"outcome": "met", "elapsed_seconds": 600}));
}

#[tokio::test]
async fn a_closed_month_keeps_its_zone_and_release_whatever_is_agreed_or_published_later() {
    let house = House::new();
    let week = promised::play(&house).await;
    let closed: DateTime<Utc> = "2026-12-02T03:00:00Z".parse().unwrap();
    house.set_now(closed);
    let paths = [
        "/api/v1/sla/compliance?client=ROM&month=2026-11",
        "/api/v1/sla/compliance?month=2026-11",
        "/api/v1/workload?client=ROM&month=2026-11",
        "/api/v1/workload?month=2026-11",
        "/sla?client=ROM&month=2026-11",
        "/sla?month=2026-11",
        "/workload?client=ROM&month=2026-11",
        "/workload?month=2026-11",
        "/clients/ROM/timeline?month=2026-11",
        "/sla/tickets?outcome=met&month=2026-11&client=ROM",
        "/sla/tickets?outcome=breached&month=2026-11",
        "/sla/requests?month=2026-11&client=ROM",
        "/workload/tickets?client=ROM&month=2026-11&count=requested",
        "/api/v1/sla/compliance/tickets?outcome=met&month=2026-11",
    ];
    let read = async || {
        let mut answers = Vec::new();
        for path in paths {
            let answer = house.get(path).await;
            let told = match path {
                it if it.starts_with("/api/v1/sla/compliance?") => report_of(&answer),
                // Above it stands what is at risk now, and below it what was heard of later.
                it if it.starts_with("/sla?") => {
                    let (_, statement) = answer.body.split_once("id=\"statement\"").unwrap();
                    statement.split_once("</table>").unwrap().0.to_owned()
                }
                _ => answer.body,
            };
            answers.push(without(&without(&told, "data-position=\"", "\""), "\"as_of\":", ","));
        }
        answers
    };
    let first = read().await;
    let zone = |name: &str| Zone(name.to_owned());
    let agreed = AgreementChanged { language: Language::Ru, zone: zone("Asia/Yekaterinburg") };
    let agreed = Draft::<client::Event>::new(client::Event::AgreementChanged(agreed), closed);
    house.record_at(&Stream::Client(week.rom.id), Actor::Operator, agreed, closed).await;
    let settled = SettingsChanged { language: Language::Ru, zone: zone("Asia/Tokyo") };
    let settled = Draft::<desk::Event>::new(desk::Event::SettingsChanged(settled), closed);
    house.record_at(&Stream::Desk, Actor::Operator, settled, closed).await;
    // Dated back to long before, by the oldest release of the rules.
    let hours = json!({ "weekly": {
        "zone": "Europe/Moscow", "tzdb": RELEASES[0].to_string(), "week": { "mon": "01:00-02:00" },
    }});
    let hours = serde_json::from_value(hours).unwrap();
    let (back, content) = ("2026-10-01T00:00:00Z".parse().unwrap(), "c2".repeat(32));
    let it = calendar::Published { version: 2, effective_from: back, hours, content };
    let it = calendar::Event::Published(Box::new(it));
    let it = Draft::<calendar::Event>::new(it, back);
    house.record_at(&Stream::Calendar(slug("weekdays")), Actor::Operator, it, closed).await;
    // So is a policy that forgives everything, also for clocks that run.
    let mut rules = promises::rules();
    rules.migrate_running = true;
    rules.rows.iter_mut().for_each(|it| it.resolution = Some(Target::Seconds(1)));
    rules.rows.iter_mut().for_each(|it| it.first_response = Some(Target::Seconds(360_000)));
    let content = "a2".repeat(32);
    let it = policy::Published { version: 2, effective_from: back, content, rules };
    let it = policy::Event::Published(Box::new(it));
    let it = Draft::<policy::Event>::new(it, back);
    house.record_at(&Stream::Policy(slug("standard")), Actor::Operator, it, closed).await;
    house.settle().await;
    let now = house.get("/api/v1/workload?client=ROM&month=2026-12").await.json();
    assert_eq!(now["zone"], "Asia/Yekaterinburg");
    assert_eq!(now["tzdb"], RELEASES[0].to_string());
    let second = read().await;
    for ((path, first), second) in paths.iter().zip(first).zip(second) {
        assert_eq!(second, first, "{path}");
    }
}

/// A text without what stands between two marks, wherever it does: what tells of the moment of asking.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, it| all + it.split_once(to).map_or("", |it| it.1))
}

/// The bytes of a report, as they stand in the answer.
fn report_of(answer: &Answer) -> String {
    answer.body.split_once(",\"addendum\":").unwrap().0.to_owned()
}

//! What does a program get that asks how promises are kept, and does every number lead to what it counts?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::http::StatusCode;
use domain::clock::{ClockRef, Kind};
use domain::ticket::{Event, Verdict};
use domain::{Actor, ticket};
use house::{House, on, promised};
use serde_json::{Value, json};

#[tokio::test]
async fn clocks_at_risk_are_told_the_missed_ones_first_and_then_the_nearest() {
    let house = House::new();
    promised::play(&house).await;
    let body = house.get("/api/v1/sla/at-risk").await.json();
    let told: Vec<_> = body["clocks"].as_array().unwrap().iter().map(level).collect();
    let expected = [
        ("ROM-1", "resolution.1", "breached"),
        ("ROM-4", "first_response.1", "breached"),
        ("ROM-3", "resolution.1", "at_risk"),
        ("ROM-4", "resolution.1", "running"),
        ("ROM-5", "first_response.1", "running"),
        ("ROM-5", "resolution.1", "running"),
    ];
    assert_eq!(told, expected);
    assert_eq!((&body["breached"], &body["at_risk"]), (&json!(2), &json!(1)));
    let nearest = &body["clocks"][2];
    assert_eq!(nearest["deadline"], "2026-11-25T12:00:00Z");
    assert_eq!(nearest["remaining_seconds"], 3_600);
    assert_eq!(nearest["used_percent"], 93);
    assert_eq!(nearest["running"], true);
    assert_eq!(nearest["next_change_at"], "2026-11-25T12:00:00Z");
    // Its own deadline lies beyond: what changes next is that service ends.
    assert_eq!(body["clocks"][5]["next_change_at"], "2026-11-25T15:00:00Z");
    let few = house.get("/api/v1/sla/at-risk?level=at_risk&client=ROM").await.json();
    assert_eq!(few["clocks"].as_array().unwrap().len(), 1);
    assert_eq!(house.get("/api/v1/sla/at-risk?client=ACME").await.json()["clocks"], json!([]));
}

#[tokio::test]
async fn outside_service_hours_no_clock_counts() {
    let house = House::new();
    promised::play(&house).await;
    house.set_now(on("25T20:00"));
    let body = house.get("/api/v1/sla/at-risk?level=running").await.json();
    let clock = &body["clocks"][0];
    assert_eq!(clock["ticket"], "ROM-5");
    assert_eq!(clock["running"], false);
    assert_eq!(clock["next_change_at"], "2026-11-26T06:00:00Z");
}

#[tokio::test]
async fn what_is_told_as_of_an_instant_is_as_it_was_known_then() {
    let house = House::new();
    promised::play(&house).await;
    let then = "as_of=2026-11-24T08:00:00Z";
    let body = house.get(&format!("/api/v1/sla/at-risk?{then}")).await.json();
    assert_eq!(body["as_of"], "2026-11-24T08:00:00Z");
    let told: Vec<_> = body["clocks"].as_array().unwrap().iter().map(level).collect();
    assert!(told.contains(&("ROM-3", "first_response.1", "at_risk")), "{told:?}");
    assert!(!told.iter().any(|it| it.0 == "ROM-4"), "{told:?}");
    let clocks = house.get(&format!("/api/v1/tickets/ROM-3/clocks?{then}")).await.json();
    assert_eq!(clocks["clocks"][0]["state"], "running");
    assert_eq!(clocks["clocks"][0]["remaining_seconds"], 3_600);
    let unborn = house.get("/api/v1/tickets/ROM-4/clocks?as_of=2026-11-24T08:00:00Z").await;
    assert_eq!(unborn.json()["clocks"], json!([]));
    let policies = house.get("/api/v1/policies?as_of=2026-09-01T00:00:00Z").await.json();
    assert_eq!(policies, json!({"policies": []}));
}

#[tokio::test]
async fn each_second_of_a_clock_is_accounted_for_with_its_cause_and_rule() {
    let house = House::new();
    promised::play(&house).await;
    for number in ["ROM-1", "ROM-2", "ROM-3", "ROM-4", "ROM-5", "ROM-6", "ACME-1", "ACME-2"] {
        let body = house.get(&format!("/api/v1/tickets/{number}/clocks")).await.json();
        let clocks = body["clocks"].as_array().unwrap();
        assert!(!clocks.is_empty(), "{number}");
        for clock in clocks {
            assert_eq!(clock["sums"]["hold"], true, "{number}");
            let segments = clock["segments"].as_array().unwrap();
            let edges = segments.windows(2).all(|it| it[0]["to"] == it[1]["from"]);
            assert!(edges, "{number}: {segments:?}");
            assert_eq!(segments[0]["from"], clock["start"]);
        }
    }
    let body = house.get("/api/v1/tickets/ROM-2/clocks").await.json();
    let resolution = clock_of(&body, "resolution.1");
    assert_eq!(resolution["elapsed_seconds"], 5_400);
    assert_eq!(resolution["sums"]["paused_seconds"], 36_000);
    let paused = &resolution["segments"][1];
    assert_eq!((&paused["what"], &paused["why"]), (&json!("paused"), &json!("client_waiting")));
    assert_eq!(paused["cause"]["kind"], "ticket.waiting_for_client");
    assert_eq!(paused["rule"], "policy standard@1 row urgent: pauses client_waiting");
    assert_eq!(paused["wall_seconds"], 90_000);
    let events = house.get("/api/v1/tickets/ROM-2/events?limit=200").await.json();
    let cause = paused["cause"]["revision"].as_u64().unwrap();
    let cause = events["events"].as_array().unwrap().iter().find(|it| it["revision"] == cause);
    assert_eq!(cause.unwrap()["kind"], "ticket.waiting_for_client");
    let seal = &resolution["seal"];
    assert_eq!(seal["policy_sha256"], "a1".repeat(32));
    assert_eq!((&seal["zone"], &seal["tzdb"]), (&json!("Europe/Moscow"), &json!("2026f")));
}

#[tokio::test]
async fn a_report_prints_its_denominator_its_exclusions_and_its_identity() {
    let house = House::new();
    promised::play(&house).await;
    let body = house.get("/api/v1/sla/compliance?client=ROM&month=2026-11").await.json();
    let report = &body["report"];
    assert_eq!(report["preliminary"], true);
    assert_eq!(report["periods"][0]["from"], "2026-10-31T21:00:00Z");
    assert_eq!(report["periods"][0]["cut_off"], "2026-11-25T11:00:00Z");
    let line = line_of(report, "first_response", "normal");
    assert_eq!(line["compliance_percent"], "50.00");
    assert_eq!(line["denominator"]["clocks"], 2);
    assert_eq!(line["outside"]["open_not_due"]["clocks"], 1);
    assert_eq!(
        (&line["identity"], &line["identity_holds"]),
        (&json!("1 + 1 + 1 = 3"), &json!(true))
    );
    assert_eq!(line["elapsed"]["n"], 2);
    assert_eq!(line["elapsed"]["p90"], json!({"seconds": 25_200, "at_least": false}));
    let late = line_of(report, "first_response", "urgent");
    assert_eq!(late["elapsed"]["max"], json!({"seconds": 5_400, "at_least": true}));
    let none = line_of(report, "resolution", "normal");
    assert_eq!(none["compliance_percent"], Value::Null);
    assert_eq!(none["outside"]["paused_open"]["clocks"], 1);
    assert_eq!(
        report["requests"][0],
        json!({
            "client": "ROM",
            "priority": "normal",
            "tickets": 3,
            "link": "/api/v1/sla/compliance/requests?month=2026-11&client=ROM&priority=normal"
        })
    );
}

#[tokio::test]
async fn a_report_on_all_clients_has_each_in_its_own_zone() {
    let house = House::new();
    promised::play(&house).await;
    let report = house.get("/api/v1/sla/compliance?month=2026-11").await.json()["report"].clone();
    let periods = report["periods"].as_array().unwrap();
    let begins: Vec<_> = periods.iter().map(|it| (&it["zone"], &it["from"])).collect();
    let (london, moscow) = (json!("Europe/London"), json!("Europe/Moscow"));
    let (midnight, earlier) = (json!("2026-11-01T00:00:00Z"), json!("2026-10-31T21:00:00Z"));
    assert_eq!(begins, [(&london, &midnight), (&moscow, &earlier)]);
    let total = &report["totals"][0];
    assert_eq!(total["compliance_percent"], "60.00");
    assert_eq!(total["identity"], "3 + 2 + 2 = 7");
    assert!(total.get("elapsed").is_none(), "percentiles do not add up");
}

#[tokio::test]
async fn every_number_of_a_report_leads_to_that_many_clocks() {
    let house = House::new();
    promised::play(&house).await;
    for query in ["month=2026-11", "month=2026-10&client=ROM", "month=2026-11&kind=resolution"] {
        let body = house.get(&format!("/api/v1/sla/compliance?{query}")).await.json();
        let mut numbers = Vec::new();
        numbers_in(&body, "clocks", &mut numbers);
        assert!(numbers.len() > 20, "{query}");
        for (count, link) in numbers {
            let list = house.get(&link).await.json();
            assert_eq!(list["count"], count, "{link}");
            assert_eq!(list["clocks"].as_array().unwrap().len() as u64, count, "{link}");
        }
        let mut numbers = Vec::new();
        numbers_in(&body, "tickets", &mut numbers);
        assert!(!numbers.is_empty(), "{query}");
        for (count, link) in numbers {
            let list = house.get(&link).await.json();
            assert_eq!(list["count"], count, "{link}");
            assert_eq!(list["requests"].as_array().unwrap().len() as u64, count, "{link}");
        }
    }
}

#[tokio::test]
async fn a_verdict_that_was_set_right_is_found_behind_the_number_of_those() {
    let house = House::new();
    let week = promised::play(&house).await;
    let ticket = house.views.ticket_by_number(&"ROM-3".parse().unwrap()).unwrap().unwrap().ticket;
    let corrected = Event::VerdictCorrected(ticket::VerdictCorrected {
        clock: ClockRef { kind: Kind::FirstResponse, n: 1 },
        from: Verdict::Breached,
        to: Verdict::Met,
        approved_by: vec![week.olga, week.igor],
    });
    house.happen(ticket, Actor::Person(week.olga), on("25T13:30"), corrected, &[]).await;
    house.settle().await;
    let body = house.get("/api/v1/sla/compliance?month=2026-11&client=ROM").await.json();
    let line = line_of(&body["report"], "first_response", "normal");
    assert_eq!(line["corrected"]["clocks"], 1);
    let list = house.get(line["corrected"]["link"].as_str().unwrap()).await.json();
    let told: Vec<_> = list["clocks"].as_array().unwrap().iter().collect();
    let [clock] = told.as_slice() else { panic!("{list}") };
    let told = (&clock["ticket"], &clock["outcome"], &clock["corrected_from"]);
    assert_eq!(told, (&json!("ROM-3"), &json!("met"), &json!("breached")));
    let page = house.page("/sla?month=2026-11&client=ROM").await.body;
    let (before, _) = page.split_once("\">исправлен 1 итог</a>").unwrap();
    let address = before.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&");
    let list = house.page(&address).await.body;
    assert!(list.contains("Итог исправлен") && list.contains(">ROM-3</a>"), "{list}");
}

#[tokio::test]
async fn a_long_list_of_requests_is_read_page_by_page_in_the_order_of_their_numbers() {
    let house = House::new();
    promised::play(&house).await;
    let mut path = Some("/api/v1/sla/compliance/requests?month=2026-11&limit=3".to_owned());
    let mut told = Vec::new();
    while let Some(at) = path {
        let page = house.get(&at).await.json();
        assert_eq!(page["count"], 7);
        let requests = page["requests"].as_array().unwrap();
        told.extend(requests.iter().map(|it| it["ticket"].as_str().unwrap().to_owned()));
        path = page.get("next").map(|it| it.as_str().unwrap().to_owned());
    }
    let expected = ["ACME-1", "ACME-2", "ROM-2", "ROM-3", "ROM-4", "ROM-5", "ROM-6"];
    assert_eq!(told, expected);
    let one = house.get("/api/v1/sla/compliance/requests?month=2026-10").await.json();
    assert_eq!(
        one["requests"],
        json!([{
            "ticket": "ROM-1",
            "client": "ROM",
            "priority": "urgent",
            "reported_at": "2026-10-20T07:00:00Z",
            "link": "/api/v1/tickets/ROM-1"
        }])
    );
}

#[tokio::test]
async fn a_clock_behind_a_number_bears_the_messages_and_documents_that_prove_it() {
    let house = House::new();
    promised::play(&house).await;
    let path = "/api/v1/sla/compliance/tickets?outcome=breached&month=2026-11&client=ROM";
    let body = house.get(path).await.json();
    let clocks = body["clocks"].as_array().unwrap();
    let third = clocks.iter().find(|it| it["ticket"] == "ROM-3").unwrap();
    let (first, last) = (&third["first_message"], &third["last_message"]);
    assert_eq!((&first["at"], &last["at"]), (&third["start"], &third["stop"]));
    assert_ne!(first["message"], last["message"]);
    assert!(first["link"].as_str().unwrap().starts_with("https://t.me/c/"));
    assert_eq!(third["seal"]["policy_sha256"], "a1".repeat(32));
    assert_eq!(third["seal"]["tzdb"], "2026f");
    let page = house.page("/sla/tickets?outcome=breached&month=2026-11&lang=en").await.body;
    assert!(page.contains("data-label=\"Messages\""), "{page}");
    assert!(page.contains(&format!("<a href=\"{}\"", first["link"].as_str().unwrap())), "{page}");
}

#[tokio::test]
async fn a_long_list_of_clocks_is_read_page_by_page_without_gap_or_repetition() {
    let house = House::new();
    promised::play(&house).await;
    let all = "/api/v1/sla/compliance/tickets?outcome=touched&month=2026-11";
    let whole = house.get(all).await.json();
    let name = |it: &Value| format!("{}:{}", it["ticket"], it["clock"]);
    let expected: Vec<_> = whole["clocks"].as_array().unwrap().iter().map(name).collect();
    let mut path = Some(format!("{all}&limit=4"));
    let (mut told, mut pages) = (Vec::new(), 0);
    while let Some(at) = path {
        let page = house.get(&at).await.json();
        told.extend(page["clocks"].as_array().unwrap().iter().map(name));
        path = page.get("next").map(|it| it.as_str().unwrap().to_owned());
        pages += 1;
    }
    assert_eq!((told, pages), (expected, 4));
}

#[tokio::test]
async fn a_running_clock_behind_a_number_is_told_as_it_reads_now() {
    let house = House::new();
    promised::play(&house).await;
    let path = "/api/v1/sla/compliance/tickets?outcome=open_not_due&month=2026-11&client=ROM";
    let body = house.get(path).await.json();
    let clocks = body["clocks"].as_array().unwrap();
    let fifth = clocks.iter().find(|it| it["ticket"] == "ROM-5").unwrap();
    assert_eq!(fifth["elapsed"], json!({"seconds": 3_600, "at_least": false}));
}

#[tokio::test]
async fn a_timeline_shows_the_days_of_the_clients_zone_and_nothing_beyond_them() {
    let house = House::new();
    promised::play(&house).await;
    let path = "/api/v1/clients/ROM/timeline?from=2026-11-24&to=2026-11-25";
    let body = house.get(path).await.json();
    assert_eq!(body["zone"], "Europe/Moscow");
    assert_eq!(
        (&body["from"], &body["to"]),
        (&json!("2026-11-23T21:00:00Z"), &json!("2026-11-24T21:00:00Z"))
    );
    let tickets = body["tickets"].as_array().unwrap();
    let numbers: Vec<_> = tickets.iter().map(|it| it["ticket"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["ROM-1", "ROM-2", "ROM-3", "ROM-6"]);
    let segments = tickets.iter().flat_map(|it| it["clocks"].as_array().unwrap());
    for segment in segments.flat_map(|it| it["segments"].as_array().unwrap()) {
        assert!(segment["from"].as_str() >= body["from"].as_str(), "{segment}");
        assert!(segment["to"].as_str() <= body["to"].as_str(), "{segment}");
    }
    let late = &tickets[2]["clocks"][0]["segments"];
    let what: Vec<_> = late.as_array().unwrap().iter().map(|it| &it["what"]).collect();
    assert_eq!(what, ["outside_hours", "running", "after_breach"]);
    let week = house.get("/api/v1/clients/rom/timeline").await.json();
    assert_eq!(week["from"], "2026-11-22T21:00:00Z", "without days it is this week");
    let then = house.get(&format!("{path}&as_of=2026-11-24T08:00:00Z")).await.json();
    assert_eq!(then["tickets"][2]["clocks"][0]["state"], "running");
}

#[tokio::test]
async fn every_number_of_a_workload_leads_to_that_many_tickets() {
    let house = House::new();
    promised::play(&house).await;
    for query in ["", "?month=2026-11&client=ROM", "?as_of=2026-11-24T10:00:00Z"] {
        let body = house.get(&format!("/api/v1/workload{query}")).await.json();
        let mut numbers = Vec::new();
        numbers_in(&body, "tickets", &mut numbers);
        assert!(numbers.len() > 4 * 168, "168 hours of four numbers each");
        let (some, none): (Vec<_>, Vec<_>) = numbers.into_iter().partition(|it| it.0 > 0);
        assert!(some.len() > 15, "{query}: {}", some.len());
        for (count, link) in some.into_iter().chain(none.into_iter().step_by(40)) {
            let list = house.get(&link).await.json();
            assert_eq!(list["count"], count, "{link}");
            assert_eq!(list["tickets"].as_array().unwrap().len() as u64, count, "{link}");
        }
    }
}

#[tokio::test]
async fn a_workload_tells_who_did_what_and_at_which_hours() {
    let house = House::new();
    let week = promised::play(&house).await;
    let body = house.get("/api/v1/workload").await.json();
    assert_eq!(body["total"]["requested"]["tickets"], 7);
    let agents = body["agents"].as_array().unwrap();
    let olga = agents.iter().find(|it| it["person"] == week.olga.to_string()).unwrap();
    let work = ["taken", "answered", "resolved"].map(|it| olga[it]["tickets"].as_u64().unwrap());
    assert_eq!((&olga["name"], work), (&json!("Ольга"), [1, 1, 1]));
    let monday_ten = &body["hours"][10];
    assert_eq!((&monday_ten["day"], &monday_ten["hour"]), (&json!(1), &json!(10)));
    assert_eq!(monday_ten["requested"]["tickets"], 1);
    assert_eq!(body["oldest_open"]["ticket"], "ROM-1");
    let tuesday_noon = &body["hours"][24 + 12];
    assert_eq!(tuesday_noon["taken"]["tickets"], 0);
    let taken = |it: &Value| it["taken"]["tickets"].as_u64().unwrap();
    assert_eq!(body["hours"].as_array().unwrap().iter().map(taken).sum::<u64>(), 4);
    // Those of agents and of nobody are all that are open.
    let with_agents: u64 = agents.iter().map(|it| it["open"]["tickets"].as_u64().unwrap()).sum();
    let nobody = body["unassigned"]["tickets"].as_u64().unwrap();
    assert_eq!((with_agents, nobody, &body["total"]["open"]["tickets"]), (4, 3, &json!(7)));
    let list = house.get("/api/v1/workload/tickets?count=open&limit=2").await.json();
    let next = house.get(list["next"].as_str().unwrap()).await.json();
    assert_eq!(next["tickets"][0]["number"], "ROM-3");
}

#[tokio::test]
async fn what_is_published_is_told_word_for_word() {
    let house = House::new();
    promised::play(&house).await;
    let policies = house.get("/api/v1/policies").await.json();
    let policy = &policies["policies"][0];
    assert_eq!(
        (&policy["policy"], &policy["content"]),
        (&json!("standard@1"), &json!("a1".repeat(32)))
    );
    assert_eq!(policy["rows"][0]["resolution"], "4h");
    let calendars = house.get("/api/v1/calendars").await.json();
    let calendar = &calendars["calendars"][0];
    assert_eq!(calendar["calendar"], "weekdays@1");
    assert_eq!(calendar["hours"]["weekly"]["week"]["mon"], "09:00-18:00");
    assert_eq!(calendar["hours"]["weekly"]["tzdb"], "2026f");
}

#[tokio::test]
async fn a_refusal_names_the_parameter_that_is_to_be_mended() {
    let house = House::new();
    promised::play(&house).await;
    let cases = [
        ("/api/v1/sla/at-risk?client=NONE", "client"),
        ("/api/v1/sla/at-risk?client=rom", "client"),
        ("/api/v1/sla/at-risk?assignee=Olga", "assignee"),
        ("/api/v1/sla/at-risk?level=high", "level"),
        ("/api/v1/sla/at-risk?as_of=2027-01-01T00:00:00Z", "as_of"),
        ("/api/v1/sla/at-risk?colour=red", "colour"),
        ("/api/v1/sla/at-risk?client=ROM&client=ACME", "client"),
        ("/api/v1/sla/compliance?month=2026-13", "month"),
        ("/api/v1/sla/compliance?month=2026-11&from=2026-11-01", "month"),
        ("/api/v1/sla/compliance?from=2026-11-01", "to"),
        ("/api/v1/sla/compliance?from=2026-11-02&to=2026-11-01", "to"),
        ("/api/v1/sla/compliance?from=2020-01-01&to=2026-11-01", "to"),
        ("/api/v1/sla/compliance?kind=reply", "kind"),
        ("/api/v1/sla/compliance?priority=high", "priority"),
        ("/api/v1/sla/compliance/tickets?month=2026-11", "outcome"),
        ("/api/v1/sla/compliance/tickets?outcome=good", "outcome"),
        ("/api/v1/sla/compliance/tickets?outcome=met&after=ROM-1", "after"),
        ("/api/v1/sla/compliance/tickets?outcome=met&limit=201", "limit"),
        ("/api/v1/sla/compliance/requests?outcome=met", "outcome"),
        ("/api/v1/sla/compliance/requests?after=1", "after"),
        ("/api/v1/clients/ROM/timeline?from=yesterday&to=2026-11-01", "from"),
        ("/api/v1/tickets/ROM-1/clocks?as_of=now", "as_of"),
        ("/api/v1/workload?client=NONE", "client"),
        ("/api/v1/workload/tickets", "count"),
        ("/api/v1/workload/tickets?count=taken", "count"),
        ("/api/v1/workload/tickets?count=requested&hour=168", "hour"),
        ("/api/v1/workload/tickets?count=taken&agent=none", "count"),
        ("/api/v1/workload/tickets?count=open&agent=nobody", "agent"),
        ("/api/v1/workload/tickets?count=open&type=thing", "type"),
        ("/api/v1/workload/tickets?count=open&of=NONE", "of"),
        ("/api/v1/workload/tickets?count=open&type=fault&of=ROM", "count"),
        ("/api/v1/policies?version=1", "version"),
        ("/api/v1/calendars?as_of=never", "as_of"),
    ];
    for (path, parameter) in cases {
        let answer = house.get(path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["parameter"]),
            (&json!("bad_query"), &json!(parameter)),
            "{path}"
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(&format!("{parameter}: ")), "{path}: {detail}");
    }
    let unknown = house.get("/api/v1/clients/NONE/timeline").await;
    assert_eq!(unknown.json()["code"], "client_unknown");
    assert_eq!(house.get("/api/v1/clients/-/timeline").await.json()["code"], "bad_path");
}

fn level(it: &Value) -> (&str, &str, &str) {
    let text = |name: &str| it[name].as_str().unwrap();
    (text("ticket"), text("clock"), text("level"))
}

fn clock_of<'a>(body: &'a Value, clock: &str) -> &'a Value {
    body["clocks"].as_array().unwrap().iter().find(|it| it["clock"] == clock).unwrap()
}

fn line_of<'a>(report: &'a Value, kind: &str, priority: &str) -> &'a Value {
    let lines = report["lines"].as_array().unwrap();
    lines.iter().find(|it| it["kind"] == kind && it["priority"] == priority).unwrap()
}

/// Every number that has a link, with the link.
fn numbers_in(value: &Value, unit: &str, found: &mut Vec<(u64, String)>) {
    match value {
        Value::Array(all) => all.iter().for_each(|it| numbers_in(it, unit, found)),
        Value::Object(fields) => {
            if let (Some(count), Some(link)) = (fields.get(unit), fields.get("link")) {
                found.push((count.as_u64().unwrap(), link.as_str().unwrap().to_owned()));
            }
            fields.values().for_each(|it| numbers_in(it, unit, found));
        }
        _ => (),
    }
}

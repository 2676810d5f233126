//! What does a person see, in either language, whatever others have written?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::body::Body;
use axum::http::StatusCode;
use domain::clock::{ClockRef, Kind};
use domain::policy::{Pause, Whom};
use domain::ticket::{
    Breached, Escalated, EscalationAcknowledged, EscalationExhausted, Event, MeasurementGap,
    OnHold, ReplyFailed, ReplyRetried, Retargeted, Retargeting, ThresholdPassed, Verdict,
    VerdictCorrected,
};
use domain::{Field, Language, Priority, Role};
use house::promises::slug;
use house::story::Thread;
use house::{House, asking, at, story};

#[tokio::test]
async fn the_board_shows_each_open_ticket_under_its_status() {
    let house = House::new();
    story::play(&house).await;
    let page = house.page("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = text_of(&page.body);
    contains(
        &text,
        &[
            "Доска заявок",
            "6 открытых заявок",
            "Новая 1",
            "ROM-2",
            "Ждёт ответа 43 мин",
            "Исполнитель не назначен",
            "В работе 2",
            "ROM-1 ▲ Срочно Не работает",
            "ООО «Ромашка» · Анна Смирнова",
            "Исполнитель: Ольга",
            "Открыта 5 ч 48 мин",
            "Ждём клиента 1",
            "▽ Низкий",
            "Приостановлена 1",
            "Выполнена 1",
        ],
    );
    assert!(!text.contains("ROM-5"), "a closed ticket is off the board");
}

#[tokio::test]
async fn a_filter_narrows_the_board_and_stays_chosen() {
    let house = House::new();
    let cast = story::play(&house).await;
    let path = format!("/?client=ROM&status=&assignee={}", cast.olga);
    let page = house.page(&path).await;
    let text = text_of(&page.body);
    contains(&text, &["1 открытая заявка", "ROM-1", "Сбросить"]);
    assert!(!text.contains("ACME-2"));
    contains(&page.body, &["<option value=\"ROM\" selected>"]);
    let switch = format!("/?client=ROM&#38;assignee={}&#38;lang=en", cast.olga);
    contains(&page.body, &[&switch]);
    let none = text_of(&house.page("/?client=ROM&status=resolved").await.body);
    contains(&none, &["Под отбор ничего не подходит"]);
}

#[tokio::test]
async fn a_request_without_words_is_told_from_one_whose_words_were_erased() {
    let house = House::new();
    let cast = story::play(&house).await;
    let it = Thread::new(&house, &cast.rom, cast.anna, at("14:30"), Priority::Normal, "").await;
    it.attach(at("14:30"), house.message(&cast.rom), "IMG_1.jpg").await;
    house.settle().await;
    let board = text_of(&house.page("/?client=ROM").await.body);
    contains(&board, &["ROM-6", "Без текста"]);
    assert!(!board.contains("Текст не сохранён"), "{board}");
    contains(&text_of(&house.page("/?client=ROM&lang=en").await.body), &["No text"]);
    house.erase(cast.anna).await;
    house.settle().await;
    let board = text_of(&house.page("/?client=ROM").await.body);
    contains(&board, &["ROM-6", "Текст не сохранён"]);
    assert!(!board.contains("Без текста"), "{board}");
}

#[tokio::test]
async fn whoever_took_a_call_is_not_shown_as_its_author() {
    let house = House::new();
    let cast = story::play(&house).await;
    let asked = (cast.olga, domain::Channel::OnBehalf);
    house.register_by(&cast.rom, asked, at("14:30"), Priority::Normal, "Нет сети").await;
    house.settle().await;
    let board = text_of(&house.page("/?client=ROM").await.body);
    let card = board.split_once("ROM-6").expect("the call is on the board").1;
    contains(card, &["Нет сети", "От имени клиента"]);
    let page = text_of(&house.page("/tickets/ROM-6").await.body);
    contains(&page, &["От имени клиента", "Зарегистрировано", "Ольга"]);
    assert!(!page.contains("Автор"), "{page}");
}

#[tokio::test]
async fn a_number_in_small_letters_leads_to_the_ticket() {
    let house = House::new();
    story::play(&house).await;
    let page = house.page("/tickets/rom-1?lang=en").await;
    assert!(page.status.is_redirection(), "{}", page.status);
    assert_eq!(page.header("location"), "/tickets/ROM-1?lang=en");
}

#[tokio::test]
async fn a_house_without_tickets_says_so() {
    let house = House::new();
    contains(&text_of(&house.page("/").await.body), &["Открытых заявок нет", "журнал пуст"]);
    contains(&text_of(&house.page("/?lang=en").await.body), &["No open tickets"]);
}

#[tokio::test]
async fn the_ticket_page_shows_how_it_stands_what_was_said_and_what_happened() {
    let house = House::new();
    story::play(&house).await;
    let page = house.page("/tickets/ROM-1").await;
    let text = text_of(&page.body);
    contains(
        &text,
        &[
            "Заявка № ROM-1",
            "ООО «Ромашка» (ROM)",
            "Ольга, с 22.11.2026 09:20 (МСК)",
            "Обращение 22.11.2026 09:12 (МСК)",
            // The conversation: both wordings of an edited message, a note, what did not arrive.
            "Было Вот фото, там какой-то обрывок Вот фото, там обрывок бумаги у левого ролика",
            "Фото: IMG_2034.jpg",
            "Изменено 22.11.2026 09:43 (МСК)",
            "Ольга Внутренний комментарий Если ролик сломан",
            "Доставлено в группу 22.11.2026 09:24 (МСК)",
            "Ждёт отправки в группу",
            // The events.
            "Взято в работу. Исполнитель: Ольга",
            "Тип: Не работает. Приоритет: Срочно",
        ],
    );
    contains(&page.body, &["https://t.me/c/1234567890/", "datetime=\"2026-11-22T06:12:01.000Z\""]);
}

#[tokio::test]
async fn an_answer_says_on_the_page_and_in_the_events_whether_it_has_arrived() {
    let house = House::new();
    let cast = story::play(&house).await;
    let text = "Не открывается касса";
    let it = Thread::new(&house, &cast.rom, cast.anna, at("10:00"), Priority::Normal, text).await;
    let of = it.answer(at("10:05"), cast.olga, "Смотрим").await;
    let told = async |words: &[&str], state: serde_json::Value| {
        house.settle().await;
        contains(&text_of(&house.page("/tickets/ROM-6").await.body), words);
        let events = house.get("/api/v1/tickets/ROM-6/events").await.json()["events"].clone();
        let answers = events.as_array().unwrap().iter();
        let answers = answers.filter(|it| it["kind"] == "ticket.message_added");
        let states: Vec<_> = answers.map(|it| it["delivery"].clone()).collect();
        assert_eq!(states, [state]);
    };
    let waiting = || serde_json::json!({ "state": "waiting" });
    told(&["Смотрим", "Ждёт отправки в группу"], waiting()).await;
    let why = domain::chat::Undeliverable::Forbidden;
    let failed = Event::ReplyFailed(ReplyFailed { of, why });
    house.happen(it.ticket, domain::Actor::Sender, at("10:06"), failed, &[]).await;
    let state = serde_json::json!({
        "state": "not_delivered", "why": "forbidden", "at": "2026-11-22T07:06:00Z",
    });
    let why = "бота нет в группе, или ему нельзя писать";
    let words = format!("Не доставлено в группу (22.11.2026 10:06 (МСК)): {why}");
    told(&[&words, &format!("Ответ не доставлен в группу: {why}")], state).await;
    let retried = Event::ReplyRetried(ReplyRetried { of });
    let olga = domain::Actor::Person(cast.olga);
    house.happen(it.ticket, olga, at("10:20"), retried, &[]).await;
    told(&["Ждёт отправки в группу", "Ответ отправлен ещё раз"], waiting()).await;
    it.deliver(at("10:21"), of).await;
    let state = serde_json::json!({ "state": "delivered", "at": "2026-11-22T07:21:00Z" });
    told(&["Доставлено в группу 22.11.2026 10:21 (МСК)"], state).await;
}

#[tokio::test]
async fn what_became_of_a_promise_is_told_with_its_particulars() {
    let house = House::new();
    let cast = story::play(&house).await;
    let promises = house.publish().await;
    let text = "Не открывается касса";
    let it = Thread::new(&house, &cast.rom, cast.anna, at("10:00"), Priority::Normal, text).await;
    house.bind(&promises, it.ticket, (Priority::Normal, at("10:00"))).await;
    let (from, _) = promises.of(Priority::Normal, at("10:00"));
    let (to, seal) = promises.of(Priority::Urgent, at("10:00"));
    let clock = ClockRef { kind: Kind::FirstResponse, n: 1 };
    let late = ClockRef { kind: Kind::NextResponse, n: 2 };
    let (chain, deadline) = (slug("late"), at("12:40"));
    let notify = vec![Whom::Role(Role::Manager), Whom::Person(cast.olga), Whom::Assignee];
    let why = Retargeting::Reclassified;
    let told = [
        Event::Retargeted(Retargeted { from, to, seal, why }),
        Event::ThresholdPassed(ThresholdPassed { clock, target_version: 2, percent: 75, deadline }),
        Event::Breached(Breached { clock: late, target_version: 2, deadline }),
        Event::Escalated(Escalated { chain: chain.clone(), clock, round: 1, level: 2, notify }),
        Event::EscalationExhausted(EscalationExhausted { chain, clock }),
        Event::EscalationAcknowledged(EscalationAcknowledged { by: cast.igor }),
        corrected(clock, vec![]),
        corrected(clock, vec![cast.olga, cast.igor]),
        Event::MeasurementGap(MeasurementGap { from: at("11:00"), to: at("11:30") }),
        Event::OnHold(OnHold { why: Pause::ThirdParty }),
    ];
    for event in told {
        house.happen(it.ticket, domain::Actor::Reaction, at("13:00"), event, &[]).await;
    }
    house.settle().await;
    let russian = text_of(&house.page("/tickets/ROM-6").await.body);
    contains(
        &russian,
        &[
            "Обещание: политика standard@1, строка normal, календарь weekdays@1, правила времени 2026f",
            "было standard@1, normal, weekdays@1, стало standard@1, urgent, weekdays@1 (изменены тип или приоритет)",
            "Первый ответ: израсходовано 75 % времени, срок 22.11.2026 12:40 (МСК)",
            "Следующий ответ № 2: срок нарушен, истёк 22.11.2026 12:40 (МСК)",
            "Первый ответ: передано на 2-й уровень, цепочка late. Сообщено: руководители, Ольга, исполнитель",
            "Первый ответ: пройден последний уровень цепочки late",
            "Эскалация принята: Игорь Петров",
            "было «нарушен», стало «в срок» (сообщение с датой до срока поступило позже)",
            "стало «в срок» (решение: Ольга, Игорь Петров)",
            "Период без регистрации: с 22.11.2026 11:00 (МСК) по 22.11.2026 11:30 (МСК)",
            "Приостановлена: ждём третью сторону",
        ],
    );
    let english = text_of(&house.page("/tickets/ROM-6?lang=en").await.body);
    contains(
        &english,
        &[
            "First response: 75% of the time used up, deadline 2026-11-22 12:40 MSK",
            "Next response 2: deadline missed, it was 2026-11-22 12:40 MSK",
            "escalated to level 2 of late. Told: managers, Ольга, the assignee",
            "Escalation acknowledged by Игорь Петров",
            "verdict corrected from “missed” to “in time” (decided by Ольга, Игорь Петров)",
        ],
    );
    let timeline = text_of(&house.page("/clients/ROM/timeline?month=2026-11").await.body);
    contains(
        &timeline,
        &[
            "Изменено обещание: было standard@1, normal, weekdays@1, стало standard@1, urgent, weekdays@1",
        ],
    );
}

fn corrected(clock: ClockRef, approved_by: Vec<domain::PersonId>) -> Event {
    let (from, to) = (Verdict::Breached, Verdict::Met);
    Event::VerdictCorrected(VerdictCorrected { clock, from, to, approved_by })
}

#[tokio::test]
async fn times_are_those_of_the_clients_zone() {
    let house = House::new();
    story::play(&house).await;
    let text = text_of(&house.page("/tickets/ACME-2?lang=en").await.body);
    contains(
        &text,
        &["Reported 2026-11-22 10:05 GMT", "wrong chat, sorry", "Deleted from the chat"],
    );
}

#[tokio::test]
async fn the_chosen_language_is_kept() {
    let house = House::new();
    story::play(&house).await;
    let page = house.page("/?lang=en").await;
    contains(&page.body, &["<html lang=\"en\">", "Ticket board", "6 open tickets"]);
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("lang=en; Path=/;"), "{cookie}");
    let again = asking("/tickets/ROM-4").header("cookie", "lang=en").body(Body::empty()).unwrap();
    let again = house.ask(again).await;
    contains(&text_of(&again.body), &["Ticket ROM-4", "On hold", "Ждём поставку сканера до 25.11"]);
    assert_eq!(again.header("set-cookie"), "");
}

#[tokio::test]
async fn a_person_gets_an_error_as_a_page_with_the_same_status() {
    let house = House::new();
    story::play(&house).await;
    for (path, status, title) in [
        ("/nowhere", 404, "Такой страницы нет"),
        ("/tickets/ROM-99", 404, "Такой заявки нет"),
        ("/tickets/57", 400, "Адрес не понят"),
        ("/?status=lost", 400, "Условия отбора не поняты"),
        ("/tickets/ROM-99?lang=en", 404, "There is no such ticket"),
    ] {
        let page = house.page(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        contains(&text_of(&page.body), &[title, page.header("x-request-id")]);
    }
    let json = house.page("/api/v1/tickets/ROM-99").await;
    assert_eq!(json.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_long_history_is_shown_in_parts() {
    let house = House::new();
    story::play(&house).await;
    let text = text_of(&house.page("/tickets/ROM-1?after=8").await.body);
    contains(&text, &["события с 10 по 12", "Внутренний комментарий"]);
    assert!(!text.contains("Заявка зарегистрирована"));
}

#[tokio::test]
async fn an_asset_has_an_address_of_its_own_for_each_content() {
    let house = House::new();
    let page = house.page("/").await.body;
    for name in ["app.css", "sla.css", "app.js", "htmx.js", "icon.svg"] {
        let end = page.find(&format!("/{name}\"")).unwrap() + name.len() + 1;
        let start = page[..end].rfind("/assets/").unwrap();
        let asset = house.get(&page[start..end]).await;
        assert_eq!(asset.status, StatusCode::OK, "{name}");
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    }
}

/// What strangers may call themselves, their files and their troubles.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></option></select><svg onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "{{ 7 * 7 }}{% raw %}",
    "<div hx-get=\"/evil\" hx-trigger=\"load\">",
    "&lt;script&gt;&#60;b&#62;",
    "<!--</main>\u{202e}\u{0}\u{2028}",
];

/// The oracle: with hostile words, a page has the very same tags as with plain ones.
#[tokio::test]
async fn no_words_of_anybody_become_a_tag() {
    let plain = pages_with("plain").await;
    assert!(plain.iter().all(|it| it.contains("plain")));
    let tags: Vec<_> = plain.iter().map(|it| tags_of(it)).collect();
    for words in HOSTILE {
        for (page, plain) in pages_with(words).await.iter().zip(&tags) {
            assert_eq!(&tags_of(page), plain, "{words}");
        }
    }
}

/// Every page that shows words of people, with the same words wherever people choose words.
async fn pages_with(words: &str) -> [String; 6] {
    let house = House::new();
    let promises = house.publish().await;
    let company = house.company("XSS", words, -1_001, (Language::En, "Europe/London")).await;
    let requester = house.person(words).await;
    let agent = house.person(words).await;
    let it = Thread::new(&house, &company, requester, at("09:12"), Priority::Low, words).await;
    house.bind(&promises, it.ticket, (Priority::Low, at("09:12"))).await;
    it.take(at("09:13"), agent).await;
    let answer = it.answer(at("09:14"), agent, words).await;
    it.deliver(at("09:14"), answer).await;
    let message = it.say(at("09:15"), words).await;
    it.attach(at("09:15"), message, words).await;
    it.edit(at("09:16"), message, words).await;
    let held = Event::OnHold(OnHold { why: Pause::Own });
    it.happen(at("09:17"), agent, held, &[(Field::Reason, requester, words)]).await;
    house.settle().await;
    // Late enough for its clocks to be missed.
    house.set_now("2026-11-30T12:00:00Z".parse().unwrap());
    let pages = [
        "/",
        "/tickets/XSS-1",
        "/sla",
        "/clients/XSS/timeline?month=2026-11",
        "/workload?month=2026-11",
        "/workload/tickets?count=open&month=2026-11",
    ];
    let mut bodies = Vec::new();
    for path in pages {
        bodies.push(house.page(path).await.body);
    }
    bodies.try_into().expect("as many as there are paths")
}

fn tags_of(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|it| it.split_once('>').map_or(it, |it| it.0)).collect()
}

/// What is to be read on a page, tags aside, with single spaces.
fn text_of(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let texts = body.split('<').map(|it| it.split_once('>').map_or(it, |it| it.1));
    let text = texts.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn contains(page: &str, all: &[&str]) {
    for it in all {
        assert!(page.contains(it), "{it:?} is not in {page}");
    }
}

//! What does a person see of promises and work, in either language, and where does each number lead?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::http::StatusCode;
use domain::zone::RELEASES;
use domain::{Language, Priority};
use house::story::Thread;
use house::{House, on, promised};

#[tokio::test]
async fn a_card_tells_how_each_of_its_clocks_stands() {
    let house = House::new();
    promised::play(&house).await;
    let board = house.page("/").await.body;
    let text = text_of(&board);
    contains(
        &text,
        &[
            "✕ 2 нарушены, 1 под угрозой Показать",
            "Первый ответ : ✕ срок нарушен , до 13:30 (МСК) , просрочено на 30 мин",
            "Выполнение : ▲ под угрозой , до 15:00 (МСК) , осталось 1 ч",
            "Выполнение : ‖ приостановлен: по просьбе клиента , осталось 14 ч",
            "Первый ответ : ● идёт , до 17:00 (МСК) , осталось 3 ч",
        ],
    );
    // Only what counts now is counted down, and the page is read anew when that changes.
    contains(&board, &["data-left=\"3600\"", "data-next-in=\"3600\"", "href=\"/sla#at-risk\""]);
    let paused = board.split("id=\"t-ROM-6\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(!paused.contains("data-left"), "{paused}");
    let english = text_of(&house.page("/?lang=en").await.body);
    contains(
        &english,
        &["2 missed, 1 at risk", "Resolution : ▲ at risk , due 15:00 MSK , left 1 h"],
    );
}

#[tokio::test]
async fn at_night_no_clock_is_counted_down() {
    let house = House::new();
    promised::play(&house).await;
    house.set_now(on("25T20:00"));
    let board = house.page("/").await.body;
    assert!(!board.contains("data-left"));
    let text = text_of(&board);
    contains(
        &text,
        &["Выполнение : ☾ вне часов обслуживания , до 27.11.2026 11:00 (МСК) , осталось 11 ч"],
    );
    // Service begins at nine, thirteen hours later.
    contains(&board, &["data-next-in=\"46800\""]);
}

#[tokio::test]
async fn a_ticket_tells_of_each_clock_by_what_it_is_measured_and_what_became_of_its_seconds() {
    let house = House::new();
    promised::play(&house).await;
    let page = house.page("/tickets/ROM-3").await.body;
    let text = text_of(&page);
    contains(
        &text,
        &[
            "Первый ответ ✕ срок нарушен",
            "Срок 24.11.2026 12:00 (МСК)",
            "Прошло 7 ч из 4 ч",
            "Просрочено 3 ч обслуживания, 3 ч по часам",
            "Политика standard@1, строка normal",
            "Календарь weekdays@1, Europe/Moscow, tzdb 2026f",
            "Выполнение ▲ под угрозой",
            "Осталось 1 ч",
            // The ledger.
            "24.11.2026 12:00:00 (МСК) 24.11.2026 15:00:00 (МСК) после нарушения срока",
            "Календарь weekdays@1: обслуживания нет",
            "отсчитано 25200 + приостановлено 0 + выполнена 0 = всего 25200 с обслуживания. ✓ сходится",
        ],
    );
    contains(&page, &["href=\"/tickets/ROM-3#e-0\"", "url(#late)", "aria-label=\"Первый ответ. "]);
    let english = text_of(&house.page("/tickets/ROM-2?lang=en").await.body);
    contains(
        &english,
        &[
            "Resolution ✓ in time",
            "Elapsed 1 h 30 min of 4 h",
            "paused: waiting for client",
            "The client was asked . Policy standard@1, row urgent: pauses the clock",
            "counted 5400 + paused 36000 + resolved 0 = 41400 s of service in all. ✓ adds up",
        ],
    );
}

#[tokio::test]
async fn each_piece_of_a_lane_leads_to_the_line_that_says_the_same() {
    let house = House::new();
    promised::play(&house).await;
    for path in ["/tickets/ROM-2", "/clients/ROM/timeline"] {
        let page = house.page(path).await.body;
        let links: Vec<_> = page.split("class=\"piece\" href=\"#").skip(1).collect();
        assert!(links.len() >= 5, "{path}");
        for link in links {
            let id = link.split('"').next().unwrap();
            assert!(page.contains(&format!("<tr id=\"{id}\">")), "{path}: {id}");
        }
    }
}

#[tokio::test]
async fn a_page_as_of_an_instant_says_so_and_leads_back() {
    let house = House::new();
    promised::play(&house).await;
    let then = "as_of=2026-11-24T08:00:00Z";
    for (path, present) in [
        ("/sla?month=2026-11", "/sla?month=2026-11"),
        ("/clients/ROM/timeline?month=2026-11", "/clients/ROM/timeline?month=2026-11"),
        ("/workload?month=2026-11", "/workload?month=2026-11"),
        (
            "/workload/tickets?count=open&month=2026-11",
            "/workload/tickets?count=open&#38;month=2026-11",
        ),
        ("/sla/tickets?outcome=met&month=2026-11", "/sla/tickets?outcome=met&#38;month=2026-11"),
        ("/sla/requests?month=2026-11", "/sla/requests?month=2026-11"),
        ("/tickets/ROM-3?after=0", "/tickets/ROM-3?after=0"),
    ] {
        let page = house.page(&format!("{path}&{then}&lang=ru")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let text = text_of(&page.body);
        contains(&text, &["На 24.11.2026 11:00:00 (МСК). Показано то, что было записано"]);
        contains(&page.body, &[&format!("<a href=\"{present}"), "as_of=2026-11-24T08:00:00Z"]);
        assert!(!page.body.contains("data-live="), "{path}: the past does not change");
    }
    let ticket = text_of(&house.page(&format!("/tickets/ROM-3?{then}")).await.body);
    contains(&ticket, &["Новая", "Первый ответ ▲ под угрозой", "Осталось 1 ч"]);
    assert!(
        !ticket.contains("Проверяем права") && !ticket.contains("Исполнитель: Игорь"),
        "{ticket}"
    );
    let unborn = house.page(&format!("/tickets/ROM-4?{then}")).await;
    assert_eq!(unborn.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_statement_tells_of_each_client_clock_and_priority_in_both_languages() {
    let house = House::new();
    promised::play(&house).await;
    let russian = text_of(&house.page("/sla?month=2026-11").await.body);
    contains(
        &russian,
        &[
            "Под угрозой и нарушено сейчас",
            "Соблюдение сроков: ноябрь 2026",
            "Предварительно, на 25.11.2026 14:00 (МСК). Пояс Europe/Moscow",
            "60,00 % Первый ответ В срок: 3 из 5",
            "В срок + нарушено + вне расчёта = всего: 3 + 2 + 2 = 7 ✓ сходится",
            "ООО «Ромашка» (ROM) Ход заявок",
            "Срок ещё не наступил: 2 Приостановлено: 1",
            "≥ 1 ч 30 мин",
            "н/д",
        ],
    );
    // The banner counts the clocks that are listed under it.
    contains(&russian, &["2 нарушены, 1 под угрозой"]);
    let few = text_of(&house.page("/sla?month=2026-11&kind=first_response&lang=en").await.body);
    contains(&few, &["1 missed, 0 at risk"]);
    let english = text_of(&house.page("/sla?month=2026-10&client=ROM&lang=en").await.body);
    contains(
        &english,
        &[
            "Promises kept: October 2026",
            "The period was closed at 2026-11-02 01:00 MSK",
            "0.00% First response",
            "Addendum to the closed period",
            "ROM-1 First response Missed, 80 h In time, 30 min",
        ],
    );
}

#[tokio::test]
async fn every_number_on_a_page_leads_to_a_list_of_that_many() {
    let house = House::new();
    promised::play(&house).await;
    let pages = [
        ("/sla?month=2026-11", "/sla/tickets?", ["отсчёт", "отсчёта", "отсчётов"]),
        ("/sla?month=2026-11", "/sla/requests?", ["заявка", "заявки", "заявок"]),
        ("/workload", "/workload/tickets?", ["заявка", "заявки", "заявок"]),
        ("/workload?heat=taken", "/workload/tickets?", ["заявка", "заявки", "заявок"]),
    ];
    for (path, list, words) in pages {
        let page = house.page(path).await.body;
        let start = format!("href=\"{list}");
        let links = page.split(&start).skip(1);
        let mut followed = 0;
        for link in links {
            let (query, rest) = link.split_once("\">").unwrap();
            let shown = rest.split('<').next().unwrap();
            // An exclusion bears its name before its number.
            let count: usize = shown.rsplit(' ').next().unwrap().parse().unwrap();
            let behind = house.page(&format!("{list}{}", query.replace("&#38;", "&"))).await;
            let text = text_of(&behind.body);
            let told = words.iter().any(|it| text.contains(&format!(" {count} {it} ")));
            assert!(told, "{path}: {shown} leads to {text}");
            let rows = behind.body.split("<tr>").count().saturating_sub(2);
            assert_eq!(rows, count, "{path}: {query}");
            followed += 1;
        }
        let least = if list == "/sla/requests?" { 3 } else { 15 };
        assert!(followed >= least, "{path}: {followed}");
    }
}

#[tokio::test]
async fn instants_of_a_closed_month_are_told_by_the_release_that_it_is_bound_to() {
    let house = House::new();
    let promises = house.publish_by(RELEASES[0]).await;
    let west = (Language::En, "Africa/Casablanca");
    let company = house.company("ATLAS", "Atlas", -1_001_112_223_334, west).await;
    house.promise(&company).await;
    let (person, agent) = (house.person("Amal").await, house.person("Olga").await);
    let (asked, priority) = (on("23T10:00"), Priority::Urgent);
    let it = Thread::new(&house, &company, person, asked, priority, "No network").await;
    house.bind(&promises, it.ticket, (priority, asked)).await;
    let answer = it.answer(on("23T10:30"), agent, "On it.").await;
    it.deliver(on("23T10:30"), answer).await;
    it.resolve(on("23T11:00"), agent, "Restarted").await;
    house.set_now("2026-12-02T03:00:00Z".parse().unwrap());
    house.settle().await;
    // By the oldest release its clocks are an hour ahead all winter, by the newest no more.
    let present = house.page("/tickets/ATLAS-1?lang=en").await.body;
    contains(&text_of(&present), &["2026-11-23 07:00 UTC+00:00", "2026-11-23 08:00:00 UTC+00:00"]);
    let month = "month=2026-11&client=ATLAS&lang=en";
    for (path, told) in [
        ("/clients/ATLAS/timeline?month=2026-11&lang=en", "2026-11-23 09:00:00 UTC+01:00"),
        (&format!("/sla/tickets?outcome=met&{month}"), "2026-11-23 08:00:00 UTC+01:00"),
        ("/sla/tickets?outcome=met&month=2026-11&lang=en", "2026-11-23 08:00:00 UTC+01:00"),
        (&format!("/sla/requests?{month}"), "2026-11-23 08:00 UTC+01:00"),
        (&format!("/workload/tickets?count=requested&{month}"), "2026-11-23 08:00 UTC+01:00"),
    ] {
        let text = text_of(&house.page(path).await.body);
        contains(&text, &[told]);
        assert!(!text.contains("UTC+00:00"), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_timeline_is_drawn_and_told_in_both_languages() {
    let house = House::new();
    promised::play(&house).await;
    let page = house.page("/clients/ROM/timeline").await.body;
    let text = text_of(&page);
    contains(
        &text,
        &[
            "Ход заявок: ООО «Ромашка» (ROM)",
            "с 23.11.2026 по 29.11.2026 · пояс Europe/Moscow",
            "12 отсчётов, нарушено: 3",
            "Пн 23",
            "Выполнение ‖ приостановлен: по просьбе клиента",
            "Приостановлена . Политика standard@1, строка normal: отсчёт приостановлен",
        ],
    );
    contains(&page, &["fill=\"url(#hatch)\"", "fill=\"url(#late)\"", "class=\"p-outside\""]);
    assert!(!page.contains("style="), "the policy forbids styles in the page");
    let missed =
        house.page("/clients/ROM/timeline?only=breached&kind=first_response&lang=en").await;
    let missed = text_of(&missed.body);
    contains(&missed, &["2 clocks, missed: 2", "ROM-3", "ROM-4"]);
    assert!(!missed.contains("ROM-2"), "{missed}");
    let day =
        text_of(&house.page("/clients/ROM/timeline?from=2026-11-24&to=2026-11-25").await.body);
    contains(&day, &["09:00", "21:00", "24.11.2026 · пояс"]);
    let nothing = house.page("/clients/ROM/timeline?month=2026-09&lang=en").await.body;
    contains(&text_of(&nothing), &["No clocks in this period"]);
}

#[tokio::test]
async fn the_page_of_work_tells_people_hours_types_and_clients_in_both_languages() {
    let house = House::new();
    promised::play(&house).await;
    let russian = text_of(&house.page("/workload?heat=answered").await.body);
    contains(
        &russian,
        &[
            "7 Поступило 7 Открыто 1 Закрыто ROM-1 Самая старая открытая",
            "Игорь Петров 3 3 3 1",
            "Ольга 1 1 1 1",
            // Three and one of them have somebody, seven are open.
            "Исполнитель не назначен 3 – – –",
            "По часам недели: Отвечено",
            "ООО «Ромашка» (ROM) 5 6 0",
        ],
    );
    let english = text_of(&house.page("/workload?client=ACME&lang=en").await.body);
    contains(
        &english,
        &["zone Europe/London", "2 Requested 1 Open 1 Closed", "By hour of the week: Requested"],
    );
    assert!(!english.contains("Not assigned"), "{english}");
    let taken = text_of(&house.page("/workload?heat=taken&lang=en").await.body);
    contains(&taken, &["By hour of the week: Taken"]);
    let page = house.page("/workload/tickets?count=open&agent=none&lang=en").await.body;
    contains(&text_of(&page), &["Open", "Not assigned", "3 tickets", "ROM-1", "ROM-4", "ROM-5"]);
}

#[tokio::test]
async fn every_page_leads_to_the_places_and_says_which_of_them_it_is() {
    let house = House::new();
    promised::play(&house).await;
    for (path, here) in [("/", "Доска"), ("/sla", "Сроки"), ("/workload", "Нагрузка")]
    {
        let page = house.page(path).await.body;
        contains(&page, &[&format!("aria-current=\"page\">{here}</a>")]);
        contains(&page, &["href=\"/\"", "href=\"/sla\"", "href=\"/workload\""]);
    }
}

#[tokio::test]
async fn a_person_gets_a_bad_filter_of_these_pages_as_a_page() {
    let house = House::new();
    promised::play(&house).await;
    for (path, status, title) in [
        ("/sla?month=13", 400, "Условия отбора не поняты"),
        ("/workload?client=NONE", 400, "Условия отбора не поняты"),
        ("/clients/NONE/timeline", 404, "Такого клиента нет"),
        ("/clients/NONE/timeline?lang=en", 404, "There is no such client"),
    ] {
        let page = house.page(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        contains(&text_of(&page.body), &[title]);
    }
}

#[tokio::test]
async fn the_page_of_an_error_names_the_wrong_parameter_and_what_is_accepted() {
    let house = House::new();
    promised::play(&house).await;
    for (path, russian, english) in [
        (
            "/sla?month=13",
            "Параметр month: принимаются год и месяц, например 2026-11.",
            "Parameter month: a year and a month such as 2026-11 are accepted.",
        ),
        (
            "/workload?client=NONE",
            "Параметр client: клиента с таким кодом нет, принимается код существующего клиента.",
            "Parameter client: no client has this code; the code of an existing client is accepted.",
        ),
        (
            "/?client=NONE",
            "Параметр client: клиента с таким кодом нет",
            "Parameter client: no client has this code",
        ),
        (
            "/tickets/ROM-3?as_of=2026-11-25T11:00:01Z",
            "Параметр as_of: этот момент ещё не наступил, принимается прошедший.",
            "Parameter as_of: it lies in the future; a past instant is accepted.",
        ),
        (
            "/sla?as_of=now",
            "Параметр as_of: принимается момент, например 2026-11-22T11:05:00Z.",
            "Parameter as_of: an instant such as 2026-11-22T11:05:00Z is accepted.",
        ),
        (
            "/workload?heat=open",
            "Параметр heat: принимается одно из значений: requested, taken, answered, resolved.",
            "Parameter heat: one of these is accepted: requested, taken, answered, resolved.",
        ),
        (
            "/workload?from=2026-01-01&to=2027-02-01",
            "Параметр to: принимается день не позже чем через 366 дней после from.",
            "Parameter to: a day at most 366 days after from is accepted.",
        ),
        (
            "/?status=closed",
            "Параметр status: на доске только открытые заявки, а closed к ним не относится.",
            "Parameter status: the board shows open tickets only, and none of them is closed.",
        ),
    ] {
        for (lang, told) in [("ru", russian), ("en", english)] {
            let page = house.page(&format!("{path}&lang={lang}")).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
            contains(&text_of(&page.body), &[told]);
            assert!(!page.body.contains("<p class=\"quiet\" lang=\"en\">"), "told once: {path}");
        }
    }
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

//! Demo: the binary plays its story, lets visitors take part, and stops when it is told to.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// How long a start may take on a machine that is busy with other tests.
const START_MAX: Duration = Duration::from_mins(1);
const STOP_MAX: Duration = Duration::from_secs(1);
/// How long the house may take to follow what a visitor does.
const FOLLOW_MAX: Duration = Duration::from_secs(10);

/// What time brings about of a request that nobody answers, and how many times.
const OF_TIME: [(&str, usize); 3] =
    [("ticket.threshold_passed", 1), ("ticket.breached", 1), ("ticket.escalated", 2)];

/// A process that does not outlive its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already cannot be killed.
        let _: std::io::Result<()> = self.0.kill();
        let _: std::io::Result<ExitStatus> = self.0.wait();
    }
}

impl Process {
    fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    async fn ended(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// All that it wrote on its standard error, once it has ended.
    fn complaint(&mut self) -> String {
        let mut complaint = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
        complaint
    }

    /// What it says, line by line.
    fn lines(&mut self) -> mpsc::UnboundedReceiver<String> {
        let out = BufReader::new(self.0.stdout.take().unwrap());
        let (say, said) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        said
    }
}

/// A demo that is at work.
struct Demo {
    process: Process,
    out: mpsc::UnboundedReceiver<String>,
    /// `http://127.0.0.1:PORT`
    base: String,
    /// Where its data are.
    folder: PathBuf,
    http: Client,
    /// Its temporary files, so that nothing of it stays.
    _home: TempDir,
}

impl Demo {
    async fn start(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut process = Process::start(command(arguments).env("TMPDIR", home.path()));
        let mut out = process.lines();
        let told = async {
            let (mut base, mut folder) = (String::new(), PathBuf::new());
            while let Some(line) = out.recv().await {
                let last = line.split_whitespace().last().unwrap_or_default();
                if line.contains("Chats and board") {
                    base = last.replace("/demo", "");
                } else if line.contains("Data") {
                    folder = last.into();
                } else if line.contains("Ctrl-C") {
                    return (base, folder);
                }
            }
            panic!("the demo ended before it was ready");
        };
        let (base, folder) = tokio::time::timeout(START_MAX, told).await.unwrap();
        Self { process, out, base, folder, http: Client::new(), _home: home }
    }

    async fn json(&self, path: &str) -> Value {
        let response = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    async fn status(&self, number: &str) -> String {
        let ticket = self.json(&format!("/api/v1/tickets/{number}")).await;
        ticket["status"].as_str().unwrap().to_owned()
    }

    async fn until(&self, number: &str, status: &str) {
        let follows = async {
            loop {
                let path = format!("{}/api/v1/tickets/{number}", self.base);
                let response = self.http.get(path).send().await.unwrap();
                if response.status() == StatusCode::OK {
                    let ticket: Value = response.json().await.unwrap();
                    if ticket["status"] == status {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let followed = tokio::time::timeout(FOLLOW_MAX, follows).await;
        assert!(followed.is_ok(), "{number} did not come to be {status}");
    }

    /// What time it is in the demo.
    async fn now(&self) -> DateTime<Utc> {
        time(&self.json("/demo/telegram/chats").await["now"])
    }

    /// Moves the demo's clock.
    async fn moved(&self, by: &str) {
        let address = format!("{}/demo/clock", self.base);
        let response = self.http.post(address).json(&json!({"by": by})).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{by}");
    }

    async fn clock(&self, number: &str, clock: &str) -> Value {
        let clocks = self.json(&format!("/api/v1/tickets/{number}/clocks")).await;
        let clocks = clocks["clocks"].as_array().unwrap();
        clocks.iter().find(|it| it["clock"] == clock).unwrap().clone()
    }

    /// The kinds of a ticket's events, in order.
    async fn kinds(&self, number: &str) -> Vec<String> {
        let page = self.json(&format!("/api/v1/tickets/{number}/events?limit=200")).await;
        let events = page["events"].as_array().unwrap();
        events.iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
    }

    async fn times(&self, number: &str, kind: &str) -> usize {
        self.kinds(number).await.iter().filter(|it| *it == kind).count()
    }

    /// How many messages of the bot in a chat have these words.
    async fn told(&self, title: &str, words: &str) -> usize {
        let scene = self.json("/demo/telegram/chats").await;
        let chats = scene["chats"].as_array().unwrap();
        let chat = chats.iter().find(|it| it["title"] == title).unwrap();
        let has =
            |it: &&Value| it["by_bot"] == true && it["text"].as_str().unwrap().contains(words);
        chat["lines"].as_array().unwrap().iter().filter(has).count()
    }

    /// What a visitor does, and what comes of it.
    async fn act(&self, what: &str, body: Value) -> Value {
        let address = format!("{}/demo/telegram/{what}", self.base);
        let response = self.http.post(address).json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{body}");
        response.json().await.unwrap()
    }

    /// The chat of a title, and in it the person of a name.
    async fn whereabouts(&self, title: &str, name: &str) -> (Value, i64) {
        let scene = self.json("/demo/telegram/chats").await;
        let chats = scene["chats"].as_array().unwrap();
        let chat = chats.iter().find(|it| it["title"] == title).unwrap().clone();
        let people = chat["people"].as_array().unwrap();
        let person = people.iter().find(|it| it["name"] == name).unwrap()["person"].clone();
        (chat, person.as_i64().unwrap())
    }

    /// Tells it to stop, and answers what it says last.
    async fn stop(mut self, signal: &str) -> String {
        let pid = self.process.0.id().to_string();
        let told = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(told.success());
        let ended = tokio::time::timeout(STOP_MAX, self.process.ended()).await;
        let status = ended.expect("it stops within a second");
        assert!(status.success(), "{status}");
        let log = self.process.complaint();
        assert!(!log.contains("did not stop in time") && !log.contains("a defect"), "{log}");
        let mut last = String::new();
        while let Some(line) = self.out.recv().await {
            if !line.is_empty() {
                last = line;
            }
        }
        last
    }
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
    command.arg("demo").args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_story_ends_with_tickets_in_all_states() {
    let demo = Demo::start(&["--port", "0"]).await;
    let story = [
        ("ROM-1", "closed"),
        ("ROM-2", "closed"),
        ("ROM-3", "in_progress"),
        ("ROM-4", "new"),
        ("ACM-1", "closed"),
        ("ACM-2", "resolved"),
        ("ACM-3", "on_hold"),
        ("ACM-4", "waiting_for_client"),
    ];
    for (number, status) in story {
        assert_eq!(demo.status(number).await, status, "{number}");
    }
    let board = demo.json("/api/v1/board").await;
    assert_eq!(board["tickets"].as_array().unwrap().len(), 5, "the closed ones are not there");
    // It came about by people and the bot, over some days, and the demo's time is the present.
    let kinds = demo.kinds("ROM-1").await;
    for kind in ["ticket.registered", "ticket.reopened", "ticket.confirmed", "ticket.closed"] {
        assert!(kinds.iter().any(|it| it == kind), "{kind}");
    }
    let demo_now = demo.now().await;
    let file = demo.folder.join("log.db-wal").metadata().unwrap().modified().unwrap();
    let written = DateTime::<Utc>::from(file);
    assert!((demo_now - written).num_seconds().abs() < 30, "{demo_now} {written}");
    let ready = demo.http.get(format!("{}/readyz", demo.base)).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    demo.stop("-INT").await;
}

#[tokio::test]
async fn the_clocks_of_the_story_stand_as_it_tells() {
    let demo = Demo::start(&["--port", "0"]).await;
    for (number, clock, state) in [
        ("ROM-1", "resolution.1", "met"),
        ("ROM-2", "first_response.1", "met"),
        ("ACM-1", "first_response.1", "breached"),
        ("ACM-2", "resolution.1", "met"),
        ("ACM-3", "resolution.1", "paused"),
        ("ACM-4", "resolution.1", "paused"),
        ("ROM-4", "first_response.1", "running"),
    ] {
        assert_eq!(demo.clock(number, clock).await["state"], state, "{number} {clock}");
    }
    // Asked before a weekend and answered after it, within hours of work.
    let weekend = demo.clock("ROM-2", "first_response.1").await;
    let waited = time(&weekend["stop"]) - time(&weekend["start"]);
    let worked = weekend["elapsed_seconds"].as_i64().unwrap();
    assert!(waited > TimeDelta::days(2) && worked < 4 * 3600, "{weekend}");
    let left = time(&demo.clock("ROM-4", "first_response.1").await["deadline"]) - demo.now().await;
    assert!(left > TimeDelta::minutes(15) && left < TimeDelta::minutes(30), "{left}");
    // The manager was told of what was late, and saw to it.
    for (kind, times) in OF_TIME {
        assert_eq!(demo.times("ACM-1", kind).await, times, "{kind}");
        assert_eq!(demo.times("ROM-4", kind).await, 0, "{kind}");
    }
    assert_eq!(demo.times("ACM-1", "ticket.escalation_acknowledged").await, 1);
    demo.stop("-INT").await;
}

#[tokio::test]
async fn moving_the_clock_brings_a_warning_a_breach_and_the_manager_each_once() {
    let demo = Demo::start(&["--port", "0"]).await;
    let [warned, breached, escalated] = OF_TIME;
    let before = demo.now().await;
    demo.moved("15m").await;
    let passed = demo.now().await - before;
    assert!(passed >= TimeDelta::minutes(15) && passed < TimeDelta::minutes(16), "{passed}");
    assert_eq!(demo.times("ROM-4", warned.0).await, warned.1);
    assert_eq!(demo.times("ROM-4", breached.0).await, 0);
    assert_eq!(demo.told("Сотрудники поддержки", "⏳").await, 2, "of ACM-1 and of ROM-4");

    demo.moved("15m").await;
    assert_eq!(demo.times("ROM-4", breached.0).await, breached.1);
    assert_eq!(demo.told("Мария", "ROM-4").await, 0);

    demo.moved("1h").await;
    for (kind, times) in OF_TIME {
        assert_eq!(demo.times("ROM-4", kind).await, times, "{kind}");
    }
    assert_eq!(demo.told("Мария", "ROM-4").await, 1);
    let kinds = demo.kinds("ROM-4").await;
    let place = |kind: &str| kinds.iter().position(|it| it == kind).unwrap();
    assert!(place(warned.0) < place(breached.0) && place(breached.0) < place(escalated.0));
    demo.stop("-INT").await;
}

#[tokio::test]
async fn the_clock_goes_to_monday_and_the_bot_still_hears_two_weeks_later() {
    let demo = Demo::start(&["--port", "0"]).await;
    let mut before = demo.now().await;
    for _ in 0..3 {
        demo.moved("monday").await;
        let monday = demo.now().await;
        // Nine in Moscow.
        assert_eq!(monday.format("%a %H:%M").to_string(), "Mon 06:00");
        assert!(monday - before < TimeDelta::days(7) + TimeDelta::minutes(1));
        before = monday;
    }
    let ready = demo.http.get(format!("{}/readyz", demo.base)).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    let (group, boris) = demo.whereabouts("Ромашка и поддержка", "Борис").await;
    let words = json!({"chat": group["chat"], "person": boris, "text": "/new Шумит вентилятор"});
    demo.act("say", words).await;
    demo.until("ROM-5", "new").await;
    demo.stop("-INT").await;
}

#[tokio::test]
async fn the_clock_moves_for_nobody_else_and_only_so_far() {
    let demo = Demo::start(&["--port", "0"]).await;
    let address = format!("{}/demo/clock", demo.base);
    let hour = json!({"by": "1h"});
    let before = demo.now().await;
    for (header, value, status) in [
        ("origin", "http://evil.test", StatusCode::FORBIDDEN),
        ("host", "evil.test", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = demo.http.post(&address).header(header, value).json(&hour);
        assert_eq!(request.send().await.unwrap().status(), status, "{header}");
    }
    let refused = demo.http.post(format!("{address}?lang=en")).json(&json!({"by": "-1h"}));
    let refused = refused.send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    let problem: Value = refused.json().await.unwrap();
    assert!(problem["detail"].as_str().unwrap().contains("15m, 1h and monday"), "{problem}");
    assert!(demo.now().await - before < TimeDelta::minutes(1));

    let mut moves = 0;
    let refused = loop {
        let response = demo.http.post(&address).json(&json!({"by": "monday"}));
        let response = response.send().await.unwrap();
        if response.status() != StatusCode::OK {
            break response;
        }
        moves += 1;
    };
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!((8..=9).contains(&moves), "60 days have {moves} Mondays");
    demo.stop("-INT").await;
}

#[tokio::test]
async fn a_visitor_asks_as_a_client_and_takes_as_an_agent() {
    let demo = Demo::start(&["--port", "0"]).await;
    let (group, boris) = demo.whereabouts("Ромашка и поддержка", "Борис").await;
    let words = json!({"chat": group["chat"], "person": boris, "text": "/new Шумит вентилятор"});
    demo.act("say", words).await;
    demo.until("ROM-5", "new").await;

    let taken = async {
        loop {
            let (staff, olga) = demo.whereabouts("Сотрудники поддержки", "Ольга").await;
            let lines = staff["lines"].as_array().unwrap();
            let card = lines.iter().rfind(|it| it["text"].as_str().unwrap().contains("ROM-5"));
            if let Some(card) = card {
                let press = json!({
                    "chat": staff["chat"],
                    "person": olga,
                    "message": card["message"],
                    "data": "Взять в работу",
                });
                return demo.act("press", press).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let answer = tokio::time::timeout(FOLLOW_MAX, taken).await.unwrap();
    let toast = answer["toast"]["text"].as_str().unwrap();
    assert!(toast.starts_with("Заявка № ROM-5 за вами. Ответить до"), "{toast}");
    demo.until("ROM-5", "in_progress").await;
    demo.stop("-INT").await;
}

#[tokio::test]
async fn the_page_is_there_in_both_languages_and_only_for_this_machine() {
    let demo = Demo::start(&["--port", "0"]).await;
    for (query, title) in [("?lang=ru", "Что попробовать"), ("?lang=en", "Try this")]
    {
        let page = demo.http.get(format!("{}/demo{query}", demo.base)).send().await.unwrap();
        let cookie = page.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with(&query.replace('?', "")), "{cookie}");
        let html = page.text().await.unwrap();
        assert!(html.contains(title));
        // Every file that the page names is there.
        let mut files = 0;
        for part in
            html.split('"').filter(|it| it.starts_with("/assets/") || it.starts_with("/demo/"))
        {
            let file = demo.http.get(format!("{}{part}", demo.base)).send().await.unwrap();
            assert_eq!(file.status(), StatusCode::OK, "{part}");
            files += 1;
        }
        assert!(files >= 5, "{files} files");
    }
    let slash = demo.http.get(format!("{}/demo/?lang=en", demo.base)).send().await.unwrap();
    assert_eq!((slash.status(), slash.url().path()), (StatusCode::OK, "/demo"));
    assert_eq!(slash.url().query(), Some("lang=en"));
    let nobody = json!({"chat": -1, "person": 1, "text": "x"});
    let address = format!("{}/demo/telegram/say", demo.base);
    let problem = demo.http.post(address).json(&nobody).send().await.unwrap();
    let problem: Value = problem.json().await.unwrap();
    assert!(problem["detail"].is_string(), "{problem}");
    for path in ["/demo", "/demo/demo.js", "/demo/telegram/chats"] {
        let request = demo.http.get(format!("{}{path}", demo.base));
        let foreign = request.header("host", "evil.test").send().await.unwrap();
        assert_eq!(foreign.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
    }
    let address = format!("{}/demo/telegram/say", demo.base);
    let request = demo.http.post(address).header("origin", "http://evil.test");
    let foreign = request.json(&json!({})).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    demo.stop("-INT").await;
}

#[tokio::test]
async fn it_stops_within_a_second_with_pages_open_and_leaves_nothing() {
    for signal in ["-INT", "-TERM"] {
        let demo = Demo::start(&["--port", "0"]).await;
        let folder = demo.folder.clone();
        assert!(folder.join("log.db").exists());
        let mut open = vec![];
        for path in ["/demo/telegram/events", "/api/v1/live"] {
            open.push(demo.http.get(format!("{}{path}", demo.base)).send().await.unwrap());
        }
        let last = demo.stop(signal).await;
        assert!(last.contains("The demo has stopped"), "{last}");
        assert!(!folder.exists(), "temporary data are gone");
    }
}

#[tokio::test]
async fn a_named_folder_is_kept_and_is_good_for_one_demo() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    let asked = folder.to_str().unwrap();
    let demo = Demo::start(&["--port", "0", "--data", asked]).await;
    assert_eq!(demo.folder, folder);
    let complaint = refused(&["--port", "0", "--data", asked]).await;
    let process = format!("process {}", demo.process.0.id());
    assert!(complaint.contains("at work") && complaint.contains(&process), "{complaint}");
    demo.stop("-INT").await;
    assert!(folder.join("log.db").exists());

    let complaint = refused(&["--port", "0", "--data", asked]).await;
    assert!(complaint.contains("holds an earlier demo"), "{complaint}");
}

#[tokio::test]
async fn a_taken_port_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    let complaint = refused(&["--port", &port, "--data", folder.to_str().unwrap()]).await;
    assert!(complaint.contains("--port") && complaint.contains(&port), "{complaint}");
    assert!(!folder.exists(), "nothing is begun without a port");
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_a_clear_error() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "a letter").unwrap();
    let unusable: [&Path; 4] =
        [&file, &file.join("below"), home.path(), Path::new("/proc/nowhere")];
    for folder in unusable {
        let complaint = refused(&["--port", "0", "--data", folder.to_str().unwrap()]).await;
        assert!(complaint.contains("choose another"), "{complaint}");
        assert!(complaint.contains("--data"), "{complaint}");
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), "a letter");
}

/// Starts what must fail, and answers what it complains of.
async fn refused(arguments: &[&str]) -> String {
    let mut process = Process::start(&mut command(arguments));
    let status = tokio::time::timeout(START_MAX, process.ended()).await.unwrap();
    assert_eq!(status.code(), Some(1));
    let complaint = process.complaint();
    assert!(!complaint.contains("panicked") && !complaint.contains("defect"), "{complaint}");
    assert_eq!(complaint.trim().lines().count(), 1, "{complaint}");
    complaint
}

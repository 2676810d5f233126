//! Cluster: does the house work with its log on a server, and with that server away for a while?

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
#![expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]

#[expect(dead_code, reason = "other tests use the rest")]
mod house;

use emulator::Limits;
use house::House;
use standin::{Access, Call, Fault, Options, Past, Standin, Times};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_the_cluster_is_away_is_taken_in_soon_after_its_return() {
    let mut server = Standin::start();
    let mut house = House::open(Limits::NONE, Some(server.address())).await;
    let group = house.client("ROM", "Ромашка").await;
    let anna = house.member(group, "Анна");
    house.tg.say(anna, group, "/new@desk_bot Не работает касса").unwrap();
    house.said(group, |it| it.contains("ROM-1")).await;

    server.stop();
    house.tg.say(anna, group, "/new@desk_bot Не открывается дверь").unwrap();
    let away = answer(house.port, "/readyz", |it| it.starts_with("HTTP/1.1 503")).await;
    assert!(away.contains("\"store\""), "{away}");
    // Long enough for every pause between tries to have become its longest.
    tokio::time::sleep(Duration::from_secs(15)).await;
    // Pages are served from the views all the while.
    answer(house.port, "/api/v1/board", |it| it.contains("ROM-1") && !it.contains("ROM-2")).await;

    server.start_again(Past::Kept).unwrap();
    let back = Instant::now();
    house.said(group, |it| it.contains("ROM-2")).await;
    println!("back after {} ms", back.elapsed().as_millis());
    assert!(back.elapsed() < Duration::from_secs(5), "{:?}", back.elapsed());
    answer(house.port, "/readyz", |it| it.starts_with("HTTP/1.1 200")).await;
    assert!(house.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_serves_what_the_one_with_the_bot_records() {
    let server = Standin::start();
    let mut house = House::open(Limits::NONE, Some(server.address())).await;
    let group = house.client("ROM", "Ромашка").await;
    let mut node = Node::beside(&house, &server);
    let anna = house.member(group, "Анна");
    house.tg.say(anna, group, "/new@desk_bot Не работает касса").unwrap();
    let board = answer(node.port, "/api/v1/board", |it| it.contains("ROM-1")).await;
    // Its keys open the texts, too.
    assert!(board.contains("касса"), "{board}");
    let ready = answer(node.port, "/readyz", |it| it.starts_with("HTTP/1.1 200")).await;
    assert!(!ready.contains("\"bot\""), "{ready}");
    let id = node.child.as_ref().unwrap().id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let Output { status, stderr, .. } = node.ended().await;
    let said = String::from_utf8(stderr).unwrap();
    assert!(status.success() && !said.contains("ERROR"), "{said}");
    assert!(house.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_lost_the_log_ends_the_process() {
    let mut server = Standin::start();
    let house = House::open(Limits::NONE, Some(server.address())).await;
    let mut node = Node::beside(&house, &server);
    answer(node.port, "/readyz", |it| it.starts_with("HTTP/1.1 200")).await;
    server.stop();
    server.start_again(Past::Lost).unwrap();
    let ended = node.ended().await;
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains("this is not the log it was"), "{said}");
    // Whatever starts it again, it begins no other log.
    node.start(&server);
    let ended = node.ended().await;
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains("than this folder knows") && said.contains("delete data/"), "{said}");
    assert_eq!(server.events(), []);
}

#[test]
fn an_older_backup_of_the_cluster_is_refused_until_the_operator_says_that_it_is_meant() {
    let (folder, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let journal = folder.path().join("journal");
    std::fs::create_dir(&journal).unwrap();
    let adds = |server: &Standin, id: u32| {
        let mut add = proofdesk(folder.path());
        add.args(["staff", "add", "--role", "agent", "--telegram-id", &id.to_string()]);
        let Output { status, stderr, .. } =
            add.env("PROOFDESK_STORE", server.address()).output().unwrap();
        (status.success(), String::from_utf8(stderr).unwrap())
    };
    let server = Standin::start_in(&journal).unwrap();
    assert!(adds(&server, 1).0);
    drop(server);
    copy_files(&journal, backup.path());
    let server = Standin::start_in(&journal).unwrap();
    assert!(adds(&server, 2).0);
    drop(server);

    copy_files(backup.path(), &journal);
    let server = Standin::start_in(&journal).unwrap();
    let (written, why) = adds(&server, 3);
    assert!(!written && why.contains("or an older one than this folder knows"), "{why}");
    assert!(why.contains("delete data/cluster-proofdesk.json and the folder node-"), "{why}");
    std::fs::remove_file(folder.path().join("data/cluster-proofdesk.json")).unwrap();
    for it in std::fs::read_dir(folder.path().join("data")).unwrap().map(Result::unwrap) {
        if it.file_name().to_string_lossy().starts_with("node-") {
            std::fs::remove_dir_all(it.path()).unwrap();
        }
    }
    let (written, why) = adds(&server, 3);
    assert!(written, "{why}");
}

fn copy_files(from: &std::path::Path, to: &std::path::Path) {
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[test]
fn check_names_what_the_login_lacks_and_never_its_password() {
    let access =
        Access::Password { user: "desk".into(), password: "secret".into(), reads_all: false };
    let server = Standin::start_with(Options { access, ..Options::default() }).unwrap();
    let told = check(&server.address(), &[("STORE_USER", "desk"), ("STORE_PASSWORD", "secret")]);
    assert!(told.contains("PROBLEM") && told.contains("it must read $all"), "{told}");
    let told = check(&server.address(), &[("STORE_USER", "desk"), ("STORE_PASSWORD", "secreT")]);
    assert!(told.contains("access denied"), "{told}");
}

#[test]
fn check_begins_nothing_on_an_empty_cluster_and_makes_no_keys() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Standin::start());
    let mut check = proofdesk(folder.path());
    let check = check.args(["check", "--offline"]).env("PROOFDESK_STORE", server.address());
    let said = String::from_utf8(check.output().unwrap().stdout).unwrap();
    assert!(said.contains("holds no log under the prefix proofdesk yet"), "{said}");
    let ours = |it: &String| !it.starts_with('$') && !it.ends_with("_check");
    let begun: Vec<_> = server.events().into_iter().map(|it| it.stream).filter(ours).collect();
    assert!(begun.is_empty(), "{begun:?}");
    assert!(!folder.path().join("data/keys").exists());
}

#[test]
fn check_says_which_server_answers_and_how_far_the_clocks_are_apart() {
    let server = Standin::start();
    let told = check(&server.address(), &[]);
    for fine in ["version 24.10.0", "$all can be read", "clock and ours agree"] {
        assert!(told.contains(fine), "{fine}: {told}");
    }
    let options = Options { version: "22.10.1".into(), ..Options::default() };
    let old = Standin::start_with(options).unwrap();
    let told = check(&old.address(), &[]);
    assert!(told.contains("PROBLEM") && told.contains("23.10 or newer"), "{told}");
}

#[test]
fn a_copy_that_is_killed_goes_on_when_it_is_run_again() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Standin::start());
    for id in 1..=12 {
        let mut add = proofdesk(folder.path());
        add.args(["staff", "add", "--role", "agent", "--telegram-id", &format!("{id}")]);
        assert!(add.output().unwrap().status.success());
    }
    let keys = folder.path().join("keys");
    std::fs::create_dir(&keys).unwrap();
    copy_files(&folder.path().join("data/keys"), &keys);
    let copy = |verify: bool| {
        let mut copy = proofdesk(folder.path());
        copy.args(["store", "copy", "sqlite:data", &server.address(), "--json"]);
        copy.args(["--from-keys", "data/keys", "--to-keys", "keys"]);
        copy.args(verify.then_some("--verify")).stdout(Stdio::piped()).stderr(Stdio::piped());
        copy
    };
    let slow = Fault::Slow(Duration::from_millis(100));
    server.faults().arm(Call::Append, slow, Times::Always);
    let log = || server.events().iter().filter(|it| it.stream.starts_with("proofdesk.")).count();
    for kill_at in [1, 4, 7] {
        let mut killed = copy(false).spawn().unwrap();
        while log() < kill_at {
            assert!(killed.try_wait().unwrap().is_none(), "it ended early");
            std::thread::sleep(Duration::from_millis(5));
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    server.faults().take_all_back();
    let lacking = copy(true).output().unwrap();
    assert_eq!(lacking.status.code(), Some(1));
    let said = String::from_utf8(lacking.stdout).unwrap();
    assert!(said.contains("\"differs\":true") && said.contains("TO lacks event"), "{said}");

    let done = copy(false).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert!(said["written"].as_u64().unwrap() < said["events"].as_u64().unwrap(), "{said}");
    assert_eq!(said["digests"]["from"], said["digests"]["to"]);
    assert_eq!(said["events"].as_u64().unwrap(), log() as u64);
    let same = copy(true).output().unwrap();
    assert!(same.status.success(), "{same:?}");
}

#[test]
fn a_second_node_of_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = proofdesk(folder.path());
    let ended = serve.args(["serve", "--api-only"]).env("PROOFDESK_DESK__ADMINS", "[5]").output();
    let said = String::from_utf8(ended.unwrap().stderr).unwrap();
    assert!(said.contains("set store to a cluster"), "{said}");
}

/// What `check` says of a cluster on which a log was begun, if it could be.
fn check(store: &str, settings: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = proofdesk(folder.path());
        command.args(arguments).env("PROOFDESK_STORE", store);
        for (name, value) in settings {
            command.env(format!("PROOFDESK_{name}"), value);
        }
        command.output().unwrap()
    };
    run(&["staff", "add", "--role", "agent", "--telegram-id", "1"]);
    let Output { stdout, stderr, .. } = run(&["check", "--offline"]);
    let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    assert!(!said.to_lowercase().contains("secret"), "{said}");
    said
}

fn proofdesk(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
    for (name, _) in std::env::vars().filter(|it| it.0.starts_with("PROOFDESK_")) {
        command.env_remove(name);
    }
    command.env_remove("TELEGRAM_BOT_TOKEN").current_dir(folder);
    command
}

/// A node without a bot.
struct Node {
    child: Option<Child>,
    port: u16,
    folder: tempfile::TempDir,
}

impl Node {
    /// Beside a house, whose key files it has copies of.
    fn beside(house: &House, server: &Standin) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("data/keys");
        std::fs::create_dir_all(&keys).unwrap();
        for file in std::fs::read_dir(house.data().join("keys")).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), keys.join(file.file_name())).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut node = Self { child: None, port, folder };
        node.start(server);
        node
    }

    fn start(&mut self, server: &Standin) {
        let mut serve = proofdesk(self.folder.path());
        serve.args(["serve", "--api-only"]).stderr(Stdio::piped()).stdout(Stdio::null());
        serve.env("PROOFDESK_STORE", server.address()).env("PROOFDESK_DESK__ADMINS", "[5]");
        serve.env("PROOFDESK_HTTP__LISTEN", format!("127.0.0.1:{}", self.port));
        self.child = Some(serve.spawn().unwrap());
    }

    async fn ended(&mut self) -> Output {
        let until = Instant::now() + PATIENCE;
        let mut child = self.child.take().unwrap();
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "it goes on and on");
            tokio::time::sleep(PAUSE).await;
        }
        child.wait_with_output().unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// What a node answers, once it answers as it should.
async fn answer(port: u16, path: &str, fits: impl Fn(&str) -> bool) -> String {
    let until = Instant::now() + PATIENCE;
    let mut last = String::new();
    while Instant::now() < until {
        if let Ok(said) = ask(port, path).await {
            if fits(&said) {
                return said;
            }
            last = said;
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("{path} answered last: {last}");
}

async fn ask(port: u16, path: &str) -> std::io::Result<String> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut said = String::new();
    stream.read_to_string(&mut said).await?;
    Ok(said)
}

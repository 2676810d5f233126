//! What does the adapter burn while a server fails, and how soon is it back when the server is?
//!
//! For each fault a stand-in fails, and a process of its own, which does nothing but ask, append and listen, is watched:
//! its processor time while it waits, and the time from the server's return to the first of each that succeeds. What
//! was found is printed as a table.

#![cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults_client;
mod server;

use faults_client::{Client, Deed};
use standin::{Call, Fault, Past, Standin, Times};
use std::fmt::Write as _;
use std::thread;
use std::time::Duration;

/// How long a server fails.
const WINDOW: Duration = Duration::from_secs(3);
/// How soon everything must succeed after its return.
const BACK_MAX: Duration = Duration::from_secs(2);
/// How much of one core may be burnt while waiting.
const LOAD_MAX: f64 = 0.05;
/// How many children at once, on a machine with few cores.
const AT_ONCE: usize = 3;

const CALLS: [Call; 3] = [Call::Append, Call::Read, Call::Subscribe];

/// What goes wrong, and what brings it right again.
struct Case {
    name: &'static str,
    begin: fn(&mut Standin),
    end: fn(&mut Standin),
    /// False where the process must say that it is another log.
    returns: bool,
}

fn arm(server: &Standin, calls: &[Call], fault: Fault) {
    for &call in calls {
        server.faults().arm(call, fault, Times::Always);
    }
    // Also whoever listens already must come by what was armed.
    server.end_subscriptions();
}

fn take_back(server: &mut Standin) {
    server.faults().take_all_back();
}

fn stop(server: &mut Standin) {
    server.stop();
}

const CASES: [Case; 16] = [
    Case {
        name: "nobody listens on the port",
        begin: stop,
        end: |it| it.start_again(Past::Kept).unwrap(),
        returns: true,
    },
    Case {
        name: "connections are refused",
        begin: |it| {
            it.faults().arm(Call::Connect, Fault::Refuse, Times::Always);
            it.start_again(Past::Kept).unwrap();
        },
        end: take_back,
        returns: true,
    },
    Case {
        name: "cut before the write",
        begin: |it| arm(it, &CALLS, Fault::CutBefore),
        end: take_back,
        returns: true,
    },
    Case {
        name: "cut after the write",
        begin: |it| arm(it, &[Call::Append, Call::Read], Fault::CutAfter),
        end: take_back,
        returns: true,
    },
    Case {
        name: "not the leader",
        begin: |it| arm(it, &CALLS, Fault::NotLeader),
        end: take_back,
        returns: true,
    },
    Case {
        name: "unavailable",
        begin: |it| arm(it, &CALLS, Fault::Unavailable),
        end: take_back,
        returns: true,
    },
    Case {
        name: "unavailable, from the first question on",
        begin: |it| {
            arm(it, &[Call::Features, Call::Gossip], Fault::Unavailable);
            arm(it, &CALLS, Fault::Unavailable);
        },
        end: take_back,
        returns: true,
    },
    Case {
        name: "slow by two seconds",
        begin: |it| arm(it, &CALLS, Fault::Slow(Duration::from_secs(2))),
        end: take_back,
        returns: true,
    },
    Case { name: "hangs", begin: |it| arm(it, &CALLS, Fault::Hang), end: take_back, returns: true },
    Case {
        name: "each event twice",
        begin: |it| arm(it, &[Call::Subscribe], Fault::Twice),
        end: take_back,
        returns: true,
    },
    Case {
        name: "events late by half a second",
        begin: |it| arm(it, &[Call::Subscribe], Fault::Late(Duration::from_millis(500))),
        end: take_back,
        returns: true,
    },
    Case {
        name: "subscriptions ended in order",
        begin: |it| it.end_subscriptions(),
        end: |_| (),
        returns: true,
    },
    Case {
        name: "every subscription ended at once",
        begin: |it| arm(it, &[Call::Subscribe], Fault::EndAtOnce),
        end: take_back,
        returns: true,
    },
    Case {
        name: "restart with its data",
        begin: stop,
        end: |it| it.start_again(Past::Kept).unwrap(),
        returns: true,
    },
    Case {
        name: "restart without its data",
        begin: |it| it.start_again(Past::Lost).unwrap(),
        end: |_| (),
        returns: false,
    },
    Case {
        name: "ended in order, then restart without data",
        begin: |it| {
            it.end_subscriptions();
            thread::sleep(Duration::from_millis(5));
            it.start_again(Past::Lost).unwrap();
        },
        end: |_| (),
        returns: false,
    },
];

/// What was seen of one case.
struct Seen {
    name: &'static str,
    burnt: Duration,
    /// Of each deed; none where there must be none.
    back: Vec<(Deed, Duration)>,
}

#[test]
fn no_fault_burns_the_processor_and_after_each_the_adapter_is_back_soon() {
    if faults_client::work_where_told() {
        return;
    }
    let mut seen = vec![];
    for cases in CASES.chunks(AT_ONCE) {
        let watched: Vec<_> = cases.iter().map(|it| thread::spawn(|| watch(it))).collect();
        seen.extend(watched.into_iter().map(|it| it.join().unwrap()));
    }
    println!("{}", table(&seen));
    for it in &seen {
        let load = it.burnt.as_secs_f64() / WINDOW.as_secs_f64();
        assert!(load < LOAD_MAX, "{}: {:.1} % of a core while waiting", it.name, load * 100.0);
        for (deed, back) in &it.back {
            assert!(*back < BACK_MAX, "{}: {deed:?} is back after {back:?}", it.name);
        }
    }
}

fn watch(case: &Case) -> Seen {
    let mut server = Standin::start();
    let mut client = Client::spawn(&server.address());
    // Once all goes well: what is loaded and connected lazily is there then.
    for deed in Deed::ALL {
        client.ask(deed);
    }
    client.all_done(BACK_MAX * 10).expect("nothing is wrong yet");

    (case.begin)(&mut server);
    let before = client.burnt();
    for deed in Deed::ALL {
        client.ask(deed);
    }
    thread::sleep(WINDOW);
    let burnt = client.burnt().saturating_sub(before);
    if !case.returns {
        assert!(client.says_lost(), "{}: it must not go on with another log", case.name);
        return Seen { name: case.name, burnt, back: vec![] };
    }
    (case.end)(&mut server);
    let returned = faults_client::now();
    client.forget_what_was_done();
    let mut back = vec![];
    while back.len() < Deed::ALL.len() {
        assert!(returned.elapsed() < BACK_MAX * 10, "{}: only {back:?} came back", case.name);
        // Questions anew, as others would ask: those that hang already are not the measure.
        for deed in Deed::ALL {
            if !back.iter().any(|(it, _)| *it == deed) {
                client.ask(deed);
            }
        }
        if let Some(deed) = client.done(Duration::from_millis(100))
            && !back.iter().any(|(it, _)| *it == deed)
        {
            back.push((deed, returned.elapsed()));
        }
    }
    back.sort_by_key(|it| it.0);
    Seen { name: case.name, burnt, back }
}

fn table(seen: &[Seen]) -> String {
    let mut table = String::new();
    let window = WINDOW.as_secs_f64();
    writeln!(table, "\n{:42} {:>14} {:>8}  back after, ms", "fault", "CPU ms", "of a core")
        .unwrap();
    for it in seen {
        let load = it.burnt.as_secs_f64() / window * 100.0;
        let back: Vec<_> =
            it.back.iter().map(|(deed, after)| format!("{deed:?} {}", after.as_millis())).collect();
        let back = if back.is_empty() { "never: not its log".to_owned() } else { back.join(", ") };
        writeln!(table, "{:42} {:>14} {load:>7.1} %  {back}", it.name, it.burnt.as_millis())
            .unwrap();
    }
    table
}

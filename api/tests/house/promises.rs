//! What is promised in the stories: one policy and one calendar, published.

use super::{Company, House, at};
use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::calendar::{self, Hours, Week, Weekly, Windows};
use domain::client::{TermsChanged, Zone};
use domain::clock::Binding;
use domain::policy::{
    self, Condition, Counted, GRACE_DEFAULT, Level, Pause, Row, Rules, THRESHOLDS_DEFAULT, Target,
    Traits, TypeMatch,
};
use domain::ticket::{ClockBound, Event, Seal};
use domain::zone::{self, Release};
use domain::{Actor, At, Draft, Priority, Slug, TicketId, client};
use store::stream::Stream;

/// What the book of a story holds, for binding by hand.
pub(crate) struct Promises {
    book: Book,
}

pub(crate) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// When both were published.
fn published_at() -> DateTime<Utc> {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

impl House {
    /// Publishes `standard@1` and `weekdays@1`: 09:00 to 18:00, Monday to Friday, in Moscow.
    pub(crate) async fn publish(&self) -> Promises {
        self.publish_by(zone::newest()).await
    }

    /// The same with the rules of Moscow's clocks by a release.
    pub(crate) async fn publish_by(&self, tzdb: Release) -> Promises {
        let mut promises = Promises { book: Book::default() };
        let rules = rules();
        let policy = policy::Published {
            version: 1,
            effective_from: published_at(),
            content: "a1".repeat(32),
            rules,
        };
        promises.book.take_policy(&slug("standard"), &policy, published_at().into());
        let draft =
            Draft::<policy::Event>::new(policy::Event::Published(Box::new(policy)), published_at());
        self.record(&Stream::Policy(slug("standard")), Actor::Operator, draft).await;
        let calendar = calendar::Published {
            version: 1,
            effective_from: published_at(),
            hours: hours("09:00-18:00", tzdb),
            content: "c1".repeat(32),
        };
        promises.book.take_calendar(&slug("weekdays"), &calendar, published_at().into());
        let draft = Draft::<calendar::Event>::new(
            calendar::Event::Published(Box::new(calendar)),
            published_at(),
        );
        self.record(&Stream::Calendar(slug("weekdays")), Actor::Operator, draft).await;
        promises
    }

    /// Promises a company what was published.
    pub(crate) async fn promise(&self, company: &Company) {
        let terms = TermsChanged { policy: slug("standard"), calendar: slug("weekdays") };
        let draft = Draft::<client::Event>::new(client::Event::TermsChanged(terms), at("08:00"));
        self.record(&Stream::Client(company.id), Actor::Operator, draft).await;
    }

    /// Binds a ticket's clocks, as the command that registers it does.
    pub(crate) async fn bind(
        &self,
        promises: &Promises,
        ticket: TicketId,
        (priority, at): (Priority, DateTime<Utc>),
    ) {
        let (to, seal) = promises.of(priority, at);
        let bound = Event::ClockBound(ClockBound { to, seal });
        self.happen(ticket, Actor::Reaction, at, bound, &[]).await;
    }
}

impl Promises {
    /// What a ticket of a priority, that nobody has classified, is promised at an instant.
    pub(crate) fn of(&self, priority: Priority, at: DateTime<Utc>) -> (Binding, Seal) {
        let traits = Traits { priority, ..Traits::default() };
        let (policy, calendar) = (slug("standard"), slug("weekdays"));
        self.book.bind(&policy, &calendar, &traits, At::from(at)).expect("it is promised")
    }
}

fn hours(windows: &str, tzdb: Release) -> Hours {
    let open: Windows = windows.parse().unwrap();
    let week = Week {
        mon: open.clone(),
        tue: open.clone(),
        wed: open.clone(),
        thu: open.clone(),
        fri: open,
        ..Week::default()
    };
    Hours::Weekly(Weekly {
        zone: Zone::default(),
        tzdb,
        week,
        overrides: vec![],
        blackouts: vec![],
    })
}

fn row(name: &str, priorities: &[Priority], response: u32, resolution: u32) -> Row {
    let target = |hours: u32| Some(Target::Seconds(hours * 3_600));
    Row {
        name: slug(name),
        types: Vec::<TypeMatch>::new(),
        priorities: priorities.to_vec(),
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response: target(response),
        next_response: target(response),
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: target(resolution),
    }
}

/// What `standard@1` says.
pub(crate) fn rules() -> Rules {
    let level = |after_s, role| Level {
        chain: slug("late"),
        after_s,
        counted: Counted::Business,
        condition: Some(Condition::Unresolved),
        notify: vec![policy::Whom::Role(role)],
    };
    Rules {
        rows: vec![row("urgent", &[Priority::Urgent], 1, 4), row("normal", &[], 4, 16)],
        first_response: policy::Responds::Reply,
        resolution_starts: policy::ResolutionStarts::Report,
        resolution_stops: policy::ResolutionStops::Resolved,
        clients_may_raise: true,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: THRESHOLDS_DEFAULT.to_vec(),
        grace_s: GRACE_DEFAULT,
        reopen: policy::ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: policy::Retarget::default(),
        lower: policy::Retarget::default(),
        migrate_running: false,
        chains: vec![policy::Chain {
            name: slug("late"),
            clock: domain::clock::Kind::Resolution,
            anchor: policy::Anchor::Breach,
            percent: None,
            rounds: 1,
            ack_timeout_s: None,
        }],
        levels: vec![level(1_800, domain::Role::Agent), level(3_600, domain::Role::Manager)],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    }
}

//! A desk at work: log, views, reactions, sender and poll, with Telegram emulated and a clock that is moved by hand.

use bot::client::{Api, Settings};
use bot::door::Says;
use bot::pace::Limits;
use bot::poll::Poll;
use bot::reception::{Effect, Me, Reception};
use bot::rights::Watch;
use bot::sender::Sender;
use bot::webhook::{self, Webhook};
use chrono::{DateTime, Utc};
use commands::people::{find, grant};
use commands::reactions::Reached;
use commands::transact::transact;
use commands::{House, links, reactions};
use domain::people::{Basis, Person};
use domain::{Actor, Cause, Role, Trigger};
use emulator::{ChatId, Clock, Config, Emulator, Profile, Right, Standing, UserId};
use projections::Views;
use std::sync::Arc;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, PAGE_MAX};
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

struct Hand(Clock);

impl WallClock for Hand {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

struct Drawn;

impl Chance for Drawn {
    #[expect(clippy::disallowed_methods, reason = "tests draw their own chance")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

/// The staff chat with Ирина, who is an admin, Ольга and Пётр; and one client's group with Анна, Борис and Виктор, in
/// which Ирина and Ольга are, too.
pub(crate) struct Desk {
    pub(crate) tg: Emulator,
    pub(crate) clock: Clock,
    pub(crate) irina: UserId,
    pub(crate) olga: UserId,
    pub(crate) peter: UserId,
    pub(crate) anna: UserId,
    pub(crate) boris: UserId,
    pub(crate) viktor: UserId,
    pub(crate) staff: ChatId,
    /// Ромашка's group, `ROM`.
    pub(crate) rom: ChatId,
    pub(crate) log: Arc<dyn EventStore>,
    pub(crate) bookmarks: Arc<MemoryStore>,
    pub(crate) vault: Vault,
    pub(crate) api: Api,
    /// Where updates are sent to; none where they are fetched.
    pub(crate) hooked: Option<Hooked>,
    limits: Limits,
    pub(crate) at_work: AtWork,
    _checked: emulator::Checked,
    _stop: DropGuard,
}

/// Where updates are sent to.
pub(crate) struct Hooked {
    pub(crate) port: u16,
    pub(crate) secret: &'static str,
}

impl Hooked {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/telegram/updates", self.port)
    }

    fn settings(&self) -> webhook::Settings {
        let url = self.url().parse().unwrap();
        webhook::Settings::new(&url, self.secret, webhook::CONNECTIONS).unwrap()
    }
}

/// What runs, and what a crash takes away.
pub(crate) struct AtWork {
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
    pub(crate) reception: Arc<Reception>,
    pub(crate) poll: Arc<Poll>,
    pub(crate) hook: Option<Arc<Webhook>>,
    pub(crate) sender: Arc<Sender>,
    /// How far the reactions came.
    pub(crate) reached: Arc<Reached>,
    stopping: CancellationToken,
    parts: JoinSet<()>,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// A desk whose staff chat and first client are linked, the bot an administrator in both.
    pub(crate) async fn open() -> Self {
        Self::open_on(Arc::new(MemoryStore::skipping()), |it| it).await
    }

    /// The same on a log that is wrapped: `wrap` is given the log, and what it answers is used.
    pub(crate) async fn open_on(
        store: Arc<MemoryStore>,
        wrap: impl FnOnce(Arc<dyn EventStore>) -> Arc<dyn EventStore>,
    ) -> Self {
        let none = (emulator::Limits::NONE, Limits::NONE);
        let desk = Self::bare(store, wrap, none).await;
        desk.link_staff().await;
        let token = desk.offered("/client ROM Ромашка").await;
        desk.bot_is_admin(desk.anna, desk.rom);
        desk.tg.start_group(desk.irina, desk.rom, &token).unwrap();
        desk.hears(desk.rom, "Заявки · Ромашка").await;
        desk.settle().await;
        desk
    }

    /// A desk with no chat linked, where Telegram keeps its limits and the sender keeps its own.
    pub(crate) async fn bare(
        store: Arc<MemoryStore>,
        wrap: impl FnOnce(Arc<dyn EventStore>) -> Arc<dyn EventStore>,
        (limits, paced): (emulator::Limits, Limits),
    ) -> Self {
        crate::secrecy::listen();
        let clock = Clock::standing_at("2026-11-23T09:00:00Z".parse().unwrap());
        let tg = Emulator::new(Config { limits, ..Config::new(clock.clone()) });
        let person = |name| tg.add_user(Profile::named(name).speaks("ru"));
        let [irina, olga, peter] = ["Ирина", "Ольга", "Пётр"].map(person);
        let [anna, boris, viktor] = ["Анна", "Борис", "Виктор"].map(person);
        let staff = group(&tg, "Поддержка", &[irina, olga, peter]);
        let rom = group(&tg, "Ромашка и поддержка", &[anna, boris, viktor, irina, olga]);

        let stop = CancellationToken::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (serving, serve_until) = (tg.clone(), stop.clone());
        tokio::spawn(async move { serving.serve(listener, serve_until).await });
        let token = tg.token().to_owned();
        let api = Api::new(&Settings { token, api_url: url.parse().ok(), proxy: None }).unwrap();

        let chance: Arc<dyn Chance> = Arc::new(Drawn);
        let vault = Vault::new(Arc::new(MemoryKeyring::new(Arc::clone(&chance))), chance);
        let bookmarks = Arc::clone(&store);
        let log = wrap(store);
        let at_work = start(&log, &bookmarks, &vault, (&api, None, paced), &clock).await;
        let checked = tg.checked();
        let desk = Self {
            tg,
            clock,
            irina,
            olga,
            peter,
            anna,
            boris,
            viktor,
            staff,
            rom,
            log,
            bookmarks,
            vault,
            api,
            hooked: None,
            limits: paced,
            at_work,
            _checked: checked,
            _stop: stop.drop_guard(),
        };
        desk.has_role(irina, Role::Admin).await;
        // Whom the operator has named, no admin is asked about.
        for agent in [olga, peter] {
            desk.has_role(agent, Role::Agent).await;
        }
        desk
    }

    /// The process ends, however far it was, and after something was mended another one begins at the same log.
    pub(crate) async fn crash(&mut self, mend: impl FnOnce()) {
        self.at_work.stopping.cancel();
        self.at_work.parts.shutdown().await;
        mend();
        let Self { log, bookmarks, vault, api, hooked, limits, clock, .. } = self;
        let telegram = (&*api, hooked.as_ref(), *limits);
        self.at_work = start(log, bookmarks, vault, telegram, clock).await;
    }

    /// A start that has lost its bookmark goes through the whole log again, and nothing comes of it.
    pub(crate) async fn follows_nothing_again(&self) {
        let head = self.log.head().await.unwrap();
        self.until("followed", || self.at_work.reached.position() >= head).await;
        let lost = MemoryStore::new();
        reactions::catch_up(&self.at_work.house, &lost).await.unwrap();
        let more = self.log.read_all(head, PAGE_MAX).await.unwrap();
        let more: Vec<_> =
            more.iter().map(|it| format!("{} {}", it.stream, it.event.kind)).collect();
        assert!(more.is_empty(), "followed again: {more:?}");
    }

    /// The operator has given somebody a role.
    pub(crate) async fn has_role(&self, who: UserId, role: Role) {
        let house = &self.at_work.house;
        let (person, _) = find::by_telegram_id(house, who.0).await.unwrap();
        let grant = grant::Grant { role, client: None, basis: Basis::Operator };
        let decide = |it: &Person| grant::decide(it, grant, self.clock.now());
        let stream = Stream::Person(person);
        let cause = self.asked(&format!("{role:?} {}", who.0));
        transact(house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    }

    /// A token for the staff chat, as the command line gives one out.
    pub(crate) async fn staff_token(&self) -> String {
        let holder = links::Holder::Desk;
        let cause = self.asked(&format!("staff {}", self.clock.now()));
        links::offer::offer(&self.at_work.house, holder, Actor::Operator, &cause).await.unwrap()
    }

    pub(crate) async fn link_staff(&self) {
        let token = self.staff_token().await;
        self.bot_is_admin(self.irina, self.staff);
        self.tg.start_group(self.irina, self.staff, &token).unwrap();
        self.hears(self.staff, "Чат сотрудников подключён").await;
        for who in [self.olga, self.peter] {
            self.says(who, self.staff, "Доброе утро");
        }
        self.settle().await;
    }

    /// The token in the link that the bot gives out upon an admin's command.
    pub(crate) async fn offered(&self, command: &str) -> String {
        let asked = self.says(self.irina, self.staff, command);
        let line = self.hears_in_reply(self.staff, asked, "startgroup=").await;
        let (_, token) = line.text.split_once("startgroup=").unwrap();
        token.split(|it: char| it.is_whitespace() || it == '&').next().unwrap().to_owned()
    }

    pub(crate) fn bot_is_admin(&self, by: UserId, chat: ChatId) {
        self.tg.add_bot(by, chat).unwrap();
        let standing = Standing::administrator([Right::PinMessages]);
        self.tg.promote(by, chat, self.tg.bot(), standing).unwrap();
    }

    pub(crate) fn asked(&self, key: &str) -> Cause {
        Cause::new(Trigger::Request { key: key.to_owned() }, self.clock.now())
    }
}

/// A group that the first of these people has made.
pub(crate) fn group(tg: &Emulator, title: &str, people: &[UserId]) -> ChatId {
    let group = tg.add_group(people[0], title).unwrap();
    for &whom in &people[1..] {
        tg.invite(people[0], group, whom).unwrap();
    }
    group
}

async fn start(
    log: &Arc<dyn EventStore>,
    bookmarks: &Arc<MemoryStore>,
    vault: &Vault,
    (api, hooked, limits): (&Api, Option<&Hooked>, Limits),
    clock: &Clock,
) -> AtWork {
    let house = House::new(Arc::clone(log), vault.clone(), Arc::new(Hand(clock.clone())));
    let folder = tempfile::tempdir().unwrap();
    let views = Views::open(folder.path(), Arc::clone(log), vault.clone()).unwrap();
    reactions::catch_up(&house, bookmarks.as_ref()).await.unwrap();
    views.catch_up().await.unwrap();

    let me = api.get_me().await.unwrap();
    let sees_all = me.can_read_all_group_messages;
    let me = Me { id: me.id, username: me.username, sees_all };
    let reception = Arc::new(Reception::new(house.clone(), Arc::clone(&views), me));
    let sender = Sender::new(house.clone(), Arc::clone(&views), api.clone(), limits);
    let speaker = Arc::new(Speaker { api: api.clone(), sender: Arc::clone(&sender) });
    let poll = Arc::new(Poll::new(api.clone(), Arc::clone(&reception), speaker.clone()));
    let stopping = CancellationToken::new();
    let hook = hooked.map(|hooked| {
        let works_with: (_, _, Arc<dyn Says>) = (api.clone(), Arc::clone(&reception), speaker);
        Arc::new(Webhook::new(works_with, hooked.settings(), stopping.clone()))
    });
    // Each part ends when its task is aborted, as in a crash.
    let never = CancellationToken::new();
    let mut parts = JoinSet::new();
    let (following, until) = (Arc::clone(&views), never.clone());
    parts.spawn(async move { following.run(until).await.unwrap() });
    let until = never.clone();
    let saying = Arc::clone(&sender);
    parts.spawn(async move { saying.run(until).await.unwrap() });
    if let (Some(hook), Some(hooked)) = (&hook, hooked) {
        let listener = TcpListener::bind(("127.0.0.1", hooked.port)).await.unwrap();
        let (app, end) = (hook.router(), stopping.clone().cancelled_owned());
        parts.spawn(async move {
            axum::serve(listener, app).with_graceful_shutdown(end).await.unwrap();
        });
        let (hook, until) = (Arc::clone(hook), never.clone());
        parts.spawn(async move { hook.run(until).await });
    } else {
        let (polling, until) = (Arc::clone(&poll), never.clone());
        parts.spawn(async move { polling.run(until).await });
    }
    let (watch, until) = (Watch::new(Arc::clone(&reception), api.clone()), never.clone());
    parts.spawn(async move { watch.run(until).await });
    let (reacting, bookmarks) = (house.clone(), Arc::clone(bookmarks));
    let reached = Arc::new(Reached::default());
    let noted = Arc::clone(&reached);
    // A log that breaks down ends it; the next start goes on.
    parts.spawn(async move {
        drop(reactions::run(&reacting, bookmarks.as_ref(), &noted).await);
    });
    AtWork {
        house,
        views,
        reception,
        poll,
        hook,
        sender,
        reached,
        stopping,
        parts,
        _folder: folder,
    }
}

struct Speaker {
    api: Api,
    sender: Arc<Sender>,
}

impl Says for Speaker {
    fn say(&self, effect: Effect) {
        match effect {
            Effect::Reply { chat, reply_to, text } => {
                self.sender.transient(chat, Some(reply_to), text);
            }
            Effect::Choice { chat, reply_to, text, buttons } => {
                self.sender.offer(chat, reply_to, text, &buttons);
            }
            Effect::Html { chat, reply_to, html } => {
                self.sender.transient_html(chat, Some(reply_to), html);
            }
            Effect::Tell { chat, text } => self.sender.transient(chat, None, text),
            Effect::Buttons { chat, message, buttons } => {
                self.sender.show_buttons(chat, message, &buttons);
            }
            Effect::Instead { chat, message, text } => self.sender.instead(chat, message, text),
            Effect::SetUp(said) => {
                let api = self.api.clone();
                tokio::spawn(async move { bot::onboard::say(&api, said).await });
            }
            Effect::Open { callback, url } => {
                let api = self.api.clone();
                tokio::spawn(async move { api.open_chat(&callback, &url).await });
            }
            Effect::Toast { callback, text, alert } => {
                let api = self.api.clone();
                tokio::spawn(async move { api.answer_callback(&callback, &text, alert).await });
            }
        }
    }
}

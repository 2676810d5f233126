//! Digests: what are staff told of words that nobody has taken up, and of how a day stands?

use super::html::{bold, escape, fit, name, title, visible_units};
use super::receipt::first_line;
use super::{Pointless, Rendered, Scene, SeenIn, Subject, link_to, promises, suggestions};
use crate::buttons::Wrote;
use crate::texts::{MESSAGE_UNITS_MAX, cut};
use domain::desk::Which;
use domain::{At, Event, Field, MessageRef, PersonId, TicketNumber, chat, clock, desk};
use projections::rows::{ChatPlace, Missed, MissedWords, TicketRow};

/// The most lines of one list in a digest.
pub(crate) const DIGEST_LINES_MAX: usize = 10;
/// The most UTF-16 units of a request in a digest.
const LINE_UNITS_MAX: usize = 60;
/// The most UTF-16 units of words that nobody has taken up: whoever wants more opens the message.
const WORDS_UNITS_MAX: usize = 500;
/// The most messages of one author that an alarm shows.
pub(crate) const WORDS_MAX: usize = 5;
/// The most UTF-16 units of each of them after the first.
const FURTHER_UNITS_MAX: usize = 200;

/// A clock that is still to be stopped, and its ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub number: TicketNumber,
    pub summary: String,
    pub clock: clock::Kind,
    pub deadline: At,
    /// Working seconds since the deadline, once it has passed.
    pub overrun_s: Option<i64>,
}

/// How a day stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Tickets that were requested, resolved and closed in the last 24 hours.
    pub registered: u64,
    pub resolved: u64,
    pub closed: u64,
    pub open: u64,
    pub waiting_for_client: u64,
    /// What clients were to be told in the last 24 hours and never were.
    pub undelivered: u64,
    /// One clock a ticket, the deadline longest ago first.
    pub overdue: Vec<Due>,
    /// Those that fall due by the end of the day, the soonest first.
    pub due_today: Vec<Due>,
    /// New, and nobody has them.
    pub untaken: Vec<TicketRow>,
    pub missed: Missed,
    /// Messages of clients that nobody has taken up and that may wait a little longer.
    pub in_time: u64,
    pub on_duty: Vec<PersonId>,
}

/// Words of a client that nobody has taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    /// Minutes of working time that they may wait.
    pub minutes: u64,
    /// More messages of the same author that wait with them, at most `WORDS_MAX` with the first.
    pub further: Vec<Subject>,
    /// How many more there are besides.
    pub more: u64,
}

pub(super) fn unanswered(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let waited = scene.waited.as_ref().ok_or(Pointless)?;
    let (Event::Chat(chat::Event::MessageAccounted(it)), Some(seen_in)) =
        (&subject.event, &scene.seen_in)
    else {
        return Err(Pointless);
    };
    let client = title(scene.client_title.as_deref().unwrap_or_default());
    let arguments = [("minutes", waited.minutes.into()), ("client", client.into())];
    let first = texts.with("unanswered-title", arguments);
    let author = bold(&scene.name_of(it.author));
    let words = subject.words(Field::Body, !it.attachments.is_empty(), texts);
    let words = cut(&words, WORDS_UNITS_MAX);
    let further: Vec<_> = waited.further.iter().map(|it| further(scene, seen_in, it)).collect();
    let mut last = further.concat();
    if waited.more > 0 {
        let more = texts.with("unanswered-more", [("count", waited.more.into())]);
        last = format!("{last}\n{more}");
    }
    let at = MessageRef { chat: seen_in.chat, message: it.message };
    let link = link_to(at, it.thread);
    if let Some(link) = link {
        let text = texts.text("unanswered-link");
        last = format!("{last}\n<a href=\"{link}\">{text}</a>");
    }
    let html = fit(&words, |words| {
        let arguments = [
            ("name", author.clone().into()),
            ("time", scene.times.short(subject.occurred_at).into()),
            ("text", words.into()),
        ];
        format!("{first}\n{}{last}", texts.with("unanswered-words", arguments))
    });
    let wrote = Wrote { chat: at.chat, month: seen_in.month.clone(), message: at.message };
    let keyboard = suggestions::of_words(texts, &wrote, None);
    Ok(Rendered { html, keyboard, ..Rendered::default() })
}

/// What the same author has said besides, and where it stands.
fn further(scene: &Scene, seen_in: &SeenIn, it: &Subject) -> String {
    let Event::Chat(chat::Event::MessageAccounted(said)) = &it.event else { return String::new() };
    let texts = scene.texts();
    let words = it.words(Field::Body, !said.attachments.is_empty(), texts);
    let time = scene.times.short(it.occurred_at);
    let at = MessageRef { chat: seen_in.chat, message: said.message };
    let arguments = [
        ("time", linked(time, link_to(at, said.thread)).into()),
        ("text", escape(&cut(&words, FURTHER_UNITS_MAX)).into()),
    ];
    format!("\n{}", texts.with("unanswered-further", arguments))
}

fn linked(text: String, link: Option<String>) -> String {
    match link {
        Some(link) => format!("<a href=\"{link}\">{text}</a>"),
        None => text,
    }
}

pub(super) fn digest(scene: &Scene) -> Result<Rendered, Pointless> {
    let digest = scene.digest.as_ref().ok_or(Pointless)?;
    let Event::Desk(desk::Event::DigestDue(it)) = &scene.subject()?.event else {
        return Err(Pointless);
    };
    if scene.place != Some(ChatPlace::Staff) {
        return Err(Pointless);
    }
    let told = |lines_max| {
        let mut lines = match it.which {
            Which::Evening => evening(scene, digest, lines_max),
            Which::Morning => morning(scene, digest, lines_max),
        }?;
        if it.skipped > 0 {
            lines.push(scene.texts().with("digest-skipped", [("count", it.skipped.into())]));
        }
        Ok(lines)
    };
    let mut html = String::new();
    // What does not fit is counted all the same.
    for lines_max in (0..=DIGEST_LINES_MAX).rev() {
        html = told(lines_max)?.join("\n");
        if visible_units(&html) <= MESSAGE_UNITS_MAX {
            break;
        }
    }
    Ok(Rendered { html, silent: true, ..Rendered::default() })
}

fn evening(scene: &Scene, digest: &Digest, lines_max: usize) -> Result<Vec<String>, Pointless> {
    let texts = scene.texts();
    let at = scene.times.dated_with_zone(scene.subject()?.occurred_at);
    let mut lines = vec![texts.with("digest-evening", [("time", at.into())])];
    let counted = [
        ("digest-registered", digest.registered),
        ("digest-resolved", digest.resolved),
        ("digest-closed", digest.closed),
        ("digest-open", digest.open),
        ("digest-waiting", digest.waiting_for_client),
    ];
    lines.extend(counted.map(|(key, count)| requests(scene, key, count)));
    lines.extend(of_clocks(scene, "digest-overdue", &digest.overdue, lines_max));
    lines.push(texts.with("digest-undelivered", [("count", digest.undelivered.into())]));
    lines.extend(missed(scene, &digest.missed, lines_max));
    Ok(lines)
}

fn morning(scene: &Scene, digest: &Digest, lines_max: usize) -> Result<Vec<String>, Pointless> {
    let texts = scene.texts();
    let date = scene.times.date(scene.subject()?.occurred_at);
    let mut lines = vec![texts.with("digest-morning", [("date", date.into())])];
    if !digest.on_duty.is_empty() {
        let names: Vec<_> = digest.on_duty.iter().map(|it| bold(&scene.name_of(*it))).collect();
        lines.push(texts.with("digest-on-duty", [("names", names.join(", ").into())]));
    }
    lines.extend(of_clocks(scene, "digest-overdue", &digest.overdue, lines_max));
    lines.extend(of_clocks(scene, "digest-due", &digest.due_today, lines_max));
    lines.push(requests(scene, "digest-untaken", digest.untaken.len() as u64));
    let untaken = digest.untaken.iter().map(|it| {
        let number = ("number", bold(&scene.number(&it.number)).into());
        texts.with("digest-line-bare", [number, ("text", shown(&it.summary).into())])
    });
    lines.extend(listed(scene, untaken, digest.untaken.len(), lines_max));
    lines.extend(missed(scene, &digest.missed, lines_max));
    if digest.in_time > 0 {
        lines.push(texts.with("digest-since-night", [("count", digest.in_time.into())]));
    }
    Ok(lines)
}

fn requests(scene: &Scene, key: &str, count: u64) -> String {
    let texts = scene.texts();
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    texts.with(key, [("requests", texts.requests(count).into())])
}

fn of_clocks(scene: &Scene, key: &str, clocks: &[Due], lines_max: usize) -> Vec<String> {
    let texts = scene.texts();
    let mut lines = vec![requests(scene, key, clocks.len() as u64)];
    let each = clocks.iter().map(|it| {
        let arguments = [
            ("number", bold(&scene.number(&it.number)).into()),
            ("due", how_it_stands(scene, it).into()),
            ("text", shown(&it.summary).into()),
        ];
        texts.with("digest-line", arguments)
    });
    lines.extend(listed(scene, each, clocks.len(), lines_max));
    lines
}

fn how_it_stands(scene: &Scene, it: &Due) -> String {
    match it.overrun_s {
        Some(overrun_s) => promises::missed(scene, it.clock, it.deadline, Some(overrun_s)),
        None => promises::due(scene, it.clock, it.deadline),
    }
}

/// The line that is never left out, and what it counts.
fn missed(scene: &Scene, missed: &Missed, lines_max: usize) -> Vec<String> {
    let texts = scene.texts();
    let mut lines = vec![texts.with("digest-missed", [("count", missed.count.into())])];
    let each = missed.words.iter().map(|it| missed_line(scene, it));
    let count = usize::try_from(missed.count).unwrap_or(usize::MAX);
    lines.extend(listed(scene, each, count, lines_max));
    lines
}

fn missed_line(scene: &Scene, it: &MissedWords) -> String {
    let texts = scene.texts();
    let author = Some(it.author_name.as_str()).filter(|it| !it.is_empty());
    let time = linked(scene.times.short(it.said.utc()), link_to(it.at, it.thread));
    let arguments = [
        ("client", title(&it.client_title).into()),
        ("name", name(texts, author).into()),
        ("time", time.into()),
    ];
    let line = texts.with("digest-missed-line", arguments);
    match it.count.saturating_sub(1) {
        0 => line,
        more => format!("{line}{}", texts.with("digest-missed-more", [("count", more.into())])),
    }
}

/// As many lines as may be shown, and how many there are besides.
fn listed(
    scene: &Scene,
    lines: impl Iterator<Item = String>,
    count: usize,
    lines_max: usize,
) -> Vec<String> {
    let mut shown: Vec<_> = lines.take(lines_max).collect();
    let rest = count.saturating_sub(shown.len());
    if rest > 0 {
        shown.push(scene.texts().with("digest-rest", [("count", rest.into())]));
    }
    shown
}

fn shown(summary: &str) -> String {
    escape(&cut(first_line(summary), LINE_UNITS_MAX))
}

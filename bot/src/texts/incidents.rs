//! Texts of incidents: what are staff told of what befell many clients?

use super::dates::unread;
use super::previews::Preview;
use super::{MESSAGE_UNITS_MAX, Texts, cut, undirected};
use crate::times::Times;
use commands::incident::Rejection;
use domain::dates::Unread;
use domain::incident::{Audience, Nature, Stage};
use domain::{ClientCode, TicketNumber};
use projections::rows::IncidentRow;

/// The most numbers of tickets that one answer names.
const NUMBERS_MAX: usize = 50;
/// The most UTF-16 units of a title in a list.
const TITLE_UNITS_MAX: usize = 80;

/// The most UTF-16 units of a title on a button, and on a card.
const BUTTON_UNITS_MAX: usize = 40;

/// What is said of a press on a card's ticket and an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtCard {
    /// Which one? The buttons follow.
    Which,
    Linked(u32),
    /// It was so already.
    LinkedAlready(u32),
    Unlinked(u32),
    Opened(u32),
    Over(u32),
    /// No more tickets may be linked to it.
    Full(u32),
}

impl AtCard {
    pub(crate) fn text(self, texts: Texts) -> String {
        match self {
            Self::Which => texts.text("toast-incident-which"),
            Self::Linked(number) => numbered(texts, "toast-incident-linked", number),
            Self::LinkedAlready(number) => numbered(texts, "toast-incident-linked-already", number),
            Self::Unlinked(number) => numbered(texts, "toast-incident-unlinked", number),
            Self::Opened(number) => numbered(texts, "toast-incident-opened", number),
            Self::Over(number) => numbered(texts, "toast-incident-ended", number),
            Self::Full(number) => numbered(texts, "toast-incident-full", number),
        }
    }
}

/// What an outage is called that is declared from a ticket.
pub(crate) fn title_of(texts: Texts, ticket: &TicketNumber) -> String {
    texts.with("incident-title-of", [("number", texts.number(ticket).into())])
}

/// The button that links a ticket to an incident, or ends that link.
pub(crate) fn button_of(texts: Texts, row: &IncidentRow, linked: bool) -> String {
    let key = if linked { "button-incident-out" } else { "button-incident-in" };
    let title = undirected(&cut(&row.title, BUTTON_UNITS_MAX));
    texts.with(key, [("number", row.number.to_string().into()), ("title", title.into())])
}

/// An incident on the card of a ticket.
pub(crate) fn on_card(texts: Texts, row: &IncidentRow) -> String {
    format!("⚡ {}: {}", name(texts, row), undirected(&cut(&row.title, BUTTON_UNITS_MAX)))
}

/// The answer to a command about incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IncidentReply {
    List(Vec<IncidentRow>),
    Card(IncidentRow, Vec<TicketNumber>),
    /// Words that may go out, as clients will see them.
    Draft(Box<Preview>),
    /// It is over, and nobody was told.
    Ended(IncidentRow),
    /// It was over before, by somebody of that name.
    Over(IncidentRow, String),
    NoSuchIncident(u32),
    NoSuchTicket(String),
    NoSuchClient(ClientCode),
    AnnounceHow,
    /// Of that number, and why it does not end without words.
    FinishHow(Option<(u32, Rejection)>),
    PlannedHow(Unread),
    Refused(Rejection),
}

impl IncidentReply {
    pub(crate) fn text(&self, times: &Times) -> String {
        let texts = Texts(times.language);
        let text = match self {
            Self::List(rows) if rows.is_empty() => texts.text("incident-none"),
            Self::List(rows) => {
                rows.iter().map(|it| line(texts, times, it)).collect::<Vec<_>>().join("\n")
            }
            Self::Card(row, numbers) => card(texts, times, row, numbers),
            Self::Draft(preview) => preview.asked(texts),
            Self::Ended(row) => {
                let told = texts.text("incident-told-nobody");
                format!("{}. {}. {told}", name(texts, row), stage(texts, times, row))
            }
            Self::Over(row, by) => {
                let by = if by.is_empty() { texts.text("anonymous") } else { undirected(by) };
                let at = row.ended.map(|it| times.short(it.0)).unwrap_or_default();
                format!("{}. {} {at}, {by}", name(texts, row), stage(texts, times, row))
            }
            Self::NoSuchIncident(number) => numbered(texts, "incident-unknown", *number),
            Self::NoSuchTicket(word) => {
                let word = undirected(&cut(word, TITLE_UNITS_MAX));
                texts.with("incident-no-ticket", [("word", word.into())])
            }
            Self::NoSuchClient(code) => {
                texts.with("setup-no-such-client", [("code", code.as_str().into())])
            }
            Self::AnnounceHow => texts.text("incident-announce-how"),
            Self::FinishHow(None) => texts.text("incident-finish-how"),
            Self::FinishHow(Some((number, Rejection::Linked))) => {
                numbered(texts, "incident-finish-linked", *number)
            }
            Self::FinishHow(Some((number, _))) => numbered(texts, "incident-finish-told", *number),
            Self::PlannedHow(why) => unread(texts, Some(why), &texts.text("incident-planned-how")),
            Self::Refused(rejection) => texts.text(match rejection {
                Rejection::NotStaff => "incident-only-staff",
                Rejection::Unknown => "incident-gone",
                Rejection::Over => "incident-over",
                Rejection::WithoutWords => "incident-without-words",
                Rejection::Nobody => "incident-nobody",
                Rejection::TooMany => "incident-too-many",
                Rejection::Unplaced(_) => "incident-linked-meanwhile",
                Rejection::Told | Rejection::Linked => "incident-finish-how",
                Rejection::Private => "private-no-incident",
            }),
        };
        cut(&text, MESSAGE_UNITS_MAX)
    }

    /// What is said in messages of its own before it.
    pub(crate) fn apart(&self, times: &Times) -> Vec<String> {
        match self {
            Self::Draft(preview) => preview.apart(Texts(times.language)),
            Self::List(_)
            | Self::Card(..)
            | Self::Ended(_)
            | Self::Over(..)
            | Self::NoSuchIncident(_)
            | Self::NoSuchTicket(_)
            | Self::NoSuchClient(_)
            | Self::AnnounceHow
            | Self::FinishHow(_)
            | Self::PlannedHow(_)
            | Self::Refused(_) => vec![],
        }
    }

    /// The button that sends words to an audience of so many groups.
    pub(crate) fn button(texts: Texts, audience: Audience, groups: usize) -> String {
        let key = match audience {
            Audience::Linked => "incident-to-linked",
            Audience::All => "incident-to-all",
            Audience::Chosen => "incident-to-chosen",
        };
        texts.with(key, [("count", groups.into())])
    }
}

fn numbered(texts: Texts, key: &str, number: u32) -> String {
    texts.with(key, [("number", number.to_string().into())])
}

fn line(texts: Texts, times: &Times, row: &IncidentRow) -> String {
    let title = undirected(&cut(&row.title, TITLE_UNITS_MAX));
    let line = format!("{}: {title} · {}", name(texts, row), tickets(texts, row));
    match row.nature {
        Nature::Outage => line,
        Nature::Planned { from, until } => {
            let window = window(texts, times, from, until);
            format!("{line}\n{}. {window}", stage(texts, times, row))
        }
    }
}

/// How far it is.
fn stage(texts: Texts, times: &Times, row: &IncidentRow) -> String {
    let stage = row.nature.stage(row.ended.map(|it| it.0), times.now);
    texts.text(match (row.nature, stage) {
        (_, Stage::Planned) => "incident-stage-planned",
        (Nature::Outage, Stage::Running) => "incident-stage-goes-on",
        (Nature::Planned { .. }, Stage::Running) => "incident-stage-running",
        (_, Stage::TimeIsUp) => "incident-stage-time-is-up",
        (Nature::Outage, Stage::Over) => "incident-over",
        (Nature::Planned { .. }, Stage::Over) => "incident-stage-over",
        (_, Stage::Withdrawn) => "incident-stage-withdrawn",
    })
}

fn name(texts: Texts, row: &IncidentRow) -> String {
    let key = match row.nature {
        Nature::Outage => "incident-outage",
        Nature::Planned { .. } => "incident-planned",
    };
    numbered(texts, key, row.number)
}

fn tickets(texts: Texts, row: &IncidentRow) -> String {
    let count = usize::try_from(row.tickets).unwrap_or(usize::MAX);
    texts.requests(count)
}

fn card(texts: Texts, times: &Times, row: &IncidentRow, numbers: &[TicketNumber]) -> String {
    let mut lines = vec![format!("{}: {}", name(texts, row), undirected(&row.title))];
    if let Nature::Planned { from, until } = row.nature {
        lines.push(window(texts, times, from, until));
    }
    lines.push(stage(texts, times, row));
    lines.push(tickets(texts, row));
    if !numbers.is_empty() {
        let shown = numbers.iter().take(NUMBERS_MAX).map(|it| texts.number(it));
        let mut shown = shown.collect::<Vec<_>>().join(", ");
        if let Some(rest @ 1..) = numbers.len().checked_sub(NUMBERS_MAX) {
            shown = format!("{shown}\n{}", texts.with("line-more", [("count", rest.into())]));
        }
        lines.push(shown);
    }
    if row.ended.is_none() {
        lines.push(numbered(texts, "incident-what-next", row.number));
    }
    lines.join("\n")
}

/// From when until when works last, for the people of a chat.
pub(crate) fn window(
    texts: Texts,
    times: &Times,
    from: chrono::DateTime<chrono::Utc>,
    until: chrono::DateTime<chrono::Utc>,
) -> String {
    let arguments =
        [("from", times.dated(from).into()), ("until", times.dated_with_zone(until).into())];
    texts.with("incident-window", arguments)
}

//! Texts of routing: what staff are told when they arrange who answers for whom.

use super::dates::unread;
use super::{Texts, cut, undirected};
use crate::onboard::GREETED;
use domain::dates::Unread;
use domain::{ClientCode, Language, Slug};
use fluent_templates::fluent_bundle::FluentValue;

/// The most UTF-16 units of a word that is said back.
const WORD_UNITS_MAX: usize = 60;

/// One team in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLine {
    pub team: Slug,
    pub title: String,
    pub groups: usize,
    /// Whether this very group is the team's.
    pub here: bool,
}

/// Who stands in for somebody with the clients of a team, or of none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandsIn {
    pub team: Option<Slug>,
    pub names: Vec<String>,
    /// Whether for some of them there is nobody.
    pub nobody: bool,
}

/// What somebody leaves behind who goes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub stand_ins: Vec<StandsIn>,
    /// How many open tickets.
    pub tickets: usize,
}

impl Left {
    fn lines(&self, texts: Texts) -> Vec<String> {
        let several = self.stand_ins.len() > 1 || self.stand_ins.iter().any(|it| it.team.is_some());
        let mut lines: Vec<String> =
            self.stand_ins.iter().map(|it| it.line(texts, several)).collect();
        if self.stand_ins.iter().any(|it| it.nobody) {
            lines.push(texts.text("away-how"));
        }
        lines.push(texts.with("away-tickets", [("count", self.tickets.into())]));
        lines
    }
}

impl StandsIn {
    fn line(&self, texts: Texts, several: bool) -> String {
        let mut names: Vec<String> = self.names.iter().map(|it| undirected(it)).collect();
        if self.nobody {
            let key = if names.is_empty() { "away-nobody" } else { "away-nobody-of-some" };
            names.push(texts.text(key));
        }
        let names = ("names", names.join(", ").into());
        if !several {
            return texts.with("away-instead", [names]);
        }
        let general = || texts.text("routing-general");
        let team = self.team.as_ref().map_or_else(general, ToString::to_string);
        texts.with("away-instead-of-team", [("team", team.into()), names])
    }
}

/// The answer to a command of routing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingReply {
    OnlyAdmin,
    NotStaff,
    NoSuchTeam,
    NoSuchClient(String),
    /// No team can be called so.
    BadTeam(String),
    TeamWithoutTitle(String),
    /// Words after `/team` that mean nothing.
    TeamUnread(String),
    /// A word after `/route ROM` that means nothing.
    RouteUnread(String),
    NoSuchAgent(String),
    TeamHow,
    TooManyTeams,
    Teams(Vec<TeamLine>),
    TeamSet {
        team: Slug,
        title: String,
    },
    TeamHere(Option<Slug>),
    RouteHow,
    Route {
        code: ClientCode,
        team: Option<Slug>,
        responsible: Option<String>,
        deputy: Option<String>,
    },
    DutyHow,
    Duty {
        team: Option<Slug>,
        name: Option<String>,
        until: String,
    },
    /// With what is wrong, where that is known.
    DateHow(Option<Unread>),
    Away {
        until: Option<String>,
        left: Left,
    },
    Back,
    Private,
    /// The bot cannot write first: whoever never opened its chat must do so.
    PrivateByStart(String),
    Group,
    /// With the handles of those to whom tickets could go.
    HandOverHow(Vec<String>),
    NothingToHandOver,
    /// Nothing of somebody else's.
    NothingOfTheirs,
    /// Neither of staff nor with open tickets.
    NoSuchHolder(String),
    IsAway(String),
    /// The question for a note is over.
    NoteTooLate,
    HandedOver {
        name: String,
        count: usize,
        more: usize,
    },
}

impl RoutingReply {
    pub fn text(&self, language: Language) -> String {
        let texts = Texts(language);
        let nobody = || texts.text("routing-nobody");
        let person = |it: &Option<String>| it.as_deref().map_or_else(nobody, undirected);
        let team = |it: &Option<Slug>| {
            it.as_ref().map_or_else(|| texts.text("routing-general"), ToString::to_string)
        };
        match self {
            Self::OnlyAdmin => texts.text("routing-only-admin"),
            Self::NotStaff => texts.text("routing-not-staff"),
            Self::NoSuchTeam => texts.text("routing-no-such-team"),
            Self::NoSuchClient(word) => texts.with("routing-no-such-client", [quoted(word)]),
            Self::BadTeam(word) => texts.with("routing-bad-team", [quoted(word)]),
            Self::TeamWithoutTitle(team) => {
                texts.with("routing-team-without-title", [quoted(team)])
            }
            Self::TeamUnread(words) => {
                let unread = texts.with("routing-team-unread", [quoted(words)]);
                format!("{unread}\n{}", texts.text("routing-team-how"))
            }
            Self::RouteUnread(word) => {
                let unread = texts.with("routing-route-unread", [quoted(word)]);
                format!("{unread}\n{}", texts.text("routing-route-how"))
            }
            Self::NoSuchAgent(handle) => {
                texts.with("routing-no-such-agent", [("handle", undirected(handle).into())])
            }
            Self::TeamHow => texts.text("routing-team-how"),
            Self::TooManyTeams => texts.text("routing-too-many-teams"),
            Self::Teams(teams) => list(texts, teams),
            Self::TeamSet { team, title } => {
                let title = ("title", undirected(title).into());
                texts.with("routing-team-set", [("team", team.to_string().into()), title])
            }
            Self::TeamHere(None) => texts.text("routing-team-here-none"),
            Self::TeamHere(Some(team)) => {
                texts.with("routing-team-here", [("team", team.to_string().into())])
            }
            Self::RouteHow => texts.text("routing-route-how"),
            Self::Route { code, team: of, responsible, deputy } => texts.with(
                "routing-route",
                [
                    ("code", code.as_str().into()),
                    ("team", team(of).into()),
                    ("responsible", person(responsible).into()),
                    ("deputy", person(deputy).into()),
                ],
            ),
            Self::DutyHow => texts.text("routing-duty-how"),
            Self::Duty { team: of, name, until } => texts.with(
                "routing-duty",
                [
                    ("team", team(of).into()),
                    ("name", person(name).into()),
                    ("until", until.as_str().into()),
                ],
            ),
            Self::DateHow(why) => unread(texts, why.as_ref(), &texts.text("routing-date-how")),
            Self::Away { until, left } => {
                let head = match until {
                    None => texts.text("away"),
                    Some(until) => texts.with("away-until", [("until", until.as_str().into())]),
                };
                let back = texts.text(if until.is_some() { "away-earlier" } else { "away-back" });
                format!("{head}\n{}\n{back}", left.lines(texts).join("\n"))
            }
            Self::Back => texts.text("routing-back"),
            Self::Private => texts.text("routing-private"),
            Self::PrivateByStart(username) => {
                let link = format!("https://t.me/{username}?start={GREETED}");
                texts.with("routing-private-by-start", [("link", link.into())])
            }
            Self::Group => texts.text("routing-group"),
            Self::HandOverHow(colleagues) if colleagues.is_empty() => {
                texts.text("routing-hand-over-how")
            }
            Self::HandOverHow(colleagues) => {
                let how = texts.text("routing-hand-over-how");
                let names = ("names", colleagues.join(", ").into());
                format!("{how}\n{}", texts.with("routing-hand-over-to", [names]))
            }
            Self::NothingToHandOver => texts.text("routing-nothing-to-hand-over"),
            Self::NothingOfTheirs => texts.text("handover-nothing"),
            Self::NoSuchHolder(handle) => {
                texts.with("handover-no-such", [("handle", undirected(handle).into())])
            }
            Self::NoteTooLate => texts.text("handover-note-too-late"),
            Self::IsAway(name) => {
                texts.with("routing-is-away", [("name", undirected(name).into())])
            }
            Self::HandedOver { name, count, more } => {
                let name = ("name", undirected(name).into());
                let done = texts.with("routing-handed-over", [("count", (*count).into()), name]);
                match more {
                    0 => done,
                    more => {
                        let more = texts.with("routing-more-left", [("count", (*more).into())]);
                        format!("{done}\n{more}")
                    }
                }
            }
        }
    }
}

/// A word as it was typed, for the answer to say which one is wrong.
fn quoted(word: &str) -> (&'static str, FluentValue<'static>) {
    ("word", cut(&undirected(word), WORD_UNITS_MAX).into())
}

fn list(texts: Texts, teams: &[TeamLine]) -> String {
    if teams.is_empty() {
        return texts.text("routing-team-how");
    }
    let line = |it: &TeamLine| {
        let key = if it.here { "routing-team-line-here" } else { "routing-team-line" };
        let team = ("team", it.team.to_string().into());
        let title = ("title", undirected(&it.title).into());
        texts.with(key, [team, title, ("count", it.groups.into())])
    };
    let lines: Vec<String> = teams.iter().map(line).collect();
    format!("{}\n{}", lines.join("\n"), texts.text("routing-team-how"))
}

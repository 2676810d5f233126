//! Card: what does an admin see of a set-up, and what can be chosen?

use super::choice::{Choice, Deed, Pick};
use crate::buttons::Press;
use crate::reception::{Failure, Reception};
use crate::render::Button;
use crate::texts::{MESSAGE_UNITS_MAX, Texts, cut, undirected};
use commands::transact::ask;
use domain::group_title::{self, Guess};
use domain::intake::{Intake, Mode};
use domain::{ChatId, ClientCode, Language, Slug};
use projections::rows::{ClientRow, SetUpRow};
use store::stream::Stream;

/// The most clients, policies, calendars or rule sets that are shown to choose from.
const SHOWN_MAX: usize = 12;
/// What is chosen at first, if it is published and several are.
const USUAL: &str = "standard";
/// The most characters of a group's title, by Telegram.
const TITLE_UNITS_MAX: usize = 255;

/// What can be chosen, and what is.
pub(super) struct Card<'a> {
    row: &'a SetUpRow,
    choice: Choice,
    texts: Texts,
    clients: Vec<ClientRow>,
    policies: Vec<Slug>,
    calendars: Vec<Slug>,
    intakes: Vec<Slug>,
    mode: Option<Mode>,
}

impl<'a> Card<'a> {
    /// The card with what is likely: the client by the group's title, and what holds for it or is usual.
    pub(super) async fn of(
        reception: &Reception,
        row: &'a SetUpRow,
        language: Language,
    ) -> Result<Self, Failure> {
        let clients = reception.views.clients()?;
        let (code, new) = match guessed(row, &clients) {
            Guess::Known(code) => (code, false),
            Guess::New { code, .. } => (code, true),
        };
        let known = clients.iter().find(|it| !new && it.code == code);
        let pick = |own: Option<&Slug>, names: &[Slug]| own.or_else(|| usual(names)).map(Pick::of);
        let ChatId::Group(chat) = row.chat else {
            return Err(Failure::Behind);
        };
        let choice = Choice {
            deed: Deed::Show,
            chat,
            language: known.map_or(language, |it| it.language),
            policy: pick(known.and_then(|it| it.policy.as_ref()), &reception.views.policy_names()?),
            calendar: pick(
                known.and_then(|it| it.calendar.as_ref()),
                &reception.views.calendar_names()?,
            ),
            intake: pick(known.and_then(|it| it.intake.as_ref()), &reception.views.intake_names()?),
            code,
            new,
        };
        Self::with(reception, row, choice, language).await
    }

    /// The card with what was chosen.
    pub(super) async fn with(
        reception: &Reception,
        row: &'a SetUpRow,
        choice: Choice,
        language: Language,
    ) -> Result<Self, Failure> {
        let views = &reception.views;
        let intakes = views.intake_names()?;
        let mode = match choice.intake.and_then(|it| it.among(&intakes)) {
            Some(name) => {
                let newest = |it: &Intake| it.versions.values().last().map(|it| it.set.mode);
                ask(&reception.house, &Stream::Intake(name.clone()), newest).await?
            }
            None => None,
        };
        Ok(Self {
            row,
            choice,
            texts: Texts(language),
            clients: views.clients()?,
            policies: views.policy_names()?,
            calendars: views.calendar_names()?,
            intakes,
            mode,
        })
    }

    /// The words and the buttons.
    pub(super) fn shown(&self) -> (String, Vec<Vec<Button>>) {
        let text = cut(&self.text(), MESSAGE_UNITS_MAX);
        let buttons = match self.choice.deed {
            Deed::PickClient => self.whom(),
            Deed::PickPolicy => {
                self.of_names(&self.policies, |choice, it| choice.policy = Some(it))
            }
            Deed::PickCalendar => {
                self.of_names(&self.calendars, |choice, it| choice.calendar = Some(it))
            }
            Deed::PickIntake => self.of_names(&self.intakes, |choice, it| choice.intake = Some(it)),
            Deed::Show | Deed::Confirm | Deed::Cancel => self.main(),
        };
        (text, buttons)
    }

    fn text(&self) -> String {
        let (texts, choice) = (self.texts, &self.choice);
        let name = |pick: Option<Pick>, names: &[Slug]| {
            let found = pick.and_then(|it| it.among(names));
            found.map_or_else(|| texts.text("onboard-none"), ToString::to_string)
        };
        let key = if choice.new { "onboard-client-new" } else { "onboard-client-known" };
        let client =
            [("name", undirected(&self.title()).into()), ("code", choice.code.as_str().into())];
        let (policy, calendar) =
            (name(choice.policy, &self.policies), name(choice.calendar, &self.calendars));
        let intake = ("name", name(choice.intake, &self.intakes).into());
        let intake = match self.mode {
            Some(mode) => {
                let mode = match mode {
                    Mode::Commands => "onboard-mode-commands",
                    Mode::Suggest => "onboard-mode-suggest",
                    Mode::EveryMessage => "onboard-mode-every-message",
                };
                texts.with("onboard-intake-mode", [intake, ("mode", texts.text(mode).into())])
            }
            None => texts.with("onboard-intake", [intake]),
        };
        let title = cut(&undirected(&self.row.title), TITLE_UNITS_MAX);
        let mut lines = vec![
            texts.with("onboard-title", [("title", title.into())]),
            String::new(),
            texts.with(key, client),
            texts.with("onboard-language", [("language", self.language(choice.language).into())]),
            texts.with("onboard-policy", [("name", policy.into())]),
            texts.with("onboard-calendar", [("name", calendar.into())]),
            intake,
        ];
        if choice.policy.is_none() || choice.calendar.is_none() {
            lines.push(texts.text("onboard-no-promise"));
        }
        if !matches!(choice.deed, Deed::Show) {
            lines.extend([String::new(), texts.text("onboard-pick")]);
        }
        lines.join("\n")
    }

    fn language(&self, language: Language) -> String {
        self.texts.text(match language {
            Language::Ru => "onboard-language-ru",
            Language::En => "onboard-language-en",
        })
    }

    /// The client's name: of one that is new, as the group's title has it.
    fn title(&self) -> String {
        let known = self.clients.iter().find(|it| !self.choice.new && it.code == self.choice.code);
        known.map_or_else(|| title_of_new(self.row), |it| it.title.clone())
    }

    fn main(&self) -> Vec<Vec<Button>> {
        let (texts, choice) = (self.texts, &self.choice);
        let to = |key: &str, deed| (texts.text(key), Press::SetUp(choice.to(deed)));
        let other = match choice.language {
            Language::Ru => Language::En,
            Language::En => Language::Ru,
        };
        let language = [("language", self.language(other).into())];
        let switched = Choice { language: other, ..choice.to(Deed::Show) };
        vec![
            vec![
                to("onboard-button-confirm", Deed::Confirm),
                to("onboard-button-cancel", Deed::Cancel),
            ],
            vec![
                to("onboard-button-client", Deed::PickClient),
                (texts.with("onboard-button-language", language), Press::SetUp(switched)),
            ],
            vec![
                to("onboard-button-policy", Deed::PickPolicy),
                to("onboard-button-calendar", Deed::PickCalendar),
                to("onboard-button-intake", Deed::PickIntake),
            ],
        ]
    }

    fn of_names(&self, names: &[Slug], choose: fn(&mut Choice, Pick)) -> Vec<Vec<Button>> {
        let button = |name: &Slug| {
            let mut choice = self.choice.to(Deed::Show);
            choose(&mut choice, Pick::of(name));
            vec![(name.to_string(), Press::SetUp(choice))]
        };
        let mut rows: Vec<_> = names.iter().take(SHOWN_MAX).map(button).collect();
        rows.push(vec![self.back()]);
        rows
    }

    /// Clients without a group first: those are still to be set up.
    fn whom(&self) -> Vec<Vec<Button>> {
        let mut clients: Vec<&ClientRow> = self.clients.iter().collect();
        clients.sort_by_key(|it| (!it.chats.is_empty(), it.code.clone()));
        let button = |it: &&ClientRow| {
            let choice = Choice {
                code: it.code.clone(),
                new: false,
                language: it.language,
                ..self.choice.to(Deed::Show)
            };
            let label = format!("{} · {}", it.code, cut(&undirected(&it.title), 40));
            vec![(label, Press::SetUp(choice))]
        };
        let mut rows: Vec<_> = clients.iter().take(SHOWN_MAX).map(button).collect();
        let taken = self.clients.iter().map(|it| it.code.clone()).collect();
        let title = title_of_new(self.row);
        let code: ClientCode = group_title::free_code(&title, &taken);
        let name = ("name", cut(&undirected(&title), 40).into());
        let new = Choice { code, new: true, ..self.choice.to(Deed::Show) };
        rows.push(vec![(self.texts.with("onboard-button-new", [name]), Press::SetUp(new))]);
        rows.push(vec![self.back()]);
        rows
    }

    fn back(&self) -> Button {
        (self.texts.text("onboard-button-back"), Press::SetUp(self.choice.to(Deed::Show)))
    }
}

/// The title of a client that is to be registered.
pub(super) fn title_of_new(row: &SetUpRow) -> String {
    match group_title::guess(&row.title, &[]) {
        Guess::New { title, .. } => title,
        Guess::Known(code) => code.to_string(),
    }
}

fn guessed(row: &SetUpRow, clients: &[ClientRow]) -> Guess {
    let clients: Vec<_> = clients.iter().map(|it| (it.code.clone(), it.title.clone())).collect();
    group_title::guess(&row.title, &clients)
}

/// What is published alone, or under the usual name.
fn usual(names: &[Slug]) -> Option<&Slug> {
    match names {
        [only] => Some(only),
        several => several.iter().find(|it| it.as_str() == USUAL),
    }
}

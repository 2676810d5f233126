//! Plan: is everything in a table right, and what is to be true once it is applied?

use crate::import::table::{Line, Table};
use crate::import::{Fault, Kind};
use domain::client::Zone;
use domain::{ClientCode, Language, Slug};
use std::collections::{BTreeMap, BTreeSet};

/// What is there before the file is applied.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) clients: BTreeSet<ClientCode>,
    /// The sites of clients.
    pub(crate) sites: BTreeMap<ClientCode, BTreeSet<Slug>>,
    pub(crate) policies: Vec<Slug>,
    pub(crate) calendars: Vec<Slug>,
    pub(crate) intakes: Vec<Slug>,
}

/// One line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    Client(ClientRow),
    Site(SiteRow),
    Person(PersonRow),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientRow {
    pub(crate) code: ClientCode,
    pub(crate) title: String,
    pub(crate) language: Option<Language>,
    pub(crate) zone: Option<Zone>,
    pub(crate) terms: Option<(Slug, Slug)>,
    pub(crate) intake: Option<Slug>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiteRow {
    pub(crate) client: ClientCode,
    pub(crate) site: Slug,
    pub(crate) name: String,
    pub(crate) workplace: Option<(Slug, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonRow {
    pub(crate) client: ClientCode,
    pub(crate) telegram_id: i64,
    pub(crate) part: PersonPart,
}

/// What somebody is to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonPart {
    /// Speaks for the client.
    Lead,
    /// Answers for the client, on our side.
    Responsible,
}

/// Reads every line, and tells all that is wrong in one go.
pub(crate) fn plan(kind: Kind, table: &Table, known: &Known) -> Result<Vec<Row>, Vec<Fault>> {
    let mut checking = Checking { known, faults: columns(kind, table), seen: BTreeMap::new() };
    let mut sites = known.sites.clone();
    let mut rows = Vec::new();
    for line in &table.lines {
        let row = match kind {
            Kind::Clients => checking.client(line).map(Row::Client),
            Kind::Sites => checking.site(line, &mut sites).map(Row::Site),
            Kind::People => checking.person(line).map(Row::Person),
        };
        rows.extend(row);
    }
    if checking.faults.is_empty() {
        return Ok(rows);
    }
    checking.faults.sort_by_key(|it| it.line);
    Err(checking.faults)
}

/// Columns that are missing, and columns that nobody knows: a slip of the finger must not lose what it names.
fn columns(kind: Kind, table: &Table) -> Vec<Fault> {
    let (needed, all) = (kind.needed(), kind.columns());
    let missing = needed.iter().filter(|it| !table.columns.iter().any(|column| column == *it));
    let missing = missing.map(|it| (*it, "the column is missing".to_owned()));
    let unknown = table.columns.iter().filter(|it| !all.contains(&it.as_str()));
    let unknown = unknown
        .map(|it| (it.as_str(), format!("there is no such column; there are {}", all.join(", "))));
    let fault =
        |(column, what): (&str, String)| Fault { line: 1, column: Some(column.to_owned()), what };
    missing.chain(unknown).map(fault).collect()
}

struct Checking<'a> {
    known: &'a Known,
    faults: Vec<Fault>,
    /// On which line something stood already.
    seen: BTreeMap<String, u64>,
}

impl Checking<'_> {
    fn client(&mut self, line: &Line) -> Option<ClientRow> {
        let code = self.code(line, "code");
        if let Some(code) = &code {
            self.once(line, "code", code.to_string());
        }
        let title = self.text(line, "title");
        let language = match line.get("language") {
            None => None,
            Some("ru") => Some(Language::Ru),
            Some("en") => Some(Language::En),
            Some(other) => self.no(line, "language", format!("ru or en, and not {other}")),
        };
        let zone = line.get("zone").map(|it| Zone(it.to_owned()));
        if zone.as_ref().is_some_and(|it| !domain::zone::is_known(it)) {
            self.no::<()>(line, "zone", "an IANA zone such as Europe/Moscow");
        }
        let policy = self.published(line, "policy", &self.known.policies);
        let calendar = self.published(line, "calendar", &self.known.calendars);
        let intake = self.published(line, "intake", &self.known.intakes);
        let alone = match (line.get("policy"), line.get("calendar")) {
            (Some(_), None) => Some("calendar"),
            (None, Some(_)) => Some("policy"),
            _ => None,
        };
        if let Some(column) = alone {
            self.no::<()>(line, column, "a policy and a calendar hold together only");
        }
        let terms = policy.zip(calendar);
        Some(ClientRow { code: code?, title: title?, language, zone, terms, intake })
    }

    fn site(
        &mut self,
        line: &Line,
        sites: &mut BTreeMap<ClientCode, BTreeSet<Slug>>,
    ) -> Option<SiteRow> {
        let client = self.client_of(line);
        let site: Option<Slug> = self.parsed(line, "site");
        let name = match (&client, &site) {
            (Some(client), Some(site)) => {
                let there = sites.get(client).is_some_and(|it| it.contains(site));
                // A site is named once; its further workplaces need not say it again.
                if there {
                    Some(line.get("name").unwrap_or_default().to_owned())
                } else {
                    self.text(line, "name")
                }
            }
            _ => self.text(line, "name"),
        };
        if let (Some(client), Some(site)) = (&client, &site) {
            sites.entry(client.clone()).or_default().insert(site.clone());
        }
        let workplace = match (line.get("workplace"), line.get("workplace_name")) {
            (None, None) => None,
            (None, Some(_)) => self.no(line, "workplace", "its name is given, and it is not"),
            (Some(_), _) => {
                let workplace: Option<Slug> = self.parsed(line, "workplace");
                workplace.zip(self.text(line, "workplace_name"))
            }
        };
        let (client, site) = (client?, site?);
        let place = workplace.as_ref().map_or("", |it| it.0.as_str());
        self.once(line, "site", format!("{client} {site} {place}"));
        Some(SiteRow { client, site, name: name?, workplace })
    }

    fn person(&mut self, line: &Line) -> Option<PersonRow> {
        let client = self.client_of(line);
        let id = line.get("telegram_id").unwrap_or_default().parse().ok().filter(|it| *it > 0);
        if id.is_none() {
            self.no::<()>(line, "telegram_id", "a person's Telegram id is a number greater than 0");
        }
        let part = match line.get("part") {
            Some("lead") => Some(PersonPart::Lead),
            Some("responsible") => Some(PersonPart::Responsible),
            Some(other) => self.no(line, "part", format!("lead or responsible, and not {other}")),
            None => self.no(line, "part", "lead or responsible"),
        };
        let (client, part) = (client?, part?);
        if part == PersonPart::Responsible {
            self.once(line, "part", format!("{client} responsible"));
        }
        Some(PersonRow { client, telegram_id: id?, part })
    }

    fn client_of(&mut self, line: &Line) -> Option<ClientCode> {
        let code = self.code(line, "client")?;
        if self.known.clients.contains(&code) {
            return Some(code);
        }
        self.no(line, "client", format!("no client has the code {code}: import clients first"))
    }

    fn code(&mut self, line: &Line, column: &str) -> Option<ClientCode> {
        match line.get(column) {
            None => self.no(line, column, "it is empty"),
            Some(text) => match text.to_uppercase().parse() {
                Ok(code) => Some(code),
                Err(_) => self.no(
                    line,
                    column,
                    format!("2 to 8 of A-Z and 0-9, a letter first, and not {text}"),
                ),
            },
        }
    }

    fn published(&mut self, line: &Line, column: &str, names: &[Slug]) -> Option<Slug> {
        let name: Slug = line.get(column).map(|_| self.parsed(line, column))??;
        if names.contains(&name) {
            return Some(name);
        }
        self.no(line, column, format!("no {column} {name} is published"))
    }

    fn parsed(&mut self, line: &Line, column: &str) -> Option<Slug> {
        match line.get(column) {
            None => self.no(line, column, "it is empty"),
            Some(text) => match text.parse() {
                Ok(it) => Some(it),
                Err(_) => self.no(line, column, format!("a name such as shop-1, and not {text}")),
            },
        }
    }

    fn text(&mut self, line: &Line, column: &str) -> Option<String> {
        match line.get(column) {
            Some(text) => Some(text.to_owned()),
            None => self.no(line, column, "it is empty"),
        }
    }

    fn once(&mut self, line: &Line, column: &str, what: String) {
        if let Some(first) = self.seen.insert(what, line.number) {
            self.no::<()>(line, column, format!("it stands on line {first} already"));
        }
    }

    fn no<T>(&mut self, line: &Line, column: &str, what: impl Into<String>) -> Option<T> {
        self.faults.push(line.fault(column, what));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table;

    fn known() -> Known {
        let slug = |it: &str| it.parse::<Slug>().unwrap();
        let rom: ClientCode = "ROM".parse().unwrap();
        Known {
            clients: [rom.clone()].into(),
            sites: [(rom, [slug("north")].into())].into(),
            policies: vec![slug("standard")],
            calendars: vec![slug("always")],
            intakes: vec![slug("standard")],
        }
    }

    fn checked(kind: Kind, text: &str) -> Result<Vec<Row>, Vec<String>> {
        let table = table::read(text.as_bytes()).unwrap();
        let told = |it: Vec<Fault>| it.iter().map(ToString::to_string).collect();
        plan(kind, &table, &known()).map_err(told)
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_by_line_and_column() {
        let clients = "code,title,language,zone,policy,calendar,intake\n\
             R,Ромашка,fr,Moscow,gold,,nothing\nROM,,ru,Europe/Moscow,standard,always,standard\n\
             rom,Ромашка,,,,,\n";
        let sites = "client,site,name,workplace,workplace_name\n\
             ROM,north,,till-1,Касса 1\nACM,north,Север,,\nROM,south,,,\nROM,Юг,Юг,,Касса\nROM,north,,till-1,Касса\n";
        let people = "client,telegram_id,part\nROM,0,lead\nROM,5,boss\nROM,5,responsible\nROM,6,responsible\n";
        for (kind, text, then) in [
            (
                Kind::Clients,
                clients,
                &[
                    "line 2, code: 2 to 8 of A-Z and 0-9, a letter first, and not R",
                    "line 2, language: ru or en, and not fr",
                    "line 2, zone: an IANA zone such as Europe/Moscow",
                    "line 2, policy: no policy gold is published",
                    "line 2, intake: no intake nothing is published",
                    "line 2, calendar: a policy and a calendar hold together only",
                    "line 3, title: it is empty",
                    "line 4, code: it stands on line 3 already",
                ][..],
            ),
            (
                Kind::Sites,
                sites,
                &[
                    "line 3, client: no client has the code ACM: import clients first",
                    "line 4, name: it is empty",
                    "line 5, site: a name such as shop-1, and not Юг",
                    "line 5, workplace: its name is given, and it is not",
                    "line 6, site: it stands on line 2 already",
                ][..],
            ),
            (
                Kind::People,
                people,
                &[
                    "line 2, telegram_id: a person's Telegram id is a number greater than 0",
                    "line 3, part: lead or responsible, and not boss",
                    "line 5, part: it stands on line 4 already",
                ][..],
            ),
            (
                Kind::Clients,
                "code,name,languge\nROM,x,ru\n",
                &["line 1, title: the column is missing"][..],
            ),
        ] {
            let told = checked(kind, text).unwrap_err();
            for fault in then {
                assert!(told.iter().any(|it| it == fault), "{fault}\n{told:#?}");
            }
            assert!(told.len() >= then.len());
        }
    }

    #[test]
    fn what_is_right_is_read() {
        let read = checked(Kind::Clients, "code;title;policy;calendar\nacm;Acme;standard;always\n");
        let Ok([Row::Client(it)]) = read.as_deref() else { panic!("{read:?}") };
        assert_eq!((it.code.as_str(), it.title.as_str(), it.language), ("ACM", "Acme", None));
        assert!(it.terms.is_some() && it.intake.is_none());
        let read = checked(
            Kind::Sites,
            "client,site,name,workplace,workplace_name\nROM,south,Юг,till-1,Касса\nROM,south,,till-2,Касса 2\n",
        );
        assert_eq!(read.unwrap().len(), 2);
        let read = checked(Kind::People, "client,telegram_id,part\nROM,5,lead\nROM,6,lead\n");
        assert_eq!(read.unwrap().len(), 2);
    }

    #[test]
    fn a_column_that_nobody_knows_is_told() {
        let told = checked(Kind::Clients, "code,title,languge\nACM,Acme,ru\n").unwrap_err();
        let fault = "line 1, languge: there is no such column; there are";
        assert!(told[0].starts_with(fault), "{told:?}");
    }
}

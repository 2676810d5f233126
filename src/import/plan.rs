//! Plan: is everything in a table right, and what is to be true once it is applied?

use crate::import::table::{Line, Table};
use crate::import::tickets::KnownOfTickets;
use crate::import::{Fault, Kind};
use commands::client::import_ticket::Request;
use commands::client::route::Change;
use domain::client::Zone;
use domain::{ClientCode, Language, PersonId, Slug};
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
    pub(crate) teams: Vec<Slug>,
    /// Of whom the table names by their Telegram ids, those who are of staff.
    pub(crate) staff: BTreeMap<i64, PersonId>,
    pub(crate) tickets: KnownOfTickets,
}

/// One line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    Client(ClientRow),
    Site(SiteRow),
    Person(PersonRow),
    Ticket(Box<Request>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientRow {
    pub(crate) code: ClientCode,
    pub(crate) title: String,
    pub(crate) language: Option<Language>,
    pub(crate) zone: Option<Zone>,
    pub(crate) terms: Option<(Slug, Slug)>,
    pub(crate) intake: Option<Slug>,
    /// What of it the line names; what it does not stays as it is.
    pub(crate) route: Change,
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
    let unreadable = columns(kind, table).into_iter().chain(table.faults.iter().cloned());
    let mut checking = Checking { known, faults: unreadable.collect(), seen: BTreeMap::new() };
    let mut sites = known.sites.clone();
    let mut rows = Vec::new();
    for line in &table.lines {
        let row = match kind {
            Kind::Clients => checking.client(line).map(Row::Client),
            Kind::Sites => checking.site(line, &mut sites).map(Row::Site),
            Kind::People => checking.person(line).map(Row::Person),
            Kind::Tickets => checking.ticket(line).map(Box::new).map(Row::Ticket),
        };
        rows.extend(row);
    }
    if checking.faults.is_empty() {
        return Ok(rows);
    }
    checking.faults.sort_by_key(|it| it.line);
    // Whoever wrote the file looks for the words that stand in it.
    for it in checking.faults.iter_mut().filter_map(|it| it.column.as_mut()) {
        if let Some(written) = table.written.get(it) {
            it.clone_from(written);
        }
    }
    Err(checking.faults)
}

/// How a table of the kind begins, if this one lacks a column that is needed or has one that nobody knows.
pub(crate) fn beginning(kind: Kind, table: &Table) -> Option<String> {
    let faults = columns(kind, table);
    (!faults.is_empty()).then(|| format!("a table begins so:\n{}", kind.beginning()))
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

/// The lines as they are read, with what is wrong in them.
pub(super) struct Checking<'a> {
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
        let route = Change {
            team: self.published(line, "team", &self.known.teams).map(Some),
            responsible: self.staff(line, "responsible").map(Some),
            deputy: self.staff(line, "deputy").map(Some),
        };
        Some(ClientRow { code: code?, title: title?, language, zone, terms, intake, route })
    }

    pub(super) fn known(&self) -> &Known {
        self.known
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

    pub(super) fn client_of(&mut self, line: &Line) -> Option<ClientCode> {
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
        self.no(
            line,
            column,
            if column == "team" {
                format!("there is no team {name}: `proofdesk team add` sets one up")
            } else {
                format!("no {column} {name} is published")
            },
        )
    }

    pub(super) fn parsed(&mut self, line: &Line, column: &str) -> Option<Slug> {
        match line.get(column) {
            None => self.no(line, column, "it is empty"),
            Some(text) => match text.parse() {
                Ok(it) => Some(it),
                Err(_) => self.no(line, column, format!("a name such as shop-1, and not {text}")),
            },
        }
    }

    pub(super) fn text(&mut self, line: &Line, column: &str) -> Option<String> {
        match line.get(column) {
            Some(text) => Some(text.to_owned()),
            None => self.no(line, column, "it is empty"),
        }
    }

    pub(super) fn once(&mut self, line: &Line, column: &str, what: String) {
        if let Some(first) = self.seen.insert(what, line.number) {
            self.no::<()>(line, column, format!("it stands on line {first} already"));
        }
    }

    pub(super) fn no<T>(
        &mut self,
        line: &Line,
        column: &str,
        what: impl Into<String>,
    ) -> Option<T> {
        self.faults.push(line.fault(column, what));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table;
    use domain::register::Imported;
    use domain::{ChatId, Priority, RequestType};

    fn known() -> Known {
        let slug = |it: &str| it.parse::<Slug>().unwrap();
        let rom: ClientCode = "ROM".parse().unwrap();
        Known {
            clients: [rom.clone(), "VAS".parse().unwrap()].into(),
            sites: [(rom, [slug("north")].into())].into(),
            policies: vec![slug("standard")],
            calendars: vec![slug("always")],
            intakes: vec![slug("standard")],
            teams: vec![slug("network")],
            staff: [(7, PersonId([7; 16]))].into(),
            tickets: KnownOfTickets {
                now: "2026-11-23T12:00:00Z".parse().unwrap(),
                homes: [("ROM".parse().unwrap(), (Some(ChatId::Group(-5)), Zone::default()))]
                    .into(),
            },
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
                "code,title,team,responsible,deputy\nROM,x,gold,5,x\nVAS,y,network,7,7\n",
                &[
                    "line 2, team: there is no team gold: `proofdesk team add` sets one up",
                    "line 2, responsible: 5 is none of staff: `proofdesk staff add` gives a role",
                    "line 2, deputy: a person's Telegram id is a number greater than 0",
                ][..],
            ),
            (
                Kind::Tickets,
                "client,number,text,requester,requester_id,type,priority,site,agent,reported\n\
                 ACM,1,Printer,Anna,,,,,,\n\
                 VAS,1,Printer,Anna,,,,,,\n\
                 ROM,1,,Anna,-1,broken,high,south,5,tomorrow\n\
                 ROM,2,Printer,,,,,,,2026-11-24 09:00\n\
                 ROM,2,Printer,Anna,,,,,,\n\
                 ROM,,Printer,Anna,,,,,,\n\
                 ROM,,Printer,Anna,,,,,,\n\
                 ROM,,Printer,Anna,,,,,,20.11.2026\n",
                &[
                    "line 2, client: no client has the code ACM: import clients first",
                    "line 3, client: VAS has no group yet: link one first, its tickets live there",
                    "line 4, text: it is empty",
                    "line 4, requester_id: a person's Telegram id is a number greater than 0",
                    "line 4, type: one of fault, question, access, and not broken",
                    "line 4, priority: one of low, normal, urgent, and not high",
                    "line 4, site: ROM has no site south: import sites first",
                    "line 4, agent: 5 is none of staff: `proofdesk staff add` gives a role",
                    "line 4, reported: a time such as 2026-11-20 14:20 or 20.11.2026 14:20, and not tomorrow",
                    "line 5, requester: it is empty",
                    "line 5, reported: 2026-11-24 09:00 is still to come",
                    "line 6, number: it stands on line 5 already",
                    "line 8, text: it stands on line 7 already",
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
            let headed = then.iter().any(|it| it.starts_with("line 1"));
            assert!(headed || told.len() == then.len(), "{told:#?}");
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
        let read = checked(
            Kind::Tickets,
            "client;number;text;requester;type;priority;site;agent;reported;note\n\
             rom;HD-12;Не печатает;Анна;Fault;urgent;north;7;20.11.2026 14:20;ждём картридж\n\
             ROM;;Не печатает;Анна;;;;;;\n",
        );
        let Ok([Row::Ticket(first), Row::Ticket(second)]) = read.as_deref() else {
            panic!("{read:?}")
        };
        assert_eq!((first.outside.as_deref(), first.chat), (Some("HD-12"), ChatId::Group(-5)));
        let imported = Imported {
            claimed_at: Some("2026-11-20T11:20:00Z".parse().unwrap()),
            request_type: Some(RequestType::Fault),
            priority: Priority::Urgent,
            site: Some("north".parse().unwrap()),
            agent: Some(PersonId([7; 16])),
        };
        assert_eq!(first.imported, imported);
        assert_eq!((&second.outside, second.imported.priority), (&None, Priority::Normal));
        let read = checked(
            Kind::Tickets,
            "клиент;текст;автор;тип;приоритет\nROM;Не печатает;Анна;Не работает;Срочно\n",
        );
        let Ok([Row::Ticket(spoken)]) = read.as_deref() else { panic!("{read:?}") };
        let it = &spoken.imported;
        assert_eq!((it.request_type, it.priority), (Some(RequestType::Fault), Priority::Urgent));
    }

    #[test]
    fn a_column_that_nobody_knows_is_told() {
        let told = checked(Kind::Clients, "code,title,languge\nACM,Acme,ru\n").unwrap_err();
        let fault = "line 1, languge: there is no such column; there are";
        assert!(told[0].starts_with(fault), "{told:?}");
    }
}

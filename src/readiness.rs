//! Readiness: what does the operator read of each client's link and groups?

use crate::arrange::say;
use anyhow::{Context, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::group_rights::Lack;
use domain::intake::Mode;
use projections::rows::{GroupRow, ReadinessRow};

/// How a client stands, with the link by which one more of its groups joins.
pub(crate) struct Linked {
    pub(crate) ready: ReadinessRow,
    /// What becomes of plain words; none where no rule set holds.
    pub(crate) mode: Option<Mode>,
    /// None where Telegram could not be asked for the bot's name.
    pub(crate) link: Option<Link>,
}

pub(crate) struct Link {
    pub(crate) link: String,
    pub(crate) good_until: Option<DateTime<Utc>>,
}

/// Shows each client's link and how ready it is, as lines or as CSV.
pub(crate) fn show(clients: &[Linked], csv: bool) -> Result<()> {
    if csv {
        let heading = [
            "code",
            "title",
            "ready",
            "groups",
            "last_message",
            "missing",
            "mode",
            "group_titles",
            "link",
            "good_until",
        ];
        let lines = clients.iter().map(fields);
        let all: Vec<_> = std::iter::once(heading.map(str::to_owned)).chain(lines).collect();
        return write(&all);
    }
    if clients.is_empty() {
        return say("No clients yet: proofdesk client add CODE \"Title\"");
    }
    clients.iter().try_for_each(|it| say(&told(it)))
}

fn fields(it: &Linked) -> [String; 10] {
    let Linked { ready, link, .. } = it;
    let client = &ready.client;
    let titles: Vec<_> = ready.groups.iter().map(|it| it.title.as_str()).collect();
    [
        client.code.to_string(),
        client.title.clone(),
        if ready.is_ready() { "yes" } else { "no" }.to_owned(),
        ready.groups.len().to_string(),
        ready.groups.iter().filter_map(|it| it.seen_at).max().map(instant).unwrap_or_default(),
        missing(ready),
        mode(it).to_owned(),
        titles.join("; "),
        link.as_ref().map(|it| it.link.clone()).unwrap_or_default(),
        link.as_ref().and_then(|it| it.good_until).map(instant).unwrap_or_default(),
    ]
}

/// A line of the client, one of its link, and one of each of its groups.
fn told(it: &Linked) -> String {
    let Linked { ready, link, .. } = it;
    let client = &ready.client;
    let is_ready = if ready.is_ready() { "ready    " } else { "NOT READY" };
    let missing = match missing(ready) {
        none if none.is_empty() => none,
        missing => format!("  missing: {missing}"),
    };
    let (code, title, groups) = (client.code.as_str(), &client.title, ready.groups.len());
    let mode = mode(it);
    let mut lines =
        vec![format!("{code:<8}  {title:<30}  {is_ready}  {groups} group(s)  {mode}{missing}")];
    if let Some(Link { link, good_until }) = link {
        let until = good_until.map(|it| format!("  (good until {})", instant(it)));
        lines.push(format!("          {link}{}", until.unwrap_or_default()));
    }
    lines.extend(ready.groups.iter().map(|it| format!("          {}", group(it))));
    lines.join("\n")
}

/// What a group is called now, and what the bot lacks there.
fn group(it: &GroupRow) -> String {
    let title = if it.title.is_empty() { it.chat.to_string() } else { it.title.clone() };
    let Some(rights) = it.rights else { return format!("{title}: rights not known yet") };
    let lacks: Vec<_> = rights.lacks(it.sees).into_iter().map(Lack::name).collect();
    if lacks.is_empty() {
        return format!("{title}: all rights");
    }
    format!("{title}: lacks {}", lacks.join(" "))
}

/// The mode as rule sets call it; where none holds, plain words make no tickets.
fn mode(it: &Linked) -> &'static str {
    match it.mode {
        None | Some(Mode::Commands) => "commands",
        Some(Mode::Suggest) => "suggest",
        Some(Mode::EveryMessage) => "every_message",
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(crate) fn missing(it: &ReadinessRow) -> String {
    it.missing().into_iter().map(projections::rows::Missing::name).collect::<Vec<_>>().join(" ")
}

/// Writes lines as CSV to standard output.
pub(crate) fn write<const N: usize>(lines: &[[String; N]]) -> Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).context("failed to write a line")?;
    }
    let written = writer.into_inner().context("failed to write the lines")?;
    let text = String::from_utf8(written).context("failed to write the lines")?;
    say(text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::client::Zone;
    use domain::group_rights::GroupRights;
    use domain::{ChatId, ClientId, Language, chat};
    use projections::rows::ClientRow;

    fn rom(groups: Vec<GroupRow>) -> Linked {
        let slug = |it: &str| it.parse().ok();
        let client = ClientRow {
            client: ClientId(uuid::Uuid::nil()),
            code: "ROM".parse().unwrap(),
            title: "Ромашка".to_owned(),
            language: Language::Ru,
            zone: Zone::default(),
            policy: slug("standard"),
            calendar: slug("ru-8x5"),
            intake: slug("standard"),
            chats: groups.iter().map(|it| it.chat).collect(),
        };
        let link = Link {
            link: "https://t.me/desk_bot?startgroup=T".to_owned(),
            good_until: "2026-11-26T12:00:00Z".parse().ok(),
        };
        let ready = ReadinessRow { client, groups };
        Linked { ready, mode: Some(Mode::Suggest), link: Some(link) }
    }

    fn group_of(title: &str, rights: Option<GroupRights>) -> GroupRow {
        GroupRow {
            title: title.to_owned(),
            chat: ChatId::Group(-77),
            sees: Some(chat::Visibility::All),
            rights,
            seen_at: "2026-11-23T12:00:00Z".parse().ok(),
        }
    }

    fn all_but_pin() -> GroupRights {
        GroupRights { admin: true, write: true, pin: false, invite: true, topics: true }
    }

    #[test]
    fn a_clients_link_stands_beside_how_ready_each_of_its_groups_is() {
        let groups = vec![group_of("Ромашка: офис", Some(all_but_pin())), group_of("", None)];
        let title = format!("{:<30}", "Ромашка");
        let expected = format!(
            "ROM       {title}  NOT READY  2 group(s)  suggest  missing: rights_unknown pin\n          \
             https://t.me/desk_bot?startgroup=T  (good until 2026-11-26T12:00:00Z)\n          \
             Ромашка: офис: lacks pin\n          \
             {}: rights not known yet",
            ChatId::Group(-77)
        );
        assert_eq!(told(&rom(groups)), expected);
    }

    #[test]
    fn a_line_of_the_table_has_link_rights_and_mode() {
        let it = rom(vec![group_of("Ромашка: офис", Some(all_but_pin()))]);
        let expected = [
            "ROM",
            "Ромашка",
            "yes",
            "1",
            "2026-11-23T12:00:00Z",
            "pin",
            "suggest",
            "Ромашка: офис",
            "https://t.me/desk_bot?startgroup=T",
            "2026-11-26T12:00:00Z",
        ];
        assert_eq!(fields(&it), expected);
    }

    #[test]
    fn without_a_link_readiness_is_told_all_the_same() {
        let it = Linked { link: None, mode: None, ..rom(vec![]) };
        assert!(told(&it).ends_with("NOT READY  0 group(s)  commands  missing: group"));
    }
}

//! Texts of previews: what will each group read if these words go out, and what has become of them?

use super::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use crate::render::{Framed, Said};
use crate::times::Times;
use domain::{ClientCode, ClientId, Language, TicketNumber};

/// The most clients that one line of a preview names.
const NAMES_MAX: usize = 10;
/// The most messages that a preview shows. They differ by language, by whether tickets are named, and by the clock.
const MESSAGES_MAX: usize = 6;
/// The most UTF-16 units of a client's title in a list.
const TITLE_UNITS_MAX: usize = 60;

/// Words as they go, or went, to groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preview {
    /// Of the incident.
    pub(crate) number: u32,
    pub(crate) said: Said,
    pub(crate) words: String,
    /// Whether clients were told of the incident by other words before.
    pub(crate) told_before: bool,
    pub(crate) groups: Vec<Group>,
    /// Of words that end it: the linked tickets that nobody can be told of, which stay open.
    pub(crate) left_out: Vec<TicketNumber>,
}

/// A group that reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) client: ClientId,
    pub(crate) code: ClientCode,
    pub(crate) title: String,
    /// In its language, by its clock.
    pub(crate) times: Times,
    /// Its own tickets that they answer.
    pub(crate) numbers: Vec<TicketNumber>,
}

/// What has become of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    Sent,
    Withheld,
    /// The works with them.
    Withdrawn,
    /// The incident was over before.
    Over,
}

/// The groups that read the same but for the numbers of tickets.
struct Alike<'a> {
    groups: Vec<&'a Group>,
    framed: Framed,
}

impl Preview {
    /// What whoever wrote them looks at before they go out.
    pub(crate) fn asked(&self, texts: Texts) -> String {
        let messages = self.messages(texts);
        let has_tickets = self.groups.iter().any(|it| !it.numbers.is_empty());
        let head = match (self.said.ends, has_tickets) {
            (false, _) => "preview-announcement",
            (true, false) => "preview-end",
            (true, true) => "preview-end-tickets",
        };
        let mut parts = vec![texts.with(head, [("number", self.number.to_string().into())])];
        if is_too_long(&messages) {
            parts.push(texts.text("preview-apart"));
            parts.extend(messages.into_iter().map(|it| it.0));
        } else {
            parts.extend(messages.iter().map(joined));
        }
        parts.extend(self.more(texts));
        if self.said.ends && !self.told_before {
            parts.push(texts.text("preview-never-told"));
        }
        parts.extend(self.stay_open(texts));
        parts.extend(self.in_another_language(texts));
        parts.push(texts.text("preview-who"));
        cut(&parts.join("\n\n"), MESSAGE_UNITS_MAX)
    }

    /// What is shown in messages of its own before that, since it does not fit in one.
    pub(crate) fn apart(&self, texts: Texts) -> Vec<String> {
        let messages = self.messages(texts);
        if !is_too_long(&messages) {
            return vec![];
        }
        messages.into_iter().map(|it| it.1).collect()
    }

    /// The same when it is decided.
    ///
    /// * `by`: the name of whoever decided, and when.
    pub(crate) fn became(&self, texts: Texts, became: Became, (by, at): (&str, &str)) -> String {
        let key = match (became, self.said.ends) {
            (Became::Sent, false) => "preview-sent",
            (Became::Sent, true) => "preview-end-sent",
            (Became::Withheld, false) => "preview-not-sent",
            (Became::Withheld, true) => "preview-end-not-sent",
            (Became::Withdrawn, _) => "preview-withdrawn",
            (Became::Over, _) => "preview-over",
        };
        let name = if by.is_empty() { texts.text("anonymous") } else { undirected(by) };
        let arguments = [
            ("number", self.number.to_string().into()),
            ("count", self.groups.len().into()),
            ("name", name.into()),
            ("time", at.into()),
        ];
        let mut parts = vec![texts.with(key, arguments)];
        let messages = if became == Became::Sent { self.messages(texts) } else { vec![] };
        if messages.is_empty() {
            parts.push(undirected(&self.words));
        } else if is_too_long(&messages) {
            parts.extend(messages.into_iter().map(|it| it.0));
        } else {
            parts.extend(messages.iter().map(joined));
        }
        if became == Became::Sent {
            parts.extend(self.more(texts));
            parts.extend(self.stay_open(texts));
        }
        cut(&parts.join("\n\n"), MESSAGE_UNITS_MAX)
    }

    /// Who gets it, and the message that the first of them gets.
    fn messages(&self, texts: Texts) -> Vec<(String, String)> {
        let message = |it: &Alike<'_>| {
            let key = match (it.groups.as_slice(), &it.framed.tickets) {
                (_, None) => "preview-groups",
                ([_], Some(_)) => "preview-groups-of-ticket",
                (_, Some(_)) => "preview-groups-of-tickets",
            };
            let language = texts.text(adverb(it.groups[0].times.language));
            let groups =
                [("groups", names(texts, &it.groups).into()), ("language", language.into())];
            (texts.with(key, groups), it.framed.plain(&self.words))
        };
        self.alike().iter().take(MESSAGES_MAX).map(message).collect()
    }

    /// Which linked tickets the end leaves open, since their groups are their clients' no more.
    fn stay_open(&self, texts: Texts) -> Option<String> {
        let count = self.left_out.len();
        let named = self.left_out.iter().take(NAMES_MAX).map(|it| texts.number(it));
        let mut list = named.collect::<Vec<_>>().join(", ");
        if let Some(more @ 1..) = count.checked_sub(NAMES_MAX) {
            list = texts.with("list-more", [("list", list.into()), ("count", more.into())]);
        }
        let arguments = [("count", count.into()), ("numbers", list.into())];
        (count > 0).then(|| texts.with("preview-stay-open", arguments))
    }

    fn more(&self, texts: Texts) -> Option<String> {
        let more: usize = self.alike().iter().skip(MESSAGES_MAX).map(|it| it.groups.len()).sum();
        (more > 0).then(|| texts.with("preview-more", [("count", more.into())]))
    }

    /// Those with tickets first.
    fn alike(&self) -> Vec<Alike<'_>> {
        let mut all: Vec<Alike<'_>> = Vec::new();
        let (with, without) =
            self.groups.iter().partition::<Vec<_>, _>(|it| !it.numbers.is_empty());
        for group in with.into_iter().chain(without) {
            let texts = Texts(group.times.language);
            let framed = self.said.framed(texts, &group.times, &group.numbers);
            let same = |it: &Framed| {
                let both_name = it.tickets.is_some() == framed.tickets.is_some();
                both_name && it.title == framed.title && it.window == framed.window
            };
            match all.iter_mut().find(|it| same(&it.framed)) {
                Some(it) => it.groups.push(group),
                None => all.push(Alike { groups: vec![group], framed }),
            }
        }
        all
    }

    /// Who reads another language than the words are written in.
    fn in_another_language(&self, texts: Texts) -> Option<String> {
        let written = Language::of_text(&self.words)?;
        let others: Vec<_> = self.groups.iter().filter(|it| it.times.language != written).collect();
        let reads = others.first()?.times.language;
        let mut codes: Vec<_> = others.iter().map(|it| it.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.truncate(NAMES_MAX);
        // The end is told to all who heard of the beginning, in one message.
        let warning =
            if self.said.ends { "preview-end-other-language" } else { "preview-other-language" };
        let arguments = [
            ("written", texts.text(adverb(written)).into()),
            ("reads", texts.text(adverb(reads)).into()),
            ("groups", names(texts, &others).into()),
            ("number", self.number.to_string().into()),
            ("codes", codes.join(", ").into()),
        ];
        Some(texts.with(warning, arguments))
    }
}

/// Half of a message is left for what stands round them.
fn is_too_long(messages: &[(String, String)]) -> bool {
    let long: usize = messages.iter().map(|it| units(&it.0) + units(&it.1)).sum();
    long > MESSAGE_UNITS_MAX / 2
}

fn joined((head, message): &(String, String)) -> String {
    format!("{head}\n{message}")
}

fn adverb(language: Language) -> &'static str {
    match language {
        Language::Ru => "preview-ru",
        Language::En => "preview-en",
    }
}

/// The clients whose groups these are: at most [`NAMES_MAX`], and how many more.
fn names(texts: Texts, groups: &[&Group]) -> String {
    let mut counted: Vec<(&Group, usize)> = Vec::new();
    for group in groups {
        match counted.iter_mut().find(|it| it.0.client == group.client) {
            Some(it) => it.1 += 1,
            None => counted.push((group, 1)),
        }
    }
    let name = |(group, count): &(&Group, usize)| {
        let client = undirected(&cut(&group.title, TITLE_UNITS_MAX));
        if *count == 1 {
            return client;
        }
        let arguments = [("client", client.into()), ("count", (*count).into())];
        texts.with("preview-client-groups", arguments)
    };
    let list = counted.iter().take(NAMES_MAX).map(name).collect::<Vec<_>>().join(", ");
    match counted.len().checked_sub(NAMES_MAX) {
        Some(more @ 1..) => {
            texts.with("list-more", [("list", list.into()), ("count", more.into())])
        }
        Some(0) | None => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::client::Zone;
    use domain::incident::Nature;
    use uuid::Uuid;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-23T{time}:00Z").parse().unwrap()
    }

    fn group(nth: u8, language: Language, numbers: &[&str]) -> Group {
        let letter = char::from(b'A' + nth);
        Group {
            client: ClientId(Uuid::from_u128(nth.into())),
            code: format!("{letter}{letter}").parse().unwrap(),
            title: format!("{letter}"),
            times: Times::new(language, &Zone::default(), at("09:00")),
            numbers: numbers.iter().map(|it| it.parse().unwrap()).collect(),
        }
    }

    fn preview(words: &str, groups: Vec<Group>) -> Preview {
        let said = Said { nature: Nature::Outage, ends: false };
        Preview {
            number: 7,
            said,
            words: words.to_owned(),
            told_before: false,
            groups,
            left_out: vec![],
        }
    }

    const RU: Texts = Texts(Language::Ru);

    #[test]
    fn groups_that_read_the_same_are_named_together_and_no_more_of_them_than_fit() {
        let groups: Vec<_> = (0..12).map(|it| group(it, Language::Ru, &[])).collect();
        let asked = preview("Чиним", groups).asked(RU);
        assert!(asked.contains("A, B, C, D, E, F, G, H, I, J и ещё 2 (по-русски):"), "{asked}");
        assert_eq!(asked.matches("Массовый сбой\nЧиним").count(), 1);
        assert!(!asked.contains("⚠️"), "{asked}");
    }

    #[test]
    fn each_group_with_tickets_reads_its_own_numbers_and_those_without_read_none() {
        let (one, other) = (group(0, Language::Ru, &["AA-1"]), group(1, Language::Ru, &["BB-2"]));
        let asked = preview("Чиним", vec![group(2, Language::Ru, &[]), one, other]).asked(RU);
        let first = "A, B (по-русски, с заявками; номера у каждой группы свои):\n\
                     Массовый сбой\nЧиним\nЗаявки: № AA-1\n\n";
        let then = "C (по-русски):\nМассовый сбой\nЧиним\n\n";
        assert!(asked.contains(&format!("{first}{then}")), "{asked}");
    }

    #[test]
    fn a_group_that_reads_another_language_is_told_of() {
        let groups = vec![group(0, Language::Ru, &[]), group(1, Language::En, &[])];
        let asked = preview("Чиним", groups.clone()).asked(RU);
        let warned = "⚠️ Текст написан по-русски, а читают по-английски: B.";
        assert!(asked.contains(warned) && asked.contains("/announce 7 BB: текст"), "{asked}");
        let asked = preview("We are on it", groups.clone()).asked(RU);
        assert!(asked.contains("Текст написан по-английски, а читают по-русски: A."), "{asked}");
        assert!(!preview("22:00", groups).asked(RU).contains("⚠️"));
    }

    #[test]
    fn the_same_works_are_shown_once_for_each_clock() {
        let nature = Nature::Planned { from: at("19:00"), until: at("20:30") };
        let mut groups: Vec<_> = (0..9).map(|it| group(it, Language::Ru, &[])).collect();
        for (nth, group) in groups.iter_mut().enumerate().skip(1) {
            let zone = Zone(format!("Etc/GMT-{nth}"));
            group.times = Times::new(Language::Ru, &zone, at("09:00"));
        }
        let works =
            Preview { said: Said { nature, ends: false }, ..preview("Замена", groups) };
        let asked = works.asked(RU);
        assert!(asked.contains("A (по-русски):\nПлановые работы\nС 23.11 22:00"), "{asked}");
        assert_eq!(asked.matches("Плановые работы\n").count(), MESSAGES_MAX);
        assert!(asked.contains("то же самое, время по"), "{asked}");
    }

    #[test]
    fn what_does_not_fit_in_one_message_is_shown_whole_in_others() {
        let words = "Ж".repeat(3_000);
        let groups = vec![group(0, Language::Ru, &[]), group(1, Language::En, &["BB-1"])];
        let preview = preview(&words, groups);
        let apart = preview.apart(RU);
        assert_eq!(apart.len(), 2);
        assert!(apart.iter().all(|it| it.contains(&words)));
        let asked = preview.asked(RU);
        assert!(asked.contains("показано выше") && asked.ends_with("Кому отправить?"), "{asked}");
        assert!(units(&asked) < MESSAGE_UNITS_MAX && !asked.contains(&words));
        let sent = preview.became(RU, Became::Sent, ("Ольга", "12:05"));
        assert!(sent.contains("отправлено в 2 группы. Ольга, 12:05"), "{sent}");
        assert!(units(&sent) < MESSAGE_UNITS_MAX);
    }

    #[test]
    fn tickets_that_the_end_leaves_open_are_named_before_it_and_after() {
        let said = Said { nature: Nature::Outage, ends: true };
        let left_out: Vec<TicketNumber> =
            (1..=12).map(|it| format!("BB-{it}").parse().unwrap()).collect();
        let groups = vec![group(0, Language::Ru, &["AA-1"])];
        let end = |left: usize| {
            let left_out = left_out[..left].to_vec();
            Preview { said, left_out, ..preview("Готово", groups.clone()) }
        };
        for (left, says) in [
            (1, "⚠️ Останется открытой № BB-1: "),
            (2, "⚠️ Останутся открытыми № BB-1, № BB-2: "),
            (12, "№ BB-10 и ещё 2: "),
        ] {
            let sent = end(left).became(RU, Became::Sent, ("Ольга", "12:05"));
            for text in [end(left).asked(RU), sent] {
                assert!(text.contains(says), "{text}");
            }
            let unsaid = end(left).became(RU, Became::Withheld, ("Ольга", "12:05"));
            assert!(!unsaid.contains("BB-1"), "{unsaid}");
        }
        assert!(!end(0).asked(RU).contains("⚠️"));
    }

    #[test]
    fn what_became_of_it_says_who_decided_and_when() {
        let one = preview("Чиним", vec![group(0, Language::Ru, &["AA-1"])]);
        for (became, said) in [
            (Became::Sent, "объявление отправлено в 1 группу. Ольга, 12:05\n\nA ("),
            (Became::Withheld, "объявление не отправлено. Ольга, 12:05\n\nЧиним"),
            (Became::Withdrawn, "отменены, клиентам ничего не отправлено. Ольга, 12:05\n\nЧиним"),
            (Became::Over, "уже завершено, объявление не отправлено.\n\nЧиним"),
        ] {
            let text = one.became(RU, became, ("Ольга", "12:05"));
            assert!(text.contains(said), "{text}");
        }
    }
}

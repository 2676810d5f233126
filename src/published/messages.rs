//! Messages: which messages does a file have on which a rule set is tried?

use super::faults::{FAULTS_MAX, Fault};
use chrono::{DateTime, Utc};
use domain::MediaKind;
use serde::Deserialize;
use serde_json::Value;

/// The most messages of a file.
const MESSAGES_MAX: usize = 500_000;

/// A message, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// Where it stands in the file, from line 1 on; of an export its number there.
    #[serde(skip)]
    pub(crate) place: i64,
    /// Each paragraph of a text is somebody else's.
    #[serde(default)]
    pub(crate) author: String,
    /// When nothing is said, right after the one before.
    #[serde(default)]
    pub(crate) at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) media: Vec<MediaKind>,
    #[serde(default)]
    pub(crate) staff: bool,
}

/// The messages of a file: an export of Telegram Desktop's, JSON line by line, or a text with a message a paragraph.
///
/// * `staff`: the Telegram user ids whose messages in an export are the staff's.
///
/// # Errors
///
/// Everything that cannot be read of it, by line.
pub(crate) fn read(bytes: &[u8], staff: &[i64]) -> Result<Vec<Written>, Vec<Fault>> {
    let fault = |line, what: String| vec![Fault { line, what }];
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|it| *it == b'\n').count();
        fault(line, "this is no UTF-8: save the file as UTF-8".to_owned())
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with('{');
    let messages = match serde_json::from_str::<Value>(text) {
        Ok(export) if export.get("messages").is_some() => of_export(&export, staff)?,
        Ok(_) | Err(_) if is_json => of_lines(text)?,
        Ok(_) | Err(_) => of_paragraphs(text),
    };
    match messages.len() {
        0 => Err(fault(1, "there is no message in it".to_owned())),
        many if many > MESSAGES_MAX => {
            Err(fault(1, format!("it has {many} messages, and may have {MESSAGES_MAX}")))
        }
        _ => Ok(messages),
    }
}

fn of_paragraphs(text: &str) -> Vec<Written> {
    let (mut messages, mut lines) = (vec![], vec![]);
    // The last one ends as if an empty line followed it.
    for (line, it) in text.lines().chain([""]).enumerate() {
        if !it.trim().is_empty() {
            lines.push(it);
            continue;
        }
        if !lines.is_empty() {
            let place = i64::try_from(line + 1 - lines.len()).unwrap_or(i64::MAX);
            let author = format!("line {place}");
            let text = std::mem::take(&mut lines).join("\n");
            messages.push(Written { place, author, at: None, text, media: vec![], staff: false });
        }
    }
    messages
}

fn of_lines(text: &str) -> Result<Vec<Written>, Vec<Fault>> {
    let (mut messages, mut faults) = (vec![], vec![]);
    for (line, it) in text.lines().enumerate().filter(|it| !it.1.trim().is_empty()) {
        match serde_json::from_str::<Written>(it) {
            Ok(it) => {
                let place = i64::try_from(line + 1).unwrap_or(i64::MAX);
                messages.push(Written { place, ..it });
            }
            Err(error) => faults.push(Fault { line: line + 1, what: why(&error) }),
        }
    }
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(messages) } else { Err(faults) }
}

/// Without the place within the line.
fn why(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    format!("this is no message: {told}")
}

fn of_export(export: &Value, staff: &[i64]) -> Result<Vec<Written>, Vec<Fault>> {
    let (mut messages, mut faults) = (vec![], vec![]);
    let all = export.get("messages").and_then(Value::as_array).into_iter().flatten();
    for it in all.filter(|it| it.get("type").and_then(Value::as_str) == Some("message")) {
        let place = it.get("id").and_then(Value::as_i64).unwrap_or_default();
        let text = |key| it.get(key).and_then(Value::as_str);
        let at = text("date_unixtime").and_then(|it| it.parse().ok());
        let Some(at) = at.and_then(|it| DateTime::from_timestamp(it, 0)) else {
            let what = format!("message {place} has no date_unixtime: export the chat once more");
            faults.push(Fault { line: 1, what });
            continue;
        };
        let from = text("from_id").unwrap_or_default();
        let id = from.strip_prefix("user").and_then(|it| it.parse().ok());
        messages.push(Written {
            place,
            author: from.to_owned(),
            at: Some(at),
            text: words(it.get("text").unwrap_or(&Value::Null)),
            media: media(it).into_iter().collect(),
            staff: id.is_some_and(|it: i64| staff.contains(&it)),
        });
    }
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(messages) } else { Err(faults) }
}

/// A text, or a list of texts and of parts that have one.
fn words(text: &Value) -> String {
    match text {
        Value::String(it) => it.clone(),
        Value::Array(parts) => parts.iter().map(words).collect(),
        Value::Object(part) => part.get("text").map(words).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    }
}

fn media(it: &Value) -> Option<MediaKind> {
    let has = |key| it.get(key).is_some();
    Some(match it.get("media_type").and_then(Value::as_str) {
        Some("sticker") => MediaKind::Sticker,
        Some("video_message") => MediaKind::VideoNote,
        Some("voice_message") => MediaKind::Voice,
        Some("animation") => MediaKind::Animation,
        Some("video_file") => MediaKind::Video,
        Some("audio_file") => MediaKind::Audio,
        Some(_) => MediaKind::Other,
        None if has("photo") => MediaKind::Photo,
        None if has("file") => MediaKind::Document,
        None if has("contact_information") => MediaKind::Contact,
        None if has("location_information") => MediaKind::Location,
        None => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(i64, String)> {
        let messages = read(text.as_bytes(), &[]).unwrap();
        messages.into_iter().map(|it| (it.place, it.text)).collect()
    }

    #[test]
    fn a_paragraph_is_a_message_of_somebody_else() {
        let found = texts("\nНе печатает\nпринтер\n\n \nспасибо");
        assert_eq!(found, [(2, "Не печатает\nпринтер".to_owned()), (6, "спасибо".to_owned())]);
        let authors: Vec<_> =
            read(b"a\n\nb", &[]).unwrap().into_iter().map(|it| it.author).collect();
        assert_eq!(authors, ["line 1", "line 3"]);
    }

    #[test]
    fn each_line_of_json_says_who_when_and_what() {
        let line =
            r#"{"author":"Анна","at":"2026-11-23T12:00:00+03:00","text":"ок","media":["photo"]}"#;
        let [it] = &read(line.as_bytes(), &[]).unwrap()[..] else { panic!() };
        assert_eq!((it.author.as_str(), it.media.as_slice()), ("Анна", &[MediaKind::Photo][..]));
        assert_eq!(it.at, "2026-11-23T09:00:00Z".parse().ok());
        let bad = format!("{line}\n{{\"txt\":\"a\"}}\n{line}\n{{\"at\":\"noon\"}}\n");
        let faults = read(bad.as_bytes(), &[]).unwrap_err();
        let lines: Vec<_> = faults.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 4]);
        assert!(faults[0].what.starts_with("this is no message: unknown field `txt`"));
    }

    #[test]
    fn an_export_of_telegram_is_read_without_what_nobody_said() {
        let export = r#"{"name":"Ромашка","type":"private_supergroup","id":1,"messages":[
            {"id":1,"type":"service","action":"create_group","date_unixtime":"1763888400"},
            {"id":2,"type":"message","from":"Анна","from_id":"user7","date_unixtime":"1763888400",
             "text":["Не ",{"type":"bold","text":"печатает"}],"photo":"(File not included.)"},
            {"id":3,"type":"message","from":null,"from_id":"user8","date_unixtime":"1763888401",
             "text":"Смотрю"}]}"#;
        let [anna, olga] = &read(export.as_bytes(), &[8]).unwrap()[..] else { panic!() };
        assert_eq!(
            (anna.text.as_str(), anna.media.as_slice()),
            ("Не печатает", &[MediaKind::Photo][..])
        );
        assert_eq!((anna.staff, olga.staff, olga.place), (false, true, 3));
        let undated = export.replace(r#","date_unixtime":"1763888401""#, "");
        assert!(read(undated.as_bytes(), &[]).unwrap_err()[0].what.starts_with("message 3 has no"));
    }

    #[test]
    fn a_file_without_messages_is_told() {
        for bad in ["", "\n \n", r#"{"messages":[]}"#] {
            assert_eq!(read(bad.as_bytes(), &[]).unwrap_err()[0].what, "there is no message in it");
        }
        assert_eq!(read(b"a\n\xFF", &[]).unwrap_err()[0].line, 2);
    }
}

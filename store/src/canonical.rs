//! Canonical JSON: the one way in which facts are written down.
//!
//! RFC 8785 within a restricted profile: keys of `a-z0-9_` beginning with a letter, whole numbers up to 2^53-1,
//! no `null`, at most [`DEPTH_MAX`] levels. Within it, sorting keys by bytes is sorting them by UTF-16 units.

use serde_json::Value;
use thiserror::Error;

/// The most levels of nesting.
pub const DEPTH_MAX: usize = 4;
/// The largest whole number that every JSON reader keeps exact.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why a value is outside the profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotCanonical {
    #[error("the key {0} is not of a-z, 0-9 and _")]
    Key(String),
    #[error("a number is not whole, or beyond 2^53-1")]
    Number,
    #[error("null has no place in facts")]
    Null,
    #[error("facts are nested deeper than {DEPTH_MAX} levels")]
    Depth,
}

/// Writes a value canonically.
///
/// # Errors
///
/// [`NotCanonical`], the first that is met.
pub fn write(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::with_capacity(512);
    write_into(&mut out, value, 0)?;
    Ok(out)
}

fn write_into(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), NotCanonical> {
    match value {
        Value::Null => return Err(NotCanonical::Null),
        Value::Bool(it) => out.extend_from_slice(if *it { b"true" } else { b"false" }),
        Value::Number(it) => {
            let fits = it.as_u64().is_some_and(|it| it <= INTEGER_MAX)
                || it.as_i64().is_some_and(|it| it.unsigned_abs() <= INTEGER_MAX);
            if !fits {
                return Err(NotCanonical::Number);
            }
            out.extend_from_slice(it.to_string().as_bytes());
        }
        Value::String(it) => write_string(out, it),
        Value::Array(items) => {
            deeper(depth)?;
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_into(out, item, depth + 1)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            deeper(depth)?;
            let mut keys: Vec<_> = fields.keys().collect();
            keys.sort_unstable();
            out.push(b'{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                check_key(key)?;
                write_string(out, key);
                out.push(b':');
                write_into(out, &fields[key], depth + 1)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<(), NotCanonical> {
    if depth < DEPTH_MAX { Ok(()) } else { Err(NotCanonical::Depth) }
}

fn check_key(key: &str) -> Result<(), NotCanonical> {
    let fits = key.starts_with(|it: char| it.is_ascii_lowercase())
        && key.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if fits { Ok(()) } else { Err(NotCanonical::Key(key.to_owned())) }
}

/// `serde_json` escapes just what RFC 8785 asks for, in lower-case hex.
fn write_string(out: &mut Vec<u8>, text: &str) {
    let quoted = serde_json::to_string(text).expect("a string is always JSON");
    out.extend_from_slice(quoted.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_nothing_is_added() {
        let value = json!({"b": [1, -2, true], "a": {"z": "я\n\u{1}\"", "a1": ""}});
        let written = String::from_utf8(write(&value).unwrap()).unwrap();
        assert_eq!(written, "{\"a\":{\"a1\":\"\",\"z\":\"я\\n\\u0001\\\"\"},\"b\":[1,-2,true]}");
    }

    #[test]
    fn what_is_outside_the_profile_is_refused() {
        let deep = json!({"a": {"a": {"a": {"a": {}}}}});
        for (value, why) in [
            (json!({"a": null}), NotCanonical::Null),
            (json!({"a": 1.5}), NotCanonical::Number),
            (json!({"a": 9_007_199_254_740_992_u64}), NotCanonical::Number),
            (json!({"a": -9_007_199_254_740_992_i64}), NotCanonical::Number),
            (json!({"A": 1}), NotCanonical::Key("A".to_owned())),
            (json!({"1a": 1}), NotCanonical::Key("1a".to_owned())),
            (deep, NotCanonical::Depth),
        ] {
            assert_eq!(write(&value), Err(why));
        }
    }
}

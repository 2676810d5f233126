//! Canonical JSON: the one way in which facts are written down.
//!
//! RFC 8785 within a restricted profile: keys of `a-z0-9_` beginning with a letter, whole numbers up to 2^53-1,
//! no `null`, at most [`DEPTH_MAX`] levels. Within it, sorting keys by bytes is sorting them by UTF-16 units.

mod writer;

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use thiserror::Error;
use writer::Writer;

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
    #[error("facts are made of JSON's values, and bytes are not among them")]
    Bytes,
    #[error("a value cannot be written: {0}")]
    Value(String),
}

/// Writes a value canonically.
///
/// # Errors
///
/// [`NotCanonical`], the first that is met.
pub fn write(value: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, NotCanonical> {
    let mut writer = Writer::new();
    value.serialize(&mut writer)?;
    Ok(writer.into_bytes())
}

/// Writes an object canonically, with one more member among its own.
///
/// # Errors
///
/// As [`write()`].
pub fn write_with(
    object: &(impl Serialize + ?Sized),
    key: &'static str,
    value: &(impl Serialize + ?Sized),
) -> Result<Vec<u8>, NotCanonical> {
    let mut writer = Writer::new();
    writer.prepare(key, value)?;
    object.serialize(&mut writer)?;
    Ok(writer.into_bytes())
}

/// SHA-256 of a value as it is written canonically, as 64 lower-case hex digits.
///
/// # Errors
///
/// As [`write()`].
pub fn hash(value: &(impl Serialize + ?Sized)) -> Result<String, NotCanonical> {
    let hash = Sha256::digest(write(value)?);
    Ok(hash.iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("memory takes what is written");
        hex
    }))
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
    fn one_more_member_stands_where_its_key_belongs() {
        let written = |value| write_with(&value, "c", &json!({"b": 1, "a": 2})).unwrap();
        assert_eq!(
            written(json!({"d": 1, "b": {"z": 1}})),
            br#"{"b":{"z":1},"c":{"a":2,"b":1},"d":1}"#
        );
        assert_eq!(written(json!({})), br#"{"c":{"a":2,"b":1}}"#);
    }

    #[test]
    fn a_variant_is_an_object_of_what_it_holds() {
        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Shape {
            Nothing {},
            Fields { b: u8, a: Vec<u8> },
            One(u8),
        }
        let all = [Shape::Nothing {}, Shape::Fields { b: 1, a: vec![2] }, Shape::One(3)];
        let written = all.map(|it| String::from_utf8(write(&it).unwrap()).unwrap());
        assert_eq!(
            written,
            ["{\"nothing\":{}}", "{\"fields\":{\"a\":[2],\"b\":1}}", "{\"one\":3}"]
        );
        let with = write_with(&Shape::Fields { b: 1, a: vec![] }, "c", &0).unwrap();
        assert_eq!(with, br#"{"c":0,"fields":{"a":[],"b":1}}"#);
    }

    #[test]
    fn a_hash_is_that_of_the_canonical_bytes() {
        let empty_object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(hash(&json!({})).as_deref(), Ok(empty_object));
        assert_eq!(hash(&json!({"b": 1, "a": 2})), hash(&json!({"a": 2, "b": 1})));
    }

    #[test]
    fn just_what_must_be_escaped_is() {
        for byte in 0..=0x7f_u8 {
            let text = char::from(byte).to_string();
            let by_others = serde_json::to_string(&text).unwrap();
            assert_eq!(String::from_utf8(write(&text).unwrap()).unwrap(), by_others);
        }
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
            (json!({"a\"": 1}), NotCanonical::Key("a\"".to_owned())),
            (json!({"": 1}), NotCanonical::Key(String::new())),
            (deep, NotCanonical::Depth),
        ] {
            assert_eq!(write(&value), Err(why));
        }
    }
}

//! Compare: where is what was computed not what is expected?

use chrono::{DateTime, Utc};
use serde_json::Value;

/// Each field that is expected must be computed, and be the same; numbers and instants by their value.
pub(super) fn fields(path: &str, expected: &Value, computed: &Value) -> Vec<String> {
    let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (expected, computed) {
        (Value::Null, _) if path.is_empty() => Vec::new(),
        (Value::Object(expected), Value::Object(computed)) => {
            let fields = expected.iter().flat_map(|(key, value)| match computed.get(key) {
                Some(computed) => fields(&at(key), value, computed),
                None => vec![format!("{}: {value} is expected, and nothing is computed", at(key))],
            });
            fields.collect()
        }
        (Value::Array(expected), Value::Array(computed)) if expected.len() == computed.len() => {
            let pairs = expected.iter().zip(computed).enumerate();
            pairs.flat_map(|(i, (a, b))| fields(&at(&i.to_string()), a, b)).collect()
        }
        _ if is_same(expected, computed) => Vec::new(),
        _ => vec![format!("{path}: {expected} is expected, {computed} is computed")],
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    let instant = |it: &Value| it.as_str().and_then(|it| it.parse::<DateTime<Utc>>().ok());
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::String(_), Value::String(_)) if instant(a).is_some() => instant(a) == instant(b),
        _ => a == b,
    }
}

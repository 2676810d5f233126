//! Vectors: is every case that was worked out by hand measured just so?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::vectors::{VectorsFile, evaluate};
use serde_json::{Value, json};

const VECTORS: &str = include_str!("sla-vectors.json");

#[test]
fn every_case_worked_out_by_hand_is_measured_just_so() {
    let outcomes = evaluate(&serde_json::from_str(VECTORS).unwrap());
    let wrong = outcomes.iter().filter(|it| !it.differences.is_empty());
    let wrong: Vec<String> = wrong.map(|it| format!("{}: {:?}", it.id, it.differences)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(outcomes.len(), 81);
}

#[test]
fn every_number_that_is_expected_is_compared() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    for vector in file["vectors"].as_array().unwrap() {
        let mut changed = 0;
        for path in leaves("", vector).iter().filter(|it| is_expectation(it.as_str())) {
            let mut vector = vector.clone();
            let place = vector.pointer_mut(path).unwrap();
            *place = other(place);
            let file = json!({
                "schema": file["schema"], "calendars": file["calendars"], "vectors": [vector],
            });
            let outcomes = evaluate(&serde_json::from_value(file).unwrap());
            assert!(!outcomes[0].differences.is_empty(), "{}: {path}", vector["id"]);
            changed += 1;
        }
        assert!(changed > 0, "{}", vector["id"]);
    }
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let whole = |it: &Value| serde_json::from_value::<VectorsFile>(it.clone());
    whole(&file).unwrap();
    for (i, vector) in file["vectors"].as_array().unwrap().iter().enumerate() {
        let mut places = vec![format!("/vectors/{i}")];
        for list in ["policy", "events/0", "messages/0", "versions/0", "escalation/0", "backlog/0"]
        {
            let place = format!("/vectors/{i}/{list}");
            places.extend(vector.pointer(&format!("/{list}")).map(|_| place));
        }
        for place in places {
            let mut file = file.clone();
            file.pointer_mut(&place).unwrap()["what_is_this"] = json!(1);
            assert!(whole(&file).is_err(), "{place}");
        }
        let mut file = file.clone();
        let expect = &mut file["vectors"][i]["expect"];
        let expect = if expect.is_array() { &mut expect[0] } else { expect };
        expect["what_is_this"] = json!(1);
        let outcomes = evaluate(&whole(&file).unwrap());
        assert!(!outcomes[i].differences.is_empty(), "{}", vector["id"]);
    }
}

/// The paths to everything that holds no more.
fn leaves(path: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(it) => {
            it.iter().flat_map(|(key, it)| leaves(&format!("{path}/{key}"), it)).collect()
        }
        Value::Array(it) => {
            let each = it.iter().enumerate();
            each.flat_map(|(i, it)| leaves(&format!("{path}/{i}"), it)).collect()
        }
        _ => vec![path.to_owned()],
    }
}

/// Whether a path leads to something that is compared, and not to the name of what it is compared with.
fn is_expectation(path: &str) -> bool {
    path.starts_with("/expect") || path.starts_with("/due_trace")
}

fn other(value: &Value) -> Value {
    match value {
        Value::Number(it) => json!(it.as_f64().unwrap() + 1.0),
        Value::Bool(it) => json!(!it),
        Value::Null => json!("2000-01-01T00:00:00Z"),
        Value::String(it) if it.ends_with('Z') => json!("2000-01-01T00:00:00Z"),
        other => json!(format!("{}x", other.as_str().unwrap_or_default())),
    }
}

use super::*;

fn event(text: &str) -> FleetEvent {
    serde_json::from_str(text).unwrap()
}

/// A row with these findings.
fn row(id: &str, findings: &Value) -> Value {
    serde_json::json!({
        "cluster": { "ClusterId": id }, "findings": findings,
        "identity": { "verdict": "unchecked" }, "certificates": [], "roots": [],
        "latestBackup": { "status": "unknown" }, "protected": false, "production": false,
    })
}

fn rows_event(region: &str, rows: &[Value]) -> FleetEvent {
    event(&serde_json::json!({ "event": "rows", "region": region, "rows": rows }).to_string())
}

fn rows(region: &str, ids: &[&str]) -> FleetEvent {
    let none = Value::Array(Vec::new());
    let rows: Vec<_> = ids.iter().map(|id| row(id, &none)).collect();
    rows_event(region, &rows)
}

#[test]
fn a_cluster_of_which_only_the_backups_are_new_is_kept_once() {
    let mut reader = FleetReader::default();
    let with = |state: &str, backup: Value| {
        let mut row = row("a", &Value::Array(Vec::new()));
        row["cluster"]["State"] = state.into();
        row["latestBackup"] = backup;
        rows_event("r", &[row])
    };
    let mut read = |event| {
        reader.read(event);
        reader.rows("r").remove(0)
    };
    let cold = read(with("ACTIVE", serde_json::json!({ "status": "unknown" })));
    let warm = read(with("ACTIVE", serde_json::json!({ "status": "none" })));
    assert_ne!(cold.latest_backup, warm.latest_backup);
    assert!(Arc::ptr_eq(&cold.cluster.0, &warm.cluster.0));
    let changed = read(with("DEGRADED", serde_json::json!({ "status": "none" })));
    assert!(!Arc::ptr_eq(&changed.cluster.0, &warm.cluster.0));
}

#[test]
fn findings_that_are_the_same_are_kept_once() {
    let with = |id: &str, fact: &str| {
        let finding = serde_json::json!({
            "kind": "single-hsm", "severity": "warning", "fact": fact, "advice": "",
        });
        row(id, &Value::Array(vec![finding]))
    };
    let mut reader = FleetReader::default();
    let mut read = |rows: &[Value]| {
        reader.read(rows_event("r", rows));
        reader.rows("r")
    };
    let rows = read(&[with("a", "one"), with("b", "one"), with("c", "two")]);
    assert!(Arc::ptr_eq(&rows[0].findings, &rows[1].findings));
    let advice = |row: usize| &rows[row].findings[0].advice;
    assert!(Arc::ptr_eq(advice(0), advice(2)), "of findings that differ, the same advice");
    assert_eq!(rows[2].findings[0].fact, "two");
    drop(rows);
    // However many there were that no row has any more, the next ones are shared again.
    for number in 0..2 * Once::<str>::MOST {
        read(&[with("a", &number.to_string())]);
    }
    let rows = read(&[with("a", "last"), with("b", "last")]);
    assert!(Arc::ptr_eq(&rows[0].findings, &rows[1].findings));
}

fn ids(reader: &FleetReader, region: &str) -> Vec<String> {
    reader.rows(region).iter().map(|row| row.cluster.0.cluster_id.clone()).collect()
}

fn at(sequence: u64) -> FleetEvent {
    event(&format!(r#"{{"event":"at","sequence":{sequence},"time":7}}"#))
}

#[test]
fn a_snapshot_replaces_what_was_known_only_when_it_is_complete() {
    let mut reader = FleetReader::default();
    for event in [event(r#"{"event":"snapshot","stream":"s"}"#), rows("r", &["a", "b"])] {
        reader.read(event);
    }
    assert_eq!(reader.position(), None, "not complete yet");
    assert_eq!(reader.read(at(3)), FleetChange::Complete(vec!["r".to_owned()]));
    assert_eq!(reader.position(), Some("s.3"));
    let before = reader.rows("r");

    reader.read(event(r#"{"event":"snapshot","stream":"t"}"#));
    reader.read(rows("r", &["b"]));
    assert_eq!(ids(&reader, "r"), ["a", "b"], "nothing vanishes before it is certain");
    assert_eq!(reader.read(at(1)), FleetChange::Complete(vec!["r".to_owned()]));
    assert_eq!(ids(&reader, "r"), ["b"]);
    assert!(Arc::ptr_eq(&before[1], &reader.rows("r")[0]), "the same is the same allocation");
    assert_eq!(reader.position(), Some("t.1"));
    assert_eq!(reader.read(at(1)), FleetChange::Complete(Vec::new()), "a heartbeat");
}

#[test]
fn clusters_that_are_gone_go() {
    let mut reader = FleetReader::default();
    reader.read(rows("r", &["a", "b"]));
    reader.read(event(r#"{"event":"gone","region":"r","clusters":["a","z"]}"#));
    assert_eq!(ids(&reader, "r"), ["b"]);
    reader.read(event(r#"{"event":"gone","region":"other","clusters":["a"]}"#));
    assert_eq!(reader.count("other"), 0);
}

#[test]
fn attempts_are_kept_while_they_are_on_their_way() {
    let attempts = |list: &[(&str, &str, Option<&str>)]| {
        let one = |(id, state, why): &(&str, &str, Option<&str>)| serde_json::json!({ "id": id, "state": state, "notFollowed": why });
        let list: Vec<_> = list.iter().map(one).collect();
        event(&serde_json::json!({ "event": "attempts", "attempts": list }).to_string())
    };
    let mut reader = FleetReader::default();
    let mut open = |event: FleetEvent| {
        reader.read(event);
        let ids = reader.open_attempts().iter();
        ids.map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let both = [("a", "accepted", None), ("b", "permitted", None), ("c", "announced", None)];
    assert_eq!(open(attempts(&both)), ["a", "c"]);
    assert_eq!(open(attempts(&[("a", "unknown", None)])), ["c", "a"]);
    assert_eq!(open(attempts(&[("c", "gone", None), ("b", "sent", None)])), ["a", "b"]);
    assert_eq!(open(attempts(&[("a", "unknown", Some("time-over"))])), ["b"]);
    let snapshot = event(r#"{"event":"snapshot","stream":"t"}"#);
    assert!(open(snapshot).is_empty(), "they come anew");
}

#[test]
fn lines_of_later_versions_are_passed_over() {
    let mut reader = FleetReader::default();
    assert_eq!(reader.read(event(r#"{"event":"confetti","color":"red"}"#)), FleetChange::Nothing);
}

//! The fleet out of the lines of its stream, for whoever reads it: what a snapshot replaces, when the
//! reader has everything, and where it goes on. Must not know how lines arrive.

use std::sync::Arc;

use cloudhsm_api::shape::Member;
use serde_json::Value;

use crate::{AttemptState, Finding, FleetEvent, FleetRow, RegionStatus, once::Once};

/// What a line changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FleetChange {
    /// Rows of a region, but not all of its news yet.
    Rows(String),
    /// The state of a region.
    Status(String),
    /// The reader has everything: these regions' rows are others than at the last time.
    Complete(Vec<String>),
    /// The attempts that are on their way.
    Attempts,
    /// Nothing that shows.
    Nothing,
    /// The backend ends the stream.
    End,
}

/// What was read.
//
// Sorted lists and not maps: in the page, each type of map weighs four kilobytes.
#[derive(Debug, Default)]
pub struct FleetReader {
    regions: Vec<Region>,
    /// Most clusters have the same findings as many others, and their texts are a fifth of a row.
    findings: Once<[Finding]>,
    /// Where facts differ, by a date say, the advice is the same.
    advice: Once<str>,
    /// The attempts that are on their way.
    open: Vec<Value>,
    stream: String,
    /// Where the reader is; `None` until it had everything once.
    position: Option<String>,
}

#[derive(Debug)]
struct Region {
    name: String,
    /// By the IDs of their clusters.
    rows: Vec<Listed>,
    status: Option<RegionStatus>,
    /// Rows changed since the reader had everything.
    changed: bool,
}

#[derive(Debug)]
struct Listed {
    row: Arc<FleetRow>,
    /// In a snapshot: it has not come anew.
    stale: bool,
}

impl Region {
    /// Where the cluster is, or where it would be.
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.rows.binary_search_by(|listed| listed.row.cluster.0.cluster_id.as_str().cmp(id))
    }

    fn take(&mut self, row: FleetRow) {
        match self.place(&row.cluster.0.cluster_id) {
            Ok(at) => {
                let Some(known) = self.rows.get_mut(at) else { return };
                known.stale = false;
                // A snapshot repeats what did not change: the same allocation draws nothing anew.
                if *known.row != row {
                    known.row = Arc::new(row);
                    self.changed = true;
                }
            }
            Err(at) => {
                self.rows.insert(at, Listed { row: Arc::new(row), stale: false });
                self.changed = true;
            }
        }
    }

    fn remove(&mut self, goes: impl Fn(&Listed) -> bool) {
        let before = self.rows.len();
        self.rows.retain(|listed| !goes(listed));
        self.changed |= self.rows.len() != before;
    }
}

impl FleetReader {
    /// Takes in a line.
    pub fn read(&mut self, event: FleetEvent) -> FleetChange {
        match event {
            FleetEvent::Snapshot { stream } => {
                self.stream = stream;
                self.position = None;
                self.open.clear();
                for listed in self.regions.iter_mut().flat_map(|region| &mut region.rows) {
                    listed.stale = true;
                }
                FleetChange::Nothing
            }
            FleetEvent::Resumed { stream } => {
                self.stream = stream;
                FleetChange::Nothing
            }
            FleetEvent::Rows { region, rows } => {
                for mut row in rows {
                    self.share(&mut row);
                    self.region_mut(&region).take(row);
                }
                FleetChange::Rows(region)
            }
            FleetEvent::Gone { region, clusters } => {
                let known = self.region_mut(&region);
                known.remove(|listed| clusters.contains(&listed.row.cluster.0.cluster_id));
                FleetChange::Rows(region)
            }
            FleetEvent::Region { status } => {
                let region = status.region.clone();
                self.region_mut(&region).status = Some(*status);
                FleetChange::Status(region)
            }
            FleetEvent::At { sequence, .. } => {
                self.position = Some([&self.stream, ".", &sequence.to_string()].concat());
                let mut changed = Vec::new();
                for region in &mut self.regions {
                    region.remove(|listed| listed.stale);
                    if std::mem::take(&mut region.changed) {
                        changed.push(region.name.clone());
                    }
                }
                FleetChange::Complete(changed)
            }
            FleetEvent::End { .. } => FleetChange::End,
            FleetEvent::Attempts { attempts } => {
                for attempt in attempts.elements() {
                    self.open.retain(|known| known.get("id") != attempt.get("id"));
                    if is_open(attempt) {
                        self.open.push(attempt.clone());
                    }
                }
                FleetChange::Attempts
            }
            FleetEvent::Unknown => FleetChange::Nothing,
        }
    }

    /// Findings that are the same as another row's are kept once, and so is their advice.
    fn share(&mut self, row: &mut FleetRow) {
        if row.findings.is_empty() {
            return;
        }
        // Nobody else has a row that was just read, so there is nothing that this would copy.
        if let Some(findings) = Arc::get_mut(&mut row.findings) {
            for finding in findings {
                self.advice.share(&mut finding.advice);
            }
        }
        self.findings.share(&mut row.findings);
    }

    fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.name == name)
    }

    fn region_mut(&mut self, name: &str) -> &mut Region {
        let known = self.regions.iter().position(|region| region.name == name);
        let at = known.unwrap_or_else(|| {
            let name = name.to_owned();
            self.regions.push(Region { name, rows: Vec::new(), status: None, changed: false });
            self.regions.len() - 1
        });
        &mut self.regions[at]
    }

    /// The rows of a region by cluster ID.
    pub fn rows(&self, region: &str) -> Vec<Arc<FleetRow>> {
        let known = self.region(region);
        known
            .map(|it| it.rows.iter().map(|listed| Arc::clone(&listed.row)).collect())
            .unwrap_or_default()
    }

    /// How many rows of a region there are.
    pub fn count(&self, region: &str) -> usize {
        self.region(region).map_or(0, |region| region.rows.len())
    }

    /// The state of a region.
    pub fn status(&self, region: &str) -> Option<&RegionStatus> {
        self.region(region)?.status.as_ref()
    }

    /// The attempts that are on their way, as they came: whoever shows them reads them.
    pub fn open_attempts(&self) -> &[Value] {
        &self.open
    }

    /// Where to go on, as the backend wants to be told.
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }
}

/// As `Attempt::is_open`, without reading the rest of it.
fn is_open(attempt: &Value) -> bool {
    let member = |name: &str| attempt.get(name).cloned().unwrap_or_default();
    AttemptState::read(member("state")).is_ok_and(AttemptState::is_open)
        && member("notFollowed").is_null()
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            reader.read(event(r#"{"event":"confetti","color":"red"}"#)),
            FleetChange::Nothing
        );
    }
}

//! The fleet out of the lines of its stream, for whoever reads it: what a snapshot replaces, when the
//! reader has everything, and where it goes on. Must not know how lines arrive.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{FleetEvent, FleetRow, RegionStatus};

/// What a line changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FleetChange {
    /// Rows of a region, but not all of its news yet.
    Rows(String),
    /// The state of a region.
    Status(String),
    /// The reader has everything: these regions' rows are others than at the last time.
    Complete(BTreeSet<String>),
    /// Nothing that shows.
    Nothing,
    /// The backend ends the stream.
    End,
}

/// What was read.
#[derive(Debug, Default)]
pub struct FleetReader {
    regions: BTreeMap<String, Region>,
    stream: String,
    /// Where the reader is; `None` until it had everything once.
    position: Option<String>,
    /// Regions whose rows changed since then.
    changed: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Region {
    rows: BTreeMap<String, Arc<FleetRow>>,
    /// In a snapshot: those that have not come anew.
    stale: BTreeSet<String>,
    status: Option<RegionStatus>,
}

impl FleetReader {
    /// Takes in a line.
    pub fn read(&mut self, event: FleetEvent) -> FleetChange {
        match event {
            FleetEvent::Snapshot { stream } => {
                self.stream = stream;
                self.position = None;
                for region in self.regions.values_mut() {
                    region.stale = region.rows.keys().cloned().collect();
                }
                FleetChange::Nothing
            }
            FleetEvent::Resumed { stream } => {
                self.stream = stream;
                FleetChange::Nothing
            }
            FleetEvent::Rows { region, rows } => {
                let known = self.regions.entry(region.clone()).or_default();
                for row in rows {
                    let id = row.cluster.0.cluster_id.clone();
                    known.stale.remove(&id);
                    // A snapshot repeats what did not change: the same allocation draws nothing anew.
                    if known.rows.get(&id).is_none_or(|old| **old != row) {
                        known.rows.insert(id, Arc::new(row));
                        self.changed.insert(region.clone());
                    }
                }
                FleetChange::Rows(region)
            }
            FleetEvent::Gone { region, clusters } => {
                if let Some(known) = self.regions.get_mut(&region) {
                    for id in &clusters {
                        known.rows.remove(id);
                    }
                    self.changed.insert(region.clone());
                }
                FleetChange::Rows(region)
            }
            FleetEvent::Region { status } => {
                let region = status.region.clone();
                self.regions.entry(region.clone()).or_default().status = Some(*status);
                FleetChange::Status(region)
            }
            FleetEvent::At { sequence, .. } => {
                self.position = Some(format!("{}.{sequence}", self.stream));
                for (name, region) in &mut self.regions {
                    for id in std::mem::take(&mut region.stale) {
                        region.rows.remove(&id);
                        self.changed.insert(name.clone());
                    }
                }
                FleetChange::Complete(std::mem::take(&mut self.changed))
            }
            FleetEvent::End { .. } => FleetChange::End,
            // Attempts have a page of their own.
            FleetEvent::Attempts { .. } | FleetEvent::Unknown => FleetChange::Nothing,
        }
    }

    /// The rows of a region by cluster ID.
    pub fn rows(&self, region: &str) -> Vec<Arc<FleetRow>> {
        let known = self.regions.get(region);
        known.map(|region| region.rows.values().cloned().collect()).unwrap_or_default()
    }

    /// How many rows of a region there are.
    pub fn count(&self, region: &str) -> usize {
        self.regions.get(region).map_or(0, |region| region.rows.len())
    }

    /// The state of a region.
    pub fn status(&self, region: &str) -> Option<&RegionStatus> {
        self.regions.get(region)?.status.as_ref()
    }

    /// Where to go on, as the backend wants to be told.
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> FleetEvent {
        serde_json::from_str(text).unwrap()
    }

    fn rows(region: &str, ids: &[&str]) -> FleetEvent {
        let row = |id: &&str| {
            serde_json::json!({
                "cluster": { "ClusterId": id }, "findings": [],
                "identity": { "verdict": "unchecked" }, "certificates": [], "roots": [],
                "latestBackup": { "status": "unknown" }, "protected": false, "production": false,
            })
        };
        let rows: Vec<_> = ids.iter().map(row).collect();
        event(&serde_json::json!({ "event": "rows", "region": region, "rows": rows }).to_string())
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
        assert_eq!(reader.read(at(3)), FleetChange::Complete(["r".to_owned()].into()));
        assert_eq!(reader.position(), Some("s.3"));
        let before = reader.rows("r");

        reader.read(event(r#"{"event":"snapshot","stream":"t"}"#));
        reader.read(rows("r", &["b"]));
        assert_eq!(ids(&reader, "r"), ["a", "b"], "nothing vanishes before it is certain");
        assert_eq!(reader.read(at(1)), FleetChange::Complete(["r".to_owned()].into()));
        assert_eq!(ids(&reader, "r"), ["b"]);
        assert!(Arc::ptr_eq(&before[1], &reader.rows("r")[0]), "the same is the same allocation");
        assert_eq!(reader.position(), Some("t.1"));
        assert_eq!(reader.read(at(1)), FleetChange::Complete(BTreeSet::new()), "a heartbeat");
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
    fn lines_of_later_versions_are_passed_over() {
        let mut reader = FleetReader::default();
        assert_eq!(
            reader.read(event(r#"{"event":"confetti","color":"red"}"#)),
            FleetChange::Nothing
        );
    }
}

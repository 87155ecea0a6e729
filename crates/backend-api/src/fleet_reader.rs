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

    fn take(&mut self, mut row: FleetRow) {
        match self.place(&row.cluster.0.cluster_id) {
            Ok(at) => {
                let Some(known) = self.rows.get_mut(at) else { return };
                known.stale = false;
                // Usually only what the backend adds changed, such as the backups: the cluster that is
                // already in memory is kept.
                if known.row.cluster == row.cluster {
                    row.cluster = known.row.cluster.clone();
                }
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
mod tests;

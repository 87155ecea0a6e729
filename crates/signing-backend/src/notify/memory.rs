//! What was seen of the clusters of a region, to tell what happens to them.

use std::{collections::BTreeMap, sync::Arc};

use backend_api::{FleetRow, Identity};

use super::{
    diff::{appeared, changes, remembered},
    notice::{Change, Notice},
};

/// The clusters of a region as they were last seen. Nothing yet: the first look is the baseline, of
/// which nothing is told.
#[derive(Debug, Default)]
pub(super) struct Memory {
    clusters: Option<BTreeMap<String, Seen>>,
}

#[derive(Debug)]
struct Seen {
    row: Arc<FleetRow>,
    /// It is of the baseline, and its certificates had not been checked then, nor since.
    is_unchecked_baseline: bool,
}

impl Memory {
    /// Whether there was a first look.
    pub(super) fn has_baseline(&self) -> bool {
        self.clusters.is_some()
    }

    /// A cluster as it was last seen.
    pub(super) fn row(&self, id: &str) -> Option<&FleetRow> {
        Some(&self.clusters.as_ref()?.get(id)?.row)
    }

    /// Looks at all clusters of the region: what happened since the last look.
    pub(super) fn see(
        &mut self,
        region: &str,
        rows: Vec<Arc<FleetRow>>,
        time: &str,
    ) -> Vec<Notice> {
        let is_baseline = self.clusters.is_none();
        let mut before = self.clusters.take().unwrap_or_default();
        let mut notices = Vec::new();
        let mut add = |row: &FleetRow, changes: Vec<Change>| {
            notices.extend(changes.into_iter().map(|it| notice(region, row, it, time)));
        };
        let mut now = BTreeMap::new();
        for row in rows {
            let id = row.cluster.0.cluster_id.clone();
            let is_unchecked = row.identity == Identity::Unchecked;
            let seen = match before.remove(&id) {
                Some(old) => {
                    add(&row, changes(&old.row, &row, old.is_unchecked_baseline));
                    Seen {
                        row: remembered(&old.row, &row),
                        is_unchecked_baseline: old.is_unchecked_baseline && is_unchecked,
                    }
                }
                None if is_baseline => Seen { row, is_unchecked_baseline: is_unchecked },
                None => {
                    add(&row, row.findings.iter().map(appeared).collect());
                    Seen { row, is_unchecked_baseline: false }
                }
            };
            now.insert(id, seen);
        }
        for gone in before.values() {
            add(&gone.row, vec![Change::ClusterGone]);
        }
        self.clusters = Some(now);
        notices
    }
}

fn notice(region: &str, row: &FleetRow, change: Change, time: &str) -> Notice {
    Notice {
        time: time.to_owned(),
        region: region.to_owned(),
        cluster_id: Some(row.cluster.0.cluster_id.clone()),
        name: row.cluster.0.name().map(str::to_owned),
        production: Some(row.production),
        change,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::diff::tests::{finding, row},
        *,
    };
    use backend_api::FindingKind;

    fn see(memory: &mut Memory, rows: &[FleetRow]) -> Vec<(String, Change)> {
        let rows = rows.iter().cloned().map(Arc::new).collect();
        let notices = memory.see("us-east-1", rows, "now");
        notices.into_iter().map(|it| (it.cluster_id.unwrap(), it.change)).collect()
    }

    #[test]
    fn the_first_look_tells_nothing_and_later_ones_what_came_and_went() {
        let single = finding(FindingKind::SingleHsm, "one");
        let bad = |id: &str| row(id, "ACTIVE", std::slice::from_ref(&single));
        let mut memory = Memory::default();
        assert_eq!(see(&mut memory, &[bad("a"), bad("b")]), []);
        assert_eq!(
            see(&mut memory, &[bad("a"), bad("c")]),
            [("c".to_owned(), appeared(&single)), ("b".to_owned(), Change::ClusterGone)]
        );
        assert_eq!(see(&mut memory, &[bad("a"), bad("c")]), []);
        assert!(memory.row("c").is_some() && memory.row("b").is_none());
    }

    #[test]
    fn a_region_without_clusters_has_a_baseline_too() {
        let mut memory = Memory::default();
        assert_eq!(see(&mut memory, &[]), []);
        let single = finding(FindingKind::SingleHsm, "one");
        let news = see(&mut memory, &[row("a", "ACTIVE", std::slice::from_ref(&single))]);
        assert_eq!(news, [("a".to_owned(), appeared(&single))]);
    }

    #[test]
    fn of_the_baseline_only_the_first_check_of_certificates_is_not_told() {
        let failed = finding(FindingKind::Identity, "failed");
        let unchecked =
            |id: &str| FleetRow { identity: Identity::Unchecked, ..row(id, "ACTIVE", &[]) };
        let bad = |id: &str| FleetRow {
            identity: Identity::Failed { reason: String::new() },
            ..row(id, "ACTIVE", std::slice::from_ref(&failed))
        };
        let mut memory = Memory::default();
        see(&mut memory, &[unchecked("a")]);
        see(&mut memory, &[unchecked("a"), unchecked("b")]);
        let news = see(&mut memory, &[bad("a"), bad("b")]);
        assert_eq!(news, [("b".to_owned(), appeared(&failed))], "b came later");
        see(&mut memory, &[row("a", "ACTIVE", &[]), bad("b")]);
        let news = see(&mut memory, &[bad("a"), bad("b")]);
        assert_eq!(news, [("a".to_owned(), appeared(&failed))], "it was genuine in between");
    }
}

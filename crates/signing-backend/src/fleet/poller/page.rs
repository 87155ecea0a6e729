//! What one page of clusters changes.

use std::{sync::Arc, time::Duration};

use cloudhsm_api::Cluster;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{Poller, Seen, ToCheck};
use crate::fleet::{
    identity::Certificates,
    row::{Beside, Row, fingerprint},
};

/// Findings tell days; an hour is soon enough to notice that one has come.
const JUDGED_AGAIN: Duration = Duration::from_hours(1);

impl Poller {
    /// Takes in a page. Whether all certificates on it are checked, or wait for that.
    pub(super) fn take(
        &self,
        elements: &[&str],
        seen: &mut Seen,
        to_check: &mpsc::Sender<ToCheck>,
    ) -> bool {
        let now = self.shared.now_millis();
        let backups = self.shared.region(&self.region).backups();
        let (mut rows, mut unchecked_ones) = (Vec::new(), Vec::new());
        for text in elements {
            let id = id_of(text);
            if id.is_empty() {
                seen.without_id += 1;
                continue;
            }
            // AWS can repeat one on a later page: the first one counts.
            if !seen.ids.insert(id.clone()) {
                continue;
            }
            let fingerprint = fingerprint(text);
            let known = self.shared.read(|known| known.row(&self.region, &id).cloned());
            let same = known.filter(|row| row.fingerprint == fingerprint);
            let is_checked = |digest: &[u8; 32]| self.shared.identities.known(digest).is_some();
            if let Some(row) = &same
                && row.evidence.as_ref().is_none_or(is_checked)
            {
                if now - row.judged_millis >= millis(JUDGED_AGAIN) {
                    rows.extend(self.shared.judged(&id, row, &backups, now).map(|row| (id, row)));
                }
                continue;
            }
            let cluster = Cluster::salvaged(text);
            let certificates = Certificates::of(&cluster);
            let evidence = certificates.as_ref().map(|it| it.digest);
            // Before the verdict is read: one that comes in between is read by whoever checks.
            let to_be_checked = certificates.filter(|it| !is_checked(&it.digest));
            if same.is_none() {
                let verdict = self.shared.verdict(evidence.as_ref());
                let of_cluster = backups.of_cluster(&id);
                let beside = Beside {
                    verdict: &verdict,
                    backups: of_cluster.as_ref(),
                    backups_refused: backups.refused,
                    now_millis: now,
                };
                let rules = &self.shared.rules;
                rows.push((id.clone(), Row::new(cluster, fingerprint, evidence, rules, beside)));
            }
            if let Some(certificates) = to_be_checked {
                unchecked_ones.push((Arc::clone(&self.region), id, certificates));
            }
        }
        self.put(rows);
        // After the rows are there: the verdict goes into them.
        let unsent = unchecked_ones.into_iter().filter_map(|one| to_check.try_send(one).err());
        unsent.count() == 0
    }
}

/// The ID of a cluster; empty if it can't be read.
fn id_of(text: &str) -> String {
    #[derive(Deserialize)]
    struct Named {
        #[serde(rename = "ClusterId")]
        cluster_id: String,
    }
    match serde_json::from_str::<Named>(text) {
        Ok(named) => named.cluster_id,
        Err(_) => Cluster::salvaged(text).cluster_id,
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

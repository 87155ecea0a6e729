//! The backups of a region, and the rows that they change.

use std::{sync::Arc, time::Duration};

use cloudhsm_api::{Backup, Operation};
use tokio::time::Instant;

use super::Poller;
use crate::{
    clock::timestamp,
    fleet::{backups::RegionBackups, shared::KnownBackups},
};

impl Poller {
    pub(super) async fn list_backups(&mut self) {
        let began = Instant::now();
        let mut backups: Vec<Backup> = Vec::new();
        let shared = Arc::clone(&self.shared);
        let result = shared
            .listing(&self.region, Operation::DescribeBackups, "Backups", None)
            .read(|elements| backups.extend(elements.iter().map(|it| Backup::salvaged(it))))
            .await;
        let now = Instant::now();
        let region = shared.region(&self.region);
        let before = region.backups();
        match result {
            Ok(pages) => {
                self.pace.listed_backups(began, now, pages);
                let all = Some(Arc::new(RegionBackups::of(backups)));
                region.set_backups(KnownBackups { all, refused: false });
                let at = timestamp(self.shared.clock.now());
                self.set_status(|status| {
                    status.backups_listed_at = Some(at);
                    status.backups_error = None;
                });
            }
            Err(error) => {
                let wait = error.retry_after_seconds.map(Duration::from_secs);
                self.pace.failed_backups(now, wait);
                // Those that are known stay.
                let refused = before.all.is_none();
                region.set_backups(KnownBackups { all: before.all.clone(), refused });
                self.set_status(|status| status.backups_error = Some(*error));
            }
        }
        self.judge_again(&before, &region.backups());
    }

    /// Makes the rows anew whose backups are others than before.
    fn judge_again(&self, before: &KnownBackups, backups: &KnownBackups) {
        let now = self.shared.now_millis();
        let changed = |id: &str| {
            before.refused != backups.refused || before.of_cluster(id) != backups.of_cluster(id)
        };
        let mut rows: Vec<_> = self.shared.read(|known| {
            let rows = known.rows_of(&self.region).filter(|(id, _)| changed(id));
            rows.map(|(id, row)| (id.to_owned(), row.clone())).collect()
        });
        // Certificates are checked meanwhile: what that found must not be lost.
        while !rows.is_empty() {
            let judged = rows.into_iter().filter_map(|(id, old)| {
                let new = self.shared.judged(&id, &old, backups, now)?;
                Some((id, old, new))
            });
            let judged: Vec<_> = judged.collect();
            rows = Vec::new();
            self.shared.change(|known| {
                for (id, old, new) in judged {
                    if !known.replace(&self.region, &id, &old, new) {
                        rows.extend(known.row(&self.region, &id).map(|row| (id, row.clone())));
                    }
                }
            });
        }
    }
}

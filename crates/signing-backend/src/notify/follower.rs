//! Looks at the fleet and at the attempts whenever they change, as an open console does.

use std::{collections::BTreeMap, sync::Arc};

use backend_api::{FleetChange, FleetEvent, FleetReader};
use tokio_util::sync::CancellationToken;

use super::{attempts::EndedAttempts, delivery::Queue, memory::Memory, notice::Notice};
use crate::{
    clock::{Clock, timestamp},
    fleet::{Changes, Fleet, Position},
    guard::Guard,
};

/// Finds out what happened since the last look.
#[derive(Debug)]
pub(crate) struct Follower {
    fleet: Arc<Fleet>,
    guard: Arc<Guard>,
    clock: Arc<dyn Clock>,
    reader: FleetReader,
    memories: BTreeMap<String, Memory>,
    ended: EndedAttempts,
}

impl Follower {
    /// Tells of what happens from now on.
    pub(crate) fn new(
        fleet: Arc<Fleet>,
        guard: Arc<Guard>,
        clock: Arc<dyn Clock>,
        regions: &[String],
    ) -> Self {
        let ended = EndedAttempts::baseline(&guard.attempts().attempts);
        let memories = regions.iter().map(|region| (region.clone(), Memory::default())).collect();
        Self { fleet, guard, clock, reader: FleetReader::default(), memories, ended }
    }

    /// Looks at every change, until it is stopped, and then once more.
    pub(super) async fn run(mut self, queue: &Queue, stop: &CancellationToken) {
        // As for an open console, AWS is asked as long as this is there.
        let _watcher = self.fleet.watch();
        let mut changes = Changes::of(self.fleet.changes(), self.guard.attempts_changes());
        loop {
            let attempts_changed = changes.take_attempts();
            changes.take_fleet();
            queue.add(self.look(attempts_changed));
            if stop.is_cancelled() {
                return;
            }
            tokio::select! {
                changed = changes.next() => if changed.is_err() { return },
                () = stop.cancelled() => {}
            }
        }
    }

    fn look(&mut self, attempts_changed: bool) -> Vec<Notice> {
        let time = timestamp(self.clock.now()).to_rfc3339();
        let mut notices = self.look_at_fleet(&time);
        if attempts_changed {
            let attempts = self.guard.attempts().attempts;
            let mut ended = self.ended.see(&attempts, &time);
            for notice in &mut ended {
                self.add_cluster(notice);
            }
            notices.extend(ended);
            // So that AWS is asked often for what was sent to it.
            self.fleet.set_attempts(attempts);
        }
        notices
    }

    fn look_at_fleet(&mut self, time: &str) -> Vec<Notice> {
        let position = self.reader.position().and_then(Position::parse);
        let mut notices = Vec::new();
        for line in self.fleet.since(position.as_ref()) {
            let Some(event) = line.into_event() else { continue };
            if let FleetEvent::Snapshot { stream } = &event
                && position.as_ref().is_some_and(|it| it.stream != *stream)
            {
                // Another account's fleet: nothing of the one before is gone.
                self.reader = FleetReader::default();
                for memory in self.memories.values_mut() {
                    *memory = Memory::default();
                }
            }
            if let FleetChange::Complete(changed) = self.reader.read(event) {
                notices.extend(self.see(&changed, time));
            }
        }
        notices
    }

    /// What happened in the regions whose rows are others. A region that was never listed completely
    /// has no baseline yet; one that fails keeps its rows, so that nothing of it is gone.
    fn see(&mut self, changed: &[String], time: &str) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (region, memory) in &mut self.memories {
            let is_listed = self.reader.status(region).is_some_and(|it| it.listed_at.is_some());
            let is_first = !memory.has_baseline();
            if is_listed && (changed.contains(region) || is_first) {
                let rows = self.reader.rows(region);
                if is_first {
                    tracing::info!(region, clusters = rows.len(), "notices of changes from now on");
                }
                notices.extend(memory.see(region, rows, time));
            }
        }
        notices
    }

    /// What is known of the cluster that a notice is about.
    fn add_cluster(&self, notice: &mut Notice) {
        let memory = self.memories.get(&notice.region);
        let row = memory.zip(notice.cluster_id.as_ref()).and_then(|(it, id)| it.row(id));
        if let Some(row) = row {
            notice.name = row.cluster.0.name().map(str::to_owned);
            notice.production = Some(row.production);
        }
    }
}

//! Whether there is something to look at: for whoever follows the fleet and the attempts.

use tokio::sync::watch::{Receiver, error::RecvError};

/// The changes of the fleet and of the attempts since the last look.
#[derive(Debug)]
pub(crate) struct Changes {
    fleet: Receiver<u64>,
    attempts: Receiver<u64>,
}

impl Changes {
    /// Of these two. Nothing has been looked at yet, so the attempts count as changed.
    pub(crate) fn of(fleet: Receiver<u64>, mut attempts: Receiver<u64>) -> Self {
        attempts.mark_changed();
        Self { fleet, attempts }
    }

    /// Whether the attempts changed; they are looked at now.
    pub(crate) fn take_attempts(&mut self) -> bool {
        let changed = self.attempts.has_changed().unwrap_or(false);
        self.attempts.mark_unchanged();
        changed
    }

    /// The fleet is looked at now.
    pub(crate) fn take_fleet(&mut self) {
        self.fleet.mark_unchanged();
    }

    /// Waits for the next change of either. An error once one of them ends.
    pub(crate) async fn next(&mut self) -> Result<(), RecvError> {
        tokio::select! {
            changed = self.fleet.changed() => changed,
            changed = self.attempts.changed() => {
                changed?;
                // To be taken.
                self.attempts.mark_changed();
                Ok(())
            }
        }
    }
}

//! The end of a browser in the middle of a test: noticed at once, told once.

use std::{fs, path::Path, sync::Arc, time::Duration};

use rustix::process::Pid;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

const POLL: Duration = Duration::from_millis(200);

/// Whether and why a browser counts as dead. All clones are of the same browser.
#[derive(Debug, Clone)]
pub(crate) struct Death(Arc<watch::Sender<Option<String>>>);

impl Death {
    /// It lives.
    pub(crate) fn none() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// It is dead from now on. Only the first cause counts.
    pub(crate) fn tell(&self, cause: String) {
        self.0.send_if_modified(|known| {
            let new = known.is_none();
            known.get_or_insert(cause);
            new
        });
    }

    /// Why it is dead, if it is.
    pub(crate) fn cause(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    /// Waits until it is dead, or one of the processes that it needs has ended.
    pub(crate) async fn comes(&self, processes: &[(&str, Pid)]) -> String {
        let mut told = self.0.subscribe();
        let mut ticks = interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.look(processes);
            if let Some(cause) = self.cause() {
                return cause;
            }
            tokio::select! {
                // The sender is ours: this can't fail.
                _ = told.changed() => {} // limit: the test's own end
                _ = ticks.tick() => {}
            }
        }
    }

    /// Looks after the processes that it needs.
    pub(crate) fn look(&self, processes: &[(&str, Pid)]) {
        if let Some((name, id)) = processes.iter().find(|(_, id)| !runs(*id)) {
            self.tell(format!("{name} (process {}) has ended", id.as_raw_nonzero()));
        }
    }
}

/// Whether a process has not ended. One that has, but whose parent has not noticed, has ended.
pub(crate) fn runs(id: Pid) -> bool {
    let processes = Path::new("/proc");
    let Ok(status) =
        fs::read_to_string(processes.join(format!("{id}/stat", id = id.as_raw_nonzero())))
    else {
        // Without such a folder nothing can be told.
        return !processes.join("self").exists();
    };
    // After the name, which may hold anything, comes the state.
    let state = status.rsplit(')').next().unwrap_or_default().trim_start();
    !state.starts_with(['Z', 'X'])
}

//! Whether a process lives, and where it dies.
//!
//! The tasks of a dead process can't be taken away from outside, but nothing that they do gets out:
//! their calls never arrive, their lines are not written, and nobody gets their answers.

use std::{sync::Mutex, time::Duration};

use tokio_util::sync::CancellationToken;

/// Where a process can die of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The line is not written.
    BeforeAppend,
    /// The line is written, and nobody learns of it.
    AfterAppend,
    /// A changing call does not arrive at AWS.
    BeforeCall,
    /// AWS has the call, and the process never gets the answer.
    AfterCall,
    /// The answer has come.
    AfterAnswer,
}

/// What came of an orderly end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    InOrder,
    /// It died before it was through.
    Died,
    /// It takes longer than anybody waits.
    TooSlow,
}

/// So long an orderly end may take.
const PATIENCE: Duration = Duration::from_mins(15);

/// One run of a process.
#[derive(Debug, Default)]
pub(crate) struct Life {
    over: CancellationToken,
    /// It dies when it is here for the so-many-eth time.
    doom: Mutex<Option<(Place, u8)>>,
}

impl Life {
    pub(crate) fn is_over(&self) -> bool {
        self.over.is_cancelled()
    }

    pub(crate) fn end(&self) {
        self.over.cancel();
    }

    /// Returns when it is over.
    pub(crate) async fn over(&self) {
        self.over.cancelled().await;
    }

    pub(crate) fn doom(&self, place: Place, times: u8) {
        *self.doom.lock().unwrap() = Some((place, times));
    }

    /// It dies no more of its own.
    pub(crate) fn spare(&self) {
        *self.doom.lock().unwrap() = None;
    }

    /// Passes a place; whether the process died there.
    pub(crate) fn dies_at(&self, place: Place) -> bool {
        let mut doom = self.doom.lock().unwrap();
        let Some((_, times)) = doom.as_mut().filter(|doom| doom.0 == place) else { return false };
        if let Some(left) = times.checked_sub(1) {
            *times = left;
            return false;
        }
        *doom = None;
        self.end();
        true
    }

    /// Passes a place, and never comes back if the process is dead by then.
    pub(crate) async fn passes(&self, place: Place) {
        if self.dies_at(place) || self.is_over() {
            std::future::pending::<()>().await;
        }
    }

    /// Ends the process in order.
    ///
    /// A process can die at the last line that it writes, and its tasks go on: the log gives them an
    /// error at once, so they finish, perhaps before anybody looked whether the process lives. That
    /// was no orderly end. A dead process can't record anything; its successor takes up what is open.
    pub(crate) async fn end_in_order(&self, finish: impl Future<Output = ()>) -> End {
        let finished = tokio::select! {
            () = self.over() => return End::Died,
            finished = tokio::time::timeout(PATIENCE, finish) => finished,
        };
        match finished {
            _ if self.is_over() => End::Died,
            Ok(()) => End::InOrder,
            Err(_) => End::TooSlow,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_dies_while_it_finishes_does_not_end_in_order() {
    assert_eq!(Life::default().end_in_order(async {}).await, End::InOrder);
    assert_eq!(Life::default().end_in_order(std::future::pending()).await, End::TooSlow);
    let killed = Life::default();
    killed.end();
    assert_eq!(killed.end_in_order(std::future::pending()).await, End::Died);
    // Both at once, as on a machine that is busy: it dies at its last line, and has finished.
    let dying = Life::default();
    dying.doom(Place::BeforeAppend, 0);
    let last_line = async { assert!(dying.dies_at(Place::BeforeAppend)) };
    assert_eq!(dying.end_in_order(last_line).await, End::Died);
}

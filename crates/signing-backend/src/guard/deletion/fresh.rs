//! The last reading before the send: not older than two seconds.

use std::time::Duration;

use backend_api::{ApiErrorCode, Confirmation};

use crate::{
    Failure,
    guard::{
        Guard, Target, attempt::run::Run, ledger::Issued, reading, sending::FRESH,
        snapshot::Snapshot,
    },
};

/// So often a reading that took too long is made again.
const READINGS: u32 = 3;

impl Guard {
    pub(in crate::guard) fn is_still_fresh(&self, since: Duration) -> Result<(), Failure> {
        if self.desk.clock.monotonic().saturating_sub(since) <= FRESH {
            return Ok(());
        }
        Err(too_slow())
    }

    /// The second reading, not older than two seconds when this returns: when it began.
    pub(super) async fn read_fresh(
        &self,
        issued: &Issued,
        confirmation: &Confirmation,
        run: &Run,
    ) -> Result<Duration, Failure> {
        let found = self.read_again(issued, confirmation, run).await?;
        self.freshen(&issued.region, &issued.target, &found, run).await
    }

    /// Reads the target alone again where the whole reading took longer than two seconds.
    pub(in crate::guard) async fn freshen(
        &self,
        region: &str,
        target: &Target,
        found: &Snapshot,
        run: &Run,
    ) -> Result<Duration, Failure> {
        let mut since = found.read_since;
        for _ in 0..READINGS {
            if self.is_still_fresh(since).is_ok() {
                return Ok(since);
            }
            let key = run.identity().access_key_id.clone();
            let upstream = self.upstream.as_ref();
            let clock = self.desk.clock.as_ref();
            let (began, is_same) =
                reading::read_target_again(upstream, region, target, key, found, clock).await?;
            if !is_same {
                return Err(Failure::backend(
                    ApiErrorCode::PlanChanged,
                    "The resource changed while it was read. Nothing was sent. Refresh the plan.",
                ));
            }
            since = began;
        }
        self.is_still_fresh(since).map(|()| since)
    }
}

fn too_slow() -> Failure {
    Failure::network(
        ApiErrorCode::UpstreamTimeout,
        "AWS took longer than 2 s to report the resource, so nothing was sent. Try again.",
    )
}

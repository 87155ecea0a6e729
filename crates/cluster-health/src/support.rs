//! HSM types whose support AWS ends.
//!
//! For `hsm1.medium` two dates are told: 1 December 2025 by AWS's security blog, when it explained the
//! migration to `hsm2m.medium`, and 31 March 2026 later. Which one binds is documented nowhere, so that
//! both are shown. Before the first it is good to know. From then on it is a risk, and stays one after
//! the later date: the API shows that the HSMs still run, and not whether AWS replaces one that fails.
//! Its FIPS 140-2 certificate: <https://docs.aws.amazon.com/cloudhsm/latest/userguide/fips-validation.html>.

use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{Cluster, ClusterState};

use crate::{DAY_MILLIS, finding::finding};

const ENDING: &str = "hsm1.medium";
/// 2025-12-01 and 2026-03-31, in days since the epoch. Support ends with the day.
const FIRST: i64 = 20_423;
const LATER: i64 = 20_543;

/// The support of the cluster's HSM type.
pub(super) fn findings(cluster: &Cluster, now_millis: i64) -> Option<Finding> {
    let leaves = matches!(cluster.state, Some(ClusterState::ModifyInProgress));
    if leaves || cluster.hsm_type.as_deref() != Some(ENDING) {
        return None;
    }
    let ended = |day: i64| now_millis >= (day + 1) * DAY_MILLIS;
    let severity = if ended(FIRST) { Severity::Warn } else { Severity::Info };
    let verb = if ended(LATER) { "has ended" } else { "ends" };
    let fact =
        format!("AWS support for {ENDING} {verb}: AWS announced 2025-12-01, and later 2026-03-31.");
    let advice = "Change the HSM type to hsm2m.medium. Check your clients first: they need Client SDK 5.9 or later. hsm1.medium’s FIPS 140-2 certificate #4218 is historical since 2026-01-04.";
    Some(finding(Kind::EndOfSupport, severity, fact, advice))
}

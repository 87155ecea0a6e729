//! The clusters of one region, and how their listing does, for whoever shows them.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, FleetRow, RegionStatus};
use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::set_if_new::set_if_new;

/// The clusters of one region.
#[derive(Debug, Clone)]
pub struct RegionFleet {
    /// The region.
    pub region: Arc<str>,
    /// What has arrived; stays while it is fetched again, and when that fails.
    pub clusters: RwSignal<Vec<Arc<FleetRow>>>,
    /// A listing is under way.
    pub loading: RwSignal<bool>,
    /// What the newest listing failed with.
    pub error: RwSignal<Option<Arc<ApiError>>>,
    /// When the newest complete listing arrived at the backend, in milliseconds since the epoch.
    pub arrived: RwSignal<Option<f64>>,
}

impl RegionFleet {
    /// Shows what the backend says of it.
    pub(super) fn show(&self, status: &RegionStatus) {
        set_if_new(
            self.loading,
            status.listing || status.listed_at.is_none() && status.error.is_none(),
        );
        let arrived = status.listed_at.as_ref().and_then(Timestamp::epoch_millis);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this millennium")]
        set_if_new(self.arrived, arrived.map(|millis| millis as f64));
        let error = status.error.clone().or_else(|| without_id(status.without_id)).map(Arc::new);
        set_if_new(self.error, error);
    }
}

/// What is said of entries that can't be listed, because not even their ID can be read. `field` tells
/// it from a listing that failed.
fn without_id(count: u64) -> Option<ApiError> {
    let words = match count {
        0 => return None,
        1 => {
            "AWS returned a cluster without a readable ClusterId. It isn’t in the list.".to_owned()
        }
        many => format!(
            "AWS returned {many} clusters without a readable ClusterId. They aren’t in the list."
        ),
    };
    Some(ApiError::network(ApiErrorCode::UpstreamGarbled, words).with_field("ClusterId"))
}

//! The change of a cluster's HSM type: an HSM after the other, there and back.

use cloudhsm_api::{ClusterState, Hsm, HsmState};

use super::{Change, Region};

/// The type that others are changed from, and back to.
pub(crate) const OLD_TYPE: &str = "hsm1.medium";
/// The type that they are changed to.
pub(crate) const NEW_TYPE: &str = "hsm2m.medium";

impl Region {
    /// Begins to make all HSMs of a cluster one of `hsm_type`; a change that is under way ends.
    ///
    /// `state` is what the cluster is in meanwhile, `message` why.
    pub(crate) fn begin_type_change(
        &mut self,
        cluster_id: &str,
        hsm_type: &str,
        (state, message): (ClusterState, &str),
        now_millis: i64,
    ) {
        self.forget_changes_of(cluster_id);
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        record.cluster.hsm_type = Some(hsm_type.to_owned());
        record.cluster.state = Some(state);
        record.cluster.state_message = Some(message.to_owned());
        self.begin_next_hsm(cluster_id, hsm_type, now_millis);
    }

    /// Backs the cluster up, and begins to change the next HSM, if there is one.
    fn begin_next_hsm(&mut self, cluster_id: &str, hsm_type: &str, now_millis: i64) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        let mut before = record.cluster.clone();
        let next = record.cluster.hsms.iter().find(|hsm| is_to_be_changed(hsm, hsm_type));
        let takes = match next {
            Some(hsm) => {
                // The backup is of what the HSM still is.
                before.hsm_type.clone_from(&hsm.hsm_type);
                self.back_up(&before, now_millis);
                self.pace.scaled(self.rules.migration())
            }
            None => self.pace.cluster_change(),
        };
        let hsm_type = hsm_type.to_owned();
        let change = Change::HsmChanged { cluster_id: cluster_id.to_owned(), hsm_type };
        self.note(now_millis + takes, change);
    }

    /// One HSM is of the other type now: a new HSM with the old one's interface and addresses.
    pub(super) fn hsm_changed(&mut self, cluster_id: &str, hsm_type: &str, due: i64) {
        let Some(record) = self.clusters.get_mut(cluster_id) else { return };
        let hsms = &mut record.cluster.hsms;
        if let Some(hsm) = hsms.iter_mut().find(|hsm| is_to_be_changed(hsm, hsm_type)) {
            hsm.hsm_id = self.ids.hsm();
            hsm.hsm_type = Some(hsm_type.to_owned());
            self.new_hsms.insert(hsm.hsm_id.clone(), due);
        }
        if hsms.iter().any(|hsm| is_to_be_changed(hsm, hsm_type)) {
            self.begin_next_hsm(cluster_id, hsm_type, due);
            return;
        }
        if record.state() == ClusterState::RollbackInProgress {
            record.cluster.hsm_type_rollback_expiration = None;
        }
        record.cluster.state = Some(ClusterState::Active);
        record.cluster.state_message = None;
    }
}

fn is_to_be_changed(hsm: &Hsm, hsm_type: &str) -> bool {
    hsm.hsm_type.as_deref() != Some(hsm_type) && hsm.state != Some(HsmState::Deleted)
}

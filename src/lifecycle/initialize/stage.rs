//! Where a cluster is on its way from its first HSM to being used, and what that means for the steps
//! of the page. Pure.

use cloudhsm_api::{CertificateSlot, Cluster, ClusterState, HsmState};

/// Where a cluster is. The two halves of an initialization can be days apart: all of this is read from
/// the cluster, and nothing is kept on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// AWS is still creating the cluster.
    Creating,
    /// There is no HSM, and therefore no CSR.
    NoHsm,
    /// Several HSMs before the initialization: AWS makes no CSR.
    TwoHsms,
    /// AWS is creating the first HSM; the CSR comes with it.
    NoCsrYet,
    /// The CSR is there to be signed.
    ToInitialize,
    /// AWS is initializing the cluster.
    Initializing,
    /// The cluster is its owner's, and is activated with the HSM's own client.
    ToActivate,
    /// It was created from a backup, and is neither initialized nor activated.
    Restored,
    /// It was activated.
    Activated,
    /// It is being deleted, or is deleted.
    Deleted,
    /// In a state that this version doesn't know, or none.
    Unknown,
}

/// The stage of a cluster.
pub(super) fn stage(cluster: &Cluster) -> Stage {
    let Some(state) = &cluster.state else { return Stage::Unknown };
    match state {
        ClusterState::CreateInProgress => Stage::Creating,
        // Its HSMs get the users, the keys and the certificate of the backup.
        ClusterState::Uninitialized
        | ClusterState::InitializeInProgress
        | ClusterState::Initialized
            if cluster.source_backup().is_some() =>
        {
            Stage::Restored
        }
        ClusterState::Uninitialized => {
            let has_csr = cluster.certificate(CertificateSlot::ClusterCsr).is_some();
            match cluster.present_hsms().count() {
                _ if has_csr => Stage::ToInitialize,
                0 => Stage::NoHsm,
                1 => Stage::NoCsrYet,
                _ => Stage::TwoHsms,
            }
        }
        ClusterState::InitializeInProgress => Stage::Initializing,
        ClusterState::Initialized => Stage::ToActivate,
        ClusterState::Active
        | ClusterState::UpdateInProgress
        | ClusterState::ModifyInProgress
        | ClusterState::RollbackInProgress
        | ClusterState::Degraded => Stage::Activated,
        ClusterState::DeleteInProgress | ClusterState::Deleted => Stage::Deleted,
        ClusterState::Unknown(_) => Stage::Unknown,
    }
}

impl Stage {
    /// Why nothing can be initialized now, and what to do; `None` where it can.
    pub(super) fn why_not(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::ToInitialize => return None,
            Self::Creating => (
                "AWS is still creating the cluster",
                "When it is UNINITIALIZED, add its first HSM. This page refreshes automatically.",
            ),
            Self::NoHsm => (
                "The cluster has no HSM, so there is no CSR",
                "Add the first HSM. AWS provides the CSR once that HSM is ACTIVE.",
            ),
            Self::TwoHsms => (
                "The cluster has more than one HSM before initialization",
                "AWS creates no CSR then. Delete all HSMs of this cluster, then add one.",
            ),
            Self::NoCsrYet => (
                "The cluster has no CSR yet",
                "AWS provides it once the first HSM is ACTIVE. This page refreshes automatically.",
            ),
            Self::Initializing => (
                "AWS is initializing the cluster",
                "This usually takes a few minutes. This page refreshes automatically.",
            ),
            Self::ToActivate => (
                "The cluster is initialized",
                "A cluster is initialized once. Activate it now with the HSM’s own client: see below.",
            ),
            Self::Restored => (
                "The cluster was created from a backup",
                "Don’t initialize or activate it: its HSMs get the users and keys of the backup. Clients need the CA certificate of the original cluster (customerCA.crt).",
            ),
            Self::Activated => (
                "The cluster is initialized and activated",
                "A cluster is initialized once. Its trust anchor can’t be changed.",
            ),
            Self::Deleted => {
                ("The cluster is being deleted, or is deleted", "It can’t be initialized anymore.")
            }
            Self::Unknown => (
                "The cluster’s state is unknown",
                "Only an UNINITIALIZED cluster can be initialized.",
            ),
        })
    }

    /// How many of the [`STEPS`] are behind the cluster. `is_saved`: its present CSR was saved.
    fn done(self, is_saved: bool) -> usize {
        match self {
            Self::ToInitialize if is_saved => 3,
            Self::ToInitialize => 1,
            Self::Initializing => 4,
            Self::ToActivate => 5,
            Self::Activated | Self::Restored => STEPS.len(),
            Self::Creating
            | Self::NoHsm
            | Self::TwoHsms
            | Self::NoCsrYet
            | Self::Deleted
            | Self::Unknown => 0,
        }
    }
}

/// The steps of the page, in their order.
pub(super) const STEPS: [&str; 6] = [
    "Add the first HSM",
    "Verify its identity, save the evidence",
    "Save the CSR",
    "Have it signed by your CA",
    "Initialize with both certificates",
    "Activate with the HSM’s own client",
];

/// How a step is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepMark {
    /// It is over.
    Done,
    /// It is next, or on its way.
    Now,
    /// Its turn has not come.
    Later,
}

impl StepMark {
    /// In a word.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Now => "Next",
            Self::Later => "Later",
        }
    }
}

/// The mark of each step. Whether somebody verified the HSM, nothing reports: its step counts as done
/// with the saved CSR.
pub(super) fn marks(stage: Stage, is_saved: bool) -> Vec<(&'static str, StepMark)> {
    let done = stage.done(is_saved);
    let mark = |index: usize| match index.cmp(&done) {
        std::cmp::Ordering::Less => StepMark::Done,
        std::cmp::Ordering::Equal if stage != Stage::Deleted => StepMark::Now,
        _ => StepMark::Later,
    };
    STEPS.iter().enumerate().map(|(index, words)| (*words, mark(index))).collect()
}

/// The addresses of the HSMs that a client can be pointed at: the ACTIVE ones, else all that are there.
pub(super) fn addresses(cluster: &Cluster) -> Vec<String> {
    let of = |wanted: fn(&HsmState) -> bool| -> Vec<String> {
        let hsms = cluster.present_hsms().filter(|it| it.state.as_ref().is_none_or(wanted));
        hsms.filter_map(|it| it.eni_ip.clone()).filter(|ip| !ip.is_empty()).collect()
    };
    let active = of(|state| *state == HsmState::Active);
    if active.is_empty() { of(|_| true) } else { active }
}

#[cfg(test)]
mod tests;

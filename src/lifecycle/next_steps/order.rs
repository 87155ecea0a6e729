//! The way of a new cluster to its first use, worked out of what AWS reports: it survives days and
//! closed pages.

use cloudhsm_api::{CertificateSlot, Cluster, ClusterState, Hsm, HsmState, Operation};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Create,
    FirstHsm,
    Verify,
    SignCsr,
    Initialize,
    Activate,
    SecondHsm,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Over.
    Done,
    /// It is the reader's turn.
    Now,
    /// AWS works on it.
    Waiting,
    /// Others come before it.
    Later,
}

impl Item {
    /// The step in a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Create => "AWS creates the cluster.",
            Self::FirstHsm => "Add the first HSM, and only one: AWS makes the CSR with it.",
            Self::Verify => {
                "Verify the HSM’s identity and save the evidence. It can’t be read after the initialization."
            }
            Self::SignCsr => {
                "Save the CSR, and sign it with your CA. It changes if AWS replaces the HSM."
            }
            Self::Initialize => "Initialize the cluster with the two certificates.",
            Self::Activate => "Activate the cluster with CloudHSM CLI, from a client in the VPC.",
            Self::SecondHsm => "Add a second HSM in another zone, so that a failure loses no keys.",
        }
    }

    /// The operation that it takes here, if it takes one.
    pub(super) fn operation(self) -> Option<Operation> {
        match self {
            Self::FirstHsm | Self::SecondHsm => Some(Operation::CreateHsm),
            Self::Initialize => Some(Operation::InitializeCluster),
            Self::Create | Self::Verify | Self::SignCsr | Self::Activate => None,
        }
    }
}

/// All steps of a cluster in their order; a restored one is not initialized.
pub(super) fn steps(cluster: &Cluster) -> Vec<(Item, Mark)> {
    let items: &[Item] = if cluster.source_backup().is_some() {
        &[Item::Create, Item::FirstHsm, Item::SecondHsm]
    } else {
        &[
            Item::Create,
            Item::FirstHsm,
            Item::Verify,
            Item::SignCsr,
            Item::Initialize,
            Item::Activate,
            Item::SecondHsm,
        ]
    };
    let mut is_open = false;
    let mark = |item: &Item| {
        let mark = match progress(*item, cluster) {
            Mark::Now if is_open => Mark::Later,
            // Both are for the same moment: the evidence is saved before, or with, the CSR.
            mark => mark,
        };
        let holds_up = mark == Mark::Waiting || mark == Mark::Now && !is_optional(*item);
        is_open = is_open || holds_up;
        (*item, mark)
    };
    items.iter().map(mark).collect()
}

/// Whether the next step can be taken without it.
fn is_optional(item: Item) -> bool {
    // Nobody but the reader knows whether these are done.
    matches!(item, Item::Verify | Item::SignCsr)
}

/// Of a step by itself.
fn progress(item: Item, cluster: &Cluster) -> Mark {
    let state = cluster.state.as_ref();
    let is = |wanted: ClusterState| state == Some(&wanted);
    let is_initialized = state.is_some_and(|it| !it.is_before_initialization());
    let done_if = |is_done: bool| if is_done { Mark::Done } else { Mark::Now };
    match item {
        Item::Create if is(ClusterState::CreateInProgress) => Mark::Waiting,
        Item::Create => Mark::Done,
        Item::FirstHsm => hsms(cluster, 1),
        Item::Verify | Item::SignCsr if is_initialized => Mark::Done,
        Item::Verify | Item::SignCsr => {
            let has_csr = cluster.certificate(CertificateSlot::ClusterCsr).is_some();
            if has_csr && !is(ClusterState::InitializeInProgress) { Mark::Now } else { Mark::Later }
        }
        Item::Initialize if is(ClusterState::InitializeInProgress) => Mark::Waiting,
        Item::Initialize => done_if(is_initialized),
        Item::Activate => done_if(is_initialized && !is(ClusterState::Initialized)),
        Item::SecondHsm => hsms(cluster, 2),
    }
}

/// Whether so many HSMs are there, or on their way.
fn hsms(cluster: &Cluster, count: usize) -> Mark {
    let is_coming = |hsm: &&Hsm| hsm.state == Some(HsmState::CreateInProgress);
    let there = cluster.present_hsms().count();
    let coming = cluster.present_hsms().filter(is_coming).count();
    if there - coming >= count {
        Mark::Done
    } else if there >= count {
        Mark::Waiting
    } else {
        Mark::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(state: &str, hsms: &[HsmState]) -> Cluster {
        let hsm = |state: &HsmState| Hsm { state: Some(state.clone()), ..Hsm::default() };
        Cluster {
            state: Some(ClusterState::from(state)),
            hsms: hsms.iter().map(hsm).collect(),
            ..Cluster::default()
        }
    }

    fn marks(cluster: &Cluster) -> Vec<Mark> {
        steps(cluster).into_iter().map(|(_, mark)| mark).collect()
    }

    #[test]
    fn each_state_has_one_step_that_is_next() {
        use Mark::{Done, Later, Now, Waiting};
        for (state, hsms, expected) in [
            ("CREATE_IN_PROGRESS", vec![], [Waiting, Later, Later, Later, Later, Later, Later]),
            ("UNINITIALIZED", vec![], [Done, Now, Later, Later, Later, Later, Later]),
            (
                "UNINITIALIZED",
                vec![HsmState::CreateInProgress],
                [Done, Waiting, Later, Later, Later, Later, Later],
            ),
            (
                "INITIALIZE_IN_PROGRESS",
                vec![HsmState::Active],
                [Done, Done, Later, Later, Waiting, Later, Later],
            ),
            ("INITIALIZED", vec![HsmState::Active], [Done, Done, Done, Done, Done, Now, Later]),
            ("ACTIVE", vec![HsmState::Active], [Done, Done, Done, Done, Done, Done, Now]),
            (
                "ACTIVE",
                vec![HsmState::Active, HsmState::CreateInProgress],
                [Done, Done, Done, Done, Done, Done, Waiting],
            ),
            (
                "ACTIVE",
                vec![HsmState::Active, HsmState::Active],
                [Done, Done, Done, Done, Done, Done, Done],
            ),
        ] {
            assert_eq!(marks(&cluster(state, &hsms)), expected, "{state} {hsms:?}");
        }
    }

    #[test]
    fn a_restored_cluster_is_not_initialized_again() {
        let restored =
            Cluster { source_backup_id: Some("backup-a".into()), ..cluster("UNINITIALIZED", &[]) };
        let items: Vec<_> = steps(&restored).into_iter().map(|(item, _)| item).collect();
        assert_eq!(items, [Item::Create, Item::FirstHsm, Item::SecondHsm]);
        assert_eq!(marks(&restored), [Mark::Done, Mark::Now, Mark::Later]);
    }
}

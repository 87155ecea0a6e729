//! The enumerated values of the API: life-cycle states, modes and network types.

use crate::open_enum;

open_enum! {
    /// Where a cluster is in its life.
    ClusterState {
        CreateInProgress = "CREATE_IN_PROGRESS",
        Uninitialized = "UNINITIALIZED",
        InitializeInProgress = "INITIALIZE_IN_PROGRESS",
        Initialized = "INITIALIZED",
        Active = "ACTIVE",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        ModifyInProgress = "MODIFY_IN_PROGRESS",
        RollbackInProgress = "ROLLBACK_IN_PROGRESS",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        Deleted = "DELETED",
        Degraded = "DEGRADED",
    }
}

impl ClusterState {
    /// AWS is working on the cluster, and the state will change by itself.
    ///
    /// An unknown state counts when it follows AWS's naming (`…_IN_PROGRESS`).
    pub fn is_in_transition(&self) -> bool {
        self.as_str().ends_with("_IN_PROGRESS")
    }

    /// The customer's certificate has not been accepted yet: the hardware can still be verified,
    /// and the HSMs hold no keys of the customer.
    pub fn is_before_initialization(&self) -> bool {
        matches!(self, Self::CreateInProgress | Self::Uninitialized | Self::InitializeInProgress)
    }
}

open_enum! {
    /// Where an HSM is in its life.
    HsmState {
        CreateInProgress = "CREATE_IN_PROGRESS",
        Active = "ACTIVE",
        Degraded = "DEGRADED",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        Deleted = "DELETED",
    }
}

impl HsmState {
    /// AWS is working on the HSM, and the state will change by itself.
    pub fn is_in_transition(&self) -> bool {
        self.as_str().ends_with("_IN_PROGRESS")
    }
}

open_enum! {
    /// Where a backup is in its life.
    BackupState {
        CreateInProgress = "CREATE_IN_PROGRESS",
        Ready = "READY",
        Deleted = "DELETED",
        /// Deleted, but restorable for 7 days.
        PendingDeletion = "PENDING_DELETION",
    }
}

open_enum! {
    /// The mode that a cluster was created in.
    ClusterMode {
        Fips = "FIPS",
        NonFips = "NON_FIPS",
    }
}

open_enum! {
    /// The addresses that a cluster's HSMs get.
    NetworkType {
        Ipv4 = "IPV4",
        Dualstack = "DUALSTACK",
    }
}

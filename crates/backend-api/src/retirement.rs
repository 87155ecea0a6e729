//! The order in which a cluster is retired, as a checklist.

use crate::wire::{closed_enum, wire_struct};

closed_enum! {
    /// What a step is about.
    RetirementStepName {
        /// The KMS keys in the cluster's key stores.
        KmsKeys = "kms-keys",
        /// The key stores are disconnected.
        DisconnectKeyStores = "disconnect-key-stores",
        /// The key stores are deleted.
        DeleteKeyStores = "delete-key-stores",
        /// The cluster's HSMs are deleted.
        Hsms = "hsms",
        /// The cluster itself is deleted.
        Cluster = "cluster",
    }
}

closed_enum! {
    /// How far a step is.
    RetirementState {
        /// Nothing is left to do.
        Done = "done",
        /// Something is left to do.
        ToDo = "to-do",
        /// Not known.
        Unknown = "unknown",
    }
}

wire_struct! {
    /// A step of a cluster's retirement.
    #[derive(Eq)]
    RetirementStep {
        /// What it is about.
        name: RetirementStepName = "name",
        /// How far it is.
        state: RetirementState = "state",
        /// Why, or what is left to do.
        message: String = "message",
        /// Commands of the AWS CLI that do it, or that find out what is left.
        commands: Vec<String> = "commands",
        /// AWS's guide.
        guide: String = "guide",
    }
}

//! What is wrong with a cluster's network, as EC2 shows it.
//!
//! Kinds of their own: nothing polls EC2, so the list can't filter by them, and the posture report doesn't
//! have them.

use crate::{
    Severity,
    wire::{closed_enum, wire_struct},
};

closed_enum! {
    /// What a finding about the network is about; its name is also its paragraph in docs/findings.md.
    NetworkKind {
        /// EC2 doesn't list the cluster's security group.
        GroupGone = "security-group-gone",
        /// Everybody may reach the HSMs' ports.
        OpenToWorld = "open-to-world",
        /// Members of the group can't reach each other at the HSMs' ports.
        ClientsBlocked = "clients-blocked",
        /// Prefix lists or ranges of addresses decide who reaches the HSMs' ports.
        ReachUnknown = "reach-unknown",
        /// EC2 doesn't list a subnet of the mapping.
        SubnetGone = "subnet-gone",
        /// A subnet of the mapping has no free address.
        SubnetFull = "subnet-full",
    }
}

wire_struct! {
    /// One finding about the network.
    #[derive(Eq)]
    NetworkFinding {
        /// What it is about.
        kind: NetworkKind = "kind",
        /// How soon a person should look.
        severity: Severity = "severity",
        /// The fact, in one sentence.
        fact: String = "fact",
        /// What to do about it.
        advice: String = "advice",
    }
}

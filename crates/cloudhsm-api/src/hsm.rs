//! The shape of one HSM.

use crate::{HsmState, shape::shape};

shape! {
    /// A hardware security module of a cluster.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Hsm.html>
    Hsm {
        /// `hsm-…`; a replaced HSM has a new one and keeps its ENI.
        hsm_id: String = "HsmId",
        /// Where the HSM is in its life.
        state: Option<HsmState> = "State",
        /// Why the HSM is in its state, in AWS's words.
        state_message: Option<String> = "StateMessage",
        /// Such as `us-east-1a`.
        availability_zone: Option<String> = "AvailabilityZone",
        /// The cluster that contains the HSM.
        cluster_id: Option<String> = "ClusterId",
        /// The subnet that contains the HSM's network interface.
        subnet_id: Option<String> = "SubnetId",
        /// The HSM's elastic network interface.
        eni_id: Option<String> = "EniId",
        /// The interface's IPv4 address.
        eni_ip: Option<String> = "EniIp",
        /// The interface's IPv6 address, if the cluster is dual-stack.
        eni_ip_v6: Option<String> = "EniIpV6",
        /// Such as `hsm1.medium` or `hsm2m.medium`.
        hsm_type: Option<String> = "HsmType",
    }
}

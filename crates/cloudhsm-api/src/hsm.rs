//! The shape of one HSM.

use serde::{Deserialize, Serialize};

use crate::{Extra, HsmState, serde_rules::null_as_default};

/// A hardware security module of a cluster.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Hsm.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Hsm {
    /// `hsm-…`; a replaced HSM has a new one and keeps its ENI.
    #[serde(default, deserialize_with = "null_as_default")]
    pub hsm_id: String,
    /// Where the HSM is in its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<HsmState>,
    /// Why the HSM is in its state, in AWS's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_message: Option<String>,
    /// Such as `us-east-1a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// The cluster that contains the HSM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// The subnet that contains the HSM's network interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    /// The HSM's elastic network interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eni_id: Option<String>,
    /// The interface's IPv4 address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eni_ip: Option<String>,
    /// The interface's IPv6 address, if the cluster is dual-stack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eni_ip_v6: Option<String>,
    /// Such as `hsm1.medium` or `hsm2m.medium`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_type: Option<String>,
    /// Members that this crate does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

//! The input of a verification.

use serde::{Deserialize, Serialize};

use super::slot::Slots;
use crate::anchor::SuppliedAnchor;

/// What a verification needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// The texts of the slots.
    pub slots: Slots,
    /// Such as `hsm1.medium`; decides which manufacturer's root to expect.
    pub hsm_type: Option<String>,
    /// Anchors beside the pinned ones.
    pub anchors: Vec<SuppliedAnchor>,
    /// The moment to compare dates with, in epoch seconds.
    pub now: i64,
}

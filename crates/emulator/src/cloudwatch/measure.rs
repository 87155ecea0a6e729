//! What CloudHSM measures of an HSM.
//!
//! The names are those of
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm-metrics-cw.html>.

/// One of the metrics in `AWS/CloudHSM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Whether the HSM is unhealthy: 1, else 0.
    Unhealthy,
    /// Session keys in the HSM.
    SessionKeys,
    /// Token keys in the HSM.
    TokenKeys,
    /// Sessions that are open, AWS's own among them.
    Sessions,
    /// How many users can still be created.
    UsersAvailable,
    /// How many users the HSM can have.
    UsersMax,
}

impl Measure {
    /// All of them, in the order of their names.
    pub(super) const ALL: [Self; 6] = [
        Self::SessionKeys,
        Self::TokenKeys,
        Self::Sessions,
        Self::Unhealthy,
        Self::UsersAvailable,
        Self::UsersMax,
    ];

    /// CloudWatch's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unhealthy => "HsmUnhealthy",
            Self::SessionKeys => "HsmKeysSessionOccupied",
            Self::TokenKeys => "HsmKeysTokenOccupied",
            Self::Sessions => "HsmSessionCount",
            Self::UsersAvailable => "HsmUsersAvailable",
            Self::UsersMax => "HsmUsersMax",
        }
    }

    /// Whether HSMs of this type have it.
    pub(super) fn is_of(self, hsm_type: &str) -> bool {
        self != Self::UsersMax || hsm_type.starts_with("hsm1.")
    }
}

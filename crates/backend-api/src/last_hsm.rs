//! Whether the deletion of HSMs leaves a cluster without one that serves keys: one rule for the plan
//! of each HSM, and for the page that asks about several at once.

use cloudhsm_api::{Cluster, Hsm, HsmState};

use crate::{Warning, WarningCode};

/// What a cluster without HSMs means.
pub const NO_HSM_NO_KEYS: &str = "Clients can’t use any keys until you create one.";

/// What a deletion leaves clients without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastHsm {
    /// No HSM is left.
    NoneLeft,
    /// HSMs are left, but none of them is ACTIVE: their IDs, with their states.
    NoneActive(Vec<String>),
}

impl LastHsm {
    /// What deleting the HSMs with these IDs leaves the cluster without; `None` where another ACTIVE
    /// HSM is left.
    ///
    /// A DEGRADED HSM, and one in a state that nobody knows, isn't counted as serving. Of two
    /// that are DEGRADED, either may be the last that answers.
    pub fn of(cluster: &Cluster, leaving: &[&str]) -> Option<Self> {
        let leaves = |hsm: &&Hsm| leaving.contains(&hsm.hsm_id.as_str());
        let staying: Vec<&Hsm> = cluster
            .present_hsms()
            .filter(|hsm| !leaves(hsm) && hsm.state != Some(HsmState::DeleteInProgress))
            .collect();
        if staying.is_empty() {
            return Some(Self::NoneLeft);
        }
        let none_active = !staying.iter().any(|hsm| hsm.state == Some(HsmState::Active));
        none_active.then(|| {
            let with_state = |hsm: &&Hsm| {
                let state = hsm.state.as_ref().map_or("unknown", HsmState::as_str);
                format!("{} ({state})", hsm.hsm_id)
            };
            Self::NoneActive(staying.iter().map(with_state).collect())
        })
    }

    /// The loss that a person must acknowledge.
    pub fn warning(self) -> Warning {
        let (message, subjects) = match self {
            Self::NoneLeft => {
                (["No HSM is left in the cluster. ", NO_HSM_NO_KEYS].concat(), Vec::new())
            }
            Self::NoneActive(others) => (
                "No other HSM is ACTIVE. After this, clients may not be able to use any keys."
                    .to_owned(),
                others,
            ),
        };
        Warning { code: WarningCode::LastHsm, message, subjects, acknowledge: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(hsms: &[(&str, &str)]) -> Cluster {
        let hsm = |(id, state): &(&str, &str)| Hsm {
            hsm_id: (*id).into(),
            state: Some(HsmState::from(*state)),
            ..Hsm::default()
        };
        Cluster { hsms: hsms.iter().map(hsm).collect(), ..Cluster::default() }
    }

    #[test]
    fn the_very_last_one_is_a_loss_in_any_state() {
        for state in ["ACTIVE", "DEGRADED", "CREATE_IN_PROGRESS", "HIBERNATED"] {
            let alone = cluster(&[("hsm-1", state), ("gone", "DELETED")]);
            assert_eq!(LastHsm::of(&alone, &["hsm-1"]), Some(LastHsm::NoneLeft), "{state}");
        }
        let leaving = cluster(&[("hsm-1", "ACTIVE"), ("hsm-2", "DELETE_IN_PROGRESS")]);
        assert_eq!(LastHsm::of(&leaving, &["hsm-1"]), Some(LastHsm::NoneLeft));
    }

    #[test]
    fn the_last_active_one_is_a_loss_beside_others_that_are_not() {
        for state in ["DEGRADED", "CREATE_IN_PROGRESS", "HIBERNATED"] {
            let two = cluster(&[("hsm-1", "ACTIVE"), ("hsm-2", state)]);
            let others = vec![format!("hsm-2 ({state})")];
            assert_eq!(LastHsm::of(&two, &["hsm-1"]), Some(LastHsm::NoneActive(others)));
            assert_eq!(LastHsm::of(&two, &["hsm-2"]), None);
        }
        let sick = cluster(&[("hsm-1", "DEGRADED"), ("hsm-2", "DEGRADED")]);
        let others = vec!["hsm-2 (DEGRADED)".to_owned()];
        assert_eq!(LastHsm::of(&sick, &["hsm-1"]), Some(LastHsm::NoneActive(others)));
        let three = cluster(&[("hsm-1", "ACTIVE"), ("hsm-2", "ACTIVE"), ("hsm-3", "DEGRADED")]);
        assert_eq!(LastHsm::of(&three, &["hsm-1"]), None);
        assert!(LastHsm::of(&three, &["hsm-1", "hsm-2"]).is_some());
    }
}

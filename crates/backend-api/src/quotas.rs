//! How much of CloudHSM an account may have: what Service Quotas reports for a region, and what only AWS's
//! user guide documents. Must not know how either is asked for.

use cloudhsm_api::Cluster;

use crate::wire::{closed_enum, wire_struct};

closed_enum! {
    /// What a quota limits, as far as the backend can count it.
    QuotaResource {
        /// The clusters of the region.
        Clusters = "clusters",
        /// The HSMs of the region, of all clusters.
        Hsms = "hsms",
        /// The HSMs of one cluster.
        HsmsPerCluster = "hsms-per-cluster",
    }
}

wire_struct! {
    /// A quota of CloudHSM in a region, as Service Quotas lists it.
    #[derive(Eq)]
    Quota {
        /// AWS's code of it: `L-…`.
        code: Option<String> = "code",
        /// AWS's name of it.
        name: Option<String> = "name",
        /// What it limits; `null` for what the backend can't count.
        resource: Option<QuotaResource> = "resource",
        /// What is allowed; `null` where Service Quotas gives no whole number.
        limit: Option<u32> = "limit",
        /// What there is now, as CloudHSM lists it; `null` when that isn't known. Only `0` says none.
        used: Option<u32> = "used",
        /// Whether AWS raises it on request; `null` when it doesn't say.
        adjustable: Option<bool> = "adjustable",
        /// Why there is no limit, in AWS's words.
        error: Option<String> = "error",
    }
}

wire_struct! {
    /// Limits of a cluster that Service Quotas doesn't have: AWS's user guide documents them by HSM type,
    /// and nothing raises them.
    #[derive(Eq)]
    DocumentedLimits {
        /// `hsm1.medium` or `hsm2m.medium`.
        hsm_type: String = "hsmType",
        /// Keys in the cluster. Each HSM has all of them.
        keys: u32 = "keys",
        /// How many of them may be asymmetric; `null` for all.
        asymmetric_keys: Option<u32> = "asymmetricKeys",
        /// Users of the HSMs.
        users: u32 = "users",
        /// HSMs in the cluster.
        hsms: u32 = "hsms",
        /// Where AWS documents it.
        source: String = "source",
    }
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>
const LIMITS_PAGE: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html";
/// The same for all types, and not adjustable.
const MOST_HSMS: u32 = 28;

impl DocumentedLimits {
    /// The limits of an HSM type; `None` for one that the user guide doesn't have.
    pub fn of_type(hsm_type: &str) -> Option<Self> {
        let (keys, asymmetric_keys, users) = match hsm_type {
            "hsm1.medium" => (3_300, None, 250),
            "hsm2m.medium" => (16_666, Some(3_333), 1_024),
            _ => return None,
        };
        Some(Self {
            hsm_type: hsm_type.to_owned(),
            keys,
            asymmetric_keys,
            users,
            hsms: MOST_HSMS,
            source: LIMITS_PAGE.to_owned(),
        })
    }

    /// The limits of a cluster; `None` also while its HSMs are of two types, as in a migration.
    pub fn of_cluster(cluster: &Cluster) -> Option<Self> {
        let hsm_type = cluster.hsm_type.as_deref()?;
        let mut types = cluster.present_hsms().filter_map(|hsm| hsm.hsm_type.as_deref());
        if types.any(|other| other != hsm_type) {
            return None;
        }
        Self::of_type(hsm_type)
    }
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::{Hsm, HsmState};

    use super::*;

    #[test]
    fn limits_follow_the_type_and_other_types_have_none() {
        let of = |hsm_type: &str| DocumentedLimits::of_type(hsm_type);
        let old = of("hsm1.medium").unwrap();
        assert_eq!((old.keys, old.asymmetric_keys, old.users, old.hsms), (3_300, None, 250, 28));
        let new = of("hsm2m.medium").unwrap();
        assert_eq!((new.keys, new.asymmetric_keys, new.users), (16_666, Some(3_333), 1_024));
        for unknown in ["", "hsm1", "hsm3x.large", "HSM1.MEDIUM"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_cluster_of_two_types_has_no_limits_that_are_known() {
        let hsm = |hsm_type: Option<&str>, state| Hsm {
            hsm_type: hsm_type.map(str::to_owned),
            state: Some(state),
            ..Hsm::default()
        };
        let limits = |hsms: Vec<Hsm>| {
            let hsm_type = Some("hsm1.medium".to_owned());
            let cluster = Cluster { hsm_type, hsms, ..Cluster::default() };
            DocumentedLimits::of_cluster(&cluster).map(|it| it.keys)
        };
        assert_eq!(limits(vec![]), Some(3_300));
        assert_eq!(limits(vec![hsm(None, HsmState::Active)]), Some(3_300));
        assert_eq!(limits(vec![hsm(Some("hsm1.medium"), HsmState::Active)]), Some(3_300));
        assert_eq!(limits(vec![hsm(Some("hsm2m.medium"), HsmState::Active)]), None);
        assert_eq!(limits(vec![hsm(Some("hsm2m.medium"), HsmState::Deleted)]), Some(3_300));
        assert_eq!(DocumentedLimits::of_cluster(&Cluster::default()), None);
    }
}

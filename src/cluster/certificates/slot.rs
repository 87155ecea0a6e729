//! The certificate slots: what each contains, and why one is empty.

use attestation::Part;
use cloudhsm_api::{CertificateSlot, Cluster, ClusterState};

/// What a slot holds, in a sentence.
pub fn meaning(slot: CertificateSlot) -> &'static str {
    match slot {
        CertificateSlot::ClusterCsr => {
            "The certificate signing request of the first HSM. Your CA signs it to initialize the cluster."
        }
        CertificateSlot::HsmCertificate => {
            "The self-issued certificate of the HSM. It has the same key as the CSR."
        }
        CertificateSlot::AwsHardwareCertificate => {
            "AWS’s certificate for the hardware. It chains to the AWS CloudHSM root."
        }
        CertificateSlot::ManufacturerHardwareCertificate => {
            "The manufacturer’s certificate for the hardware. It chains to the manufacturer’s root."
        }
        CertificateSlot::ClusterCertificate => {
            "The cluster’s certificate, issued by your CA when the cluster was initialized."
        }
    }
}

/// AWS's name of a slot, as words.
pub fn title(slot: CertificateSlot) -> &'static str {
    match slot {
        CertificateSlot::ClusterCsr => "Cluster CSR",
        CertificateSlot::HsmCertificate => "HSM certificate",
        CertificateSlot::AwsHardwareCertificate => "AWS hardware certificate",
        CertificateSlot::ManufacturerHardwareCertificate => "Manufacturer hardware certificate",
        CertificateSlot::ClusterCertificate => "Cluster certificate",
    }
}

/// The part of the proof that a slot holds.
pub fn part(slot: CertificateSlot) -> Part {
    match slot {
        CertificateSlot::ClusterCsr => Part::Csr,
        CertificateSlot::HsmCertificate => Part::Hsm,
        CertificateSlot::AwsHardwareCertificate => Part::AwsHardware,
        CertificateSlot::ManufacturerHardwareCertificate => Part::ManufacturerHardware,
        CertificateSlot::ClusterCertificate => Part::Cluster,
    }
}

/// The ending of the slot's file in PEM, as AWS's guide names such files.
pub fn ending(slot: CertificateSlot) -> &'static str {
    if slot == CertificateSlot::ClusterCsr { "csr" } else { "crt" }
}

/// The name of a file with the slot's content, or with one item of a bundle.
pub fn file_name(
    cluster_id: &str,
    slot: CertificateSlot,
    number: Option<usize>,
    ending: &str,
) -> String {
    let number = number.map_or_else(String::new, |number| format!("-{number}"));
    format!("{cluster_id}_{}{number}.{ending}", slot.name())
}

/// Why a slot of this cluster is empty.
pub fn why_empty(cluster: &Cluster, slot: CertificateSlot) -> String {
    let Some(state) = &cluster.state else {
        return "AWS reports no state for this cluster, so the reason is unknown.".to_owned();
    };
    let before = state.is_before_initialization();
    let text = match (slot, state) {
        (_, ClusterState::DeleteInProgress | ClusterState::Deleted) => {
            "The cluster is being deleted, or is deleted. AWS no longer returns its certificates."
        }
        (CertificateSlot::ClusterCertificate, _) if before => {
            "The cluster is not initialized yet. This certificate appears once you have given AWS the CSR signed by your CA (InitializeCluster)."
        }
        (_, ClusterState::CreateInProgress) => {
            "The cluster is still being created. The CSR and the hardware certificates appear with its first HSM."
        }
        (_, ClusterState::Uninitialized) if cluster.present_hsms().next().is_none() => {
            "The cluster has no HSM yet. The CSR and the hardware certificates appear with its first HSM."
        }
        (_, ClusterState::Uninitialized) if cluster.present_hsms().nth(1).is_some() => {
            "The cluster has more than one HSM before initialization, so AWS won’t create a CSR. Delete all HSMs of this cluster, then create one."
        }
        (_, ClusterState::Uninitialized) => {
            "AWS may still be creating the first HSM. Refresh when it is ACTIVE."
        }
        (CertificateSlot::ClusterCsr, ClusterState::InitializeInProgress) => {
            "AWS is initializing the cluster. The signed CSR is no longer needed."
        }
        (CertificateSlot::ClusterCsr, _) if !before => {
            "AWS removes the CSR when a cluster is initialized."
        }
        (CertificateSlot::ClusterCertificate, _) => {
            "AWS returned none, although the cluster is initialized."
        }
        _ => {
            "AWS returned none. It may not return the hardware certificates after initialization. Without them, the hardware can no longer be verified."
        }
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::Hsm;

    #[test]
    fn the_reason_follows_the_clusters_life() {
        let cluster = |state: ClusterState, hsms: usize| Cluster {
            state: Some(state),
            hsms: vec![Hsm::default(); hsms],
            ..Cluster::default()
        };
        let csr = CertificateSlot::ClusterCsr;
        let cases = [
            (cluster(ClusterState::Uninitialized, 0), csr, "no HSM yet"),
            (cluster(ClusterState::Uninitialized, 1), csr, "may still be creating"),
            (cluster(ClusterState::Uninitialized, 2), csr, "Delete all HSMs"),
            (cluster(ClusterState::Active, 2), csr, "removes the CSR"),
            (
                cluster(ClusterState::Uninitialized, 1),
                CertificateSlot::ClusterCertificate,
                "InitializeCluster",
            ),
            (cluster(ClusterState::DeleteInProgress, 0), csr, "being deleted"),
            (
                cluster(ClusterState::Active, 2),
                CertificateSlot::HsmCertificate,
                "no longer be verified",
            ),
        ];
        for (cluster, slot, words) in cases {
            let reason = why_empty(&cluster, slot);
            assert!(reason.contains(words), "{:?} {}: {reason}", cluster.state, slot.name());
        }
    }

    #[test]
    fn every_state_and_slot_has_a_reason() {
        for state in ClusterState::KNOWN {
            for slot in CertificateSlot::ALL {
                let cluster = Cluster { state: Some(state.clone()), ..Cluster::default() };
                assert!(why_empty(&cluster, slot).len() > 20);
            }
        }
    }
}

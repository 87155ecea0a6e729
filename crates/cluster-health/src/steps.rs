//! What a new or restored cluster waits for until it is ACTIVE.

use backend_api::{Finding, FindingKind as Kind, Identity, Severity};
use cloudhsm_api::ClusterState;

use crate::{finding::finding, subject::Subject};

const RESTORED_WITHOUT_HSM: &str = "Don’t initialize or activate it. Create an HSM: it gets the users and keys of the backup. Clients need the CA certificate of the original cluster (customerCA.crt).";
const RESTORED_WITH_HSM: &str = "Don’t initialize or activate it: its HSMs get the users and keys of the backup. Clients need the CA certificate of the original cluster (customerCA.crt).";

/// The next step, if the cluster waits for one.
pub(super) fn findings(subject: &Subject<'_>) -> Option<Finding> {
    match subject.cluster.state.as_ref()? {
        ClusterState::Uninitialized => {
            let unreadable = |member: &str| subject.is_unreadable(member);
            if unreadable("Certificates") || unreadable("Hsms") {
                None
            } else if subject.certificates.has_csr {
                Some(csr(subject.identity))
            } else {
                Some(first_hsm(subject.cluster.present_hsms().count()))
            }
        }
        ClusterState::Initialized => Some(activation(subject)),
        _ => None,
    }
}

fn csr(identity: &Identity) -> Finding {
    let (severity, advice) = match identity {
        Identity::Failed { .. } => {
            (Severity::Info, "Don’t sign it: the identity check of the hardware failed.")
        }
        Identity::Genuine => (
            Severity::ToDo,
            "The hardware is genuine. Save the evidence, then sign the CSR and initialize the cluster: afterwards verification is no longer possible.",
        ),
        _ => (
            Severity::ToDo,
            "Verify the hardware first: after initialization the CSR is gone and verification is no longer possible.",
        ),
    };
    finding(Kind::Csr, severity, "CSR not signed yet.", advice)
}

fn first_hsm(present: usize) -> Finding {
    let (severity, fact, advice) = match present {
        0 => (
            Severity::ToDo,
            "No HSM yet. Create the first one.",
            "The CSR and the hardware certificates appear with it.",
        ),
        // AWS is creating it: nobody has to do anything.
        1 => (
            Severity::Info,
            "No CSR yet.",
            "The CSR and the hardware certificates appear when the first HSM is ACTIVE.",
        ),
        // AWS makes the CSR of a cluster with a single HSM; of two made at once it makes none.
        _ => (
            Severity::Warn,
            "No CSR: the cluster has more than one HSM before initialization.",
            "AWS won’t create a CSR. Delete all HSMs of this cluster, then create one: the CSR appears with it.",
        ),
    };
    finding(Kind::FirstHsm, severity, fact, advice)
}

fn activation(subject: &Subject<'_>) -> Finding {
    // Users and keys come with the backup: a restored cluster is not activated by anybody.
    // <https://docs.aws.amazon.com/cloudhsm/latest/userguide/create-cluster-from-backup.html>
    let Some(backup) = subject.cluster.source_backup() else {
        return finding(
            Kind::Activation,
            Severity::ToDo,
            "Not activated yet.",
            "Activate it with the CloudHSM CLI on a client instance; the AWS API can’t.",
        );
    };
    let has_hsm = subject.cluster.present_hsms().next().is_some();
    let advice = if has_hsm { RESTORED_WITH_HSM } else { RESTORED_WITHOUT_HSM };
    let fact = format!("Restored from {backup}. Not ACTIVE yet.");
    finding(Kind::Restored, Severity::ToDo, fact, advice)
}

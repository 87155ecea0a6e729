//! Whether the two certificates are those that AWS takes for this cluster: what `attestation` finds
//! of them, as blockers and as warnings.

use attestation::{Initialization, Severity, check_initialization};
use backend_api::{Blocker, BlockerCode, WarningCode};
use cloudhsm_api::CertificateSlot;

use crate::{
    clock::epoch_millis,
    guard::{blocker::blocker, snapshot::Snapshot, warning_list::Warnings},
};

/// What breaks a rule that AWS documents, or can't be what AWS asks for.
pub(super) fn rejected(snapshot: &Snapshot, signed: &str, anchor: &str) -> Vec<Blocker> {
    let message = match check(snapshot, signed, anchor) {
        Err(problem) => return vec![blocker(BlockerCode::NoCsr, problem, vec![])],
        Ok(checked) => lines(&checked, Severity::Refuses),
    };
    if message.is_empty() {
        return Vec::new();
    }
    let code = BlockerCode::CertificateRejected;
    vec![blocker(code, "AWS can’t take these certificates for this cluster.".to_owned(), message)]
}

/// What AWS documents no rule about: the person decides.
pub(super) fn doubts(warnings: &mut Warnings, snapshot: &Snapshot, signed: &str, anchor: &str) {
    let Ok(checked) = check(snapshot, signed, anchor) else { return };
    let mut doubts = lines(&checked, Severity::Warns);
    for (name, file) in
        [("SignedCert", &checked.signed_certificate), ("TrustAnchor", &checked.trust_anchor)]
    {
        doubts.extend(file.cleaned.iter().map(|it| format!("{name}: {}", it.words)));
    }
    if !doubts.is_empty() {
        let message = "AWS documents no rule for this, and may refuse it.";
        warnings.require_acknowledgement(WarningCode::CertificateDoubts, message, doubts);
    }
}

fn check(snapshot: &Snapshot, signed: &str, anchor: &str) -> Result<Initialization, String> {
    let cluster = snapshot.cluster.as_ref();
    let csr = cluster.and_then(|it| it.certificate(CertificateSlot::ClusterCsr));
    let now = epoch_millis(snapshot.read_at) / 1_000;
    check_initialization(csr, signed.as_bytes(), anchor.as_bytes(), now)
        .map_err(|problem| problem.to_string())
}

fn lines(checked: &Initialization, severity: Severity) -> Vec<String> {
    let found = checked.findings.iter().filter(|finding| finding.severity == severity);
    found.map(|it| format!("{} {}", it.words, it.remedy)).collect()
}

/// By which a person recognizes a certificate: its subject and its fingerprint.
pub(super) fn named(pem: &str) -> String {
    let items = attestation::read(pem.as_bytes()).map(|reading| reading.items).unwrap_or_default();
    match items.first().map(|item| attestation::describe(item, 0)) {
        Some(attestation::Description::Certificate(one)) => {
            format!("{}, SHA-256 {}", one.subject, one.fingerprints.sha256)
        }
        _ => "no certificate".to_owned(),
    }
}

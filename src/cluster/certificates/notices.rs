//! Notices while a CSR is not signed yet: verification ends with initialization, and a CSR that was
//! saved before may have been replaced.

use attestation::Sheet;
use cloudhsm_api::{CertificateSlot, Cluster};
use leptos::prelude::*;

use super::Attestation;
use crate::{
    components::{NoticeKind, notice},
    state::{forget_saved_csr, saved_csr},
};

/// Tracks the answer.
pub(super) fn notices(page: Attestation) -> AnyView {
    page.cluster.with(|cluster| {
        if cluster.certificate(CertificateSlot::ClusterCsr).is_none() {
            if has_no_use_for_a_csr(cluster) {
                forget_saved_csr(&cluster.cluster_id);
            }
            return ().into_any();
        }
        let answer = page.sheet.get();
        let sheet = answer.as_ref().and_then(|answer| answer.as_ref().ok());
        let now = sheet.and_then(|sheet| csr_fingerprint(sheet));
        let changed = change(saved_csr(&cluster.cluster_id).as_deref(), now).map(|words| {
            let words = view! {
                <p><strong>"The CSR changed since you saved it. "</strong>"AWS replaced the first HSM, and the new one created a new CSR. AWS won’t accept a certificate for the CSR that you saved. Save this one and have it signed instead."</p>
                <p class="small break">{words}</p>
            };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        });
        let ends = view! {
            <p>"AWS removes the CSR when the cluster is initialized, and may no longer return the hardware certificates. Download the evidence before you initialize: without it, the hardware can no longer be verified."</p>
        };
        view! { {changed}{notice(NoticeKind::Info, None, ends.into_any())} }.into_any()
    })
}

fn has_no_use_for_a_csr(cluster: &Cluster) -> bool {
    cluster.state.as_ref().is_some_and(|state| !state.is_before_initialization())
}

/// The fingerprint of the CSR, if the slot holds one.
pub(super) fn csr_fingerprint(sheet: &Sheet) -> Option<&str> {
    let csr = CertificateSlot::ClusterCsr.name();
    let slot = sheet.slots.iter().find(|slot| slot.slot == csr && slot.problem.is_none())?;
    slot.items.first().map(|item| item.sha256.as_str())
}

/// Both fingerprints, if they differ.
fn change(saved: Option<&str>, now: Option<&str>) -> Option<String> {
    let (saved, now) = (saved?, now?);
    (saved != now)
        .then(|| format!("SHA-256 of the CSR that you saved: {saved}; of this one: {now}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_csr_than_the_saved_one_is_a_change() {
        assert_eq!(change(None, Some("a")), None);
        assert_eq!(change(Some("a"), None), None);
        assert_eq!(change(Some("a"), Some("a")), None);
        let words = change(Some("a"), Some("b")).unwrap();
        assert!(words.contains("saved: a") && words.contains("this one: b"), "{words}");
    }
}

//! Clusters in states that a console must cope with.

use cloudhsm_api::{BackupState, Certificates, ClusterState, HsmState};

use super::PRODUCTION;
use crate::fleet::draft::Site;

pub(super) fn ailing(site: &mut Site<'_>) {
    let message = "One or more HSMs in the cluster are not responding. AWS is replacing them.";
    let draft = site
        .draft("tls-offload-prod", ClusterState::Degraded, 610, "abc")
        .hsm1()
        .tag("Environment", "PROD")
        .message(message)
        .hsms("a")
        .hsm('c', HsmState::Degraded, Some("The HSM stopped responding to health checks."))
        .ready_backup(site.days_ago(2));
    site.add(draft);

    // Some implementations send empty text where a certificate is missing.
    let empty = || Some(String::new());
    let draft = site
        .draft("legacy-import", ClusterState::Initialized, 18, "a")
        .hsm1()
        .certificates(Certificates {
            cluster_csr: empty(),
            hsm_certificate: empty(),
            aws_hardware_certificate: empty(),
            manufacturer_hardware_certificate: empty(),
            cluster_certificate: empty(),
            ..Certificates::default()
        })
        .hsms("a")
        .backup(BackupState::CreateInProgress, site.days_ago(0));
    site.add(draft);

    // Nothing is on the agenda for this one: it stays where it is.
    let draft = site
        .draft("retired-gateway-2019", ClusterState::DeleteInProgress, 2300, "ab")
        .hsm1()
        .message("The cluster is being deleted.")
        .ready_backup(site.days_ago(80));
    site.add(draft);

    // A state that AWS might add.
    let state = ClusterState::Unknown("HIBERNATED".to_owned());
    let draft = site
        .draft("cold-storage", state, 420, "abc")
        .message("The cluster is hibernated. Wake it to use its HSMs.")
        .ready_backup(site.days_ago(12));
    site.add(draft);
}

pub(super) fn odd(site: &mut Site<'_>) {
    let draft = site.draft("zahlungsverkehr-prod", ClusterState::Active, 480, "abc").dualstack();
    let certificates = site.pki.initialized_with_hardware(draft.key);
    let draft = draft
        .certificates(certificates)
        .tag(PRODUCTION.0, PRODUCTION.1)
        .tag("Kostenstelle", "Zürich 8001")
        .hsms("ab")
        .ready_backup(site.days_ago(1));
    site.add(draft);

    let draft = site
        .draft("決済-検証", ClusterState::Initialized, 9, "bc")
        .tag("担当", "セキュリティ部")
        .tag("الفريق", "أمن المدفوعات")
        .tag("владелец", "Отдел криптографии")
        .hsms("b");
    site.add(draft);

    // One zone only, and as many tags as AWS allows.
    let mut draft = site.draft("tag-museum", ClusterState::Active, 333, "a").non_fips().hsms("aa");
    for number in 1..=48 {
        draft = draft.tag(&format!("exhibit-{number:02}"), &format!("room {}", number % 7));
    }
    let longest = "x".repeat(256);
    let draft = draft.tag(&"k".repeat(128), &longest).ready_backup(site.days_ago(3));
    site.add(draft);

    // No Name tag, no tag at all; its backups are on their way out.
    let ends = site.days_ahead(5);
    let mut draft = site
        .draft("unnamed", ClusterState::Active, 210, "abc")
        .hsm1()
        .hsm('a', HsmState::DeleteInProgress, None)
        .hsm('b', HsmState::CreateInProgress, None)
        .backup(BackupState::PendingDeletion, site.days_ago(60))
        .and_it(|backup| backup.delete_timestamp = Some(ends));
    draft.cluster.tag_list.clear();
    site.add(draft);
}

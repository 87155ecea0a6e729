//! The clusters with names: every state, and every oddity that a client has to survive.

mod odd;

use cloudhsm_api::{Backup, BackupState, ClusterMode, ClusterState, Tag};
use odd::{ailing, odd};

use super::{draft::Site, origin::Origin};
use crate::estate::Ids;

const PRODUCTION: (&str, &str) = ("environment", "production");

/// Twelve clusters of a company's main region.
pub(super) fn main_site(site: &mut Site<'_>) {
    healthy(site);
    uninitialized(site);
    ailing(site);

    // An account keeps the backups of clusters that are gone.
    let mut ids = Ids::new(site.seed, &format!("{} orphans", site.region.name));
    let cluster_id = ids.cluster();
    for (state, age, ends) in [
        (BackupState::Ready, 40, None),
        (BackupState::PendingDeletion, 75, Some(3)),
        (BackupState::Deleted, 120, Some(-1)),
    ] {
        site.add_backup(Backup {
            backup_id: ids.backup(),
            backup_state: Some(state),
            cluster_id: Some(cluster_id.clone()),
            create_timestamp: Some(site.days_ago(age)),
            delete_timestamp: ends.map(|days| site.days_ahead(days)),
            never_expires: Some(false),
            hsm_type: Some("hsm1.medium".to_owned()),
            mode: Some(ClusterMode::Fips),
            tag_list: vec![Tag::new("Name", "retired-gateway")],
            ..Backup::default()
        });
    }
}

fn healthy(site: &mut Site<'_>) {
    let draft = site.draft("payments-prod", ClusterState::Active, 1290, "abc");
    let certificates = site.pki.initialized_with_hardware(draft.key);
    let draft = draft
        .tag(PRODUCTION.0, PRODUCTION.1)
        .tag("cost-center", "4711")
        .tag("owner", "payments-security@example.com")
        .tag("cloudhsm-console:deletion-protection", "enabled")
        .retention(379)
        .certificates(certificates)
        .hsms("abc")
        .ready_backup(site.days_ago(200))
        .and_it(|backup| backup.never_expires = Some(true))
        .ready_backup(site.days_ago(1))
        .ready_backup(site.days_ago(0));
    site.add(draft);

    // Older than the rule that limits retention to 379 days.
    let draft = site
        .draft("pki-root-ca", ClusterState::Active, 2600, "ab")
        .hsm1()
        .tag(PRODUCTION.0, PRODUCTION.1)
        .tag("owner", "pki@example.com")
        .retention(730)
        .hsms("ab")
        .ready_backup(site.days_ago(700))
        .ready_backup(site.days_ago(21));
    site.add(draft);

    // Made to be deleted: small, healthy, and nothing depends on it.
    let draft = site
        .draft("staging-signing", ClusterState::Active, 97, "ab")
        .tag("environment", "staging")
        .tag("owner", "release-engineering@example.com")
        .hsms("ab")
        .ready_backup(site.days_ago(6))
        .ready_backup(site.days_ago(1));
    site.add(draft);

    // Its HSMs are deleted already, to save their cost; its keys live on in the backup.
    let draft = site
        .draft("code-signing-2023", ClusterState::Active, 940, "abc")
        .hsm1()
        .tag("environment", "archive")
        .ready_backup(site.days_ago(31));
    site.add(draft);
}

fn uninitialized(site: &mut Site<'_>) {
    let draft = site.draft("identity-next", ClusterState::Uninitialized, 2, "abc");
    let certificates = site.pki.before_initialization(draft.key);
    let draft = draft.certificates(certificates).password().hsms("b").tag("ticket", "SEC-1204");
    site.add(draft);

    // Nobody has created an HSM yet: no CSR, no certificates.
    let draft = site.draft("sandbox-empty", ClusterState::Uninitialized, 1, "ab").non_fips();
    site.add(draft);

    let draft = site.draft("attestation-lab", ClusterState::Uninitialized, 4, "ab");
    let certificates = site.pki.swapped(draft.key);
    let draft = draft
        .certificates(certificates)
        .password()
        .hsms("a")
        .tag("note", "its manufacturer certificate belongs to other hardware");
    site.add(draft);

    let draft = site
        .draft("vault-unseal", ClusterState::CreateInProgress, 0, "abc")
        .message("The cluster is being created.");
    site.add(draft);
}

/// Ten clusters of the second region.
pub(super) fn second_site(site: &mut Site<'_>, origin: Option<Origin>) {
    odd(site);
    rehearsal(site, origin);
    changing(site);
}

/// A cluster from the copy of a backup of the first region.
fn rehearsal(site: &mut Site<'_>, origin: Option<Origin>) {
    let mut draft = site.draft("dr-rehearsal", ClusterState::Active, 30, "abc");
    // Of a fleet without it.
    let purged = Origin {
        backup_id: draft.ids().backup(),
        cluster_id: draft.ids().cluster(),
        region: "us-east-1".to_owned(),
        made: Some(site.days_ago(33)),
        certificates: draft.cluster.certificates.clone().unwrap_or_default(),
    };
    let origin = origin.unwrap_or(purged);
    let copied_at = site.days_ago(31);
    let made = origin.made.unwrap_or_else(|| site.days_ago(33));
    let draft = draft.certificates(origin.certificates).hsms("a").ready_backup(made);
    let draft = draft.and_it(|backup| {
        backup.copy_timestamp = Some(copied_at);
        backup.source_region = Some(origin.region);
        backup.source_backup = Some(origin.backup_id);
        backup.source_cluster = Some(origin.cluster_id);
        backup.cluster_id = None;
    });
    let copy = draft.last_backup_id();
    let mut draft = draft.ready_backup(site.days_ago(5));
    draft.cluster.source_backup_id = copy;
    site.add(draft);
}

/// One cluster in each state that AWS works in. They stay there, so that each can be looked at.
fn changing(site: &mut Site<'_>) {
    let mut draft = site
        .draft("type-migration", ClusterState::ModifyInProgress, 800, "ab")
        .message("HSM type is being changed from hsm1.medium to hsm2m.medium.")
        .hsms("ab")
        .ready_backup(site.days_ago(1));
    draft.cluster.hsm_type_rollback_expiration = Some(site.days_ahead(1));
    site.add(draft);

    let draft = site
        .draft("firmware-wave-3", ClusterState::UpdateInProgress, 365, "abc")
        .hsms("abc")
        .ready_backup(site.days_ago(2));
    site.add(draft);

    let draft = site
        .draft("ledger-rollback", ClusterState::RollbackInProgress, 150, "bc")
        .hsm1()
        .message("The change of the HSM type is being rolled back.")
        .hsms("bc")
        .ready_backup(site.days_ago(1));
    site.add(draft);

    let draft = site
        .draft("kms-key-store", ClusterState::InitializeInProgress, 0, "ab")
        .message("The cluster is being initialized.")
        .tag("note", "to become a KMS custom key store")
        .hsms("a");
    site.add(draft);

    let draft = site
        .draft("retired-ledger", ClusterState::Deleted, 1100, "ab")
        .hsm1()
        .ready_backup(site.days_ago(14));
    site.add(draft);
}

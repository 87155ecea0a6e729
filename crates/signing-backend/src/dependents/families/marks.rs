//! What makes two clusters or backups relatives: each has marks, and those that share one are related.

use cloudhsm_api::{Backup, CertificateSlot, Cluster};

/// Something that relatives have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// A cluster: itself, or what was backed up.
    Cluster(String),
    /// A backup: itself, what a cluster was created from, or what was copied.
    Backup(String),
    /// The DER of a cluster certificate: public.
    Certificate(Vec<u8>),
}

/// What the family is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root<'a> {
    /// The cluster, if it is still there.
    pub(crate) cluster: Option<&'a Cluster>,
    /// The backups of it that are known, and the backup that is aimed at.
    pub(crate) backups: &'a [Backup],
}

/// An ID, also where AWS has an ARN, as for a backup of another account.
pub(crate) fn id_of(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text).trim()
}

/// A member with an ID in it.
fn named(text: Option<&str>) -> Option<String> {
    text.map(id_of).filter(|id| !id.is_empty()).map(str::to_owned)
}

pub(super) fn of_cluster(cluster: &Cluster) -> Vec<Mark> {
    let mut marks = vec![Mark::Cluster(cluster.cluster_id.clone())];
    marks.extend(named(cluster.source_backup()).map(Mark::Backup));
    marks.extend(certificate(cluster).map(Mark::Certificate));
    marks
}

pub(super) fn of_backup(backup: &Backup) -> Vec<Mark> {
    let mut marks = vec![Mark::Backup(backup.backup_id.clone())];
    marks.extend(named(backup.source_backup.as_deref()).map(Mark::Backup));
    marks.extend(named(backup.cluster_id.as_deref()).map(Mark::Cluster));
    marks.extend(named(backup.source_cluster.as_deref()).map(Mark::Cluster));
    marks
}

/// The cluster certificate, without what its text has around it. One that can't be read equals none.
pub(super) fn certificate(cluster: &Cluster) -> Option<Vec<u8>> {
    let text = cluster.certificate(CertificateSlot::ClusterCertificate)?;
    attestation::to_der(text.as_bytes()).ok()?.into_iter().next()
}

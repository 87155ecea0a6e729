//! Who is related to a cluster, and how. Pure.

use std::collections::HashSet;

use backend_api::Relation;
use cloudhsm_api::{Backup, Cluster};

use super::{
    Listed, Root,
    marks::{self, Mark, certificate, id_of},
};

/// A relative.
#[derive(Debug, Clone)]
pub(crate) struct Kin<'a> {
    pub(crate) region: &'a str,
    pub(crate) member: Member<'a>,
    /// Never empty.
    pub(crate) relations: Vec<Relation>,
}

/// A cluster or a backup.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Member<'a> {
    Cluster(&'a Cluster),
    Backup(&'a Backup),
    /// Of another account.
    Shared(&'a Backup),
}

impl Member<'_> {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Cluster(cluster) => &cluster.cluster_id,
            Self::Backup(backup) | Self::Shared(backup) => &backup.backup_id,
        }
    }

    fn marks(&self) -> Vec<Mark> {
        match self {
            Self::Cluster(cluster) => marks::of_cluster(cluster),
            Self::Backup(backup) | Self::Shared(backup) => marks::of_backup(backup),
        }
    }
}

/// The relatives of the root in these regions, in their order, each ID once; also the root's own
/// cluster and backups.
pub(crate) fn kin<'a>(
    root: Root<'_>,
    regions: impl IntoIterator<Item = (&'a str, &'a Listed)>,
) -> Vec<Kin<'a>> {
    let mut rest = members(regions);
    let own = root.cluster.iter().flat_map(|it| marks::of_cluster(it));
    let mut family: HashSet<Mark> =
        own.chain(root.backups.iter().flat_map(marks::of_backup)).collect();
    let mut found = Vec::new();
    // Whoever shares a mark with the family brings the others along.
    loop {
        let (joins, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(.., marks)| marks.iter().any(|it| family.contains(it)));
        if joins.is_empty() {
            break;
        }
        rest = others;
        family.extend(joins.iter().flat_map(|(.., marks)| marks.iter().cloned()));
        found.extend(joins);
    }
    found.sort_by_key(|(at, ..)| *at);
    let all: Vec<_> = found.iter().map(|(.., member, _)| *member).collect();
    found
        .iter()
        .map(|(_, region, member, _)| {
            let relations = relations(root, *member, &all);
            Kin { region, member: *member, relations }
        })
        .collect()
}

type Placed<'a> = (usize, &'a str, Member<'a>, Vec<Mark>);

fn members<'a>(regions: impl IntoIterator<Item = (&'a str, &'a Listed)>) -> Vec<Placed<'a>> {
    let mut ids = HashSet::new();
    let mut found = Vec::new();
    for (region, listed) in regions {
        let clusters = listed.clusters.iter().map(Member::Cluster);
        let backups = listed.backups.iter().map(Member::Backup);
        let shared = listed.shared.iter().map(Member::Shared);
        for member in clusters.chain(backups).chain(shared) {
            if ids.insert(member.id().to_owned()) {
                found.push((found.len(), region, member, member.marks()));
            }
        }
    }
    found
}

/// How a member of the family is related to the root.
fn relations(root: Root<'_>, member: Member<'_>, all: &[Member<'_>]) -> Vec<Relation> {
    let root_id = root.cluster.map(|it| it.cluster_id.as_str());
    let root_id = root_id.or_else(|| root.backups.iter().find_map(|it| it.cluster_id.as_deref()));
    let source = root.cluster.and_then(Cluster::source_backup).map(id_of);
    let backups = || {
        let listed = all.iter().filter_map(|it| match it {
            Member::Backup(backup) | Member::Shared(backup) => Some(*backup),
            Member::Cluster(_) => None,
        });
        root.backups.iter().chain(listed)
    };
    let mut found = Vec::new();
    match member {
        Member::Cluster(cluster) => {
            let id = cluster.cluster_id.as_str();
            if source.is_some_and(|it| is_of(backups(), it, id)) {
                found.push(Relation::Source);
            }
            let from = cluster.source_backup().map(id_of);
            if let (Some(from), Some(root_id)) = (from, root_id)
                && is_of(backups(), from, root_id)
            {
                found.push(Relation::CreatedFrom);
            }
            let own = root.cluster.and_then(certificate);
            if own.is_some() && certificate(cluster) == own {
                found.push(Relation::SameCertificate);
            }
        }
        Member::Backup(backup) | Member::Shared(backup) => {
            let id = backup.backup_id.as_str();
            let is_source = |source: &str| {
                let of_copy = backups().find(|it| it.backup_id == source);
                source == id || of_copy.and_then(|it| copied(it)) == Some(id)
            };
            if source.is_some_and(is_source) {
                found.push(Relation::Source);
            }
            let of_root = root_id.is_some_and(|root_id| is_of(backups(), id, root_id));
            if of_root {
                found.push(Relation::Copy);
            }
        }
    }
    if found.is_empty() {
        found.push(Relation::Indirect);
    }
    found
}

/// The backup that this is a copy of.
fn copied(backup: &Backup) -> Option<&str> {
    backup.source_backup.as_deref().map(id_of).filter(|it| !it.is_empty())
}

/// Whether the backup with this ID is one of this cluster, or a copy of one.
fn is_of<'a>(
    backups: impl Iterator<Item = &'a Backup> + Clone,
    id: &str,
    cluster_id: &str,
) -> bool {
    let same = |text: &Option<String>| text.as_deref().map(id_of) == Some(cluster_id);
    let of = |id: &str| {
        let mut those = backups.clone().filter(|it| it.backup_id == id);
        those.any(|it| same(&it.cluster_id) || same(&it.source_cluster))
    };
    of(id) || backups.clone().filter(|it| it.backup_id == id).filter_map(copied).any(of)
}

#[cfg(test)]
mod tests;

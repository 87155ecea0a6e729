//! The cluster's family: clusters and backups with its keys, or some of them, by region, and with whom its
//! backups are shared. Folded, so that its length moves nothing below. A region that didn't answer is
//! named, and never one that has nothing.

use backend_api::{Families, RelatedBackup, RelatedCluster, Relation, Sharing, SourceStatus};
use leptos::prelude::*;

use super::{
    source::{Reason, Unknown},
    unknown_view,
};
use crate::{
    components::{Value, backup_state, cluster_state, copyable_or, data_table, when_or},
    route::{Place, Route, Tab},
};

/// The family in one line, which unfolds.
pub(super) fn family(families: &Families) -> AnyView {
    let rows: Vec<_> =
        families.clusters.iter().map(cluster).chain(families.backups.iter().map(backup)).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = &["ID", "Region", "State", "How it is related"];
        data_table("Clusters and backups of the family", columns, rows)
    });
    let regions = families.regions.iter().filter_map(|it| {
        unknown(it.status, &it.region, it.message.as_deref()).map(|it| unknown_view(&it))
    });
    let content = view! {
        {table}
        {regions.collect::<Vec<_>>()}
        {sharing(&families.sharing)}
    };
    view! {
        <details class="family">
            <summary><h3>"Family"</h3>" "<span class="soft">{summary(families)}</span></summary>
            {content}
        </details>
    }
    .into_any()
}

/// Whether all of it is known.
pub(super) fn is_known(families: &Families) -> bool {
    families.regions.iter().all(|it| it.status == SourceStatus::Known)
        && families.sharing.status == SourceStatus::Known
}

/// How many relatives there are, and how far that is known.
fn summary(families: &Families) -> String {
    let all = families.regions.len();
    let known = families.regions.iter().filter(|it| it.status == SourceStatus::Known).count();
    let (clusters, backups) = (families.clusters.len(), families.backups.len());
    let found = match (clusters, backups) {
        (0, 0) if known == all => "No other cluster or copied backup".to_owned(),
        (0, 0) => "Nothing found".to_owned(),
        _ => [count(clusters, "cluster"), " and ".to_owned(), count(backups, "backup")].concat(),
    };
    let asked = if known == all {
        [" in ", &count(all, "region")].concat()
    } else {
        [", ", &(all - known).to_string(), " of ", &count(all, "region"), " not known"].concat()
    };
    let shared = match (families.sharing.status, families.sharing.backups.len()) {
        (SourceStatus::Known, 0) => String::new(),
        (SourceStatus::Known, shared) => [", ", &count(shared, "backup"), " shared"].concat(),
        _ => ", sharing not known".to_owned(),
    };
    [found, asked, shared].concat()
}

fn count(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", what, plural].concat()
}

fn cluster(it: &RelatedCluster) -> Vec<Value> {
    let place = Place::new(&it.region, &it.cluster_id);
    let href = Route::Cluster(place, Tab::Overview).href();
    let name = it.name.clone().unwrap_or_else(|| it.cluster_id.clone());
    let link = view! { <a class="break" href=href><bdi>{name}</bdi></a> }.into_any();
    vec![
        Value::View(link),
        Value::Text(it.region.clone()),
        cluster_state(it.state.as_ref()),
        Value::Text(words(&it.relations, true)),
    ]
}

fn backup(it: &RelatedBackup) -> Vec<Value> {
    let mut how = words(&it.relations, false);
    if it.shared_by_others {
        how.push_str(", shared by another account");
    }
    let made = when_or(it.create_timestamp.as_ref(), "unknown date");
    vec![
        copyable_or(Some(&it.backup_id), "backup ID", "–"),
        Value::Text(it.region.clone()),
        Value::Row(vec![backup_state(it.state.as_ref()), made]),
        Value::Text(how),
    ]
}

/// Why it is one of the family.
fn words(relations: &[Relation], is_cluster: bool) -> String {
    let one = |relation: &Relation| match (relation, is_cluster) {
        (Relation::Source, true) => "This cluster is from a backup of it",
        (Relation::Source, false) => "This cluster is from it",
        (Relation::CreatedFrom, _) => "Created from a backup of this cluster",
        (Relation::Copy, _) => "Copy of a backup of this cluster",
        (Relation::SameCertificate, _) => "Same cluster certificate",
        (Relation::Indirect, _) => "Related to another one of these",
    };
    relations.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Why something isn't known; `None` if it is.
fn unknown(status: SourceStatus, what: &str, why: Option<&str>) -> Option<Unknown> {
    let reason = match status {
        SourceStatus::Known | SourceStatus::Asking => return None,
        SourceStatus::NotAllowed => Reason::NotAllowed,
        SourceStatus::Failed => Reason::Failed,
        SourceStatus::NotAsked => Reason::NotAsked,
    };
    let why = why.unwrap_or("No answer that can be used.");
    Some(Unknown { reason, words: ["Not known in ", what, ": ", why].concat() })
}

/// With whom the cluster's own backups are shared.
fn sharing(sharing: &Sharing) -> AnyView {
    if let Some(unknown) = unknown(sharing.status, "resource policies", sharing.message.as_deref())
    {
        return unknown_view(&unknown);
    }
    let asked = match (sharing.asked, sharing.of) {
        (_, 0) => return ().into_any(),
        (asked, of) if asked == of => "all READY backups".to_owned(),
        (asked, of) => [&asked.to_string(), " of ", &of.to_string(), " READY backups"].concat(),
    };
    let shared = sharing.backups.iter().map(|it| {
        let with = it.policy.clone().unwrap_or_else(|| it.principals.join(", "));
        let id = it.backup_id.clone();
        view! { <p class="small break"><code>{id}</code>" is shared with "{with}</p> }.into_any()
    });
    let none = sharing.backups.is_empty().then_some("None is shared. ");
    view! {
        {shared.collect::<Vec<_>>()}
        <p class="small soft">{none}{["Asked about ", &asked, "."].concat()}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use backend_api::FamilyRegion;

    use super::*;

    fn families(statuses: &[SourceStatus], sharing: SourceStatus) -> Families {
        let region = |(index, status): (usize, &SourceStatus)| FamilyRegion {
            region: index.to_string(),
            status: *status,
            age_seconds: None,
            request_ids: Vec::new(),
            code: None,
            message: None,
        };
        Families {
            regions: statuses.iter().enumerate().map(region).collect(),
            clusters: Vec::new(),
            backups: Vec::new(),
            sharing: Sharing {
                status: sharing,
                asked: 0,
                of: 0,
                backups: Vec::new(),
                age_seconds: None,
                request_ids: Vec::new(),
                code: None,
                message: None,
            },
        }
    }

    #[test]
    fn none_is_only_said_of_regions_that_answered() {
        use SourceStatus::{Failed, Known, NotAllowed, NotAsked};
        let of = |statuses: &[SourceStatus]| summary(&families(statuses, Known));
        assert_eq!(of(&[Known, Known]), "No other cluster or copied backup in 2 regions");
        for odd in [Failed, NotAllowed, NotAsked] {
            assert_eq!(of(&[Known, odd]), "Nothing found, 1 of 2 regions not known");
            assert!(!is_known(&families(&[Known, odd], Known)));
            assert!(!is_known(&families(&[Known], odd)));
            assert!(summary(&families(&[Known], odd)).ends_with("sharing not known"));
        }
        assert!(is_known(&families(&[Known], Known)));
        let mut one = families(&[Known], Known);
        one.clusters.push(RelatedCluster {
            region: "0".to_owned(),
            cluster_id: "cluster-a".to_owned(),
            name: None,
            state: None,
            relations: vec![Relation::CreatedFrom],
        });
        assert_eq!(summary(&one), "1 cluster and 0 backups in 1 region");
    }
}

//! What happened to the clusters of a region between two listings.

use std::collections::BTreeMap;

use backend_api::{Finding, FindingKind, FleetRow, Identity, LatestBackup};
use cloudhsm_api::ClusterState;

use super::notice::{Change, Notice};

/// What happened to the clusters of a region between two complete listings.
///
/// Don't call it with an empty `before` that only means that nothing was listed yet: every finding would
/// be new.
pub fn notices(region: &str, before: &[FleetRow], after: &[FleetRow]) -> Vec<Notice> {
    let mut earlier: BTreeMap<&str, &FleetRow> = before.iter().map(|row| (id(row), row)).collect();
    let mut found = Vec::new();
    for row in after {
        let changes = match earlier.remove(id(row)) {
            Some(earlier) => changes(earlier, row),
            None => row.findings.iter().map(appeared).collect(),
        };
        found.extend(changes.into_iter().map(|change| notice(region, row, change)));
    }
    found.extend(earlier.into_values().map(|row| notice(region, row, Change::ClusterGone)));
    found
}

fn id(row: &FleetRow) -> &str {
    &row.cluster.0.cluster_id
}

fn notice(region: &str, row: &FleetRow, change: Change) -> Notice {
    Notice {
        region: region.to_owned(),
        cluster_id: Some(id(row).to_owned()),
        name: row.cluster.0.name().map(str::to_owned),
        production: row.production,
        change,
    }
}

fn appeared(finding: &Finding) -> Change {
    Change::FindingAppeared { finding: finding.clone() }
}

fn changes(before: &FleetRow, after: &FleetRow) -> Vec<Change> {
    let mut changes = Vec::new();
    let state = |row: &FleetRow| {
        row.cluster.0.state.as_ref().map_or("no state", ClusterState::as_str).to_owned()
    };
    let (from, to) = (state(before), state(after));
    if from != to {
        changes.push(Change::StateChanged { from, to });
    }
    let is_in = |row: &FleetRow, finding: &Finding| {
        row.findings.iter().any(|other| is_same(finding, other))
    };
    let new = after.findings.iter().filter(|it| !is_in(before, it) && is_news(it.kind, before));
    changes.extend(new.map(appeared));
    let cleared =
        before.findings.iter().filter(|it| !is_in(after, it) && can_clear(it.kind, after));
    changes.extend(cleared.map(|it| Change::FindingCleared { finding: it.clone() }));
    changes
}

/// Whether both are about the same. Of some kinds there is one a cluster, whose fact has a number that
/// changes every day; of the others, the fact says what it is about.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let is_single = matches!(
        one.kind,
        FindingKind::OldBackup
            | FindingKind::BackupsStay
            | FindingKind::EndOfSupport
            | FindingKind::Identity
            | FindingKind::Unreadable
    );
    one.kind == other.kind
        && one.severity == other.severity
        && (is_single || one.fact == other.fact)
}

fn is_of_backups(kind: FindingKind) -> bool {
    matches!(
        kind,
        FindingKind::NoReadyBackup
            | FindingKind::OldBackup
            | FindingKind::BackupEnds
            | FindingKind::BackupsStay
    )
}

/// Before the backups were first listed, nobody could know: what is found then isn't new.
fn is_news(kind: FindingKind, before: &FleetRow) -> bool {
    !is_of_backups(kind) || before.latest_backup != LatestBackup::Unknown
}

/// What nobody can see now hasn't cleared.
fn can_clear(kind: FindingKind, after: &FleetRow) -> bool {
    let unseen = matches!(after.latest_backup, LatestBackup::Unknown | LatestBackup::Unavailable);
    match kind {
        FindingKind::Identity => after.identity != Identity::Unchecked,
        kind => !is_of_backups(kind) || !unseen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::{ListedCluster, Severity};
    use cloudhsm_api::Cluster;

    fn finding(kind: FindingKind, fact: &str) -> Finding {
        Finding { kind, severity: Severity::Warn, fact: fact.to_owned(), advice: String::new() }
    }

    fn row(id: &str, state: &str, findings: &[Finding]) -> FleetRow {
        let cluster = Cluster {
            cluster_id: id.into(),
            state: Some(ClusterState::from(state)),
            ..Cluster::default()
        };
        FleetRow {
            cluster: ListedCluster(cluster.into()),
            findings: findings.to_vec(),
            identity: Identity::Genuine,
            certificates: Vec::new(),
            roots: Vec::new(),
            latest_backup: LatestBackup::None,
            protected: false,
            production: false,
        }
    }

    fn between(before: &[FleetRow], after: &[FleetRow]) -> Vec<Change> {
        notices("us-east-1", before, after).into_iter().map(|notice| notice.change).collect()
    }

    #[test]
    fn what_appears_clears_changes_and_goes_is_told_once() {
        let single = finding(FindingKind::SingleHsm, "one");
        let degraded = finding(FindingKind::Degraded, "HSM hsm-a is DEGRADED");
        let before = [row("a", "ACTIVE", std::slice::from_ref(&single)), row("b", "ACTIVE", &[])];
        let after =
            [row("a", "DEGRADED", std::slice::from_ref(&degraded)), row("c", "ACTIVE", &[])];
        assert_eq!(
            between(&before, &after),
            [
                Change::StateChanged { from: "ACTIVE".into(), to: "DEGRADED".into() },
                Change::FindingAppeared { finding: degraded },
                Change::FindingCleared { finding: single },
                Change::ClusterGone,
            ]
        );
        assert_eq!(between(&after, &after), []);
        assert_eq!(between(&[], &[]), []);
    }

    #[test]
    fn a_number_that_changes_every_day_is_no_news_and_a_severity_is() {
        let old = |fact: &str| [finding(FindingKind::OldBackup, fact)];
        let (two, three) = (old("2 days ago"), old("3 days ago"));
        assert_eq!(between(&[row("a", "ACTIVE", &two)], &[row("a", "ACTIVE", &three)]), []);
        let worse = [Finding { severity: Severity::Bad, ..three[0].clone() }];
        let changes = between(&[row("a", "ACTIVE", &three)], &[row("a", "ACTIVE", &worse)]);
        assert_eq!(changes.len(), 2, "{changes:?}");
        let hsm = |id: &str| finding(FindingKind::Degraded, id);
        let before = [row("a", "ACTIVE", &[hsm("hsm-a")])];
        let after = [row("a", "ACTIVE", &[hsm("hsm-a"), hsm("hsm-b")])];
        assert_eq!(between(&before, &after), [appeared(&hsm("hsm-b"))]);
    }

    #[test]
    fn what_nobody_could_see_neither_appears_nor_clears() {
        let none = [finding(FindingKind::NoReadyBackup, "none")];
        let seen = |latest_backup: LatestBackup, findings: &[Finding]| {
            vec![FleetRow { latest_backup, ..row("a", "ACTIVE", findings) }]
        };
        let known = || seen(LatestBackup::None, &none);
        assert_eq!(between(&seen(LatestBackup::Unknown, &[]), &known()), []);
        assert_eq!(between(&known(), &seen(LatestBackup::Unavailable, &[])), []);
        assert_eq!(between(&known(), &seen(LatestBackup::Unknown, &[])), []);
        // After an outage it may be new: better said twice than never.
        assert_eq!(between(&seen(LatestBackup::Unavailable, &[]), &known()).len(), 1);
        let failed = [finding(FindingKind::Identity, "failed")];
        let unchecked = [FleetRow { identity: Identity::Unchecked, ..row("a", "ACTIVE", &[]) }];
        assert_eq!(between(&[row("a", "ACTIVE", &failed)], &unchecked), []);
        assert_eq!(between(&unchecked, &[row("a", "ACTIVE", &failed)]).len(), 1);
    }
}

//! What happened to a cluster between two looks. No state: the caller passes both.

use std::sync::Arc;

use backend_api::{Finding, FindingKind, FleetRow, Identity, LatestBackup};

use super::notice::Change;

/// What happened to a cluster. `is_first_check`: its certificates had not been checked yet when it was
/// first seen, so what the check finds isn't new.
pub(super) fn changes(before: &FleetRow, after: &FleetRow, is_first_check: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(from), Some(to)) = (&before.cluster.0.state, &after.cluster.0.state)
        && from != to
    {
        let (from, to) = (from.as_str().to_owned(), to.as_str().to_owned());
        changes.push(Change::StateChanged { from, to });
    }
    let is_known = |finding: &Finding| {
        let is_it = |old: &&Finding| is_same(old, finding);
        before.findings.iter().find(is_it).is_some_and(|old| is_as_severe(old, finding))
    };
    let is_news = |finding: &&Finding| {
        !is_known(finding) && could_be_seen(finding.kind, before, is_first_check)
    };
    changes.extend(after.findings.iter().filter(is_news).map(appeared));
    let is_gone = |finding: &&Finding| !has(after, finding) && can_clear(finding.kind, after);
    let cleared = before.findings.iter().filter(is_gone);
    changes.extend(cleared.map(|it| Change::FindingCleared { finding: it.clone() }));
    changes
}

/// A finding of a cluster that is listed for the first time.
pub(super) fn appeared(finding: &Finding) -> Change {
    Change::FindingAppeared { finding: finding.clone() }
}

/// What to compare the next look with: the new row, with what it can't show as it was before. So what
/// nobody can see for a while is neither cleared nor told a second time.
pub(super) fn remembered(before: &FleetRow, after: &Arc<FleetRow>) -> Arc<FleetRow> {
    let unseen = |finding: &&Finding| !has(after, finding) && !can_clear(finding.kind, after);
    let kept: Vec<Finding> = before.findings.iter().filter(unseen).cloned().collect();
    let loses_identity =
        after.identity == Identity::Unchecked && before.identity != Identity::Unchecked;
    let loses_backups = !knows_backups(after) && knows_backups(before);
    let loses_state = after.cluster.0.state.is_none() && before.cluster.0.state.is_some();
    if kept.is_empty() && !loses_identity && !loses_backups && !loses_state {
        return Arc::clone(after);
    }
    let mut row = FleetRow::clone(after);
    row.findings = row.findings.iter().cloned().chain(kept).collect();
    if loses_identity {
        row.identity.clone_from(&before.identity);
    }
    if loses_backups {
        row.latest_backup.clone_from(&before.latest_backup);
    }
    if loses_state {
        Arc::make_mut(&mut row.cluster.0).state.clone_from(&before.cluster.0.state);
    }
    Arc::new(row)
}

fn has(row: &FleetRow, finding: &Finding) -> bool {
    row.findings.iter().any(|other| is_same(finding, other))
}

/// Whether both are about the same, however severe. Of some kinds there is one a cluster, whose fact
/// has a number that changes every day; of the others, the fact says what it is about.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let is_single = matches!(
        one.kind,
        FindingKind::OldBackup
            | FindingKind::BackupsStay
            | FindingKind::EndOfSupport
            | FindingKind::Identity
            | FindingKind::Unreadable
    );
    one.kind == other.kind && (is_single || one.fact == other.fact)
}

/// Of two about the same. How severe an unsigned CSR is follows from the identity check, which has a
/// finding of its own.
fn is_as_severe(one: &Finding, other: &Finding) -> bool {
    one.severity == other.severity || one.kind == FindingKind::Csr
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

fn knows_backups(row: &FleetRow) -> bool {
    !matches!(row.latest_backup, LatestBackup::Unknown | LatestBackup::Unavailable)
}

/// Whether it would have been found before. If nobody could know then, it isn't new now.
fn could_be_seen(kind: FindingKind, before: &FleetRow, is_first_check: bool) -> bool {
    match kind {
        FindingKind::Identity => !is_first_check,
        kind => !is_of_backups(kind) || knows_backups(before),
    }
}

/// What nobody can see now hasn't cleared.
fn can_clear(kind: FindingKind, after: &FleetRow) -> bool {
    match kind {
        FindingKind::Unreadable => true,
        _ if !after.unreadable.is_empty() => false,
        FindingKind::Identity => after.identity != Identity::Unchecked,
        kind => !is_of_backups(kind) || knows_backups(after),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use backend_api::{ListedCluster, Severity};
    use cloudhsm_api::{Cluster, ClusterState};

    pub(in super::super) fn finding(kind: FindingKind, fact: &str) -> Finding {
        Finding { kind, severity: Severity::Warn, fact: fact.to_owned(), advice: "".into() }
    }

    pub(in super::super) fn row(id: &str, state: &str, findings: &[Finding]) -> FleetRow {
        let cluster = Cluster {
            cluster_id: id.into(),
            state: Some(ClusterState::from(state)),
            ..Cluster::default()
        };
        FleetRow {
            cluster: ListedCluster(cluster.into()),
            unreadable: Vec::new(),
            findings: findings.into(),
            identity: Identity::Genuine,
            certificates: Vec::new(),
            roots: Vec::new(),
            latest_backup: LatestBackup::None,
            protected: false,
            production: false,
        }
    }

    /// What is told of a cluster that looks like this, one look after the other.
    fn told(rows: impl IntoIterator<Item = FleetRow>) -> Vec<Change> {
        let mut rows = rows.into_iter().map(Arc::new);
        let mut before = rows.next().unwrap();
        let mut told = Vec::new();
        for after in rows {
            told.extend(changes(&before, &after, false));
            before = remembered(&before, &after);
        }
        told
    }

    fn cleared(finding: &Finding) -> Change {
        Change::FindingCleared { finding: finding.clone() }
    }

    #[test]
    fn what_appears_clears_and_changes_is_told_once() {
        let single = finding(FindingKind::SingleHsm, "one");
        let degraded = finding(FindingKind::Degraded, "HSM hsm-a is DEGRADED");
        let before = row("a", "ACTIVE", std::slice::from_ref(&single));
        let after = row("a", "DEGRADED", std::slice::from_ref(&degraded));
        assert_eq!(
            told([before, after.clone(), after]),
            [
                Change::StateChanged { from: "ACTIVE".into(), to: "DEGRADED".into() },
                appeared(&degraded),
                cleared(&single),
            ]
        );
    }

    #[test]
    fn a_number_that_changes_every_day_is_no_news_and_a_severity_is() {
        let old = |fact: &str| [finding(FindingKind::OldBackup, fact)];
        let (two, three) = (old("2 days ago"), old("3 days ago"));
        assert_eq!(told([row("a", "ACTIVE", &two), row("a", "ACTIVE", &three)]), []);
        let worse = [Finding { severity: Severity::Bad, ..three[0].clone() }];
        let news = told([row("a", "ACTIVE", &three), row("a", "ACTIVE", &worse)]);
        assert_eq!(news, [appeared(&worse[0])], "it is still there: nothing cleared");
        let csr = finding(FindingKind::Csr, "CSR not signed yet.");
        let less = [Finding { severity: Severity::Info, ..csr.clone() }];
        assert_eq!(told([row("a", "UNINITIALIZED", &[csr]), row("a", "UNINITIALIZED", &less)]), []);
        let hsm = |id: &str| finding(FindingKind::Degraded, id);
        let before = row("a", "ACTIVE", &[hsm("hsm-a")]);
        let after = row("a", "ACTIVE", &[hsm("hsm-a"), hsm("hsm-b")]);
        assert_eq!(told([before, after]), [appeared(&hsm("hsm-b"))]);
    }

    #[test]
    fn backups_that_nobody_sees_for_a_while_are_neither_told_again_nor_cleared() {
        let none = finding(FindingKind::NoReadyBackup, "none");
        let seen = |latest_backup: LatestBackup, findings: &[Finding]| FleetRow {
            latest_backup,
            ..row("a", "ACTIVE", findings)
        };
        let bad = || seen(LatestBackup::None, std::slice::from_ref(&none));
        let good = || {
            let backup_id = "backup-a".to_owned();
            seen(LatestBackup::Ready { backup_id, created: None }, &[])
        };
        for unseen in [LatestBackup::Unknown, LatestBackup::Unavailable] {
            let unseen = || seen(unseen.clone(), &[]);
            assert_eq!(told([unseen(), bad()]), [], "seen for the first time");
            assert_eq!(told([bad(), unseen(), bad()]), []);
            assert_eq!(told([bad(), unseen(), good()]), [cleared(&none)]);
            assert_eq!(told([good(), unseen(), bad()]), [appeared(&none)]);
        }
    }

    #[test]
    fn other_certificates_are_judged_when_they_are_checked() {
        let failed = finding(FindingKind::Identity, "failed");
        let unchecked = || FleetRow { identity: Identity::Unchecked, ..row("a", "ACTIVE", &[]) };
        let genuine = || row("a", "ACTIVE", &[]);
        let bad = || FleetRow {
            identity: Identity::Failed { reason: String::new() },
            ..row("a", "ACTIVE", std::slice::from_ref(&failed))
        };
        assert_eq!(told([genuine(), unchecked(), bad()]), [appeared(&failed)]);
        assert_eq!(told([bad(), unchecked(), bad()]), []);
        assert_eq!(told([bad(), unchecked(), genuine()]), [cleared(&failed)]);
        assert_eq!(told([unchecked(), bad()]), [appeared(&failed)], "a new cluster's");
        assert_eq!(changes(&unchecked(), &bad(), true), [], "the first look at all");
    }

    #[test]
    fn what_can_not_be_read_has_not_cleared_nor_changed() {
        let single = finding(FindingKind::SingleHsm, "one");
        let odd = finding(FindingKind::Unreadable, "State, Hsms");
        let good = || row("a", "ACTIVE", std::slice::from_ref(&single));
        let mut torn = row("a", "ACTIVE", std::slice::from_ref(&odd));
        torn.unreadable = vec!["State".into(), "Hsms".into()];
        Arc::make_mut(&mut torn.cluster.0).state = None;
        assert_eq!(told([good(), torn, good()]), [appeared(&odd), cleared(&odd)]);
    }
}

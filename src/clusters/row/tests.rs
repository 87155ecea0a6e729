//! Rows of listings: kept, replaced, and what they say.

use super::*;
use backend_api::{Identity, ListedCluster};
use cloudhsm_api::{ClusterState, Hsm, HsmState};

fn listed(latest_backup: LatestBackup) -> Arc<FleetRow> {
    let hsm = |zone: &str| Hsm {
        availability_zone: Some(zone.into()),
        state: Some(HsmState::Active),
        ..Hsm::default()
    };
    let cluster = Cluster {
        cluster_id: "cluster-a".into(),
        state: Some(ClusterState::Active),
        hsms: vec![hsm("b"), hsm("a"), hsm("b")],
        ..Cluster::default()
    };
    Arc::new(FleetRow {
        cluster: ListedCluster(Arc::new(cluster)),
        unreadable: Vec::new(),
        findings: Arc::default(),
        identity: Identity::Unchecked,
        certificates: Vec::new(),
        roots: Vec::new(),
        latest_backup,
        protected: false,
        production: false,
    })
}

#[test]
fn a_row_is_kept_as_long_as_it_is_the_same() {
    let visit = Visit::default();
    let with = |listed: &Arc<FleetRow>, old: &[Arc<Row>], visit: &Visit| {
        let clusters = vec![Arc::clone(listed)];
        rows(&[Listing { region: "us-east-1".into(), clusters, uses: None }], old, visit)
    };
    let before = listed(LatestBackup::Unknown);
    let first = with(&before, &[], &visit);
    assert_eq!(first[0].last_backup(), LastBackup::Unknown);
    assert_eq!(first[0].zones(), ["a", "b"]);
    assert!(Arc::ptr_eq(&with(&before, &first, &visit)[0], &first[0]));

    let created = Some(Timestamp::EpochMillis(7));
    let backed_up = listed(LatestBackup::Ready { backup_id: "backup-a".into(), created });
    let second = with(&backed_up, &first, &visit);
    assert!(!Arc::ptr_eq(&second[0], &first[0]));
    assert_eq!(second[0].last_backup_millis(), Some(7));

    // Seen in another state at the last visit: the row has to say so.
    let seen = Visit::parse("us-east-1\ncluster-a DEGRADED\n");
    let third = with(&backed_up, &second, &seen);
    assert_eq!(Arc::ptr_eq(&third[0], &second[0]), third[0].change == second[0].change);
}

#[test]
fn a_row_has_the_use_of_its_own_cluster_once_that_is_known() {
    let listed = listed(LatestBackup::Unknown);
    let with = |uses: Option<&Arc<RegionUse>>, old: &[Arc<Row>]| {
        let (clusters, uses) = (vec![Arc::clone(&listed)], uses.cloned());
        rows(&[Listing { region: "us-east-1".into(), clusters, uses }], old, &Visit::default())
    };
    let unasked = with(None, &[]);
    assert!(unasked[0].used().is_none());
    let of = |cluster_id: &str, most_sessions| ClusterUse {
        cluster_id: cluster_id.into(),
        key_stores: None,
        used: None,
        most_sessions: Some(most_sessions),
        most_token_keys: None,
        last_used: None,
    };
    let clusters = vec![of("cluster-0", 7), of("cluster-a", 3), of("cluster-b", 8)];
    let uses = RegionUse { region: "us-east-1".into(), sources: Vec::new(), clusters };
    let asked = with(Some(&Arc::new(uses)), &unasked);
    assert_eq!(asked[0].used().and_then(|it| it.most_sessions), Some(3));
    let other = RegionUse {
        clusters: vec![of("cluster-b", 8)],
        ..(*asked[0].uses.as_ref().unwrap().0).clone()
    };
    let again = with(asked[0].uses.as_ref().map(|(all, _)| all), &asked);
    assert!(Arc::ptr_eq(&again[0], &asked[0]), "the same answer is no other row");
    assert!(with(Some(&Arc::new(other)), &asked)[0].used().is_none());
}

#[test]
fn backups_that_can_not_be_had_are_not_called_unknown_for_ever() {
    let row = Row::new("us-east-1".into(), listed(LatestBackup::Unavailable));
    assert_eq!(row.last_backup(), LastBackup::Refused);
    assert_eq!(row.last_backup_millis(), None);
}

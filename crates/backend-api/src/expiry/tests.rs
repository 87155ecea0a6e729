use super::*;

fn backup(id: &str, state: BackupState, day: i64) -> Backup {
    Backup {
        backup_id: id.into(),
        backup_state: Some(state),
        create_timestamp: Some(Timestamp::from_epoch_seconds(day * 86_400)),
        ..Backup::default()
    }
}

fn cluster(days: &str) -> Cluster {
    let policy = BackupRetentionPolicy {
        r#type: Some("DAYS".into()),
        value: Some(days.into()),
        ..BackupRetentionPolicy::default()
    };
    Cluster { backup_retention_policy: Some(policy), ..Cluster::default() }
}

#[test]
fn each_rule_is_named() {
    let ready = backup("b", BackupState::Ready, 10);
    let cluster = cluster("90");
    let of = |backup: &Backup, last| BackupExpiry::of(backup, Some(&cluster), last);
    let expires_at = Timestamp::from_epoch_seconds(100 * 86_400);
    assert_eq!(of(&ready, None), BackupExpiry::Retention { expires_at, days: 90 });
    assert_eq!(of(&ready, Some("b")), BackupExpiry::LastBackup);
    assert_eq!(BackupExpiry::of(&ready, None, None), BackupExpiry::Unknown);
    let kept = Backup { never_expires: Some(true), ..ready };
    assert_eq!(of(&kept, Some("b")), BackupExpiry::NeverExpires);
    let pending = Backup { backup_state: Some(BackupState::PendingDeletion), ..kept };
    assert_eq!(of(&pending, None), BackupExpiry::PendingDeletion { delete_timestamp: None });
}

#[test]
fn a_copy_has_no_retention() {
    let copy = Backup {
        source_region: Some("eu-west-1".into()),
        ..backup("copy", BackupState::Ready, 10)
    };
    let cluster = cluster("7");
    assert_eq!(BackupExpiry::of(&copy, Some(&cluster), None), BackupExpiry::Copy);
    let own = backup("own", BackupState::Ready, 20);
    assert_eq!(last_by_retention([&copy, &own]), None, "no rule is known beside a copy");
    let never = Backup { never_expires: Some(true), ..copy };
    assert_eq!(BackupExpiry::of(&never, Some(&cluster), None), BackupExpiry::NeverExpires);
}

#[test]
fn what_is_deleted_is_not_kept_until_some_day() {
    let cluster = cluster("7");
    let of = |backup: &Backup| BackupExpiry::of(backup, Some(&cluster), None);
    let gone = backup("gone", BackupState::Deleted, 10);
    assert_eq!(of(&gone), BackupExpiry::Deleted { delete_timestamp: None });
    let failed = Backup { source_region: Some("eu-west-1".into()), ..gone };
    assert_eq!(of(&failed), BackupExpiry::CopyFailed);
    let delete_timestamp = Some(Timestamp::from_epoch_seconds(1));
    let deleted = Backup { delete_timestamp: delete_timestamp.clone(), ..failed };
    assert_eq!(of(&deleted), BackupExpiry::Deleted { delete_timestamp });
}

#[test]
fn a_retention_that_is_no_plain_number_of_days_gives_no_date() {
    let ready = backup("b", BackupState::Ready, 10);
    for days in ["0", "07", "soon"] {
        let expiry = BackupExpiry::of(&ready, Some(&cluster(days)), None);
        let policy = format!("{days} DAYS");
        assert_eq!(expiry, BackupExpiry::UnknownRetention { policy });
    }
    let mut without_type = cluster("30");
    without_type.backup_retention_policy.as_mut().unwrap().r#type = None;
    let expiry = BackupExpiry::of(&ready, Some(&without_type), None);
    assert_eq!(expiry, BackupExpiry::UnknownRetention { policy: "30 (no type)".into() });
}

#[test]
fn a_backup_that_is_still_listed_after_its_date_is_overdue() {
    let expiry = BackupExpiry::of(&backup("b", BackupState::Ready, 10), Some(&cluster("90")), None);
    let day = 86_400_000;
    assert_eq!(expiry.overdue_since(100 * day), None);
    let due = Timestamp::from_epoch_seconds(100 * 86_400);
    assert_eq!(expiry.overdue_since(100 * day + 1), Some(&due));
    assert_eq!(BackupExpiry::LastBackup.overdue_since(i64::MAX), None);
}

#[test]
fn a_copy_that_is_not_done_or_failed_does_not_survive() {
    let copy =
        |state| Backup { source_region: Some("eu-west-1".into()), ..backup("copy", state, 10) };
    assert!(survives(&copy(BackupState::Ready)));
    assert!(!survives(&copy(BackupState::CreateInProgress)));
    assert!(!survives(&copy(BackupState::Deleted)));
    assert!(survives(&backup("own", BackupState::CreateInProgress, 10)));
    assert!(!survives(&backup("own", BackupState::Deleted, 10)));
}

#[test]
fn the_last_backup_is_the_newest_ready_one_unless_another_stays_for_ever() {
    let mut backups = vec![
        backup("deleted", BackupState::PendingDeletion, 30),
        backup("old", BackupState::Ready, 10),
        backup("new", BackupState::Ready, 20),
    ];
    assert_eq!(last_by_retention(&backups), Some("new"));
    backups[1].never_expires = Some(true);
    assert_eq!(last_by_retention(&backups), None);
    assert_eq!(newest_ready(&backups).map(|it| it.backup_id.as_str()), Some("new"));
}

#[test]
fn every_expiry_survives_the_wire() {
    let time = Timestamp::from_epoch_seconds(1_800_000_000);
    for expiry in [
        BackupExpiry::NeverExpires,
        BackupExpiry::Retention { expires_at: time.clone(), days: 90 },
        BackupExpiry::LastBackup,
        BackupExpiry::Copy,
        BackupExpiry::CopyFailed,
        BackupExpiry::PendingDeletion { delete_timestamp: Some(time.clone()) },
        BackupExpiry::PendingDeletion { delete_timestamp: None },
        BackupExpiry::Deleted { delete_timestamp: Some(time) },
        BackupExpiry::Deleted { delete_timestamp: None },
        BackupExpiry::UnknownRetention { policy: "07 DAYS".into() },
        BackupExpiry::Unknown,
    ] {
        let json = serde_json::to_string(&expiry).unwrap();
        assert_eq!(serde_json::from_str::<BackupExpiry>(&json).unwrap(), expiry, "{json}");
    }
}

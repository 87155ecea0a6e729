use serde_json::json;

use super::*;

fn add_hsm(state: &Value) -> ChangeGoal {
    let (cluster_id, zone) = ("cluster-1".to_owned(), "us-east-1a".to_owned());
    ChangeGoal::new(&Change::CreateHsm { cluster_id, zone, ip: None }, state)
}

fn hsm(id: &str, eni: &str, state: &str) -> Value {
    json!({"HsmId": id, "EniId": eni, "State": state, "AvailabilityZone": "us-east-1a"})
}

#[test]
fn only_one_new_hsm_that_nobody_else_made_is_the_one() {
    let before = json!({"cluster": {"Hsms": [hsm("hsm-a", "eni-a", "ACTIVE")]}});
    let goal = || add_hsm(&before);
    let none = OfOthers::default();
    let listed = [hsm("hsm-a", "eni-a", "ACTIVE"), hsm("hsm-b", "eni-b", "ACTIVE")];
    let seen = |goal: &ChangeGoal, listed: &[Value], others: &OfOthers| {
        goal.made_among(listed, "HsmId", others)
    };
    let found = goal();
    assert_eq!(seen(&found, &listed, &none), Observation::Reached("hsm-b is ACTIVE".into()));
    // AWS replaced the sick one: another ID, the same interface.
    let replaced = [hsm("hsm-c", "eni-a", "ACTIVE")];
    assert_eq!(seen(&goal(), &replaced, &none), Observation::Absent);
    let of_another = OfOthers { made: vec!["hsm-b".into()], is_open: false };
    assert_eq!(seen(&goal(), &listed, &of_another), Observation::Absent);
    let another_is_open = OfOthers { made: vec![], is_open: true };
    assert!(matches!(seen(&goal(), &listed, &another_is_open), Observation::Undecided(_)));
    // AWS's answer named it: nothing else is asked.
    let mut named = goal();
    named.answered(br#"{"Hsm": {"HsmId": "hsm-b"}}"#);
    assert!(matches!(seen(&named, &listed, &another_is_open), Observation::Reached(_)));
    let two = [hsm("hsm-b", "eni-b", "CREATE_IN_PROGRESS"), hsm("hsm-c", "eni-c", "ACTIVE")];
    assert!(matches!(seen(&goal(), &two, &none), Observation::Undecided(_)));
    // The one that was found stays the one.
    let later = [hsm("hsm-b", "eni-b", "ACTIVE"), hsm("hsm-c", "eni-c", "ACTIVE")];
    assert_eq!(seen(&found, &later, &none), Observation::Reached("hsm-b is ACTIVE".into()));
    assert_eq!(seen(&found, &later[1..], &none), Observation::Absent);
}

#[test]
fn a_migration_is_judged_by_the_hsms_that_are_there() {
    let cluster =
        |state: &str, own: &str, hsms: Value| json!({"State": state, "HsmType": own, "Hsms": hsms});
    let hsms = json!([
        {"State": "DELETED", "HsmType": "hsm1.medium"}, {"State": "ACTIVE", "HsmType": "hsm2m.medium"}
    ]);
    let new = |cluster: &Value| of_type(cluster, "hsm2m.medium");
    let done = cluster("ACTIVE", "hsm2m.medium", hsms.clone());
    assert!(matches!(new(&done), Ok(Observation::Reached(_))));
    let under_way = cluster("MODIFY_IN_PROGRESS", "hsm1.medium", hsms.clone());
    assert!(matches!(new(&under_way), Ok(Observation::UnderWay(_))));
    let something_else = cluster("UPDATE_IN_PROGRESS", "hsm2m.medium", hsms.clone());
    assert!(matches!(new(&something_else), Ok(Observation::Undecided(_))));
    let rolled_back = cluster("ROLLBACK_IN_PROGRESS", "hsm1.medium", hsms);
    assert!(matches!(new(&rolled_back), Ok(Observation::Before(_))));
    assert!(new(&json!({"State": "ACTIVE", "HsmType": "hsm2m.medium"})).is_err());
    let (old, new_one) = (json!({"HsmType": "hsm1.medium"}), json!({"HsmType": "hsm2m.medium"}));
    let half = cluster("ACTIVE", "hsm2m.medium", json!([old, new_one]));
    assert!(matches!(new(&half), Ok(Observation::Before(_))));
    let not_said = cluster("ACTIVE", "hsm1.medium", json!([new_one]));
    assert!(matches!(new(&not_said), Ok(Observation::Before(_))));
    // Of a rollback, that is the way.
    let back = cluster("ROLLBACK_IN_PROGRESS", "hsm1.medium", json!([old, new_one]));
    assert!(matches!(of_type(&back, "hsm1.medium"), Ok(Observation::UnderWay(_))));
    let ended = cluster("ACTIVE", "hsm1.medium", json!([old]));
    assert!(matches!(of_type(&ended, "hsm1.medium"), Ok(Observation::Reached(_))));
}

#[test]
fn who_initialized_a_cluster_is_told_by_its_certificate() {
    let cluster = json!({"State": "INITIALIZED", "Certificates": {"ClusterCertificate": "other"}});
    assert!(matches!(initialized(&cluster, Some("own"), false), Observation::Undecided(_)));
    assert!(matches!(initialized(&cluster, Some("own"), true), Observation::Reached(_)));
    let bare = json!({"State": "ACTIVE"});
    assert!(matches!(initialized(&bare, Some("own"), false), Observation::Undecided(_)));
    let before = json!({"State": "UNINITIALIZED"});
    assert!(matches!(initialized(&before, Some("own"), true), Observation::Before(_)));
}

#[test]
fn what_was_there_before_or_does_not_fit_is_not_the_one() {
    let none = OfOthers::default();
    // It has no interface by which it could be recognized.
    let old = json!({"HsmId": "hsm-a", "State": "ACTIVE", "AvailabilityZone": "us-east-1a"});
    let goal = add_hsm(&json!({"cluster": {"Hsms": [old]}}));
    assert_eq!(goal.made_among(std::slice::from_ref(&old), "HsmId", &none), Observation::Absent);
    let elsewhere = json!({"HsmId": "hsm-b", "State": "ACTIVE", "AvailabilityZone": "us-east-1b"});
    assert_eq!(goal.made_among(&[elsewhere], "HsmId", &none), Observation::Absent);
    for state in ["DELETE_IN_PROGRESS", "DELETED"] {
        let seen = goal.made_among(&[hsm("hsm-b", "eni-b", state)], "HsmId", &none);
        assert!(matches!(seen, Observation::Before(_)), "{state}");
    }
    // An empty address is nobody's.
    let empty = |id: &str| json!({"HsmId": id, "EniIp": "", "State": "ACTIVE", "AvailabilityZone": "us-east-1a"});
    let goal = add_hsm(&json!({"cluster": {"Hsms": [empty("hsm-a")]}}));
    assert!(matches!(goal.made_among(&[empty("hsm-b")], "HsmId", &none), Observation::Reached(_)));
}

#[test]
fn an_initialization_is_reached_by_its_answer_or_its_certificate_and_by_nothing_else() {
    let change = Change::Initialize {
        cluster_id: "cluster-1".into(),
        signed_cert: "no certificate".into(),
        trust_anchor: String::new(),
    };
    let mut goal = ChangeGoal::new(&change, &Value::Null);
    let seen = |goal: &ChangeGoal, cluster: &Value| match &goal.sent.wanted {
        Wanted::Initialized { signed_cert_sha256, .. } => {
            initialized(cluster, signed_cert_sha256.as_deref(), goal.sent.is_accepted)
        }
        other => unreachable!("{other:?}"),
    };
    // Two that can't be read are not the same.
    let odd =
        json!({"State": "INITIALIZED", "Certificates": {"ClusterCertificate": "no certificate"}});
    assert!(matches!(seen(&goal, &odd), Observation::Undecided(_)));
    let busy = json!({"State": "INITIALIZE_IN_PROGRESS"});
    assert!(matches!(seen(&goal, &busy), Observation::UnderWay(_)));
    goal.answered(br#"{"State": "INITIALIZE_IN_PROGRESS"}"#);
    assert!(matches!(seen(&goal, &odd), Observation::Reached(_)));
}

#[test]
fn each_change_is_followed_for_as_long_as_aws_can_take() {
    let cluster_id = || "cluster-1".to_owned();
    let follow = |change: Change| ChangeGoal::new(&change, &Value::Null).follow();
    let hsm_type = "hsm2m.medium".to_owned();
    let migration = Change::HsmType { cluster_id: cluster_id(), hsm_type };
    assert_eq!(follow(migration), FOLLOW_MIGRATION);
    assert_eq!(follow(Change::Retention { cluster_id: cluster_id(), days: 7 }), FOLLOW_CHANGE);
    assert_eq!(add_hsm(&Value::Null).follow(), FOLLOW_DELETION);
}

#[test]
fn a_record_is_read_back_as_it_was_and_only_for_its_own_operation() {
    use cloudhsm_api::Operation;

    use crate::audit::Entry;

    let before = json!({"cluster": {"Hsms": [hsm("hsm-a", "eni-a", "ACTIVE")]}});
    let mut goal = add_hsm(&before);
    goal.answered(br#"{"Hsm": {"HsmId": "hsm-b"}}"#);
    let record = |operation| {
        let entry = Entry::new(backend_api::AuditEvent::Intent, "1", operation, "cluster-1");
        let entry = Entry { change: goal.to_record(), ..entry };
        entry.into_record(1, String::new(), String::new())
    };
    assert_eq!(ChangeGoal::of_record(&record(Operation::CreateHsm)).as_ref(), Some(&goal));
    assert_eq!(ChangeGoal::of_record(&record(Operation::CreateCluster)), None);
    // The names are those of logs that are there already.
    assert_eq!(
        goal.to_record(),
        Some(json!({
            "kind": "hsm", "clusterId": "cluster-1", "availabilityZone": "us-east-1a",
            "before": ["hsm-a"], "interfacesBefore": ["eni-a"], "accepted": true, "made": "hsm-b",
        }))
    );
}

#[test]
fn a_new_cluster_is_recognized_by_what_can_not_be_changed() {
    let wanted = |source: Option<&str>| Wanted::Cluster {
        hsm_type: "hsm2m.medium".into(),
        subnet_ids: vec!["subnet-a".into(), "subnet-b".into()],
        source_backup_id: source.map(str::to_owned),
    };
    let listed = |hsm_type: &str, subnets: &[&str], source: Value| {
        let mapping: serde_json::Map<_, _> =
            subnets.iter().map(|id| (format!("zone of {id}"), Value::from(*id))).collect();
        json!({"HsmType": hsm_type, "SubnetMapping": mapping, "SourceBackupId": source})
    };
    let both = ["subnet-a", "subnet-b"];
    let own = |source| listed("hsm2m.medium", &both, source);
    let arn = "arn:aws:cloudhsm:us-east-1:123456789012:backup/backup-1";
    for (source, listed, fits) in [
        (None, own(Value::Null), true),
        (None, own("".into()), true),
        (None, own("backup-1".into()), false),
        (Some("backup-1"), own("backup-1".into()), true),
        (Some(arn), own("backup-1".into()), true),
        (Some("backup-1"), own("backup-2".into()), false),
        (Some("backup-1"), own(Value::Null), false),
        (Some("backup-1"), own("".into()), false),
        (None, listed("hsm1.medium", &both, Value::Null), false),
        (None, listed("hsm2m.medium", &["subnet-a"], Value::Null), false),
        (None, listed("hsm2m.medium", &["subnet-a", "subnet-c"], Value::Null), false),
    ] {
        assert_eq!(wanted(source).fits(&listed), fits, "{source:?} {listed}");
    }
    let at = |ip: &str| Wanted::Hsm {
        cluster_id: "c".into(),
        availability_zone: "z".into(),
        ip_address: Some(ip.into()),
    };
    let hsm = json!({"AvailabilityZone": "z", "EniIp": "10.0.0.1"});
    assert!(at("10.0.0.1").fits(&hsm) && !at("10.0.0.2").fits(&hsm));
}

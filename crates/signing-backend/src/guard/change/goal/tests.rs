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
    let goal = add_hsm(&before);
    let none = OfOthers::default();
    let listed = [hsm("hsm-a", "eni-a", "ACTIVE"), hsm("hsm-b", "eni-b", "ACTIVE")];
    let seen = |goal: &ChangeGoal, listed: &[Value], others: &OfOthers| {
        goal.made_among(listed, "HsmId", others)
    };
    assert_eq!(seen(&goal, &listed, &none), Observation::Reached("hsm-b is ACTIVE".into()));
    // AWS replaced the sick one: another ID, the same interface.
    let replaced = [hsm("hsm-c", "eni-a", "ACTIVE")];
    assert_eq!(seen(&goal, &replaced, &none), Observation::Absent);
    let of_another = OfOthers { made: vec!["hsm-b".into()], is_open: false };
    assert_eq!(seen(&goal, &listed, &of_another), Observation::Absent);
    let another_is_open = OfOthers { made: vec![], is_open: true };
    assert!(matches!(seen(&goal, &listed, &another_is_open), Observation::Undecided(_)));
    // AWS's answer named it: nothing else is asked.
    let mut named = add_hsm(&before);
    named.answered(br#"{"Hsm": {"HsmId": "hsm-b"}}"#);
    assert!(matches!(seen(&named, &listed, &another_is_open), Observation::Reached(_)));
    let two = [hsm("hsm-b", "eni-b", "CREATE_IN_PROGRESS"), hsm("hsm-c", "eni-c", "ACTIVE")];
    assert!(matches!(seen(&goal, &two, &none), Observation::Undecided(_)));
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

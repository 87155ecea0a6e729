use serde_json::json;

use super::*;

fn of(operation: Operation, body: &Value) -> Option<Goal> {
    Goal::of(operation, body.as_object().unwrap())
}

#[test]
fn what_can_be_read_back_has_a_goal_and_nothing_else() {
    assert_eq!(
        of(Operation::DeleteHsm, &json!({"ClusterId": "c", "HsmId": "h"})),
        Some(Goal::HsmGone { cluster_id: "c".into(), hsm_id: "h".into() })
    );
    assert_eq!(
        of(
            Operation::TagResource,
            &json!({"ResourceId": "c", "TagList": [{"Key": "k", "Value": "v"}]})
        ),
        Some(Goal::Tagged { resource: "c".into(), tags: vec![("k".into(), "v".into())] })
    );
    assert_eq!(
        of(Operation::UntagResource, &json!({"ResourceId": "c", "TagKeyList": ["k"]})),
        Some(Goal::Untagged { resource: "c".into(), keys: vec!["k".into()] })
    );
    assert_eq!(of(Operation::CreateHsm, &json!({"ClusterId": "c"})), None);
}

#[test]
fn a_state_that_nobody_knows_is_no_end() {
    let listed = |state: &str| json!({ "State": state });
    let judge =
        |found: Option<&Value>| deletion(found, "State", &["DELETE_IN_PROGRESS"], &["DELETED"]);
    assert_eq!(judge(None), Observation::Absent);
    assert_eq!(judge(Some(&listed("DELETED"))), Observation::Reached("DELETED".into()));
    assert_eq!(
        judge(Some(&listed("DELETE_IN_PROGRESS"))),
        Observation::UnderWay("DELETE_IN_PROGRESS".into())
    );
    assert_eq!(judge(Some(&listed("DELETED_SOON"))), Observation::Before("DELETED_SOON".into()));
    assert_eq!(judge(Some(&json!({}))), Observation::Before("no state".into()));
}

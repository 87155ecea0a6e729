//! The IAM policies in deploy/iam allow what this backend can send, and nothing else.

use std::{collections::BTreeSet, fs, path::Path};

use aws_services::Lookup;
use backend_api::OperationSet;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::Value;
use signing_backend::OperationPolicy;

/// The actions that a policy file allows.
fn actions(name: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/iam");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let policy: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    let mut actions = BTreeSet::new();
    for statement in policy["Statement"].as_array().unwrap() {
        assert_eq!(statement["Effect"], "Allow", "{name}");
        let listed = match &statement["Action"] {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        for action in listed {
            assert!(actions.insert(action.as_str().unwrap().to_owned()), "{action} twice");
        }
    }
    actions
}

/// What a backend sends, as IAM names it: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudhsm.html>
fn sent(policy: &OperationPolicy, fits: impl Fn(Operation) -> bool) -> BTreeSet<String> {
    let operations = policy.allowed().iter().filter(|operation| fits(**operation));
    operations.map(|operation| format!("cloudhsm:{operation}")).collect()
}

fn tags(operation: Operation) -> bool {
    matches!(operation, Operation::TagResource | Operation::UntagResource)
}

#[test]
fn read_only_is_what_a_read_only_backend_sends() {
    assert_eq!(actions("read-only.json"), sent(&OperationPolicy::new(true, &[]), |_| true));
}

#[test]
fn dependents_is_what_is_asked_of_other_services() {
    let sent: BTreeSet<_> =
        Lookup::ALL.iter().map(|lookup| lookup.permission().to_owned()).collect();
    assert_eq!(actions("dependents.json"), sent);
}

#[test]
fn tagging_and_deletion_are_the_rest_of_what_a_backend_sends() {
    let policy = OperationPolicy::new(false, &[]);
    assert_eq!(actions("tagging.json"), sent(&policy, tags));
    let mut deletion =
        sent(&policy, |operation| operation.class() != OperationClass::Reading && !tags(operation));
    // The same page: DeleteHsm authorizes this action too.
    deletion.insert("ec2:DeleteNetworkInterface".to_owned());
    assert_eq!(actions("deletion.json"), deletion);
}

/// The same reference, *CreateHsm* and *CreateCluster*.
#[test]
fn operate_is_what_creates_and_changes() {
    let policy = OperationPolicy::of(&[OperationSet::Operate], &[]);
    let mut operate = sent(&policy, |operation| operation.class() != OperationClass::Reading);
    let of_others = [
        "cloudhsm:TagResource",
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateNetworkInterface",
        "ec2:CreateSecurityGroup",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:RevokeSecurityGroupEgress",
        "iam:CreateServiceLinkedRole",
    ];
    operate.extend(of_others.map(str::to_owned));
    assert_eq!(actions("operate.json"), operate);
}

use serde_json::json;

use super::*;

#[test]
fn a_wrong_member_is_named_with_its_rule() {
    let create = |more: Value| {
        let mut input = json!({"HsmType": "hsm2m.medium", "SubnetIds": ["subnet-12345678"]});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        (Operation::CreateCluster, input)
    };
    let modify = |policy: Value| {
        let input = json!({"ClusterId": "c", "BackupRetentionPolicy": policy});
        (Operation::ModifyCluster, input)
    };
    let days = |value: &str| modify(json!({"Type": "DAYS", "Value": value}));
    for ((operation, input), field) in [
        ((Operation::CreateHsm, json!({})), "ClusterId"),
        ((Operation::CreateHsm, json!({"ClusterId": " "})), "ClusterId"),
        ((Operation::CreateHsm, json!({"ClusterId": "c"})), "AvailabilityZone"),
        (
            (
                Operation::CreateHsm,
                json!({"ClusterId": "c", "AvailabilityZone": "z", "IpAddress": "10.0.0"}),
            ),
            "IpAddress",
        ),
        (days("6"), "BackupRetentionPolicy.Value"),
        (days("380"), "BackupRetentionPolicy.Value"),
        (days("090"), "BackupRetentionPolicy.Value"),
        (days("+9"), "BackupRetentionPolicy.Value"),
        (modify(json!({"Type": "WEEKS", "Value": "9"})), "BackupRetentionPolicy.Type"),
        ((Operation::ModifyCluster, json!({"ClusterId": "c"})), "HsmType"),
        (create(json!({"SubnetIds": []})), "SubnetIds"),
        (create(json!({"SubnetIds": ["subnet-1"]})), "SubnetIds"),
        (create(json!({"SubnetIds": ["subnet-12345678", "subnet-12345678"]})), "SubnetIds"),
        (create(json!({"Mode": "fips"})), "Mode"),
        (create(json!({"NetworkType": "IPV6"})), "NetworkType"),
        (create(json!({"NetworkType": ""})), "NetworkType"),
        (create(json!({"SourceBackupId": " "})), "SourceBackupId"),
        (create(json!({"TagList": [{"Key": "aws:x", "Value": ""}]})), "TagList[0]"),
        (create(json!({"TagList": [{"Key": "x"}]})), "TagList[0].Value"),
        ((Operation::DeleteHsm, json!({})), "operation"),
    ] {
        let failure = Change::of(operation, input.as_object().unwrap()).unwrap_err();
        assert_eq!(failure.error.field.as_deref(), Some(field), "{operation} {input}");
    }
}

#[test]
fn a_body_is_read_and_written_the_same() {
    let subnets = json!(["subnet-12345678", "subnet-0123456789abcdef0"]);
    for (operation, input) in [
        (
            Operation::CreateHsm,
            json!({"ClusterId": "c", "AvailabilityZone": "us-east-1a", "IpAddress": "10.0.0.7"}),
        ),
        (Operation::CreateHsm, json!({"ClusterId": "c", "AvailabilityZone": "us-east-1a"})),
        (Operation::ModifyCluster, json!({"ClusterId": "c", "HsmType": "hsm2m.medium"})),
        (
            Operation::ModifyCluster,
            json!({"ClusterId": "c", "BackupRetentionPolicy": {"Type": "DAYS", "Value": "7"}}),
        ),
        (
            Operation::InitializeCluster,
            json!({"ClusterId": "c", "SignedCert": "a", "TrustAnchor": "b"}),
        ),
        (Operation::CreateCluster, json!({"HsmType": "hsm2m.medium", "SubnetIds": subnets})),
        (
            Operation::CreateCluster,
            json!({
                "HsmType": "hsm2m.medium", "SubnetIds": subnets, "SourceBackupId": "backup-1",
                "Mode": "FIPS", "NetworkType": "IPV4", "TagList": [{"Key": "a", "Value": "b"}],
                "BackupRetentionPolicy": {"Type": "DAYS", "Value": "379"}
            }),
        ),
    ] {
        let input = input.as_object().unwrap();
        assert_eq!(Change::of(operation, input).unwrap().body(), *input);
    }
}

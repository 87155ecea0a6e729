//! The inputs that a change plan takes: AWS's, as far as the backend itself requires it of them. What
//! else AWS requires, a blocker or AWS's own answer says.

use cloudhsm_api::{Operation, shape::object};
use serde_json::{Value, json};

/// Each operation with one form of its input.
pub(super) fn inputs() -> Vec<(Operation, Value)> {
    let text = || json!({ "type": "string", "minLength": 1, "pattern": "\\S" });
    let days = "^([7-9]|[1-9][0-9]|[12][0-9][0-9]|3[0-7][0-9])$";
    let retention = closed(
        &[
            ("Type", json!({ "const": "DAYS" })),
            ("Value", json!({ "type": "string", "pattern": days })),
        ],
        &["Type", "Value"],
    );
    let byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    let address = format!("^{byte}[.]{byte}[.]{byte}[.]{byte}$");
    let subnet = json!({ "type": "string", "pattern": "^subnet-[0-9a-fA-F]{8,17}$" });
    let tag = closed(
        &[
            (
                "Key",
                json!({ "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^(?!aws:)" }),
            ),
            ("Value", json!({ "type": "string", "maxLength": 256 })),
        ],
        &["Key", "Value"],
    );
    let subnets = json!({
        "type": "array", "items": subnet, "minItems": 1, "maxItems": 10, "uniqueItems": true
    });
    let tags = json!({ "type": "array", "items": tag, "maxItems": 50 });
    vec![
        (
            Operation::CreateCluster,
            closed(
                &[
                    ("HsmType", text()),
                    ("SubnetIds", subnets),
                    ("SourceBackupId", text()),
                    ("Mode", json!({ "enum": ["FIPS", "NON_FIPS"] })),
                    ("NetworkType", json!({ "enum": ["IPV4", "DUALSTACK"] })),
                    ("BackupRetentionPolicy", retention.clone()),
                    ("TagList", tags.clone()),
                ],
                &["HsmType", "SubnetIds"],
            ),
        ),
        (
            Operation::CreateHsm,
            closed(
                &[
                    ("ClusterId", text()),
                    ("AvailabilityZone", text()),
                    ("IpAddress", json!({ "type": "string", "pattern": address })),
                ],
                &["ClusterId", "AvailabilityZone"],
            ),
        ),
        (
            Operation::InitializeCluster,
            closed(
                &[("ClusterId", text()), ("SignedCert", text()), ("TrustAnchor", text())],
                &["ClusterId", "SignedCert", "TrustAnchor"],
            ),
        ),
        (
            Operation::ModifyCluster,
            closed(
                &[("ClusterId", text()), ("BackupRetentionPolicy", retention)],
                &["ClusterId", "BackupRetentionPolicy"],
            ),
        ),
        (
            Operation::ModifyCluster,
            closed(&[("ClusterId", text()), ("HsmType", text())], &["ClusterId", "HsmType"]),
        ),
    ]
    .into_iter()
    .chain(of_backups(&tags))
    .collect()
}

/// Those of backups.
fn of_backups(tags: &Value) -> Vec<(Operation, Value)> {
    let text = || json!({ "type": "string", "minLength": 1, "pattern": "\\S" });
    let arn = || json!({ "type": "string", "pattern": "^arn:[^\\s]*:backup/backup-[0-9a-zA-Z]+$" });
    let region = json!({ "type": "string", "pattern": "^[a-z0-9-]+$" });
    // A JSON object as text, of which a pattern can say only this much.
    let policy = json!({
        "type": "string", "maxLength": 20_000, "pattern": "^\\s*\\{[\\s\\S]*\\}\\s*$",
        "contentMediaType": "application/json",
    });
    vec![
        (
            Operation::CopyBackupToRegion,
            closed(
                &[("DestinationRegion", region), ("BackupId", text()), ("TagList", tags.clone())],
                &["DestinationRegion", "BackupId"],
            ),
        ),
        (
            Operation::ModifyBackupAttributes,
            closed(
                &[("BackupId", text()), ("NeverExpires", json!({ "type": "boolean" }))],
                &["BackupId", "NeverExpires"],
            ),
        ),
        (Operation::RestoreBackup, closed(&[("BackupId", text())], &["BackupId"])),
        (
            Operation::PutResourcePolicy,
            closed(&[("ResourceArn", arn()), ("Policy", policy)], &["ResourceArn", "Policy"]),
        ),
        (Operation::DeleteResourcePolicy, closed(&[("ResourceArn", arn())], &["ResourceArn"])),
    ]
}

/// What is not required may be `null`, as AWS's SDKs for some languages write it.
fn closed(members: &[(&'static str, Value)], required: &[&'static str]) -> Value {
    let or_null = |(name, schema): &(&'static str, Value)| {
        let is_required = required.contains(name);
        let null = json!({ "anyOf": [schema, { "type": "null" }] });
        (*name, if is_required { schema.clone() } else { null })
    };
    let members: Vec<_> = members.iter().map(or_null).collect();
    let mut schema = object(&members);
    schema["required"] = json!(required);
    schema["additionalProperties"] = false.into();
    schema
}

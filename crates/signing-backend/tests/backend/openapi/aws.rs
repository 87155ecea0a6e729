//! The operations' inputs and outputs. The outputs that the console reads are its own types; the rest is
//! as AWS's API model (2017-04-28) has it, which `tests/tests/openapi.rs` compares with botocore's.

use cloudhsm_api::{
    Backup, Cluster, ClusterState, DeleteBackupOutput, DeleteClusterOutput, DeleteHsmOutput,
    DescribeBackupsOutput, DescribeClustersOutput, Hsm, ListTagsOutput, Operation,
    RestoreBackupOutput, Timestamp,
    shape::{JsonSchema, Schemas, object},
};
use serde_json::{Value, json};

const CLUSTER: &str = "cluster-[2-7a-zA-Z]{11,16}";
const HSM: &str = "hsm-[2-7a-zA-Z]{11,16}";
const BACKUP: &str = "backup-[2-7a-zA-Z]{11,16}";
const BACKUP_OR_ARN: &str = "^(arn:aws(-(us-gov))?:cloudhsm:([a-z]{2}(-(gov|isob|iso))?-(east|west|north|south|central){1,2}-[0-9]{1}):[0-9]{12}:backup/)?backup-[2-7a-zA-Z]{11,16}";
const CLUSTER_OR_BACKUP: &str = "(?:cluster|backup)-[2-7a-zA-Z]{11,16}";
const ARN: &str = "arn:aws(-(us-gov))?:cloudhsm:([a-z]{2}(-(gov|isob|iso))?-(east|west|north|south|central){1,2}-[0-9]{1}):[0-9]{12}:(backup/backup|cluster/cluster|hsm/hsm)-[2-7a-zA-Z]{11,16}";
const SUBNET: &str = "subnet-[0-9a-fA-F]{8,17}";
const ENI: &str = "eni-[0-9a-fA-F]{8,17}";
const ADDRESS: &str = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}";
pub(super) const REGION: &str = r"[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\d";
const HSM_TYPE: &str = r"((p|)hsm[0-9][a-z.]*\.[a-zA-Z]+)";
const TAG_KEY: &str = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$";
const CERTIFICATE: &str = r"[a-zA-Z0-9+-/=\s]*";

/// A text of one of AWS's patterns, whole.
pub(super) fn text(pattern: &str) -> Value {
    let bare = pattern.trim_start_matches('^');
    let whole = if bare.ends_with('$') { format!("^{bare}") } else { format!("^{bare}$") };
    json!({ "type": "string", "pattern": whole })
}

/// A cluster's, an HSM's or a backup's id, by the name of its parameter.
pub(super) fn id(parameter: &str) -> Value {
    text(match parameter {
        "cluster" => CLUSTER,
        "hsm" => HSM,
        _ => BACKUP,
    })
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn list(items: &Value, most: u32) -> Value {
    json!({ "type": "array", "items": items, "minItems": 1, "maxItems": most })
}

fn number(most: u32) -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": most })
}

fn tags() -> Value {
    let key = json!({ "type": "string", "minLength": 1, "maxLength": 128, "pattern": TAG_KEY });
    let value = json!({ "type": "string", "minLength": 0, "maxLength": 256, "pattern": TAG_KEY });
    let mut tag = object(&[("Key", key), ("Value", value)]);
    tag["required"] = json!(["Key", "Value"]);
    tag["additionalProperties"] = false.into();
    list(&tag, 50)
}

/// What an operation takes; a name with `*` must be there.
pub(super) fn input(operation: Operation) -> Value {
    let retention = || {
        let days = json!({ "type": "string", "pattern": "^[0-9]+$", "maxLength": 3 });
        let kind = json!({ "type": "string", "enum": ["DAYS"] });
        let mut policy = object(&[("Type", or_null(kind)), ("Value", or_null(days))]);
        policy["additionalProperties"] = false.into();
        policy
    };
    let filters = || {
        let values = json!({ "type": "array", "items": { "type": "string" } });
        json!({ "type": "object", "propertyNames": { "pattern": "^[a-zA-Z0-9_-]+$" }, "additionalProperties": values })
    };
    let token = || json!({ "type": "string", "maxLength": 256 });
    let flag = || json!({ "type": "boolean" });
    let certificate =
        || json!({ "type": "string", "maxLength": 20_000, "pattern": format!("^{CERTIFICATE}$") });
    let hsm_type =
        || json!({ "type": "string", "maxLength": 32, "pattern": format!("^{HSM_TYPE}$") });
    let policy = || json!({ "type": "string", "minLength": 1, "maxLength": 20_000 });
    let keys = || {
        list(&json!({ "type": "string", "minLength": 1, "maxLength": 128, "pattern": TAG_KEY }), 50)
    };
    let words = |words: &[&str]| json!({ "type": "string", "enum": words });
    let members: Vec<(&str, Value)> = match operation {
        Operation::CopyBackupToRegion => vec![
            ("DestinationRegion*", text(REGION)),
            ("BackupId*", text(BACKUP)),
            ("TagList", tags()),
        ],
        Operation::CreateCluster => vec![
            ("BackupRetentionPolicy", retention()),
            ("HsmType*", hsm_type()),
            ("SourceBackupId", text(BACKUP_OR_ARN)),
            ("SubnetIds*", list(&text(SUBNET), 10)),
            ("NetworkType", words(&["IPV4", "DUALSTACK"])),
            ("TagList", tags()),
            ("Mode", words(&["FIPS", "NON_FIPS"])),
        ],
        Operation::CreateHsm => vec![
            ("ClusterId*", text(CLUSTER)),
            ("AvailabilityZone*", text(&format!("{REGION}[a-z]"))),
            ("IpAddress", text(ADDRESS)),
        ],
        Operation::DeleteBackup | Operation::RestoreBackup => vec![("BackupId*", text(BACKUP))],
        Operation::DeleteCluster => vec![("ClusterId*", text(CLUSTER))],
        Operation::DeleteHsm => vec![
            ("ClusterId*", text(CLUSTER)),
            ("HsmId", text(HSM)),
            ("EniId", text(ENI)),
            ("EniIp", text(ADDRESS)),
        ],
        Operation::DeleteResourcePolicy | Operation::GetResourcePolicy => {
            vec![("ResourceArn", text(ARN))]
        }
        Operation::DescribeBackups => vec![
            ("NextToken", token()),
            ("MaxResults", number(50)),
            ("Filters", filters()),
            ("Shared", flag()),
            ("SortAscending", flag()),
        ],
        Operation::DescribeClusters => {
            vec![("Filters", filters()), ("NextToken", token()), ("MaxResults", number(25))]
        }
        Operation::InitializeCluster => vec![
            ("ClusterId*", text(CLUSTER)),
            ("SignedCert*", certificate()),
            ("TrustAnchor*", certificate()),
        ],
        Operation::ListTags => vec![
            ("ResourceId*", text(CLUSTER_OR_BACKUP)),
            ("NextToken", token()),
            ("MaxResults", number(100)),
        ],
        Operation::ModifyBackupAttributes => {
            vec![("BackupId*", text(BACKUP)), ("NeverExpires*", flag())]
        }
        Operation::ModifyCluster => vec![
            ("HsmType", hsm_type()),
            ("BackupRetentionPolicy", retention()),
            ("ClusterId*", text(CLUSTER)),
        ],
        Operation::PutResourcePolicy => vec![("ResourceArn", text(ARN)), ("Policy", policy())],
        Operation::TagResource => {
            vec![("ResourceId*", text(CLUSTER_OR_BACKUP)), ("TagList*", tags())]
        }
        Operation::UntagResource => {
            vec![("ResourceId*", text(CLUSTER_OR_BACKUP)), ("TagKeyList*", keys())]
        }
    };
    let required: Vec<_> = members.iter().filter_map(|(name, _)| name.strip_suffix('*')).collect();
    let members: Vec<_> = members
        .iter()
        .map(|(name, schema)| match name.strip_suffix('*') {
            Some(name) => (name, schema.clone()),
            // `null` and absent are alike.
            None => (*name, or_null(schema.clone())),
        })
        .collect();
    let mut input = object(&members);
    input["required"] = json!(required);
    input["additionalProperties"] = false.into();
    input
}

/// What an operation answers.
pub(super) fn output(operation: Operation, named: &mut Schemas) -> Value {
    let text = || json!({ "type": ["string", "null"] });
    match operation {
        Operation::DescribeClusters => DescribeClustersOutput::schema(named),
        Operation::DescribeBackups => DescribeBackupsOutput::schema(named),
        Operation::ListTags => ListTagsOutput::schema(named),
        Operation::DeleteCluster => DeleteClusterOutput::schema(named),
        Operation::DeleteHsm => DeleteHsmOutput::schema(named),
        Operation::DeleteBackup => DeleteBackupOutput::schema(named),
        Operation::RestoreBackup => RestoreBackupOutput::schema(named),
        Operation::TagResource | Operation::UntagResource => object(&[]),
        Operation::CopyBackupToRegion => {
            let copy = object(&[
                ("CreateTimestamp", Option::<Timestamp>::schema(named)),
                ("SourceRegion", text()),
                ("SourceBackup", text()),
                ("SourceCluster", text()),
            ]);
            object(&[("DestinationBackup", copy)])
        }
        Operation::CreateCluster | Operation::ModifyCluster => {
            object(&[("Cluster", Cluster::schema(named))])
        }
        Operation::CreateHsm => object(&[("Hsm", Hsm::schema(named))]),
        Operation::InitializeCluster => {
            object(&[("State", ClusterState::schema(named)), ("StateMessage", text())])
        }
        Operation::ModifyBackupAttributes => object(&[("Backup", Backup::schema(named))]),
        Operation::GetResourcePolicy => object(&[("Policy", text())]),
        Operation::DeleteResourcePolicy | Operation::PutResourcePolicy => {
            object(&[("ResourceArn", text()), ("Policy", text())])
        }
    }
}

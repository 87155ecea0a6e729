//! Whether a body is the input that its operation takes.
//!
//! AWS would say so too, but only after it was signed, and it ignores members that it does not
//! know: a misspelt filter would silently match everything.

use backend_api::ApiErrorCode;
use bytes::Bytes;
use cloudhsm_api::{
    DeleteBackupInput, DeleteClusterInput, DeleteHsmInput, DescribeBackupsInput,
    DescribeClustersInput, ListTagsInput, Operation, RestoreBackupInput, TagResourceInput,
    UntagResourceInput,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::Failure;

mod types;

/// Checks that the body is a JSON object with the members, and the types, that the operation takes.
pub(crate) fn check(operation: Operation, body: &Bytes) -> Result<Map<String, Value>, Failure> {
    // First, because the typed inputs would take a list of their members too.
    let object = typed_value::<Map<String, Value>>(body)?;
    match operation {
        Operation::DescribeClusters => typed::<DescribeClustersInput>(body)?,
        Operation::DescribeBackups => typed::<DescribeBackupsInput>(body)?,
        Operation::ListTags => typed::<ListTagsInput>(body)?,
        Operation::TagResource => typed::<TagResourceInput>(body)?,
        Operation::UntagResource => typed::<UntagResourceInput>(body)?,
        Operation::RestoreBackup => typed::<RestoreBackupInput>(body)?,
        Operation::DeleteBackup => typed::<DeleteBackupInput>(body)?,
        Operation::DeleteCluster => typed::<DeleteClusterInput>(body)?,
        Operation::DeleteHsm => typed::<DeleteHsmInput>(body)?,
        Operation::CopyBackupToRegion => typed::<types::CopyBackupToRegion>(body)?,
        Operation::CreateCluster => typed::<types::CreateCluster>(body)?,
        Operation::CreateHsm => typed::<types::CreateHsm>(body)?,
        Operation::DeleteResourcePolicy | Operation::GetResourcePolicy => {
            typed::<types::ResourceArn>(body)?;
        }
        Operation::InitializeCluster => typed::<types::InitializeCluster>(body)?,
        Operation::ModifyBackupAttributes => typed::<types::ModifyBackupAttributes>(body)?,
        Operation::ModifyCluster => typed::<types::ModifyCluster>(body)?,
        Operation::PutResourcePolicy => typed::<types::PutResourcePolicy>(body)?,
    }
    only(&object, members(operation), operation.name(), "")?;
    for (name, value) in &object {
        match (nested(name), value) {
            (Some(members), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let Value::Object(item) = item else { continue };
                    only(item, members, name, &format!("{name}[{index}]."))?;
                }
            }
            (Some(members), Value::Object(item)) => {
                only(item, members, name, &format!("{name}."))?;
            }
            _ => {}
        }
    }
    Ok(object)
}

/// An object has only members that its shape has.
fn only(
    object: &Map<String, Value>,
    members: &[&str],
    shape: &str,
    path: &str,
) -> Result<(), Failure> {
    match object.keys().find(|name| !members.contains(&name.as_str())) {
        None => Ok(()),
        Some(unknown) => {
            let message = format!("{shape} has no member {unknown:?}.");
            let allowed = members.iter().map(|&name| name.to_owned()).collect();
            Err(Failure::malformed(format!("{path}{unknown}"), message).with_allowed(allowed))
        }
    }
}

/// The members of what is in a member.
fn nested(member: &str) -> Option<&'static [&'static str]> {
    match member {
        "TagList" => Some(&["Key", "Value"]),
        "BackupRetentionPolicy" => Some(&["Type", "Value"]),
        _ => None,
    }
}

fn typed<T: DeserializeOwned>(body: &Bytes) -> Result<(), Failure> {
    typed_value::<T>(body).map(drop)
}

fn typed_value<T: DeserializeOwned>(body: &Bytes) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // `?` is a member whose name did not come to its end.
        let path = path.trim_end_matches('?').trim_end_matches('.');
        let field = if path.is_empty() { "body".to_owned() } else { path.to_owned() };
        Failure::malformed(
            field.clone(),
            format!("The body is not this operation's input, at {field}: {}.", error.inner()),
        )
    })?;
    json.end().map_err(|error| {
        Failure::backend(ApiErrorCode::MalformedRequest, format!("The body does not end: {error}."))
            .with_field("body")
    })?;
    Ok(value)
}

/// The members of an operation's input, as the API model (2017-04-28) has them.
fn members(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::CopyBackupToRegion => &["DestinationRegion", "BackupId", "TagList"],
        Operation::CreateCluster => &[
            "BackupRetentionPolicy",
            "HsmType",
            "SourceBackupId",
            "SubnetIds",
            "NetworkType",
            "TagList",
            "Mode",
        ],
        Operation::CreateHsm => &["ClusterId", "AvailabilityZone", "IpAddress"],
        Operation::DeleteBackup | Operation::RestoreBackup => &["BackupId"],
        Operation::DeleteCluster => &["ClusterId"],
        Operation::DeleteHsm => &["ClusterId", "HsmId", "EniId", "EniIp"],
        Operation::DeleteResourcePolicy | Operation::GetResourcePolicy => &["ResourceArn"],
        Operation::DescribeBackups => {
            &["NextToken", "MaxResults", "Filters", "Shared", "SortAscending"]
        }
        Operation::DescribeClusters => &["Filters", "NextToken", "MaxResults"],
        Operation::InitializeCluster => &["ClusterId", "SignedCert", "TrustAnchor"],
        Operation::ListTags => &["ResourceId", "NextToken", "MaxResults"],
        Operation::ModifyBackupAttributes => &["BackupId", "NeverExpires"],
        Operation::ModifyCluster => &["HsmType", "BackupRetentionPolicy", "ClusterId"],
        Operation::PutResourcePolicy => &["ResourceArn", "Policy"],
        Operation::TagResource => &["ResourceId", "TagList"],
        Operation::UntagResource => &["ResourceId", "TagKeyList"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(operation: Operation, body: &str) -> Option<String> {
        check(operation, &Bytes::copy_from_slice(body.as_bytes()))
            .err()
            .map(|failure| failure.error.field.clone().unwrap_or_default())
    }

    #[test]
    fn names_the_member_that_is_wrong() {
        let cases = [
            (Operation::DescribeClusters, "", "body"),
            (Operation::DescribeClusters, "[]", "body"),
            (Operation::DescribeClusters, "null", "body"),
            (Operation::DescribeClusters, "{} {}", "body"),
            (Operation::DescribeClusters, r#"{"MaxResults":"ten"}"#, "MaxResults"),
            (Operation::DescribeClusters, r#"{"MaxResults":}"#, "MaxResults"),
            (
                Operation::DescribeClusters,
                r#"{"Filters":{"clusterIds":"x"}}"#,
                "Filters.clusterIds",
            ),
            (Operation::DescribeClusters, r#"{"Filters":{"states":[1]}}"#, "Filters.states[0]"),
            (Operation::DescribeClusters, r#"{"filters":{}}"#, "filters"),
            (
                Operation::TagResource,
                r#"{"ResourceId":"x","TagList":[{"Value":"v"}]}"#,
                "TagList[0]",
            ),
            (
                Operation::TagResource,
                r#"{"TagList":[{"Key":"k","Value":"v"},{"Key":"k","Value":"","value":"v"}]}"#,
                "TagList[1].value",
            ),
            (Operation::TagResource, r#"{"TagList":[{"Key":"k"}]}"#, "TagList[0]"),
            (
                Operation::ModifyCluster,
                r#"{"BackupRetentionPolicy":{"Days":"9"}}"#,
                "BackupRetentionPolicy.Days",
            ),
            (Operation::GetResourcePolicy, r#"{"Arn":"x"}"#, "Arn"),
            (Operation::CreateHsm, r#"{"Cluster":"x"}"#, "Cluster"),
            (Operation::CreateHsm, r#"{"AvailabilityZone":["us-east-1a"]}"#, "AvailabilityZone"),
            (Operation::CreateHsm, r#"{"AvailabilityZone":{"a":"b"}}"#, "AvailabilityZone"),
            (Operation::CreateHsm, r#"{"AvailabilityZone":7}"#, "AvailabilityZone"),
            (Operation::CreateHsm, r#"{"ClusterId":"x","IpAddress":true}"#, "IpAddress"),
            (Operation::CreateCluster, r#"{"SubnetIds":"subnet-1"}"#, "SubnetIds"),
            (Operation::CreateCluster, r#"{"SubnetIds":["subnet-1",2]}"#, "SubnetIds[1]"),
            (Operation::CreateCluster, r#"{"TagList":{"Key":"a","Value":"b"}}"#, "TagList"),
            (Operation::CopyBackupToRegion, r#"{"BackupId":["x"]}"#, "BackupId"),
            (Operation::InitializeCluster, r#"{"SignedCert":["-----BEGIN"]}"#, "SignedCert"),
            (Operation::ModifyBackupAttributes, r#"{"NeverExpires":"true"}"#, "NeverExpires"),
            (
                Operation::ModifyCluster,
                r#"{"BackupRetentionPolicy":{"Type":"DAYS","Value":90}}"#,
                "BackupRetentionPolicy.Value",
            ),
            (Operation::ModifyCluster, r#"{"HsmType":{}}"#, "HsmType"),
            (Operation::PutResourcePolicy, r#"{"Policy":{"Version":"2012-10-17"}}"#, "Policy"),
            (Operation::GetResourcePolicy, r#"{"ResourceArn":1}"#, "ResourceArn"),
        ];
        for (operation, body, expected) in cases {
            assert_eq!(field(operation, body).as_deref(), Some(expected), "{operation} {body}");
        }
    }

    #[test]
    fn lets_valid_inputs_pass() {
        for (operation, body) in [
            (Operation::DescribeClusters, "{}"),
            (Operation::DescribeClusters, r#"{"Filters":{"states":["ACTIVE"]},"NextToken":null}"#),
            (Operation::DescribeBackups, r#"{"SortAscending":true,"MaxResults":50}"#),
            (Operation::UntagResource, r#"{"ResourceId":"x","TagKeyList":["a"]}"#),
            (Operation::CreateHsm, r#"{"ClusterId":"x","AvailabilityZone":"us-east-1a"}"#),
            (Operation::CreateHsm, r#"{"ClusterId":"x","IpAddress":null}"#),
            (
                Operation::CreateCluster,
                r#"{"HsmType":"hsm2m.medium","SubnetIds":["subnet-1"],"Mode":"FIPS",
                    "BackupRetentionPolicy":{"Type":"DAYS","Value":"90"},
                    "TagList":[{"Key":"a","Value":"b"}]}"#,
            ),
            (Operation::ModifyBackupAttributes, r#"{"BackupId":"x","NeverExpires":true}"#),
            (Operation::PutResourcePolicy, r#"{"ResourceArn":"arn:x","Policy":"{}"}"#),
        ] {
            assert_eq!(field(operation, body), None, "{operation} {body}");
        }
    }
}

//! AWS's input of a change of a backup, read strictly: what is missing or out of its range is named
//! with its rule.
//!
//! Ranges: the API reference of each operation. AWS requires no ARN of a policy's operation by its
//! model; without one it can't know which backup is meant.

use cloudhsm_api::Operation;
use serde_json::{Map, Value};

use super::{super::input::tags, BackupAction, BackupChange};
use crate::Failure;

/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_PutResourcePolicy.html>
const LONGEST_POLICY: usize = 20_000;

impl BackupChange {
    /// From an operation and its input; `None` for an operation that changes no backup by a plan.
    pub(in crate::guard::change) fn of(
        operation: Operation,
        input: &Map<String, Value>,
    ) -> Result<Option<Self>, Failure> {
        let (backup_id, action) = match operation {
            Operation::CopyBackupToRegion => {
                let id = required(input, "BackupId")?;
                let destination = region(required(input, "DestinationRegion")?)?;
                (id, BackupAction::Copy { destination, tags: tags(input)? })
            }
            Operation::ModifyBackupAttributes => {
                let id = required(input, "BackupId")?;
                let wanted =
                    input.get("NeverExpires").and_then(Value::as_bool).ok_or_else(|| {
                        Failure::malformed("NeverExpires", "NeverExpires must be true or false.")
                    })?;
                (id, BackupAction::NeverExpires(wanted))
            }
            Operation::RestoreBackup => (required(input, "BackupId")?, BackupAction::Restore),
            Operation::PutResourcePolicy => {
                let (id, arn) = named(input)?;
                (id, BackupAction::Share { arn, policy: policy(&required(input, "Policy")?)? })
            }
            Operation::DeleteResourcePolicy => {
                let (id, arn) = named(input)?;
                (id, BackupAction::Unshare { arn })
            }
            _ => return Ok(None),
        };
        Ok(Some(Self { backup_id, action }))
    }
}

fn required(input: &Map<String, Value>, name: &str) -> Result<String, Failure> {
    let text = input.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    text.map(str::to_owned).ok_or_else(|| Failure::malformed(name, format!("{name} is missing.")))
}

/// Another region's name goes into an address: nothing else can be in it.
fn region(name: String) -> Result<String, Failure> {
    let is_plain =
        name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    is_plain.then_some(name).ok_or_else(|| {
        let message = "DestinationRegion must be a region’s name, such as eu-west-1.";
        Failure::malformed("DestinationRegion", message)
    })
}

/// The backup's ID, and its ARN.
fn named(input: &Map<String, Value>) -> Result<(String, String), Failure> {
    let arn = required(input, "ResourceArn")?;
    let id = arn.rsplit_once(":backup/").filter(|_| arn.starts_with("arn:")).map(|(_, id)| id);
    let is_id = |id: &&str| {
        let rest = id.strip_prefix("backup-").unwrap_or_default();
        !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    let id = id.filter(is_id).map(str::to_owned).ok_or_else(|| {
        let message = "ResourceArn must be a backup’s ARN: \
                       arn:aws:cloudhsm:REGION:ACCOUNT:backup/backup-….";
        Failure::malformed("ResourceArn", message)
    })?;
    Ok((id, arn))
}

/// Written anew: of a member that comes twice, AWS could read the other one.
fn policy(text: &str) -> Result<String, Failure> {
    let wrong = |rule: String| Failure::malformed("Policy", rule);
    if text.chars().count() > LONGEST_POLICY {
        return Err(wrong(format!("Policy has at most {LONGEST_POLICY} characters.")));
    }
    match serde_json::from_str::<Value>(text) {
        Ok(policy @ Value::Object(_)) => match twice(&policy) {
            None => Ok(policy.to_string()),
            Some((one, other)) => Err(wrong(format!(
                "Policy has {one} and {other} in one object. IAM doesn’t distinguish case, so it \
                 isn’t known which one AWS reads. Remove one."
            ))),
        },
        Ok(_) => {
            Err(wrong("Policy must be a JSON object: a resource policy’s document.".to_owned()))
        }
        Err(error) => Err(wrong(format!("Policy must be JSON: {error}."))),
    }
}

/// Two members of one object whose names differ only in case.
fn twice(value: &Value) -> Option<(&str, &str)> {
    match value {
        Value::Array(elements) => elements.iter().find_map(twice),
        Value::Object(members) => {
            let names: Vec<_> = members.keys().collect();
            let pair = names.iter().enumerate().find_map(|(index, one)| {
                let same = names[..index].iter().find(|it| it.eq_ignore_ascii_case(one))?;
                Some((same.as_str(), one.as_str()))
            });
            pair.or_else(|| members.values().find_map(twice))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ARN: &str = "arn:aws:cloudhsm:us-east-1:123456789012:backup/backup-abcdefghijk";

    #[test]
    fn a_wrong_member_is_named_with_its_rule() {
        let copy = |more: Value| {
            let mut input = json!({"BackupId": "backup-1", "DestinationRegion": "eu-west-1"});
            for (name, value) in more.as_object().unwrap() {
                input[name] = value.clone();
            }
            (Operation::CopyBackupToRegion, input)
        };
        let share = |policy: &str| {
            (Operation::PutResourcePolicy, json!({"ResourceArn": ARN, "Policy": policy}))
        };
        let long = format!("{{\"a\": \"{}\"}}", "x".repeat(20_000));
        for ((operation, input), field) in [
            (copy(json!({"BackupId": " "})), "BackupId"),
            (copy(json!({"DestinationRegion": null})), "DestinationRegion"),
            (copy(json!({"DestinationRegion": "x.example.com/"})), "DestinationRegion"),
            (copy(json!({"TagList": [{"Key": "aws:x", "Value": ""}]})), "TagList[0]"),
            (copy(json!({"TagList": [{"Key": "x"}]})), "TagList[0].Value"),
            ((Operation::ModifyBackupAttributes, json!({"BackupId": "b"})), "NeverExpires"),
            ((Operation::ModifyBackupAttributes, json!({"NeverExpires": true})), "BackupId"),
            ((Operation::RestoreBackup, json!({})), "BackupId"),
            ((Operation::PutResourcePolicy, json!({"Policy": "{}"})), "ResourceArn"),
            ((Operation::DeleteResourcePolicy, json!({"ResourceArn": "backup-1"})), "ResourceArn"),
            (
                (
                    Operation::DeleteResourcePolicy,
                    json!({"ResourceArn": "arn:x:backup/backup-a/b"}),
                ),
                "ResourceArn",
            ),
            ((Operation::PutResourcePolicy, json!({"ResourceArn": ARN})), "Policy"),
            (share("{"), "Policy"),
            (share("[]"), "Policy"),
            (share("file://policy.json"), "Policy"),
            (share(&long), "Policy"),
            (share(r#"{"Statement": [], "statement": []}"#), "Policy"),
            (share(r#"{"Statement": [{"Effect": "Deny", "EFFECT": "Allow"}]}"#), "Policy"),
        ] {
            let failure = BackupChange::of(operation, input.as_object().unwrap()).unwrap_err();
            assert_eq!(failure.error.field.as_deref(), Some(field), "{operation} {input}");
        }
    }

    #[test]
    fn a_body_is_read_and_written_the_same() {
        for (operation, input) in [
            (
                Operation::CopyBackupToRegion,
                json!({"BackupId": "b", "DestinationRegion": "eu-west-1"}),
            ),
            (
                Operation::CopyBackupToRegion,
                json!({
                    "BackupId": "b", "DestinationRegion": "eu-west-1",
                    "TagList": [{"Key": "a", "Value": "b"}]
                }),
            ),
            (Operation::ModifyBackupAttributes, json!({"BackupId": "b", "NeverExpires": false})),
            (Operation::RestoreBackup, json!({"BackupId": "b"})),
            (
                Operation::PutResourcePolicy,
                json!({"ResourceArn": ARN, "Policy": r#"{"Version":"2012-10-17"}"#}),
            ),
            (Operation::DeleteResourcePolicy, json!({"ResourceArn": ARN})),
        ] {
            let input = input.as_object().unwrap();
            let change = BackupChange::of(operation, input).unwrap().unwrap();
            assert_eq!((change.operation(), change.body()), (operation, input.clone()));
        }
    }

    #[test]
    fn a_member_that_comes_twice_is_sent_once() {
        let input = json!({"ResourceArn": ARN, "Policy": r#"{ "a": 1, "a": 2 }"#});
        let change = BackupChange::of(Operation::PutResourcePolicy, input.as_object().unwrap());
        assert_eq!(change.unwrap().unwrap().body()["Policy"], r#"{"a":2}"#);
    }
}

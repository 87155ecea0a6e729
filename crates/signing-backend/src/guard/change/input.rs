//! AWS's input of a change, read strictly: what is missing or out of its range is named with its rule.
//!
//! Ranges and patterns: the API reference of each operation. That members have the right types and
//! that there are no others, `crate::input` has checked before.

use std::net::Ipv4Addr;

use backend_api::{RETENTION_DAYS, has_change_plan};
use cloudhsm_api::Operation;
use serde_json::{Map, Value};

use super::{BackupChange, Change, NewCluster};
use crate::{Failure, reader::text};

/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_CreateCluster.html>
const MOST_SUBNETS: usize = 10;
const MOST_TAGS: usize = 50;

impl Change {
    /// From an operation and its input.
    pub fn of(operation: Operation, input: &Map<String, Value>) -> Result<Self, Failure> {
        if let Some(change) = BackupChange::of(operation, input)? {
            return Ok(Self::Backup(change));
        }
        let member = |name: &str| input.get(name).and_then(Value::as_str).map(str::to_owned);
        let filled = |name: &str| member(name).filter(|text| !text.trim().is_empty());
        let required = |name: &str| {
            filled(name).ok_or_else(|| Failure::malformed(name, format!("{name} is missing.")))
        };
        Ok(match operation {
            Operation::CreateCluster => Self::CreateCluster(new_cluster(input)?),
            Operation::CreateHsm => Self::CreateHsm {
                cluster_id: required("ClusterId")?,
                zone: required("AvailabilityZone")?,
                ip: member("IpAddress").map(address).transpose()?,
            },
            Operation::InitializeCluster => Self::Initialize {
                cluster_id: required("ClusterId")?,
                signed_cert: certificate("SignedCert", required("SignedCert")?)?,
                trust_anchor: certificate("TrustAnchor", required("TrustAnchor")?)?,
            },
            Operation::ModifyCluster => {
                let cluster_id = required("ClusterId")?;
                match (filled("HsmType"), retention(input)?) {
                    (None, Some(days)) => Self::Retention { cluster_id, days },
                    (Some(hsm_type), None) => Self::HsmType { cluster_id, hsm_type },
                    _ => {
                        return Err(Failure::malformed(
                            "HsmType",
                            "A plan changes either HsmType or BackupRetentionPolicy.",
                        ));
                    }
                }
            }
            other => {
                let message = format!("{other} has no change plan.");
                let names = Operation::ALL.iter().filter(|it| has_change_plan(**it));
                let names = names.map(|it| it.name().to_owned()).collect();
                return Err(Failure::malformed("operation", message).with_allowed(names));
            }
        })
    }
}

/// A private key goes no further: not into a plan, a record or AWS.
fn certificate(name: &str, text: String) -> Result<String, Failure> {
    if !private_key::is_in(text.as_bytes()) {
        return Ok(text);
    }
    let message = format!(
        "{name} contains a private key. It was not sent and not kept. Send the certificate alone."
    );
    Err(Failure::malformed(name, message))
}

fn address(text: String) -> Result<String, Failure> {
    let is_one = text.parse::<Ipv4Addr>().is_ok();
    is_one.then_some(text).ok_or_else(|| {
        Failure::malformed("IpAddress", "IpAddress must be an IPv4 address, such as 10.0.1.7.")
    })
}

fn retention(input: &Map<String, Value>) -> Result<Option<u32>, Failure> {
    let Some(policy) = input.get("BackupRetentionPolicy").filter(|it| !it.is_null()) else {
        return Ok(None);
    };
    let kind = text(policy, "Type").unwrap_or_default();
    if kind != "DAYS" {
        let message = format!("Type must be DAYS, not {kind:?}.");
        return Err(Failure::malformed("BackupRetentionPolicy.Type", message));
    }
    let value = text(policy, "Value").unwrap_or_default();
    let is_plain = value.bytes().all(|it| it.is_ascii_digit()) && !value.starts_with('0');
    let days = value.parse().ok().filter(|days| is_plain && RETENTION_DAYS.contains(days));
    days.map(Some).ok_or_else(|| {
        Failure::malformed(
            "BackupRetentionPolicy.Value",
            format!("Value must be a whole number of days from 7 to 379, not {value:?}."),
        )
    })
}

fn new_cluster(input: &Map<String, Value>) -> Result<NewCluster, Failure> {
    let filled = |name: &str| {
        let text = input.get(name).and_then(Value::as_str).map(str::to_owned);
        text.filter(|text| !text.trim().is_empty())
    };
    let given = |name: &str| input.get(name).and_then(Value::as_str).map(str::to_owned);
    let one_of = |name: &str, allowed: [&str; 2]| match given(name) {
        Some(value) if !allowed.contains(&value.as_str()) => {
            let message = format!("{name} must be {} or {}.", allowed[0], allowed[1]);
            Err(Failure::malformed(name, message))
        }
        value => Ok(value),
    };
    let list = input.get("SubnetIds").and_then(Value::as_array).into_iter().flatten();
    let subnets: Vec<_> = list.filter_map(Value::as_str).map(str::to_owned).collect();
    let is_twice = |(index, id): (usize, &String)| subnets[..index].contains(id);
    if subnets.is_empty() || subnets.len() > MOST_SUBNETS {
        return Err(Failure::malformed(
            "SubnetIds",
            "SubnetIds needs 1 to 10 subnets, one a zone.",
        ));
    }
    if subnets.iter().enumerate().any(is_twice) {
        return Err(Failure::malformed("SubnetIds", "A subnet is named twice."));
    }
    if let Some(odd) = subnets.iter().find(|id| !is_subnet(id)) {
        let message = format!("{odd:?} is no subnet ID: subnet- and 8 to 17 hexadecimal digits.");
        return Err(Failure::malformed("SubnetIds", message));
    }
    let hsm_type = filled("HsmType").ok_or_else(|| {
        Failure::malformed("HsmType", "HsmType is missing, such as hsm2m.medium.")
    })?;
    Ok(NewCluster {
        hsm_type,
        subnets,
        source_backup: match given("SourceBackupId") {
            Some(blank) if blank.trim().is_empty() => {
                let message = "SourceBackupId is empty. Leave it out for an empty cluster.";
                return Err(Failure::malformed("SourceBackupId", message));
            }
            id => id,
        },
        mode: one_of("Mode", ["FIPS", "NON_FIPS"])?,
        network_type: one_of("NetworkType", ["IPV4", "DUALSTACK"])?,
        retention_days: retention(input)?,
        tags: tags(input)?,
    })
}

fn is_subnet(id: &str) -> bool {
    id.strip_prefix("subnet-").is_some_and(|rest| {
        (8..=17).contains(&rest.len()) && rest.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

/// The tags of a resource that is made, as AWS documents what they may be.
pub(super) fn tags(input: &Map<String, Value>) -> Result<Vec<(String, String)>, Failure> {
    let tags = input.get("TagList").and_then(Value::as_array).into_iter().flatten();
    let pair = |(index, tag): (usize, &Value)| {
        let of = |member: &str| {
            let wrong = || {
                let message = format!("{member} is missing.");
                Failure::malformed(format!("TagList[{index}].{member}"), message)
            };
            text(tag, member).map(str::to_owned).ok_or_else(wrong)
        };
        Ok((of("Key")?, of("Value")?))
    };
    let tags: Vec<_> = tags.enumerate().map(pair).collect::<Result<_, Failure>>()?;
    check_tags(&tags)?;
    Ok(tags)
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Tag.html>
fn check_tags(tags: &[(String, String)]) -> Result<(), Failure> {
    if tags.len() > MOST_TAGS {
        return Err(Failure::malformed("TagList", "AWS allows 50 tags."));
    }
    for (index, (key, value)) in tags.iter().enumerate() {
        // Whether a key may come twice, AWS says.
        let problem = if key.is_empty() || key.chars().count() > 128 {
            "A tag's key has 1 to 128 characters."
        } else if value.chars().count() > 256 {
            "A tag's value has at most 256 characters."
        } else if key.starts_with("aws:") {
            "Keys that begin with aws: are AWS's own."
        } else {
            continue;
        };
        return Err(Failure::malformed(format!("TagList[{index}]"), problem));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! `PutResourcePolicy`, `GetResourcePolicy`, `DeleteResourcePolicy`: with which backups are shared.
//!
//! Who is shared with sees nothing of it here: the emulator has one account.

use cloudhsm_api::{Backup, BackupState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Call,
    input::Check,
    patterns::{Pattern, backup_id_of},
};
use crate::{estate::Region, fault::Fault};

const LONGEST_POLICY: usize = 20_000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct PutResourcePolicyInput {
    resource_arn: Option<String>,
    policy: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ResourcePolicyInput {
    resource_arn: Option<String>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResourcePolicyOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

pub(super) fn put(
    call: &mut Call<'_>,
    input: PutResourcePolicyInput,
) -> Result<ResourcePolicyOutput, Fault> {
    let policy = input.policy.as_deref();
    let check = Check::default().optional(
        "resourceArn",
        input.resource_arn.as_deref(),
        Pattern::CloudHsmArn,
    );
    let length = policy.map_or(1, |policy| policy.chars().count());
    check.length("policy", length, (1, LONGEST_POLICY)).done()?;
    let arn = named(input.resource_arn)?;
    let policy = input.policy.ok_or_else(|| Fault::invalid_request("Specify Policy."))?;
    let backup = backup_of(call.region, &arn)?;
    if backup.backup_state != Some(BackupState::Ready) {
        return Err(Fault::invalid_request(format!("Backup {arn} is not READY.")));
    }
    if !serde_json::from_str::<Value>(&policy).is_ok_and(|policy| policy.is_object()) {
        return Err(Fault::invalid_request("Policy is not a JSON document."));
    }
    call.region.policies.insert(arn.clone(), policy.clone());
    Ok(ResourcePolicyOutput { resource_arn: Some(arn), policy: Some(policy) })
}

pub(super) fn get(
    call: &mut Call<'_>,
    input: ResourcePolicyInput,
) -> Result<ResourcePolicyOutput, Fault> {
    let arn = own_arn(call, input)?;
    let policy = call.region.policies.get(&arn).cloned();
    Ok(ResourcePolicyOutput { resource_arn: None, policy })
}

pub(super) fn delete(
    call: &mut Call<'_>,
    input: ResourcePolicyInput,
) -> Result<ResourcePolicyOutput, Fault> {
    let arn = own_arn(call, input)?;
    let policy = call.region.policies.remove(&arn);
    Ok(ResourcePolicyOutput { resource_arn: Some(arn), policy })
}

fn own_arn(call: &Call<'_>, input: ResourcePolicyInput) -> Result<String, Fault> {
    Check::default()
        .optional("resourceArn", input.resource_arn.as_deref(), Pattern::CloudHsmArn)
        .done()?;
    let arn = named(input.resource_arn)?;
    backup_of(call.region, &arn)?;
    Ok(arn)
}

/// The model requires no ARN; no operation can do without it.
fn named(arn: Option<String>) -> Result<String, Fault> {
    arn.ok_or_else(|| Fault::invalid_request("Specify ResourceArn."))
}

/// Only an account's own backups have policies.
fn backup_of<'a>(region: &'a Region, arn: &str) -> Result<&'a Backup, Fault> {
    let backup = region.backups.get(backup_id_of(arn));
    backup
        .filter(|own| own.backup_arn.as_deref() == Some(arn))
        .ok_or_else(|| Fault::no_such_backup(arn))
}

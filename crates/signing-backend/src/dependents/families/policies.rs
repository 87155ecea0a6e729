//! With whom a cluster's own backups are shared: one call for each, so only of the newest.

use std::cmp::Reverse;

use backend_api::SharedBackup;
use cloudhsm_api::{Backup, Operation, Timestamp};
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::{
    super::{
        Asking, Outcome, Reading,
        reading::{RequestIds, Unknown},
    },
    listing::ask,
};

/// So many backups are asked about.
const MOST: usize = 10;

/// What their policies say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Policies {
    pub(super) shared: Vec<SharedBackup>,
    pub(super) asked: usize,
    pub(super) of: usize,
}

/// Asks for the policies of those of these backups that are READY, newest first.
pub(super) async fn policies(asking: &Asking<'_>, backups: &[Backup]) -> Reading<Policies> {
    let mut ready: Vec<_> = backups.iter().filter(|it| it.is_ready()).collect();
    ready.sort_by_key(|it| Reverse(it.create_timestamp.as_ref().and_then(Timestamp::epoch_millis)));
    let of = ready.len();
    // By its ARN alone a policy can be asked for.
    let with_arn = ready.into_iter().filter_map(|it| {
        let arn = it.backup_arn.as_deref().filter(|it| !it.is_empty())?;
        Some((it.backup_id.as_str(), arn))
    });
    let asked: Vec<_> = with_arn.take(MOST).collect();
    let ids = RequestIds::default();
    let since = asking.clock.monotonic();
    let answers = try_join_all(asked.iter().map(|(id, arn)| policy(asking, id, arn, &ids)));
    let outcome = match tokio::time::timeout(asking.limit, answers).await {
        Ok(Ok(shared)) => Outcome::Known(Policies {
            shared: shared.into_iter().flatten().collect(),
            asked: asked.len(),
            of,
        }),
        Ok(Err(unknown)) => unknown.into(),
        Err(_) => Unknown::failed("CloudHSM did not report the policies in time.").into(),
    };
    Reading { outcome, since: Some(since), request_ids: ids.all() }
}

/// The policy of a backup, if it has one.
async fn policy(
    asking: &Asking<'_>,
    backup_id: &str,
    arn: &str,
    ids: &RequestIds,
) -> Result<Option<SharedBackup>, Unknown> {
    let input = json!({ "ResourceArn": arn });
    let answer = match ask(asking, Operation::GetResourcePolicy, &input, ids).await {
        Err(Unknown::Failed(refusal))
            if refusal.code.as_deref() == Some("CloudHsmResourceNotFoundException") =>
        {
            return Ok(None);
        }
        other => other?,
    };
    let body: Value = serde_json::from_slice(&answer.body)
        .map_err(|error| Unknown::failed(format!("A policy can’t be read: {error}.")))?;
    let text = match body.get("Policy") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let principals = serde_json::from_str(&text).map(|it| principals(&it)).unwrap_or_default();
    let policy = principals.is_empty().then_some(text);
    Ok(Some(SharedBackup { backup_id: backup_id.to_owned(), principals, policy }))
}

/// Whom a resource policy names, in any of the forms that IAM allows:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
pub(crate) fn principals(policy: &Value) -> Vec<String> {
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut found = Vec::new();
    for principal in statements.iter().filter_map(|it| it.get("Principal")) {
        collect(principal, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn collect(principal: &Value, found: &mut Vec<String>) {
    match principal {
        Value::String(name) => found.push(name.clone()),
        Value::Array(names) => names.iter().for_each(|name| collect(name, found)),
        Value::Object(kinds) => kinds.values().for_each(|names| collect(names, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_principal_is_read() {
        let policy = json!({"Statement": [
            {"Principal": {"AWS": ["arn:aws:iam::1:root", "2"], "Service": "s.amazonaws.com"}},
            {"Principal": "*"},
            {"Principal": {"AWS": "2"}},
            {"Action": "cloudhsm:DescribeBackups"},
        ]});
        assert_eq!(principals(&policy), ["*", "2", "arn:aws:iam::1:root", "s.amazonaws.com"]);
        assert_eq!(principals(&json!({"Statement": {"Principal": "*"}})), ["*"]);
        assert!(principals(&json!([])).is_empty());
    }
}

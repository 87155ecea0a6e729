//! All clusters and backups of a region, page by page, within a time.

use bytes::Bytes;
use cloudhsm_api::{Backup, Cluster, Operation};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::{
    Asking, Outcome, Reading,
    reading::{Refusal, RequestIds, Unknown, sentence},
};
use crate::forward::{Answer, Call};

/// More pages than anybody waits for.
const MOST_PAGES: usize = 200;

/// How much of a region is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What keys can be restored from: all clusters, and the READY backups. For a plan.
    Restorable,
    /// All clusters, all backups, and the backups that others share. For a page.
    All,
}

/// What a region has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Listed {
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) backups: Vec<Backup>,
    /// Of other accounts.
    pub(crate) shared: Vec<Backup>,
    /// There was more than could be read in time: what isn't here may be there.
    pub(crate) is_cut: bool,
}

/// Reads one region. After half of the time no further page is asked for, so that what was read until
/// then counts.
pub(crate) async fn listed(asking: &Asking<'_>, extent: Extent) -> Reading<Listed> {
    let since = Some(asking.clock.monotonic());
    let ids = RequestIds::default();
    let outcome = match tokio::time::timeout(asking.limit, all(asking, extent, &ids)).await {
        Ok(Ok(listed)) => Outcome::Known(listed),
        Ok(Err(unknown)) => unknown.into(),
        Err(_) => {
            let seconds = asking.limit.as_millis().div_ceil(1000);
            Unknown::failed(format!("CloudHSM did not answer within {seconds} seconds.")).into()
        }
    };
    if let Outcome::NotAllowed(refusal) | Outcome::Failed(refusal) = &outcome {
        let reason = &refusal.message;
        tracing::debug!(region = asking.region, reason, "a region’s backups are not known");
    }
    Reading { outcome, since, request_ids: ids.all() }
}

async fn all(asking: &Asking<'_>, extent: Extent, ids: &RequestIds) -> Result<Listed, Unknown> {
    use Operation::{DescribeBackups, DescribeClusters};
    let until = Instant::now() + asking.limit / 2;
    let list = Pages { asking, until, ids };
    let wanted = match extent {
        Extent::Restorable => json!({ "Filters": { "states": ["READY"] } }),
        Extent::All => json!({}),
    };
    let (clusters, backups, shared) = tokio::try_join!(
        list.read(DescribeClusters, json!({}), "Clusters"),
        list.read(DescribeBackups, wanted, "Backups"),
        async {
            match extent {
                Extent::Restorable => Ok((Vec::new(), false)),
                Extent::All => {
                    list.read(DescribeBackups, json!({ "Shared": true }), "Backups").await
                }
            }
        },
    )?;
    let is_cut = clusters.1 || backups.1 || shared.1;
    let (clusters, backups, shared): (_, Vec<Backup>, Vec<Backup>) =
        (clusters.0, backups.0, shared.0);
    // What stands in for CloudHSM may not know the member, and answer with the account's own.
    let is_own = |it: &Backup| backups.iter().any(|own| own.backup_id == it.backup_id);
    let shared = shared.into_iter().filter(|it| !is_own(it)).collect();
    Ok(Listed { clusters, backups, shared, is_cut })
}

/// Reads listings of a region until a time.
struct Pages<'a> {
    asking: &'a Asking<'a>,
    until: Instant,
    ids: &'a RequestIds,
}

impl Pages<'_> {
    /// The elements, and whether there are more.
    async fn read<T: DeserializeOwned>(
        &self,
        operation: Operation,
        mut input: Value,
        member: &str,
    ) -> Result<(Vec<T>, bool), Unknown> {
        let mut found = Vec::new();
        let mut tokens: Vec<String> = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.page(operation, &input).await?;
            let unreadable = |error: serde_json::Error| {
                Unknown::failed(format!("The answer to {operation} can’t be read: {error}."))
            };
            let mut page: Value = serde_json::from_slice(&answer.body).map_err(unreadable)?;
            let Some(Value::Array(elements)) = page.get_mut(member).map(Value::take) else {
                return Err(Unknown::failed(format!("The answer to {operation} has no {member}.")));
            };
            for element in elements {
                found.push(serde_json::from_value(element).map_err(unreadable)?);
            }
            let token = page.get("NextToken").and_then(Value::as_str).filter(|it| !it.is_empty());
            let Some(token) = token.map(str::to_owned) else { return Ok((found, false)) };
            if tokens.contains(&token) {
                break;
            }
            if Instant::now() >= self.until {
                return Ok((found, true));
            }
            input["NextToken"] = Value::from(token.clone());
            tokens.push(token);
        }
        Err(Unknown::failed(format!("AWS kept returning more pages of {operation}; stopped.")))
    }

    async fn page(&self, operation: Operation, input: &Value) -> Result<Answer, Unknown> {
        ask(self.asking, operation, input, self.ids).await
    }
}

/// One call of CloudHSM, whose answer is a success.
pub(super) async fn ask(
    asking: &Asking<'_>,
    operation: Operation,
    input: &Value,
    ids: &RequestIds,
) -> Result<Answer, Unknown> {
    let call = Call {
        region: asking.region.to_owned(),
        operation,
        body: Bytes::from(input.to_string()),
        only_with: asking.only_with.clone(),
        send_before: None,
    };
    let answer = asking.upstream.call(call).await?;
    let Some(error) = answer.error() else {
        ids.push(answer.request_id.clone());
        return Ok(answer);
    };
    ids.push(error.request_id.clone());
    let code = error.code.as_str().to_owned();
    let is_refused = matches!(
        code.as_str(),
        "AccessDeniedException" | "AccessDenied" | "CloudHsmAccessDeniedException"
    );
    let refusal = Refusal { code: Some(code), message: sentence(&error), lookup: None };
    Err(if is_refused { Unknown::NotAllowed(refusal) } else { Unknown::Failed(refusal) })
}

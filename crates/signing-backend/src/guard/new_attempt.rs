//! The part of every record that is known before anything is checked.

use backend_api::AuditEvent;
use cloudhsm_api::{Operation, Tag};
use serde_json::{Map, Value};

use super::{Guard, attempt::run::Run, request::OperationRequest};
use crate::{audit::Entry, hex::hex, identity::Identity, random};

impl Guard {
    /// An attempt that has no plan yet, or none that is known.
    pub(super) async fn run(&self, asked: &OperationRequest) -> Run {
        let identity = self.identity(asked.user.clone(), &asked.region).await;
        let text = |name: &str| asked.body.get(name).and_then(Value::as_str).map(str::to_owned);
        let resource = names(&asked.body, asked.operation).unwrap_or("unknown");
        let entry = Entry {
            identity,
            session: self.session.clone(),
            region: asked.region.clone(),
            cluster: text("ClusterId"),
            tags: keys_in(&asked.body),
            tags_after: tags_after(asked.operation, &asked.body),
            ..Entry::new(AuditEvent::Refusal, new_id(), asked.operation, resource)
        };
        Run::new(self.desk.clone(), entry)
    }

    /// In whose name a request to this region is signed now.
    pub(super) async fn identity(&self, person: Option<String>, region: &str) -> Identity {
        Identity::new(person, self.upstream.caller().await, self.upstream.endpoint(region))
    }
}

/// A new attempt's ID.
pub(super) fn new_id() -> String {
    hex(random::bytes::<8>().unwrap_or_default())
}

/// The id that a body names.
pub(super) fn names(body: &Map<String, Value>, operation: Operation) -> Option<&str> {
    let member = match operation {
        Operation::CreateHsm
        | Operation::DeleteCluster
        | Operation::InitializeCluster
        | Operation::ModifyCluster => "ClusterId",
        Operation::DeleteHsm => "HsmId",
        Operation::CreateCluster => "SourceBackupId",
        Operation::CopyBackupToRegion
        | Operation::DeleteBackup
        | Operation::ModifyBackupAttributes
        | Operation::RestoreBackup => "BackupId",
        Operation::ListTags | Operation::TagResource | Operation::UntagResource => "ResourceId",
        Operation::DeleteResourcePolicy
        | Operation::GetResourcePolicy
        | Operation::PutResourcePolicy => "ResourceArn",
        Operation::DescribeBackups | Operation::DescribeClusters => return None,
    };
    body.get(member)?.as_str()
}

/// The keys of the tags that a body sets or removes.
fn keys_in(body: &Map<String, Value>) -> Vec<String> {
    let set = body.get("TagList").and_then(Value::as_array).into_iter().flatten();
    let set = set.filter_map(|tag| tag.get("Key")?.as_str());
    let removed = body.get("TagKeyList").and_then(Value::as_array).into_iter().flatten();
    set.chain(removed.filter_map(Value::as_str)).map(str::to_owned).collect()
}

/// The tags that a change of tags leaves, of those whose keys it names.
fn tags_after(operation: Operation, body: &Map<String, Value>) -> Option<Vec<Tag>> {
    let pair = |tag: &Value| {
        let text = |member: &str| tag.get(member).and_then(Value::as_str);
        Some(Tag::new(text("Key")?, text("Value").unwrap_or_default()))
    };
    match operation {
        Operation::TagResource => {
            let set = body.get("TagList").and_then(Value::as_array);
            Some(set.into_iter().flatten().filter_map(pair).collect())
        }
        Operation::UntagResource => Some(Vec::new()),
        _ => None,
    }
}

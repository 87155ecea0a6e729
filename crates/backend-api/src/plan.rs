//! The deletion plan and the permit that it carries.

use cloudhsm_api::{BackupState, Cluster, Operation, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::{
    BlockerCode, WarningCode,
    expiry::BackupExpiry,
    reading::{reads, words},
};

/// What a deletion would do, read afresh, and a permit when nothing blocks it.
///
/// Taking the deletion-protection tag off is planned, permitted and confirmed in the same way: then
/// the operation is `UntagResource`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPlan {
    /// `DeleteCluster`, `DeleteHsm`, `DeleteBackup`; `UntagResource` for a protection.
    pub operation: Operation,
    /// The region of the resource.
    pub region: String,
    /// What will be destroyed.
    pub resource: Resource,
    /// When the state that this plan rests on was read.
    pub planned_at: Timestamp,
    /// The cluster as it was read, without its secret; `None` for a backup whose cluster is gone.
    pub cluster: Option<Box<Cluster>>,
    /// What stands in the way. Not empty: no permit.
    pub blockers: Vec<Blocker>,
    /// What the deletion can lose.
    pub warnings: Vec<Warning>,
    /// The backups that stay, newest first.
    pub survivors: Vec<SurvivingBackup>,
    /// The exact request to AWS.
    pub request: PlannedRequest,
    /// SHA-256 of the state that this plan rests on, in hex.
    pub digest: String,
    /// How to undo it afterwards; `None` where nothing does.
    pub undo: Option<Undo>,
    /// The text that the person must type: the resource's ID; for several HSMs their IDs in the
    /// order of the plan, with one space between two.
    pub type_to_confirm: String,
    /// The name that the person must type too, where the loss is greatest; without spaces around.
    pub name_to_confirm: Option<String>,
    /// The permit, when nothing blocks.
    pub permit: Option<Permit>,
    /// The attempt that this plan begins: [`crate::routes::attempt`] reports it.
    pub attempt: Option<String>,
}

reads! {
    DeletionPlan {
        operation = "operation",
        region = "region",
        resource = "resource",
        planned_at = "plannedAt",
        cluster = "cluster",
        blockers = "blockers",
        warnings = "warnings",
        survivors = "survivors",
        request = "request",
        digest = "digest",
        undo = "undo",
        type_to_confirm = "typeToConfirm",
        name_to_confirm = "nameToConfirm",
        permit = "permit",
        attempt = "attempt",
    }
}

words! {
    /// What kind of resource a plan destroys.
    ResourceKind {
        /// A cluster.
        Cluster = "cluster",
        /// An HSM of a cluster.
        Hsm = "hsm",
        /// A backup.
        Backup = "backup",
    }
}

/// The resource that a plan destroys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its id.
    pub id: String,
    /// The cluster that it belongs to: its own id for a cluster.
    pub cluster_id: Option<String>,
    /// The value of its `Name` tag, or its cluster's.
    pub name: Option<String>,
}

reads! {
    Resource {
        kind = "kind",
        id = "id",
        cluster_id = "clusterId",
        name = "name",
    }
}

/// Something that stands in the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocker {
    /// Its name.
    pub code: BlockerCode,
    /// What it is, and what to do about it.
    pub message: String,
    /// The ids, states or tags that it is about.
    pub subjects: Vec<String>,
}

reads! {
    Blocker {
        code = "code",
        message = "message",
        subjects = "subjects",
    }
}

/// Something that the deletion loses, or that the person should know first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// Its name: what an acknowledgement names.
    pub code: WarningCode,
    /// What it is.
    pub message: String,
    /// The ids, times or tags that it is about.
    pub subjects: Vec<String>,
    /// The deletion is refused unless the confirmation acknowledges this code.
    pub acknowledge: bool,
}

reads! {
    Warning {
        code = "code",
        message = "message",
        subjects = "subjects",
        acknowledge = "acknowledge",
    }
}

/// A backup that outlives the deletion.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SurvivingBackup {
    /// `backup-…`
    pub backup_id: String,
    /// Its state.
    pub state: Option<BackupState>,
    /// When it was made.
    pub create_timestamp: Option<Timestamp>,
    /// Until when it stays.
    pub expiry: BackupExpiry,
    /// The command of the AWS CLI that creates a cluster like the one that goes from it; `None` when
    /// no cluster goes, or when the backup can't be used.
    pub recreate: Option<String>,
}

reads! {
    SurvivingBackup {
        backup_id = "backupId",
        state = "state",
        create_timestamp = "createTimestamp",
        expiry = "expiry",
        recreate = "recreate",
    }
}

/// The exact request that a confirmed plan sends to AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedRequest {
    /// The endpoint.
    pub url: String,
    /// The value of `X-Amz-Target`.
    pub target: String,
    /// The body: AWS's JSON input.
    pub body: Value,
    /// The same as a command of the AWS CLI.
    pub cli: String,
}

reads! {
    PlannedRequest {
        url = "url",
        target = "target",
        body = "body",
        cli = "cli",
    }
}

/// What takes it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Undo {
    /// The request that does.
    pub request: PlannedRequest,
    /// For so many days; `None` for as long as one likes.
    pub days: Option<u32>,
}

reads! {
    Undo {
        request = "request",
        days = "days",
    }
}

/// Leave to send one deletion, once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Permit {
    /// What travels in [`crate::PERMIT_HEADER`].
    pub token: String,
    /// Seconds that it is good for, from `planned_at`.
    pub valid_for_seconds: u32,
}

reads! {
    Permit {
        token = "token",
        valid_for_seconds = "validForSeconds",
    }
}

/// One member of the planned state that is not as it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Where: `cluster.TagList[env]`, `backups[backup-…].BackupState`.
    pub path: String,
    /// What the plan saw; absent when it is new.
    pub planned: Option<Value>,
    /// What is there now; absent when it is gone.
    pub found: Option<Value>,
}

reads! {
    Difference {
        path = "path",
        planned = "planned",
        found = "found",
    }
}

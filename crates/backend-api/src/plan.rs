//! The deletion plan and the permit that it carries.

use cloudhsm_api::{BackupState, Cluster, Operation, Timestamp};
use serde_json::Value;

use crate::{
    BlockerCode, RetirementStep, SourceName, SourceStatus, WarningCode,
    expiry::BackupExpiry,
    wire::{closed_enum, wire_struct},
};

wire_struct! {
    /// What a deletion would do, read afresh, and a permit when nothing blocks it.
    ///
    /// A change that costs money or can't be changed back is planned, permitted and confirmed in the
    /// same way, by [`crate::routes::change_plan`]. Taking the deletion-protection tag off is planned, permitted and confirmed in the same way: then
    /// the operation is `UntagResource`.
    DeletionPlan {
        /// `DeleteCluster`, `DeleteHsm`, `DeleteBackup`; `UntagResource` for a protection.
        operation: Operation = "operation",
        /// The region of the resource.
        region: String = "region",
        /// What will be destroyed.
        resource: Resource = "resource",
        /// When the state that this plan rests on was read.
        planned_at: Timestamp = "plannedAt",
        /// The cluster as it was read, without its secret; `None` for a backup whose cluster is gone.
        cluster: Option<Box<Cluster>> = "cluster",
        /// What stands in the way. Not empty: no permit.
        blockers: Vec<Blocker> = "blockers",
        /// What the deletion can lose.
        warnings: Vec<Warning> = "warnings",
        /// Who else is asked for this plan, and what came of it. While one is being asked, the plan has
        /// neither a permit nor an attempt.
        sources: Vec<PlanSource> = "sources"; optional,
        /// The backups that stay, newest first.
        survivors: Vec<SurvivingBackup> = "survivors",
        /// The order in which a cluster is retired, and how far that is; empty for everything else.
        retirement: Vec<RetirementStep> = "retirement"; optional,
        /// The exact request to AWS.
        request: PlannedRequest = "request",
        /// SHA-256 of the state that this plan rests on, in hex.
        digest: String = "digest",
        /// What a change changes, member by member; empty for a deletion.
        changes: Vec<PlannedChange> = "changes",
        /// The same for Terraform, where its AWS provider has a resource for it.
        terraform: Option<String> = "terraform",
        /// How to undo it afterwards; `None` where nothing does.
        undo: Option<Undo> = "undo",
        /// The text that the person must type: the resource's ID; for several HSMs their IDs in the
        /// order of the plan, with one space between two. Empty: nothing is typed.
        type_to_confirm: String = "typeToConfirm",
        /// The name that the person must type too, where the loss is greatest; without spaces around.
        name_to_confirm: Option<String> = "nameToConfirm",
        /// The permit, when nothing blocks.
        permit: Option<Permit> = "permit",
        /// The attempt that this plan begins: [`crate::routes::attempt`] reports it.
        attempt: Option<String> = "attempt",
    }
}

wire_struct! {
    /// One who is asked for a plan beside CloudHSM in the resource's own region.
    #[derive(Eq)]
    PlanSource {
        /// What is asked of which service.
        name: SourceName = "name",
        /// What came of asking it, or that it is being asked.
        status: SourceStatus = "status",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

impl DeletionPlan {
    /// Those who are still being asked: while there is one, the plan isn't complete.
    pub fn asking(&self) -> impl Iterator<Item = SourceName> {
        let asking = self.sources.iter().filter(|it| it.status == SourceStatus::Asking);
        asking.map(|it| it.name)
    }
}

closed_enum! {
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

wire_struct! {
    /// The resource that a plan destroys.
    #[derive(Eq, Hash)]
    Resource {
        /// What it is.
        kind: ResourceKind = "kind",
        /// Its id.
        id: String = "id",
        /// The cluster that it belongs to: its own id for a cluster.
        cluster_id: Option<String> = "clusterId",
        /// The value of its `Name` tag, or its cluster's.
        name: Option<String> = "name",
    }
}

wire_struct! {
    /// Something that stands in the way.
    #[derive(Eq)]
    Blocker {
        /// Its name.
        code: BlockerCode = "code",
        /// What it is, and what to do about it.
        message: String = "message",
        /// The ids, states or tags that it is about.
        subjects: Vec<String> = "subjects",
    }
}

wire_struct! {
    /// Something that the deletion loses, or that the person should know first.
    #[derive(Eq)]
    Warning {
        /// Its name: what an acknowledgement names.
        code: WarningCode = "code",
        /// What it is.
        message: String = "message",
        /// The ids, times or tags that it is about.
        subjects: Vec<String> = "subjects",
        /// The deletion is refused unless the confirmation acknowledges this code.
        acknowledge: bool = "acknowledge",
    }
}

wire_struct! {
    /// A backup that outlives the deletion.
    SurvivingBackup {
        /// `backup-…`
        backup_id: String = "backupId",
        /// Its state.
        state: Option<BackupState> = "state",
        /// When it was made.
        create_timestamp: Option<Timestamp> = "createTimestamp",
        /// Until when it stays.
        expiry: BackupExpiry = "expiry",
        /// The command of the AWS CLI that creates a cluster like the one that goes from it; `None` when
        /// no cluster goes, or when the backup can't be used.
        recreate: Option<String> = "recreate",
    }
}

wire_struct! {
    /// One thing that a change changes.
    #[derive(Eq)]
    PlannedChange {
        /// What, in AWS's words: `BackupRetentionPolicy`, `Hsms`.
        what: String = "what",
        /// As it is now; `None` when there is nothing yet.
        before: Option<String> = "before",
        /// As it is afterwards; `None` when nothing is left.
        after: Option<String> = "after",
    }
}

wire_struct! {
    /// What a change plan is asked for.
    ChangeRequest {
        /// One that [`crate::has_change_plan`].
        operation: Operation = "operation",
        /// AWS's own input of it, as it will be sent.
        input: Value = "input",
    }
}

wire_struct! {
    /// The exact request that a confirmed plan sends to AWS.
    #[derive(Eq)]
    PlannedRequest {
        /// The endpoint.
        url: String = "url",
        /// The value of `X-Amz-Target`.
        target: String = "target",
        /// The body: AWS's JSON input.
        body: Value = "body",
        /// The same as a command of the AWS CLI.
        cli: String = "cli",
    }
}

wire_struct! {
    /// What takes it back.
    #[derive(Eq)]
    Undo {
        /// The request that does.
        request: PlannedRequest = "request",
        /// For so many days; `None` for as long as one likes.
        days: Option<u32> = "days",
    }
}

wire_struct! {
    /// Leave to send one deletion, once.
    #[derive(Eq)]
    Permit {
        /// What travels in [`crate::PERMIT_HEADER`].
        token: String = "token",
        /// Seconds that it is good for, from `planned_at`.
        valid_for_seconds: u32 = "validForSeconds",
    }
}

wire_struct! {
    /// One member of the planned state that is not as it was.
    Difference {
        /// Where: `cluster.TagList[env]`, `backups[backup-…].BackupState`.
        path: String = "path",
        /// What the plan saw; absent when it is new.
        planned: Option<Value> = "planned",
        /// What is there now; absent when it is gone.
        found: Option<Value> = "found",
    }
}

//! One value of each of the backend's shapes, for tests: a test spells only what it is about.

use std::sync::Arc;

use backend_api::{
    Attempt, AuditEvent, AuditRecord, Blocker, BlockerCode, DeletionPlan, FleetRow, Identity,
    LatestBackup, ListedCluster, Mode, PlanSource, PlannedRequest, Resource, ResourceKind, Session,
    SourceName, SourceStatus, Warning, WarningCode,
};
use cloudhsm_api::{Cluster, Operation, Timestamp};

pub(crate) fn session() -> Session {
    Session {
        mode: Mode::Aws,
        account: None,
        account_label: None,
        account_color: None,
        arn: None,
        regions: Vec::new(),
        default_region: String::new(),
        read_only: false,
        allowed_operations: Vec::new(),
        deletion_protection: ("deletion-protection".into(), "enabled".into()),
        credentials: None,
        trust_anchors: Vec::new(),
        version: String::new(),
    }
}

/// A row of a cluster of which nothing else is known.
pub(crate) fn fleet_row(cluster: Arc<Cluster>) -> FleetRow {
    FleetRow {
        cluster: ListedCluster(cluster),
        unreadable: Vec::new(),
        findings: Arc::default(),
        identity: Identity::Unchecked,
        certificates: Vec::new(),
        roots: Vec::new(),
        latest_backup: LatestBackup::Unknown,
        protected: false,
        production: false,
    }
}

pub(crate) fn attempt() -> Attempt {
    Attempt::planned(
        "a".into(),
        Operation::DeleteCluster,
        "r".into(),
        "cluster-a".into(),
        Timestamp::default(),
    )
}

pub(crate) fn record() -> AuditRecord {
    AuditRecord {
        sequence: 1,
        time: "2026-11-24T12:00:00Z".into(),
        event: AuditEvent::Intent,
        attempt: "a".into(),
        who: String::new(),
        person: None,
        caller: None,
        access_key_id: None,
        account: None,
        partition: None,
        endpoint: None,
        session: String::new(),
        region: String::new(),
        operation: Operation::DeleteCluster,
        resource: String::new(),
        cluster: None,
        tags: Vec::new(),
        tags_before: None,
        tags_after: None,
        change: None,
        plan_digest: None,
        confirmation_matched: None,
        acknowledged: Vec::new(),
        request_id: None,
        outcome: None,
        code: None,
        detail: None,
        not_listed: None,
        previous: String::new(),
    }
}

pub(crate) fn plan() -> DeletionPlan {
    DeletionPlan {
        operation: Operation::DeleteCluster,
        region: "r".into(),
        resource: Resource {
            kind: ResourceKind::Cluster,
            id: "cluster-a".into(),
            cluster_id: None,
            name: None,
        },
        planned_at: Timestamp::default(),
        cluster: None,
        blockers: Vec::new(),
        warnings: Vec::new(),
        sources: Vec::new(),
        survivors: Vec::new(),
        retirement: Vec::new(),
        request: PlannedRequest {
            url: String::new(),
            target: String::new(),
            body: serde_json::Value::Null,
            cli: String::new(),
        },
        digest: String::new(),
        changes: Vec::new(),
        terraform: None,
        undo: None,
        type_to_confirm: String::new(),
        name_to_confirm: None,
        permit: None,
        attempt: None,
    }
}

pub(crate) fn blocker(code: BlockerCode) -> Blocker {
    Blocker { code, message: String::new(), subjects: Vec::new() }
}

pub(crate) fn warning(code: WarningCode) -> Warning {
    Warning { code, message: String::new(), subjects: Vec::new(), acknowledge: false }
}

/// KMS, as a plan names it.
pub(crate) fn asked(status: SourceStatus) -> PlanSource {
    PlanSource { name: SourceName::Kms, status, message: None }
}

//! The wire between the console and its signing backend.
//!
//! Owns: the shapes of the session, the deletion plan, the permit and its confirmation, the
//! activity, and the one envelope that every error comes in.
//! Must not know: how either side works, HTTP libraries, credentials.
#![warn(missing_docs)]

mod activity;
mod attempt;
mod codes;
mod confirmation;
pub mod csv;
mod dependents;
mod error;
mod expiry;
mod families;
mod finding;
mod fleet;
mod fleet_reader;
mod history;
mod last_hsm;
mod network_finding;
mod once;
mod operation_set;
mod plan;
mod posture;
mod quotas;
mod receipt;
mod region_use;
mod retirement;
pub mod routes;
mod session;
mod shell;
mod source_status;
mod subnets;
mod unread;
mod usage;
mod wire;

pub use activity::{Activity, AuditEvent, AuditRecord, ChainStatus};
pub use attempt::{
    Attempt, AttemptState, AttemptStep, Attempts, NotFollowed, RecordedState, StopReason,
};
pub use codes::{BlockerCode, WarningCode};
pub use confirmation::{
    ATTEMPT_HEADER, CONFIRMATION_HEADER, Confirmation, DRY_RUN_HEADER, MalformedConfirmation,
    PERMIT_HEADER,
};
pub use dependents::{
    ClientInterface, Dependents, KeyStore, RecentUse, SecurityGroup, SecurityGroupRule, Source,
    SourceName, Subnet, Zone,
};
pub use error::{ApiError, ApiErrorCode, ErrorBody, ErrorSource};
pub use expiry::{
    BackupExpiry, RETENTION_DAYS, ended_by_retention, last_by_retention, newest_ready, survives,
};
pub use families::{
    Families, FamilyRegion, RelatedBackup, RelatedCluster, Relation, SharedBackup, Sharing,
};
pub use finding::{Finding, FindingKind, Severity};
pub use fleet::{
    EndOfValidity, FleetEvent, FleetRow, Identity, LatestBackup, ListedCluster, RegionStatus,
};
pub use fleet_reader::{FleetChange, FleetReader};
pub use history::{AskedOperation, AskedStatus, History, HistoryEvent};
pub use last_hsm::{LastHsm, NO_HSM_NO_KEYS};
pub use network_finding::{NetworkFinding, NetworkKind};
pub use operation_set::{OperationSet, has_change_plan, needs_plan};
pub use plan::{
    Blocker, ChangeRequest, DeletionPlan, Difference, Permit, PlanSource, PlannedChange,
    PlannedRequest, Resource, ResourceKind, SurvivingBackup, Undo, Warning,
};
pub use posture::{PostureCluster, PostureEvidence, PostureFinding, PostureRegion, PostureReport};
pub use quotas::{DocumentedLimits, Quota, QuotaResource};
pub use receipt::{Evidence, Fact, Left, Receipt};
pub use region_use::{ClusterUse, RegionUse};
pub use retirement::{RetirementState, RetirementStep, RetirementStepName};
pub use session::{
    CredentialSummary, Mode, Session, TrustAnchor, TrustAnchorKind, carries_protection,
};
pub use shell::shell_word;
pub use source_status::SourceStatus;
pub use subnets::{RegionSubnets, VpcSubnets};
pub use unread::Unread;
pub use usage::{MetricSeries, Usage, UsageRange};

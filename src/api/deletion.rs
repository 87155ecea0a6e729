//! The guarded deletion: plan, then the confirmed call.

use backend_api::{
    ApiError, CONFIRMATION_HEADER, Confirmation, DRY_RUN_HEADER, DeletionPlan, PERMIT_HEADER,
    Permit, code, routes,
};
use cloudhsm_api::Operation;
use serde_json::Value;

use super::{Client, client::parse};

/// What a plan is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanTarget {
    /// A cluster, by id.
    Cluster(String),
    /// An HSM of a cluster.
    Hsm {
        /// The cluster.
        cluster_id: String,
        /// The HSM.
        hsm_id: String,
    },
    /// A backup, by id.
    Backup(String),
    /// The deletion-protection tag of a cluster.
    Protection(String),
}

impl Client {
    /// Reads afresh what a deletion would do.
    pub async fn deletion_plan(
        &self,
        region: &str,
        target: &PlanTarget,
    ) -> Result<DeletionPlan, ApiError> {
        let path = match target {
            PlanTarget::Cluster(id) => routes::cluster_deletion_plan(region, id),
            PlanTarget::Hsm { cluster_id, hsm_id } => {
                routes::hsm_deletion_plan(region, cluster_id, hsm_id)
            }
            PlanTarget::Protection(id) => routes::cluster_unprotection_plan(region, id),
            PlanTarget::Backup(id) => routes::backup_deletion_plan(region, id),
        };
        parse(&self.send("POST", &path, Some("{}".to_owned()), &[]).await?)
    }

    /// Sends a confirmed plan, once.
    pub async fn delete(
        &self,
        plan: &DeletionPlan,
        permit: &Permit,
        confirmation: &Confirmation,
    ) -> Result<Value, ApiError> {
        let headers = guarded(permit, confirmation);
        self.operation(&plan.region, plan.operation, plan.request.body.clone(), &headers).await
    }

    /// Takes the deletion of a backup back.
    pub async fn restore_backup(&self, region: &str, backup_id: &str) -> Result<(), ApiError> {
        let input = serde_json::json!({ "BackupId": backup_id });
        let answer: Result<Value, _> =
            self.operation(region, Operation::RestoreBackup, input, &[]).await;
        answer.map(|_| ())
    }

    /// Everything but the last call.
    pub async fn rehearse(
        &self,
        plan: &DeletionPlan,
        permit: &Permit,
        confirmation: &Confirmation,
    ) -> Result<(), ApiError> {
        let mut headers = guarded(permit, confirmation).to_vec();
        headers.push((DRY_RUN_HEADER, "true".to_owned()));
        let body = plan.request.body.clone();
        let told: Value = self.operation(&plan.region, plan.operation, body, &headers).await?;
        // Never taken for granted: an answer that does not call itself a dry run was something else.
        if told.get("dryRun") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        Err(ApiError::network(code::NOT_THE_BACKEND, "The answer is not that of a dry run."))
    }
}

/// The guard's headers.
fn guarded(permit: &Permit, confirmation: &Confirmation) -> [(&'static str, String); 2] {
    [(PERMIT_HEADER, permit.token.clone()), (CONFIRMATION_HEADER, confirmation.to_header())]
}

//! The guarded deletion: plan, then the confirmed call.

use backend_api::{
    ApiError, CONFIRMATION_HEADER, Confirmation, DeletionPlan, PERMIT_HEADER, Permit, routes,
};
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
        let headers = [
            (PERMIT_HEADER, permit.token.clone()),
            (CONFIRMATION_HEADER, confirmation.to_header()),
        ];
        self.operation(&plan.region, plan.operation, plan.request.body.clone(), &headers).await
    }
}

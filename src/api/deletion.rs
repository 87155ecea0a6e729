//! The guarded deletion: plan, then the confirmed call, then its attempt. The last two are the same for
//! changes.

use backend_api::{
    ApiError, ApiErrorCode, Attempt, Attempts, CONFIRMATION_HEADER, Confirmation, DRY_RUN_HEADER,
    DeletionPlan, ErrorBody, PERMIT_HEADER, Permit, Receipt, routes,
};

use serde_json::{Value, json};

use super::{
    Client,
    client::parse,
    fleet::{Chunks, Lines, broken},
    transport,
};

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
    /// Several HSMs of a cluster, deleted one after the other.
    Hsms {
        /// The cluster.
        cluster_id: String,
        /// The HSMs, in the order of their deletion.
        hsm_ids: Vec<String>,
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
        let (path, body) = asked(region, target);
        parse(&self.send("POST", &path, Some(body), &[]).await?)
    }

    /// The same of a cluster. Meanwhile `so_far` gets what is known of it already, at first what CloudHSM
    /// says.
    pub async fn filling_plan(
        &self,
        region: &str,
        cluster_id: &str,
        so_far: impl Fn(DeletionPlan),
    ) -> Result<DeletionPlan, ApiError> {
        let path = [&routes::cluster_deletion_plan(region, cluster_id), "?filling=true"].concat();
        let request = self.request("POST", &path, Some("{}".to_owned()), &[]);
        let response = transport::open(request, None).await?;
        let (mut chunks, mut lines) = (Chunks::of(&response)?, Lines::default());
        while let Some(chunk) = chunks.next().await? {
            lines.add(&chunk)?;
            while let Some(line) = lines.next() {
                let plan: DeletionPlan = parse(&line).map_err(|error| {
                    // In the place of the last plan, why there is none.
                    parse(&line).map_or(error, |ErrorBody { error }| error)
                })?;
                if plan.asking().next().is_none() {
                    return Ok(plan);
                }
                so_far(plan);
            }
        }
        Err(broken("The plan ended before it was complete."))
    }

    /// Sends a confirmed plan, once.
    pub async fn send_confirmed(
        &self,
        plan: &DeletionPlan,
        permit: &Permit,
        confirmation: &Confirmation,
    ) -> Result<(), ApiError> {
        let headers = guarded(permit, confirmation);
        let body = &plan.request.body;
        let Some(ids) = body.get("HsmIds") else {
            let answer: Result<Value, _> =
                self.operation(&plan.region, plan.operation, body.clone(), &headers).await;
            return answer.map(drop);
        };
        // Several HSMs: one request of the backend's own, and one to AWS for each of them.
        let cluster_id = plan.resource.cluster_id.as_deref().unwrap_or_default();
        let path = routes::hsms_deletion(&plan.region, cluster_id);
        let body = json!({ "hsmIds": ids }).to_string();
        parse(&self.send("POST", &path, Some(body), &headers).await?).map(|Attempt { .. }| ())
    }

    /// The newest attempts of the backend, newest first.
    pub async fn attempts(&self) -> Result<Vec<Attempt>, ApiError> {
        let answer: Attempts = parse(&self.send("GET", routes::ATTEMPTS, None, &[]).await?)?;
        Ok(answer.attempts)
    }

    /// One attempt: what the backend knows about a change or deletion.
    pub async fn attempt(&self, id: &str) -> Result<Attempt, ApiError> {
        parse(&self.send("GET", &routes::attempt(id), None, &[]).await?)
    }

    /// The receipt of an attempt.
    pub async fn receipt(&self, id: &str) -> Result<Receipt, ApiError> {
        parse(&self.send("GET", &routes::receipt(id), None, &[]).await?)
    }

    /// Asks that no further step of an attempt is sent.
    pub async fn stop_attempt(&self, id: &str) -> Result<Attempt, ApiError> {
        parse(&self.send("POST", &routes::stop_attempt(id), Some("{}".to_owned()), &[]).await?)
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
        let answer: Value = self.operation(&plan.region, plan.operation, body, &headers).await?;
        // Never taken for granted: an answer that does not call itself a dry run was something else.
        if answer.get("dryRun") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        Err(ApiError::network(ApiErrorCode::NotTheBackend, "The answer is not that of a dry run."))
    }
}

/// The path and the body of the request.
fn asked(region: &str, target: &PlanTarget) -> (String, String) {
    let path = match target {
        PlanTarget::Cluster(id) => routes::cluster_deletion_plan(region, id),
        PlanTarget::Hsm { cluster_id, hsm_id } => {
            routes::hsm_deletion_plan(region, cluster_id, hsm_id)
        }
        PlanTarget::Hsms { cluster_id, .. } => routes::hsms_deletion_plan(region, cluster_id),
        PlanTarget::Protection(id) => routes::cluster_unprotection_plan(region, id),
        PlanTarget::Backup(id) => routes::backup_deletion_plan(region, id),
    };
    let body = match target {
        PlanTarget::Hsms { hsm_ids, .. } => json!({ "hsmIds": hsm_ids }),
        _ => json!({}),
    };
    (path, body.to_string())
}

/// The guard's headers.
fn guarded(permit: &Permit, confirmation: &Confirmation) -> [(&'static str, String); 2] {
    [(PERMIT_HEADER, permit.token.clone()), (CONFIRMATION_HEADER, confirmation.to_header())]
}

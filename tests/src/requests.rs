//! Requests to the backend that many tests make, in the wire's own types.

use backend_api::{
    Activity, ApiErrorCode, CONFIRMATION_HEADER, Confirmation, DeletionPlan, ErrorBody,
    PERMIT_HEADER, Session, routes,
};
use cloudhsm_api::{Cluster, DescribeBackupsOutput, DescribeClustersOutput, Operation};
use serde_json::{Value, json};

use crate::{Answer, Stack};

impl Stack {
    /// Who and what the backend is.
    pub async fn session(&self) -> Session {
        self.get(routes::SESSION).await.expect(200).json()
    }

    /// The newest audit records.
    pub async fn activity(&self) -> Activity {
        self.get(routes::ACTIVITY).await.expect(200).json()
    }

    /// An operation of CloudHSM.
    pub async fn call(&self, region: &str, operation: Operation, input: &Value) -> Answer {
        self.post(&routes::operation(region, operation), input).await
    }

    /// The cluster of this name.
    pub async fn cluster_named(&self, region: &str, name: &str) -> Cluster {
        let clusters = self.clusters(region).await;
        let found = clusters.into_iter().find(|cluster| cluster.name() == Some(name));
        found.unwrap_or_else(|| panic!("{region} has a cluster {name}"))
    }

    /// All clusters of a region, page by page.
    pub async fn clusters(&self, region: &str) -> Vec<Cluster> {
        let mut clusters = Vec::new();
        let mut input = json!({});
        loop {
            let answer = self.call(region, Operation::DescribeClusters, &input).await;
            let page: DescribeClustersOutput = answer.expect(200).json();
            clusters.extend(page.clusters);
            match page.next_token.filter(|token| !token.is_empty()) {
                Some(token) => input = json!({ "NextToken": token }),
                None => return clusters,
            }
        }
    }

    /// The ID of a READY backup of a cluster.
    pub async fn backup_of(&self, region: &str, cluster: &str) -> String {
        let input = json!({ "Filters": { "clusterIds": [cluster], "states": ["READY"] } });
        let answer = self.call(region, Operation::DescribeBackups, &input).await;
        let page: DescribeBackupsOutput = answer.expect(200).json();
        let first = page.backups.into_iter().next();
        first.unwrap_or_else(|| panic!("{cluster} has a READY backup")).backup_id
    }

    /// The plan of a cluster's deletion.
    pub async fn plan(&self, region: &str, cluster: &str) -> DeletionPlan {
        let path = routes::cluster_deletion_plan(region, cluster);
        self.post(&path, &json!({})).await.expect(200).json()
    }

    /// The plan of a change.
    pub async fn change_plan(
        &self,
        region: &str,
        operation: Operation,
        input: &Value,
    ) -> DeletionPlan {
        let asked = json!({ "operation": operation, "input": input });
        self.post(&routes::change_plan(region), &asked).await.expect(200).json()
    }

    /// A change, planned and confirmed.
    pub async fn change(&self, region: &str, operation: Operation, input: &Value) -> Answer {
        let plan = self.change_plan(region, operation, input).await;
        let confirmed = confirmation(&plan).to_header();
        let headers = [(PERMIT_HEADER, permit(&plan)), (CONFIRMATION_HEADER, confirmed.as_str())];
        let path = routes::operation(region, operation);
        self.post_with(&path, &headers, &plan.request.body).await
    }

    /// `DeleteCluster` with whatever permit and confirmation a test has.
    pub async fn delete(
        &self,
        region: &str,
        cluster: &str,
        permit: Option<&str>,
        confirmation: Option<&Confirmation>,
    ) -> Answer {
        let confirmation = confirmation.map(Confirmation::to_header);
        let mut headers = Vec::new();
        headers.extend(permit.map(|permit| (PERMIT_HEADER, permit)));
        headers.extend(confirmation.as_deref().map(|text| (CONFIRMATION_HEADER, text)));
        let path = routes::operation(region, Operation::DeleteCluster);
        self.post_with(&path, &headers, &json!({ "ClusterId": cluster })).await
    }
}

/// What a person who reads the plan to its end would type and acknowledge.
pub fn confirmation(plan: &DeletionPlan) -> Confirmation {
    let acknowledged = plan.warnings.iter().filter(|warning| warning.acknowledge);
    Confirmation {
        typed: plan.type_to_confirm.clone(),
        acknowledged: acknowledged.map(|warning| warning.code).collect(),
        typed_name: plan.name_to_confirm.clone(),
    }
}

/// The permit's token of a plan that nothing blocks.
pub fn permit(plan: &DeletionPlan) -> &str {
    match &plan.permit {
        Some(permit) => &permit.token,
        None => panic!("the plan has no permit: {:#?}", plan.blockers),
    }
}

impl Answer {
    /// The status and the code of an error in the one envelope.
    pub fn error(&self) -> (u16, ApiErrorCode) {
        let body: ErrorBody = self.json();
        (self.status.as_u16(), body.error.code)
    }
}

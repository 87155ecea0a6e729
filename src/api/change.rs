//! The plan of a change that costs money or can't be changed back. A confirmed one is sent as a
//! deletion is: [`Client::send_confirmed`].

use backend_api::{ApiError, ChangeRequest, DeletionPlan, routes};
use serde_json::json;

use super::{Client, client::parse};

impl Client {
    /// Reads afresh what a change would do.
    pub async fn change_plan(
        &self,
        region: &str,
        request: &ChangeRequest,
    ) -> Result<DeletionPlan, ApiError> {
        let body = json!({ "operation": request.operation, "input": request.input });
        let path = routes::change_plan(region);
        parse(&self.send("POST", &path, Some(body.to_string()), &[]).await?)
    }
}

//! With whom a backup is shared, as its resource policy says.

use backend_api::ApiError;
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use super::Client;

impl Client {
    /// The text of a backup's resource policy; `None` when it has none.
    pub async fn resource_policy(
        &self,
        region: &str,
        backup_arn: &str,
    ) -> Result<Option<String>, ApiError> {
        let input = json!({ "ResourceArn": backup_arn });
        let answer: Value =
            self.operation(region, Operation::GetResourcePolicy, input, &[]).await?;
        let policy = answer.get("Policy").and_then(Value::as_str);
        Ok(policy.filter(|text| !text.trim().is_empty()).map(str::to_owned))
    }
}

//! Setting and removing tags.

use backend_api::ApiError;
use cloudhsm_api::{
    Operation, Tag, TagResourceInput, TagResourceOutput, UntagResourceInput, UntagResourceOutput,
};
use serde::Serialize;
use serde_json::Value;

use super::Client;

fn input(input: &impl Serialize) -> Value {
    // Texts and lists of texts: this has no way to fail.
    serde_json::to_value(input).unwrap_or_default()
}

impl Client {
    /// Adds tags, and overwrites those whose key is there.
    pub async fn tag(&self, region: &str, id: &str, tags: Vec<Tag>) -> Result<(), ApiError> {
        let tags = TagResourceInput { resource_id: id.to_owned(), tag_list: tags };
        let answer = self.operation(region, Operation::TagResource, input(&tags), &[]).await;
        answer.map(|TagResourceOutput { .. }| ())
    }

    /// Removes tags by key.
    pub async fn untag(&self, region: &str, id: &str, keys: Vec<String>) -> Result<(), ApiError> {
        let keys = UntagResourceInput { resource_id: id.to_owned(), tag_key_list: keys };
        let answer = self.operation(region, Operation::UntagResource, input(&keys), &[]).await;
        answer.map(|UntagResourceOutput { .. }| ())
    }
}

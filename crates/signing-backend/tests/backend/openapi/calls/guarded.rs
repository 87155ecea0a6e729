//! Calls that need a plan.

use backend_api::{Attempt, CONFIRMATION_HEADER, DeletionPlan, ErrorBody, PERMIT_HEADER};
use cloudhsm_api::shape::{JsonSchema, Schemas, object};
use serde_json::{Value, json};
use signing_backend::Route;

use super::{finish, reference};
use crate::openapi::{aws, failures::Kind, planned};

/// A plan that can fill in.
pub(super) fn fills(described: &mut Value, plan: &Value, named: &mut Schemas) {
    described["parameters"].as_array_mut().unwrap().push(json!({
        "name": "filling", "in": "query", "required": false,
        "description": "Answer at once with what CloudHSM says, as a stream of lines: each is the whole \
            plan with more of what is known. A plan with a source that is `asking` has neither a permit \
            nor an attempt. The last line is the complete plan, or the error that ended it.",
        "schema": { "type": "boolean", "default": false },
    }));
    let error = ErrorBody::schema(named);
    let content = described["responses"]["200"]["content"].as_object_mut().unwrap();
    let lines = json!({ "schema": { "anyOf": [plan, error] } });
    content.insert("application/x-ndjson".to_owned(), lines);
}

/// Several HSMs of a cluster: their plan, or their deletion.
pub(super) fn several(route: &Route, name: &str, named: &mut Schemas) -> Value {
    let mut described = if name == "deletion" {
        let summary = "Begin the confirmed deletion of several HSMs, one after the other";
        let schema = Attempt::schema(named);
        let json = "application/json";
        let mut described =
            finish(route, "hsms-deletion", "destroying", summary, json, &schema, Kind::Guarded);
        let parameters = described["parameters"].as_array_mut().unwrap();
        for header in [PERMIT_HEADER, CONFIRMATION_HEADER] {
            parameters.push(reference("parameters", header));
        }
        described["description"] = "The first HSM is sent, or refused, when this answers. The \
            backend deletes the others after it; `GET /api/attempts/{attempt}` reports each step."
            .into();
        let responses = described["responses"].as_object_mut().unwrap();
        let accepted = responses.remove("200").unwrap();
        responses.insert("202".to_owned(), accepted);
        described
    } else {
        let summary = "What the deletion of several HSMs would do, and the permit for it";
        let schema = DeletionPlan::schema(named);
        let (id, json) = ("hsms-deletion-plan", "application/json");
        finish(route, id, "guard", summary, json, &schema, Kind::Plan)
    };
    let ids = json!({
        "type": "array", "items": aws::id("hsm"), "minItems": 1, "maxItems": 28, "uniqueItems": true,
        "description": "The HSMs, in the order in which they are deleted.",
    });
    let mut schema = object(&[("hsmIds", ids)]);
    schema["required"] = json!(["hsmIds"]);
    schema["additionalProperties"] = false.into();
    described["requestBody"] =
        json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    described
}

/// The plan of a change.
pub(super) fn change(route: &Route, named: &mut Schemas) -> Value {
    let schema = DeletionPlan::schema(named);
    let summary = "What a change would do, and the permit for it";
    let json = "application/json";
    let mut described = finish(route, "change-plan", "guard", summary, json, &schema, Kind::Plan);
    let asked: Vec<_> = planned::inputs()
        .into_iter()
        .map(|(operation, input)| {
            let named = json!({ "const": operation });
            let mut one = object(&[("operation", named), ("input", input)]);
            one["required"] = json!(["operation", "input"]);
            one["additionalProperties"] = false.into();
            one
        })
        .collect();
    described["requestBody"] =
        json!({ "required": true, "content": { json: { "schema": { "oneOf": asked } } } });
    described
}

//! What the routes of the document share: parameters, headers, and the shapes that are no
//! [`JsonSchema`].

use backend_api::{
    ATTEMPT_HEADER, CONFIRMATION_HEADER, DRY_RUN_HEADER, PERMIT_HEADER, WarningCode,
};
use cloudhsm_api::{
    Operation,
    shape::{JsonSchema, Schemas, object},
};
use serde_json::{Value, json};

use super::aws;

pub(super) fn parameters() -> Value {
    let path = |name: &str, what: &str| {
        let schema = if name == "region" { aws::text(aws::REGION) } else { aws::id(name) };
        json!({ "name": name, "in": "path", "required": true, "description": what, "schema": schema })
    };
    let header = |name: &str, required: bool, what: &str, schema: Value| json!({ "name": name, "in": "header", "required": required, "description": what, "schema": schema });
    let permit = |required| {
        header(
            PERMIT_HEADER,
            required,
            "The permit's token, from a plan. Single use.",
            json!({ "type": "string" }),
        )
    };
    let confirmation = |required| {
        let schema = json!({
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": { "$ref": "#/components/schemas/Confirmation" },
        });
        let what = "What the person typed and acknowledged, as JSON in ASCII: everything else as `\\u` escapes.";
        header(CONFIRMATION_HEADER, required, what, schema)
    };
    json!({
        "region": path("region", "One of the session's regions."),
        "cluster": path("cluster", "The cluster's id."),
        "hsm": path("hsm", "The HSM's id."),
        "backup": path("backup", "The backup's id."),
        "attempt": {
            "name": "attempt", "in": "path", "required": true,
            "description": "The attempt's ID: from a plan, an error, or the header `x-console-attempt`.",
            "schema": { "type": "string", "minLength": 1 },
        },
        "x-request-id": header(
            "x-request-id",
            false,
            "An id for this request, to find it in the logs: 1 to 64 letters, digits, `-`, `_`, `.`. Anything else is replaced by the backend's own.",
            json!({ "type": "string" }),
        ),
        PERMIT_HEADER: permit(true),
        CONFIRMATION_HEADER: confirmation(true),
        format!("optional-{PERMIT_HEADER}"): permit(false),
        format!("optional-{CONFIRMATION_HEADER}"): confirmation(false),
        DRY_RUN_HEADER: header(
            DRY_RUN_HEADER,
            false,
            "`true`: everything but the call to AWS.",
            json!({ "type": "string", "enum": ["true", "false"] }),
        ),
    })
}

pub(super) fn headers() -> Value {
    let header = |what: &str, schema: Value| json!({ "description": what, "schema": schema });
    let text = || json!({ "type": "string" });
    json!({
        "x-request-id": header("The request's id: the caller's own, or the backend's.", text()),
        "x-amzn-requestid": header("AWS's own request id, when AWS answered.", text()),
        ATTEMPT_HEADER: header("The attempt's ID, to look it up afterwards.", text()),
        "retry-after": header("Seconds to wait before the next try.", json!({ "type": "integer", "minimum": 0 })),
        "www-authenticate": header("How to say who asks.", json!({ "const": "Bearer" })),
    })
}

/// What `backend_api::Confirmation` is; `mod.rs` compares.
pub(super) fn confirmation(named: &mut Schemas) -> Value {
    let codes = Vec::<WarningCode>::schema(named);
    let text = || json!({ "type": "string" });
    let mut schema = object(&[
        ("typed", text()),
        ("acknowledged", codes),
        ("typedName", json!({ "type": ["string", "null"] })),
    ]);
    schema["required"] = json!(["typed"]);
    schema["additionalProperties"] = false.into();
    schema
}

pub(super) fn dry_run(named: &mut Schemas) -> Value {
    let told = |what: &str, mut schema: Value| {
        schema["description"] = what.into();
        schema
    };
    let text = |what: &str| told(what, json!({ "type": "string" }));
    let request = backend_api::PlannedRequest::schema(named);
    let members = [
        ("dryRun", told("Always: nothing was sent.", json!({ "const": true }))),
        ("operation", told("What would have been called.", Operation::schema(named))),
        ("region", text("The region of the resource.")),
        ("resource", text("The resource's id.")),
        ("digest", text("SHA-256 of the state as it was read the second time, in hex.")),
        ("request", told("The exact request to AWS.", request)),
    ];
    let mut schema = object(&members);
    schema["required"] = members.iter().map(|(name, _)| *name).collect();
    schema["description"] = "What a dry run answers: what would have been sent.".into();
    schema
}

/// Behind a listener of its own (`--metrics-listen`).
pub(super) fn metrics() -> Value {
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    json!({
        "servers": [{ "url": "http://{metrics}", "description": "The address of `--metrics-listen`.",
            "variables": { "metrics": { "default": "127.0.0.1:9187" } } }],
        "get": {
            "operationId": "metrics",
            "tags": ["watching"],
            "summary": "Numbers for Prometheus: counts, never contents",
            "security": [],
            "responses": { "200": {
                "description": "The numbers.",
                "content": { content_type: { "schema": { "type": "string" } } },
            } },
        },
    })
}

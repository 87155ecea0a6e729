//! One route of the document: the backend's own, or one operation of CloudHSM.

use backend_api::{
    ATTEMPT_HEADER, Activity, Attempt, Attempts, CONFIRMATION_HEADER, DRY_RUN_HEADER, DeletionPlan,
    Dependents, ErrorBody, FleetEvent, History, PERMIT_HEADER, PostureReport, Receipt,
    RegionSubnets, RegionUse, Session, Usage, UsageRange, needs_plan,
};
use cloudhsm_api::{
    Operation, OperationClass,
    shape::{JsonSchema, Schemas, object},
};
use serde_json::{Value, json};
use signing_backend::{Route, posture::PostureFormat};

use super::{
    aws,
    failures::{self, Kind},
    planned,
    texts::Texts,
};

/// A route of the backend's own.
pub(super) fn own(route: &Route, named: &mut Schemas, texts: &Texts) -> Value {
    let name = route.path.rsplit('/').next().unwrap_or_default();
    let (id, tag, summary, schema) = match route.path {
        "/healthz" => ("alive", "watching", "The process answers".to_owned(), status("ok")),
        "/readyz" => {
            ("ready", "watching", "Credentials can be resolved".to_owned(), status("ready"))
        }
        backend_api::routes::SESSION => {
            let schema = Session::schema(named);
            ("session", "session", "Who and what this backend is".to_owned(), schema)
        }
        backend_api::routes::ACTIVITY => {
            let schema = Activity::schema(named);
            let summary = texts.of("Activity", None).expect("a comment").to_owned();
            ("activity", "session", summary, schema)
        }
        backend_api::routes::FLEET => return fleet(route, named),
        backend_api::routes::FLEET_REFRESH => return refresh(route),
        backend_api::routes::POSTURE => return posture(route, named),
        backend_api::routes::ATTEMPTS => {
            let schema = Attempts::schema(named);
            ("attempts", "guard", "The newest attempts".to_owned(), schema)
        }
        "/api/attempts/{attempt}" => {
            let schema = Attempt::schema(named);
            let summary = "One attempt: where it is, and what is known about it";
            ("attempt", "guard", summary.to_owned(), schema)
        }
        "/api/attempts/{attempt}/receipt" => {
            let schema = Receipt::schema(named);
            let summary = texts.of("Receipt", None).expect("a comment").to_owned();
            ("receipt", "guard", summary, schema)
        }
        "/api/attempts/{attempt}/stop" => {
            let schema = Attempt::schema(named);
            ("stop-attempt", "guard", "Send no further step of an attempt".to_owned(), schema)
        }
        "/api/regions/{region}/clusters/{cluster}/dependents" => {
            let schema = Dependents::schema(named);
            let summary = texts.of("Dependents", None).expect("a comment").to_owned();
            ("dependents", "fleet", summary, schema)
        }
        "/api/regions/{region}/clusters/{cluster}/history" => {
            let schema = History::schema(named);
            let summary = texts.of("History", None).expect("a comment").to_owned();
            ("history", "fleet", summary, schema)
        }
        "/api/regions/{region}/use" => {
            let schema = RegionUse::schema(named);
            let summary = texts.of("RegionUse", None).expect("a comment").to_owned();
            ("region-use", "fleet", summary, schema)
        }
        "/api/regions/{region}/subnets" => {
            let schema = RegionSubnets::schema(named);
            let summary = texts.of("RegionSubnets", None).expect("a comment").to_owned();
            ("subnets", "fleet", summary, schema)
        }
        "/api/regions/{region}/clusters/{cluster}/usage" => return usage(route, named),
        "/api/regions/{region}/change-plan" => return change(route, named),
        path if path.contains("/hsms/deletion") => return several(route, name, named),
        path => {
            let what =
                ["hsms", "backups", "clusters"].into_iter().find(|it| path.contains(it)).unwrap();
            let what = what.trim_end_matches('s');
            let summary = match name {
                "deletion-plan" => {
                    format!("What the deletion of a {what} would do, and the permit for it")
                }
                _ => format!("The plan to take the deletion-protection tag off a {what}"),
            };
            let id = format!("{what}-{name}");
            let schema = DeletionPlan::schema(named);
            let json = "application/json";
            let mut described = finish(route, &id, "guard", &summary, json, &schema, Kind::Plan);
            if name == "deletion-plan" {
                fills(&mut described, &schema, named);
            }
            return described;
        }
    };
    let kind = match (id, route.is_api()) {
        ("activity", _) => Kind::Activity,
        ("stop-attempt", _) => Kind::Attempt,
        ("attempt" | "receipt", _) => Kind::Receipt,
        ("dependents" | "region-use" | "history" | "subnets", _) => Kind::Plan,
        ("ready", _) => Kind::Ready,
        (_, true) => Kind::Own,
        _ => Kind::Open,
    };
    let mut described = finish(route, id, tag, &summary, "application/json", &schema, kind);
    if !route.is_api() {
        described["security"] = json!([]);
    }
    described
}

/// What the HSMs of a cluster measured.
fn usage(route: &Route, named: &mut Schemas) -> Value {
    let schema = Usage::schema(named);
    let summary = "What the HSMs of a cluster measured over a time";
    let json = "application/json";
    let mut described = finish(route, "usage", "fleet", summary, json, &schema, Kind::Plan);
    let ranges: Vec<_> = UsageRange::ALL.iter().map(|it| it.as_str()).collect();
    described["parameters"].as_array_mut().unwrap().push(json!({
        "name": "range", "in": "query", "required": true,
        "description": "How far back.",
        "schema": { "type": "string", "enum": ranges },
    }));
    described
}

/// The stream of the fleet.
fn fleet(route: &Route, named: &mut Schemas) -> Value {
    let schema = FleetEvent::schema(named);
    let summary = "The clusters of all regions, and then what changes, as a stream of lines";
    let media = "application/x-ndjson";
    let mut described = finish(route, "fleet", "fleet", summary, media, &schema, Kind::Own);
    described["description"] =
        "Each line is one JSON object of this schema. The stream has no end \
        of its own: `at` says that the reader has everything so far, and is repeated when nothing \
        happens. A reader that comes back with the last `at` gets only what changed since."
            .into();
    let parameters = described["parameters"].as_array_mut().unwrap();
    parameters.push(json!({
        "name": "rows", "in": "query", "required": false,
        "description": "If a region has more rows, only its first ones come, nothing else is said of \
            it, and the stream ends without `at`: for a page that shows something while it loads.",
        "schema": { "type": "integer", "minimum": 0 },
    }));
    parameters.push(json!({
        "name": "after", "in": "query", "required": false,
        "description": "Where the reader is: `STREAM.SEQUENCE`, from the last `snapshot` or \
            `resumed` and the last `at`.",
        "schema": { "type": "string", "pattern": "^.*\\.[0-9]+$" },
    }));
    described
}

/// The wish for a new listing.
fn refresh(route: &Route) -> Value {
    let summary = "List the clusters of all regions again as soon as AWS may be asked";
    let json = "application/json";
    let mut described =
        finish(route, "refresh-fleet", "fleet", summary, json, &json!({}), Kind::Own);
    let responses = described["responses"].as_object_mut().unwrap();
    let mut accepted = responses.remove("200").unwrap();
    accepted.as_object_mut().unwrap().remove("content");
    responses.insert("202".to_owned(), accepted);
    described
}

/// The posture report, in several formats.
fn posture(route: &Route, named: &mut Schemas) -> Value {
    let schema = PostureReport::schema(named);
    let summary = "The findings of all regions, read now, each with what it rests on";
    let mut described =
        finish(route, "posture", "session", summary, "application/json", &schema, Kind::Own);
    let names: Vec<_> = PostureFormat::ALL.iter().map(|format| format.name()).collect();
    let parameters = described["parameters"].as_array_mut().unwrap();
    parameters.push(json!({
        "name": "format", "in": "query", "required": false,
        "description": "The format of the report.",
        "schema": { "enum": names, "default": "json" },
    }));
    let content = described["responses"]["200"]["content"].as_object_mut().unwrap();
    for format in PostureFormat::ALL.iter().filter(|it| **it != PostureFormat::Json) {
        let media = format.media_type().split(';').next().unwrap_or_default();
        let kind = if *format == PostureFormat::Sarif { "object" } else { "string" };
        content.insert(media.to_owned(), json!({ "schema": { "type": kind } }));
    }
    described
}

/// A plan that can fill in.
fn fills(described: &mut Value, plan: &Value, named: &mut Schemas) {
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
fn several(route: &Route, name: &str, named: &mut Schemas) -> Value {
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
fn change(route: &Route, named: &mut Schemas) -> Value {
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

/// What needs a permit only when it takes a protection off.
const TAGGING: [Operation; 2] = [Operation::TagResource, Operation::UntagResource];

/// One operation of CloudHSM.
pub(super) fn call(route: &Route, operation: Operation, named: &mut Schemas) -> Value {
    let (tag, kind) = match operation.class() {
        OperationClass::Reading => ("reading", Kind::Reading),
        OperationClass::Changing if TAGGING.contains(&operation) => ("changing", Kind::Guarded),
        OperationClass::Changing if needs_plan(operation) => ("planned", Kind::Guarded),
        OperationClass::Changing => ("changing", Kind::Changing),
        OperationClass::Destroying => ("destroying", Kind::Guarded),
    };
    let name = operation.name();
    let schema = aws::output(operation, named);
    let json_type = "application/x-amz-json-1.1";
    let summary = format!("CloudHSM's {name}");
    let mut described = finish(route, name, tag, &summary, json_type, &schema, kind);
    let input = aws::input(operation);
    described["requestBody"] =
        json!({ "required": true, "content": { "application/json": { "schema": input } } });
    let url = format!("https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_{name}.html");
    described["externalDocs"] = json!({ "url": url });
    described["responses"]["200"]["headers"]["x-amzn-requestid"] = header_ref("x-amzn-requestid");
    if operation.class() != OperationClass::Reading {
        described["responses"]["200"]["headers"][ATTEMPT_HEADER] = header_ref(ATTEMPT_HEADER);
    }
    if kind == Kind::Guarded {
        let parameters = described["parameters"].as_array_mut().unwrap();
        let required = needs_plan(operation);
        for header in [PERMIT_HEADER, CONFIRMATION_HEADER] {
            let component = if required { header.to_owned() } else { format!("optional-{header}") };
            parameters.push(reference("parameters", &component));
        }
        parameters.push(reference("parameters", DRY_RUN_HEADER));
        described["responses"]["200"]["content"]["application/json"]["schema"] =
            json!({ "$ref": "#/components/schemas/DryRun" });
        described["description"] = match operation {
            Operation::TagResource => {
                "A tag whose key is that of the deletion protection, with another value than the one \
                 that protects, is refused: `UntagResource` takes the protection off."
            }
            Operation::UntagResource => {
                "Only to take the deletion-protection tag off, a permit is needed, of an \
                 unprotection plan."
            }
            _ => "The permit and the confirmation are from and for a plan. With a dry run, everything but the call to AWS.",
        }
        .into();
    }
    described
}

fn finish(
    route: &Route,
    id: &str,
    tag: &str,
    summary: &str,
    content_type: &str,
    schema: &Value,
    kind: Kind,
) -> Value {
    let mut parameters = Vec::new();
    for part in route.path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        if name != "operation" {
            parameters.push(reference("parameters", name));
        }
    }
    parameters.push(reference("parameters", "x-request-id"));
    let mut responses = json!({ "200": {
        "description": if content_type.contains("amz") { "AWS's answer, byte for byte." } else { "The answer." },
        "headers": { "x-request-id": header_ref("x-request-id") },
        "content": { content_type: { "schema": schema } },
    } });
    for status in failures::statuses(kind) {
        let name = failures::name(kind, status);
        responses[status.to_string()] = reference("responses", &name);
    }
    json!({
        "operationId": id,
        "tags": [tag],
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
    })
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

pub(super) fn header_ref(name: &str) -> Value {
    reference("headers", name)
}

fn status(word: &str) -> Value {
    let mut schema = object(&[("status", json!({ "const": word }))]);
    schema["required"] = json!(["status"]);
    schema
}

//! One route of the document: the backend's own, or one operation of CloudHSM.

mod fleet;
mod guarded;

use backend_api::{
    ATTEMPT_HEADER, Activity, Attempt, Attempts, CONFIRMATION_HEADER, DRY_RUN_HEADER, DeletionPlan,
    Dependents, History, PERMIT_HEADER, Receipt, RegionSubnets, RegionUse, Session, needs_plan,
};
use cloudhsm_api::{
    Operation, OperationClass,
    shape::{JsonSchema, Schemas, object},
};
use fleet::{fleet, posture, refresh, usage};
use guarded::{change, fills, several};
use serde_json::{Value, json};
use signing_backend::Route;

use super::{
    aws,
    failures::{self, Kind},
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

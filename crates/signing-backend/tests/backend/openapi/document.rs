//! The document of the wire, made from the code: the routes' table, the shapes' own members, the names of
//! headers and codes, and the comments beside them.

use std::collections::BTreeMap;

use backend_api::{
    Activity, CONFIRMATION_HEADER, DRY_RUN_HEADER, DeletionPlan, ErrorBody, PERMIT_HEADER, Session,
    WarningCode,
};
use cloudhsm_api::{
    Operation, OperationClass,
    shape::{Member, Schemas, object},
};
use serde_json::{Map, Value, json};
use signing_backend::{Failure, Route, routes};

use super::{aws, failures, texts::Texts};

/// The whole document.
pub(super) fn document() -> Value {
    let texts = Texts::read();
    let mut named = Schemas::new();
    let mut paths = Map::new();
    for route in routes() {
        if route.path.ends_with("/{operation}") {
            for operation in Operation::ALL {
                let path = route.path.replace("{operation}", operation.name());
                let described = call(&route, *operation, &mut named);
                paths.insert(path, item(&route, described));
            }
        } else {
            let described = own(&route, &mut named, &texts);
            paths.insert(route.path.to_owned(), item(&route, described));
        }
    }
    paths.insert("/metrics".to_owned(), metrics());
    for (name, make) in
        [("Confirmation", confirmation as fn(&mut Schemas) -> Value), ("DryRun", dry_run)]
    {
        let schema = make(&mut named);
        named.insert(name.to_owned(), schema);
    }
    ErrorBody::schema(&mut named);
    describe(&mut named, &texts);
    let mut responses = failures::responses(&texts);
    for response in responses.values_mut() {
        response["headers"]["x-request-id"] = header_ref("x-request-id");
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "cloudhsm-console: the wire between console and signing backend",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "CloudHSM v2 with a session token instead of a signature, and a guard before what can't be undone.",
            "description": INTRODUCTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{
            "url": "http://{host}",
            "description": "Loopback; anywhere else with TLS.",
            "variables": { "host": { "default": "127.0.0.1:8787" } },
        }],
        "security": [{ "session": [] }],
        "tags": [
            { "name": "session", "description": "Who and what this backend is." },
            { "name": "guard", "description": "Plans of what can't be undone, and the permits for them." },
            { "name": "reading", "description": "CloudHSM's operations that change nothing." },
            { "name": "changing", "description": "CloudHSM's operations whose effect can be changed back. Each is recorded before and after." },
            { "name": "destroying", "description": "CloudHSM's operations that need a permit." },
            { "name": "watching", "description": "For whoever watches the process. No token, and nothing about the account." },
        ],
        "paths": paths,
        "components": {
            "securitySchemes": { "session": {
                "type": "http",
                "scheme": "bearer",
                "description": "The session token, from the link that the backend prints or from its `--token-file`.",
            } },
            "parameters": parameters(),
            "headers": headers(),
            "responses": responses,
            "schemas": named,
        },
    })
}

const INTRODUCTION: &str = "Made from the code; `docs/wire.md` walks through it. AWS's errors travel with \
AWS's own status and name, in the same envelope as the backend's own, so a status that is listed for a code \
of the backend can also be AWS's. Any path that is not here is answered with 404 `NotFound`, any other method \
with 405 `MethodNotAllowed`.";

fn item(route: &Route, described: Value) -> Value {
    let method = route.method.as_str().to_lowercase();
    json!({ method: described })
}

/// A route of the backend's own.
fn own(route: &Route, named: &mut Schemas, texts: &Texts) -> Value {
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
            return finish(route, &id, "guard", &summary, "application/json", &schema, Kind::Plan);
        }
    };
    let kind = match (id, route.is_api()) {
        ("activity", _) => Kind::Activity,
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

pub(super) use failures::Kind;

/// What needs a permit only when it takes a protection off.
const TAGGING: [Operation; 2] = [Operation::TagResource, Operation::UntagResource];

/// One operation of CloudHSM.
fn call(route: &Route, operation: Operation, named: &mut Schemas) -> Value {
    let (tag, kind) = match operation.class() {
        OperationClass::Reading => ("reading", Kind::Reading),
        OperationClass::Changing if TAGGING.contains(&operation) => ("changing", Kind::Guarded),
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
    if kind == Kind::Guarded {
        let parameters = described["parameters"].as_array_mut().unwrap();
        let required = operation.class() == OperationClass::Destroying;
        for header in [PERMIT_HEADER, CONFIRMATION_HEADER] {
            let component = if required { header.to_owned() } else { format!("optional-{header}") };
            parameters.push(reference("parameters", &component));
        }
        parameters.push(reference("parameters", DRY_RUN_HEADER));
        described["responses"]["200"]["content"]["application/json"]["schema"] =
            json!({ "$ref": "#/components/schemas/DryRun" });
        described["description"] = match operation {
            Operation::TagResource | Operation::UntagResource => "A permit is needed only to take the deletion-protection tag off, or to give it another value.",
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

fn parameters() -> Value {
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

fn headers() -> Value {
    let header = |what: &str, schema: Value| json!({ "description": what, "schema": schema });
    let text = || json!({ "type": "string" });
    json!({
        "x-request-id": header("The request's id: the caller's own, or the backend's.", text()),
        "x-amzn-requestid": header("AWS's own request id, when AWS answered.", text()),
        "retry-after": header("Seconds to wait before the next try.", json!({ "type": "integer", "minimum": 0 })),
        "www-authenticate": header("How to say who asks.", json!({ "const": "Bearer" })),
    })
}

/// What [`backend_api::Confirmation`] is; `mod.rs` compares.
fn confirmation(named: &mut Schemas) -> Value {
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

fn dry_run(named: &mut Schemas) -> Value {
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
fn metrics() -> Value {
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

/// Puts the sources' comments beside what they describe.
fn describe(named: &mut Schemas, texts: &Texts) {
    for (name, schema) in named.iter_mut() {
        if schema.get("description").is_none()
            && let Some(text) = texts.of(name, None)
        {
            schema["description"] = format!("{text}.").into();
        }
        if let Some(words) = schema.get("enum").or_else(|| schema.get("examples")).cloned() {
            let told: BTreeMap<_, _> = words
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| Some((word.as_str()?, texts.of(name, word.as_str())?)))
                .collect();
            let listed = words.as_array().into_iter().flatten().filter_map(Value::as_str);
            let listed: String = listed
                .filter_map(|word| Some(format!("\n- `{word}`: {}.", told.get(word)?)))
                .collect();
            let before = schema["description"].as_str().unwrap_or_default().to_owned();
            if !listed.is_empty() {
                schema["description"] = format!("{before}\n{listed}").into();
            }
        }
        let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        for (member, schema) in members.iter_mut() {
            let text = texts.of(name, Some(member)).or_else(|| {
                let mut first = member.chars();
                let lower: String =
                    first.next().into_iter().flat_map(char::to_lowercase).chain(first).collect();
                texts.of(name, Some(&lower))
            });
            if let (Some(text), Some(schema)) = (text, schema.as_object_mut()) {
                schema.insert("description".to_owned(), format!("{text}.").into());
            }
        }
    }
}

/// The status that the backend answers a code of its own with.
pub(super) fn status_of(code: &str) -> u16 {
    Failure::backend(code, "").status.as_u16()
}

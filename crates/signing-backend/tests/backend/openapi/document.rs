//! The document of the wire, made from the code: the routes' table, the shapes' own members, the names of
//! headers and codes, and the comments beside them.

use backend_api::{ApiErrorCode, ErrorBody};
use cloudhsm_api::{
    Operation,
    shape::{JsonSchema, Schemas},
};
use serde_json::{Map, Value, json};
use signing_backend::{Route, routes};

use super::{
    calls::{call, header_ref, own},
    described::describe,
    failures,
    parts::{confirmation, dry_run, headers, metrics, parameters},
    texts::Texts,
};

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
            { "name": "fleet", "description": "The clusters of all regions, asked for once for everybody." },
            { "name": "guard", "description": "Plans of what can't be undone, and the permits for them." },
            { "name": "reading", "description": "CloudHSM's operations that change nothing." },
            { "name": "changing", "description": "CloudHSM's operations whose effect can be changed back. Each is recorded before and after." },
            { "name": "planned", "description": "CloudHSM's operations that change something, and need a permit." },
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

/// The status that the backend answers a code of its own with.
pub(super) fn status_of(code: &str) -> u16 {
    let code = ApiErrorCode::from(code);
    code.status().unwrap_or_else(|| panic!("{code} is never answered"))
}

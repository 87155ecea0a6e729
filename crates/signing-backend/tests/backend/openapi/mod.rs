//! docs/openapi.json is what the code says: it is made anew here and compared, and what the code can't tell
//! by itself is asked over the wire.
//!
//! `UPDATE=1 cargo test -p signing-backend --test backend openapi` writes it.

mod aws;
mod calls;
mod described;
mod document;
mod failures;
mod parts;
mod planned;
mod texts;

use std::{collections::BTreeSet, env, fs, path::Path};

use axum::body::Body;
use backend_api::{ApiErrorCode, Confirmation, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, routes};

use crate::support::{Bench, REGION, settings};

#[test]
fn the_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let made = serde_json::to_string_pretty(&document::document()).unwrap() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(written.lines()).position(|(made, written)| made != written);
    assert!(
        made == written,
        "docs/openapi.json differs from the code, at line {differs:?}. To write it anew:\n\
         UPDATE=1 cargo test -p signing-backend --test backend openapi"
    );
}

#[test]
fn everything_is_told_in_words() {
    let document = document::document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut silent = Vec::new();
    for (name, schema) in schemas {
        if schema["description"].as_str().is_none_or(str::is_empty) {
            silent.push(name.clone());
        }
        for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
            if schema["description"].as_str().is_none_or(str::is_empty) {
                silent.push(format!("{name}.{member}"));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
    assert!(schemas.len() > 25, "{}", schemas.len());
}

/// The router answers the routes of the document, by their one method, and no others.
#[tokio::test]
async fn every_route_answers_its_method_alone() {
    let bench = Bench::new();
    // The stream of the fleet has no end of its own.
    bench.backend.end_streams();
    let refused = bench.get("/api/nope").await;
    let told: BTreeSet<_> = refused.json()["error"]["allowed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    assert_eq!((refused.status.as_u16(), refused.code()), (404, ApiErrorCode::NotFound));
    assert_eq!(told.len(), routes().len());
    for route in routes() {
        assert!(told.contains(&format!("{} {}", route.method, route.path)), "{}", route.path);
        let path =
            route.path.replace("{region}", REGION).replace("{operation}", "DescribeClusters");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
            let reply = bench.send(bench.request(method, &path, Body::from("{}"))).await;
            let known = reply.status != 404 || reply.code() != ApiErrorCode::NotFound;
            assert!(known, "{method} {path}");
            let allowed = reply.status != 405;
            assert_eq!(
                allowed,
                method == route.method.as_str(),
                "{method} {path}: {}",
                reply.status
            );
            if !allowed {
                assert!(reply.header("allow").contains(route.method.as_str()), "{method} {path}");
                assert_eq!(reply.code(), ApiErrorCode::MethodNotAllowed);
            }
        }
    }
}

/// Each code of the backend is on a route, with the status that it is answered with.
#[test]
fn every_code_is_on_a_route() {
    let texts = texts::Texts::read();
    let mut codes: BTreeSet<_> = texts.codes().map(|(code, _)| code).collect();
    for elsewhere in [
        // For paths and methods that are not in the document.
        ApiErrorCode::NotFound,
        ApiErrorCode::MethodNotAllowed,
        // Recorded; there is nobody left to answer.
        ApiErrorCode::ClientGone,
        // Made by the console.
        ApiErrorCode::BackendUnreachable,
        ApiErrorCode::NotTheBackend,
        ApiErrorCode::SiteDataBlocked,
    ] {
        assert!(codes.remove(elsewhere.as_str()), "{elsewhere}");
    }
    let document = document::document().to_string();
    let missing: Vec<_> =
        codes.iter().filter(|code| !document.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty() && codes.len() > 25, "{missing:?} of {codes:?}");
}

/// The members that the backend lets pass are the members of the document.
#[tokio::test]
async fn inputs_have_the_members_that_the_backend_takes() {
    let mut settings = settings();
    settings.operations = OperationPolicy::new(false, Operation::ALL);
    let bench = Bench::with(settings);
    for operation in Operation::ALL {
        let reply = bench.call(operation.name(), &json!({ "NoSuchMember": 1 })).await;
        assert_eq!(reply.code(), ApiErrorCode::MalformedRequest, "{operation}");
        let taken = names(&reply.json()["error"]["allowed"]);
        let input = aws::input(*operation);
        let told: BTreeSet<_> = input["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(told, taken, "{operation}");
    }
    assert_eq!(bench.cloud.calls(), 0);
}

#[test]
fn a_confirmation_is_what_the_document_says() {
    let full = Confirmation {
        typed: "cluster-a".into(),
        acknowledged: vec![WarningCode::LastHsm],
        typed_name: Some("a".into()),
    };
    let written = serde_json::to_value(&full).unwrap();
    let told = &document::document()["components"]["schemas"]["Confirmation"]["properties"];
    assert!(written.as_object().unwrap().keys().eq(told.as_object().unwrap().keys()), "{told}");
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

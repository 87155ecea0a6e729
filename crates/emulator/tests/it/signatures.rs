//! AWS's refusals of requests that are not signed as they should be.

use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode},
};
use emulator::Credentials;
use serde_json::json;

use crate::client::{Answer, Client};

const DESCRIBE: &str = "DescribeClusters";

async fn describe(client: &Client) -> Answer {
    client.call(DESCRIBE, json!({})).await
}

/// Sends a request that was changed after it was signed.
async fn altered(client: &Client, alter: impl FnOnce(&mut Request<Body>)) -> Answer {
    let mut request = client.request(DESCRIBE, "{}");
    alter(&mut request);
    client.send(request).await
}

fn refused(answer: &Answer, code: &str, words: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.request_id.is_empty());
    let (actual, message) = answer.error();
    assert_eq!(actual, code, "{message}");
    assert!(message.contains(words), "{message:?} should say {words:?}");
}

#[tokio::test]
async fn a_signed_request_is_answered() {
    let client = Client::default();
    let answer = describe(&client).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.request_id.len(), 36);
    assert_ne!(answer.request_id, describe(&client).await.request_id);
}

#[tokio::test]
async fn wrong_keys() {
    let client = Client::default();
    let own = client.credentials.clone();
    let with = |credentials: Credentials| Client { credentials, ..client.clone() };

    let unknown = Credentials { access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..own.clone() };
    let answer = describe(&with(unknown)).await;
    refused(
        &answer,
        "UnrecognizedClientException",
        "security token included in the request is invalid",
    );

    let guessed = Credentials { secret_access_key: "guess".to_owned(), ..own.clone() };
    let answer = describe(&with(guessed)).await;
    refused(&answer, "InvalidSignatureException", "does not match the signature you provided");

    let token_of_none = Credentials { session_token: Some("token".to_owned()), ..own };
    refused(&describe(&with(token_of_none)).await, "UnrecognizedClientException", "invalid");
}

#[tokio::test]
async fn sessions() {
    let client = Client::default();
    let session = client.app.session_credentials();
    let with = |credentials: Credentials| Client { credentials, ..client.clone() };
    assert_eq!(describe(&with(session.clone())).await.status, StatusCode::OK);

    let answer = describe(&with(client.app.expired_credentials())).await;
    refused(&answer, "ExpiredTokenException", "is expired");

    let other = Credentials { session_token: Some("other".to_owned()), ..session.clone() };
    refused(&describe(&with(other)).await, "UnrecognizedClientException", "invalid");
    let none = Credentials { session_token: None, ..session };
    refused(&describe(&with(none)).await, "UnrecognizedClientException", "invalid");
}

#[tokio::test]
async fn clocks_may_differ_by_five_minutes() {
    let client = Client::default();
    let early = client.request(DESCRIBE, "{}");
    let late = client.request(DESCRIBE, "{}");
    client.wait(300);
    assert_eq!(client.send(early).await.status, StatusCode::OK);
    client.wait(1);
    let answer = client.send(late).await;
    refused(
        &answer,
        "InvalidSignatureException",
        "Signature expired: 20260921T141320Z is now earlier than 20260921T141321Z (20260921T141821Z - 5 min.)",
    );

    let ahead = Client {
        clock: emulator::Clock::fixed(client.clock.now_millis() + 301_000),
        ..client.clone()
    };
    let answer = client.send(ahead.request(DESCRIBE, "{}")).await;
    refused(
        &answer,
        "InvalidSignatureException",
        "Signature not yet current: 20260921T142322Z is still later than 20260921T142321Z",
    );
}

#[tokio::test]
async fn wrong_scopes() {
    let client = Client::default();
    let service = Client { signing_name: "cloudhsmv2".to_owned(), ..client.clone() };
    let answer = describe(&service).await;
    refused(
        &answer,
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'cloudhsm'.",
    );

    let answer = describe(&client.in_region("ap-south-1")).await;
    refused(
        &answer,
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not 'ap-south-1'.",
    );

    let answer =
        altered(&client, |request| edit_authorization(request, "20260921", "20260920")).await;
    refused(&answer, "InvalidSignatureException", "Date in Credential scope does not match");
    let answer =
        altered(&client, |request| edit_authorization(request, "aws4_request", "aws5_request"))
            .await;
    refused(&answer, "InvalidSignatureException", "valid terminator");
}

#[tokio::test]
async fn what_is_changed_after_signing_is_refused() {
    let client = Client::default();
    let mismatch = "does not match the signature you provided";
    let answer =
        altered(&client, |request| *request.body_mut() = Body::from("{\"MaxResults\":1}")).await;
    refused(&answer, "InvalidSignatureException", mismatch);
    let target = HeaderValue::from_static("BaldrApiService.DescribeBackups");
    let answer = altered(&client, |request| {
        request.headers_mut().insert("x-amz-target", target);
    })
    .await;
    refused(&answer, "InvalidSignatureException", mismatch);
    let answer = altered(&client, |request| {
        request.headers_mut().insert("host", HeaderValue::from_static("evil.example"));
    })
    .await;
    refused(&answer, "InvalidSignatureException", mismatch);
    let answer = altered(&client, |request| *request.uri_mut() = "/?x=1".parse().unwrap()).await;
    refused(&answer, "InvalidSignatureException", mismatch);
}

#[tokio::test]
async fn what_must_be_signed() {
    let client = Client::default();
    let answer = altered(&client, |request| {
        request.headers_mut().insert("x-amz-extra", HeaderValue::from_static("unsigned"));
    })
    .await;
    refused(&answer, "InvalidSignatureException", "'x-amz-extra' must be a 'SignedHeader'");
    let answer = altered(&client, |request| edit_authorization(request, "host;", "")).await;
    refused(
        &answer,
        "InvalidSignatureException",
        "'Host' or ':authority' must be a 'SignedHeader'",
    );

    // What carries no meaning for the service need not be.
    let answer = altered(&client, |request| {
        request.headers_mut().insert("user-agent", HeaderValue::from_static("test"));
    })
    .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn missing_and_incomplete_signatures() {
    let client = Client::default();
    let answer = altered(&client, |request| {
        request.headers_mut().remove("authorization");
    })
    .await;
    refused(&answer, "MissingAuthenticationTokenException", "Missing Authentication Token");

    let answer = altered(&client, |request| {
        request.headers_mut().remove("x-amz-date");
    })
    .await;
    refused(&answer, "IncompleteSignatureException", "requires existence of either a 'X-Amz-Date'");

    let answer =
        altered(&client, |request| edit_authorization(request, "Signature=", "Signed=")).await;
    refused(
        &answer,
        "IncompleteSignatureException",
        "Authorization header requires 'Signature' parameter.",
    );
    let answer = altered(&client, |request| {
        request.headers_mut().insert("authorization", HeaderValue::from_static("Bearer abc"));
    })
    .await;
    refused(&answer, "IncompleteSignatureException", "Unsupported AWS 'algorithm': 'Bearer'");
    let answer = altered(&client, |request| edit_authorization(request, "/aws4_request", "")).await;
    refused(&answer, "IncompleteSignatureException", "exactly 5 slash-delimited elements");
    let answer = altered(&client, |request| {
        request.headers_mut().insert("x-amz-date", HeaderValue::from_static("yesterday"));
    })
    .await;
    refused(&answer, "IncompleteSignatureException", "ISO-8601 'basic format'. Got 'yesterday'");
}

#[tokio::test]
async fn an_operation_that_does_not_exist_is_unknown_before_anything_is_checked() {
    let client = Client::default();
    let request = Request::post("/").header("x-amz-target", "BaldrApiService.DeleteEverything");
    let answer = client.send(request.body(Body::empty()).unwrap()).await;
    refused(&answer, "UnknownOperationException", "");
    let answer = client.send(Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.code(), "UnknownOperationException");
}

fn edit_authorization(request: &mut Request<Body>, from: &str, to: &str) {
    let header = request.headers().get("authorization").unwrap().to_str().unwrap();
    assert!(header.contains(from));
    let edited = header.replacen(from, to, 1).parse().unwrap();
    request.headers_mut().insert("authorization", edited);
}

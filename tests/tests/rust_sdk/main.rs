//! AWS's SDK for Rust takes a cluster through its whole life, and raises each error as its own variant.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod backups;
mod life;

use std::{fs, time::Duration};

use aws_sdk_cloudhsmv2::{
    Client, Config, Error,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata as _, SdkError},
};
use aws_smithy_http_client::Builder;
use end_to_end::{Emulator, REGIONS};
use life::Life;
use serde_json::json;

/// As long as the harness gives a request.
const LIMIT: Duration = Duration::from_mins(1);

/// A client as its users make one. Each call is sent once, so that no refusal goes unseen.
fn client(emulator: &Emulator, region: &'static str) -> Client {
    let [(_, id), (_, secret)] = emulator.credentials() else { panic!("a key and its secret") };
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .endpoint_url(emulator.url())
        .credentials_provider(Credentials::from_keys(id, secret, None))
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(LIMIT).build())
        // limit: `operation_timeout` above
        .http_client(Builder::new().build_http());
    Client::from_conf(config.build())
}

/// What the SDK makes of a refusal: the variant of its error, and the message.
fn refusal<T: std::fmt::Debug, E>(result: Result<T, SdkError<E>>) -> (String, String)
where
    Error: From<SdkError<E>>,
{
    let error = Error::from(result.expect_err("a refusal"));
    let variant = format!("{error:?}").split('(').next().unwrap().to_owned();
    (variant, error.message().unwrap_or_default().to_owned())
}

/// That the service does not take a request, in such words.
fn refused<T: std::fmt::Debug, E>(words: &str, result: Result<T, SdkError<E>>)
where
    Error: From<SdkError<E>>,
{
    let (variant, message) = refusal(result);
    assert_eq!(variant, "CloudHsmInvalidRequestException", "{message}");
    assert!(message.contains(words), "{message}");
}

#[tokio::test]
async fn the_sdk_for_rust_lives_through_it() {
    let emulator = Emulator::start();
    let rules = json!({ "new_hsm1_clusters": true, "migration_seconds": 2 });
    emulator.control().rules(REGIONS[0], &rules).await;
    let life = Life::new(&emulator).await;
    let id = life.birth().await;
    life.migration(&id).await;
    life.tags(&id).await;
    let backup = life.death(&id).await;
    life.copy(&backup).await;
    life.policy(&backup).await;
    life.afterlife(&backup).await;
    for operation in cloudhsm_api::Operation::ALL {
        assert!(emulator.calls(*operation).await > 0, "{operation} was not called");
    }
}

#[tokio::test]
async fn each_error_is_a_variant_of_its_own() {
    let emulator = Emulator::start();
    let client = client(&emulator, REGIONS[0]);
    for (code, variant) in [
        "CloudHsmAccessDeniedException",
        "CloudHsmInternalFailureException",
        "CloudHsmInvalidRequestException",
        "CloudHsmResourceNotFoundException",
        "CloudHsmServiceException",
        "CloudHsmTagException",
    ]
    .map(|code| (code, code))
    .into_iter()
    // What every service of AWS can answer is no variant, and is known by its code.
    .chain([("ThrottlingException", "Unhandled"), ("AccessDeniedException", "Unhandled")])
    {
        let status = if code == "CloudHsmInternalFailureException" { 500 } else { 400 };
        let fault = json!({
            "operation": "DescribeBackups", "kind": "error", "code": code, "status": status,
            "message": "an order",
        });
        emulator.control().order_fault(fault).await;
        let error = client.describe_backups().send().await.expect_err("an order");
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.raw_response().map(|raw| raw.status().as_u16()), Some(status));
        assert_eq!(refusal::<(), _>(Err(error)), (variant.to_owned(), "an order".to_owned()));
    }
}

/// A file's text.
fn text(path: &std::path::Path) -> String {
    fs::read_to_string(path).unwrap()
}

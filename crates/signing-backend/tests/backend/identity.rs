//! Whose credentials sign, as the backend knows it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use backend_api::DRY_RUN_HEADER;
use bytes::Bytes;
use cloudhsm_api::Operation;
use serde_json::json;
use signing_backend::{
    clock::{Clock as _, SystemClock},
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, Call, CallError, CredentialSource, Transport, Upstream as _},
};

use crate::support::{Act, Bench, CLUSTER, Scripted, assert_names_alice};

fn aws(url: &str, credentials: CredentialSource) -> Aws {
    Aws::new(AwsSettings {
        endpoints: EndpointRules { cloudhsm: Some(url.to_owned()), ..EndpointRules::default() },
        credentials,
        transport: Transport::new(true, None).unwrap(),
        timeout: Duration::from_secs(5),
        profile: None,
        default_region: "us-east-1".into(),
        clock: Arc::new(SystemClock),
    })
}

/// Other credentials at each question.
fn one_after_the_other(keys: &'static [&'static str]) -> CredentialSource {
    let asked = AtomicUsize::new(0);
    CredentialSource::new(move || {
        let key = keys[asked.fetch_add(1, Ordering::SeqCst).min(keys.len() - 1)];
        let made = Credentials::new(key, "secret", None, None, "Test");
        Box::pin(async move { Some(SharedCredentialsProvider::new(made)) })
    })
}

fn sts(account: &str, arn: &str) -> Act {
    Act::ok(&format!("<Account>{account}</Account><Arn>{arn}</Arn>"))
}

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const BOB: &str = "arn:aws-us-gov:sts::222222222222:assumed-role/admin/bob";

#[tokio::test]
async fn the_caller_is_the_one_of_the_access_key_that_signs() {
    let refused = Act::Answer(400, "x-amzn-errortype: ExpiredTokenException\r\n", "{}".into());
    let acts = vec![sts("111111111111", ALICE), refused, sts("222222222222", BOB)];
    let (upstream, url) = Scripted::start(acts).await;
    let aws = aws(&url, one_after_the_other(&["AKIAALICE", "AKIABOB"]));
    for _ in 0..2 {
        let caller = aws.caller().await;
        assert_eq!(caller.arn.as_deref(), Some(ALICE));
        assert_eq!(caller.partition.as_deref(), Some("aws"));
        assert_eq!(caller.access_key_id.as_deref(), Some("AKIAALICE"));
    }
    assert_eq!(upstream.requests().len(), 1, "STS is asked once");
    let body = Bytes::from_static(b"{}");
    let operation = Operation::TagResource;
    let call =
        Call { region: "us-east-1".into(), operation, body, only_with: None, send_before: None };
    assert!(!aws.call(call).await.unwrap().is_success());
    let caller = aws.caller().await;
    assert_eq!(caller.account.as_deref(), Some("222222222222"));
    assert_eq!(caller.arn.as_deref(), Some(BOB));
    assert_eq!(caller.partition.as_deref(), Some("aws-us-gov"));
    assert_eq!(caller.access_key_id.as_deref(), Some("AKIABOB"));
    let asked = upstream.requests().pop().unwrap();
    assert!(asked.contains("Credential=AKIABOB/"), "{asked}");
}

/// As when `aws configure` writes other keys under a running backend: nobody refused the old ones.
#[tokio::test]
async fn another_access_key_is_another_caller_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("credentials");
    let acts = vec![sts("111111111111", ALICE), sts("222222222222", BOB)];
    let (_upstream, url) = Scripted::start(acts).await;
    let keys = one_after_the_other(&["AKIAALICE", "AKIABOB"]).watching(vec![file.clone()]);
    let aws = aws(&url, keys);
    assert_eq!(aws.caller().await.arn.as_deref(), Some(ALICE));
    std::fs::write(&file, "other keys").unwrap();
    assert_eq!(aws.caller().await.arn.as_deref(), Some(BOB));
}

#[tokio::test]
async fn the_access_key_is_known_even_when_sts_says_nothing() {
    let (_upstream, url) = Scripted::start(vec![Act::Answer(403, "", "{}".into())]).await;
    let caller = aws(&url, one_after_the_other(&["AKIAALICE"])).caller().await;
    assert_eq!(caller.access_key_id.as_deref(), Some("AKIAALICE"));
    assert_eq!((caller.arn, caller.partition), (None, None));
    let nobody = aws(&url, CredentialSource::new(|| Box::pin(async { None })));
    assert_eq!(nobody.caller().await.access_key_id, None);
}

/// Credentials that have to be looked up right before a send, for longer than the call may wait.
#[tokio::test]
async fn a_call_whose_time_to_be_sent_passes_while_credentials_are_looked_up_is_not_sent() {
    let slow = CredentialSource::new(|| {
        Box::pin(async {
            // limit: longer than the call waits
            tokio::time::sleep(Duration::from_millis(600)).await;
            let made = Credentials::new("AKIASLOW", "secret", None, None, "Test");
            Some(SharedCredentialsProvider::new(made))
        })
    });
    let (upstream, url) = Scripted::start(vec![Act::ok(r#"{"Cluster":{}}"#)]).await;
    let aws = aws(&url, slow);
    let call = |wait: u64| Call {
        region: "us-east-1".into(),
        operation: Operation::DeleteCluster,
        body: Bytes::from_static(br#"{"ClusterId":"cluster-aaaaaaaaaaa"}"#),
        only_with: None,
        send_before: Some(SystemClock.monotonic() + Duration::from_millis(wait)),
    };
    let began = std::time::Instant::now();
    assert_eq!(aws.call(call(100)).await, Err(CallError::TooLate));
    assert!(began.elapsed() < Duration::from_millis(600), "it waits no longer than it may");
    assert!(aws.call(call(60_000)).await.is_ok());
    // With credentials at hand, a time that has passed is kept too.
    assert_eq!(aws.call(call(0)).await, Err(CallError::TooLate));
    assert_eq!(upstream.requests().len(), 1);
}

/// Whoever takes an open attempt up, or reads the log, must be able to tell: not from an intent alone.
#[tokio::test]
async fn every_record_says_in_whose_name_and_where() {
    let bench = Bench::new();
    bench.call("DeleteCluster", &json!({ "ClusterId": CLUSTER })).await;
    let plan = bench.plan(CLUSTER).await;
    let mut rehearsal = bench.deletion(&plan, CLUSTER);
    rehearsal.headers_mut().insert(DRY_RUN_HEADER, "true".parse().unwrap());
    bench.send(rehearsal).await;
    let tags = json!({ "ResourceId": CLUSTER, "TagList": [{ "Key": "a", "Value": "b" }] });
    bench.call("TagResource", &tags).await;
    bench.delete(CLUSTER).await;
    let lines = bench.audit_lines();
    let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["refusal", "dry-run", "intent", "outcome", "intent", "outcome"]);
    for line in lines {
        assert_names_alice(&line);
    }
}

//! What is sent to AWS and what comes of every way in which that can go.

mod looks;

use std::{sync::Arc, time::Duration};

use backend_api::ApiErrorCode;
use bytes::Bytes;
use cloudhsm_api::Operation;
use serde_json::json;
use signing_backend::{
    clock::SystemClock,
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, Call, CallError, CredentialSource, Transport, Upstream as _},
};

use crate::support::{Act, Bench, Scripted};

fn aws(url: &str) -> Aws {
    with(url, Transport::new(true, None).unwrap())
}

fn with(url: &str, transport: Transport) -> Aws {
    within(Duration::from_secs(2), url, transport)
}

fn within(timeout: Duration, url: &str, transport: Transport) -> Aws {
    Aws::new(AwsSettings {
        endpoints: EndpointRules { cloudhsm: Some(url.to_owned()), ..EndpointRules::default() },
        credentials: CredentialSource::fixed("AKIDEXAMPLE", "a-secret", "Test"),
        transport,
        timeout,
        profile: None,
        default_region: "us-east-1".into(),
        clock: Arc::new(SystemClock),
    })
}

fn call(operation: Operation) -> Call {
    let body = Bytes::from_static(br#"{"ClusterId":"x"}"#);
    Call { region: "eu-central-1".into(), operation, body, only_with: None, send_before: None }
}

#[tokio::test]
async fn one_signed_request_and_the_answer_byte_for_byte() {
    let odd = "{ \"Clusters\" : [],\n\t\"Future\":1.50 }";
    let (upstream, url) = Scripted::start(vec![Act::ok(odd)]).await;
    let answer = aws(&url).call(call(Operation::DescribeClusters)).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, odd.as_bytes()));
    assert_eq!(answer.request_id.as_deref(), Some("request-9"));
    let request = upstream.requests().remove(0);
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    for part in [
        "x-amz-target: BaldrApiService.DescribeClusters",
        "content-type: application/x-amz-json-1.1",
        "/eu-central-1/cloudhsm/aws4_request",
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target",
        "\r\n\r\n{\"ClusterId\":\"x\"}",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
    assert!(!request.contains("a-secret"));
}

#[tokio::test]
async fn reading_calls_are_tried_again_and_others_are_not() {
    let throttled = || Act::Answer(400, "x-amzn-errortype: ThrottlingException\r\n", "{}".into());
    for failing in [throttled(), Act::Answer(500, "", "{}".into()), Act::Close] {
        let (upstream, url) = Scripted::start(vec![failing.clone(), Act::ok("{}")]).await;
        let answer = aws(&url).call(call(Operation::DescribeClusters)).await.unwrap();
        assert_eq!((answer.status, upstream.requests().len()), (200, 2), "{failing:?}");
        for operation in [Operation::TagResource, Operation::DeleteCluster] {
            let (upstream, url) = Scripted::start(vec![failing.clone(), Act::ok("{}")]).await;
            let result = aws(&url).call(call(operation)).await;
            assert!(result.as_ref().map_or(true, |answer| !answer.is_success()), "{result:?}");
            assert_eq!(upstream.requests().len(), 1, "{operation} {failing:?}");
        }
    }
}

#[tokio::test]
async fn every_failure_of_the_way_is_told_apart() {
    let nobody = "http://127.0.0.1:1";
    let refused = aws(nobody).call(call(Operation::DeleteCluster)).await.unwrap_err();
    assert!(matches!(refused, CallError::Unreachable(_)), "{refused}");
    assert!(!refused.may_have_arrived());
    let is = |error: &CallError, act: &Act| match act {
        Act::Hang => matches!(error, CallError::TimedOut(_)),
        Act::Half | Act::Close | Act::Garbage => matches!(error, CallError::Broken(_)),
        Act::Answer(..) | Act::Keep(_) => matches!(error, CallError::Garbled(_)),
    };
    for act in [
        Act::Hang,
        Act::Half,
        Act::Close,
        Act::Garbage,
        Act::Answer(200, "", "<html>proxy login</html>".into()),
        Act::Answer(302, "location: http://127.0.0.1:1/\r\n", String::new()),
    ] {
        let (upstream, url) = Scripted::start(vec![act.clone()]).await;
        let error = aws(&url).call(call(Operation::DeleteCluster)).await.unwrap_err();
        assert!(is(&error, &act) && error.may_have_arrived(), "{act:?}: {error}");
        assert_eq!(upstream.requests().len(), 1);
        let failure = error.into_failure(cloudhsm_api::OperationClass::Destroying);
        assert_eq!(
            (failure.status.as_u16(), failure.error.code),
            (504, ApiErrorCode::OutcomeUnknown)
        );
        let (_, url) = Scripted::start(vec![act.clone()]).await;
        let error = aws(&url).call(call(Operation::ListTags)).await.unwrap_err();
        let failure = error.into_failure(cloudhsm_api::OperationClass::Reading);
        assert_ne!(failure.error.code, ApiErrorCode::OutcomeUnknown, "{act:?}");
        assert!(failure.error.retryable, "{act:?}");
    }
}

/// A certificate that nobody vouches for ends the connection before anything is sent over it.
#[tokio::test]
async fn an_upstream_with_a_certificate_of_an_unknown_authority_gets_nothing() {
    for operation in [Operation::DescribeClusters, Operation::DeleteCluster] {
        let (upstream, url, authority) = Scripted::start_tls(vec![Act::ok("{}")]).await;
        let error = aws(&url).call(call(operation)).await.unwrap_err();
        assert!(matches!(error, CallError::Unreachable(_)), "{error}");
        assert!(!error.may_have_arrived());
        assert!(upstream.requests().is_empty());
        let trusting = Transport::new(true, Some(authority.as_bytes())).unwrap();
        assert!(with(&url, trusting).call(call(operation)).await.unwrap().is_success());
    }
}

/// "Within 2 seconds" was once said after 3 or 6: the limit of the last try, not of all of them.
#[tokio::test]
async fn a_call_that_timed_out_says_how_long_all_its_tries_took() {
    for operation in [Operation::DescribeClusters, Operation::DeleteCluster] {
        let (_upstream, url) = Scripted::start(vec![Act::Hang]).await;
        let began = std::time::Instant::now();
        let error = aws(&url).call(call(operation)).await.unwrap_err();
        let CallError::TimedOut(told) = error else { panic!("{error}") };
        assert!(told >= Duration::from_secs(2) && told <= began.elapsed(), "{operation}: {told:?}");
        let words = error.to_string();
        let seconds = told.as_secs_f64().round();
        assert!(words.contains(&format!("within {seconds} seconds")), "{words}");
    }
}

/// A list of clusters can be larger than anyone should read at once: whoever asked can ask for less.
#[tokio::test]
async fn an_answer_that_is_too_large_says_so() {
    let large = format!("{{\"Clusters\":[\"{}\"]}}", "x".repeat(9 * 1024 * 1024));
    for (operation, status, code) in [
        (Operation::DescribeClusters, 502, ApiErrorCode::AnswerTooLarge),
        (Operation::TagResource, 504, ApiErrorCode::OutcomeUnknown),
        (Operation::DeleteCluster, 504, ApiErrorCode::OutcomeUnknown),
    ] {
        let (upstream, url) = Scripted::start(vec![Act::ok(&large)]).await;
        // Nine megabytes take a busy machine longer than two seconds, and then they are asked for again.
        let aws = within(Duration::from_mins(1), &url, Transport::new(true, None).unwrap());
        let error = aws.call(call(operation)).await.unwrap_err();
        assert_eq!(error, CallError::TooLarge(8 * 1024 * 1024));
        assert!(error.may_have_arrived());
        assert_eq!(upstream.requests().len(), 1, "the same again would be as large");
        let failure = error.into_failure(operation.class());
        assert_eq!((failure.status.as_u16(), &failure.error.code), (status, &code));
        assert!(failure.error.message.contains("larger than 8 MiB"), "{failure}");
        assert!(!failure.error.retryable, "{failure}");
    }
}

/// A number of seconds that no clock can count to must end neither the call nor the process.
#[tokio::test]
async fn a_wait_that_never_ends_is_an_hour() {
    for header in [
        "retry-after: 9223372036854775807\r\nx-amzn-errortype: ThrottlingException\r\n",
        "retry-after: 18446744073709551615\r\nx-amzn-errortype: ThrottlingException\r\n",
        "retry-after: 99999999999999999999999\r\nx-amzn-errortype: ThrottlingException\r\n",
    ] {
        let (upstream, url) = Scripted::start(vec![Act::Answer(400, header, "{}".into())]).await;
        let answer = aws(&url).call(call(Operation::DescribeClusters)).await.unwrap();
        assert_eq!(answer.retry_after, Some(3600));
        assert_eq!(upstream.requests().len(), 1, "nobody waits an hour for the second try");
        let failure = signing_backend::Failure::service(answer.error().unwrap());
        assert_eq!(failure.with_retry_after(u64::MAX).error.retry_after_seconds, Some(3600));
    }
}

#[tokio::test]
async fn awss_errors_keep_their_name_status_and_body() {
    let body = json!({"__type": "com.amazonaws#AccessDeniedException", "Message": "no", "More": 1});
    let act = Act::Answer(403, "x-amzn-RequestId: request-7\r\n", body.to_string());
    let (_, url) = Scripted::start(vec![act]).await;
    let answer = aws(&url).call(call(Operation::ListTags)).await.unwrap();
    let failure = signing_backend::Failure::service(answer.error().unwrap());
    assert_eq!(failure.status, 403);
    assert_eq!(failure.error.code.as_str(), "AccessDeniedException");
    assert_eq!(failure.error.request_id.as_deref(), Some("request-7"));
    assert_eq!(failure.error.raw, Some(body));
}

#[tokio::test]
async fn large_answers_travel_compressed() {
    let bench = Bench::new();
    bench.cloud.change("cluster-aaaaaaaaaaa", |it| it["StateMessage"] = "long ".repeat(500).into());
    let path = "/api/regions/us-east-1/DescribeClusters";
    let plain = bench.post(path, &json!({})).await;
    for encoding in ["gzip", "br"] {
        let mut request = bench.request("POST", path, "{}");
        request.headers_mut().insert("accept-encoding", encoding.parse().unwrap());
        let reply = bench.send(request).await;
        assert_eq!(reply.header("content-encoding"), encoding);
        assert!(
            reply.body.len() * 3 < plain.body.len(),
            "{} {}",
            reply.body.len(),
            plain.body.len()
        );
    }
    assert_eq!(plain.header("cache-control"), "no-store");
    assert_eq!(plain.header("content-type"), "application/x-amz-json-1.1");
}

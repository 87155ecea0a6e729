//! Questions to other services, in their own protocols.

use std::{sync::Arc, time::Duration};

use aws_services::{Lookup, Service};
use bytes::Bytes;
use signing_backend::{
    clock::SystemClock,
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, CallError, CredentialSource, Look, Transport, Upstream as _},
};

use super::aws;
use crate::support::{Act, Scripted};

fn look(only_with: Option<&str>) -> Look {
    Look {
        region: "eu-central-1".into(),
        lookup: Lookup::DescribeCustomKeyStores,
        body: Bytes::from_static(br#"{"Limit":1000}"#),
        only_with: only_with.map(str::to_owned),
        limit: Duration::from_secs(2),
    }
}

#[tokio::test]
async fn another_service_is_asked_by_its_own_name_at_its_own_endpoint() {
    let (cloudhsm, url) = Scripted::start(vec![Act::ok("{}")]).await;
    let (kms, kms_url) = Scripted::start(vec![Act::ok("{\"CustomKeyStores\":[]}")]).await;
    let aws = Aws::new(AwsSettings {
        endpoints: EndpointRules {
            cloudhsm: Some(url),
            services: [(Service::Kms, kms_url)].into(),
            ..EndpointRules::default()
        },
        credentials: CredentialSource::fixed("AKIDEXAMPLE", "a-secret", "Test"),
        transport: Transport::new(true, None).unwrap(),
        timeout: Duration::from_secs(2),
        profile: None,
        default_region: "us-east-1".into(),
        clock: Arc::new(SystemClock),
    });
    let answer = aws.look(look(Some("AKIDEXAMPLE"))).await.unwrap();
    assert_eq!((answer.status, answer.request_id.as_deref()), (200, Some("request-9")));
    let request = kms.requests().remove(0);
    for part in [
        "POST / HTTP/1.1\r\n",
        "x-amz-target: TrentService.DescribeCustomKeyStores",
        "content-type: application/x-amz-json-1.1",
        "/eu-central-1/kms/aws4_request",
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target",
        "\r\n\r\n{\"Limit\":1000}",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
    let other = aws.look(look(Some("AKIDOTHER"))).await;
    assert_eq!(other, Err(CallError::CallerChanged));
    assert_eq!((kms.requests().len(), cloudhsm.requests().len()), (1, 0));
}

#[tokio::test]
async fn cloudwatch_and_ec2_are_asked_in_their_own_protocols() {
    let (upstream, url) = Scripted::start(vec![Act::ok("{}")]).await;
    let aws = aws(&url);
    let asked = |lookup, body: &'static str| Look {
        lookup,
        body: Bytes::from_static(body.as_bytes()),
        ..look(None)
    };
    aws.look(asked(Lookup::ListMetrics, "{}")).await.unwrap();
    // XML is not what JSON's protocols promise; EC2's does.
    upstream.answer_with(Act::ok("<R/>"));
    let form = "Action=DescribeSubnets&Version=2016-11-15";
    aws.look(asked(Lookup::DescribeSubnets, form)).await.unwrap();
    let refused = aws.look(asked(Lookup::GetMetricData, "{}")).await.unwrap_err();
    assert!(matches!(refused, CallError::Garbled(_)), "{refused:?}");
    let requests = upstream.requests();
    for part in [
        "x-amz-target: GraniteServiceVersion20100801.ListMetrics",
        "content-type: application/x-amz-json-1.0",
        "/eu-central-1/monitoring/aws4_request",
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target",
    ] {
        assert!(requests[0].contains(part), "{part} in {}", requests[0]);
    }
    for part in [
        "content-type: application/x-www-form-urlencoded",
        "/eu-central-1/ec2/aws4_request",
        "SignedHeaders=content-type;host;x-amz-date,",
        "\r\n\r\nAction=DescribeSubnets&Version=2016-11-15",
    ] {
        assert!(requests[1].contains(part), "{part} in {}", requests[1]);
    }
    assert!(!requests[1].contains("x-amz-target"));
}

/// EC2 throttles with a 503 in XML.
#[tokio::test]
async fn ec2s_refusals_are_read_and_its_throttling_is_tried_again() {
    let error = |code: &str| {
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors>\
             <RequestID>r-1</RequestID></Response>"
        )
    };
    let throttled = Act::Answer(503, "", error("RequestLimitExceeded"));
    let refused = Act::Answer(403, "", error("UnauthorizedOperation"));
    let (upstream, url) = Scripted::start(vec![throttled, refused]).await;
    let asked = Look { lookup: Lookup::DescribeSubnets, ..look(None) };
    let answer = aws(&url).look(asked).await.unwrap();
    assert_eq!(upstream.requests().len(), 2);
    let error = answer.error().unwrap();
    assert_eq!(
        (error.code.as_str(), error.message.as_deref()),
        ("UnauthorizedOperation", Some("no"))
    );
    assert_eq!((error.status, error.request_id.as_deref()), (403, Some("r-1")));
}

#[tokio::test]
async fn a_question_to_another_service_is_tried_again_and_ends_in_its_time() {
    let throttled = Act::Answer(400, "x-amzn-errortype: ThrottlingException\r\n", "{}".into());
    let (upstream, url) = Scripted::start(vec![throttled, Act::ok("{}")]).await;
    assert!(aws(&url).look(look(None)).await.unwrap().is_success());
    assert_eq!(upstream.requests().len(), 2);
    for (act, expected) in
        [(Act::Hang, "TimedOut("), (Act::ok("<html>"), "Garbled("), (Act::Close, "Broken(")]
    {
        let (_upstream, url) = Scripted::start(vec![act]).await;
        let error = format!("{:?}", aws(&url).look(look(None)).await.unwrap_err());
        assert!(error.starts_with(expected), "{error}");
    }
}

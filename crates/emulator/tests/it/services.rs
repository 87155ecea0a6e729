//! The services beside CloudHSM, as the control surface orders them to behave.

use axum::{body::Body, http::Request};
use emulator::Config;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// Name, signing name, an operation, and a request for it.
type Asked = (&'static str, &'static str, &'static str, fn(&Client) -> Request<Body>);

const ASKED: [Asked; 5] = [
    ("kms", "kms", "DescribeCustomKeyStores", |client| {
        client.request_to("TrentService.DescribeCustomKeyStores", "{}")
    }),
    ("cloudwatch", "monitoring", "ListMetrics", |client| {
        client.request_to("GraniteServiceVersion20100801.ListMetrics", "{}")
    }),
    ("ec2", "ec2", "DescribeSubnets", |client| {
        client.form("Action=DescribeSubnets&Version=2016-11-15")
    }),
    ("cloudtrail", "cloudtrail", "LookupEvents", |client| {
        client.request_to(&format!("{}.LookupEvents", crate::cloudtrail::PREFIX), "{}")
    }),
    ("quotas", "servicequotas", "ListServiceQuotas", |client| {
        let target = "ServiceQuotasV20190624.ListServiceQuotas";
        client.request_to(target, r#"{"ServiceCode": "cloudhsm"}"#)
    }),
];

fn controlled() -> Client {
    Client::new(Config { control: true, ..Config::default() })
}

/// The code of an error, in either form.
fn code(answer: &Answer) -> String {
    match answer.body.split_once("<Code>") {
        Some((_, rest)) => rest.split_once("</Code>").unwrap().0.to_owned(),
        None => answer.code(),
    }
}

#[tokio::test]
async fn each_refuses_in_its_own_words() {
    let expected = [
        [
            ("deny", 400, "AccessDeniedException"),
            ("throttle", 400, "ThrottlingException"),
            ("fail", 500, "KMSInternalException"),
        ],
        [
            ("deny", 400, "AccessDeniedException"),
            ("throttle", 400, "ThrottlingException"),
            ("fail", 500, "InternalServiceFault"),
        ],
        [
            ("deny", 403, "UnauthorizedOperation"),
            ("throttle", 503, "RequestLimitExceeded"),
            ("fail", 500, "InternalError"),
        ],
        [
            ("deny", 400, "AccessDeniedException"),
            ("throttle", 400, "ThrottlingException"),
            ("fail", 500, "InternalFailure"),
        ],
        [
            ("deny", 400, "AccessDeniedException"),
            ("throttle", 400, "TooManyRequestsException"),
            ("fail", 500, "ServiceException"),
        ],
    ];
    let plain = controlled();
    for ((name, signing_name, operation, request), cases) in ASKED.iter().zip(expected) {
        let client = plain.of_service(signing_name);
        let path = format!("/_emulator/services/{name}");
        let order = async |order: Value| {
            let answer = client.control("POST", &path, order).await;
            assert_eq!(answer.status.as_u16(), 204, "{}", answer.body);
        };
        for (behaviour, status, expected) in cases {
            order(json!({ "behaviour": behaviour })).await;
            let answer = client.send(request(&client)).await;
            assert_eq!((answer.status.as_u16(), code(&answer)), (status, expected.to_owned()));
            if behaviour == "deny" {
                assert!(answer.body.contains(&format!(":{operation} ")), "{}", answer.body);
                assert!(answer.body.contains("user/emulator"), "{}", answer.body);
            }
        }
        order(json!({ "behaviour": "garble" })).await;
        let garbled = client.send(request(&client)).await;
        assert!(
            garbled.status.is_success() && garbled.body.starts_with("<html"),
            "{}",
            garbled.body
        );
        order(json!({ "behaviour": "answer" })).await;
        let answer = client.send(request(&client)).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

#[tokio::test]
async fn what_is_signed_is_counted_service_by_service() {
    let plain = controlled();
    for (name, signing_name, operation, request) in ASKED {
        let client = plain.of_service(signing_name);
        let path = format!("/_emulator/services/{name}");
        client.send(request(&client)).await;
        client.send(request(&client)).await;
        let mut unsigned = request(&client);
        unsigned.headers_mut().remove("authorization");
        assert!(client.send(unsigned).await.status.is_client_error());
        let seen = client.control("GET", &path, Value::Null).await.json();
        let expected = json!({
            "behaviour": "answer", "latency_ms": 0, "calls": 2, "by_operation": { operation: 2 },
        });
        assert_eq!(seen, expected);
        client.control("DELETE", &format!("{path}/calls"), Value::Null).await;
        assert_eq!(client.control("GET", &path, Value::Null).await.json()["calls"], 0);
    }
    // CloudHSM's own calls are counted apart, and its faults are its own.
    let calls = plain.control("GET", "/_emulator/calls", Value::Null).await.json();
    assert_eq!(calls["total"], 0);
    plain.control("POST", "/_emulator/faults", json!({"kind": "throttle"})).await;
    // CloudTrail answers twice a second.
    plain.wait(1);
    for (_, signing_name, _, request) in ASKED {
        let client = plain.of_service(signing_name);
        assert!(client.send(request(&client)).await.status.is_success());
    }
}

#[tokio::test]
async fn each_has_its_own_name_in_the_signature() {
    let plain = Client::default();
    for (name, _, _, request) in ASKED {
        let answer = plain.send(request(&plain)).await;
        let expected = if name == "ec2" { "AuthFailure" } else { "InvalidSignatureException" };
        assert_eq!(code(&answer), expected, "{name}");
        assert!(answer.body.contains("scoped to correct service"), "{}", answer.body);
    }
    for target in
        ["TrentService.ScheduleKeyDeletion", "GraniteServiceVersion20100801.PutMetricData"]
    {
        let unknown = plain.send(plain.request_to(target, "{}")).await;
        assert_eq!(unknown.code(), "UnknownOperationException", "{target}");
    }
    let unknown = plain.send(plain.form("Action=DeleteSubnet&Version=2016-11-15")).await;
    assert_eq!((unknown.status.as_u16(), code(&unknown).as_str()), (400, "InvalidAction"));
}

#[tokio::test]
async fn an_answer_takes_as_long_as_ordered() {
    let client = controlled().of_service("monitoring");
    let order = json!({ "latency_ms": 40 });
    client.control("POST", "/_emulator/services/cloudwatch", order).await;
    let begun = std::time::Instant::now();
    let (_, _, _, request) = ASKED[1];
    assert!(client.send(request(&client)).await.status.is_success());
    assert!(begun.elapsed().as_millis() >= 40, "{:?}", begun.elapsed());
    let seen = client.control("GET", "/_emulator/services/cloudwatch", Value::Null).await.json();
    assert_eq!((&seen["latency_ms"], &seen["behaviour"]), (&json!(40), &json!("answer")));
}

#[tokio::test]
async fn what_is_no_order_is_refused() {
    let client = controlled();
    for (path, order, status) in [
        ("/_emulator/services/kms", json!({"behaviour": "sing"}), 400),
        ("/_emulator/services/kms", json!({"delay": 1}), 400),
        ("/_emulator/services/s3", json!({"behaviour": "deny"}), 404),
    ] {
        let answer = client.control("POST", path, order.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {order}");
    }
}

//! Who am I: as STS answers it.

use axum::http::StatusCode;
use emulator::Credentials;
use serde_json::json;

use crate::client::{Answer, Client, HOST};

async fn ask(client: &Client, form: &str) -> Answer {
    let headers =
        [("host", HOST), ("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    client.send(client.signed(&headers, form)).await
}

fn sts() -> Client {
    Client { signing_name: "sts".to_owned(), ..Client::default() }
}

fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap();
    rest.split_once(&format!("</{name}>")).unwrap().0
}

const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[tokio::test]
async fn a_user_is_told_who_it_is() {
    let answer = ask(&sts(), WHO).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(element(&answer.body, "Arn"), "arn:aws:iam::111122223333:user/emulator");
    assert_eq!(element(&answer.body, "Account"), "111122223333");
    assert_eq!(element(&answer.body, "RequestId"), answer.request_id);
}

#[tokio::test]
async fn an_assumed_role_can_call_until_it_ends() {
    let sts = sts();
    let form = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=night-shift&DurationSeconds=900\
                &RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fauditor";
    let answer = ask(&sts, form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let credentials = Credentials {
        access_key_id: element(&answer.body, "AccessKeyId").to_owned(),
        secret_access_key: element(&answer.body, "SecretAccessKey").to_owned(),
        session_token: Some(element(&answer.body, "SessionToken").to_owned()),
    };
    assert_eq!(element(&answer.body, "Expiration"), "2026-09-21T14:28:20.000Z");
    let session = Client { credentials, signing_name: "cloudhsm".to_owned(), ..sts.clone() };
    session.call("DescribeClusters", json!({})).await.json();
    let who = ask(&Client { signing_name: "sts".to_owned(), ..session.clone() }, WHO).await;
    assert_eq!(
        element(&who.body, "Arn"),
        "arn:aws:sts::111122223333:assumed-role/auditor/night-shift"
    );
    session.wait(900);
    assert_eq!(session.call("DescribeClusters", json!({})).await.code(), "ExpiredTokenException");
}

#[tokio::test]
async fn refusals() {
    let sts = sts();
    let cases = [
        ("Action=GetSessionToken", StatusCode::BAD_REQUEST, "InvalidAction"),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::999999999999:role/x&RoleSessionName=ab",
            StatusCode::FORBIDDEN,
            "AccessDenied",
        ),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/x&RoleSessionName=a",
            StatusCode::BAD_REQUEST,
            "ValidationError",
        ),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/x&RoleSessionName=ab&DurationSeconds=1",
            StatusCode::BAD_REQUEST,
            "ValidationError",
        ),
    ];
    for (form, status, code) in cases {
        let answer = ask(&sts, form).await;
        assert_eq!((answer.status, element(&answer.body, "Code")), (status, code));
    }
    let wrong_service = Client { signing_name: "cloudhsm".to_owned(), ..sts.clone() };
    let answer = ask(&wrong_service, WHO).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(element(&answer.body, "Code"), "SignatureDoesNotMatch");
    let expired = Client { credentials: sts.app.expired_credentials(), ..sts.clone() };
    assert_eq!(element(&ask(&expired, WHO).await.body, "Code"), "ExpiredToken");
}

//! No secret is in any log, at its most verbose, after everything that a session does.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cloudhsm_api::Operation;
use end_to_end::{
    PRE_CO_PASSWORD, RECORDED_CLUSTER, ROLE_SECRET, ROLE_TOKEN, Recorder, Stack, StackOptions,
    confirmation, permit,
};
use serde_json::json;

const REGION: &str = "us-east-1";
const SECRET: &str = "the-secret-access-key-of-the-user";
const TOKEN: &str = "the-session-token-of-the-user";
const WRONG: &str = "a-session-token-that-is-wrong";

#[tokio::test]
async fn a_whole_session_at_trace_tells_no_secret() {
    for (format, role) in [("text", false), ("text", true), ("json", true)] {
        let recorder = Recorder::start().await;
        let mut options =
            StackOptions { endpoint: Some(recorder.url().to_owned()), ..Default::default() }
                .args(["--region", REGION, "--log-level", "trace", "--log-format", format])
                .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                .env("AWS_SECRET_ACCESS_KEY", SECRET)
                .env("AWS_SESSION_TOKEN", TOKEN)
                // What makes the SDK tell more.
                .env("LOG_SIGNABLE_BODY", "true");
        if role {
            options = options.args(["--role-arn", "arn:aws:iam::111122223333:role/recorded"]);
        }
        let stack = Stack::start(&options);
        let permit = session(&stack).await;

        let printed = stack.printed();
        let link = stack.link();
        // The link is printed on purpose, once, on a line of its own.
        let opened = format!("Open {link}");
        let (told, log): (Vec<_>, Vec<_>) = printed.lines().partition(|line| *line == opened);
        assert_eq!(told.len(), 1, "{printed}");
        let logs = |word: &str| log.iter().any(|line| line.contains(word));
        assert!(logs("TRACE") && logs("DescribeClusters"), "{printed}");
        let wire: Vec<_> = recorder
            .requests()
            .iter()
            .map(|raw| String::from_utf8_lossy(raw).into_owned())
            .collect();
        let sent = |name: &str| wire.iter().any(|request| request.contains(name));
        assert!(sent("AWS4-HMAC-SHA256") && sent(if role { ROLE_TOKEN } else { TOKEN }));
        let mut secrets = vec![
            SECRET.to_owned(),
            TOKEN.to_owned(),
            WRONG.to_owned(),
            ROLE_SECRET.to_owned(),
            ROLE_TOKEN.to_owned(),
            PRE_CO_PASSWORD.to_owned(),
            stack.token().to_owned(),
            permit,
            "Signature=".to_owned(),
        ];
        secrets.extend(wire.iter().filter_map(|request| {
            let value = request.lines().find_map(|line| line.strip_prefix("authorization: "))?;
            Some(value.rsplit('=').next()?.to_owned())
        }));
        for secret in secrets {
            let line = log.iter().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret} is in the log");
        }
        let audit = stack.audit();
        for secret in [SECRET, TOKEN, ROLE_SECRET, ROLE_TOKEN, PRE_CO_PASSWORD, stack.token()] {
            assert!(!audit.contains(secret), "{secret} is in the audit log");
        }
    }
}

/// Everything that a session can do, right and wrong.
async fn session(stack: &Stack) -> String {
    stack.session().await;
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
    stack.call(REGION, Operation::DescribeBackups, &json!({})).await.assert_status(200);
    let tags = json!({"ResourceId": RECORDED_CLUSTER, "TagList": [{"Key": "a", "Value": "b"}]});
    stack.call(REGION, Operation::TagResource, &tags).await.assert_status(200);
    stack.call(REGION, Operation::DescribeClusters, &json!({"Wrong": 1})).await.assert_status(400);
    let wrong = [("authorization", format!("Bearer {WRONG}"))];
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    stack.http().get(backend_api::routes::SESSION, &wrong).await.assert_status(401);
    let path = format!("{}?token={}", backend_api::routes::SESSION, stack.token());
    stack.http().get(&path, &[]).await.assert_status(401);
    stack.delete(REGION, RECORDED_CLUSTER, None, None).await.assert_status(403);
    let plan = stack.plan(REGION, RECORDED_CLUSTER).await;
    let confirmation = confirmation(&plan);
    stack
        .delete(REGION, RECORDED_CLUSTER, Some(permit(&plan)), Some(&confirmation))
        .await
        .assert_status(200);
    stack.activity().await;
    permit(&plan).to_owned()
}

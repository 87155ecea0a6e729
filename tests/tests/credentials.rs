//! Credentials as the AWS CLI knows them: where they come from, what happens when they end, and that
//! new ones are taken up without a restart.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::PathBuf};

use cloudhsm_api::Operation;
use end_to_end::{
    Emulator, Keys, Moto, REGIONS, ROLE_TOKEN, Recorder, Stack, StackOptions, eventually,
};
use serde_json::json;
use tempfile::TempDir;

const REGION: &str = REGIONS[0];
const ROLE: &str = "arn:aws:iam::111122223333:role/hsm-admins";

/// The shared configuration files of somebody's home.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn credentials(&self, text: &str) {
        fs::write(self.file("credentials"), text).unwrap();
    }

    fn config(&self, text: &str) {
        fs::write(self.file("config"), text).unwrap();
    }

    /// A backend in front of an endpoint, with these files and no other source of credentials.
    fn stack(&self, endpoint: &str, flags: &[&str]) -> Stack {
        self.stack_with(endpoint, flags, &[])
    }

    fn stack_with(&self, endpoint: &str, flags: &[&str], environment: &[(&str, &str)]) -> Stack {
        let options = StackOptions { endpoint: Some(endpoint.to_owned()), ..Default::default() }
            .args(["--region", REGION])
            .args(flags.iter().copied())
            .env("AWS_CONFIG_FILE", self.file("config").to_str().unwrap())
            .env("AWS_SHARED_CREDENTIALS_FILE", self.file("credentials").to_str().unwrap());
        let options =
            environment.iter().fold(options, |options, (name, value)| options.env(name, value));
        Stack::start(&options)
    }
}

/// A section of the shared credentials file.
fn section(profile: &str, keys: &Keys) -> String {
    let token = keys.session_token.as_ref();
    let token = token.map(|token| format!("aws_session_token = {token}\n")).unwrap_or_default();
    format!(
        "[{profile}]\naws_access_key_id = {}\naws_secret_access_key = {}\n{token}",
        keys.access_key_id, keys.secret_access_key
    )
}

fn environment(keys: &Keys) -> Vec<(&str, &str)> {
    let mut variables = vec![
        ("AWS_ACCESS_KEY_ID", keys.access_key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.as_str()),
    ];
    variables.extend(keys.session_token.as_deref().map(|token| ("AWS_SESSION_TOKEN", token)));
    variables
}

/// Reads clusters, and tells the ARN and the source of the credentials, and whether they end.
async fn who(stack: &Stack) -> (String, String, bool) {
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
    let session = stack.session().await;
    let credentials = session.credentials.expect("there are credentials");
    (session.arn.expect("STS answers"), credentials.source, credentials.expires_at.is_some())
}

#[tokio::test]
async fn environment_profile_process_and_role_work_with_the_emulator() {
    let emulator = Emulator::start();
    let keys = emulator.control().credentials().await;
    let user = "arn:aws:iam::111122223333:user/emulator";
    let home = Home::new();

    for (keys, arn) in [
        (&keys.user, user),
        (&keys.session, "arn:aws:sts::111122223333:assumed-role/emulator/session"),
    ] {
        let stack = home.stack_with(emulator.url(), &[], &environment(keys));
        assert_eq!(who(&stack).await, (arn.into(), "EnvironmentVariable".into(), false));
    }

    home.credentials(&section("team", &keys.user));
    let stack = home.stack(emulator.url(), &["--profile", "team"]);
    let (arn, source, ends) = who(&stack).await;
    assert!(arn == user && source.contains("Profile") && !ends, "{arn} {source}");

    let role = ["--profile", "team", "--role-arn", ROLE, "--external-id", "a-third-party"];
    let role = [&role[..], &["--role-session-name", "alice"]].concat();
    let stack = home.stack(emulator.url(), &role);
    let (arn, source, ends) = who(&stack).await;
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/hsm-admins/alice");
    assert!(source.contains("AssumeRole") && ends, "{source}");

    let process = json!({
        "Version": 1,
        "AccessKeyId": keys.session.access_key_id,
        "SecretAccessKey": keys.session.secret_access_key,
        "SessionToken": keys.session.session_token,
        "Expiration": "2100-01-01T00:00:00Z",
    });
    fs::write(home.file("process.json"), process.to_string()).unwrap();
    let file = home.file("process.json");
    home.config(&format!("[profile process]\ncredential_process = cat {}\n", file.display()));
    let stack = home.stack(emulator.url(), &["--profile", "process"]);
    let (arn, _, ends) = who(&stack).await;
    assert!(arn.ends_with("assumed-role/emulator/session") && ends, "{arn}");

    // A role that the profile itself names, as `aws configure` users write it.
    home.config(&format!(
        "[profile admin]\nrole_arn = {ROLE}\nsource_profile = team\nrole_session_name = bob\n"
    ));
    let variables = [("AWS_ENDPOINT_URL_STS", emulator.url())];
    let stack = home.stack_with(emulator.url(), &["--profile", "admin"], &variables);
    let (arn, _, ends) = who(&stack).await;
    assert!(arn.ends_with("assumed-role/hsm-admins/bob") && ends, "{arn}");
}

#[tokio::test]
async fn environment_profile_and_role_work_with_moto() {
    let moto = Moto::start().await;
    let keys = Keys {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG".to_owned(),
        session_token: None,
    };
    let home = Home::new();
    home.credentials(&section("team", &keys));

    let stack = home.stack_with(moto.url(), &[], &environment(&keys));
    assert_eq!(who(&stack).await.1, "EnvironmentVariable");
    let stack = home.stack(moto.url(), &["--profile", "team"]);
    assert!(who(&stack).await.1.contains("Profile"));
    let role = ["--profile", "team", "--role-arn", "arn:aws:iam::123456789012:role/hsm-admins"];
    let stack = home.stack(moto.url(), &role);
    let (arn, source, ends) = who(&stack).await;
    assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/hsm-admins/cloudhsm-console");
    assert!(source.contains("AssumeRole") && ends, "{source}");
}

/// A role for a workload that has a token of another identity provider, as Kubernetes gives it.
#[tokio::test]
async fn a_web_identity_works_with_moto() {
    let moto = Moto::start().await;
    let home = Home::new();
    fs::write(home.file("token"), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.").unwrap();
    let token = home.file("token");
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", token.to_str().unwrap()),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/workload"),
        ("AWS_ROLE_SESSION_NAME", "carol"),
        ("AWS_ENDPOINT_URL_STS", moto.url()),
    ];
    let stack = home.stack_with(moto.url(), &[], &variables);
    let (arn, source, ends) = who(&stack).await;
    assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/workload/carol");
    assert!(source.contains("WebIdentity") && ends, "{source}");
}

/// Where the backend runs as a container or on an instance, the role comes from there.
#[tokio::test]
async fn the_role_of_a_container_and_of_an_instance_is_used() {
    for (variable, path, expected) in [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "/container", "Ecs"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "", "IMDS"),
    ] {
        let recorder = Recorder::start().await;
        let home = Home::new();
        let address = format!("{}{path}", recorder.url());
        let variables = [(variable, address.as_str()), ("AWS_EC2_METADATA_DISABLED", "false")];
        let stack = home.stack_with(recorder.url(), &[], &variables);
        let (_, source, ends) = who(&stack).await;
        assert!(source.contains(expected) && ends, "{variable}: {source}");
        let signed = recorder.requests().iter().any(|request| {
            let text = String::from_utf8_lossy(request);
            text.contains("BaldrApiService.DescribeClusters") && text.contains(ROLE_TOKEN)
        });
        assert!(signed, "{variable}");
    }
}

#[tokio::test]
async fn expired_credentials_are_told_by_awss_name_and_new_ones_need_no_restart() {
    let emulator = Emulator::start();
    let keys = emulator.control().credentials().await;
    let home = Home::new();
    home.credentials(&section("default", &keys.expired));
    let stack = home.stack(emulator.url(), &[]);

    let answer = stack.call(REGION, Operation::DescribeClusters, &json!({})).await;
    let error = answer.json::<backend_api::ErrorBody>().error;
    assert_eq!((error.code.as_str(), error.source.as_str()), ("ExpiredTokenException", "aws"));
    assert!(answer.status.is_client_error() && !error.retryable, "{error:?}");
    assert!(error.request_id.is_some() && error.message.contains("expired"), "{error:?}");
    let session = stack.session().await;
    assert_eq!(session.arn, None);
    assert!(session.credentials.is_some());

    home.credentials(&section("default", &keys.user));
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
}

#[tokio::test]
async fn missing_credentials_are_told_and_looked_for_again() {
    let emulator = Emulator::start();
    let keys = emulator.control().credentials().await;
    let home = Home::new();
    let stack = home.stack(emulator.url(), &[]);
    stack.http().get("/healthz", &[]).await.assert_status(200);
    let told = stack.http().get("/readyz", &[]).await.error();
    assert_eq!(told, (503, backend_api::ApiErrorCode::CredentialsUnavailable));
    let told = stack.call(REGION, Operation::DescribeClusters, &json!({})).await.error();
    assert_eq!(told, (503, backend_api::ApiErrorCode::CredentialsUnavailable));
    assert_eq!(emulator.calls(Operation::DescribeClusters).await, 0);

    home.credentials(&section("default", &keys.user));
    // A failure is kept for some seconds, so that probes don't run the whole chain again and again.
    eventually("the backend is ready", async || {
        (stack.http().get("/readyz", &[]).await.status.as_u16() == 200).then_some(())
    })
    .await;
    stack.call(REGION, Operation::DescribeClusters, &json!({})).await.assert_status(200);
}

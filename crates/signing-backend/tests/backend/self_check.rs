//! `check`: what it tells of the flags and of AWS, and its exit code.

use std::time::Duration;

use serde_json::json;

use crate::support::{
    Act, CLUSTER, Scripted, eventually, in_time,
    process::{self, Running, cluster_in, killed_while_deleting, listing, program},
};

#[tokio::test]
async fn check_tells_what_is_good_and_what_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let (_upstream, url) = cluster_in("ACTIVE").await;
    let check = |url: &str, more: &[&str]| {
        let mut command = program();
        command
            .args(["check", "--listen", "127.0.0.1:0", "--region", "us-east-1"])
            .args(["--endpoint-url", url])
            .arg("--audit-file")
            .arg(dir.path().join("audit.jsonl"))
            .args(more)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "the-secret");
        command
    };
    let output = process::output(&mut check(&url, &["--read-only"])).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for part in [
        "listen",
        "operations   DescribeBackups",
        "EnvironmentVariable",
        "DescribeClusters is answered",
        "audit",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("the-secret") && !text.contains("FAIL"), "{text}");
    let output =
        process::output(&mut check("http://127.0.0.1:1", &["--listen", "0.0.0.0:0"])).await;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    let mut command = check("http://127.0.0.1:1", &["--upstream-timeout", "1"]);
    let output = process::output(&mut command).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("FAIL  us-east-1    AWS can't be reached"), "{text}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_fails_the_check() {
    let dir = tempfile::tempdir().unwrap();
    let act = Act::Answer(200, "date: Tue, 14 Nov 2023 22:13:20 GMT\r\n", "{}".into());
    let (_upstream, url) = Scripted::start(vec![act]).await;
    let mut command = program();
    command
        .args(["check", "--listen", "127.0.0.1:0", "--region", "us-east-1", "--endpoint-url", &url])
        .arg("--audit-file")
        .arg(dir.path().join("audit.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    let output = process::output(&mut command).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("FAIL  clock"), "{text}");
}

/// A check that ends before AWS is asked anything; its report and what it says of the start.
async fn offline(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .env("HTTPS_PROXY", "http://127.0.0.1:1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_CONFIG_FILE", dir.path().join("none"))
        .env("AWS_SHARED_CREDENTIALS_FILE", dir.path().join("none"))
        .envs(environment.iter().copied())
        .args(["check", "--listen", "127.0.0.1:0", "--upstream-timeout", "1", "--audit-file"])
        .arg(dir.path().join("audit.jsonl"))
        .args(arguments);
    let ending = command.output(); // limit: in the next line
    let output =
        in_time(Duration::from_mins(1), "the end of the self-check", ending).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap()
}

/// As AWS's own rules have it: the endpoint would win without a word.
#[tokio::test]
async fn fips_and_dual_stack_are_refused_beside_an_endpoint() {
    let endpoint = ["--region", "us-east-1", "--endpoint-url", "http://127.0.0.1:1"];
    for (variable, words) in
        [("AWS_USE_FIPS_ENDPOINT", "FIPS"), ("AWS_USE_DUALSTACK_ENDPOINT", "dual-stack")]
    {
        let text = offline(&endpoint, &[(variable, "true")]).await;
        let refused = text.lines().find(|line| line.starts_with("FAIL  regions")).unwrap();
        assert!(refused.contains(words) && refused.contains("http://127.0.0.1:1"), "{text}");
    }
    let named = [("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
    let text = offline(&["--region", "us-east-1"], &named).await;
    assert!(text.contains("FIPS (use_fips_endpoint"), "{text}");
}

#[tokio::test]
async fn a_region_without_cloudhsm_is_warned_of_by_name() {
    let text = offline(&["--region", "us-east-1", "--region", "ap-southeast-4"], &[]).await;
    assert!(text.contains("warn  region       AWS lists no CloudHSM in ap-southeast-4"), "{text}");
    assert_eq!(text.matches("warn  region").count(), 1, "{text}");
    let text = offline(&["--region", "cn-north-1"], &[]).await;
    assert!(text.contains("not available in the China partition"), "{text}");
    let text = offline(&["--region", "eu-west-1"], &[("AWS_USE_FIPS_ENDPOINT", "true")]).await;
    assert!(text.contains("no FIPS endpoint of CloudHSM in eu-west-1"), "{text}");
}

#[tokio::test]
async fn a_ca_bundle_that_can_not_be_used_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle.pem");
    let made = rcgen::generate_simple_self_signed(["proxy.example".to_owned()]).unwrap();
    let check = async || {
        let path = bundle.to_str().unwrap();
        offline(&["--region", "us-east-1"], &[("AWS_CA_BUNDLE", path)]).await
    };
    assert!(check().await.contains("bundle.pem: it can't be read"));
    for (bytes, words) in [
        (Vec::new(), "it is empty"),
        (made.cert.der().to_vec(), "DER"),
        (b"junk".to_vec(), "holds no certificate"),
    ] {
        std::fs::write(&bundle, bytes).unwrap();
        let text = check().await;
        let refused = text.lines().find(|line| line.starts_with("FAIL  regions")).unwrap();
        assert!(refused.contains("AWS_CA_BUNDLE") && refused.contains(words), "{text}");
    }
    std::fs::write(&bundle, format!("\u{feff}{}", made.cert.pem())).unwrap();
    let text = check().await;
    assert!(text.contains("ok    regions"), "a byte order mark is fine: {text}");
}

/// FIPS and dual-stack as the SDK's own environment and files name them.
#[tokio::test]
async fn endpoints_follow_the_sdks_own_settings() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("config");
    std::fs::write(&config, "[profile gov]\nregion = us-gov-east-1\nuse_fips_endpoint = true\n")
        .unwrap();
    for (arguments, environment, expected) in [
        (
            vec!["--region", "us-west-2", "--region", "cn-north-1"],
            vec![],
            "us-west-2 at https://cloudhsmv2.us-west-2.amazonaws.com/, \
             cn-north-1 at https://cloudhsmv2.cn-north-1.amazonaws.com.cn/",
        ),
        (
            vec!["--region", "us-gov-west-1"],
            vec![("AWS_USE_FIPS_ENDPOINT", "true")],
            "https://cloudhsmv2-fips.us-gov-west-1.amazonaws.com/",
        ),
        (
            vec![],
            vec![("AWS_USE_DUALSTACK_ENDPOINT", "true"), ("AWS_REGION", "eu-west-1")],
            "https://cloudhsmv2.eu-west-1.api.aws/",
        ),
        (vec!["--profile", "gov"], vec![], "https://cloudhsmv2-fips.us-gov-east-1.amazonaws.com/"),
        (
            vec!["--region", "us-east-1"],
            vec![("AWS_ENDPOINT_URL_CLOUDHSM_V2", "http://127.0.0.1:1/aws")],
            "us-east-1 at http://127.0.0.1:1/aws",
        ),
    ] {
        let mut command = program();
        command
            // Nobody answers there, and no name is looked up.
            .env("HTTPS_PROXY", "http://127.0.0.1:1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_CONFIG_FILE", &config)
            .env("AWS_SHARED_CREDENTIALS_FILE", dir.path().join("none"))
            .envs(environment)
            .args(["check", "--listen", "127.0.0.1:0", "--upstream-timeout", "1"])
            .arg("--audit-file")
            .arg(dir.path().join("audit.jsonl"))
            .args(&arguments);
        let output = process::output(&mut command).await;
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(expected), "{arguments:?}: {text}");
        assert_eq!(output.status.code(), Some(1), "{text}");
    }
}

/// It said of a deletion whose process had died that it was not sent yet.
#[tokio::test]
async fn what_an_earlier_run_left_open_is_told_by_check_and_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let (upstream, url) = killed_while_deleting(dir.path()).await;
    upstream.answer_with(listing("ACTIVE"));
    let with = |arguments: &[&str]| {
        let mut command = program();
        command
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--endpoint-url", &url, "--audit-file"])
            .arg(dir.path().join("audit.jsonl"))
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret");
        command
    };
    for (region, note) in [("us-east-1", false), ("eu-central-1", true)] {
        let output = process::output(&mut with(&["check", "--region", region])).await;
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find(|line| line.starts_with("warn  not finished")).unwrap();
        let told = format!("DeleteCluster {CLUSTER} in us-east-1 of ");
        assert!(line.contains(&told) && line.contains(", outcome unknown since "), "{line}");
        assert!(!line.contains("not sent"), "{line}");
        assert_eq!(line.ends_with("--region doesn't name its region"), note, "{line}");
    }
    // A start that can't look at it says so, in the log and to whoever asks.
    let log = dir.path().join("log");
    let mut elsewhere = with(&["--region", "eu-central-1"]);
    elsewhere.stderr(std::fs::File::create(&log).unwrap());
    let running = Running::start(elsewhere).await;
    eventually("the log tells of it", async || {
        let text = std::fs::read_to_string(&log).unwrap();
        let mut lines = text.lines().filter(|it| it.contains("from an earlier run"));
        lines.any(|it| it.contains(CLUSTER) && it.contains("other-region")).then_some(())
    })
    .await;
    let attempts = running.json("/api/attempts", None).await;
    let attempt = &attempts["attempts"][0];
    assert_eq!(
        (&attempt["state"], &attempt["notFollowed"]),
        (&json!("unknown"), &json!("other-region"))
    );
}

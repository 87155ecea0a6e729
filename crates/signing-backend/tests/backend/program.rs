//! The program itself: flags, start, end, and what it says.

use serde_json::json;

use crate::support::{
    Act, CLUSTER, Scripted,
    process::{Running, cluster_in, emulator, fails, listen, listening, program, signing_client},
};

#[tokio::test]
async fn a_cluster_is_deleted_through_the_program_and_sigterm_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut running = Running::start(listening(emulator(dir.path()))).await;
    let session = running.json("/api/session", None).await;
    assert_eq!(session["mode"], "emulator");
    assert_eq!(session["regions"], json!(["us-east-1", "eu-central-1"]));
    assert!(session["arn"].as_str().unwrap().starts_with("arn:aws:iam::"));
    assert_eq!(session["credentials"]["source"], "Emulator");
    let list = "/api/regions/us-east-1/DescribeClusters";
    let clusters = running.json(list, Some(&json!({}))).await;
    let deletable = clusters["Clusters"].as_array().unwrap().iter().find(|cluster| {
        cluster["State"] == "ACTIVE" && cluster["Hsms"].as_array().unwrap().is_empty()
    });
    let id = deletable.unwrap()["ClusterId"].as_str().unwrap();
    let plan = running.plan(id).await;
    let reply = running.deletion(&plan).send().await.unwrap();
    assert_eq!(reply.status(), 200, "{}", reply.text().await.unwrap());
    running.signal("TERM");
    assert!(running.child.wait().await.unwrap().success());
    let audit = std::fs::read_to_string(dir.path().join("audit.jsonl")).unwrap();
    assert_eq!(audit.lines().count(), 2, "{audit}");
}

#[tokio::test]
async fn it_refuses_to_start_unsafely_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, "a".repeat(43)).unwrap();
    let token = token.to_str().unwrap();
    for (flags, words) in [
        (vec!["--listen", "0.0.0.0:0"], "loopback"),
        (vec!["--token-file", token], "chmod 600"),
        (vec!["--allow-origin", "*"], "not an origin"),
        (vec!["--allow-host", "http://x"], "not a host"),
        (vec!["--console-dir", dir.path().to_str().unwrap()], "index.html"),
        (vec!["--region", "us-east-1.evil.example"], "region"),
        (vec!["--permit-seconds", "301"], "300"),
        (vec!["--allow-operation", "DeleteEverything"], "not an operation"),
    ] {
        let text = fails(emulator(dir.path()).args(&flags).args(listen(&flags))).await;
        assert!(text.contains(words), "{flags:?}: {text}");
    }
    let running = Running::start(listening(emulator(dir.path()))).await;
    let text = fails(&mut listening(emulator(dir.path()))).await;
    assert!(text.contains("another process"), "{text}");
    drop(running);
}

#[tokio::test]
async fn no_secret_is_in_the_log_at_its_most_verbose() {
    let dir = tempfile::tempdir().unwrap();
    let log = std::fs::File::create(dir.path().join("log")).unwrap();
    let mut command = program();
    let body = json!({"Clusters": [{"ClusterId": CLUSTER, "State": "ACTIVE", "PreCoPassword": "correct-horse"}]});
    let (_upstream, url) = Scripted::start(vec![Act::ok(&body.to_string())]).await;
    command
        .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--log-level", "trace"])
        .args(["--endpoint-url", &url])
        .arg("--audit-file")
        .arg(dir.path().join("audit.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "the-secret-access-key")
        .env("AWS_SESSION_TOKEN", "the-session-token")
        .stderr(log);
    let running = Running::start(command).await;
    running.json("/api/session", None).await;
    let list = "/api/regions/us-east-1/DescribeClusters";
    let clusters = running.json(list, Some(&json!({}))).await;
    assert_eq!(clusters["Clusters"][0]["PreCoPassword"], "correct-horse");
    let plan = running.plan(CLUSTER).await;
    running.deletion(&plan).send().await.unwrap();
    running.signal("TERM");
    let mut child = running.child;
    child.wait().await.unwrap();
    let log = std::fs::read_to_string(dir.path().join("log")).unwrap();
    assert!(log.contains("/DescribeClusters") && log.contains("TRACE"), "{log}");
    for secret in [
        "the-secret-access-key",
        "the-session-token",
        &running.token,
        "correct-horse",
        "Signature=",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

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
    let output = check(&url, &["--read-only"]).output().await.unwrap();
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
    let output = check("http://127.0.0.1:1", &["--listen", "0.0.0.0:0"]).output().await.unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    let mut command = check("http://127.0.0.1:1", &["--upstream-timeout", "1"]);
    let output = command.output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("FAIL  us-east-1    AWS can't be reached"), "{text}");
}

#[tokio::test]
async fn beyond_loopback_it_speaks_tls() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let command = || {
        let mut command = emulator(dir.path());
        command.args(["--listen", "0.0.0.0:0", "--tls-cert"]).arg(&certificate);
        command.arg("--tls-key").arg(&key);
        command
    };
    let text = fails(&mut command()).await;
    assert!(text.contains("--allow-host"), "{text}");
    let mut started = command();
    started.args(["--allow-host", "localhost"]);
    let mut running = Running::start(started).await;
    assert!(running.base.starts_with("https://localhost:"), "{}", running.base);
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    running.client =
        reqwest::Client::builder().no_proxy().tls_certs_only([trusted]).build().unwrap();
    assert_eq!(running.json("/api/session", None).await["mode"], "emulator");
    // Plain HTTP on the same port is no way in.
    let plain = running.base.replace("https", "http");
    assert!(signing_client().get(plain).send().await.is_err());
}

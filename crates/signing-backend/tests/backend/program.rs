//! The program itself: flags, start, end, and what it says.

mod addresses;

use serde_json::json;

use crate::support::{
    Act, CLUSTER, Scripted, eventually,
    process::{LIMIT, Running, emulator, fails, listen, listening, program, signing_client},
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
    assert!(running.ended().await.success());
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
        (vec!["--allow-host", "*"], "wildcards"),
        (vec!["--console-dir", dir.path().to_str().unwrap()], "index.html"),
        (vec!["--region", "us-east-1.evil.example"], "region"),
        (vec!["--permit-seconds", "301"], "300"),
        (vec!["--allow-operation", "DeleteEverything"], "not an operation"),
        (vec!["--look", "s3"], "not a service that is asked"),
        (vec!["--look", "kms,none"], "can't be combined"),
    ] {
        let text = fails(emulator(dir.path()).args(&flags).args(listen(&flags))).await;
        assert!(text.contains(words), "{flags:?}: {text}");
    }
    // The log is kept where only this user can read, write and replace it.
    let shared = dir.path().join("shared.jsonl");
    std::fs::write(&shared, "").unwrap();
    std::fs::set_permissions(&shared, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    let link = dir.path().join("link.jsonl");
    std::os::unix::fs::symlink(dir.path().join("elsewhere.jsonl"), &link).unwrap();
    for (file, words) in [
        ("/dev/full", "a character device"),
        ("/dev/null", "a character device"),
        (shared.to_str().unwrap(), "its mode is 0666"),
        (link.to_str().unwrap(), "a symbolic link"),
    ] {
        let mut command = program();
        command.args(["--emulator", "--audit-file", file]);
        let text = fails(&mut listening(command)).await;
        assert!(text.contains(words), "{file}: {text}");
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
    let cluster = json!({"ClusterId": CLUSTER, "State": "ACTIVE", "Hsms": [], "PreCoPassword": "correct-horse"});
    let body = json!({"Clusters": [cluster], "Backups": [], "Cluster": cluster});
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
    let mut running = Running::start(command).await;
    running.json("/api/session", None).await;
    let list = "/api/regions/us-east-1/DescribeClusters";
    let clusters = running.json(list, Some(&json!({}))).await;
    assert_eq!(clusters["Clusters"][0]["PreCoPassword"], "correct-horse");
    let plan = running.plan(CLUSTER).await;
    running.deletion(&plan).send().await.unwrap();
    running.signal("TERM");
    running.ended().await;
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
    let client = reqwest::Client::builder().no_proxy().timeout(LIMIT);
    running.client = client.tls_certs_only([trusted]).build().unwrap();
    let reply = running.request("/api/session", None).send().await.unwrap();
    assert_eq!(reply.headers()["strict-transport-security"], "max-age=31536000");
    let session: serde_json::Value = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
    assert_eq!(session["mode"], "emulator");
    // Plain HTTP on the same port is no way in.
    let plain = running.base.replace("https", "http");
    assert!(signing_client().get(plain).send().await.is_err());
}

/// Arguments are there for every user of the machine to see: the token must not be among them.
#[tokio::test]
async fn the_link_is_opened_by_way_of_a_page_that_nobody_else_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let (desktop, told) = (dir.path().join("xdg-open"), dir.path().join("told"));
    let script =
        format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > {0}.new\nmv {0}.new {0}\n", told.display());
    std::fs::write(&desktop, script).unwrap();
    std::fs::set_permissions(&desktop, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = listening(emulator(dir.path()));
    command.arg("--open").env("XDG_STATE_HOME", dir.path());
    command.env("PATH", format!("{}:/usr/bin:/bin", dir.path().display()));
    let mut running = Running::start(command).await;
    eventually("the desktop is told what to open", async || told.exists().then_some(())).await;
    let arguments = std::fs::read_to_string(&told).unwrap();
    assert!(!arguments.contains(&running.token), "{arguments}");
    let page = std::path::PathBuf::from(arguments.trim().trim_start_matches("file://"));
    assert_eq!(std::fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains(&format!("{}/#token={}", running.base, running.token)), "{html}");
    running.signal("TERM");
    assert!(running.ended().await.success());
    assert!(!page.exists());
}

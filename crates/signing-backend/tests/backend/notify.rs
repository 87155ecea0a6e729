//! The flags of notices: what is refused, and in which words; a receiver with TLS; the numbers.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use backend_api::routes;
use serde_json::json;
use test_limits::eventually_or;

use crate::support::{
    Act, CLUSTER, Scripted, eventually,
    process::{self, Running, cluster_in, emulator, fails, in_front_of, listening, program},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn secret_file(dir: &Path, name: &str, text: &str, mode: u32) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn wait_for_log(log: &Path, words: &str) {
    let is_there = async || fs::read_to_string(log).unwrap().contains(words).then_some(());
    eventually(words, is_there).await;
}

/// Has all regions listed again.
async fn refresh(running: &Running) {
    let refresh = running.request(routes::FLEET_REFRESH, Some(&json!({})));
    assert_eq!(refresh.send().await.unwrap().status(), 202);
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_told_with_the_flag_and_the_rule() {
    let dir = tempfile::tempdir().unwrap();
    let good = secret_file(dir.path(), "good", SECRET, 0o600);
    let shared = secret_file(dir.path(), "shared", SECRET, 0o640);
    let short = secret_file(dir.path(), "short", "short", 0o600);
    let url = "https://alerts.example.com/cloudhsm";
    for (flags, words) in [
        (vec!["--notify", url], vec!["--notify needs --notify-secret-file"]),
        (
            vec!["--notify", "http://alerts.example.com/", "--notify-secret-file", &good],
            vec!["--notify: ", "https://", "loopback"],
        ),
        (
            vec!["--notify", "https://me:word@x.example/", "--notify-secret-file", &good],
            vec!["--notify: ", "user name or password"],
        ),
        (
            vec!["--notify", "alerts", "--notify-secret-file", &good],
            vec!["--notify: ", "not a URL"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", &shared],
            vec!["--notify-secret-file", "mode is 0640", "chmod 600"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", &short],
            vec!["--notify-secret-file", "32 or more characters"],
        ),
        (
            vec!["--notify", url, "--notify-secret-file", "/dev/zero"],
            vec!["--notify-secret-file", "character device"],
        ),
        (vec!["--notify-secret-file", &good], vec!["--notify <URL>"]),
        (vec!["--notify-format", "slack"], vec!["--notify <URL>"]),
    ] {
        let text = fails(listening(emulator(dir.path())).args(&flags)).await;
        for words in words {
            assert!(text.contains(words), "{flags:?}: {words} in {text}");
        }
        assert!(!text.contains("me:word") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn check_tells_where_notices_go_and_no_more_of_the_url_than_its_host() {
    let dir = tempfile::tempdir().unwrap();
    let good = secret_file(dir.path(), "good", SECRET, 0o600);
    let url = "https://hooks.example.com/services/capability";
    let webhook = ["--notify", url, "--notify-secret-file", &good];
    for (flags, words) in [
        (&webhook[..], "ok    notices      to hooks.example.com, signed"),
        (&["--notify-dry-run"], "ok    notices      to stdout"),
        (&[], "ok    notices      no notices"),
        (&webhook[..2], "FAIL  notices      --notify needs --notify-secret-file"),
    ] {
        let mut command = program();
        command.args(["check", "--emulator", "--listen", "127.0.0.1:0", "--audit-file"]);
        command.arg(dir.path().join("audit.jsonl")).args(flags);
        let output = process::output(&mut command).await;
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(words), "{flags:?}: {text}");
        assert!(!text.contains("capability") && !text.contains(SECRET), "{text}");
    }
}

/// The receiver asked for an hour; the process ends before.
#[tokio::test]
async fn at_the_end_what_waits_is_tried_once_more_and_holds_nothing_up() {
    let dir = tempfile::tempdir().unwrap();
    let secret = secret_file(dir.path(), "secret", SECRET, 0o600);
    let busy = Act::Answer(503, "retry-after: 3600\r\n", String::new());
    let (receiver, hook) = Scripted::start(vec![busy, Act::ok("")]).await;
    let (upstream, url) = cluster_in("ACTIVE").await;
    let log = dir.path().join("log");
    let mut command = in_front_of(&url, dir.path());
    command.args(["--notify", &hook, "--notify-secret-file", &secret]);
    command.stderr(fs::File::create(&log).unwrap());
    let mut running = Running::start(command).await;
    let logged = async |words: &str| wait_for_log(&log, words).await;
    logged("notices of changes from now on").await;
    upstream.answer_with(process::listing("DEGRADED"));
    refresh(&running).await;
    logged("notices were not delivered yet").await;
    running.signal("TERM");
    assert!(running.ended().await.success());
    let requests = receiver.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    let delivery = |request: &String| {
        let body = request.split_once("\r\n\r\n").unwrap().1;
        assert!(body.contains(CLUSTER), "{request}");
        body.to_owned()
    };
    assert_eq!(delivery(&requests[0]), delivery(&requests[1]));
}

/// `/metrics`, of notices alone: the lines that are no comments.
async fn numbers_of_notices(running: &Running, metrics: &str) -> String {
    let url = format!("http://{metrics}/metrics");
    let text = running.client.get(url).send().await.unwrap().text().await.unwrap();
    text.lines()
        .filter(|it| it.starts_with("cloudhsm_console_notices"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A receiver with a certificate of the company's own authority gets notices if `AWS_CA_BUNDLE` names
/// that, as for AWS, and none otherwise. What waits and what was delivered is counted.
#[tokio::test]
async fn a_receiver_with_a_certificate_of_a_private_authority_is_trusted_through_aws_ca_bundle() {
    for is_trusted in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let secret = secret_file(dir.path(), "secret", SECRET, 0o600);
        let (receiver, hook, authority) = Scripted::start_tls(vec![Act::ok("")]).await;
        let bundle = secret_file(dir.path(), "authority.pem", &authority, 0o600);
        let (upstream, url) = cluster_in("ACTIVE").await;
        let log = dir.path().join("log");
        let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let metrics = metrics.to_string();
        let mut command = in_front_of(&url, dir.path());
        command.args(["--notify", &hook, "--notify-secret-file", &secret]);
        command.args(["--metrics-listen", &metrics]);
        if is_trusted {
            command.env("AWS_CA_BUNDLE", &bundle);
        }
        command.stderr(fs::File::create(&log).unwrap());
        let running = Running::start(command).await;
        let logged = async |words: &str| wait_for_log(&log, words).await;
        logged("notices of changes from now on").await;
        upstream.answer_with(process::listing("DEGRADED"));
        refresh(&running).await;
        if is_trusted {
            receiver.wait_for(0, CLUSTER).await;
            let counted = async || {
                let text = numbers_of_notices(&running, &metrics).await;
                let delivered = text.contains("notices_total{outcome=\"delivered\"} ");
                let none_waits = text.contains("notices_waiting 0");
                if delivered && none_waits { Ok(()) } else { Err(text) }
            };
            eventually_or("the notices are counted as delivered", counted).await;
        } else {
            logged("notices were not delivered yet").await;
            let text = numbers_of_notices(&running, &metrics).await;
            assert!(text.contains("notices_waiting ") && !text.contains("waiting 0"), "{text}");
            assert!(!text.contains("delivered"), "{text}");
            let text = fs::read_to_string(&log).unwrap();
            assert!(text.contains("UnknownIssuer"), "{text}");
            assert_eq!(receiver.requests(), Vec::<String>::new());
        }
    }
}

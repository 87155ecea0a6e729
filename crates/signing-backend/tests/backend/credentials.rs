//! Credentials from files and processes, as the program takes them.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::{
    Scripted,
    process::{Running, cluster_in, program},
};

/// The program with the shared files of somebody's home and no other credentials.
struct Home {
    dir: TempDir,
    upstream: Scripted,
    url: String,
}

impl Home {
    async fn new() -> Self {
        let (upstream, url) = cluster_in("ACTIVE").await;
        Self { dir: tempfile::tempdir().unwrap(), upstream, url }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        // As tools write: whole or not at all.
        std::fs::write(self.path("new"), text).unwrap();
        std::fs::rename(self.path("new"), self.path(name)).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = program();
        command
            .args(["--listen", "127.0.0.1:0", "--region", "us-east-1", "--upstream-timeout", "1"])
            .args(["--endpoint-url", &self.url, "--audit-file"])
            .arg(self.path("audit.jsonl"))
            .env("PATH", "/usr/bin:/bin")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.path("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("credentials"));
        command
    }
}

/// Waits until something is so.
async fn until(what: &str, is: impl Fn() -> bool) {
    let waiting = async {
        while !is() {
            // limit: in the timeout around it
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
    assert!(waited.is_ok(), "waited for: {what}");
}

fn keys(name: &str) -> String {
    format!("[default]\naws_access_key_id = {name}\naws_secret_access_key = secret\n")
}

/// Not a reading call: those are tried again with other credentials when AWS refuses the first.
async fn tag(running: &Running) {
    let body =
        json!({ "ResourceId": "cluster-aaaaaaaaaaa", "TagList": [{"Key": "a", "Value": "b"}] });
    running.json("/api/regions/us-east-1/TagResource", Some(&body)).await;
}

#[tokio::test]
async fn rewritten_credentials_sign_the_next_call() {
    let home = Home::new().await;
    home.write("credentials", &keys("AKIDFIRST"));
    let running = Running::start(home.command()).await;
    tag(&running).await;
    home.write("credentials", &keys("AKIDSECOND"));
    tag(&running).await;
    let signed: Vec<_> = home
        .upstream
        .requests()
        .into_iter()
        .filter(|request| request.contains("BaldrApiService.TagResource"))
        .collect();
    assert!(signed[0].contains("Credential=AKIDFIRST/"), "{signed:?}");
    assert!(signed[1].contains("Credential=AKIDSECOND/"), "{signed:?}");
}

async fn get(running: &Running, path: &str) -> (u16, Value) {
    let url = format!("{}{path}", running.base);
    let reply = running.client.get(url).send().await.unwrap();
    (reply.status().as_u16(), serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap())
}

fn still_runs(id: &str) -> bool {
    let stat = Path::new("/proc").join(id).join("stat");
    std::fs::read_to_string(stat).is_ok_and(|stat| !stat.contains(") Z "))
}

#[tokio::test]
async fn a_credential_process_that_hangs_runs_once_and_ends_with_the_backend() {
    let home = Home::new().await;
    let ids = home.path("ids");
    home.write("hang", &format!("echo $$ >> {}\nexec sleep 300\n", ids.display()));
    let process = format!("[default]\ncredential_process = sh {}\n", home.path("hang").display());
    home.write("config", &process);
    let mut running = Running::start(home.command()).await;
    let list = "/api/regions/us-east-1/DescribeClusters";
    for _ in 0..2 {
        let body = json!({});
        let (one, other) =
            tokio::join!(running.json(list, Some(&body)), running.json(list, Some(&body)));
        for answer in [one, other] {
            assert_eq!(answer["error"]["code"], "CredentialsUnavailable", "{answer}");
        }
    }
    let begun = std::time::Instant::now();
    let probes = std::iter::repeat_with(|| {
        let request = running.client.get(format!("{}/readyz", running.base));
        tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
    });
    for probe in probes.take(300).collect::<Vec<_>>() {
        assert_eq!(probe.await.unwrap(), 503);
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(get(&running, "/healthz").await.0, 200);
    let started = std::fs::read_to_string(&ids).unwrap();
    let started: Vec<_> = started.lines().collect();
    assert_eq!(started.len(), 1, "one at a time");
    assert!(still_runs(started[0]));
    running.signal("TERM");
    // limit: in the timeout around it
    let ended = tokio::time::timeout(Duration::from_mins(1), running.child.wait()).await;
    assert!(ended.expect("SIGTERM ends it").unwrap().success());
    until("the process ends with the backend", || !still_runs(started[0])).await;
}

#[tokio::test]
async fn what_a_credential_process_says_is_in_the_log_and_not_in_the_answer() {
    let home = Home::new().await;
    let log = std::fs::File::create(home.path("log")).unwrap();
    home.write("config", "[default]\ncredential_process = echo its-secret-words >&2; exit 7\n");
    let mut command = home.command();
    command.stderr(log);
    let running = Running::start(command).await;
    let answer = running.json("/api/regions/us-east-1/DescribeClusters", Some(&json!({}))).await;
    assert_eq!(answer["error"]["code"], "CredentialsUnavailable", "{answer}");
    let text = answer.to_string();
    assert!(text.contains("exit status: 7") && !text.contains("its-secret-words"), "{text}");
    let log = std::fs::read_to_string(home.path("log")).unwrap();
    assert!(log.contains("its-secret-words"), "{log}");
}

#[tokio::test]
async fn a_credential_process_signs_and_is_named() {
    let home = Home::new().await;
    let printed = json!({ "Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s",
        "Expiration": "2100-01-01T00:00:00Z" });
    home.write("printed", &printed.to_string());
    let process =
        format!("[default]\ncredential_process = cat {}\n", home.path("printed").display());
    home.write("config", &process);
    let running = Running::start(home.command()).await;
    tag(&running).await;
    let requests = home.upstream.requests();
    assert!(requests.iter().any(|it| it.contains("Credential=AKIDPROCESS/")), "{requests:?}");
    let session = running.json("/api/session", None).await;
    assert_eq!(session["credentials"]["source"], "CredentialProcess");
}

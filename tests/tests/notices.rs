//! Notices: what a webhook receives of what happens to clusters, and that Python's hmac believes it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use backend_api::{DeletionPlan, routes};
use cloudhsm_api::Operation;
use end_to_end::{
    Emulator, Openssl, Python, REGIONS, Received, Receiver, Stack, StackOptions, artifacts,
    confirmation, eventually, eventually_or, permit,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const REGION: &str = REGIONS[0];
const SECRET: &str = "b6Zt0u5gUKyMwVQ3hPzTnJ8aRsE1xLdC";
const SIGNATURE: &str = "x-cloudhsm-console-signature";
const DELIVERY: &str = "x-cloudhsm-console-delivery";

/// A backend that sends notices, and what stands around it.
struct Scene {
    emulator: Emulator,
    stack: Stack,
    folder: TempDir,
}

impl Scene {
    /// With these flags, once it knows how the regions are.
    async fn start(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, format!("{SECRET}\n")).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        let emulator = Emulator::start();
        let mut options = StackOptions::in_front_of(&emulator).args(flags.iter().copied());
        if flags.contains(&"--notify") {
            options = options.args(["--notify-secret-file", secret.to_str().unwrap()]);
        }
        let stack = Stack::start(&options);
        // Nobody opens a console: the backend asks AWS for the notices alone.
        eventually_or("the baseline of both regions", async || {
            let printed = stack.printed();
            let known = printed.matches("notices of changes from now on").count();
            if known == REGIONS.len() { Ok(()) } else { Err(printed) }
        })
        .await;
        Self { emulator, stack, folder }
    }

    async fn sending_to(receiver: &Receiver) -> Self {
        Self::start(&["--notify", receiver.url()]).await
    }

    async fn id_of(&self, name: &str) -> String {
        self.stack.cluster_named(REGION, name).await.cluster_id
    }

    /// The plan of a deletion that nothing blocks.
    async fn deletable(&self) -> DeletionPlan {
        for cluster in self.stack.clusters(REGION).await {
            if cluster.hsms.is_empty() {
                let plan = self.stack.plan(REGION, &cluster.cluster_id).await;
                if plan.permit.is_some() {
                    return plan;
                }
            }
        }
        panic!("the fleet has a cluster that nothing blocks");
    }

    /// AWS shows the cluster in another state.
    async fn change_state(&self, id: &str, state: &str) {
        self.emulator.control().patch(id, &json!({ "State": state })).await;
        self.refresh().await;
    }

    /// Sooner than by itself.
    async fn refresh(&self) {
        self.stack.post(routes::FLEET_REFRESH, &json!({})).await.assert_status(202);
    }

    fn secret_file(&self) -> PathBuf {
        self.folder.path().join("secret")
    }

    /// What the receiver's example in deploy/ says of a signature.
    fn is_genuine(&self, secret: &Path, signature: &str, body: &[u8]) -> bool {
        let file = self.folder.path().join("body");
        fs::write(&file, body).unwrap();
        let script = artifacts::repository().join("deploy/notify/verify.py");
        let told = Python::file(&script)
            .arg(secret.to_str().unwrap())
            .arg(signature)
            .arg(file.to_str().unwrap())
            .json();
        told.as_bool().unwrap()
    }

    fn assert_no_secret(&self, received: &[Received]) {
        let keys = self.emulator.credentials().iter().map(|(_, value)| value.as_str());
        let secrets: Vec<_> = keys.chain([SECRET, self.stack.token(), "BEGIN ", "PreCo"]).collect();
        for it in received {
            for secret in &secrets {
                assert!(!it.text().contains(secret) && !it.head.contains(secret), "{it:?}");
            }
        }
    }
}

/// The notices of an event about a cluster.
fn notices(received: &[Received], event: &str, cluster: &str) -> Vec<Value> {
    let all = received.iter().flat_map(|it| it.json()["notices"].as_array().unwrap().clone());
    all.filter(|it| it["event"] == event && it["clusterId"] == cluster).collect()
}

/// Waits until there is a notice like this, and returns it.
async fn notice(receiver: &Receiver, event: &str, cluster: &str) -> Value {
    eventually_or(&format!("{event} of {cluster}"), async || {
        let received = receiver.received();
        notices(&received, event, cluster).pop().ok_or_else(|| format!("{received:?}"))
    })
    .await
}

/// Those that have a notice about the cluster's state.
fn deliveries(received: &[Received], cluster: &str) -> Vec<Received> {
    let is_about =
        |it: &&Received| !notices(std::slice::from_ref(it), "state-changed", cluster).is_empty();
    received.iter().filter(is_about).cloned().collect()
}

#[tokio::test]
async fn a_change_of_state_is_told_and_python_and_openssl_believe_its_signature() {
    let receiver = Receiver::start(&[]).await;
    let scene = Scene::sending_to(&receiver).await;
    let (id, lab) = (scene.id_of("payments-prod").await, scene.id_of("attestation-lab").await);
    scene.change_state(&id, "DEGRADED").await;
    let told = notice(&receiver, "state-changed", &id).await;
    assert_eq!((&told["from"], &told["to"]), (&json!("ACTIVE"), &json!("DEGRADED")));
    assert_eq!((&told["name"], &told["region"]), (&json!("payments-prod"), &json!(REGION)));
    let finding = notice(&receiver, "finding-appeared", &id).await;
    assert_eq!(finding["finding"]["kind"], "degraded");

    let all = receiver.received();
    assert!(notices(&all, "finding-appeared", &lab).is_empty(), "it was so at the start: {all:?}");
    scene.assert_no_secret(&all);
    let delivery = deliveries(&all, &id).remove(0);
    assert_eq!(delivery.header("content-type"), Some("application/json"));
    assert_eq!(delivery.json()["delivery"].as_str(), delivery.header(DELIVERY));
    let signature = delivery.header(SIGNATURE).unwrap();
    let body = &delivery.body;
    assert!(scene.is_genuine(&scene.secret_file(), signature, body), "{delivery:?}");
    let other = scene.folder.path().join("other");
    fs::write(&other, SECRET.to_lowercase()).unwrap();
    let forged = [body.as_slice(), b" "].concat();
    assert!(!scene.is_genuine(&other, signature, body), "another secret");
    assert!(!scene.is_genuine(&scene.secret_file(), signature, &forged), "another body");
    let later = signature.replacen("t=", "t=1", 1);
    assert!(!scene.is_genuine(&scene.secret_file(), &later, body), "another time");

    let (time, given) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let openssl = Openssl::new();
    openssl.file("signed", &format!("{time}.{}", delivery.text()));
    let printed = openssl.run(&["dgst", "-sha256", "-hmac", SECRET, "signed"]).unwrap();
    assert!(printed.ends_with(given), "{printed}: {given}");

    // What is over is told too.
    scene.change_state(&id, "ACTIVE").await;
    let cleared = notice(&receiver, "finding-cleared", &id).await;
    assert_eq!(cleared["finding"]["kind"], "degraded");
}

#[tokio::test]
async fn what_a_receiver_fails_to_take_comes_again_as_the_same_delivery() {
    let receiver = Receiver::start(&[(500, ""), (500, ""), (200, "")]).await;
    let scene = Scene::sending_to(&receiver).await;
    let id = scene.id_of("payments-prod").await;
    scene.change_state(&id, "DEGRADED").await;
    let received = receiver.wait_for(3).await;
    let first = &received[0];
    for it in &received[..3] {
        assert_eq!(it.header(DELIVERY), first.header(DELIVERY));
        assert_eq!(it.body, first.body);
        // Signed anew, so that the last one is not taken for a recording.
        assert!(scene.is_genuine(&scene.secret_file(), it.header(SIGNATURE).unwrap(), &it.body));
    }
    assert_ne!(received[2].header(SIGNATURE), first.header(SIGNATURE));
    scene.change_state(&id, "ACTIVE").await;
    notice(&receiver, "finding-cleared", &id).await;
    let last = receiver.received().pop().unwrap();
    assert_ne!(last.header(DELIVERY), first.header(DELIVERY), "another delivery");
    assert_eq!(last.json()["dropped"], 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_next_delivery_tells_what_was_lost() {
    let elsewhere = Receiver::start(&[]).await;
    let to = format!("location: {}\r\n", elsewhere.url());
    let receiver = Receiver::start(&[(307, &to)]).await;
    let scene = Scene::sending_to(&receiver).await;
    let id = scene.id_of("payments-prod").await;
    scene.change_state(&id, "DEGRADED").await;
    let refused = receiver.wait_for(1).await.remove(0);
    let lost = refused.json()["notices"].as_array().unwrap().len();
    eventually("the log says so", async || {
        scene.stack.printed().contains("redirects are not followed").then_some(())
    })
    .await;
    scene.change_state(&id, "ACTIVE").await;
    let next = receiver.wait_for(2).await.remove(1);
    assert_eq!(next.json()["dropped"], lost, "{next:?}");
    assert_ne!(next.header(DELIVERY), refused.header(DELIVERY));
    assert!(elsewhere.received().is_empty(), "{:?}", elsewhere.received());
}

#[tokio::test]
async fn a_region_that_fails_loses_and_clears_nothing() {
    let receiver = Receiver::start(&[]).await;
    let scene = Scene::sending_to(&receiver).await;
    let (gone, kept) = (scene.id_of("staging-signing").await, scene.id_of("payments-prod").await);
    let control = scene.emulator.control();
    let before = scene.emulator.calls(Operation::DescribeClusters).await;
    let fault = json!({ "operation": "DescribeClusters", "kind": "throttle", "times": 10_000 });
    control.order_fault(fault).await;
    control.remove(&gone).await;
    scene.refresh().await;
    // Of each listing's first page there are four tries: more mean that one has failed.
    eventually("listings have failed", async || {
        (scene.emulator.calls(Operation::DescribeClusters).await > before + 10).then_some(())
    })
    .await;
    let told = receiver.received();
    for event in ["cluster-gone", "finding-cleared"] {
        for id in [&gone, &kept] {
            assert!(notices(&told, event, id).is_empty(), "{told:?}");
        }
    }
    control.clear_faults().await;
    scene.refresh().await;
    let notice = notice(&receiver, "cluster-gone", &gone).await;
    assert_eq!(notice["name"], "staging-signing");
    assert!(notices(&receiver.received(), "cluster-gone", &kept).is_empty());
}

#[tokio::test]
async fn a_dry_run_prints_and_a_deletion_is_told_when_it_has_ended() {
    let scene = Scene::start(&["--notify-dry-run"]).await;
    let plan = scene.deletable().await;
    let id = plan.resource.id.clone();
    let answer =
        scene.stack.delete(REGION, &id, Some(permit(&plan)), Some(&confirmation(&plan))).await;
    answer.assert_status(200);
    let ended = eventually_or("the end of the deletion", async || {
        let printed = scene.stack.printed();
        let lines = printed.lines().filter(|line| line.starts_with('{'));
        let mut notices = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
        notices.find(|it| it["event"] == "attempt-ended").ok_or(printed)
    })
    .await;
    assert_eq!(ended["operation"], "DeleteCluster");
    assert_eq!((&ended["resource"], &ended["clusterId"]), (&json!(id), &json!(id)));
    assert_eq!((&ended["state"], &ended["words"]), (&json!("gone"), &json!("deleted")));
    assert_eq!(ended["attempt"], json!(plan.attempt));
}

/// Slack shows `text`; SNS takes a text a protocol.
#[tokio::test]
async fn the_formats_of_slack_and_sns_are_sent_as_their_examples_show() {
    for (format, example) in [("slack", "slack.json"), ("sns", "sns.json")] {
        let receiver = Receiver::start(&[]).await;
        let scene = Scene::start(&["--notify", receiver.url(), "--notify-format", format]).await;
        let id = scene.id_of("payments-prod").await;
        scene.change_state(&id, "DEGRADED").await;
        let line = format!("payments-prod ({id}) in {REGION}, production: ACTIVE → DEGRADED");
        let received = eventually_or("the line", async || {
            let received = receiver.received();
            let found = received.iter().find(|it| it.text().contains(&line.replace('>', "&gt;")));
            found.cloned().ok_or_else(|| format!("{received:?}"))
        })
        .await;
        let example = artifacts::repository().join("deploy/notify").join(example);
        let example: Value = serde_json::from_slice(&fs::read(example).unwrap()).unwrap();
        let members = |it: &Value| it.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&received.json()), members(&example), "{received:?}");
        let signature = received.header(SIGNATURE).unwrap();
        assert!(scene.is_genuine(&scene.secret_file(), signature, &received.body));
    }
}

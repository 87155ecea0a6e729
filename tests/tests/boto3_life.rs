//! boto3 and the AWS CLI take a cluster through its whole life, in both protocols; and botocore's
//! model has nothing that the emulator does not do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use end_to_end::{Emulator, Openssl, Python, REGIONS, eventually};
use serde_json::{Value, json};

/// The CBOR is botocore's own; it would rather have JSON of a service that speaks both.
#[test]
fn boto3_lives_through_it_in_json_and_in_cbor() {
    for (protocol, kind) in
        [("json", "application/x-amz-json-1.1"), ("smithy-rpc-v2-cbor", "application/cbor")]
    {
        let emulator = Emulator::start();
        let mut script = Python::script("boto3_life.py").arg(emulator.url()).arg(protocol);
        // It has another script beside it.
        script = script.env("PYTHONDONTWRITEBYTECODE", "1").arg(REGIONS[0]).arg(REGIONS[1]);
        for (name, value) in emulator.credentials() {
            script = script.env(name, value);
        }
        let told = script.json();
        assert_eq!(told["kinds"], json!([kind]));
        let steps: Vec<_> =
            told["steps"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(
            steps,
            [
                "CREATE_IN_PROGRESS",
                "UNINITIALIZED",
                "INITIALIZED",
                "ACTIVE",
                "ACTIVE",
                "MODIFY_IN_PROGRESS",
                "ACTIVE",
                "ROLLBACK_IN_PROGRESS",
                "ACTIVE",
                "MODIFY_IN_PROGRESS",
                "ACTIVE",
                "DELETED",
                "CREATE_IN_PROGRESS",
                "ACTIVE",
                "ACTIVE",
            ]
        );
        for (what, words) in [
            ("a second HSM", "already contains an HSM but has not yet been fully activated"),
            ("swapped files", "self-signed"),
            ("a taken address", "in use"),
            ("an HSM in MODIFY_IN_PROGRESS", "MODIFY_IN_PROGRESS"),
            ("an HSM in ROLLBACK_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"),
            ("a cluster with HSMs", "Delete all HSMs"),
            ("a deleted backup", "not READY"),
            ("another mode", "mode"),
        ] {
            let refusal = &told["refusals"][what];
            assert_eq!(refusal[0], "CloudHsmInvalidRequestException", "{what}: {refusal}");
            assert!(refusal[1].as_str().is_some_and(|it| it.contains(words)), "{what}: {refusal}");
        }
        // Every error of every operation is raised as botocore names it.
        assert_eq!(told["errors"], json!([]));
        // Every operation was called, and every member of the model sent or answered.
        assert_eq!(told["missing"], json!({ "operations": [], "inputs": [], "outputs": [] }));
        assert_eq!(told["unknown"], json!([]), "botocore's model has these not");
    }
}

#[tokio::test]
async fn the_command_line_makes_a_cluster_and_ends_it() {
    let emulator = Emulator::start();
    let aws = |arguments: &[&str]| emulator.aws_cli(REGIONS[0], arguments);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |value: &Value| value.as_array().unwrap().clone();
    // Beside a cluster that there is already.
    let fleet = aws(&["describe-clusters"]);
    let is_active = |it: &&Value| it["State"] == "ACTIVE";
    let neighbor =
        list(&fleet["Clusters"]).iter().find(is_active).unwrap()["SubnetMapping"].clone();
    let (zone, subnet) = neighbor.as_object().unwrap().iter().next().unwrap();
    let subnet = text(subnet);
    let created = aws(&[
        "create-cluster",
        "--hsm-type",
        "hsm2m.medium",
        "--mode",
        "FIPS",
        "--subnet-ids",
        &subnet,
        "--tag-list",
        "Key=Name,Value=by the command line",
    ]);
    let id = text(&created["Cluster"]["ClusterId"]);
    let filter = format!("clusterIds={id}");
    let cluster = async || aws(&["describe-clusters", "--filters", &filter])["Clusters"][0].clone();
    let reaches = async |what: &str, is_reached: &dyn Fn(&Value) -> bool| {
        eventually(what, async || Some(cluster().await).filter(is_reached)).await
    };
    reaches("it is created", &|it| it["State"] == "UNINITIALIZED").await;
    aws(&["create-hsm", "--cluster-id", &id, "--availability-zone", zone]);
    let with_csr = reaches("its CSR", &|it| it["Certificates"]["ClusterCsr"].is_string()).await;

    let openssl = Openssl::new();
    openssl.file("x.csr", &text(&with_csr["Certificates"]["ClusterCsr"]));
    let (signed, anchor) = (openssl.file("x.crt", ""), openssl.file("ca.crt", ""));
    for line in [
        "req -new -x509 -newkey rsa:2048 -noenc -days 3652 -subj /CN=CA -keyout ca.key -out ca.crt",
        "x509 -req -days 3652 -in x.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out x.crt",
    ] {
        openssl.run(&line.split(' ').collect::<Vec<_>>()).unwrap();
    }
    let file = |path: &std::path::Path| format!("file://{}", path.display());
    let (signed, anchor) = (file(&signed), file(&anchor));
    aws(&[
        "initialize-cluster",
        "--cluster-id",
        &id,
        "--signed-cert",
        &signed,
        "--trust-anchor",
        &anchor,
    ]);
    let initialized = reaches("it is initialized", &|it| it["State"] == "INITIALIZED").await;
    let certificate = fs::read_to_string(signed.trim_start_matches("file://")).unwrap();
    assert_eq!(initialized["Certificates"], json!({ "ClusterCertificate": certificate }));

    let policy = "Type=DAYS,Value=31";
    let changed =
        aws(&["modify-cluster", "--cluster-id", &id, "--backup-retention-policy", policy]);
    assert_eq!(changed["Cluster"]["BackupRetentionPolicy"]["Value"], "31");
    let hsm = text(&initialized["Hsms"][0]["HsmId"]);
    aws(&["delete-hsm", "--cluster-id", &id, "--hsm-id", &hsm]);
    reaches("its HSM is gone", &|it| list(&it["Hsms"]).is_empty()).await;
    let deleted = aws(&["delete-cluster", "--cluster-id", &id]);
    assert_eq!(deleted["Cluster"]["State"], "DELETE_IN_PROGRESS");
}

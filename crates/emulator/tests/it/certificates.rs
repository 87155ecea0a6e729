//! What openssl says about the certificates.

use std::{
    path::Path,
    process::{Command, Output},
};

use emulator::{AnchorKind, Config};
use serde_json::{Value, json};
use test_limits::Run as _;

use crate::client::Client;

/// Files in a directory of their own, which goes with them.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// The slots of a cluster and the emulator's roots.
    pub(crate) fn of(client: &Client, cluster: &Value) -> Self {
        let files = Self::new();
        for (slot, text) in cluster["Certificates"].as_object().unwrap() {
            files.write(slot, text.as_str().unwrap());
        }
        for anchor in client.app.trust_anchors() {
            let name = if anchor.kind == AnchorKind::Aws { "aws" } else { "manufacturer" };
            files.write(name, &anchor.pem);
        }
        files.write("customer", &client.app.customer_ca());
        files
    }

    fn openssl(&self, arguments: &str) -> Output {
        run(self.0.path(), arguments)
    }

    fn accepts(&self, arguments: &str) -> bool {
        self.openssl(arguments).status.success()
    }

    pub(crate) fn text(&self, arguments: &str) -> String {
        let output = self.openssl(arguments);
        assert!(
            output.status.success(),
            "{arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

fn run(directory: &Path, arguments: &str) -> Output {
    // At the emulator's time, which stands still.
    let arguments = match arguments.strip_prefix("verify ") {
        Some(rest) => format!("verify -attime 1790000000 {rest}"),
        None => arguments.to_owned(),
    };
    Command::new("openssl").args(arguments.split_whitespace()).current_dir(directory).finish()
}

const AWS_CHAIN: &str = "verify -CAfile aws -untrusted AwsHardwareCertificate HsmCertificate";
const MANUFACTURER_CHAIN: &str =
    "verify -CAfile manufacturer -untrusted ManufacturerHardwareCertificate HsmCertificate";

#[tokio::test]
async fn an_uninitialized_cluster_can_be_verified() {
    let client = Client::default();
    let files = Files::of(&client, &client.cluster_named("identity-next").await);
    for chain in [
        AWS_CHAIN,
        MANUFACTURER_CHAIN,
        "verify -CAfile aws aws",
        "verify -CAfile manufacturer manufacturer",
        "verify -x509_strict -CAfile aws -untrusted AwsHardwareCertificate HsmCertificate",
    ] {
        let output = files.openssl(chain);
        assert!(output.status.success(), "{chain}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(
        !files.accepts(
            "verify -CAfile manufacturer -untrusted AwsHardwareCertificate HsmCertificate"
        )
    );

    assert!(files.accepts("req -verify -noout -in ClusterCsr"));
    let of_request = files.text("req -pubkey -noout -in ClusterCsr");
    assert_eq!(files.text("x509 -pubkey -noout -in HsmCertificate"), of_request);
    assert!(files.text("req -text -noout -in ClusterCsr").contains("(2048 bit)"));
    assert!(files.text("x509 -text -noout -in HsmCertificate").contains("sha256WithRSAEncryption"));

    let one = files.text("x509 -subject -pubkey -noout -in AwsHardwareCertificate");
    assert_eq!(files.text("x509 -subject -pubkey -noout -in ManufacturerHardwareCertificate"), one);
}

#[tokio::test]
async fn an_initialized_cluster_belongs_to_its_customer() {
    let client = Client::default();
    let files = Files::of(&client, &client.cluster_named("payments-prod").await);
    assert!(files.accepts(AWS_CHAIN) && files.accepts(MANUFACTURER_CHAIN));
    assert!(files.accepts("verify -CAfile customer ClusterCertificate"));
    let of_hsm = files.text("x509 -pubkey -noout -in HsmCertificate");
    assert_eq!(files.text("x509 -pubkey -noout -in ClusterCertificate"), of_hsm);
}

#[tokio::test]
async fn one_cluster_fails_at_the_manufacturer() {
    let client = Client::default();
    let files = Files::of(&client, &client.cluster_named("attestation-lab").await);
    assert!(files.accepts(AWS_CHAIN));
    assert!(files.accepts("verify -CAfile manufacturer ManufacturerHardwareCertificate"));
    assert!(!files.accepts(MANUFACTURER_CHAIN));
}

#[tokio::test]
async fn a_customer_initializes_a_cluster_with_openssl() {
    let client = Client::new(Config { time_scale: 0.0, ..Config::default() });
    client.wait_until_now();
    let cluster = client.cluster_named("identity-next").await;
    let id = cluster["ClusterId"].as_str().unwrap();
    let files = Files::of(&client, &cluster);
    for name in ["ca", "other"] {
        files.text(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -days 30 -subj /CN=Owner -keyout {name}.key -out {name}"
        ));
    }
    files
        .text("x509 -req -days 30 -in ClusterCsr -CA ca -CAkey ca.key -CAcreateserial -out signed");
    files.text("req -newkey rsa:2048 -noenc -subj /CN=X -keyout x.key -out x.csr");
    files.text("x509 -req -days 30 -in x.csr -CA ca -CAkey ca.key -CAcreateserial -out foreign");

    let initialize = async |signed: &str, anchor: &str| {
        let input = json!({ "ClusterId": id, "SignedCert": signed, "TrustAnchor": anchor });
        client.call("InitializeCluster", input).await
    };
    let (ca, signed) = (files.read("ca"), files.read("signed"));
    for (signed, anchor, words) in [
        ("not a certificate", ca.as_str(), "SignedCert is not"),
        (signed.as_str(), "not a certificate", "TrustAnchor is not"),
        (signed.as_str(), signed.as_str(), "self-signed"),
        (signed.as_str(), files.read("other").as_str(), "not issued by"),
        (files.read("foreign").as_str(), ca.as_str(), "public key"),
    ] {
        let (code, message) = initialize(signed, anchor).await.error();
        assert_eq!(code, "CloudHsmInvalidRequestException");
        assert!(message.contains(words), "{message}");
    }
    let answer = initialize(&signed, &ca).await.json();
    assert_eq!(answer["State"], "INITIALIZE_IN_PROGRESS");
    let after = client.cluster(id).await.unwrap();
    assert_eq!(after["State"], "INITIALIZED");
    assert_eq!(after["Certificates"], json!({ "ClusterCertificate": signed }));
    assert!(after.get("PreCoPassword").is_none());
    assert_eq!(initialize(&signed, &ca).await.code(), "CloudHsmInvalidRequestException");
}

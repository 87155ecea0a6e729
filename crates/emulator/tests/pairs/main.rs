//! The emulator's word on every pair of files that the console's checks are tested with: what the
//! console would send is accepted, and what it refuses would have been refused.
//!
//! The two share no code but the parser of certificates.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail a test")]
#![allow(dead_code, reason = "parts of other tests")]

#[path = "../it/client.rs"]
mod client;
#[path = "../../../attestation/tests/initialization/maker.rs"]
mod maker;
#[path = "../../../attestation/tests/chains/openssl.rs"]
mod openssl;
#[path = "../../../attestation/tests/initialization/pairs/mod.rs"]
mod pairs;
#[path = "../../../attestation/tests/initialization/rows.rs"]
mod rows;

use std::collections::BTreeMap;

use emulator::Config;
use serde_json::{Value, json};

use client::Client;

/// Pairs on which the two differ, and why.
const DIFFERENT: &[(&str, &str)] = &[(
    "damaged algorithm outside of the signed part",
    "a tag is wrong there that the parser reads over, and the console looks at itself",
)];

/// An emulator at the time of the console's verdicts.
fn at_that_time() -> Client {
    Client::at(rows::NOW * 1000, Config { control: true, ..Config::default() })
}

/// The cluster waits for the certificate of this CSR.
async fn waits_for(client: &Client, id: &str, csr: &str) {
    let waiting = json!({ "State": "UNINITIALIZED", "Certificates": { "ClusterCsr": csr } });
    client.control("POST", &format!("/_emulator/clusters/{id}"), waiting).await.json();
}

#[tokio::test]
async fn the_console_s_word_before_sending_is_the_emulator_s_after() {
    let client = at_that_time();
    let id = client.cluster_named("identity-next").await["ClusterId"].as_str().unwrap().to_owned();
    let different: BTreeMap<_, _> = DIFFERENT.iter().copied().collect();
    let (mut wrong, mut sent, mut accepted) = (Vec::new(), 0, 0);
    for pair in pairs::pairs(&maker::Maker::new()) {
        let checked = rows::check(&pair);
        let (Some(signed), Some(anchor)) =
            (&checked.signed_certificate.pem, &checked.trust_anchor.pem)
        else {
            assert!(checked.accepted().is_none(), "{}", pair.name);
            continue;
        };
        waits_for(&client, &id, &pair.csr).await;
        let input = json!({ "ClusterId": id, "SignedCert": signed, "TrustAnchor": anchor });
        let answer = client.call("InitializeCluster", input).await;
        let ours = checked.accepted().is_some();
        let theirs = answer.status.is_success();
        sent += 1;
        accepted += usize::from(theirs);
        if (ours == theirs) == different.contains_key(pair.name) {
            let found = rows::findings(&checked);
            wrong
                .push(format!("{}: console {ours} {found:?}, emulator {}", pair.name, answer.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sent >= 30 && accepted >= 10, "{accepted} of {sent}");
    let calls = client.control("GET", "/_emulator/calls", Value::Null).await.json();
    assert_eq!(calls["by_operation"]["InitializeCluster"], sent);
}

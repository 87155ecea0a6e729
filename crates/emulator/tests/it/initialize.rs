//! Initialization: which pairs of files are accepted, and what comes of it.

use serde_json::json;

use crate::{
    client::{Answer, Client},
    customer::{Customer, P256, id_of, waiting},
    life::{INVALID, VALIDATION, at_once, create, create_hsm, in_time, refused, state},
};

const DAY: u64 = 86_400;

async fn initialize(client: &Client, id: &str, signed: &str, anchor: &str) -> Answer {
    let input = json!({ "ClusterId": id, "SignedCert": signed, "TrustAnchor": anchor });
    client.call("InitializeCluster", input).await
}

#[tokio::test]
async fn authorities_of_every_common_kind_are_accepted() {
    let customer = Customer::new().await;
    for (key, extensions, hash) in [
        (P256, "ca", "-sha256"),
        (P256, "ca", "-sha384"),
        ("ec -pkeyopt ec_paramgen_curve:P-384", "ca", "-sha384"),
        ("ec -pkeyopt ec_paramgen_curve:P-384", "ca", "-sha256"),
        ("rsa:2048", "ca", "-sha256"),
        ("rsa:2048", "ca", "-sha512"),
        ("rsa:2048", "ca", "-sha1"),
        ("rsa:3072", "ca", "-sha256"),
        ("rsa:4096", "ca", "-sha256"),
        // As before version 3, there is nothing that says who it is.
        ("rsa:2048", "none", "-sha256"),
    ] {
        let anchor = customer.authority("ca", key, extensions, hash);
        let signed = customer.sign("ca", "ClusterCsr", hash);
        let client = at_once();
        let cluster = waiting(&client).await;
        let answer = initialize(&client, id_of(&cluster), &signed, &anchor).await;
        assert!(answer.status.is_success(), "{key} {extensions} {hash}: {}", answer.body);
        assert_eq!(state(&client, id_of(&cluster)).await, "INITIALIZED");
    }
}

#[tokio::test]
async fn pem_is_read_as_openssl_reads_it() {
    let customer = Customer::new().await;
    let anchor = customer.authority("ca", P256, "ca", "");
    let signed = customer.sign("ca", "ClusterCsr", "");
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for (what, signed, anchor) in [
        ("lines of Windows", crlf(&signed), crlf(&anchor)),
        ("blank lines", format!("\n\n{signed}\n\n"), format!("  \n{anchor}\n ")),
        ("no last line end", signed.trim().to_owned(), anchor.trim().to_owned()),
        ("words before", format!("my certificate\n{signed}"), format!("my CA\n{anchor}")),
        ("more certificates after", format!("{signed}{anchor}"), format!("{anchor}{signed}")),
    ] {
        let client = at_once();
        let cluster = waiting(&client).await;
        let answer = initialize(&client, id_of(&cluster), &signed, &anchor).await;
        assert!(answer.status.is_success(), "{what}: {}", answer.body);
    }
}

#[tokio::test]
async fn each_rule_refuses() {
    let customer = Customer::new().await;
    let files = &customer.0;
    let anchor = customer.authority("ca", P256, "ca", "");
    let signed = customer.sign("ca", "ClusterCsr", "");
    // The same name, another key.
    let namesake = customer.authority("namesake", P256, "ca", "");
    let by_namesake = customer.sign("namesake", "ClusterCsr", "");
    files.text("req -newkey rsa:2048 -noenc -subj /CN=X -keyout x.key -out x.csr");
    let foreign = customer.sign("ca", "x.csr", "");
    // An authority below the first one.
    files.text(&format!(
        "req -newkey {P256} -noenc -subj /CN=Intermediate -keyout mid.key -out mid.csr"
    ));
    files.write("ext", "basicConstraints=critical,CA:TRUE");
    let mid = customer.sign("ca", "mid.csr", "-extfile ext");
    files.write("mid.crt", &mid);
    let by_mid = customer.sign("mid", "ClusterCsr", "");
    let made = |name: &str| {
        let anchor = customer.authority(name, P256, name, "");
        (customer.sign(name, "ClusterCsr", ""), anchor)
    };
    let (leaf, no_constraints, no_signing) =
        (made("leaf"), made("no-constraints"), made("no-signing"));
    let csr = files.read("ClusterCsr");
    let key = files.read("ca.key");
    let broken = signed.replacen("MII", "MIJ", 1);
    let client = in_time();
    let cluster = waiting(&client).await;
    let id = id_of(&cluster);
    let cases = [
        (&*signed, &*signed, INVALID, "self-signed"),
        (&anchor, &signed, INVALID, "self-signed"),
        (&anchor, &anchor, INVALID, "public key"),
        (&by_namesake, &anchor, INVALID, "not issued by"),
        (&signed, &namesake, INVALID, "not issued by"),
        (&foreign, &anchor, INVALID, "public key"),
        (&by_mid, &mid, INVALID, "self-signed"),
        (&by_mid, &anchor, INVALID, "not issued by"),
        (&leaf.0, &leaf.1, INVALID, "certificate authority"),
        (&no_constraints.0, &no_constraints.1, INVALID, "Basic Constraints"),
        (&no_signing.0, &no_signing.1, INVALID, "certificate authority"),
        (&csr, &anchor, INVALID, "SignedCert is not"),
        (&signed, &csr, INVALID, "TrustAnchor is not"),
        (&signed, &key, INVALID, "TrustAnchor is not"),
        (&broken, &anchor, INVALID, "SignedCert is not"),
        ("customerCA.crt", &anchor, INVALID, "SignedCert is not"),
        (&signed, "customerCA.crt", INVALID, "TrustAnchor is not"),
        ("file://signed.crt", &anchor, VALIDATION, "'signedCert'"),
        (&signed, "file://customerCA.crt", VALIDATION, "'trustAnchor'"),
        ("\u{feff}-----BEGIN", &anchor, VALIDATION, "'signedCert'"),
        (&signed, "-\0-\0-\0", VALIDATION, "'trustAnchor'"),
        ("", &anchor, VALIDATION, "'signedCert'"),
        (&signed, "", VALIDATION, "'trustAnchor'"),
    ];
    for (signed, anchor, code, words) in cases {
        refused(&initialize(&client, id, signed, anchor).await, code, words);
    }
    let long = "A".repeat(20_001);
    refused(&initialize(&client, id, &long, &anchor).await, VALIDATION, "20000");
    assert_eq!(client.cluster(id).await.unwrap(), cluster, "nothing has changed");
}

#[tokio::test]
async fn both_certificates_are_valid_now_where_a_test_says_so() {
    let customer = Customer::new().await;
    let anchor = customer.authority("ca", P256, "ca", "");
    let signed = customer.sign("ca", "ClusterCsr", "");
    let short_lived = customer.sign("ca", "ClusterCsr", "-days 1");
    let early = in_time();
    let cluster = early.cluster_named("identity-next").await;
    early.rules(json!({ "certificate_dates": true })).await;
    refused(&initialize(&early, id_of(&cluster), &signed, &anchor).await, INVALID, "not valid yet");
    for (days, signed, words) in
        [(2, &short_lived, "SignedCert has expired"), (31, &signed, "TrustAnchor has expired")]
    {
        let late = in_time();
        let cluster = waiting(&late).await;
        late.wait(days * DAY);
        late.rules(json!({ "certificate_dates": true })).await;
        refused(&initialize(&late, id_of(&cluster), signed, &anchor).await, INVALID, words);
        // AWS documents no such rule.
        late.rules(json!({ "certificate_dates": false })).await;
        initialize(&late, id_of(&cluster), signed, &anchor).await.json();
    }
}

#[tokio::test]
async fn only_a_cluster_with_a_csr_is_initialized_and_only_once() {
    let customer = Customer::new().await;
    let anchor = customer.authority("ca", P256, "ca", "");
    let client = in_time();
    client.wait_until_now();
    let id = create(&client, json!({})).await;
    let early = initialize(&client, &id, &anchor, &anchor).await;
    refused(&early, INVALID, "CREATE_IN_PROGRESS");
    client.wait(4);
    refused(
        &initialize(&client, &id, &anchor, &anchor).await,
        INVALID,
        "no certificate signing request",
    );
    create_hsm(&client, &id, "a").await.json();
    client.wait(5);
    let csr = async || {
        let cluster = client.cluster(&id).await.unwrap();
        cluster["Certificates"]["ClusterCsr"].as_str().unwrap().to_owned()
    };
    customer.0.write("old.csr", &csr().await);
    let of_old = customer.sign("ca", "old.csr", "");
    client.happens(&id, "replace-hsm").await.json();
    refused(&initialize(&client, &id, &of_old, &anchor).await, INVALID, "public key");
    customer.0.write("new.csr", &csr().await);
    let signed = customer.sign("ca", "new.csr", "");
    refused(&client.happens(&id, "activate").await, "HTTP 400", "UNINITIALIZED");
    let answer = initialize(&client, &id, &signed, &anchor).await.json();
    assert_eq!(answer["State"], "INITIALIZE_IN_PROGRESS");
    let cluster = client.cluster(&id).await.unwrap();
    assert_eq!(cluster["Certificates"], json!({ "ClusterCertificate": signed }));
    assert!(cluster.get("PreCoPassword").is_none());
    refused(&create_hsm(&client, &id, "b").await, INVALID, "INITIALIZE_IN_PROGRESS");
    let again = initialize(&client, &id, &signed, &anchor).await;
    refused(&again, INVALID, "INITIALIZE_IN_PROGRESS");
    client.wait(4);
    assert_eq!(state(&client, &id).await, "INITIALIZED");
    create_hsm(&client, &id, "b").await.json();
    client.wait(DAY);
    assert_eq!(state(&client, &id).await, "INITIALIZED", "its owner activates it");
    assert_eq!(client.backups_of(&id).await.len(), 0);
    client.happens(&id, "activate").await.json();
    assert_eq!(state(&client, &id).await, "ACTIVE");
    assert_eq!(client.backups_of(&id).await.len(), 1, "activation is backed up");
}

#[tokio::test]
async fn a_demo_activates_by_itself() {
    let customer = Customer::new().await;
    let anchor = customer.authority("ca", P256, "ca", "");
    let signed = customer.sign("ca", "ClusterCsr", "");
    let client = in_time();
    client.rules(json!({ "activation_seconds": 6 })).await;
    let cluster = waiting(&client).await;
    initialize(&client, id_of(&cluster), &signed, &anchor).await.json();
    client.wait(9);
    assert_eq!(state(&client, id_of(&cluster)).await, "INITIALIZED");
    client.wait(1);
    assert_eq!(state(&client, id_of(&cluster)).await, "ACTIVE");
}

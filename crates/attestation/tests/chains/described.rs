//! What is described is what openssl says about the same certificate.

use attestation::{
    CertificateDetails, Description, ExtensionValue, KeyAlgorithm, RequestDetails, describe, read,
};

use crate::openssl::{Issue, OpenSsl};

fn certificate(pem: &str) -> CertificateDetails {
    match describe(&read(pem.as_bytes()).expect("readable").items[0], 0) {
        Description::Certificate(details) => details,
        Description::Request(_) => panic!("a request"),
    }
}

fn request(pem: &str) -> RequestDetails {
    match describe(&read(pem.as_bytes()).expect("readable").items[0], 0) {
        Description::Request(details) => details,
        Description::Certificate(_) => panic!("a certificate"),
    }
}

/// What openssl prints, after the `=` if there is one.
fn says(openssl: &OpenSsl, arguments: &[&str]) -> String {
    let output = openssl.try_run(arguments).stdout;
    let text = String::from_utf8(output).expect("text");
    text.trim().rsplit('=').next().unwrap_or_default().trim().to_owned()
}

#[test]
fn fingerprints_and_serial_numbers_are_openssls() {
    let openssl = OpenSsl::new();
    let root = openssl.root("/CN=root", "aws", "RSA:2048", Issue::default());
    openssl.write("a.crt", &root);
    let details = certificate(&root);
    let x509 =
        |option: &[&str]| says(&openssl, &[&["x509", "-in", "a.crt", "-noout"], option].concat());
    assert_eq!(details.fingerprints.sha256, x509(&["-fingerprint", "-sha256"]));
    assert_eq!(details.fingerprints.sha1, x509(&["-fingerprint", "-sha1"]));
    assert_eq!(details.serial.replace(':', ""), x509(&["-serial"]));
    assert!(openssl.shell(
        "openssl x509 -in a.crt -noout -pubkey | openssl pkey -pubin -outform DER -out key.der"
    ));
    assert_eq!(
        details.fingerprints.public_key_sha256.replace(':', "").to_lowercase(),
        says(&openssl, &["dgst", "-sha256", "-r", "key.der"]).split(' ').next().expect("a digest")
    );
}

#[test]
fn names_read_as_rfc_4514_writes_them() {
    let openssl = OpenSsl::new();
    let subject = "/C=DE/O=Sm\u{f8}rrebr\u{f8}d, \\+ Co./CN=#1 \u{65e5}\u{672c}";
    openssl.write("empty.cnf", "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\n");
    openssl.run(&[
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        "k",
    ]);
    openssl.run(&[
        "req",
        "-new",
        "-utf8",
        "-config",
        "empty.cnf",
        "-subj",
        subject,
        "-key",
        "k",
        "-out",
        "r",
    ]);
    let text = std::fs::read_to_string(openssl.path().join("r")).expect("a request");
    let details = request(&text);
    assert_eq!(
        details.subject,
        "CN=\\#1 \u{65e5}\u{672c}, O=Sm\u{f8}rrebr\u{f8}d\\, \\+ Co., C=DE"
    );
    assert_eq!(
        details.key,
        KeyAlgorithm::EllipticCurve { curve: "P-256".to_owned(), bits: Some(256) }
    );
    assert_eq!(details.key_in_words, "elliptic curve P-256, 256 bits");
    assert!(details.text.starts_with("Certificate Request:"), "{}", details.text);
}

#[test]
fn extensions_are_told_in_words() {
    let openssl = OpenSsl::new();
    let extensions = "basicConstraints=critical,CA:TRUE,pathlen:1\n\
                      keyUsage=critical,keyCertSign,cRLSign\n\
                      extendedKeyUsage=serverAuth,1.2.3.5\n\
                      subjectKeyIdentifier=hash\n\
                      subjectAltName=DNS:a.example,IP:10.1.2.3,IP:::1,email:a@b.example\n\
                      nsComment=made for a test\n\
                      1.2.3.4=DER:0C026869\n";
    let issue = Issue { extensions: Some(extensions), ..Issue::default() };
    let details = certificate(&openssl.root("/CN=root", "aws", "RSA:2048", issue));
    let words: Vec<_> = details
        .extensions
        .iter()
        .filter(|e| !matches!(e.value, ExtensionValue::SubjectKeyIdentifier { .. }))
        .map(|e| (e.critical, e.words.as_str()))
        .collect();
    assert_eq!(
        words,
        [
            (true, "a certificate authority (CA:TRUE), with at most 1 more below"),
            (true, "the key may be used for: Certificate Sign, CRL Sign"),
            (false, "meant for: TLS server authentication, 1.2.3.5"),
            (false, "also known as: DNS:a.example, IP:10.1.2.3, IP:::1, email:a@b.example"),
            (false, "made for a test"),
            (false, "not decoded: 0C:02:68:69"),
        ]
    );
    let unknown = details.extensions.last().expect("the last one");
    assert_eq!((unknown.oid.as_str(), unknown.name.as_deref()), ("1.2.3.4", None));
}

//! The question as a message, the answer as JSON, and the words of both.

use attestation::{
    Answer, CsrProblem, FileBytes, Initialization, Question, check_initialization, csr_file,
};

use crate::maker::Maker;

#[test]
fn a_question_and_its_answer_survive_json() {
    let maker = Maker::new();
    let ca = maker.ca();
    let question = Question::Initialization {
        csr: Some(maker.csr.clone()),
        signed_certificate: FileBytes(maker.cluster(&ca).into_bytes()),
        trust_anchor: FileBytes(vec![0xff, 0xfe, 0, 1]),
        now: 1_782_864_000,
    };
    let json = serde_json::to_string(&question).expect("serializes");
    assert!(json.starts_with(r#"{"ask":"initialization","csr":"#), "{json}");
    assert!(json.contains(r#""trustAnchor":"//4AAQ==""#), "{json}");
    let read: Question = serde_json::from_str(&json).expect("reads");
    assert_eq!(read, question);
    let Answer::Initialization(checked) = read.answer().expect("a CSR") else {
        panic!("another answer");
    };
    assert_eq!(checked.accepted(), None);
    let json = serde_json::to_string(&checked).expect("serializes");
    assert_eq!(serde_json::from_str::<Initialization>(&json).expect("reads"), *checked);
    let logged = format!("{question:?}");
    assert!(logged.contains("trust_anchor: FileBytes(4 bytes)"), "{logged}");
}

#[test]
fn without_a_csr_nothing_is_checked() {
    for csr in [None, Some(""), Some(" \n")] {
        let checked = check_initialization(csr, b"", b"", 0);
        assert_eq!(checked.expect_err("no CSR"), CsrProblem::Missing, "{csr:?}");
        assert_eq!(csr_file(csr).expect_err("no CSR"), CsrProblem::Missing);
    }
    let maker = Maker::new();
    for csr in ["nonsense", &maker.ca().pem] {
        let problem = check_initialization(Some(csr), b"", b"", 0).expect_err("no CSR");
        assert!(matches!(problem, CsrProblem::Unreadable { .. }), "{problem:?}");
        assert!(problem.to_string().starts_with("The cluster’s CSR can’t be read"), "{problem}");
    }
}

#[test]
fn the_csr_is_saved_as_openssl_reads_it() {
    let maker = Maker::new();
    let text = format!("\u{feff}the CSR:\r\n{}", maker.csr.replace('\n', " \r\n"));
    let file = csr_file(Some(&text)).expect("a CSR");
    assert_eq!(file.pem, maker.csr);
    assert!(file.pem.is_ascii() && file.pem.ends_with("-----\n") && !file.pem.contains('\r'));
    assert_eq!(file.key, "RSA, 2048 bits");
    let key = maker.converted(&maker.csr, &["req", "-in", "convert.in", "-noout", "-pubkey"]);
    maker.openssl.write("convert.in", key);
    maker.openssl.run(&["pkey", "-pubin", "-in", "convert.in", "-outform", "DER", "-out", "key"]);
    let digest = maker.openssl.try_run(&["dgst", "-sha256", "-r", "key"]).stdout;
    let digest = String::from_utf8(digest).expect("text").to_uppercase();
    assert!(digest.starts_with(&file.public_key_sha256.replace(':', "")), "{digest}");
}

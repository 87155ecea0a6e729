//! The program: what it prints, and how it ends.
#![cfg(unix)]

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_cloudhsm-emulator"))
}

#[test]
fn it_prints_what_a_shell_needs_and_ends_on_sigterm() {
    let directory = tempfile::tempdir().unwrap();
    let mut child = program()
        .args(["--listen", "127.0.0.1:0", "--region", "eu-west-1", "--control"])
        .arg("--write-anchors")
        .arg(directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let printed: Vec<String> =
        lines.by_ref().take_while(|line| !line.contains("control surface")).collect();
    for start in [
        "export AWS_ENDPOINT_URL=http://127.0.0.1:",
        "export AWS_ACCESS_KEY_ID=AKIA",
        "export AWS_SECRET_ACCESS_KEY=",
        "export AWS_REGION=eu-west-1",
    ] {
        assert!(printed.iter().any(|line| line.starts_with(start)), "{start} in {printed:?}");
    }
    for anchor in ["aws-root.pem", "manufacturer-root.pem", "customer-ca.pem"] {
        let pem = std::fs::read_to_string(directory.path().join(anchor)).unwrap();
        assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
    }
    let ended = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(ended.success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn it_refuses_to_listen_to_the_network() {
    let output = program().args(["--listen", "0.0.0.0:0"]).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("0.0.0.0:0 is not a loopback address"), "{said}");
}

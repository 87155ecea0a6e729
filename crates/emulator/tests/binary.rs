//! The program: what it prints, and how it ends.
#![cfg(unix)]

use std::process::Command;

use test_limits::{Program, Run as _};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_cloudhsm-emulator"))
}

#[test]
fn it_prints_what_a_shell_needs_and_ends_on_sigterm() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = program();
    command.args(["--listen", "127.0.0.1:0", "--region", "eu-west-1", "--control"]);
    let mut program = Program::start(command.arg("--write-anchors").arg(directory.path()));
    program.wait_for_line("its control surface", |line| {
        line.contains("control surface").then_some(())
    });
    let printed = program.printed();
    let printed: Vec<_> = printed.lines().collect();
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
    program.terminate();
    assert!(program.wait().success());
}

#[test]
fn it_refuses_to_listen_to_the_network() {
    let output = program().args(["--listen", "0.0.0.0:0"]).finish();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("0.0.0.0:0 is not a loopback address"), "{said}");
}

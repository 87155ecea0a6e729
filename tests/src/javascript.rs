//! Programs in JavaScript: our own scripts around AWS's SDK.

use std::process::Command;

use serde_json::Value;

use crate::{Emulator, REGIONS, Run as _, artifacts, python::without_aws_configuration};

/// Runs a script of `tests/peers/javascript` against an emulator: with its address and its regions as
/// arguments, its credentials, and nothing of this machine's AWS configuration. Answers the one JSON
/// document that the script prints.
pub fn javascript(name: &str, emulator: &Emulator) -> Value {
    let mut command = Command::new("node");
    without_aws_configuration(&mut command);
    // CommonJS alone looks there, so that is what the scripts are.
    command.env("NODE_PATH", artifacts::javascript_sdk());
    command.envs(emulator.credentials().iter().cloned());
    command.arg(artifacts::peer("javascript").join(name)).arg(emulator.url()).args(REGIONS);
    let output = command.finish();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed:\n{stderr}");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error} in {:?}", String::from_utf8_lossy(&output.stdout)))
}

//! The files in deploy/, looked at by whoever will read them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, process::Command};

use end_to_end::artifacts;

/// The most that systemd may call the unit exposed: 0 is confined to nothing, 10 not confined.
const EXPOSURE: f32 = 1.5;

#[test]
fn systemd_calls_the_unit_well_confined() {
    let unit = artifacts::repository().join("deploy/systemd/cloudhsm-console.service");
    let mut analyze = Command::new("systemd-analyze");
    let Ok(told) = analyze.args(["security", "--offline=true", "--no-pager"]).arg(&unit).output()
    else {
        // Not every machine has systemd, and nothing else knows its rules.
        assert!(fs::read_to_string(unit).unwrap().contains("NoNewPrivileges=yes"));
        return;
    };
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let level = told.split("cloudhsm-console.service: ").nth(1).expect(&told);
    let level: f32 = level.split_whitespace().next().unwrap().parse().unwrap();
    assert!(level <= EXPOSURE, "{told}");
}

#[test]
fn hadolint_finds_nothing_in_the_dockerfile() {
    let dockerfile = artifacts::repository().join("deploy/container/Dockerfile");
    let told = Command::new(artifacts::venv("hadolint")).arg(dockerfile).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(told.stdout.is_empty(), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn the_compose_file_hardens_every_service() {
    let file = artifacts::repository().join("deploy/container/compose.yaml");
    let script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let told = Command::new(artifacts::venv("python")).args(["-c", script]).arg(file).output();
    let told: serde_json::Value = serde_json::from_slice(&told.unwrap().stdout).unwrap();
    let services = told["services"].as_object().unwrap();
    assert_eq!(services.len(), 2);
    for (name, service) in services {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(service["cap_drop"][0], "ALL", "{name}");
        assert_eq!(service["security_opt"][0], "no-new-privileges:true", "{name}");
    }
}

/// boto3 knows CloudFront's shapes: it sends nothing, it only looks whether it could.
#[test]
fn cloudfront_would_take_the_headers_policy() {
    let file =
        artifacts::repository().join("deploy/hosting/cloudfront/response-headers-policy.json");
    let script = "
import json, sys, botocore.session, botocore.validate
model = botocore.session.get_session().get_service_model('cloudfront')
shape = model.operation_model('CreateResponseHeadersPolicy').input_shape
config = {'ResponseHeadersPolicyConfig': json.load(open(sys.argv[1]))}
report = botocore.validate.ParamValidator().validate(config, shape)
sys.exit(report.generate_report() if report.has_errors() else 0)
";
    let told = Command::new(artifacts::venv("python")).args(["-c", script]).arg(file).output();
    let told = told.unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}

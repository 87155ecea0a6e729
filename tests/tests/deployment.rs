//! The files in deploy/, looked at by whoever will read them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, process::Command};

use end_to_end::{Run as _, artifacts};

/// The most that systemd may call the unit exposed: 0 is confined to nothing, 10 not confined.
const EXPOSURE: f32 = 1.5;

#[test]
fn systemd_calls_the_unit_well_confined() {
    let unit = artifacts::repository().join("deploy/systemd/cloudhsm-console.service");
    let mut analyze = Command::new("systemd-analyze");
    // `cargo xtask setup --peers` installs it.
    let told = analyze.args(["security", "--offline=true", "--no-pager"]).arg(&unit).finish();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let level = told.split("cloudhsm-console.service: ").nth(1).expect(&told);
    let level = level.split_whitespace().next().unwrap();
    assert!(level.parse::<f32>().unwrap() <= EXPOSURE, "{told}");

    // The figure of the page is for a version, which has rules of its own.
    let version = Command::new("systemd-analyze").arg("--version").finish();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let version = version.split_whitespace().nth(1).unwrap().to_owned();
    let page = fs::read_to_string(artifacts::repository().join("docs/running.md")).unwrap();
    if page.contains(&format!("(systemd {version};")) {
        assert!(page.contains(&format!("an exposure of {level} (systemd {version};")), "{level}");
    }
}

/// What hadolint leaves to the reader: who the program runs as, and what it rests on.
#[test]
fn the_image_has_no_root_no_shell_and_nothing_from_elsewhere() {
    let path = artifacts::repository().join("deploy/container/Dockerfile");
    let text = fs::read_to_string(path).unwrap().replace("\\\n", " ");
    let lines: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .collect();
    let of = |name: &str| lines.iter().filter(|words| words[0] == name).collect::<Vec<_>>();
    for from in of("FROM") {
        let (_, tag) = from[1].rsplit_once(':').unwrap_or_else(|| panic!("{from:?} has no tag"));
        assert!(tag != "latest" && !tag.contains('/'), "{from:?}");
    }
    assert!(of("ADD").is_empty(), "ADD takes what it is given, also from the network");
    let last = lines.iter().rposition(|words| words[0] == "FROM").unwrap();
    assert!(lines[last][1].contains("/distroless/"), "{:?}", lines[last]);
    let image = &lines[last..];
    assert!(image.iter().all(|words| words[0] != "RUN"), "there is no shell to run with");
    let user = image.iter().find(|words| words[0] == "USER").expect("not root")[1];
    // A number, which Kubernetes' runAsNonRoot can check.
    let user: u32 = user.split(':').next().unwrap().parse().unwrap();
    assert_ne!(user, 0);
    // Read-only but for one place, and started without a shell around it.
    assert_eq!(image.iter().filter(|words| words[0] == "VOLUME").count(), 1);
    let entry = image.iter().find(|words| words[0] == "ENTRYPOINT").unwrap();
    assert!(entry[1].starts_with("[\"/"), "{entry:?}");
}

#[test]
fn hadolint_finds_nothing_in_the_dockerfile() {
    let dockerfile = artifacts::repository().join("deploy/container/Dockerfile");
    let told = Command::new(artifacts::venv("hadolint")).arg(dockerfile).finish();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(told.stdout.is_empty(), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn the_compose_file_hardens_every_service() {
    let file = artifacts::repository().join("deploy/container/compose.yaml");
    let script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let told = Command::new(artifacts::venv("python")).args(["-c", script]).arg(file).finish();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let services = told["services"].as_object().unwrap();
    assert_eq!(services.len(), 2);
    for (name, service) in services {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(service["cap_drop"][0], "ALL", "{name}");
        assert_eq!(service["security_opt"][0], "no-new-privileges:true", "{name}");
        assert!(service["mem_limit"].is_string() && service["pids_limit"].is_u64(), "{name}");
        assert!(service.get("privileged").is_none() && service.get("user").is_none(), "{name}");
        let command = service["command"].to_string();
        // What listens beyond this machine does so with TLS.
        let beyond = command.contains("0.0.0.0");
        assert_eq!(beyond, command.contains("--tls-cert"), "{name}: {command}");
        for port in service["ports"].as_array().into_iter().flatten() {
            assert!(port.as_str().unwrap().starts_with("127.0.0.1:"), "{name}: {port}");
        }
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
    let told = Command::new(artifacts::venv("python")).args(["-c", script]).arg(file).finish();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}

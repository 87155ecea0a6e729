//! `cloudhsm-console posture`: what it prints, and its exit codes.

use backend_api::PostureReport;
use serde_json::json;

use crate::support::{
    Act, Scripted,
    process::{fails, output, program},
};

/// The program in front of an upstream that gives one answer to every call.
async fn in_front_of(answer: Act, arguments: &[&str]) -> (Option<i32>, String) {
    let (_upstream, url) = Scripted::start(vec![answer]).await;
    let mut command = program();
    command
        .args(["posture", "--region", "us-east-1", "--upstream-timeout", "2"])
        .args(["--endpoint-url", &url])
        .args(arguments)
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "the-secret");
    let output = output(&mut command).await;
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn clusters(clusters: &serde_json::Value) -> Act {
    Act::ok(&json!({ "Clusters": clusters, "Backups": [] }).to_string())
}

#[tokio::test]
async fn the_exit_code_follows_the_worst_finding() {
    let none = clusters(&json!([]));
    let (code, text) = in_front_of(none, &["--fail-on", "info"]).await;
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("0 of 0 clusters without a finding"), "{text}");

    let to_do = json!([{ "ClusterId": "cluster-aaaaaaaaaaa", "State": "UNINITIALIZED" }]);
    let (code, text) = in_front_of(clusters(&to_do), &[]).await;
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("No HSM yet. Create the first one."), "{text}");
    let (code, _) = in_front_of(clusters(&to_do), &["--fail-on", "to-do"]).await;
    assert_eq!(code, Some(1));
    let (code, _) = in_front_of(clusters(&to_do), &["--fail-on", "warning"]).await;
    assert_eq!(code, Some(0));
}

#[tokio::test]
async fn a_region_that_can_not_be_read_is_in_the_report_and_in_the_exit_code() {
    let refusal = r#"{"__type": "AccessDeniedException", "Message": "no"}"#;
    let act = Act::Answer(400, "", refusal.into());
    let (code, text) = in_front_of(act, &["--format", "json"]).await;
    assert_eq!(code, Some(3), "{text}");
    let report: PostureReport = serde_json::from_str(&text).unwrap();
    let error = report.regions[0].error.as_ref().unwrap();
    assert_eq!(error.code.as_str(), "AccessDeniedException");
    assert!(!text.contains("the-secret"));
    // One cluster that can't be read doesn't hide the others.
    let odd = json!([{ "State": "ACTIVE" }, { "ClusterId": "cluster-aaaaaaaaaaa", "Hsms": 7 }]);
    let (code, text) = in_front_of(clusters(&odd), &[]).await;
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("1 clusters without a readable ID"), "{text}");
    assert!(text.contains("Part of this cluster can’t be read"), "{text}");
}

#[tokio::test]
async fn a_text_can_not_steer_the_terminal() {
    let odd = json!([{
        "ClusterId": "cluster-aaaaaaaaaaa", "State": "UNINITIALIZED",
        "TagList": [{ "Key": "Name", "Value": "\u{1b}[2Jgone" }],
    }]);
    let (_, text) = in_front_of(clusters(&odd), &[]).await;
    assert!(text.contains("⟨U+001B⟩[2Jgone") && !text.contains('\u{1b}'), "{text}");
}

#[tokio::test]
async fn it_runs_with_the_emulator_and_a_wrong_flag_is_not_a_finding() {
    let output = output(program().args(["posture", "--emulator", "--format", "csv"])).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.starts_with("Region,Cluster ID,") && text.contains("payments-prod"), "{text}");
    let said = fails(program().args(["posture", "--emulator", "--format", "pdf"])).await;
    assert!(said.contains("sarif"), "{said}");
}

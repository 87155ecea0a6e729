//! What the documents say is so: the tests that they name exist, and their scripts run.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fmt::Write as _, fs, process::Command};

use backend_api::{ChainStatus, DeletionPlan};
use cloudhsm_api::{Backup, DescribeBackupsOutput, Operation, OperationClass};
use end_to_end::{Emulator, REGIONS, Run as _, Stack, StackOptions, artifacts::repository};
use serde_json::json;

const REGION: &str = REGIONS[0];
const MODEL: &str = "crates/signing-backend/tests/model/main";

fn document(name: &str) -> String {
    fs::read_to_string(repository().join("docs").join(name)).unwrap()
}

#[test]
fn every_test_that_the_security_page_names_exists() {
    assert!(tests_named_in("security.md") > 40);
}

#[test]
fn every_test_that_the_guards_page_names_exists() {
    assert!(tests_named_in("guard.md") > 15);
}

#[test]
fn every_test_that_the_page_on_attestation_names_exists() {
    assert!(tests_named_in("attestation.md") > 0);
}

#[test]
fn every_test_that_the_page_on_pages_names_exists() {
    assert!(tests_named_in("pages.md") > 40);
}

#[test]
fn every_test_that_the_page_on_changes_names_exists() {
    assert!(tests_named_in("changes.md") > 4);
}

#[test]
fn every_test_that_the_page_on_use_names_exists() {
    assert!(tests_named_in("usage.md") > 3);
}

#[test]
fn every_row_of_a_table_of_tests_names_one() {
    for page in ["security.md", "guard.md", "pages.md", "changes.md"] {
        let mut is_of_tests = false;
        for line in document(page).lines() {
            let head = line.trim_end();
            if head.ends_with("| test |") || head.ends_with("| proof |") {
                is_of_tests = true;
            } else if !line.starts_with('|') {
                is_of_tests = false;
            } else if is_of_tests && !line.starts_with("|---") {
                assert!(line.contains(".rs::") || line.contains("tests/model::"), "{page}: {line}");
            }
        }
    }
}

/// How many tests a page names, each of which must exist.
fn tests_named_in(page: &str) -> usize {
    let text = document(page);
    let backend = "crates/signing-backend";
    let mut found = 0;
    for name in text.split('`').skip(1).step_by(2) {
        // The model is one test, in a program of its own.
        let model = name.strip_prefix("tests/model::").map(|test| (MODEL, test));
        let Some((file, function)) = name.split_once(".rs::").or(model) else { continue };
        found += 1;
        let path = match file.split('/').next() {
            Some("src") => format!("{backend}/{file}.rs"),
            Some("." | "tests" | "crates") => format!("{file}.rs"),
            _ => format!("{backend}/tests/backend/{file}.rs"),
        };
        let source = fs::read_to_string(repository().join(&path))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(is_a_test(&source, function), "{path} has no test {function}");
    }
    found
}

/// Whether a source has a test of this name: only other attributes and comments may be between it and its
/// `#[test]`.
fn is_a_test(source: &str, function: &str) -> bool {
    let named = format!("fn {function}(");
    let mut is_marked = false;
    for line in source.lines().map(str::trim_start) {
        if line.contains(&named) {
            return is_marked;
        }
        is_marked &= line.starts_with("#[") || line.starts_with("//");
        is_marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    }
    false
}

#[test]
fn a_helper_is_no_test() {
    let source =
        "#[tokio::test(start_paused = true)]\n/// Why.\nasync fn one() {}\n\nfn two() {}\n";
    assert!(is_a_test(source, "one") && !is_a_test(source, "two") && !is_a_test(source, "three"));
}

/// All pieces of a page's script, in their order.
fn script(page: &str) -> String {
    let text = document(page);
    let mut script = String::new();
    for piece in text.split("```sh\n").skip(1) {
        let _ = writeln!(script, "{}", piece.split("```").next().unwrap());
    }
    script
}

/// The script acknowledges nothing.
fn loses_nothing(plan: &DeletionPlan) -> bool {
    plan.permit.is_some() && plan.warnings.iter().all(|it| !it.acknowledge)
}

async fn cluster_that_loses_nothing(stack: &Stack) -> String {
    for found in stack.clusters(REGION).await {
        if found.hsms.is_empty() && loses_nothing(&stack.plan(REGION, &found.cluster_id).await) {
            return found.cluster_id;
        }
    }
    panic!("the fleet has a cluster whose deletion loses nothing")
}

async fn backup_that_loses_nothing(stack: &Stack) -> String {
    let answer = stack.call(REGION, Operation::DescribeBackups, &json!({})).await;
    let page: DescribeBackupsOutput = answer.expect(200).json();
    // AWS documents the deletion of READY ones.
    for found in page.backups.into_iter().filter(Backup::is_ready) {
        let path = backend_api::routes::backup_deletion_plan(REGION, &found.backup_id);
        if loses_nothing(&stack.post(&path, &json!({})).await.expect(200).json()) {
            return found.backup_id;
        }
    }
    panic!("the fleet has a backup whose deletion loses nothing")
}

#[tokio::test]
async fn the_script_of_the_guards_page_runs() {
    let emulator = Emulator::start();
    let stack = Stack::start(&StackOptions::in_front_of(&emulator));
    let cluster = cluster_that_loses_nothing(&stack).await;
    let backup = backup_that_loses_nothing(&stack).await;
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-eu", "-c", &script("guard.md")])
        .current_dir(folder.path())
        .env("BACKEND", stack.http().base())
        .env("TOKEN", stack.token())
        .env("REGION", REGION)
        .env("CLUSTER", &cluster)
        .env("BACKUP", &backup)
        .finish();
    let told = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complained}");
    assert!(told.contains("verified\n"), "{told}");
    let line = format!("intent DeleteCluster {cluster}");
    assert!(told.contains(&line), "{told}");
    for operation in [
        Operation::TagResource,
        Operation::UntagResource,
        Operation::DeleteCluster,
        Operation::DeleteBackup,
        Operation::RestoreBackup,
    ] {
        assert_eq!(emulator.calls(operation).await, 1, "{operation}");
    }
    let activity = stack.activity().await;
    assert!(matches!(activity.chain, ChainStatus::Verified { .. }));
    // Deleted is deleted.
    let path = backend_api::routes::cluster_deletion_plan(REGION, &cluster);
    let again = stack.post(&path, &json!({})).await;
    assert!(again.status == 404 || again.text().contains("already-deleted"), "{}", again.text());
}

#[tokio::test]
async fn the_commands_of_the_wires_page_run_and_change_nothing() {
    let emulator = Emulator::start();
    let stack = Stack::start(&StackOptions::in_front_of(&emulator));
    let cluster = cluster_that_loses_nothing(&stack).await;
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-eu", "-c", &script("wire.md")])
        .current_dir(folder.path())
        .env("BACKEND", stack.http().base())
        .env("TOKEN", stack.token())
        .env("REGION", REGION)
        .env("CLUSTER", &cluster)
        .finish();
    let told = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complained}");
    assert!(told.contains(&cluster) && told.contains("allowedOperations"), "{told}");
    for operation in Operation::ALL {
        let reads = operation.class() == OperationClass::Reading;
        assert!(reads || emulator.calls(*operation).await == 0, "{operation}");
    }
}

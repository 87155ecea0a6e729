//! docs/openapi.json against those who know better: schemathesis, which tries on a real backend what the
//! document allows and what it forbids; and botocore, which knows AWS's own model of the operations.
//!
//! That the document is what the code says is tested beside the code.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeMap, fs, path::Path, process::Command, time::Duration};

use backend_api::{AttemptState, AuditEvent, AuditRecord, routes};
use cloudhsm_api::{Operation, OperationClass};
use end_to_end::{Emulator, Python, REGIONS, Run as _, Stack, StackOptions, allow, artifacts};
use serde::Deserialize;
use serde_json::Value;

/// It makes thousands of requests.
const SCHEMATHESIS: Duration = Duration::from_mins(15);

/// A guarded call, as `schemathesis_hooks.py` notes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Guarded {
    operation: String,
    status: u16,
    permit: bool,
    dry_run: bool,
}

fn document() -> Value {
    let path = artifacts::repository().join("docs/openapi.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn destroying() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|it| it.class() == OperationClass::Destroying)
}

/// The paths of CloudHSM's own operations.
const OPERATIONS: &str = r"^/api/regions/\{region\}/[A-Z][A-Za-z]+$";

/// A backend that signs every operation.
fn start(emulator: &Emulator) -> Stack {
    let mut options = StackOptions::in_front_of(emulator);
    for operation in Operation::ALL {
        options = options.args(["--allow-operation", operation.name()]);
    }
    Stack::start(&options)
}

/// Runs schemathesis, which must find nothing: what it printed.
async fn fuzz(stack: &Stack, paths: &[&str], calls: &Path, ids: &Path) -> String {
    allow(SCHEMATHESIS);
    let mut schemathesis = Command::new(artifacts::venv("schemathesis"));
    schemathesis.arg("--config-file").arg(artifacts::peer("schemathesis.toml")).arg("run");
    schemathesis.arg(artifacts::repository().join("docs/openapi.json"));
    schemathesis.args(["--url", stack.http().base(), "--no-color"]).args(paths);
    schemathesis.args(["--header", &format!("Authorization: Bearer {}", stack.token())]);
    schemathesis
        .current_dir(calls.parent().unwrap())
        .env("PYTHONPATH", artifacts::peer(""))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
        .env("BACKEND_URL", stack.http().base())
        .env("BACKEND_TOKEN", stack.token())
        .env("BACKEND_REGIONS", REGIONS.join(","))
        .env("GUARDED_CALLS", calls)
        .env("REQUEST_IDS", ids);
    let output = tokio::task::spawn_blocking(move || schemathesis.finish_within(SCHEMATHESIS));
    let output = output.await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    told
}

/// Thousands of requests, drawn from a fixed seed: no 5xx, nothing that the document does not say, and
/// nothing destroyed without a permit.
#[tokio::test]
async fn schemathesis_finds_nothing() {
    // In two runs, each at a backend of its own: every operation is tried with a wrong token once, and
    // beyond 20 of those a minute the backend doesn't read them.
    let emulator = Emulator::start();
    let stack = start(&emulator);
    let folder = tempfile::tempdir().unwrap();
    let (calls, ids) = (folder.path().join("guarded.jsonl"), folder.path().join("ids"));
    let operations = ["--include-path-regex", OPERATIONS];
    let first = fuzz(&stack, &operations, &calls, &ids).await;
    let others = {
        let emulator = Emulator::start();
        let stack = start(&emulator);
        // The stream of the fleet has no end that a fuzzer could wait for.
        let left_out = ["--exclude-path", "/metrics", "--exclude-path", routes::FLEET];
        let own = [&left_out[..], &["--exclude-path-regex", OPERATIONS]].concat();
        fuzz(&stack, &own, &folder.path().join("no.jsonl"), &ids).await
    };
    // All but those two; /metrics has a listener of its own.
    let paths = document()["paths"].as_object().unwrap().len() - 2;
    let operations = Operation::ALL.len();
    assert!(first.contains(&format!("Tested: {operations}\n")), "{first}");
    assert!(others.contains(&format!("Tested: {}\n", paths - operations)), "{others}");

    // Requests came with ids of every kind, and what is wrong with one is nothing that fails.
    let ids = fs::read_to_string(ids).unwrap();
    for kind in ["none", "taken", "replaced"] {
        let count = ids.lines().filter(|line| *line == kind).count();
        assert!(count >= 100, "only {count} requests had an id of the kind {kind:?}");
    }

    let calls = fs::read_to_string(calls).unwrap();
    let calls: Vec<Guarded> = calls.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert!(calls.iter().all(|call| call.permit || call.status >= 400), "{calls:?}");
    let mut intents = BTreeMap::<Operation, u64>::new();
    for line in stack.audit().lines() {
        let record: AuditRecord = serde_json::from_str(line).unwrap();
        if record.event == AuditEvent::Intent {
            *intents.entry(record.operation).or_default() += 1;
            if record.operation.class() == OperationClass::Destroying {
                assert_eq!(record.confirmation_matched, Some(true), "{line}");
                assert!(record.plan_digest.is_some(), "{line}");
            }
        }
        // Announced, and refused by the second reading: not sent.
        if record.event == AuditEvent::Outcome
            && record.state() == AttemptState::Refused
            && record.request_id.is_none()
        {
            *intents.entry(record.operation).or_default() -= 1;
        }
    }
    for operation in destroying() {
        let (name, meant) = (operation.name(), intents.get(&operation).copied().unwrap_or(0));
        assert_eq!(emulator.calls(operation).await, meant, "{name}");
        let mine = || calls.iter().filter(|call| call.operation == name);
        let done = mine().filter(|call| call.status == 200 && !call.dry_run).count();
        assert!(u64::try_from(done).unwrap() <= meant, "{name}: {done} of {meant}");
        assert!(mine().any(|call| call.status == 200), "no {name} got as far as its permit");
        assert!(mine().any(|call| call.status == 403), "no {name} was refused");
    }
    assert!(intents.keys().any(|it| it.class() == OperationClass::Destroying), "{intents:?}");
}

/// AWS's own model has the same members, the same ones required, of the same types.
#[test]
fn botocore_knows_the_same_inputs_and_outputs() {
    let document = artifacts::repository().join("docs/openapi.json");
    let told = Python::script("openapi_of_botocore.py").arg(&document.display().to_string()).json();
    assert_eq!(told["operations"], Operation::ALL.len(), "{told}");
    assert_eq!(told["differences"].as_array().map(Vec::len), Some(0), "{told:#}");
}

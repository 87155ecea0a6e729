//! AWS's SDK for JavaScript takes a cluster through its life, with all that it can send. The version
//! is older than modes, resource policies and changes of the HSM type: what it does not know must not
//! be in its way.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use end_to_end::{Emulator, javascript};
use serde_json::json;

#[test]
fn the_sdk_for_javascript_lives_through_it() {
    let emulator = Emulator::start();
    let told = javascript("life.cjs", &emulator);
    assert_eq!(
        told["steps"],
        json!([
            "CREATE_IN_PROGRESS",
            "UNINITIALIZED",
            "INITIALIZED",
            "ACTIVE",
            "ACTIVE",
            "DELETED",
            "CREATE_IN_PROGRESS",
            "ACTIVE",
            "ACTIVE",
        ])
    );
    let class = "CloudHsmInvalidRequestException";
    for (what, words) in [
        ("a second HSM", "already contains an HSM but has not yet been fully activated"),
        ("swapped files", "self-signed"),
        ("a cluster with HSMs", "Delete all HSMs"),
        ("a deleted backup", "not READY"),
    ] {
        let refusal = &told["refusals"][what];
        assert_eq!((&refusal["class"], &refusal["name"]), (&json!(class), &json!(class)), "{what}");
        assert_eq!(refusal["status"], 400, "{what}");
        assert!(refusal["message"].as_str().is_some_and(|it| it.contains(words)), "{refusal}");
    }
    // Each error of the service is an instance of its own class; AWS's common ones have a name alone.
    let errors = told["errors"].as_object().unwrap();
    assert_eq!(errors.len(), 7, "{errors:?}");
    for (code, made) in errors {
        let class = if code.starts_with("CloudHsm") { code } else { "CloudHSMV2ServiceException" };
        let status = if code == "CloudHsmInternalFailureException" { 500 } else { 400 };
        let expected = json!({
            "class": class, "name": code, "message": "an order", "status": status,
        });
        assert_eq!(*made, expected, "{code}");
    }
    // Every operation that this SDK can send was answered.
    assert_eq!((&told["known"], &told["missing"]), (&json!(15), &json!([])));
}

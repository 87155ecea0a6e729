//! Every answer of KMS, and what a plan says of it.

use backend_api::{BlockerCode, DeletionPlan, WarningCode};
use serde_json::{Value, json};

use super::{denied, external, own, store, without};
use crate::support::{Bench, CLUSTER, Kms, OTHER};

/// What a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    Blocked,
    Loss,
    Unknown,
}

pub(super) fn said(plan: &DeletionPlan, production: bool, what: &str) -> Said {
    let warning = |code| plan.warnings.iter().find(|it| it.code == code);
    let is_blocked = plan.blockers.iter().any(|it| it.code == BlockerCode::KeyStoreConnected);
    assert_eq!(is_blocked, plan.permit.is_none(), "{what}");
    match (is_blocked, warning(WarningCode::KmsKeyStore), warning(WarningCode::KeyStoresUnknown)) {
        (false, None, None) => Said::Nothing,
        (true, None, None) => Said::Blocked,
        (false, Some(loss), None) => {
            assert!(loss.acknowledge, "{what}");
            Said::Loss
        }
        (false, None, Some(unknown)) => {
            assert_eq!(unknown.acknowledge, production, "{what}");
            assert!(unknown.message.contains("isn’t known"), "{}", unknown.message);
            Said::Unknown
        }
        odd => panic!("{what}: {odd:?}"),
    }
}

/// What KMS can answer, and what is to be said of it. "None" is only said of a complete answer.
fn table() -> Vec<(&'static str, Kms, Said)> {
    let has = |stores: &[Value]| Kms::Has(stores.to_vec());
    let says = |body: Value| Kms::Says(200, body);
    let refuses = |status, code: &str| Kms::Says(status, json!({"__type": code, "message": "no"}));
    let long = Value::from("n".repeat(256));
    let mut with_long_name = own("CONNECTED");
    with_long_name["CustomKeyStoreName"] = long;
    let mut failed = own("FAILED");
    failed["ConnectionErrorCode"] = "USER_LOCKED_OUT".into();
    let mut of_a_new_type = own("CONNECTED");
    of_a_new_type["CustomKeyStoreType"] = "QUANTUM".into();
    vec![
        ("none", has(&[]), Said::Nothing),
        ("another cluster's", has(&[store("cks-2", OTHER, "CONNECTED")]), Said::Nothing),
        ("an external one", has(&[external()]), Said::Nothing),
        ("connected", has(&[own("CONNECTED")]), Said::Blocked),
        ("connecting", has(&[own("CONNECTING")]), Said::Blocked),
        ("disconnecting", has(&[own("DISCONNECTING")]), Said::Blocked),
        ("a state of later", has(&[own("SLEEPING")]), Said::Blocked),
        ("no state", has(&[without(own(""), &["ConnectionState"])]), Said::Blocked),
        ("no type", has(&[without(own("CONNECTED"), &["CustomKeyStoreType"])]), Said::Blocked),
        ("a type of later", has(&[of_a_new_type]), Said::Blocked),
        ("a name of 256 letters", has(&[with_long_name]), Said::Blocked),
        (
            "on the third page",
            has(&[external(), store("cks-2", OTHER, "FAILED"), own("CONNECTED")]),
            Said::Blocked,
        ),
        ("disconnected", has(&[own("DISCONNECTED")]), Said::Loss),
        ("failed", has(&[failed]), Said::Loss),
        ("no cluster", has(&[without(own(""), &["CloudHsmClusterId"])]), Said::Unknown),
        (
            "no cluster and no type",
            has(&[without(own(""), &["CloudHsmClusterId", "CustomKeyStoreType"])]),
            Said::Unknown,
        ),
        ("not spoken", Kms::Absent, Said::Unknown),
        ("not allowed", denied(), Said::Unknown),
        ("throttled", refuses(400, "ThrottlingException"), Said::Unknown),
        ("failing", refuses(500, "KMSInternalException"), Said::Unknown),
        ("a proxy's 403", Kms::Says(403, json!("<html>")), Said::Unknown),
        ("empty", says(json!({})), Said::Unknown),
        ("no list", says(json!({"CustomKeyStores": null})), Said::Unknown),
        ("another form", says(json!({"CustomKeyStores": [1]})), Said::Unknown),
        ("more, not where", says(json!({"CustomKeyStores": [], "Truncated": true})), Said::Unknown),
        (
            "the same page again",
            says(json!({"CustomKeyStores": [], "Truncated": true, "NextMarker": "m"})),
            Said::Unknown,
        ),
        ("out of reach", Kms::Unreachable, Said::Unknown),
        ("hanging", Kms::Hangs, Said::Unknown),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_answer_of_kms_is_in_the_plan_as_what_it_is() {
    for (what, kms, expected) in table() {
        for production in [false, true] {
            let bench = Bench::new();
            if production {
                bench.cloud.tag(CLUSTER, "env", "prod");
            }
            bench.cloud.kms(kms.clone());
            let plan = bench.plan(CLUSTER).await;
            assert_eq!(said(&plan, production, what), expected, "{what}, {production}");
            if expected != Said::Blocked {
                let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
                assert_eq!(reply.status, 200, "{what}, {production}: {:?}", reply.json());
            }
        }
    }
}

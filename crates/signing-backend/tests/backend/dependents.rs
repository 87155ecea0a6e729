//! Who depends on a cluster: what KMS says, in the plan, before the send, and on its own route.

mod route;
mod table;

use backend_api::{
    ApiErrorCode, BlockerCode, DeletionPlan, Dependents, SourceStatus, WarningCode, routes,
};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{Settings, dependents::Looks};
use table::{Said, said};

use crate::support::{Bench, CLUSTER, Kms, OTHER, REGION, settings};

fn store(id: &str, cluster: &str, state: &str) -> Value {
    json!({
        "CustomKeyStoreId": id, "CustomKeyStoreName": format!("name of {id}"),
        "CustomKeyStoreType": "AWS_CLOUDHSM", "CloudHsmClusterId": cluster, "ConnectionState": state,
    })
}

fn own(state: &str) -> Value {
    store("cks-1", CLUSTER, state)
}

fn external() -> Value {
    json!({
        "CustomKeyStoreId": "cks-x", "CustomKeyStoreName": "x", "ConnectionState": "CONNECTED",
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE", "XksProxyConfiguration": {},
    })
}

/// The same without some members.
fn without(mut store: Value, members: &[&str]) -> Value {
    store.as_object_mut().unwrap().retain(|name, _| !members.contains(&name.as_str()));
    store
}

fn denied() -> Kms {
    Kms::Says(400, json!({"__type": "AccessDeniedException", "Message": "User is not authorized."}))
}

#[tokio::test]
async fn what_is_not_asked_is_not_known_and_costs_no_call() {
    for production in [false, true] {
        let bench = Bench::with(Settings { looks: Looks::none(), ..settings() });
        if production {
            bench.cloud.tag(CLUSTER, "env", "prod");
        }
        bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
        let plan = bench.plan(CLUSTER).await;
        assert_eq!(said(&plan, production, "not asked"), Said::Unknown);
        let seen: Dependents = bench.dependents(CLUSTER).await;
        assert_eq!(seen.sources[0].status, SourceStatus::NotAsked);
        assert_eq!((seen.sources[0].age_seconds, seen.key_stores), (None, None));
        assert!(bench.cloud.asked_of_kms().is_empty());
    }
}

#[tokio::test]
async fn a_blocker_names_the_key_store_and_its_state() {
    let bench = Bench::new();
    let both = vec![own("CONNECTED"), store("cks-2", CLUSTER, "CONNECTING")];
    bench.cloud.kms(Kms::Has(both));
    let plan = bench.plan(CLUSTER).await;
    let blocker = &plan.blockers[0];
    assert_eq!(
        blocker.subjects,
        ["name of cks-1 (cks-1): CONNECTED", "name of cks-2 (cks-2): CONNECTING"]
    );
    assert!(blocker.message.contains("Disconnect them in KMS first"), "{}", blocker.message);
}

/// A key store needs one ACTIVE HSM: only the deletion that takes the last one matters to it.
#[tokio::test]
async fn the_last_hsm_is_kept_while_a_key_store_is_connected() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    let one = |hsm| routes::hsm_deletion_plan(REGION, CLUSTER, hsm);
    assert!(bench.plan_at(&one("hsm-1")).await.permit.is_some());
    let path = routes::hsms_deletion_plan(REGION, CLUSTER);
    let both = bench.post(&path, &json!({"hsmIds": ["hsm-1", "hsm-2"]})).await.json();
    assert_eq!(both["blockers"][0]["code"], "key-store-connected");
    bench.cloud.change(CLUSTER, |cluster| cluster["Hsms"][1]["State"] = "DEGRADED".into());
    let plan = bench.plan_at(&one("hsm-1")).await;
    assert_eq!(plan.blockers[0].code, BlockerCode::KeyStoreConnected);
    bench.cloud.kms(Kms::Has(vec![own("DISCONNECTED")]));
    let plan = bench.plan_at(&one("hsm-1")).await;
    let told = plan.warnings.iter().find(|it| it.code == WarningCode::KmsKeyStore).unwrap();
    assert!(plan.permit.is_some() && !told.acknowledge);
}

/// What is known must still be known when the request is sent, and nothing may have connected.
#[tokio::test]
async fn a_key_store_that_connects_after_the_plan_stops_the_deletion() {
    let has = Kms::Has;
    let (blocked, changed) = (Some(ApiErrorCode::DeletionBlocked), Some(ApiErrorCode::PlanChanged));
    for (what, planned, found, expected) in [
        (
            "it connects",
            has(vec![own("DISCONNECTED")]),
            has(vec![own("CONNECTED")]),
            blocked.clone(),
        ),
        ("one comes and connects", has(vec![]), has(vec![own("CONNECTING")]), blocked.clone()),
        ("one comes", has(vec![]), has(vec![own("DISCONNECTED")]), changed.clone()),
        ("one is known now", denied(), has(vec![own("DISCONNECTED")]), changed.clone()),
        ("one is known now and connected", denied(), has(vec![own("CONNECTED")]), blocked),
        ("it is not known any more", has(vec![]), denied(), changed.clone()),
        ("one is not known any more", has(vec![own("DISCONNECTED")]), Kms::Absent, changed.clone()),
        ("it fails", has(vec![own("DISCONNECTED")]), has(vec![own("FAILED")]), changed),
        ("it stays", has(vec![own("DISCONNECTED")]), has(vec![own("DISCONNECTED")]), None),
        ("it stays unknown", denied(), Kms::Unreachable, None),
        ("none is known now", denied(), has(vec![]), None),
        (
            "another cluster's connects",
            has(vec![]),
            has(vec![store("c", OTHER, "CONNECTED")]),
            None,
        ),
    ] {
        let bench = Bench::new();
        bench.cloud.kms(planned);
        let plan = bench.plan(CLUSTER).await;
        bench.cloud.kms(found);
        let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
        let Some(code) = expected else {
            assert_eq!(reply.status, 200, "{what}: {:?}", reply.json());
            continue;
        };
        assert_eq!((reply.status.as_u16(), reply.code()), (409, code), "{what}");
        let path = reply.json()["error"]["differences"][0]["path"].as_str().unwrap().to_owned();
        assert!(path.starts_with("keyStores"), "{what}: {path}");
        assert!(bench.cloud.destroyed().is_empty(), "{what}");
    }
}

/// Of several HSMs, only the last one is kept: the key store connected after the plan.
#[tokio::test(start_paused = true)]
async fn a_removal_of_hsms_stops_before_the_last_one() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![own("DISCONNECTED")]));
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    let path = routes::hsms_deletion_plan(REGION, CLUSTER);
    let plan = bench.post(&path, &json!({"hsmIds": ["hsm-1", "hsm-2"]})).await.body;
    let plan: DeletionPlan = serde_json::from_slice(&plan).unwrap();
    let deletion = |plan: &DeletionPlan| {
        let mut request = bench.deletion(plan, "hsm-1 hsm-2");
        *request.uri_mut() = routes::hsms_deletion(REGION, CLUSTER).parse().unwrap();
        *request.body_mut() = json!({"hsmIds": ["hsm-1", "hsm-2"]}).to_string().into();
        request
    };
    bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
    let refused = bench.send(deletion(&plan)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, ApiErrorCode::DeletionBlocked));
    assert!(bench.cloud.destroyed().is_empty());

    bench.cloud.kms(Kms::Has(vec![own("DISCONNECTED")]));
    let plan = bench.post(&path, &json!({"hsmIds": ["hsm-1", "hsm-2"]})).await.body;
    let plan: DeletionPlan = serde_json::from_slice(&plan).unwrap();
    let begun = bench.send(deletion(&plan)).await;
    assert_eq!(begun.status, 202, "{:?}", begun.json());
    bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
    let attempt = bench.reaches("hsm-1 hsm-2", backend_api::AttemptState::Stopped).await;
    assert!(attempt.detail.unwrap().contains("key-store-connected"));
    let sent: Vec<_> = bench.cloud.destroyed().into_iter().map(|(_, input)| input).collect();
    assert_eq!(sent, [json!({"ClusterId": CLUSTER, "HsmId": "hsm-1"})]);
}

#[tokio::test]
async fn what_is_unknown_of_production_must_be_acknowledged() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, "env", "prod");
    let plan = bench.plan(CLUSTER).await;
    let others = plan.warnings.iter().filter(|it| it.acknowledge).map(|it| it.code);
    let others = others.filter(|code| *code != WarningCode::KeyStoresUnknown).collect();
    let reply = bench.send(bench.deletion_with(&plan, CLUSTER, others)).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(reply.json()["error"]["allowed"], json!(["key-stores-unknown"]));
    assert!(bench.cloud.destroyed().is_empty());
}

#[tokio::test]
async fn a_cluster_that_never_had_keys_needs_no_word_about_what_is_not_known() {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| cluster["State"] = "UNINITIALIZED".into());
    assert_eq!(said(&bench.plan(CLUSTER).await, false, "unknown"), Said::Nothing);
    bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
    assert_eq!(said(&bench.plan(CLUSTER).await, false, "connected"), Said::Blocked);
}

#[tokio::test]
async fn only_deletions_ask_and_tags_do_not() {
    let bench = Bench::new();
    bench.cloud.tag(CLUSTER, "cloudhsm-console:deletion-protection", "enabled");
    bench.plan_at(&routes::cluster_unprotection_plan(REGION, CLUSTER)).await;
    bench.plan_at(&routes::backup_deletion_plan(REGION, "backup-ddddddddddd")).await;
    bench.call(Operation::DescribeClusters.name(), &json!({})).await;
    assert!(bench.cloud.asked_of_kms().is_empty());
}

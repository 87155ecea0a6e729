//! Whatever happens in whatever order: a guarded request is sent only if the latest reading equals
//! what the person confirmed, at most once for a permit, and never before its intent is in the log.

use backend_api::{ApiErrorCode, DRY_RUN_HEADER, DeletionPlan, routes};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Bench, CLUSTER, OTHER, REGION};

const KEY: &str = "cloudhsm-console:deletion-protection";
const BACKUPS: [(&str, &str); 2] = [("backup-aaaaaaaaaaa", CLUSTER), ("backup-ddddddddddd", OTHER)];

/// What is deleted, or unprotected; `true` stands for the first cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    Cluster(bool),
    Backup(bool),
    Protection(bool),
}

#[derive(Debug, Clone)]
enum Step {
    Plan(Aim),
    /// Another client sets a tag; few values, so that states come back.
    Tag(bool, u8),
    /// Through the backend, which lets everyone.
    Protect(bool),
    /// Without a permit.
    TakeProtection(bool),
    /// Confirms one of the plans that were made.
    Confirm {
        plan: prop::sample::Index,
        typo: bool,
        dry: bool,
    },
    Wait(i64),
    /// The cluster is created again under its id, so that there is something to delete again.
    Revive(bool),
    /// Through the backend.
    RestoreBackup(bool),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let aim = prop_oneof![
        3 => any::<bool>().prop_map(Aim::Cluster),
        2 => any::<bool>().prop_map(Aim::Backup),
        2 => any::<bool>().prop_map(Aim::Protection),
    ];
    prop_oneof![
        6 => aim.prop_map(Step::Plan),
        2 => (any::<bool>(), 0_u8..3).prop_map(|(which, value)| Step::Tag(which, value)),
        1 => any::<bool>().prop_map(Step::Protect),
        1 => any::<bool>().prop_map(Step::TakeProtection),
        9 => (any::<prop::sample::Index>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1))
            .prop_map(|(plan, typo, dry)| Step::Confirm { plan, typo, dry }),
        1 => (1_i64..200).prop_map(Step::Wait),
        2 => any::<bool>().prop_map(Step::Revive),
        1 => any::<bool>().prop_map(Step::RestoreBackup),
        1 => Just(Step::Restart),
    ]
}

fn cluster(which: bool) -> &'static str {
    if which { CLUSTER } else { OTHER }
}

fn backup(which: bool) -> &'static str {
    BACKUPS[usize::from(!which)].0
}

impl Aim {
    fn path(self) -> String {
        match self {
            Self::Cluster(which) => routes::cluster_deletion_plan(REGION, cluster(which)),
            Self::Backup(which) => routes::backup_deletion_plan(REGION, backup(which)),
            Self::Protection(which) => routes::cluster_unprotection_plan(REGION, cluster(which)),
        }
    }

    /// The state that a plan for it rests on.
    fn state(self, bench: &Bench) -> Value {
        let (Self::Cluster(which) | Self::Backup(which) | Self::Protection(which)) = self;
        bench.cloud.state_of(cluster(which))
    }
}

/// A plan, and what was true when it was made.
struct Made {
    plan: DeletionPlan,
    aim: Aim,
    state: Value,
    at: i64,
    ended: bool,
    wrong: u32,
}

/// The world, and what this test knows of it without asking the backend.
struct Model {
    bench: Bench,
    made: Vec<Made>,
    now: i64,
}

impl Model {
    async fn plan(&mut self, aim: Aim) {
        let state = aim.state(&self.bench);
        let plan = self.bench.plan_at(&aim.path()).await;
        if plan.permit.is_some() {
            self.made.push(Made { plan, aim, state, at: self.now, ended: false, wrong: 0 });
        }
    }

    async fn confirm(&mut self, index: prop::sample::Index, typo: bool, dry: bool) {
        if self.made.is_empty() {
            return;
        }
        let index = index.index(self.made.len());
        let (bench, one) = (&self.bench, &mut self.made[index]);
        // What blocks is in the state: if that is the same, nothing blocks that did not before.
        let same = one.state == one.aim.state(bench);
        let open = !one.ended && one.wrong < 5 && self.now - one.at < 300;
        let before = bench.cloud.changes().len();
        let typed = if typo { "cluster-" } else { one.plan.type_to_confirm.as_str() };
        let mut request = bench.deletion(&one.plan, typed);
        if dry {
            request.headers_mut().insert(DRY_RUN_HEADER, "true".parse().unwrap());
        }
        let reply = bench.send(request).await;
        let sent = bench.cloud.changes().len() - before;
        // Not more, and not less: a guard that never lets anything pass is no guard.
        assert_eq!(sent, usize::from(open && same && !typo && !dry), "{:?} {reply:?}", one.aim);
        assert_eq!(reply.status == 200, open && same && !typo, "{:?} {reply:?}", one.aim);
        // Sent, or found to be another state: either way that was the permit.
        one.ended |= open && !typo && !dry;
        one.wrong += u32::from(open && typo);
        if sent == 1 {
            let aim = one.aim;
            self.made.iter_mut().filter(|it| it.aim == aim).for_each(|it| it.ended = true);
        }
    }

    async fn take(mut self, step: Step) -> Self {
        match step {
            Step::Plan(aim) => self.plan(aim).await,
            Step::Confirm { plan, typo, dry } => self.confirm(plan, typo, dry).await,
            Step::Tag(which, value) => {
                self.bench.cloud.tag(cluster(which), "step", &value.to_string());
            }
            Step::Protect(which) => {
                let tags = json!([{ "Key": KEY, "Value": "enabled" }]);
                let body = json!({ "ResourceId": cluster(which), "TagList": tags });
                assert_eq!(self.bench.call("TagResource", &body).await.status, 200);
            }
            Step::TakeProtection(which) => {
                let before = self.bench.cloud.changes().len();
                let body = json!({ "ResourceId": cluster(which), "TagKeyList": [KEY] });
                let reply = self.bench.call("UntagResource", &body).await;
                assert_eq!(reply.code(), ApiErrorCode::PermitRequired);
                assert_eq!(self.bench.cloud.changes().len(), before);
            }
            Step::Wait(seconds) => {
                self.now += seconds;
                self.bench.clock.advance(seconds);
            }
            Step::Revive(which) => {
                self.bench.cloud.change(cluster(which), |it| it["State"] = "ACTIVE".into());
            }
            Step::RestoreBackup(which) => {
                let body = json!({ "BackupId": backup(which) });
                assert_eq!(self.bench.call("RestoreBackup", &body).await.status, 200);
            }
            Step::Restart => {
                self.bench = self.bench.restart().await;
                // Permits don't outlive their process.
                self.made.iter_mut().for_each(|it| it.ended = true);
            }
        }
        self
    }
}

async fn run(steps: Vec<Step>) {
    let bench = Bench::new();
    for which in [false, true] {
        bench.cloud.tag(cluster(which), "step", "0");
    }
    let mut model = Model { bench, made: Vec::new(), now: 0 };
    for step in steps {
        model = model.take(step).await;
    }
    let lines = model.bench.audit_lines();
    let count = |event: &str| lines.iter().filter(|it| it["event"] == event).count();
    let sent = model.bench.cloud.changes().len();
    // Each intent has its outcome, and only what was sent is called accepted. What the backend finds by
    // reading afterwards is one more outcome, and comes when it comes.
    let found =
        |it: &&Value| it["detail"].as_str().is_some_and(|it| it.starts_with("Found by reading"));
    let later = lines.iter().filter(|it| it["event"] == "outcome").filter(found).count();
    assert_eq!(count("intent"), count("outcome") - later);
    let accepted = lines.iter().filter(|it| it["outcome"] == "accepted").count();
    assert_eq!(accepted, sent);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn only_what_was_confirmed_is_sent_once_and_announced(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(steps));
    }
}

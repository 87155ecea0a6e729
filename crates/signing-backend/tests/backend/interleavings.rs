//! Whatever happens in whatever order: a deletion is sent only if the state is the confirmed one,
//! and at most once for a permit.

use backend_api::DeletionPlan;
use proptest::prelude::*;

use crate::support::{Bench, CLUSTER, OTHER};

#[derive(Debug, Clone)]
enum Step {
    Plan(bool),
    /// Another client sets a tag; few values, so that states come back.
    Tag(bool, u8),
    /// Confirms one of the plans that were made.
    Confirm {
        plan: prop::sample::Index,
        typo: bool,
    },
    Wait(i64),
    /// The cluster is created again under its id, so that there is something to delete again.
    Revive(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<bool>().prop_map(Step::Plan),
        2 => (any::<bool>(), 0_u8..3).prop_map(|(which, value)| Step::Tag(which, value)),
        6 => (any::<prop::sample::Index>(), prop::bool::weighted(0.2))
            .prop_map(|(plan, typo)| Step::Confirm { plan, typo }),
        1 => (1_i64..200).prop_map(Step::Wait),
        2 => any::<bool>().prop_map(Step::Revive),
    ]
}

fn id(which: bool) -> &'static str {
    if which { CLUSTER } else { OTHER }
}

/// A plan, and what was true when it was made.
struct Made {
    plan: DeletionPlan,
    tag: u8,
    at: i64,
    ended: bool,
    wrong: u32,
}

async fn run(steps: Vec<Step>) {
    let bench = Bench::new();
    let mut made: Vec<Made> = Vec::new();
    let (mut tags, mut now) = ([0_u8; 2], 0_i64);
    for which in [false, true] {
        bench.cloud.tag(id(which), "step", "0");
    }
    for step in steps {
        match step {
            Step::Plan(which) => {
                let plan = bench.plan(id(which)).await;
                if plan.permit.is_some() {
                    let tag = tags[usize::from(which)];
                    made.push(Made { plan, tag, at: now, ended: false, wrong: 0 });
                }
            }
            Step::Tag(which, value) => {
                tags[usize::from(which)] = value;
                bench.cloud.tag(id(which), "step", &value.to_string());
            }
            Step::Wait(seconds) => {
                now += seconds;
                bench.clock.advance(seconds);
            }
            Step::Revive(which) => {
                bench.cloud.change(id(which), |cluster| cluster["State"] = "ACTIVE".into());
            }
            Step::Confirm { plan, typo } => {
                if made.is_empty() {
                    continue;
                }
                let index = plan.index(made.len());
                let one = &mut made[index];
                let target = one.plan.type_to_confirm.clone();
                let alive = bench.cloud.has(&target);
                let same = alive && one.tag == tags[usize::from(target == CLUSTER)];
                let open = !one.ended && one.wrong < 5 && now - one.at < 300;
                let before = bench.cloud.destroyed().len();
                let typed = if typo { "cluster-" } else { target.as_str() };
                let reply = bench.send(bench.deletion(&one.plan, typed)).await;
                let sent = bench.cloud.destroyed().len() - before;
                // Not more, and not less: a guard that never lets anything pass is no guard.
                assert_eq!(sent, usize::from(open && same && !typo), "{reply:?}");
                assert_eq!(sent == 1, reply.status == 200, "{reply:?}");
                // Sent, or found to be another state: either way that was the permit.
                one.ended |= open && !typo;
                one.wrong += u32::from(open && typo);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn only_what_was_confirmed_is_deleted_and_once(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(steps));
    }
}

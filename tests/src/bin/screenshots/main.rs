//! Takes the pictures of the documents: every page, in light and dark, wide and narrow.
//!
//! Usage: `screenshots FOLDER [NAME…]` for all pictures or some, `screenshots --deletion FOLDER` for the
//! guarded deletion step by step, or `screenshots --lifecycle FOLDER` for the steps of a cluster's life.
//! Run it as `cargo xtask screenshots`.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::print_stderr)]

mod flow;
mod life;
mod shots;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use cloudhsm_api::{Cluster, ClusterState};
use end_to_end::{Browser, Name, REGIONS, Scheme, Stack, StackOptions, View, with_browser};
use shots::{SHOTS, Shot, Step};

const REGION: &str = REGIONS[0];

/// As whoever knows the console sees it. A page without an address of its own has no storage.
const WITHOUT_HINTS: &str =
    "try { localStorage.setItem('cloudhsm-console.hints', 'off') } catch { /* no storage */ }";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let (folder, names) = match arguments.as_slice() {
        [flag, folder] if flag == "--deletion" => return flow::record(Path::new(folder)).await,
        [flag, folder] if flag == "--lifecycle" => return life::record(Path::new(folder)).await,
        [folder, names @ ..] => (PathBuf::from(folder), names),
        [] => panic!("usage: screenshots [--deletion | --lifecycle] FOLDER [NAME…]"),
    };
    let is_wanted = |shot: &&Shot| names.is_empty() || names.iter().any(|name| name == shot.name);
    fs::create_dir_all(&folder).unwrap();
    for (scheme, colors) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
        for view in [View::DESKTOP, View::NARROW, View::PHONE] {
            // The same fleet for each: a picture may delete something.
            let options = StackOptions { time_scale: 1.0, ..StackOptions::with_console() };
            let stack = Stack::start(&options);
            let fleet = Fleet::of(&stack).await;
            let view = view.scheme(scheme);
            with_browser(view, async |browser| {
                browser.before_each_page(WITHOUT_HINTS).await;
                for shot in SHOTS.iter().filter(is_wanted) {
                    take(browser, &stack, &fleet, shot).await;
                    let name = format!("{}-{colors}-{}.png", shot.name, view.width);
                    fs::write(folder.join(&name), browser.whole_page(view).await).unwrap();
                    eprintln!("{name}");
                }
            })
            .await;
        }
    }
}

/// Goes where the picture is to be taken.
async fn take(browser: &Browser, stack: &Stack, fleet: &Fleet, shot: &Shot) {
    browser.goto(&stack.link_to(&fleet.named(shot.path))).await;
    browser.wait_for_text(&fleet.named(shot.ready)).await;
    browser.wait_until_loaded().await;
    for step in shot.steps {
        match step {
            Step::Click(role, name) => browser.click(*role, Name::has(fleet.named(name))).await,
            Step::Type(role, name, text) => {
                browser.type_into(*role, Name::has(*name), &fleet.named(text)).await;
            }
            Step::CheckAll => browser.check_all().await,
            Step::Text(text) => browser.wait_for_text(&fleet.named(text)).await,
        }
    }
}

/// The clusters that pictures are taken of.
struct Fleet {
    /// With HSMs.
    full: String,
    /// With an HSM that does not work.
    degraded: String,
    /// Before initialization, with everything that proves its hardware.
    provable: String,
    /// Without HSMs: nothing blocks its deletion.
    empty: String,
    /// Nobody has used it for months.
    idle: String,
    /// Two days of its metrics are missing, and another account owns its subnets.
    shared: String,
    /// Its security group is open to the world.
    open: String,
}

impl Fleet {
    async fn of(stack: &Stack) -> Self {
        let clusters = stack.clusters(REGION).await;
        let active = clusters.iter().filter(|cluster| cluster.state == Some(ClusterState::Active));
        let full = active.max_by_key(|cluster| cluster.hsms.len()).expect("an ACTIVE cluster");
        let is_degraded = |cluster: &&Cluster| cluster.state == Some(ClusterState::Degraded);
        let degraded = clusters.iter().find(is_degraded).expect("a DEGRADED cluster");
        let degraded = degraded.cluster_id.clone();
        let proves = |cluster: &&Cluster| cluster.name() == Some("identity-next");
        let provable = clusters.iter().find(proves).expect("a cluster with a CSR");
        // Of those that can be deleted, the one whose plan has the most to say.
        let mut richest = None;
        for cluster in clusters.iter().filter(|cluster| cluster.hsms.is_empty()) {
            let plan = stack.plan(REGION, &cluster.cluster_id).await;
            let richness = plan.warnings.len() + plan.survivors.len();
            if plan.permit.is_some() && richest.as_ref().is_none_or(|(most, _)| richness > *most) {
                richest = Some((richness, plan.resource.id));
            }
        }
        let (_, empty) = richest.expect("a cluster that nothing blocks");
        let named = |name: &str| {
            let found = clusters.iter().find(|cluster| cluster.name() == Some(name));
            found.expect("the demo fleet has it").cluster_id.clone()
        };
        let (full, provable) = (full.cluster_id.clone(), provable.cluster_id.clone());
        let (idle, shared) = (named("staging-signing"), named("pki-root-ca"));
        Self { full, degraded, provable, empty, idle, shared, open: named("legacy-import") }
    }

    fn named(&self, text: &str) -> String {
        text.replace("{region}", REGION)
            .replace("{full}", &self.full)
            .replace("{degraded}", &self.degraded)
            .replace("{provable}", &self.provable)
            .replace("{empty}", &self.empty)
            .replace("{idle}", &self.idle)
            .replace("{shared}", &self.shared)
            .replace("{open}", &self.open)
    }
}

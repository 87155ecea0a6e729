//! The deletion of a cluster with two HSMs, through the guard, step by step.

use std::time::Duration;

use cloudhsm_api::ClusterState;
use end_to_end::{Browser, Name, Role, eventually, eventually_within};

use crate::{
    demo::Demo,
    told::{Section, Step},
};

/// Goes the steps; answers the names of everything that was used.
pub(crate) async fn delete_something(
    browser: &Browser,
    told: &Section,
    demo: &Demo,
) -> Vec<String> {
    let [open, hsms, cluster, record] = &told.steps[..] else { panic!("{told:?}") };
    let (name, actions, delete) = (open.name(), open.name(), open.name());
    browser.click(Role::Link, name).await;
    browser.find(Role::Heading, name).await;
    let path = browser.path().await;
    let [_, _, region, _, id, ..] = path.split('/').collect::<Vec<_>>()[..] else {
        panic!("{path}")
    };
    let before = demo.cluster(region, id).await.expect("the emulator lists the cluster");
    assert_eq!((before.state, before.hsms.len()), (Some(ClusterState::Active), 2));
    browser.click(Role::Button, actions).await;
    browser.click(Role::Menuitem, delete).await;
    browser.find(Role::Heading, "This cluster can’t be deleted yet").await;

    let buttons = [hsms.name(), hsms.name(), hsms.name()];
    for left in (0..before.hsms.len()).rev() {
        delete_an_hsm(browser, buttons).await;
        let now = demo.cluster(region, id).await.expect("the cluster is still there");
        assert_eq!(now.hsms.len(), left, "{now:?}");
    }

    delete_the_cluster(browser, cluster.name(), id).await;
    let dying = [ClusterState::DeleteInProgress, ClusterState::Deleted];
    eventually("the emulator deletes the cluster", async || {
        let now = demo.cluster(region, id).await.expect("AWS lists a deleted cluster for a while");
        now.state.filter(|state| dying.contains(state)).map(drop)
    })
    .await;
    browser.find(Role::Heading, "The cluster is deleted").await;
    let now = demo.cluster(region, id).await.and_then(|cluster| cluster.state);
    assert!(now.is_none_or(|state| state == ClusterState::Deleted));

    let activity = record.name();
    browser.click(Role::Link, activity).await;
    browser.find(Role::Heading, activity).await;
    for record in ["DeleteHsm", "DeleteCluster", id] {
        browser.wait_for_text(record).await;
    }
    told.steps.iter().for_each(Step::assert_done);
    the_list_lacks(browser, name).await;
    [name, actions, delete, activity].map(str::to_owned).into()
}

/// The first that is there: `delete` is what its button shows.
async fn delete_an_hsm(browser: &Browser, [delete, confirm, go_on]: [&str; 3]) {
    let begins = delete.trim_end_matches('…');
    let what = format!("a button that shows {delete:?}");
    let (button, id) = eventually(&what, async || {
        let button = browser.find_all(Role::Button, Name::has(begins)).await.into_iter().next()?;
        let label = button.attr("aria-label").await.ok()??;
        let id = label.strip_prefix(begins)?.strip_suffix('…')?.trim().to_owned();
        (button.text().await.ok()? == delete).then_some((button, id))
    })
    .await;
    button.click().await.unwrap();
    browser.type_into(Role::Textbox, Name::has("Type the ID of the HSM"), &id).await;
    browser.check_all().await;
    browser.click(Role::Button, confirm).await;
    browser.find(Role::Heading, "The HSM is deleted").await;
    browser.click(Role::Button, go_on).await;
}

async fn delete_the_cluster(browser: &Browser, confirm: &str, id: &str) {
    let field = Name::has("Type the ID of the cluster");
    browser.find(Role::Textbox, field.clone()).await;
    browser.check_all().await;
    let button = browser.find(Role::Button, confirm).await;
    for wrong in ["cluster-22222222222", &id[..id.len() - 1]] {
        browser.type_into(Role::Textbox, field.clone(), wrong).await;
        assert!(!button.is_enabled().await.unwrap(), "{wrong:?} is enough");
    }
    browser.type_into(Role::Textbox, field, id).await;
    browser.click(Role::Button, confirm).await;
}

async fn the_list_lacks(browser: &Browser, name: &str) {
    browser.click(Role::Link, "Clusters").await;
    browser.find(Role::Link, "payments-prod").await;
    // As long as AWS reports it as DELETED, so does the console.
    eventually_within(Duration::from_mins(1), "the list lacks the cluster", async || {
        browser.click(Role::Button, Name::has("Refresh")).await;
        browser.find_all(Role::Link, name).await.is_empty().then_some(())
    })
    .await;
}

//! From the list to a cluster with its first HSM, with the page alone.

use cloudhsm_api::Operation;
use end_to_end::{Name, Role, View, eventually, with_browser};

use crate::scene::{ADD, CREATE, HASTE, REGION, REVIEW, Scene, add_tag, choose_subnet};

#[tokio::test]
async fn a_cluster_and_its_first_hsm() {
    let scene = Scene::start();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        browser.goto(&scene.stack.link()).await;
        browser.click(Role::Link, Name::has("Create cluster")).await;
        browser.find(Role::Heading, "Create cluster").await;
        browser.wait_for_text("Still needed: a subnet").await;
        choose_subnet(browser).await;
        add_tag(browser, "Name", "made-here").await;
        browser.assert_accessible().await;

        // The plan, and back: what was chosen is still there.
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        browser.wait_for_text("Name=made-here").await;
        browser.click(Role::Button, "Back to the form").await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Link, "AWS CloudHSM pricing").await;
        browser.unfold_all().await;
        browser.wait_for_text("aws cloudhsmv2 create-cluster").await;
        browser.assert_accessible().await;
        // Nothing is typed for what loses nothing.
        assert!(browser.find_all(Role::Textbox, Name::has("Type the")).await.is_empty());
        assert_eq!(scene.calls(Operation::CreateCluster).await, 0);

        browser.click(Role::Button, CREATE).await;
        browser.find(Role::Heading, "The cluster is created").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 1);
        browser.assert_accessible().await;
        // A reload shows what came of it, and sends nothing.
        browser.reload().await;
        browser.find(Role::Heading, "The cluster is created").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 1);

        let created = scene.stack.cluster_named(REGION, "made-here").await;
        browser.click(Role::Link, "Continue with the cluster").await;
        browser.find(Role::Heading, "made-here").await;
        browser.find(Role::Heading, "Next steps").await;
        // The next step and a finding lead to the same page.
        let first = eventually("a way to the first HSM", async || {
            browser.find_all(Role::Link, "Add an HSM…").await.into_iter().next()
        });
        first.await.click().await.unwrap();
        browser.find(Role::Heading, Name::has("Add an HSM to")).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.find(Role::Heading, "What changes").await;
        assert_eq!(scene.calls(Operation::CreateHsm).await, 0);
        browser.click(Role::Button, ADD).await;
        browser.find(Role::Heading, "The HSM is created").await;
        assert_eq!(scene.calls(Operation::CreateHsm).await, 1);
        assert_eq!(scene.hsms(&created.cluster_id).await.len(), 1);

        // What comes next, and no second HSM before it.
        browser.click(Role::Link, "Continue with the cluster").await;
        browser.find(Role::Link, "Verify the identity").await;
        browser.find(Role::Link, "Initialize…").await;
        scene.open_step(browser, &created.cluster_id, "add-hsm").await;
        browser.find(Role::Heading, "One HSM only, until the cluster is initialized").await;
        let review = browser.find(Role::Button, REVIEW).await;
        assert!(!review.is_enabled().await.unwrap());
    })
    .await;
    eventually("both are in the log, each once", async || {
        let records = scene.stack.activity().await.records;
        let intents = |operation| {
            let announced = |it: &&backend_api::AuditRecord| {
                it.event == backend_api::AuditEvent::Intent && it.operation == operation
            };
            records.iter().filter(announced).count()
        };
        let both = [Operation::CreateCluster, Operation::CreateHsm].map(intents);
        (both == [1, 1]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn from_a_backup() {
    let scene = Scene::start();
    let source = scene.stack.cluster_named(REGION, "payments-prod").await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/clusters/{}/backups", source.cluster_id);
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.wait_until_loaded().await;
        let menus = browser.find_all(Role::Button, Name::has("More for backup-")).await;
        menus.first().expect("a READY backup").click().await.unwrap();
        browser.click(Role::Menuitem, "Create cluster…").await;
        browser.find(Role::Heading, "Create cluster").await;
        let backup = browser.find(Role::Combobox, "Backup").await;
        let id = backup.prop("value").await.unwrap().unwrap_or_default();
        assert!(id.starts_with("backup-"), "{id:?}");
        choose_subnet(browser).await;
        browser.assert_accessible().await;
        browser.click(Role::Button, REVIEW).await;
        browser.wait_for_text(&id).await;
        browser.click(Role::Button, CREATE).await;
        browser.find(Role::Heading, "The cluster is created").await;
        assert_eq!(scene.calls(Operation::CreateCluster).await, 1);
        let clusters = scene.stack.clusters(REGION).await;
        let restored = clusters.iter().filter(|it| it.source_backup() == Some(&id));
        assert_eq!(restored.count(), 1);
    })
    .await;
}

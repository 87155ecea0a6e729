//! HSMs where nobody expects them, and the network as a picture or a table.

use end_to_end::{Name, Role, Stack, StackOptions, View, with_browser};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{REGION, open};

#[tokio::test]
async fn two_hsms_before_initialization_are_told_the_way_out() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let hsms = json!([
        { "HsmId": "hsm-twoaaaaaaaa", "State": "ACTIVE" },
        { "HsmId": "hsm-twobbbbbbbb", "State": "CREATE_IN_PROGRESS" },
    ]);
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("AWS won’t create a CSR. Delete all HSMs of this cluster").await;
        open(browser, &stack, &cluster, "certificates").await;
        browser.find(Role::Heading, "Identity of the HSM").await;
        browser.unfold_all().await;
        browser.wait_for_text("AWS won’t create a CSR. Delete all HSMs of this cluster").await;
    })
    .await;
}

#[tokio::test]
async fn hsms_stand_under_their_own_subnet_and_replace_only_what_is_gone() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsm = |id: &str, state: &str| {
        json!({
            "HsmId": id, "State": state, "AvailabilityZone": "us-east-1a",
            "SubnetId": "subnet-0e15e3e4e", "EniId": "eni-0aaaaaaaaaaaaaaaa",
        })
    };
    let show = async |hsms: Value| {
        control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    };
    let one = || hsm("hsm-oneaaaaaaaa", "ACTIVE");
    let gone = || hsm("hsm-gonedddddddd", "DELETED");
    show(json!([one(), hsm("hsm-twobbbbbbbb", "ACTIVE"), gone()])).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "network").await;
        browser.wait_for_text("Not in the subnet mapping").await;
        browser.wait_for_text("subnet-0e15e3e4e").await;
        assert!(!browser.text().await.contains("hsm-gonedddddddd"), "a DELETED HSM is nowhere");
        browser.assert_accessible_in_every_view().await;

        open(browser, &stack, &cluster, "hsms").await;
        browser.find(Role::Link, Name::has("HSMs 2")).await;
        browser.click(Role::Button, "Refresh").await;
        browser.find(Role::Button, "Refresh").await;
        assert!(!browser.text().await.contains("replaced"), "both are listed");
        show(json!([one(), hsm("hsm-threecccccc", "ACTIVE"), gone()])).await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("replaced hsm-twobbbbbbbb").await;
        assert!(!browser.text().await.contains("replaced hsm-one"));
    })
    .await;
}

#[tokio::test]
async fn the_network_is_a_picture_or_a_table_by_keyboard_and_in_the_tree() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms = json!([{
        "HsmId": "hsm-oneaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a",
        "SubnetId": "subnet-0aaaaaaaa", "EniId": "eni-0aaaaaaaaaaaaaaaa", "EniIp": "10.0.1.7",
    }]);
    let zones = json!({ "us-east-1a": "subnet-0aaaaaaaa", "us-east-1b": "subnet-0bbbbbbbb" });
    let network = json!({ "Hsms": hsms, "SubnetMapping": zones, "SecurityGroup": "sg-0aaaaaaaa" });
    control.patch(&cluster.cluster_id, &network).await;
    let of_hsm = [
        "us-east-1a",
        "subnet-0aaaaaaaa",
        "hsm-oneaaaaaaaa",
        "ACTIVE",
        "eni-0aaaaaaaaaaaaaaaa",
        "10.0.1.7",
    ];
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "network").await;
        browser.find(Role::Heading, "us-east-1a").await;
        assert!(browser.find_all(Role::Table, "Subnet mapping").await.is_empty());
        let tree = browser.accessibility_tree().await;
        let zones: Vec<_> =
            tree.all("listitem").into_iter().filter(|it| !it.all("heading").is_empty()).collect();
        let texts = |at: usize| zones[at].names("StaticText").join(" ");
        assert_eq!(zones.len(), 2);
        assert!(of_hsm.iter().all(|it| texts(0).contains(it)), "{}", texts(0));
        assert!(texts(1).contains("No HSM in this zone"), "{}", texts(1));
        assert!(browser.text().await.contains("sg-0aaaaaaaa"));

        browser.tab_to(Role::Button, "View as table").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Table, "Subnet mapping").await;
        let switch = "const switch_ = document.activeElement;
            return [switch_.innerText.trim(), switch_.ariaPressed]";
        assert_eq!(browser.run(switch).await, json!(["View as table", "true"]));
        let row = browser.find(Role::Row, Name::has("hsm-oneaaaaaaaa")).await.text().await.unwrap();
        assert!(of_hsm.iter().all(|it| row.contains(it)), "{row}");
        // EC2's own table of the subnets has it too.
        let mapping = browser.find(Role::Table, "Subnet mapping").await;
        let bare = browser.find_in(&mapping, Role::Row, Name::has("subnet-0bbbbbbbb")).await;
        let bare = bare.text().await.unwrap();
        assert!(bare.contains("us-east-1b") && bare.contains("No HSM in this zone"), "{bare}");
        assert!(browser.text().await.contains("sg-0aaaaaaaa"));
        browser.assert_accessible_in_every_view().await;

        // The address has it, and the picture comes back.
        browser.wait_for_path(|path| path.ends_with("/network?view=table")).await;
        browser.reload().await;
        browser.find(Role::Table, "Subnet mapping").await;
        browser.click(Role::Button, "View as table").await;
        browser.find(Role::Heading, "us-east-1a").await;
        browser.wait_until_none(Role::Table, "Subnet mapping").await;
        browser.wait_for_path(|path| path.ends_with("/network")).await;
    })
    .await;
}

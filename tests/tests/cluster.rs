//! A cluster's page beside answers that are out of the ordinary: copied and deleted backups, thousands
//! of them, HSMs where nobody expects them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cloudhsm_api::Cluster;
use end_to_end::{
    Browser, Name, REGIONS, Role, Scheme, Stack, StackOptions, View, eventually_or, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

const REGION: &str = REGIONS[0];
const DAY: i64 = 86_400;

async fn open(browser: &Browser, stack: &Stack, cluster: &Cluster, tab: &str) {
    let path = format!("/regions/{REGION}/clusters/{}/{tab}", cluster.cluster_id);
    browser.goto(&stack.link_to(&path)).await;
    browser.wait_until_loaded().await;
}

/// Seconds since the epoch, so many days ago.
fn days_ago(days: i64) -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() - days * DAY
}

fn backup(id: &str, state: &str, days: i64) -> Value {
    json!({
        "BackupId": format!("backup-{id}"), "BackupState": state, "NeverExpires": false,
        "CreateTimestamp": days_ago(days),
    })
}

/// What the row of a backup says.
async fn row(browser: &Browser, id: &str) -> String {
    let row = browser.find(Role::Row, Name::has(format!("backup-{id}"))).await;
    row.text().await.unwrap()
}

#[tokio::test]
async fn each_backup_says_how_long_it_is_kept() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let copied = |mut backup: Value| {
        backup["SourceRegion"] = "eu-west-1".into();
        backup["CopyTimestamp"] = days_ago(1).into();
        backup
    };
    let mut deleted = backup("deletedaaaa", "DELETED", 30);
    deleted["DeleteTimestamp"] = days_ago(2).into();
    let backups = json!([
        copied(backup("copyaaaaaaa", "READY", 200)),
        copied(backup("failedaaaaa", "DELETED", 1)),
        deleted,
        backup("overdueaaaa", "READY", 100),
        backup("freshaaaaaa", "READY", 1),
    ]);
    control.add_backups(&cluster.cluster_id, &backups).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        for (id, said) in [
            ("copyaaaaaaa", "Copies are deleted by hand"),
            ("failedaaaaa", "Copy failed"),
            ("deletedaaaa", "can’t be restored"),
            ("overdueaaaa", "was due for deletion on"),
            ("overdueaaaa", "still listed"),
            ("freshaaaaaa", "retention of 90 days"),
            ("freshaaaaaa", "Latest restorable"),
        ] {
            let text = row(browser, id).await;
            assert!(text.contains(said), "{id}: {text}");
        }
        browser.assert_accessible_in_every_view().await;

        // A policy that is no plain number of days ends nothing on any day.
        let policy = json!({ "BackupRetentionPolicy": { "Type": "DAYS", "Value": "07" } });
        control.patch(&cluster.cluster_id, &policy).await;
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Unknown retention: 07 DAYS").await;
        open(browser, &stack, &cluster, "backups").await;
        let text = row(browser, "overdueaaaa").await;
        assert!(text.contains("Unknown retention: 07 DAYS"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn thousands_of_backups_come_a_page_at_a_time() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let all: Vec<Value> =
        (0..5000).map(|n| backup(&format!("many{n:07}"), "READY", 1 + n)).collect();
    control.add_backups(&cluster.cluster_id, &json!(all)).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        let rows = "return document.querySelectorAll('tbody tr').length";
        browser.wait_for_text("1–50 of 5000 backups").await;
        assert_eq!(browser.run(rows).await, 50);
        row(browser, "many0000000").await;
        browser.click(Role::Button, "Next").await;
        browser.wait_for_text("51–100 of 5000 backups").await;
        assert_eq!(browser.run(rows).await, 50);
        row(browser, "many0000050").await;
        browser.click(Role::Button, "Created").await;
        browser.wait_for_text("1–50 of 5000 backups").await;
        browser.click(Role::Button, "Created").await;
        row(browser, "many0004999").await;
        assert!(browser.find_all(Role::Row, Name::has("many0000001")).await.is_empty());
        let first = browser.run("return document.querySelector('tbody tr').innerText").await;
        let first = first.as_str().unwrap().to_owned();
        assert!(first.contains("many0000000") && first.contains("Latest restorable"), "{first}");
        // What is unfolded shows the rest, and stays with its backup.
        browser.click(Role::Button, Name::has("Details of backup-many0004999")).await;
        browser.wait_for_text("arn:aws:cloudhsm:").await;
        browser.click(Role::Button, "Next").await;
        browser.wait_until_gone("arn:aws:cloudhsm:").await;
        browser.click(Role::Button, "Previous").await;
        browser.wait_for_text("arn:aws:cloudhsm:").await;
        browser.assert_accessible().await;
        browser.set_view(View::PHONE.scheme(Scheme::Dark)).await;
        browser.assert_accessible().await;
    })
    .await;
}

/// Waits for the backups in this order, sorted by this column in this way.
async fn wait_for_order(browser: &Browser, expected: Value) {
    let script = "const head = document.querySelector('th[aria-sort]');
        return [
            [...document.querySelectorAll('tbody tr')].map(row => /backup-([a-z]+)/.exec(row.innerText)?.[1]),
            head && [head.innerText.trim(), head.ariaSort],
        ]";
    eventually_or(&format!("the backups are {expected}"), async || {
        let found = browser.run(script).await;
        if found == expected { Ok(()) } else { Err(found.to_string()) }
    })
    .await;
}

#[tokio::test]
async fn backups_are_sorted_by_each_column_and_the_address_keeps_the_order() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
    let mut going = backup("going", "PENDING_DELETION", 2);
    going["DeleteTimestamp"] = days_ago(-5).into();
    let mut kept = backup("kept", "READY", 60);
    kept["NeverExpires"] = true.into();
    let all = json!([kept, backup("newest", "READY", 3), going, backup("middle", "READY", 20)]);
    control.add_backups(&cluster.cluster_id, &all).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "backups").await;
        row(browser, "newest").await;
        // The latest that can be restored stays on top; the focus stays where it is.
        for (column, address, sorted, rows) in [
            ("Backup", "?sort=id", "ascending", ["newest", "going", "kept", "middle"]),
            ("Backup", "?sort=-id", "descending", ["newest", "middle", "kept", "going"]),
            ("State", "?sort=state", "ascending", ["newest", "going", "middle", "kept"]),
            ("State", "?sort=-state", "descending", ["newest", "middle", "kept", "going"]),
            ("Created", "?sort=-created", "descending", ["newest", "going", "middle", "kept"]),
            ("Created", "?sort=created", "ascending", ["newest", "kept", "middle", "going"]),
            ("Kept until", "?sort=kept", "ascending", ["newest", "going", "middle", "kept"]),
            ("Kept until", "?sort=-kept", "descending", ["newest", "kept", "middle", "going"]),
        ] {
            browser.tab_to(Role::Button, column).await;
            browser.press(Key::Enter).await;
            wait_for_order(browser, json!([rows, [column, sorted]])).await;
            let focused = browser.run("return document.activeElement.innerText.trim()").await;
            assert_eq!(focused, json!(column), "the focus stays");
            browser.wait_for_path(|path| path.ends_with(address)).await;
        }
        browser.assert_accessible_in_both_themes().await;
        browser.reload().await;
        let rows = ["newest", "kept", "middle", "going"];
        wait_for_order(browser, json!([rows, ["Kept until", "descending"]])).await;
        browser.click(Role::Button, "Kept until").await;
        let rows = ["newest", "middle", "kept", "going"];
        wait_for_order(browser, json!([rows, null])).await;
        browser.wait_for_path(|path| path.ends_with("/backups")).await;
    })
    .await;
}

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
async fn a_restored_cluster_is_not_told_to_activate() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let restored = json!({ "State": "INITIALIZED", "SourceBackupId": "backup-gone2222222" });
    control.patch(&cluster.cluster_id, &restored).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Restored from backup-gone2222222. Not ACTIVE yet.").await;
        browser.wait_for_text("Don’t initialize or activate it").await;
        browser.wait_for_text("CA certificate of the original cluster").await;
        assert!(!browser.text().await.contains("Activate it with the CloudHSM CLI"));
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

/// The board: what is wrong leads to where it is mended, and the head says what must not be missed.
#[tokio::test]
async fn a_problem_leads_to_its_remedy() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms = json!([
        { "HsmId": "hsm-welllllllll", "State": "ACTIVE", "AvailabilityZone": "us-east-1a", "EniIp": "10.0.1.7" },
        { "HsmId": "hsm-sickkkkkkkk", "State": "DEGRADED", "AvailabilityZone": "us-east-1b", "EniIp": "10.0.2.7" },
    ]);
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.find(Role::Heading, "Needs attention").await;
        for told in ["HSMs by zone", "Last backup", "Identity", "Certificates and roots end"] {
            browser.find(Role::Link, told).await;
        }
        browser.wait_for_text("10.0.2.7").await;
        // Where a finding lives, its tab says so.
        browser.find(Role::Link, Name::has("HSMs 2 1 finding")).await;
        browser.assert_accessible_in_every_view().await;
        browser.click(Role::Link, "Delete this HSM: hsm-sickkkkkkkk").await;
        browser.wait_for_path(|path| path.contains("/delete?hsm=hsm-sickkkkkkkk")).await;
        // It is asked about at once, and stands before the one that works.
        browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
        let listed =
            "return [...document.querySelectorAll('.hsm-list code')].map(it => it.textContent)";
        assert_eq!(browser.run(listed).await, json!(["hsm-sickkkkkkkk", "hsm-welllllllll"]));
    })
    .await;
}

#[tokio::test]
async fn the_menus_work_by_keyboard_and_lead_to_one_hsm() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let hsms = json!([{
        "HsmId": "hsm-oneaaaaaaaa", "State": "ACTIVE", "AvailabilityZone": "us-east-1a",
        "EniId": "eni-0aaaaaaaaaaaaaaaa", "EniIp": "10.0.1.7",
    }]);
    let zones = json!({ "us-east-1a": "subnet-0aaaaaaaa", "us-east-1b": "subnet-0bbbbbbbb" });
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms, "SubnetMapping": zones })).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "hsms").await;
        let bare = browser.find(Role::Row, Name::has("No HSM in this zone")).await;
        let bare = bare.text().await.unwrap();
        assert!(bare.contains("us-east-1b") && bare.contains("subnet-0bbbbbbbb"), "{bare}");
        browser.tab_to(Role::Button, "Actions for hsm-oneaaaaaaaa").await;
        browser.press(Key::Down).await;
        let chosen = "return document.activeElement.textContent";
        let stands_on = async |words: &str| {
            eventually_or(&format!("the focus is on {words:?}"), async || {
                let found = browser.run(chosen).await;
                if found == json!(words) { Ok(()) } else { Err(found.to_string()) }
            })
            .await;
        };
        stands_on("Copy HSM ID").await;
        browser.assert_accessible_in_both_themes().await;
        browser.press(Key::Down).await;
        stands_on("Copy ENI ID").await;
        browser.press(Key::Up).await;
        browser.press(Key::Up).await;
        stands_on("Delete this HSM…").await;
        // Escape gives the focus back.
        browser.press(Key::Escape).await;
        let back = "return document.activeElement.getAttribute('aria-label')";
        assert_eq!(browser.run(back).await, json!("Actions for hsm-oneaaaaaaaa"));
        browser.press(Key::Enter).await;
        stands_on("Copy HSM ID").await;
        browser.press(Key::End).await;
        browser.press(Key::Enter).await;
        browser.wait_for_path(|path| path.contains("/delete?hsm=hsm-oneaaaaaaaa")).await;
        browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
    })
    .await;
}

#[tokio::test]
async fn the_head_tells_protection_in_every_mode_and_offers_no_deletion_of_what_is_gone() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let protected = json!({ "TagList": [
        { "Key": "Name", "Value": "staging-signing" },
        { "Key": "cloudhsm-console:deletion-protection", "Value": "enabled" },
    ] });
    control.patch(&cluster.cluster_id, &protected).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &cluster, "overview").await;
        browser.wait_for_text("Protected").await;
        browser.click(Role::Button, "Actions").await;
        for item in ["Edit tags…", "Deletion protection…", "Delete cluster…"] {
            browser.find(Role::Menuitem, item).await;
        }
        browser.press(Key::Escape).await;
        // What is empty is folded, and stays unfolded when the cluster is read again.
        assert!(!browser.text().await.contains("Rollback available until"));
        browser.click(Role::Button, "Show all fields").await;
        browser.wait_for_text("Rollback available until").await;
        control.patch(&cluster.cluster_id, &json!({ "State": "DELETED" })).await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("DELETED").await;
        browser.wait_for_text("Rollback available until").await;
        browser.click(Role::Button, "Actions").await;
        browser.find(Role::Menuitem, "Show the deletion").await;
        assert!(browser.find_all(Role::Menuitem, "Delete cluster…").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_read_only_console_tells_protection_too() {
    let stack = Stack::start(&StackOptions::with_console().args(["--read-only"]));
    let clusters = stack.clusters(REGION).await;
    let is_protected = |it: &&Cluster| {
        it.tag_list.iter().any(|tag| tag.key == "cloudhsm-console:deletion-protection")
    };
    let cluster = clusters.iter().find(is_protected).expect("the demo has a protected cluster");
    with_browser(View::PHONE, async |browser| {
        open(browser, &stack, cluster, "overview").await;
        browser.wait_for_text("Protected").await;
        assert!(browser.find_all(Role::Button, "Actions").await.is_empty(), "nothing to choose");
    })
    .await;
}

#[tokio::test]
async fn a_cluster_has_its_own_record_and_its_tabs_name_the_history() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let other = stack.cluster_named(REGION, "payments-prod").await;
    with_browser(View::DESKTOP, async |browser| {
        for (of, key) in [(&cluster, "mine"), (&other, "theirs")] {
            open(browser, &stack, of, "tags/edit").await;
            browser.click(Role::Button, "Add a tag").await;
            let number = of.tag_list.len() + 1;
            browser.type_into(Role::Textbox, &format!("Key of tag {number}"), key).await;
            browser.click(Role::Button, "Save").await;
            browser.wait_for_path(|path| path.ends_with("/tags")).await;
        }
        open(browser, &stack, &cluster, "history").await;
        browser.find(Role::Heading, "staging-signing").await;
        browser.find(Role::Table, Name::has("Changes of the cluster")).await;
        let title = "return document.title";
        let found = browser.run(title).await;
        assert!(found.as_str().unwrap().starts_with("History · staging-signing"), "{found}");
        browser.run("document.querySelector('main table details').open = true").await;
        let text = browser.text().await;
        assert!(text.contains("TagResource") && text.contains("mine"), "{text}");
        assert!(!text.contains(&other.cluster_id), "another cluster’s record: {text}");
        browser.assert_accessible_in_both_themes().await;
    })
    .await;
}

//! The list as a file: what shows or is selected, nothing that a spreadsheet would run, no secrets.

use std::{fs, path::Path};

use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scene::{close, fleet, ids, open, open_dialog, wait_for_rows};

/// Saves by a button of the dialog, and reads the file.
async fn save(browser: &Browser, folder: &Path, button: &str, file: &str) -> String {
    let file = folder.join(file);
    browser.tab_to(Role::Button, button).await;
    browser.press(Key::Enter).await;
    let what = format!("{} is saved", file.display());
    let text = eventually(&what, async || fs::read_to_string(&file).ok()).await;
    fs::remove_file(&file).unwrap();
    text
}

#[tokio::test]
async fn what_shows_or_is_selected_is_saved_without_secrets_and_formulas() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let at_first = fleet(&stack).await;
    let with_password = at_first.iter().find(|(_, one)| one.pre_co_password.is_some());
    let with_password = &with_password.expect("a cluster tells its password").1;
    let secret = with_password.pre_co_password.as_ref().unwrap().expose().to_owned();
    let tags =
        json!({ "TagList": [{ "Key": "Name", "Value": "=HYPERLINK(\"http://x\",\"a\"),b" }] });
    control.patch(&with_password.cluster_id, &tags).await;
    let fleet = fleet(&stack).await;
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.save_into(folder.path()).await;
        open(browser, &stack).await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        open_dialog(browser, "Export…", "Export").await;
        browser.wait_for_text(&format!("Exporting all {} clusters.", fleet.len())).await;
        let csv = save(browser, folder.path(), "Download the list as CSV", "clusters.csv").await;
        let lines: Vec<_> = csv.split("\r\n").collect();
        let head = "ClusterId,Name,State,Health,HSMs,AZs,Last backup,Protected,Region";
        assert_eq!(lines[0], head);
        let saved = lines[1..].iter().filter_map(|line| line.split(',').next());
        let saved: Vec<_> = saved.filter(|id| !id.is_empty()).map(str::to_owned).collect();
        assert_eq!(saved, ids(&fleet, |_| true), "in the order of the list");
        let row = lines.iter().find(|line| line.starts_with(&with_password.cluster_id)).unwrap();
        let defused = ",\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\"),b\",";
        assert!(row.contains(defused), "{row}");
        assert!(!csv.contains(&secret));
        let text = save(browser, folder.path(), "Download the list as JSON", "clusters.json").await;
        assert!(!text.contains(&secret) && !text.contains("PreCoPassword"), "no secrets");
        let all: Vec<Value> = serde_json::from_str(&text).unwrap();
        for (one, (region, cluster)) in all.iter().zip(&fleet) {
            assert_eq!(
                (one["Region"].as_str(), one["ClusterId"].as_str()),
                (Some(*region), Some(cluster.cluster_id.as_str()))
            );
            let mut members = one.as_object().unwrap().clone();
            members.remove("Region");
            let mut expected = cluster.to_json_without_secrets();
            for left_out in ["Certificates", "PreCoPassword"] {
                expected.as_object_mut().unwrap().remove(left_out);
            }
            // AWS counts seconds, and files have times as people read them.
            let times = [
                ("CreateTimestamp", &cluster.create_timestamp),
                ("HsmTypeRollbackExpiration", &cluster.hsm_type_rollback_expiration),
            ];
            for (name, time) in times {
                if let Some(time) = time {
                    expected[name] = time.to_rfc3339().into();
                }
            }
            assert_eq!(Value::Object(members), expected);
        }
        assert_eq!(all.len(), fleet.len());
        close(browser, "Export…").await;

        // What is selected, of what shows.
        browser.tab_to(Role::Checkbox, "Select payments-prod").await;
        browser.type_keys(" ").await;
        browser.tab_to(Role::Checkbox, "Select zahlungsverkehr-prod").await;
        browser.type_keys(" ").await;
        open_dialog(browser, "Export…", "Export").await;
        browser.wait_for_text("Exporting the 2 selected clusters.").await;
        let csv = save(browser, folder.path(), "Download the list as CSV", "clusters.csv").await;
        assert_eq!(csv.lines().count(), 3, "{csv}");
        close(browser, "Export…").await;
        // Of what is selected only what shows: the filter's place is taken, its menus are not.
        browser.click(Role::Button, "Regions").await;
        browser.click(Role::Checkbox, Name::has(REGIONS[0])).await;
        browser.press(Key::Escape).await;
        wait_for_rows(browser, &ids(&fleet, |(region, _)| *region == REGIONS[0])).await;
        open_dialog(browser, "Export…", "Export").await;
        browser.wait_for_text("Exporting the selected cluster.").await;
    })
    .await;
}

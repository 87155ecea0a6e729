//! The posture report as files: against the schemas of their formats, and downloaded in the console.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::Path};

use backend_api::{PostureReport, routes};
use end_to_end::{
    Browser, Python, REGIONS, Role, Stack, StackOptions, View, artifacts, eventually, with_browser,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the schemas find wrong with a report as SARIF and as JSON.
fn problems(folder: &Path, sarif: &Value, report: &Value) -> Value {
    let document = artifacts::repository().join("docs/openapi.json");
    let files = [("report.sarif", sarif), ("report.json", report)].map(|(name, content)| {
        let file = folder.join(name);
        fs::write(&file, content.to_string()).unwrap();
        file.display().to_string()
    });
    let script = Python::script("posture_schemas.py").arg(&document.display().to_string());
    files.iter().fold(script, |script, file| script.arg(file)).json()
}

#[tokio::test]
async fn each_report_fits_the_schema_of_its_format() {
    let stack = Stack::emulator();
    let folder = TempDir::new().unwrap();
    let get = async |format: &str| -> Value {
        let path = format!("{}?format={format}", routes::POSTURE);
        stack.get(&path).await.expect(200).json()
    };
    let (mut sarif, mut report) = (get("sarif").await, get("json").await);
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::is_empty), Some(false));
    let found = problems(folder.path(), &sarif, &report);
    assert_eq!(found, json!({ "sarif": [], "json": [] }));

    // The schemas are looked at all the way down.
    sarif["runs"][0]["results"][0]["level"] = "fatal".into();
    let cluster = report["regions"][0]["clusters"][0].as_object_mut().unwrap();
    cluster.remove("triage");
    let found = problems(folder.path(), &sarif, &report);
    for (format, place) in [("sarif", "runs/0/results/0/level"), ("json", "regions/0/clusters/0")] {
        let words = found[format][0].as_str().unwrap();
        assert!(words.starts_with(place), "{found}");
    }
}

/// Downloads the report in the dialog, and reads the file.
async fn download(browser: &Browser, folder: &Path, format: &str) -> String {
    browser.click(Role::Button, format).await;
    let ending = format.to_lowercase();
    let what = format!("the report is saved as {format}");
    eventually(&what, async || {
        let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        let file = files.into_iter().find(|it| {
            let name = it.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name == format!("posture.{ending}")
        })?;
        fs::read_to_string(file).ok().filter(|text| !text.is_empty())
    })
    .await
}

#[tokio::test]
async fn the_console_downloads_the_report() {
    let stack = Stack::start(&StackOptions::with_console());
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.save_into(folder.path()).await;
        browser.goto(&stack.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.click(Role::Button, "Export…").await;
        browser.find(Role::Heading, "Posture report").await;
        browser.assert_accessible().await;
        let text = download(browser, folder.path(), "JSON").await;
        let report: PostureReport = serde_json::from_str(&text).unwrap();
        let regions: Vec<_> = report.regions.iter().map(|it| it.region.as_str()).collect();
        assert_eq!(regions, REGIONS);
        let sarif = download(browser, folder.path(), "SARIF").await;
        let (sarif, report) = (serde_json::from_str(&sarif), serde_json::from_str(&text));
        let schemas = TempDir::new().unwrap();
        let found = problems(schemas.path(), &sarif.unwrap(), &report.unwrap());
        assert_eq!(found, json!({ "sarif": [], "json": [] }));
        // A page, and not mistaken for that of a proxy.
        let page = download(browser, folder.path(), "HTML").await;
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("payments-prod"), "{page}");
        let table = download(browser, folder.path(), "CSV").await;
        assert!(table.starts_with("Region,Cluster ID,"), "{table}");
    })
    .await;
}

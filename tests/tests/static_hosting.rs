//! The console on static hosts: below a path, on another origin than its backend, as `cargo xtask
//! dist` builds it and configures them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use end_to_end::{
    BASE, Browser, Name, REGIONS, Role, Server, Site, StaticHost, View, eventually_or, with_browser,
};
use page_policy::{CACHE_AND_ASK, CACHE_FOR_GOOD, HEADERS, content_security_policy};
use serde_json::json;

#[tokio::test]
async fn everything_works_on_nginx() {
    everything_works(Server::Nginx, "gzip").await;
}

#[tokio::test]
async fn everything_works_on_caddy() {
    everything_works(Server::Caddy, "br").await;
}

async fn everything_works(server: Server, compression: &str) {
    let site = Site::new();
    site.configure(&json!({
        "backend": site.stack.http().base(),
        "title": "Keys of the test",
        "environment": { "name": "Rehearsal", "color": "rebeccapurple" },
    }));
    let host = site.serve(server).await;
    headers_and_files(&site, &host, compression).await;
    let target = site.stack.cluster_named(REGIONS[0], "sandbox-empty").await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&site.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.wait_for_path(|path| path == "/console/clusters").await;
        browser.wait_for_text("Rehearsal").await;
        // The number of problems comes first, so that it can be read on a narrow tab.
        let title = "(3) Clusters · Keys of the test";
        eventually_or("the title has the site's name", async || {
            let shown = browser.client().title().await.unwrap();
            if shown == title { Ok(()) } else { Err(shown) }
        })
        .await;
        browser.assert_accessible().await;

        // The checks cost no second download of what was announced in the page's head.
        let downloads = "return performance.getEntriesByType('resource')
            .filter(({ name, transferSize }) => /console(_bg)?-/.test(name) && transferSize > 0)
            .map(({ name }) => name.replace(/.*\\./, '')).sort()";
        assert_eq!(browser.run(downloads).await, json!(["css", "js", "wasm"]));

        // A deep link, loaded anew; the certificates come from the worker.
        browser.click(Role::Link, "payments-prod").await;
        browser.find(Role::Heading, "payments-prod").await;
        browser.click_tab("Certificates").await;
        browser.reload().await;
        browser.find(Role::Heading, "Identity of the HSM").await;
        browser.unfold_all().await;
        browser.find(Role::Table, "Links of the proof").await;
        let path = browser.path().await;
        assert!(path.starts_with("/console/regions/") && path.ends_with("/certificates"), "{path}");

        let id = &target.cluster_id;
        browser.goto(&site.link_to(&format!("regions/{}/clusters/{id}/delete", REGIONS[0]))).await;
        let typed = Name::has("Type the ID of the cluster");
        browser.find(Role::Textbox, typed.clone()).await;
        browser.check_all().await;
        browser.type_into(Role::Textbox, typed, id).await;
        browser.click(Role::Button, "Delete this cluster").await;
        browser.find(Role::Heading, "The cluster is deleted").await;
        browser.assert_accessible().await;
        browser.assert_clean_console().await;

        // A page that the console does not have is the console's to tell, where it is asked.
        browser.goto(&site.link_to("regions/none")).await;
        browser.wait_for_text("Page not found").await;
    })
    .await;
}

async fn headers_and_files(site: &Site, host: &StaticHost, compression: &str) {
    let policy = content_security_policy(&[site.stack.http().base()]);
    let wasm = site.file("console_bg-", ".wasm");
    let wasm = format!("{BASE}{}", wasm.file_name().unwrap().to_str().unwrap());
    let page = format!("{BASE}regions/us-east-1/clusters/cluster-a/tags");
    let accept = [("accept-encoding", "br, gzip")];
    for (path, kind, cache) in [
        (wasm.as_str(), "application/wasm", CACHE_FOR_GOOD),
        (&page, "text/html", CACHE_AND_ASK),
        (BASE, "text/html", CACHE_AND_ASK),
        ("/console/boot.js", "javascript", CACHE_AND_ASK),
        ("/console/config.json", "application/json", CACHE_AND_ASK),
    ] {
        let answer = host.http().get(path, &accept).await.expect(200);
        let header = |name: &str| {
            answer.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        assert!(header("content-type").contains(kind), "{path}: {}", header("content-type"));
        assert_eq!(header("cache-control"), cache, "{path}");
        assert_eq!(header("content-security-policy"), policy, "{path}");
        for (name, value) in HEADERS {
            assert_eq!(header(name), value, "{path}: {name}");
        }
        let compressed = if kind == "application/json" { "" } else { compression };
        assert_eq!(header("content-encoding"), compressed, "{path}");
    }
    // What is missing says so, and nobody keeps that.
    for missing in ["/console/gone-0123456789abcdef.js", "/console/nope.css", "/console/nope"] {
        let answer = host.http().get(missing, &[]).await.expect(404);
        let cache = answer.headers.get("cache-control").map(|value| value.to_str().unwrap());
        assert_ne!(cache, Some(CACHE_FOR_GOOD), "{missing}");
    }
    let answer = host.http().get("/console", &[]).await.expect(308);
    assert!(answer.headers["location"].to_str().unwrap().ends_with(BASE));
}

const NOT_GENUINE: &str = "is not the file that this console expects";

/// What the browser itself says about a file that is missing or has another checksum.
fn tolerate_refusals(browser: &Browser) {
    for words in ["integrity", "attestation", "404 (Not Found)"] {
        browser.tolerate(words);
    }
}

#[tokio::test]
async fn a_changed_file_of_the_console_is_refused() {
    for end in ["_bg-", "-"] {
        let site = Site::new();
        let kind = if end == "_bg-" { ".wasm" } else { ".js" };
        let file = site.file(&format!("console{end}"), kind);
        if kind == ".js" {
            let mut content = fs::read(&file).unwrap();
            content.extend(b"\nglobalThis.theft = true;\n");
            site.replace(&file, &content);
        } else {
            site.tamper(&format!("console{end}"), kind);
        }
        let _host = site.serve(Server::Nginx).await;
        with_browser(View::DESKTOP, async |browser| {
            tolerate_refusals(browser);
            browser.goto(&site.link()).await;
            browser.find(Role::Heading, "Couldn’t start the console").await;
            browser.wait_for_text(NOT_GENUINE).await;
            let name = file.file_name().unwrap().to_str().unwrap();
            browser.wait_for_text(name).await;
            assert_eq!(browser.run("return globalThis.theft ?? null").await, json!(null));
            browser.assert_accessible().await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_changed_file_of_the_worker_is_refused() {
    let site = Site::new();
    let _host = site.serve(Server::Nginx).await;
    site.tamper("attestation_bg-", ".wasm");
    let cluster = site.stack.cluster_named(REGIONS[0], "attestation-lab").await;
    with_browser(View::DESKTOP, async |browser| {
        tolerate_refusals(browser);
        let id = &cluster.cluster_id;
        let page = format!("regions/{}/clusters/{id}/certificates", REGIONS[0]);
        browser.goto(&site.link_to(&page)).await;
        browser.wait_for_text("or is not the file that this console expects").await;
    })
    .await;
}

/// Makes a new version of the console: other names, and the old ones are gone.
fn deploy_new_version(site: &Site) -> String {
    let page = site.files().join("index.html");
    let mut text = fs::read_to_string(&page).unwrap();
    for (start, end) in [("console-", ".js"), ("console_bg-", ".wasm")] {
        let old = site.file(start, end);
        let new = format!("{start}00000000000000ff{end}");
        text = text.replace(old.file_name().unwrap().to_str().unwrap(), &new);
        // Another size too: nginx's ETag is made of size and time.
        text.push('\n');
        fs::rename(&old, site.files().join(new)).unwrap();
    }
    text
}

#[tokio::test]
async fn a_page_that_a_browser_kept_too_long_recovers() {
    let site = Site::new();
    // A host that lets pages be kept, and gives every file only once.
    let _host = site
        .serve_changed(Server::Nginx, |written| {
            written
                .replace(&format!("\"{CACHE_AND_ASK}\""), "\"max-age=3600\"")
                .replace(CACHE_FOR_GOOD, "no-store")
        })
        .await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&site.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let new = deploy_new_version(&site);
        site.replace(&site.files().join("index.html"), new.as_bytes());
        tolerate_refusals(browser);
        // From the browser's cache: the old page, whose files are gone.
        browser.goto("about:blank").await;
        browser.goto(&site.link()).await;
        browser.find(Role::Link, "payments-prod").await;
        let reloaded = "return sessionStorage.getItem('cloudhsm-console.reloaded')";
        assert!(browser.run(reloaded).await.is_string(), "the old page was never loaded");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_stays_old_is_told_of_and_not_loaded_for_ever() {
    let site = Site::new();
    let old = fs::read(site.files().join("index.html")).unwrap();
    fs::write(site.files().join("new.html"), deploy_new_version(&site)).unwrap();
    site.replace(&site.files().join("index.html"), &old);
    // Something on the way answers the new page only to who insists.
    let _host = site
        .serve_changed(Server::Nginx, |written| {
            let pages = format!("try_files {BASE}index.html =404;");
            assert!(written.contains(&pages));
            written.replace(
                &pages,
                &format!(
                    "if ($http_pragma = no-cache) {{ rewrite ^ {BASE}new.html break; }}\n\
                     rewrite ^ {BASE}index.html break;"
                ),
            )
        })
        .await;
    with_browser(View::DESKTOP, async |browser| {
        tolerate_refusals(browser);
        browser.goto(&site.link()).await;
        browser.find(Role::Heading, "This page is out of date").await;
        browser.assert_accessible().await;
    })
    .await;
}

#[tokio::test]
async fn a_broken_configuration_is_told_to_whoever_can_put_it_right() {
    let site = Site::new();
    fs::write(site.files().join("config.json"), "{ backend: }").unwrap();
    let _host = site.serve(Server::Nginx).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.goto(&site.link()).await;
        browser.find(Role::Heading, "Couldn’t read config.json").await;
        browser.assert_accessible().await;
    })
    .await;
}

//! What the page complained of on its console, and the report of a test that failed.

use std::fs;

use test_limits::test_name;

use crate::{Browser, artifacts, devtools, eventually_or, firefox, webdriver::Engine};

impl Browser {
    /// From now on errors on the console that contain `text` are what the test provokes.
    pub fn tolerate(&self, text: impl Into<String>) {
        self.tolerated.lock().unwrap().push(text.into());
    }

    /// Panics if the console got an error, or the page broke its content security policy.
    pub async fn assert_clean_console(&self) {
        self.collect_errors().await;
        // Copies: a panic must not poison what the report still reads.
        let tolerated = self.tolerated.lock().unwrap().clone();
        let mut errors = self.errors.lock().unwrap().clone();
        errors.retain(|error| !tolerated.iter().any(|text| error.contains(text)));
        assert!(errors.is_empty(), "errors on the browser's console: {errors:#?}");
    }

    /// Waits until the console got an error with this text.
    pub async fn wait_for_error(&self, text: &str) {
        eventually_or(&format!("the console tells of {text:?}"), async || {
            self.collect_errors().await;
            let errors = self.errors.lock().unwrap();
            let told = errors.iter().any(|error| error.contains(text));
            if told { Ok(()) } else { Err(format!("{errors:#?}")) }
        })
        .await;
    }

    async fn collect_errors(&self) {
        if self.engine == Engine::Firefox {
            *self.errors.lock().unwrap() = firefox::errors(&self.driver.printed());
            return;
        }
        let entries = devtools::console(&self.client).await.unwrap_or_default();
        let entries = entries.into_iter().filter(|entry| {
            entry.level == "SEVERE" || entry.message.contains("Content Security Policy")
        });
        self.errors.lock().unwrap().extend(entries.map(|entry| entry.message));
    }

    pub(crate) async fn report_failure(&self) {
        self.collect_errors().await;
        let name = test_name().replace("::", "-");
        let picture = artifacts::failures().join(format!("{name}.png"));
        if let Ok(png) = self.client.screenshot().await {
            let _ = fs::write(&picture, png);
        }
        let url = self.client.current_url().await.map(|url| url.to_string());
        let text = self.client.execute("return document.body.innerText", vec![]).await;
        eprintln!(
            "--- {name} failed on {url:?}; picture: {}\n--- console errors: {:#?}\n--- text:\n{}\n---",
            picture.display(),
            self.errors.lock().unwrap(),
            text.unwrap_or_default().as_str().unwrap_or_default()
        );
    }
}

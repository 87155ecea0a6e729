//! What the browser tests need: Chromium and Firefox with their drivers, and axe-core for accessibility.

use std::fs;

use super::{apt, cargo_tools};
use crate::{error::Result, process, step::step, tools, workspace};

/// The version of axe-core: a newer one may find more, so it moves only on purpose.
const AXE_CORE: &str = "4.14.1";

/// Chromium and its driver.
pub(crate) fn chromium() -> Result<()> {
    // Fonts of known widths, and for names in other scripts: without them, text is boxes.
    apt::install(
        &["chromium", "chromedriver"],
        &["chromium", "chromium-driver", "fonts-liberation", "fonts-droid-fallback"],
        "half a minute",
    )
}

/// Firefox and its driver, which Debian does not package.
pub(crate) fn firefox() -> Result<()> {
    apt::install(&["firefox-esr"], &["firefox-esr"], "half a minute")?;
    cargo_tools::geckodriver()
}

/// axe-core, which the tests inject into every page.
pub(crate) fn axe() -> Result<()> {
    let folder = workspace::target().join("node");
    let manifest = folder.join("node_modules/axe-core/package.json");
    let wanted = format!("\"version\": \"{AXE_CORE}\"");
    if fs::read_to_string(manifest).is_ok_and(|text| text.contains(&wanted)) {
        return Ok(());
    }
    step(&format!("Get axe-core {AXE_CORE} from npm"), "a few seconds", || {
        let folder = workspace::folder(folder)?;
        process::run(
            tools::command("npm")
                .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
                .arg(folder)
                .arg(format!("axe-core@{AXE_CORE}")),
        )
    })
}

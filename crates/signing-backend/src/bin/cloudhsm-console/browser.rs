//! `--open`: the link in the person's browser.
//!
//! By way of a page that only its owner can read, and that leads to the link: the arguments of a
//! program are there for every user of the machine to see, and the token would be among them.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// The page, for as long as the program runs.
#[derive(Debug)]
pub(crate) struct Page(PathBuf);

impl Page {
    /// Writes a page that leads to the link, and has the desktop's browser open it.
    pub(crate) fn open(folder: &Path, link: &str) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let page = Self(folder.join(format!("open-{}.html", std::process::id())));
        // One that was left by a process of the same number could be somebody else's.
        let _ = std::fs::remove_file(&page.0);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&page.0)?.write_all(html(link).as_bytes())?;
        open::that_detached(&page.0)?;
        Ok(page)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // If it can't be removed now, the token in it is worth nothing any more.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn html(link: &str) -> String {
    let link = link.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>cloudhsm-console</title>\
         <meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0; url={link}\">\
         <p><a href=\"{link}\">Open the console</a></p></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_in_its_place() {
        let html = html("https://x/\"><script>#token=a&b");
        assert!(html.contains("url=https://x/&quot;>&lt;script>#token=a&amp;b\""), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}

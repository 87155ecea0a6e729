//! nginx: locations for use inside a `server` block.

use page_policy::{CACHE_AND_ASK, CACHE_FOR_GOOD};

use super::{Hosting, ROOT};

pub(super) fn configuration(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    let headers =
        hosting.lines(|name, value| format!("    add_header {name} \"{value}\" always;\n"));
    let location = |matching: &str, cache: &str, file: &str| {
        format!(
            "location {matching} {{\n    root {ROOT};\n    gzip_static on;\n    # brotli_static on;\n\
             {headers}    add_header cache-control \"{cache}\";\n    try_files {file} =404;\n}}\n"
        )
    };
    let without_slash = if base.is_root() {
        String::new()
    } else {
        let path = base.as_str().trim_end_matches('/');
        format!("location = {path} {{ return 308 {base}; }}\n")
    };
    format!(
        "# The console below {base}: for use inside server {{ }}, with its files in {ROOT}{base}\n\
         # Written by `cargo xtask dist`. brotli_static needs nginx's brotli module.\n\
         # nginx inherits no header into a block that adds its own: each block has all of them.\n\
         {without_slash}\
         # Names that hold a hash never change their content.\n{}\
         # Pages of the console.\n{}\
         # Everything else is a file, or missing.\n{}",
        location(&format!("~ \"{}\"", hosting.hashed()), CACHE_FOR_GOOD, "$uri"),
        location(
            &format!("~ \"{}\"", hosting.pages()),
            CACHE_AND_ASK,
            &format!("{base}index.html")
        ),
        location(base.as_str(), CACHE_AND_ASK, "$uri"),
    )
}

//! Netlify and Cloudflare Pages, which read the same two files from the folder that is published.

use page_policy::{CACHE_FOR_GOOD, PAGES, has_hash};

use super::Hosting;

/// `_headers`. Both join the values of a header that several rules name, so only the files that may
/// be kept are named; the hosts' own default for all others asks again each time.
pub(super) fn headers(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    let all = hosting.lines(|name, value| format!("  {name}: {value}\n"));
    let compressed = |name: &str| [".br", ".gz"].iter().any(|extension| name.ends_with(extension));
    let kept: Vec<_> = hosting
        .files
        .iter()
        .filter(|name| has_hash(name) && !compressed(name))
        .map(|name| format!("{base}{name}\n  cache-control: {CACHE_FOR_GOOD}\n"))
        .collect();
    format!("# Written by `cargo xtask dist`.\n{base}*\n{all}{}", kept.concat())
}

/// `_redirects`: pages are all one file. No rule for anything else, so what is missing says so.
pub(super) fn redirects(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    let rule = |path: &str| format!("{base}{path} {base}index.html 200\n");
    PAGES.iter().flat_map(|page| [rule(page), rule(&format!("{page}/*"))]).collect()
}

//! What a host must be told: headers, how long each file may be kept, which addresses are pages.
//!
//! `page-policy` has the rules; here they get each host's own words.

mod caddy;
mod cloudfront;
mod nginx;
mod pages_hosts;

use std::{fs, path::Path};

use page_policy::{HEADERS, PAGES, content_security_policy};

use super::public_url::PublicUrl;
use crate::{
    error::{Error, Result},
    workspace,
};

/// Where the configurations look for the console: below it, at its public path.
const ROOT: &str = "/srv/www";
/// A name that holds a hash, as a regular expression.
const HASHED: &str = r"[^/]+-[0-9a-f]{12,16}\.[a-z]+";

/// One place where the console is hosted.
#[derive(Debug)]
pub(super) struct Hosting {
    pub(super) public_url: PublicUrl,
    pub(super) backends: Vec<String>,
    /// The names of the console's files.
    pub(super) files: Vec<String>,
}

impl Hosting {
    /// Writes the configuration for every host that we know.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        for (name, text) in self.files() {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                workspace::folder(parent.to_path_buf())?;
            }
            fs::write(&path, text).map_err(Error::file(&path))?;
        }
        Ok(())
    }

    fn files(&self) -> [(&'static str, String); 7] {
        [
            ("nginx.conf", nginx::configuration(self)),
            ("Caddyfile", caddy::configuration(self)),
            ("cloudfront/response-headers-policy.json", cloudfront::headers_policy(self)),
            ("cloudfront/viewer-request.js", cloudfront::viewer_request(self)),
            ("cloudfront/upload.sh", cloudfront::upload(self)),
            ("netlify-cloudflare/_headers", pages_hosts::headers(self)),
            ("netlify-cloudflare/_redirects", pages_hosts::redirects(self)),
        ]
    }

    /// All headers beside the one that says how long a file may be kept.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let backends: Vec<_> = self.backends.iter().map(String::as_str).collect();
        let policy = ("content-security-policy", content_security_policy(&backends));
        let others = HEADERS.map(|(name, value)| (name, value.to_owned()));
        std::iter::once(policy).chain(others).collect()
    }

    /// All headers, each in a line of the host's own words.
    fn lines(&self, line: impl Fn(&str, &str) -> String) -> String {
        self.headers().iter().map(|(name, value)| line(name, value)).collect::<Vec<_>>().concat()
    }

    /// The addresses of pages, as a regular expression.
    fn pages(&self) -> String {
        format!("^{}(?:$|(?:{})(?:/|$))", self.public_url.pattern(), PAGES.join("|"))
    }

    /// The addresses of files whose names hold a hash, as a regular expression.
    fn hashed(&self) -> String {
        format!("^{}{HASHED}$", self.public_url.pattern())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process;

    fn example() -> Hosting {
        Hosting {
            public_url: "/console/".parse().unwrap(),
            backends: vec!["https://cloudhsm-backend.example.com".to_owned()],
            files: ["index.html", "boot.js", "console-0123456789abcdef.js", "404.html"]
                .map(str::to_owned)
                .into(),
        }
    }

    /// `UPDATE=1 cargo test -p xtask` writes them anew.
    #[test]
    fn the_examples_in_deploy_are_what_the_code_writes() {
        let folder = workspace::root().join("deploy/hosting");
        if std::env::var_os("UPDATE").is_some() {
            example().write(&folder).unwrap();
        }
        for (name, text) in example().files() {
            assert_eq!(fs::read_to_string(folder.join(name)).unwrap_or_default(), text, "{name}");
        }
    }

    #[test]
    fn every_host_is_told_every_header() {
        let files = example().files();
        for name in ["nginx.conf", "Caddyfile", "netlify-cloudflare/_headers"] {
            let text = &files.iter().find(|(file, _)| *file == name).unwrap().1;
            for (header, value) in example().headers() {
                assert!(text.to_lowercase().contains(header), "{name} lacks {header}");
                assert!(text.contains(&value), "{name} lacks the value of {header}");
            }
        }
        let policy = cloudfront::headers_policy(&example());
        for (header, value) in example().headers() {
            assert!(policy.contains(&value), "CloudFront lacks the value of {header}");
        }
    }

    #[test]
    fn trunk_serve_sends_the_same_policy() {
        let trunk = fs::read_to_string(workspace::root().join("Trunk.toml")).unwrap();
        assert!(trunk.contains(&content_security_policy(&[])), "{}", content_security_policy(&[]));
        for (header, value) in HEADERS {
            assert!(trunk.to_lowercase().contains(header), "Trunk.toml lacks {header}");
            assert!(trunk.contains(value), "Trunk.toml lacks the value of {header}");
        }
    }

    #[test]
    fn cloudfront_rewrites_pages_and_nothing_else() {
        let function = cloudfront::viewer_request(&example());
        let ask = |uri: &str| {
            let script = format!(
                "{function}\nconsole.log(handler({{ request: {{ uri: '{uri}' }} }}).uri \
                 ?? handler({{ request: {{ uri: '{uri}' }} }}).headers.location.value)"
            );
            let mut node = crate::tools::command("node");
            process::output(node.args(["-e", &script])).unwrap_or_default().trim().to_owned()
        };
        if ask("/other") != "/other" {
            // The tests that need it install node; without it there is nobody to ask.
            assert!(crate::tools::find("node").is_none(), "{function}");
            return;
        }
        for page in ["/console/", "/console/clusters", "/console/regions/r/clusters/c/tags"] {
            assert_eq!(ask(page), "/console/index.html", "{page}");
        }
        assert_eq!(ask("/console"), "/console/");
        for other in ["/console/boot.js", "/console/gone-0123456789abcdef.js", "/api/session", "/"]
        {
            assert_eq!(ask(other), other);
        }
    }
}

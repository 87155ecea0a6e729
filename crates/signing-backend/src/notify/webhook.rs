//! Where notices are sent, and the secret that they are signed with.

use std::{
    fmt,
    io::{self, Read as _},
    net::IpAddr,
    path::Path,
};

use reqwest::Url;

use super::WebhookFormat;
use crate::private_file::{self, Access, NotPrivate};

/// The shortest secret: 128 bits even in hexadecimal.
const SHORTEST: usize = 32;
/// The largest file that is read for a secret.
const LARGEST: u64 = 4096;

/// Why a URL is refused.
#[derive(Debug, thiserror::Error)]
pub enum WebhookUrlError {
    /// It is no URL, or has no host.
    #[error("it is not a URL such as https://alerts.example.com/cloudhsm")]
    Malformed,
    /// It is neither https nor on this machine.
    #[error(
        "it must begin with https://. http:// is only for a loopback address, such as 127.0.0.1"
    )]
    NotHttps,
    /// It has a user name or a password.
    #[error(
        "it has a user name or password. Remove it: each notice is signed with \
         --notify-secret-file instead"
    )]
    Credentials,
}

/// Why the secret's file is refused.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// It can't be read.
    #[error("the file can't be read: {0}")]
    Read(#[from] io::Error),
    /// Others could read it, write it, or put another one into its place.
    #[error("the file is not safe: {0}")]
    Unsafe(#[from] NotPrivate),
    /// It is too short, too long, or has more than one line.
    #[error(
        "the file must have one line of {SHORTEST} or more characters; \
         `head -c 32 /dev/urandom | base64` makes such a line"
    )]
    Content,
}

/// The secret that notices are signed with. Does not print itself.
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// From a file that only its owner can read: its one line, without the line's end.
    pub fn from_file(path: &Path) -> Result<Self, SecretFileError> {
        private_file::check_folder_of(path)?;
        let mut bytes = Vec::new();
        private_file::open(path, Access::Read)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        let line = bytes.trim_ascii();
        let is_one_line = !line.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        if line.len() < SHORTEST || bytes.len() as u64 > LARGEST || !is_one_line {
            return Err(SecretFileError::Content);
        }
        Ok(Self(line.to_owned()))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

/// A webhook. Prints its host alone: with some services, whoever knows the path may post.
#[derive(Clone)]
pub struct Webhook {
    url: Url,
    secret: WebhookSecret,
    format: WebhookFormat,
}

impl Webhook {
    /// A webhook at an https URL, or an http one on this machine.
    pub fn new(
        url: &str,
        secret: WebhookSecret,
        format: WebhookFormat,
    ) -> Result<Self, WebhookUrlError> {
        let url = Url::parse(url).map_err(|_| WebhookUrlError::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebhookUrlError::Credentials);
        }
        match url.scheme() {
            _ if url.host().is_none() => return Err(WebhookUrlError::Malformed),
            "https" => {}
            "http" if is_on_this_machine(&url) => {}
            _ => return Err(WebhookUrlError::NotHttps),
        }
        Ok(Self { url, secret, format })
    }

    /// Its host, which may be told.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether it is on this machine: no proxy is asked for it.
    pub fn is_on_this_machine(&self) -> bool {
        is_on_this_machine(&self.url)
    }

    pub(super) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(super) fn secret(&self) -> &[u8] {
        &self.secret.0
    }

    pub(super) fn format(&self) -> WebhookFormat {
        self.format
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.host())
    }
}

fn is_on_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn webhook(url: &str) -> Result<Webhook, WebhookUrlError> {
        Webhook::new(url, WebhookSecret(SECRET.into()), WebhookFormat::Json)
    }

    #[test]
    fn only_https_and_this_machine_without_credentials() {
        for url in [
            "https://alerts.example.com/cloudhsm?team=keys",
            "http://127.0.0.1:9/x",
            "http://127.9.9.9/",
            "http://[::1]:9/x",
            "http://localhost:9/x",
        ] {
            assert!(webhook(url).is_ok(), "{url}");
        }
        for url in ["http://alerts.example.com", "http://127.0.0.1.example.com/", "ftp://x/"] {
            assert!(matches!(webhook(url), Err(WebhookUrlError::NotHttps)), "{url}");
        }
        for url in ["https://user@x.example/", "https://:word@x.example/", "http://u:p@localhost/"]
        {
            assert!(matches!(webhook(url), Err(WebhookUrlError::Credentials)), "{url}");
        }
        for url in ["", "alerts.example.com", "https://", "mailto:a@example.com"] {
            assert!(
                matches!(webhook(url), Err(WebhookUrlError::Malformed | WebhookUrlError::NotHttps)),
                "{url}"
            );
        }
    }

    #[test]
    fn neither_the_path_nor_the_secret_is_printed() {
        let webhook = webhook("https://hooks.example.com/services/T0/B0/capability?x=y").unwrap();
        let printed = format!("{webhook:?} {:?}", webhook.secret);
        assert_eq!(printed, "Webhook(hooks.example.com) WebhookSecret");
    }

    #[test]
    fn the_secret_is_one_long_line_that_nobody_else_can_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        let write = |text: &str| {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        };
        write(&format!("{SECRET}\n"));
        assert_eq!(WebhookSecret::from_file(&path).unwrap().0, SECRET.as_bytes());
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let refused = WebhookSecret::from_file(&path);
        assert!(matches!(refused, Err(SecretFileError::Unsafe(NotPrivate::Mode(0o640)))));
        let link = dir.path().join("link");
        symlink(&path, &link).unwrap();
        let refused = WebhookSecret::from_file(&link);
        assert!(matches!(refused, Err(SecretFileError::Unsafe(NotPrivate::Link))));
        for text in ["", "short", &format!("{SECRET}\n{SECRET}\n"), &SECRET.repeat(200)] {
            write(text);
            assert!(matches!(WebhookSecret::from_file(&path), Err(SecretFileError::Content)));
        }
    }
}

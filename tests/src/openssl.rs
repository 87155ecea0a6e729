//! openssl, the judge of certificates that everyone has.

use std::{fs, path::PathBuf, process::Command};

use tempfile::TempDir;
use test_limits::Run as _;

/// A folder of PEM files that openssl judges.
#[derive(Debug)]
pub struct Openssl {
    folder: TempDir,
}

impl Openssl {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("the temporary folder is writable") }
    }

    /// Writes a PEM text to a file.
    pub fn file(&self, name: &str, pem: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, pem).expect("the temporary folder is writable");
        path
    }

    /// Makes a CA, and has it sign a CSR: where the certificate is that it made, and where its own is.
    ///
    /// By the commands that the page shows, but without a passphrase.
    pub fn sign(&self, csr: &str) -> (PathBuf, PathBuf) {
        let csr = self.file("cluster.csr", csr);
        for line in [
            "genrsa -out customerCA.key 2048",
            "req -new -x509 -days 3652 -key customerCA.key -subj /CN=ca -out customerCA.crt",
            "x509 -req -days 3652 -in cluster.csr -CA customerCA.crt -CAkey customerCA.key -CAcreateserial -out signed.crt",
        ] {
            self.run(&line.split(' ').collect::<Vec<_>>()).expect("openssl does it");
        }
        (csr.with_file_name("signed.crt"), csr.with_file_name("customerCA.crt"))
    }

    /// What openssl prints, or its complaint.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new("openssl");
        let output = command.args(arguments).current_dir(self.folder.path()).finish();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(format!("openssl {arguments:?}: {}{}", text(&output.stdout), text(&output.stderr)))
        }
    }
}

impl Default for Openssl {
    fn default() -> Self {
        Self::new()
    }
}

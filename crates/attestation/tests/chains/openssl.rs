//! Certificates made by the openssl binary, and its verdicts on them.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Mutex, OnceLock},
};

use tempfile::TempDir;
use test_limits::Run as _;

/// A folder in which openssl works.
pub(crate) struct OpenSsl {
    dir: TempDir,
}

/// How a certificate is issued.
#[derive(Clone, Copy)]
pub(crate) struct Issue<'a> {
    pub(crate) days: u32,
    pub(crate) digest: &'a str,
    /// Lines of an extension file; none makes an X.509 v1 certificate.
    pub(crate) extensions: Option<&'a str>,
    pub(crate) more: &'a [&'a str],
}

/// Who signs.
enum By<'a> {
    /// The key of the request itself.
    Itself(&'a str),
    /// Options that name another certificate and its key.
    Issuer([&'a str; 6]),
}

pub(crate) const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
                      subjectKeyIdentifier=hash\n";

impl Default for Issue<'_> {
    fn default() -> Self {
        Self { days: 1000, digest: "sha256", extensions: Some(CA), more: &[] }
    }
}

impl OpenSsl {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).expect("written");
    }

    /// Runs openssl, which must succeed.
    pub(crate) fn run(&self, arguments: &[&str]) {
        let output = self.try_run(arguments);
        assert!(
            output.status.success(),
            "openssl {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub(crate) fn try_run(&self, arguments: &[&str]) -> Output {
        Command::new("openssl").args(arguments).current_dir(self.path()).finish()
    }

    /// Whether a line holds in a shell.
    pub(crate) fn shell(&self, line: &str) -> bool {
        Command::new("sh").args(["-c", line]).current_dir(self.path()).finish().status.success()
    }

    /// The exit status of a script in the folder, and what it prints.
    pub(crate) fn script(&self, name: &str) -> (i32, String) {
        let output = Command::new("sh").arg(name).current_dir(self.path()).finish();
        let printed = String::from_utf8(output.stdout).expect("text");
        (output.status.code().expect("it was not killed"), printed)
    }

    /// A request in PEM for a key of this name and algorithm.
    pub(crate) fn request(&self, subject: &str, key_name: &str, algorithm: &'static str) -> String {
        self.request_with_key(subject, key_name, algorithm, &[])
    }

    /// A request for an RSA key, with further options of `openssl req`.
    pub(crate) fn request_with(&self, subject: &str, key_name: &str, options: &[&str]) -> String {
        self.request_with_key(subject, key_name, "RSA:2048", options)
    }

    pub(crate) fn request_with_key(
        &self,
        subject: &str,
        key_name: &str,
        algorithm: &'static str,
        options: &[&str],
    ) -> String {
        let key = key(key_name, algorithm);
        let key = key.to_str().expect("a path");
        self.write("empty.cnf", "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\n");
        let fixed = ["req", "-new", "-utf8", "-config", "empty.cnf", "-subj", subject];
        self.run(&[&fixed[..], &["-key", key, "-out", "out.csr"], options].concat());
        fs::read_to_string(self.path().join("out.csr")).expect("a request")
    }

    /// A self-signed certificate.
    pub(crate) fn root(
        &self,
        subject: &str,
        key_name: &str,
        algorithm: &'static str,
        issue: Issue<'_>,
    ) -> String {
        let request = self.request(subject, key_name, algorithm);
        let key = key(key_name, algorithm);
        self.sign(&request, &By::Itself(key.to_str().expect("a path")), issue)
    }

    /// A certificate issued by another one.
    pub(crate) fn certificate(
        &self,
        request: &str,
        issuer: &str,
        issuer_key: (&str, &'static str),
        issue: Issue<'_>,
    ) -> String {
        self.write("issuer.crt", issuer);
        let key = key(issuer_key.0, issuer_key.1);
        let key = key.to_str().expect("a path");
        // Any number, but another one for each issuer.
        let serial = (4711 + issuer_key.0.len()).to_string();
        let by = By::Issuer(["-CA", "issuer.crt", "-CAkey", key, "-set_serial", &serial]);
        self.sign(request, &by, issue)
    }

    fn sign(&self, request: &str, by: &By<'_>, issue: Issue<'_>) -> String {
        self.write("in.csr", request);
        let days = issue.days.to_string();
        let digest = format!("-{}", issue.digest);
        let version_1 = issue.extensions.is_none() && self.adds_extensions();
        let mut arguments = if version_1 {
            vec!["req", "-x509", "-x509v1", "-config", "empty.cnf"]
        } else {
            vec!["x509", "-req"]
        };
        arguments.extend(["-in", "in.csr", "-days", &days, &digest, "-out", "out.crt"]);
        match by {
            By::Itself(key) => arguments.extend([if version_1 { "-key" } else { "-signkey" }, key]),
            By::Issuer(by) => arguments.extend(by),
        }
        arguments.extend(issue.more);
        if let Some(extensions) = issue.extensions {
            self.write("ext.cnf", extensions);
            arguments.extend(["-extfile", "ext.cnf"]);
        }
        self.run(&arguments);
        fs::read_to_string(self.path().join("out.crt")).expect("a certificate")
    }

    /// Whether this openssl makes every certificate version 3 with key identifiers, unless told
    /// otherwise: 3.0 does not, later ones do.
    fn adds_extensions(&self) -> bool {
        static ADDS: OnceLock<bool> = OnceLock::new();
        *ADDS.get_or_init(|| {
            let help = self.try_run(&["req", "-help"]);
            String::from_utf8_lossy(&help.stderr).contains("-x509v1")
        })
    }

    /// Whether `openssl verify` accepts a certificate under a chain; with a moment, at it.
    pub(crate) fn accepts(&self, chain: &str, leaf: &str, at: Option<i64>) -> bool {
        self.write("chain.crt", chain);
        self.write("leaf.crt", leaf);
        let moment = at.map(|at| at.to_string()).unwrap_or_default();
        let mut arguments = vec!["verify", "-no-CApath", "-CAfile", "chain.crt"];
        match at {
            Some(_) => arguments.extend(["-attime", &moment]),
            None => arguments.push("-no_check_time"),
        }
        arguments.push("leaf.crt");
        self.try_run(&arguments).status.success()
    }
}

/// A private key by name, made once for all tests: generating RSA keys is slow.
pub(crate) fn key(name: &str, algorithm: &'static str) -> PathBuf {
    type Keys = Mutex<HashMap<String, PathBuf>>;
    static KEYS: OnceLock<(OpenSsl, Keys)> = OnceLock::new();
    let (openssl, keys) = KEYS.get_or_init(|| (OpenSsl::new(), Mutex::default()));
    let file = format!("{name}-{}.key", algorithm.replace([':', ','], "-"));
    let mut keys = keys.lock().expect("no test panics while it makes a key");
    keys.entry(file.clone())
        .or_insert_with(|| {
            // Such as `RSA:2048`, and further options after a comma.
            let (kind, options) = algorithm.split_once(':').expect("such as RSA:2048");
            let (first, more) = options.split_once(',').unwrap_or((options, ""));
            let first = match kind {
                "RSA" => format!("rsa_keygen_bits:{first}"),
                _ => format!("ec_paramgen_curve:{first}"),
            };
            let mut arguments = vec!["genpkey", "-algorithm", kind, "-out", &file];
            for option in [&first, more].into_iter().filter(|option| !option.is_empty()) {
                arguments.extend(["-pkeyopt", option]);
            }
            openssl.run(&arguments);
            openssl.path().join(&file)
        })
        .clone()
}

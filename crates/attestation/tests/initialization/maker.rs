//! CAs and certificates of clusters, made by the openssl binary with dates of choice.

use std::fs;

use crate::openssl::{OpenSsl, key};

/// Another name and key than [`CA`]'s.
pub(crate) const OTHER_CA: &str = "/O=Customer/CN=other CA";
pub(crate) const CA: &str = "/O=Customer/CN=customer CA";
pub(crate) const RSA: &str = "RSA:2048";

/// As the configuration that comes with openssl makes a CA: what AWS's guide results in.
pub(crate) const AUTHORITY: &str = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n\
                                    basicConstraints=critical,CA:TRUE\n";
/// The `x509` command of AWS's guide adds no extensions: version 1.
pub(crate) const VERSION_1: &str = "";

const CONFIGURATION: &str = "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\n\
                             rand_serial=yes\nunique_subject=no\ndefault_md=sha256\npolicy=any\n\
                             [any]\norganizationName=optional\ncommonName=optional\n";

/// From when until when, as openssl reads it.
#[derive(Clone, Copy)]
pub(crate) struct Dates(&'static str, &'static str);

/// At the time of any test.
pub(crate) const VALID: Dates = Dates("20200101000000Z", "20910101000000Z");
pub(crate) const EXPIRED: Dates = Dates("20200101000000Z", "20210101000000Z");
pub(crate) const NOT_YET: Dates = Dates("20900101000000Z", "20910101000000Z");

/// How a certificate is issued.
#[derive(Clone, Copy)]
pub(crate) struct Issue<'a> {
    pub(crate) digest: &'a str,
    pub(crate) dates: Dates,
    /// Lines of an extension file.
    pub(crate) extensions: &'a str,
    pub(crate) more: &'a [&'a str],
}

impl<'a> Issue<'a> {
    pub(crate) const fn new(extensions: &'a str) -> Self {
        Self { digest: "sha256", dates: VALID, extensions, more: &[] }
    }
}

/// A CA's certificate and what its key is called.
#[derive(Clone)]
pub(crate) struct Authority {
    pub(crate) pem: String,
    pub(crate) key: (&'static str, &'static str),
}

/// A cluster's CSR, and a folder where openssl works.
pub(crate) struct Maker {
    pub(crate) openssl: OpenSsl,
    pub(crate) csr: String,
}

impl Maker {
    pub(crate) fn new() -> Self {
        let openssl = OpenSsl::new();
        openssl.write("ca.cnf", CONFIGURATION);
        openssl.write("index", "");
        let csr = openssl.request("/O=Test/CN=cluster", "cluster", RSA);
        Self { openssl, csr }
    }

    /// The CSR of an HSM that was replaced: the same name and another key.
    pub(crate) fn old_csr(&self) -> String {
        self.openssl.request("/O=Test/CN=cluster", "old", RSA)
    }

    pub(crate) fn ca(&self) -> Authority {
        self.authority(CA, ("customer", RSA), Issue::new(AUTHORITY))
    }

    pub(crate) fn authority(
        &self,
        subject: &str,
        key: (&'static str, &'static str),
        issue: Issue<'_>,
    ) -> Authority {
        let request = self.openssl.request(subject, key.0, key.1);
        Authority { pem: self.issue(&request, &["-selfsign"], key, issue), key }
    }

    /// An authority below another one.
    pub(crate) fn below(
        &self,
        above: &Authority,
        subject: &str,
        key: (&'static str, &'static str),
        issue: Issue<'_>,
    ) -> Authority {
        let request = self.openssl.request(subject, key.0, key.1);
        Authority { pem: self.signed(&request, above, issue), key }
    }

    /// The cluster's certificate, as AWS's guide has it.
    pub(crate) fn cluster(&self, ca: &Authority) -> String {
        self.signed(&self.csr, ca, Issue::new(VERSION_1))
    }

    pub(crate) fn signed(&self, csr: &str, ca: &Authority, issue: Issue<'_>) -> String {
        self.openssl.write("ca.crt", &ca.pem);
        self.issue(csr, &["-cert", "ca.crt"], ca.key, issue)
    }

    /// What openssl makes of a file.
    pub(crate) fn converted(&self, pem: &str, arguments: &[&str]) -> Vec<u8> {
        self.openssl.write("convert.in", pem);
        let output = self.openssl.try_run(arguments);
        assert!(output.status.success(), "openssl {}", arguments.join(" "));
        output.stdout
    }

    fn issue(
        &self,
        csr: &str,
        by: &[&str],
        issuer_key: (&'static str, &'static str),
        issue: Issue<'_>,
    ) -> String {
        let key = key(issuer_key.0, issuer_key.1);
        let key = key.to_str().expect("a path");
        self.openssl.write("in.csr", csr);
        self.openssl.write("ext.cnf", issue.extensions);
        let Dates(start, end) = issue.dates;
        let fixed = ["ca", "-batch", "-notext", "-config", "ca.cnf", "-in", "in.csr"];
        let how = ["-out", "out.crt", "-md", issue.digest, "-startdate", start, "-enddate", end];
        let mut arguments = [&fixed[..], &how, &["-keyfile", key], by, issue.more].concat();
        if !issue.extensions.is_empty() {
            arguments.extend(["-extfile", "ext.cnf"]);
        }
        self.openssl.run(&arguments);
        fs::read_to_string(self.openssl.path().join("out.crt")).expect("a certificate")
    }
}

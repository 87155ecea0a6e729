//! Reads what the attestation worker found of the two files of an initialization, member by member: as
//! little of it as the page shows.

use attestation::{CsrFile, InitializationFile, SheetItem};
use cloudhsm_api::shape::{Members, Mismatch};
use serde_json::Value;

use super::sheet::{item, list, word};

/// Both files as they were checked for one CSR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFiles {
    /// The CSR, as a file to save.
    pub csr: CsrFile,
    /// `SignedCert`.
    pub signed_certificate: CheckedText,
    /// `TrustAnchor`.
    pub trust_anchor: CheckedText,
    /// What was found; what refuses comes first.
    pub findings: Vec<FileFinding>,
}

/// One file, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedText {
    /// What was changed in its text, in sentences.
    pub cleaned: Vec<String>,
    /// What is sent; none where the file has no certificate, or a private key.
    pub pem: Option<String>,
    /// Its certificates.
    pub certificates: Vec<SheetItem>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// The file that it is about.
    pub file: InitializationFile,
    /// Nothing can be sent with it.
    pub refuses: bool,
    /// Its name: `swapped`, `empty`, `private-key`.
    pub kind: String,
    /// A sentence.
    pub words: String,
    /// What to do.
    pub remedy: String,
    /// The subject of the certificate, where the file has several.
    pub certificate: Option<String>,
}

impl CheckedFiles {
    /// Both texts, if nothing that was found refuses them.
    pub fn accepted(&self) -> Option<(&str, &str)> {
        let texts = (self.signed_certificate.pem.as_deref()?, self.trust_anchor.pem.as_deref()?);
        (!self.findings.iter().any(|it| it.refuses)).then_some(texts)
    }
}

/// Whether this is such an answer.
pub(super) fn is_of_files(value: &Value) -> bool {
    value.get("csr").is_some()
}

pub(super) fn checked_files(value: Value) -> Result<CheckedFiles, Mismatch> {
    let mut all = Members::of(value)?;
    let within = |name: &'static str| move |it: Mismatch| it.within(name);
    Ok(CheckedFiles {
        csr: Members::of(all.value("csr")).and_then(csr).map_err(within("csr"))?,
        signed_certificate: Members::of(all.value("signedCertificate"))
            .and_then(text)
            .map_err(within("signedCertificate"))?,
        trust_anchor: Members::of(all.value("trustAnchor"))
            .and_then(text)
            .map_err(within("trustAnchor"))?,
        findings: list(&mut all, "findings", finding)?,
    })
}

fn csr(mut csr: Members) -> Result<CsrFile, Mismatch> {
    Ok(CsrFile {
        pem: csr.take("pem")?,
        subject: csr.take("subject")?,
        key: csr.take("key")?,
        sha256: csr.take("sha256")?,
        public_key_sha256: csr.take("publicKeySha256")?,
    })
}

fn text(mut text: Members) -> Result<CheckedText, Mismatch> {
    Ok(CheckedText {
        cleaned: list(&mut text, "cleaned", |mut it| it.take("words"))?,
        pem: text.take("pem")?,
        certificates: list(&mut text, "certificates", item)?,
    })
}

fn finding(mut finding: Members) -> Result<FileFinding, Mismatch> {
    let severity: String = finding.take("severity")?;
    let kind = Members::of(finding.value("problem")).and_then(|mut it| it.take("kind"));
    Ok(FileFinding {
        file: word(&mut finding, "file")?,
        // A word that this version doesn't know refuses too.
        refuses: severity != "warns",
        kind: kind.map_err(|it| it.within("problem"))?,
        words: finding.take("words")?,
        remedy: finding.take("remedy")?,
        certificate: finding.take("certificate")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{check_initialization, csr_file};
    use serde_json::json;

    const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----\n\
        MIHNMHQCAQAwEjEQMA4GA1UEAwwHY2x1c3RlcjBZMBMGByqGSM49AgEGCCqGSM49\n\
        AwEHA0IABCxccQwIVFHWQGLcVGFt921NvY3yLAK1H0NGBcFerpFdtbD0zkTZk8bQ\n\
        +nNs+8XD7IXoY6I8a2uykBqHOl4YnhigADAKBggqhkjOPQQDAgNJADBGAiEAxVwO\n\
        6vAVgrb+TpXiXnobtYXX0lSdlEIVoVkcS48m+5oCIQDvPMH+vzkp9NLUVooDjzfO\n\
        HHVfwhzrV9p22SFiFiawzQ==\n\
        -----END CERTIFICATE REQUEST-----\n";
    const ROOT: &str = include_str!("../../crates/attestation/roots/aws-cloudhsm-root-g1.pem");

    fn checked(signed: &[u8], anchor: &[u8]) -> Value {
        let checked = check_initialization(Some(CSR), signed, anchor, 1_800_000_000).unwrap();
        serde_json::to_value(checked).unwrap()
    }

    #[test]
    fn all_that_the_page_shows_is_read() {
        let value = checked(ROOT.replace('\n', "\r\n").as_bytes(), b"/tmp/customerCA.crt");
        assert!(is_of_files(&value));
        let read = checked_files(value).unwrap();
        assert_eq!(read.csr, csr_file(Some(CSR)).unwrap());
        assert_eq!(read.signed_certificate.cleaned, ["Changed line ends to LF."]);
        assert_eq!(read.signed_certificate.pem.as_deref(), Some(ROOT));
        assert_eq!(read.signed_certificate.certificates.len(), 1);
        assert_eq!(read.trust_anchor.pem, None);
        let path = read.findings.iter().find(|it| it.kind == "path").unwrap();
        assert!(path.refuses && path.file == InitializationFile::TrustAnchor, "{path:?}");
        assert_eq!(read.accepted(), None);
    }

    #[test]
    fn a_severity_that_is_not_known_refuses() {
        let mut value = checked(b"", b"");
        value["findings"][0]["severity"] = json!("frightens");
        assert!(checked_files(value).unwrap().findings[0].refuses);
    }
}

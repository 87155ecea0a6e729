//! What the findings about the two files mean for each of them. Pure.

use attestation::InitializationFile;

use crate::api::{CheckedFiles, CheckedText, FileFinding};

/// The findings about one file. `is_given`: something was chosen or pasted; that nothing was is no
/// finding yet.
pub(super) fn findings_of(
    checked: &CheckedFiles,
    file: InitializationFile,
    is_given: bool,
) -> Vec<FileFinding> {
    let is_shown = |it: &&FileFinding| it.file == file && (is_given || it.kind != "empty");
    checked.findings.iter().filter(is_shown).cloned().collect()
}

/// What is known of one file's text.
pub(super) fn text_of(checked: &CheckedFiles, file: InitializationFile) -> &CheckedText {
    match file {
        InitializationFile::SignedCertificate => &checked.signed_certificate,
        InitializationFile::TrustAnchor => &checked.trust_anchor,
    }
}

/// Whether each file is in the other's place.
pub(super) fn are_swapped(checked: &CheckedFiles) -> bool {
    checked.findings.iter().any(|it| it.kind == "swapped")
}

/// Another CSR than the one that was saved: both fingerprints.
pub(super) fn is_other_csr(saved: Option<&str>, now: &str) -> bool {
    saved.is_some_and(|saved| saved != now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::CsrFile;

    fn finding(file: InitializationFile, kind: &str) -> FileFinding {
        FileFinding {
            file,
            refuses: true,
            kind: kind.to_owned(),
            words: String::new(),
            remedy: String::new(),
            certificate: None,
        }
    }

    fn checked(findings: Vec<FileFinding>) -> CheckedFiles {
        let text = |pem: &str| CheckedText {
            cleaned: Vec::new(),
            pem: Some(pem.to_owned()),
            certificates: Vec::new(),
        };
        CheckedFiles {
            csr: CsrFile {
                pem: String::new(),
                subject: String::new(),
                key: String::new(),
                sha256: String::new(),
                public_key_sha256: String::new(),
            },
            signed_certificate: text("signed"),
            trust_anchor: text("anchor"),
            findings,
        }
    }

    #[test]
    fn a_file_that_was_not_given_is_no_finding() {
        use InitializationFile::{SignedCertificate, TrustAnchor};
        let checked = checked(vec![
            finding(SignedCertificate, "empty"),
            finding(TrustAnchor, "empty"),
            finding(TrustAnchor, "swapped"),
        ]);
        assert_eq!(findings_of(&checked, SignedCertificate, false), []);
        assert_eq!(findings_of(&checked, SignedCertificate, true).len(), 1, "blanks were pasted");
        assert_eq!(findings_of(&checked, TrustAnchor, false).len(), 1);
        assert!(are_swapped(&checked));
        assert_eq!(checked.accepted(), None);
        assert_eq!(text_of(&checked, TrustAnchor).pem.as_deref(), Some("anchor"));
    }

    #[test]
    fn a_warning_does_not_refuse() {
        let mut found = finding(InitializationFile::TrustAnchor, "expired");
        found.refuses = false;
        assert_eq!(checked(vec![found]).accepted(), Some(("signed", "anchor")));
    }

    #[test]
    fn only_another_csr_than_the_saved_one_is_a_change() {
        assert!(!is_other_csr(None, "a"));
        assert!(!is_other_csr(Some("a"), "a"));
        assert!(is_other_csr(Some("a"), "b"));
    }
}

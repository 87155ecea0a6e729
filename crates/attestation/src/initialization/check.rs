//! The check of both files for one CSR.

use serde::{Deserialize, Serialize};

use super::{
    ACCEPTED_CHARACTERS, DOCUMENTED_CHARACTERS, authority, certificate,
    clean::{Clean, clean, items},
    cleaning::Cleaned,
    csr::{self, CsrFile, CsrProblem},
    file::InitializationFile,
    finding::InitializationFinding,
    pair,
    problem::InitializationProblem as Problem,
};
use crate::{
    certificate::Certificate,
    describe::describe,
    request::CertificateRequest,
    sheet::{SheetItem, sheet_item},
};

/// What is known before a cluster is initialized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Initialization {
    /// The CSR that the files were checked for.
    pub csr: CsrFile,
    /// `SignedCert`.
    pub signed_certificate: CheckedFile,
    /// `TrustAnchor`.
    pub trust_anchor: CheckedFile,
    /// What was found; what refuses comes first.
    pub findings: Vec<InitializationFinding>,
}

/// A file as it is sent, and what it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedFile {
    /// What was changed in its text.
    pub cleaned: Vec<Cleaned>,
    /// The text to send; none where the file has no certificate, or a private key.
    pub pem: Option<String>,
    /// Its certificates, to be shown.
    pub certificates: Vec<SheetItem>,
}

impl Initialization {
    /// Both texts, if nothing that was found refuses them.
    pub fn accepted(&self) -> Option<(&str, &str)> {
        let refused = self.findings.iter().any(InitializationFinding::refuses);
        let texts = (self.signed_certificate.pem.as_deref()?, self.trust_anchor.pem.as_deref()?);
        (!refused).then_some(texts)
    }
}

/// Checks both files for a cluster's CSR, as AWS has it now. The files are as somebody picked or
/// pasted them, in any encoding; `now` is in epoch seconds.
pub fn check_initialization(
    csr: Option<&str>,
    signed_certificate: &[u8],
    trust_anchor: &[u8],
    now: i64,
) -> Result<Initialization, CsrProblem> {
    let request = csr::request(csr)?;
    let mut findings = Findings::default();
    let signed = findings.read(InitializationFile::SignedCertificate, signed_certificate);
    let anchor = findings.read(InitializationFile::TrustAnchor, trust_anchor);
    findings.judge(certificates(signed.as_ref()), certificates(anchor.as_ref()), &request, now);
    Ok(Initialization {
        csr: csr::file(&request),
        signed_certificate: checked(signed, now),
        trust_anchor: checked(anchor, now),
        findings: findings.ordered(),
    })
}

fn certificates(file: Option<&Clean>) -> &[Certificate] {
    file.map(|file| file.certificates.as_slice()).unwrap_or_default()
}

fn checked(file: Option<Clean>, now: i64) -> CheckedFile {
    file.map_or_else(CheckedFile::default, |file| CheckedFile {
        cleaned: file.steps.into_iter().map(Cleaned::from).collect(),
        certificates: items(&file.certificates)
            .map(|item| sheet_item(describe(&item, now)))
            .collect(),
        pem: Some(file.pem),
    })
}

#[derive(Default)]
struct Findings(Vec<InitializationFinding>);

impl Findings {
    fn add(&mut self, file: InitializationFile, problem: Problem) {
        self.0.push(InitializationFinding::new(file, problem));
    }

    /// What is wrong with one of several certificates of a file.
    fn add_all(
        &mut self,
        file: InitializationFile,
        certificate: &Certificate,
        several: bool,
        problems: Vec<Problem>,
    ) {
        let name = several.then(|| certificate.subject.to_string());
        self.0.extend(problems.into_iter().map(|problem| InitializationFinding {
            certificate: name.clone(),
            ..InitializationFinding::new(file, problem)
        }));
    }

    fn read(&mut self, file: InitializationFile, bytes: &[u8]) -> Option<Clean> {
        let clean = clean(bytes).map_err(|problem| self.add(file, problem)).ok()?;
        // All of it is ASCII.
        let characters = clean.pem.len();
        if characters > ACCEPTED_CHARACTERS {
            let limit = ACCEPTED_CHARACTERS;
            self.add(file, Problem::LongerThanAccepted { characters, limit });
        } else if characters > DOCUMENTED_CHARACTERS {
            let limit = DOCUMENTED_CHARACTERS;
            self.add(file, Problem::LongerThanDocumented { characters, limit });
        }
        let count = clean.certificates.len();
        if count > 1 {
            self.add(file, Problem::SeveralCertificates { count });
        }
        Some(clean)
    }

    /// Either list is empty where its file can't be read.
    fn judge(
        &mut self,
        signed: &[Certificate],
        anchor: &[Certificate],
        request: &CertificateRequest,
        now: i64,
    ) {
        let leaf = pair::leaf(signed, request);
        if pair::are_swapped(signed, anchor, request) {
            // Everything else would be about the wrong certificate.
            return self.add(InitializationFile::SignedCertificate, Problem::Swapped);
        }
        let path = pair::path(leaf, anchor);
        if let Some((leaf, issuer)) = leaf.zip(path.first())
            && leaf.der() == issuer.der()
        {
            return self.add(InitializationFile::SignedCertificate, Problem::SameCertificate);
        }
        if let Some(leaf) = leaf {
            let file = InitializationFile::SignedCertificate;
            let issued = path.first().and_then(|issuer| pair::with_anchor(leaf, issuer, anchor));
            let fits = pair::with_request(leaf, request).into_iter().chain(issued);
            self.add_all(file, leaf, signed.len() > 1, fits.collect());
            self.add_all(file, leaf, signed.len() > 1, certificate::problems(leaf, now));
        }
        let file = InitializationFile::TrustAnchor;
        if let Some(problem) = pair::without_root(&path) {
            self.add(file, problem);
        }
        for (below, authority) in path.iter().enumerate() {
            let problems = authority::problems(authority, below)
                .into_iter()
                .chain(certificate::problems(authority, now));
            self.add_all(file, authority, anchor.len() > 1, problems.collect());
        }
    }

    fn ordered(mut self) -> Vec<InitializationFinding> {
        self.0.sort_by_key(|finding| !finding.refuses());
        self.0
    }
}

//! Pairs of files as people supply them, each with our verdict. They need only [`Maker`], so that
//! whoever checks such files too can be compared with it.

mod authorities;
mod chains;
mod contents;
mod encodings;
mod fitting;
mod issued;

use crate::maker::{Authority, Maker};

/// Two files for one CSR, and what is found.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) csr: String,
    pub(crate) signed_certificate: Vec<u8>,
    pub(crate) trust_anchor: Vec<u8>,
    /// Such as `signed-certificate refuses other-key`, in any order.
    pub(crate) findings: &'static [&'static str],
    /// Such as `trust-anchor utf16`.
    pub(crate) cleaned: &'static [&'static str],
    /// Why `openssl verify` says something else, if it does.
    pub(crate) differs: Option<&'static str>,
}

impl Pair {
    fn new(
        name: &'static str,
        maker: &Maker,
        signed_certificate: impl Into<Vec<u8>>,
        trust_anchor: impl Into<Vec<u8>>,
        findings: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            csr: maker.csr.clone(),
            signed_certificate: signed_certificate.into(),
            trust_anchor: trust_anchor.into(),
            findings,
            cleaned: &[],
            differs: None,
        }
    }

    /// The usual certificate of a cluster under this CA.
    fn of(
        name: &'static str,
        maker: &Maker,
        ca: &Authority,
        findings: &'static [&'static str],
    ) -> Self {
        Self::new(name, maker, maker.cluster(ca), ca.pem.clone(), findings)
    }

    fn cleaned(self, cleaned: &'static [&'static str]) -> Self {
        Self { cleaned, ..self }
    }

    fn differs(self, why: &'static str) -> Self {
        Self { differs: Some(why), ..self }
    }
}

/// All of them.
pub(crate) fn pairs(maker: &Maker) -> Vec<Pair> {
    [
        issued::pairs(maker),
        authorities::pairs(maker),
        chains::pairs(maker),
        fitting::pairs(maker),
        contents::pairs(maker),
        encodings::pairs(maker),
    ]
    .into_iter()
    .flatten()
    .collect()
}

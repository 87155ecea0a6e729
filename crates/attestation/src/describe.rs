//! An item as people read it. Everything is text or a number: nothing here decides anything.

use serde::{Deserialize, Serialize};

use crate::{
    certificate::Certificate,
    dates::{DateValidity, Validity},
    extension::Extension,
    fingerprint::Fingerprints,
    input::Item,
    key::PublicKey,
    key_algorithm::KeyAlgorithm,
    request::CertificateRequest,
    text,
};

/// A certificate or a request, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Description {
    /// An X.509 certificate.
    Certificate(CertificateDetails),
    /// A certificate signing request.
    Request(RequestDetails),
}

/// A certificate, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateDetails {
    /// `CN=…, O=…`, the most telling part first.
    pub subject: String,
    /// The subject's common name, for a heading.
    pub common_name: Option<String>,
    /// `CN=…, O=…`
    pub issuer: String,
    /// Hex with colons, after a minus where it is negative.
    pub serial: String,
    /// 1, 2 or 3.
    pub version: u32,
    /// From when until when, in epoch seconds.
    pub validity: Validity,
    /// What the dates say about the given moment.
    pub dates: DateValidity,
    /// The key's algorithm and size.
    pub key: KeyAlgorithm,
    /// `RSA, 2048 bits`
    pub key_in_words: String,
    /// `sha256WithRSAEncryption`
    pub signature_algorithm: String,
    /// Subject and issuer are the same.
    pub self_issued: bool,
    /// In the encoded order.
    pub extensions: Vec<Extension>,
    /// Of the certificate and its key.
    pub fingerprints: Fingerprints,
    /// As `openssl x509 -text` prints it.
    pub text: String,
    /// The certificate in PEM, alone.
    pub pem: String,
}

/// A certificate signing request, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestDetails {
    /// `CN=…, O=…`, the most telling part first.
    pub subject: String,
    /// The subject's common name, for a heading.
    pub common_name: Option<String>,
    /// 1.
    pub version: u32,
    /// The key's algorithm and size.
    pub key: KeyAlgorithm,
    /// `RSA, 2048 bits`
    pub key_in_words: String,
    /// `sha256WithRSAEncryption`
    pub signature_algorithm: String,
    /// The extensions that it asks for.
    pub extensions: Vec<Extension>,
    /// Of the request and its key.
    pub fingerprints: Fingerprints,
    /// As `openssl req -text` prints it.
    pub text: String,
    /// The request in PEM, alone.
    pub pem: String,
}

/// Describes an item; `now` is in epoch seconds.
pub fn describe(item: &Item, now: i64) -> Description {
    match item {
        Item::Certificate(certificate) => {
            Description::Certificate(describe_certificate(certificate, item.to_pem(), now))
        }
        Item::Request(request) => Description::Request(describe_request(request, item.to_pem())),
    }
}

fn describe_certificate(certificate: &Certificate, pem: String, now: i64) -> CertificateDetails {
    let (key, key_in_words) = key(&certificate.key);
    CertificateDetails {
        subject: certificate.subject.to_string(),
        common_name: certificate.subject.common_name().map(str::to_owned),
        issuer: certificate.issuer.to_string(),
        serial: certificate.serial.to_string(),
        version: certificate.version,
        validity: certificate.validity,
        dates: certificate.validity.at(now),
        key,
        key_in_words,
        signature_algorithm: certificate.signed.algorithm_name().to_owned(),
        self_issued: certificate.is_self_issued(),
        extensions: certificate.extensions.clone(),
        fingerprints: certificate.fingerprints(),
        text: text::certificate(certificate),
        pem,
    }
}

fn describe_request(request: &CertificateRequest, pem: String) -> RequestDetails {
    let (key, key_in_words) = key(&request.key);
    RequestDetails {
        subject: request.subject.to_string(),
        common_name: request.subject.common_name().map(str::to_owned),
        version: request.version,
        key,
        key_in_words,
        signature_algorithm: request.signed.algorithm_name().to_owned(),
        extensions: request.extensions.clone(),
        fingerprints: request.fingerprints(),
        text: text::request(request),
        pem,
    }
}

fn key(key: &PublicKey) -> (KeyAlgorithm, String) {
    (key.algorithm().clone(), key.algorithm().in_words())
}

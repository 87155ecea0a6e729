//! `AWS_CA_BUNDLE`, as the AWS CLI knows it: roots beside the system's, for proxies that break TLS
//! open.

use std::path::PathBuf;

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::error::{BundleError, StartError};

const VARIABLE: &str = "AWS_CA_BUNDLE";
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The PEM text of the bundle, all of whose certificates can be trusted; `None` when none is named.
pub(crate) fn read() -> Result<Option<Vec<u8>>, StartError> {
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    let read = std::fs::read(&path).map_err(BundleError::from);
    match read.and_then(|bytes| checked(&bytes).map(<[u8]>::to_vec)) {
        Ok(bundle) => Ok(Some(bundle)),
        Err(error) => Err(StartError::CaBundle(path, error)),
    }
}

fn checked(bytes: &[u8]) -> Result<&[u8], BundleError> {
    let text = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    if text.trim_ascii().is_empty() {
        return Err(BundleError::Empty);
    }
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(BundleError::Utf16);
    }
    // A SEQUENCE with a length of two bytes, as every certificate in DER begins.
    if text.starts_with(b"\x30\x82") {
        return Err(BundleError::Der);
    }
    let mut roots = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(text).enumerate() {
        let unreadable =
            |error: &dyn std::fmt::Display| BundleError::Certificate(index + 1, error.to_string());
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    if roots.is_empty() { Err(BundleError::NoCertificate) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_can_not_be_used_is_named_for_what_it_is() {
        let made = rcgen::generate_simple_self_signed(["proxy.example".to_owned()]).unwrap();
        let pem = made.cert.pem();
        let with_mark = [UTF8_MARK, pem.as_bytes()].concat();
        assert_eq!(checked(pem.as_bytes()).unwrap(), pem.as_bytes());
        assert_eq!(checked(&with_mark).unwrap(), pem.as_bytes(), "the mark is taken off");
        assert!(checked(format!("# our roots\n{pem}{pem}").as_bytes()).is_ok());
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(pem.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let cut = pem.replace("MII", "AAA");
        let key = made.signing_key.serialize_pem();
        for (bytes, words) in [
            (&b""[..], "empty"),
            (b" \n", "empty"),
            (UTF8_MARK, "empty"),
            (made.cert.der(), "DER"),
            (&utf16, "UTF-16"),
            (b"not a certificate", "no certificate"),
            (key.as_bytes(), "no certificate"),
            (cut.as_bytes(), "number 1"),
            (format!("{pem}{cut}").as_bytes(), "number 2"),
        ] {
            let error = checked(bytes).unwrap_err().to_string();
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}

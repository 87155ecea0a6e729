//! What AWS's guide and RFC 5280 ask of a CA's certificate:
//! [4.2.1.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1) key identifiers,
//! [4.2.1.3](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3) key usage,
//! [4.2.1.9](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9) basic constraints,
//! [4.1.2.6](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6) the subject.
//!
//! A key usage or a key identifier that is absent is no finding: the certificates of AWS's own
//! commands have no key usage, and those of version 1 have no extensions.

use super::{certificate::is_self_signed, problem::InitializationProblem as Problem};
use crate::{certificate::Certificate, extension::ExtensionValue};

/// What is wrong with a certificate as a CA's. `below` is how many other CAs are between it and the
/// signed certificate.
pub(super) fn problems(certificate: &Certificate, below: usize) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut constraints = None;
    for extension in &certificate.extensions {
        match &extension.value {
            ExtensionValue::BasicConstraints { ca, path_length } => {
                constraints = Some((*ca, *path_length, extension.critical));
            }
            ExtensionValue::KeyUsage { signs_certificates: false, .. } => {
                found.push(Problem::MaySignNoCertificates);
            }
            _ => {}
        }
    }
    match constraints {
        None if certificate.version == 3 => found.push(Problem::NoBasicConstraints),
        None => {}
        Some((false, ..)) => found.push(Problem::NotAnAuthority),
        Some((true, length, critical)) => {
            if !critical {
                found.push(Problem::BasicConstraintsNotCritical);
            }
            if length.is_some_and(|length| usize::try_from(length).is_ok_and(|l| l < below)) {
                found.push(Problem::PathLengthConflict);
            }
        }
    }
    if is_self_signed(certificate) && names_other_key(certificate, certificate) {
        found.push(Problem::KeyIdentifiersConflict);
    }
    if certificate.subject.is_empty() {
        found.push(Problem::EmptySubject);
    }
    found
}

/// Whether `child` names another key as its issuer's than `parent` gives as its own.
pub(super) fn names_other_key(child: &Certificate, parent: &Certificate) -> bool {
    let named = child.extensions.iter().find_map(|extension| match &extension.value {
        ExtensionValue::AuthorityKeyIdentifier { key_id, .. } => key_id.as_ref(),
        _ => None,
    });
    let own = parent.extensions.iter().find_map(|extension| match &extension.value {
        ExtensionValue::SubjectKeyIdentifier { key_id } => Some(key_id),
        _ => None,
    });
    named.zip(own).is_some_and(|(named, own)| named != own)
}

//! What a key may be used for, in words.

use x509_parser::extensions::{ExtendedKeyUsage, KeyUsage};

use crate::oid;

pub(super) fn usages(usage: KeyUsage) -> Vec<String> {
    [
        (usage.digital_signature(), "Digital Signature"),
        (usage.non_repudiation(), "Non Repudiation"),
        (usage.key_encipherment(), "Key Encipherment"),
        (usage.data_encipherment(), "Data Encipherment"),
        (usage.key_agreement(), "Key Agreement"),
        (usage.key_cert_sign(), "Certificate Sign"),
        (usage.crl_sign(), "CRL Sign"),
        (usage.encipher_only(), "Encipher Only"),
        (usage.decipher_only(), "Decipher Only"),
    ]
    .into_iter()
    .filter(|(allowed, _)| *allowed)
    .map(|(_, name)| name.to_owned())
    .collect()
}

pub(super) fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "2.5.29.37.0"),
        (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
        (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
    let other = usage.other.iter().map(|oid| oid::dotted(oid.as_bytes()));
    known.chain(other).map(|oid| oid::purpose(&oid).map_or(oid.clone(), str::to_owned)).collect()
}

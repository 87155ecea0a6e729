//! A view like that of `openssl x509 -text` and `openssl req -text`: the form that people who
//! know certificates compare by eye. Alike, not equal: openssl's own output changes with versions.

mod key;
mod layout;

use self::{
    key::public_key,
    layout::{hex_lines, line},
};
use crate::{
    certificate::Certificate,
    dates::openssl_date,
    extension::{Extension, ExtensionValue},
    request::CertificateRequest,
    serial::Serial,
    signed::Signed,
};

pub(crate) fn certificate(certificate: &Certificate) -> String {
    let mut out = String::from("Certificate:\n    Data:\n");
    version(&mut out, certificate.version);
    serial(&mut out, &certificate.serial);
    line(&mut out, 8, &format!("Signature Algorithm: {}", certificate.signed.algorithm_name()));
    line(&mut out, 8, &format!("Issuer: {}", certificate.issuer.openssl()));
    line(&mut out, 8, "Validity");
    line(&mut out, 12, &format!("Not Before: {}", openssl_date(certificate.validity.not_before)));
    line(&mut out, 12, &format!("Not After : {}", openssl_date(certificate.validity.not_after)));
    line(&mut out, 8, &format!("Subject: {}", certificate.subject.openssl()));
    public_key(&mut out, &certificate.key);
    if !certificate.extensions.is_empty() {
        line(&mut out, 8, "X509v3 extensions:");
        certificate.extensions.iter().for_each(|e| extension(&mut out, 12, e));
    }
    signature(&mut out, &certificate.signed);
    out
}

pub(crate) fn request(request: &CertificateRequest) -> String {
    let mut out = String::from("Certificate Request:\n    Data:\n");
    version(&mut out, request.version);
    line(&mut out, 8, &format!("Subject: {}", request.subject.openssl()));
    public_key(&mut out, &request.key);
    if !request.extensions.is_empty() {
        line(&mut out, 8, "Requested Extensions:");
        request.extensions.iter().for_each(|e| extension(&mut out, 12, e));
    }
    signature(&mut out, &request.signed);
    out
}

fn version(out: &mut String, version: u32) {
    line(out, 8, &format!("Version: {version} (0x{:x})", version.saturating_sub(1)));
}

/// In decimal and hex where it is small, as openssl does.
fn serial(out: &mut String, serial: &Serial) {
    let number = serial
        .magnitude()
        .iter()
        .try_fold(0_i64, |sum, byte| sum.checked_mul(256)?.checked_add(i64::from(*byte)));
    let sign = if serial.is_negative() { "-" } else { "" };
    if let Some(number) = number {
        line(out, 8, &format!("Serial Number: {sign}{number} ({sign}0x{number:x})"));
    } else {
        let negative = if serial.is_negative() { " (Negative)" } else { "" };
        line(out, 8, "Serial Number:");
        let hex: Vec<_> = serial.magnitude().iter().map(|byte| format!("{byte:02x}")).collect();
        line(out, 12, &format!("{negative}{}", hex.join(":")));
    }
}

fn extension(out: &mut String, indent: usize, extension: &Extension) {
    let name = extension.name.as_deref().unwrap_or(&extension.oid);
    let critical = if extension.critical { " critical" } else { "" };
    line(out, indent, &format!("{name}:{critical}"));
    let value = match &extension.value {
        ExtensionValue::BasicConstraints { ca, path_length } => {
            let ca = if *ca { "CA:TRUE" } else { "CA:FALSE" };
            path_length.map_or(ca.to_owned(), |length| format!("{ca}, pathlen:{length}"))
        }
        ExtensionValue::KeyUsage { usages, .. } => usages.join(", "),
        ExtensionValue::ExtendedKeyUsage { purposes } => purposes.join(", "),
        ExtensionValue::SubjectKeyIdentifier { key_id } => key_id.clone(),
        ExtensionValue::AuthorityKeyIdentifier { key_id, serial } => {
            let serial = serial.as_ref().map(|serial| format!("serial:{serial}"));
            key_id.iter().cloned().chain(serial).collect::<Vec<_>>().join("\n")
        }
        ExtensionValue::SubjectAlternativeName { names } => names.join(", "),
        ExtensionValue::Comment { text } => text.clone(),
        ExtensionValue::Other { hex } => hex.clone(),
    };
    value.lines().for_each(|text| line(out, indent + 4, text));
}

fn signature(out: &mut String, signed: &Signed) {
    line(out, 4, &format!("Signature Algorithm: {}", signed.algorithm_name()));
    line(out, 4, "Signature Value:");
    hex_lines(out, 8, &signed.signature, 18);
}

//! A view like that of `openssl x509 -text` and `openssl req -text`: the form that people who
//! know certificates compare by eye. Alike, not equal: openssl's own output changes with versions.

use std::fmt::Write as _;

use crate::{
    certificate::{Certificate, Signed},
    dates::openssl_date,
    extension::{Extension, ExtensionValue},
    key::{KeyAlgorithm, PublicKey},
    oid,
    printable::printable,
    request::CertificateRequest,
    serial::Serial,
};

pub(crate) fn certificate(certificate: &Certificate) -> String {
    let mut out = String::from("Certificate:\n    Data:\n");
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        out,
        "        Version: {} (0x{:x})",
        certificate.version,
        certificate.version.saturating_sub(1)
    );
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
    let _ = writeln!(
        out,
        "        Version: {} (0x{:x})",
        request.version,
        request.version.saturating_sub(1)
    );
    line(&mut out, 8, &format!("Subject: {}", request.subject.openssl()));
    public_key(&mut out, &request.key);
    if !request.extensions.is_empty() {
        line(&mut out, 8, "Requested Extensions:");
        request.extensions.iter().for_each(|e| extension(&mut out, 12, e));
    }
    signature(&mut out, &request.signed);
    out
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

fn public_key(out: &mut String, key: &PublicKey) {
    line(out, 8, "Subject Public Key Info:");
    let algorithm = match key.algorithm() {
        KeyAlgorithm::Rsa { .. } => "rsaEncryption",
        KeyAlgorithm::EllipticCurve { .. } => "id-ecPublicKey",
        KeyAlgorithm::Other { oid } => oid::key(oid).unwrap_or(oid),
    };
    line(out, 12, &format!("Public Key Algorithm: {algorithm}"));
    match (key.algorithm(), key.rsa()) {
        (KeyAlgorithm::Rsa { bits }, Some(numbers)) => {
            line(out, 16, &format!("Public-Key: ({bits} bit)"));
            line(out, 16, "Modulus:");
            let mut modulus = numbers.modulus.clone();
            // openssl prints the number as ASN.1 does, where a leading bit is a sign.
            if modulus.first().is_some_and(|first| *first >= 0x80) {
                modulus.insert(0, 0);
            }
            hex_lines(out, 20, &modulus, 15);
            let exponent =
                numbers.exponent.iter().fold(0_u128, |sum, b| (sum << 8) | u128::from(*b));
            line(out, 16, &format!("Exponent: {exponent} (0x{exponent:x})"));
        }
        (KeyAlgorithm::EllipticCurve { curve, bits }, _) => {
            if let Some(bits) = bits {
                line(out, 16, &format!("Public-Key: ({bits} bit)"));
            }
            line(out, 16, "pub:");
            hex_lines(out, 20, key.bits(), 15);
            line(out, 16, &format!("NIST CURVE: {curve}"));
        }
        _ => hex_lines(out, 16, key.bits(), 15),
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

fn line(out: &mut String, indent: usize, text: &str) {
    // What comes from a certificate must not look like lines of ours.
    let _ = writeln!(out, "{:indent$}{}", "", printable(text));
}

/// Lower-case hex with colons, so many bytes a line, as openssl breaks it.
fn hex_lines(out: &mut String, indent: usize, bytes: &[u8], a_line: usize) {
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut lines = hex.chunks(a_line).peekable();
    while let Some(chunk) = lines.next() {
        let more = if lines.peek().is_some() { ":" } else { "" };
        line(out, indent, &format!("{}{more}", chunk.join(":")));
    }
}

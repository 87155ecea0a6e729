//! Object identifiers: their dotted form and the names that people know them by.

/// The object identifier of RSA keys.
pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";

/// The dotted form of an encoded identifier; what is no identifier is shown in hex.
///
/// Not asn1-rs's: that reads the first arcs from one byte, so it shows 2.999 as `3.16.55`, and an
/// identifier that is cut off as if it were whole.
pub(crate) fn dotted(encoded: &[u8]) -> String {
    let mut arcs: Vec<u128> = Vec::new();
    let mut arc: u128 = 0;
    let mut open = false;
    for byte in encoded {
        if arc >> 120 != 0 {
            return hex(encoded);
        }
        arc = (arc << 7) | u128::from(byte & 0x7f);
        open = byte & 0x80 != 0;
        if !open {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= first * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    if open || arcs.is_empty() {
        return hex(encoded);
    }
    arcs.iter().map(u128::to_string).collect::<Vec<_>>().join(".")
}

fn hex(encoded: &[u8]) -> String {
    format!("#{}", data_encoding::HEXUPPER.encode(encoded))
}

/// The short name of a name's attribute, as in `CN=`.
pub(crate) fn attribute(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "street",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.17" => "postalCode",
        "2.5.4.42" => "GN",
        "2.5.4.43" => "initials",
        "2.5.4.46" => "dnQualifier",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => return None,
    })
}

/// An extension's name, as openssl prints it.
pub(crate) fn extension(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.29.14" => "X509v3 Subject Key Identifier",
        "2.5.29.15" => "X509v3 Key Usage",
        "2.5.29.17" => "X509v3 Subject Alternative Name",
        "2.5.29.18" => "X509v3 Issuer Alternative Name",
        "2.5.29.19" => "X509v3 Basic Constraints",
        "2.5.29.30" => "X509v3 Name Constraints",
        "2.5.29.31" => "X509v3 CRL Distribution Points",
        "2.5.29.32" => "X509v3 Certificate Policies",
        "2.5.29.35" => "X509v3 Authority Key Identifier",
        "2.5.29.36" => "X509v3 Policy Constraints",
        "2.5.29.37" => "X509v3 Extended Key Usage",
        "1.3.6.1.5.5.7.1.1" => "Authority Information Access",
        "2.16.840.1.113730.1.1" => "Netscape Cert Type",
        "2.16.840.1.113730.1.13" => "Netscape Comment",
        _ => return None,
    })
}

/// A signature algorithm's name, as openssl prints it.
pub(crate) fn signature(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.2.840.113549.1.1.2" => "md2WithRSAEncryption",
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "rsassaPss",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.1" => "ecdsa-with-SHA224",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "ED25519",
        "1.3.101.113" => "ED448",
        _ => return None,
    })
}

/// A public-key algorithm's name, as openssl prints it.
pub(crate) fn key(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.2.840.113549.1.1.1" => "rsaEncryption",
        "1.2.840.113549.1.1.10" => "rsassaPss",
        "1.2.840.10045.2.1" => "id-ecPublicKey",
        "1.2.840.10040.4.1" => "dsaEncryption",
        "1.3.101.112" => "ED25519",
        "1.3.101.113" => "ED448",
        _ => return None,
    })
}

/// An extended key usage in words.
pub(crate) fn purpose(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.29.37.0" => "any purpose",
        "1.3.6.1.5.5.7.3.1" => "TLS server authentication",
        "1.3.6.1.5.5.7.3.2" => "TLS client authentication",
        "1.3.6.1.5.5.7.3.3" => "code signing",
        "1.3.6.1.5.5.7.3.4" => "e-mail protection",
        "1.3.6.1.5.5.7.3.8" => "time stamping",
        "1.3.6.1.5.5.7.3.9" => "OCSP signing",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_read_dotted() {
        assert_eq!(dotted(&[0x55, 0x04, 0x03]), "2.5.4.3");
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]),
            "1.2.840.113549.1.1.11"
        );
        assert_eq!(dotted(&[0x88, 0x37, 0x01]), "2.999.1");
    }

    #[test]
    fn asn1_rs_still_reads_some_identifiers_wrongly() {
        use std::borrow::Cow;
        use x509_parser::asn1_rs::Oid;

        let shown = |encoded: &'static [u8]| Oid::new(Cow::Borrowed(encoded)).to_id_string();
        assert_eq!(shown(&[0x88, 0x37, 0x01]), "3.16.55.1");
        assert_eq!(shown(&[0x55, 0x84]), "2.5.4");
    }

    #[test]
    fn what_is_no_identifier_reads_as_hex() {
        assert_eq!(dotted(&[]), "#");
        assert_eq!(dotted(&[0x55, 0x84]), "#5584");
        assert!(dotted(&[0xff; 40]).starts_with('#'));
    }
}

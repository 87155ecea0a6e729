//! When the certificates in a PEM text end, and nothing else about them.
//!
//! The list reports certificates that end soon without loading what decodes and verifies them
//! (`crates/attestation`): this reads as far as the validity of
//! [RFC 5280, 4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1). It must not judge: what it
//! can't read it skips, and the certificates tab says what is wrong there.

use cloudhsm_api::Timestamp;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// DER tags of the elements on the way.
mod tag {
    pub(super) const SEQUENCE: u8 = 0x30;
    /// `[0] EXPLICIT Version`
    pub(super) const VERSION: u8 = 0xa0;
    pub(super) const UTC_TIME: u8 = 0x17;
    pub(super) const GENERALIZED_TIME: u8 = 0x18;
}

/// The end of validity of each certificate in the text, in seconds since the epoch.
pub(crate) fn ends(pem: &str) -> Vec<i64> {
    pem.split(BEGIN)
        .skip(1)
        .filter_map(|rest| not_after(&from_base64(rest.split(END).next()?)?))
        .collect()
}

/// `notAfter` of a certificate in DER.
fn not_after(der: &[u8]) -> Option<i64> {
    let (certificate, _) = element(der, tag::SEQUENCE)?;
    let (mut rest, _) = element(certificate, tag::SEQUENCE)?;
    if let Some((_, after)) = element(rest, tag::VERSION) {
        rest = after;
    }
    // serialNumber, signature, issuer
    for _ in 0..3 {
        rest = any_element(rest)?.2;
    }
    let (validity, _) = element(rest, tag::SEQUENCE)?;
    let (_, _, after_not_before) = any_element(validity)?;
    let (tag, time, _) = any_element(after_not_before)?;
    seconds(tag, std::str::from_utf8(time).ok()?)
}

/// The content of the first element, if it has this tag, and what comes after it.
fn element(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = any_element(der)?;
    (tag == wanted).then_some((content, rest))
}

/// Tag and content of the first element, and what comes after it.
fn any_element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        // Three bytes count to 16 MB.
        if bytes.len() > 3 {
            return None;
        }
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, as RFC 5280 has them written.
fn seconds(tag: u8, text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    let (century, digits) = match tag {
        tag::UTC_TIME if digits.len() == 12 => {
            (if digits.get(..2)? < "50" { "20" } else { "19" }, digits)
        }
        tag::GENERALIZED_TIME if digits.len() == 14 => (digits.get(..2)?, digits.get(2..)?),
        _ => return None,
    };
    let part = |index: usize| digits.get(index * 2..index * 2 + 2);
    let (year, month, day) = (part(0)?, part(1)?, part(2)?);
    let (hour, minute, second) = (part(3)?, part(4)?, part(5)?);
    let iso = [century, year, "-", month, "-", day, "T", hour, ":", minute, ":", second, "Z"];
    Timestamp::parse_iso8601(&iso.concat())?.epoch_millis().map(|millis| millis.div_euclid(1000))
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            // The byte that is complete; what is left of it moves out of sight.
            bytes.push((bits >> count & 0xff).to_le_bytes()[0]);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::pinned;
    use proptest::prelude::*;

    #[test]
    fn reads_what_the_decoder_reads() {
        let roots = pinned(0);
        assert!(roots.len() >= 3);
        for root in &roots {
            assert_eq!(ends(&root.pem), [root.validity.not_after], "{}", root.label);
        }
        let pems: Vec<_> = roots.iter().map(|root| root.pem.as_str()).collect();
        let bundle = pems.join("\r\nabout the next\r\n");
        let all: Vec<_> = roots.iter().map(|root| root.validity.not_after).collect();
        assert_eq!(ends(&bundle), all);
    }

    #[test]
    fn what_can_not_be_read_is_skipped() {
        let root = &pinned(0)[0].pem;
        assert_eq!(ends(&root.replace("CERTIFICATE", "CERTIFICATE REQUEST")), [0_i64; 0]);
        for length in 0..root.len() - END.len() {
            // A part that holds the validity is enough; none makes up a date.
            let found = ends(&root[..length]);
            assert!(found.is_empty() || found == ends(root), "{length}");
        }
    }

    #[test]
    fn dates_of_both_kinds() {
        assert_eq!(seconds(tag::UTC_TIME, "700101000000Z"), Some(0));
        assert_eq!(seconds(tag::UTC_TIME, "240229235959Z"), Some(1_709_251_199));
        assert_eq!(seconds(tag::UTC_TIME, "500101000000Z"), Some(-631_152_000));
        assert_eq!(seconds(tag::GENERALIZED_TIME, "20500101000000Z"), Some(2_524_608_000));
        for odd in ["", "2402292359Z", "24022923595-Z", "241329235959Z", "240229235959"] {
            assert_eq!(seconds(tag::UTC_TIME, odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), text in ".{0,80}") {
            let _ = not_after(&bytes);
            let _ = ends(&format!("{BEGIN}{text}{END}"));
        }
    }
}

//! Serial numbers of certificates.

use std::fmt;

use x509_parser::num_bigint::{BigInt, Sign};

use crate::fingerprint::hex_colons;

/// A serial number, as people compare it. RFC 5280 requires it to be positive; not every issuer
/// complies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial(BigInt);

impl Serial {
    /// From the content of an INTEGER: big-endian, in two's complement. x509-parser's own number is
    /// unsigned, so it would show -1 as 255.
    pub(crate) fn new(encoded: &[u8]) -> Self {
        Self(BigInt::from_signed_bytes_be(encoded))
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.sign() == Sign::Minus
    }

    /// Big-endian, without its sign.
    pub(crate) fn magnitude(&self) -> Vec<u8> {
        self.0.magnitude().to_bytes_be()
    }
}

impl fmt::Display for Serial {
    /// Hex with colons, without leading zeros, after a minus where it is negative.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}", hex_colons(&self.magnitude()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_a_sign_and_a_leading_zero_is_none() {
        for (encoded, shown) in [
            (&[0x00][..], "00"),
            (&[0x7f], "7F"),
            (&[0x00, 0xf9, 0x24], "F9:24"),
            (&[0xff], "-01"),
            (&[0x80], "-80"),
            (&[0xed, 0x99], "-12:67"),
            (&[0xff, 0x00], "-01:00"),
        ] {
            assert_eq!(Serial::new(encoded).to_string(), shown);
        }
    }
}

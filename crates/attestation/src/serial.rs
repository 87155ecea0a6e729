//! Serial numbers of certificates.

use std::fmt;

use crate::fingerprint::hex_colons;

/// A serial number, as people compare it. RFC 5280 wants it positive; not every issuer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial {
    negative: bool,
    /// Big-endian, at least one byte.
    magnitude: Vec<u8>,
}

impl Serial {
    /// From the content of an INTEGER: big-endian, in two's complement.
    pub(crate) fn new(encoded: &[u8]) -> Self {
        let negative = encoded.first().is_some_and(|first| *first >= 0x80);
        let mut magnitude = encoded.to_vec();
        if negative {
            let mut carry = true;
            for byte in magnitude.iter_mut().rev() {
                let (flipped, overflow) = (!*byte).overflowing_add(u8::from(carry));
                (*byte, carry) = (flipped, overflow);
            }
        }
        let zeros = magnitude.iter().take_while(|byte| **byte == 0).count();
        magnitude.drain(..zeros.min(magnitude.len().saturating_sub(1)));
        Self { negative, magnitude }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Big-endian, without its sign.
    pub(crate) fn magnitude(&self) -> &[u8] {
        &self.magnitude
    }
}

impl fmt::Display for Serial {
    /// Hex with colons, without leading zeros, after a minus where it is negative.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        write!(f, "{sign}{}", hex_colons(&self.magnitude))
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

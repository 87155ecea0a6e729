//! How sections of WebAssembly are written.

use std::ops::Range;

/// The length of WebAssembly's magic number and version.
pub(super) const HEADER: usize = 8;

/// A part of the file; the parser has just read it from there.
pub(super) fn slice(wasm: &[u8], range: Range<u64>) -> &[u8] {
    usize::try_from(range.start)
        .ok()
        .zip(usize::try_from(range.end).ok())
        .and_then(|(start, end)| wasm.get(start..end))
        .unwrap_or_default()
}

/// A number as WebAssembly writes it: seven bits a byte, the lowest first.
pub(super) fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_back() {
        assert_eq!(leb128(0), [0]);
        assert_eq!(leb128(127), [127]);
        assert_eq!(leb128(624_485), [0xe5, 0x8e, 0x26]);
    }
}

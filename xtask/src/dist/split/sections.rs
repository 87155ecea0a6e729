//! Chunks without the sections that no browser reads.

use std::ops::Range;

use wasmparser::{BinaryReaderError, Parser, Payload};

/// The length of WebAssembly's magic number and version.
pub(super) const HEADER: usize = 8;

/// The file without its custom sections.
pub(super) fn without_custom(wasm: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut short = wasm.get(..HEADER).unwrap_or_default().to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        if !matches!(payload, Payload::CustomSection(_)) {
            let content = slice(wasm, range);
            short.push(id);
            short.extend(leb128(content.len()));
            short.extend_from_slice(content);
        }
    }
    Ok(short)
}

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
    fn only_custom_sections_go() {
        let header = b"\0asm\x01\0\0\0";
        // A type section without types, and two custom sections named "a".
        let (custom, types) = (b"\0\x03\x01ab", b"\x01\x01\0");
        let wasm = [&header[..], custom, types, custom].concat();
        assert_eq!(without_custom(&wasm).unwrap(), [&header[..], types].concat());
        assert!(without_custom(b"no WebAssembly").is_err());
    }

    #[test]
    fn lengths_read_back() {
        assert_eq!(leb128(0), [0]);
        assert_eq!(leb128(127), [127]);
        assert_eq!(leb128(624_485), [0xe5, 0x8e, 0x26]);
    }
}

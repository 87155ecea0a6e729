//! Files as a static host or a CDN keeps them compressed: the best quality, and the same bytes each
//! time.

use std::io::Write as _;

/// Brotli of the best quality, with the usual window.
pub(crate) fn brotli(content: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 11, 22);
    // Writing to memory has no way to fail; a test reads the result back.
    let _ = writer.write_all(content);
    writer.into_inner()
}

/// gzip of the best quality, without a time in it.
pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // As above.
    let _ = writer.write_all(content);
    writer.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_compressed_reads_back_to_the_end() {
        let text = "state is never told by color alone; ".repeat(1000);
        let small = brotli(text.as_bytes());
        assert!((20..200).contains(&small.len()), "{}", small.len());
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut small.as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        let mut back = String::new();
        let zipped = gzip(text.as_bytes());
        flate2::read::GzDecoder::new(zipped.as_slice()).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        assert_eq!(zipped, gzip(text.as_bytes()));
    }
}

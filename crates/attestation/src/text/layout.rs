//! Indented lines and blocks of hex.

use std::fmt::Write as _;

use crate::printable::printable;

pub(super) fn line(out: &mut String, indent: usize, text: &str) {
    // Text of a certificate must not be mistaken for lines of this view.
    let _ = writeln!(out, "{:indent$}{}", "", printable(text));
}

/// Lower-case hex with colons, so many bytes a line, as openssl breaks it.
pub(super) fn hex_lines(out: &mut String, indent: usize, bytes: &[u8], a_line: usize) {
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut lines = hex.chunks(a_line).peekable();
    while let Some(chunk) = lines.next() {
        let more = if lines.peek().is_some() { ":" } else { "" };
        line(out, indent, &format!("{}{more}", chunk.join(":")));
    }
}

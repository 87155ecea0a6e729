//! Which changes turn a file's text into the text that is sent.

use super::cleaning::Cleaning;
use crate::input::{Item, Reading};

const BEGIN: &str = "-----BEGIN ";

/// The changes from `text`, which was read as `reading`, to `pem`; beside those of its encoding.
pub(super) fn steps(bytes: &[u8], reading: &Reading, pem: &str) -> Vec<Cleaning> {
    if let [item] = reading.items.as_slice()
        && item.der() == bytes
    {
        return vec![Cleaning::Der];
    }
    let text = String::from_utf8_lossy(bytes);
    let certificates =
        reading.items.iter().filter(|item| matches!(item, Item::Certificate(_))).count();
    let usual = text.matches("-----BEGIN CERTIFICATE-----").count();
    let trusted = ["X509 CERTIFICATE", "TRUSTED CERTIFICATE"]
        .iter()
        .any(|label| text.contains(&format!("{BEGIN}{label}-----")));
    let blocks = text.matches(BEGIN).count();
    let mut found = Vec::new();
    let mut add = |applies: bool, cleaning| {
        if applies {
            found.push(cleaning);
        }
    };
    add(blocks == 0, Cleaning::Armor);
    add(text.contains('\r'), Cleaning::LineEnds);
    add(text.contains("\\n") || text.contains("\\r"), Cleaning::EscapedLineEnds);
    add(reading.extra_text, Cleaning::TextAround);
    add(text.lines().any(has_blanks), Cleaning::Blanks);
    add(blocks > certificates, Cleaning::OtherBlocks);
    add(trusted || (blocks > 0 && usual < certificates), Cleaning::Label);
    if found.is_empty() && text != pem {
        found.push(Cleaning::Layout);
    }
    found
}

fn has_blanks(line: &str) -> bool {
    let line = line.trim_end_matches('\r');
    line.trim() != line
}

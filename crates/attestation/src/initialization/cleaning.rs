//! What is changed in a file before it is sent, in words. The certificates stay byte by byte what
//! they are.

use serde::{Deserialize, Serialize};

/// Something that is changed in a file's text, and never in its certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cleaning {
    /// UTF-16 became UTF-8.
    Utf16,
    /// A byte order mark of UTF-8 was removed.
    ByteOrderMark,
    /// DER became PEM.
    Der,
    /// Base64 got PEM's first and last line.
    Armor,
    /// CR LF, or CR alone, became LF.
    LineEnds,
    /// The two characters `\n` became a line end.
    EscapedLineEnds,
    /// Text before, between or after the certificates was removed.
    TextAround,
    /// Blanks at an end of a line were removed.
    Blanks,
    /// PEM blocks that are no certificates were removed.
    OtherBlocks,
    /// Another label became `CERTIFICATE`.
    Label,
    /// Lines got their usual length, or the last one its line end.
    Layout,
}

impl Cleaning {
    /// What was done, as a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Utf16 => "Converted from UTF-16 to UTF-8.",
            Self::ByteOrderMark => "Removed a byte order mark (BOM).",
            Self::Der => "Converted from DER to PEM.",
            Self::Armor => "Added the BEGIN and END lines of PEM.",
            Self::LineEnds => "Changed line ends to LF.",
            Self::EscapedLineEnds => "Changed escaped line ends (\\n) to LF.",
            Self::TextAround => "Removed text outside the PEM blocks.",
            Self::Blanks => "Removed spaces around lines.",
            Self::OtherBlocks => "Removed PEM blocks that aren’t certificates.",
            Self::Label => "Changed the PEM label to CERTIFICATE.",
            Self::Layout => "Wrapped lines at 64 characters, with a line end after the last one.",
        }
    }
}

/// A [`Cleaning`] with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cleaned {
    /// What was changed.
    pub kind: Cleaning,
    /// In a sentence.
    pub words: String,
}

impl From<Cleaning> for Cleaned {
    fn from(kind: Cleaning) -> Self {
        Self { kind, words: kind.in_words().to_owned() }
    }
}

//! Recognizes the name of a file where its content should be.

/// Longer texts are no path that somebody pasted.
const LONGEST: usize = 1_024;
/// How the AWS CLI and browsers name files, and how absolute and relative paths begin.
const BEGINNINGS: [&str; 8] = ["file:", "fileb:", "/", "./", "../", "~/", ".\\", "\\\\"];
/// What certificates, requests and keys are called.
const ENDINGS: [&str; 9] =
    [".crt", ".pem", ".cer", ".cert", ".der", ".csr", ".key", ".p7b", ".txt"];

/// The path that a text is, if it is one.
pub(super) fn path(text: &str) -> Option<&str> {
    let path = text.trim().trim_matches(['"', '\'']);
    if path.is_empty() || path.len() > LONGEST || path.contains(['\n', '\r']) {
        return None;
    }
    let lower = path.to_ascii_lowercase();
    let begins = BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning));
    let ends = ENDINGS.iter().any(|ending| lower.ends_with(ending));
    (begins || ends || has_drive(path)).then_some(path)
}

/// `C:\` or `C:/`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_recognized_and_other_texts_are_not() {
        for text in [
            "file://customerCA.crt",
            "fileb://X_CustomerHsmCertificate.crt",
            "/home/me/x.crt",
            "customerCA.crt",
            "\"C:\\Users\\me\\my CA.PEM\"\r\n",
            "d:/certificates/ca",
            "./ca",
            "~/ca",
        ] {
            assert!(path(text).is_some(), "{text}");
        }
        for text in ["", "  ", "MIIBCgKCAQEA", "hello", "customerCA.crt\nfile://x", "a:b"] {
            assert_eq!(path(text), None, "{text}");
        }
        assert_eq!(path(&format!("/{}", "x".repeat(LONGEST))), None);
    }
}

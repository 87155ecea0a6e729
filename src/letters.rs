//! Letters of any script: comparing without regard to case, and telling apart what looks alike.

mod differing;

pub use differing::hidden_difference;

/// The text in lower case.
///
/// The browser does it where there is one: Rust's tables for it weigh four kilobytes of the first
/// load.
#[cfg(target_arch = "wasm32")]
pub fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// The text in lower case.
#[cfg(not(target_arch = "wasm32"))]
pub fn lower_case(text: &str) -> String {
    text.to_lowercase()
}

/// Whether a text has only what AWS takes in tags: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
#[cfg(target_arch = "wasm32")]
pub fn is_tag_text(text: &str) -> bool {
    js_sys::RegExp::new(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$", "u").test(text)
}

/// Whether a text has only what AWS takes in tags, as far as Rust's own tables tell.
#[cfg(not(target_arch = "wasm32"))]
pub fn is_tag_text(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter))
}

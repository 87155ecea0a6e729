//! How values of flags are written.

use backend_api::OperationSet;

/// A color whose contrast the console can compute.
pub(super) fn color(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(_) => Ok(text.to_owned()),
        None => Err("it must be # and six hexadecimal digits, such as #b00020".to_owned()),
    }
}

/// The name of a set of operations.
pub(super) fn operation_set(text: &str) -> Result<OperationSet, String> {
    let known = OperationSet::ALL.iter().copied().find(|set| set.as_str() == text);
    known.ok_or_else(|| "it must be read, tag, operate or delete".to_owned())
}

/// A tag.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("it must look like KEY=VALUE".to_owned()),
    }
}

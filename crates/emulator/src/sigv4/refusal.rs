//! Why AWS refuses a signature.

/// Why a request does not count as signed; the text is AWS's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no signature at all.
    Missing,
    /// The signature lacks a part, or a part can't be read.
    Incomplete(String),
    /// The signature, its scope or its time is wrong.
    Invalid(String),
    /// Nobody has this key, or its session token is another.
    UnknownKey,
    /// The session has ended.
    Expired,
}

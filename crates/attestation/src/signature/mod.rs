//! Checking one signature with one key. The top of the crate says which implementation does it, and
//! why. Names, dates and trust are not known here.

mod check;
mod ecdsa;
mod rust_crypto;

pub use self::{
    check::{SignatureCheck, SignatureProblem},
    rust_crypto::RustCrypto,
};
pub(crate) use self::{
    ecdsa::is_outside_of_curve,
    rust_crypto::{check_weak_too, has_weak_digest},
};

//! The certificates tab: verdicts of the WebAssembly are those of the native build, what fails is
//! shown where it fails, roots are supplied, and the evidence that is saved repeats by openssl alone.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod evidence;
mod scene;
mod supplied;
mod verdicts;

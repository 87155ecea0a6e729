//! The console: a Leptos single-page application for AWS CloudHSM.
//!
//! Owns what a person sees and does. Must not know AWS credentials, signing, or how the backend
//! decides: it shows what the backend answers. Logic that can be tested natively lives outside of
//! components, beside the page that it serves.

// The component macro makes items `pub` whose module decides how far they go.
#![allow(unreachable_pub)]
// `{move || words()}` and not `{words}`: Leptos boxes a closure that stands in `view!`, and compiles one
// that is passed anew with all around it. Of the list alone that was 12 KiB.
#![allow(clippy::redundant_closure)]
// An error carries all that is known, and is rare: its size costs nothing that matters here.
#![allow(clippy::result_large_err)]

pub mod activity;
pub mod api;
pub mod app;
pub mod aws_console;
pub mod boot;
pub mod cluster;
pub mod clusters;
pub mod components;
pub mod connect;
pub mod crash;
pub mod csv;
pub mod deletion;
#[cfg(all(debug_assertions, target_arch = "wasm32"))]
pub mod dev_reload;
pub mod frame;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod guarded;
pub mod keyboard_focus;
pub mod lifecycle;
pub mod lookalikes;
pub mod lower_case;
pub mod route;
#[cfg(test)]
mod samples;
pub mod shell;
pub mod sorting;
pub mod state;
pub mod time;

//! Doing something again and again while the page lives and its tab is looked at.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::task::spawn_scoped;

/// While AWS works on something, or an error may be over soon.
pub const SOON_MILLIS: u32 = 5_000;
/// While nothing is expected to change.
pub const CALM_MILLIS: u32 = 30_000;

/// Calls `work` after each pause, until the current owner goes. A tab that nobody looks at waits.
pub fn poll(pause_millis: impl Fn() -> u32 + 'static, work: impl Fn() + 'static) {
    spawn_scoped(async move {
        loop {
            TimeoutFuture::new(pause_millis()).await;
            if document().visibility_state() == web_sys::VisibilityState::Visible {
                work();
            }
        }
    });
}

//! Repeats something while the page is open and its tab is visible.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::task::spawn_scoped;

/// While AWS works on something, or an error may be over soon.
pub const SOON_MILLIS: u32 = 5_000;
/// While nothing is expected to change.
pub const CALM_MILLIS: u32 = 30_000;

/// Calls `work` after each pause, until the current owner is dropped. A tab in the background waits.
///
/// The length of the pause is read repeatedly: the last call may have found that something is about
/// to change, or that AWS throttles requests.
pub fn poll(pause_millis: impl Fn() -> u32 + 'static, work: impl Fn() + 'static) {
    spawn_scoped(async move {
        let mut waited = 0_u32;
        loop {
            TimeoutFuture::new(SOON_MILLIS).await;
            waited = SOON_MILLIS.saturating_add(waited);
            if waited >= pause_millis() && is_visible() {
                waited = 0;
                work();
            }
        }
    });
}

/// Waits once, and again for as long as the tab is in the background.
pub async fn pause_until_visible(millis: u32) {
    TimeoutFuture::new(millis).await;
    while !is_visible() {
        TimeoutFuture::new(millis).await;
    }
}

fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

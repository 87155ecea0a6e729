//! The browser's frames: when it has drawn. Knows nothing of what is drawn.

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// A page that draws nothing for so long is hidden.
const NO_FRAME_MILLIS: i32 = 100;

/// Waits until the next frame is drawn, or a moment in a page that draws none.
pub async fn next_frame() {
    let drawn = Promise::new(&mut |drawn, _| {
        let window = window();
        // If neither is to be had, the page closes.
        let _ = window.request_animation_frame(&drawn);
        let _ =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&drawn, NO_FRAME_MILLIS);
    });
    // Nothing rejects it.
    let _ = JsFuture::from(drawn).await;
    // What asks for a frame runs before that frame is drawn.
    TimeoutFuture::new(0).await;
}

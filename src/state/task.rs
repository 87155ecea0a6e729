//! Futures that end with what started them.
//!
//! Boxed, so that the code around them is compiled once and not for each.

use std::pin::Pin;

use leptos::{prelude::*, reactive::spawn_local_scoped_with_cancellation};

/// Runs a future under the current owner: when that goes, the future is dropped.
pub fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local_scoped_with_cancellation(future);
}

/// Runs a future to its end, whatever goes.
pub fn spawn_detached(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    leptos::task::spawn_local(future);
}

/// A callback that works under the present owner, whatever calls it: what a click starts ends with
/// the page and not with the button, and goes on as long as the page.
pub fn under_owner<T: 'static>(work: impl Fn(T) + Send + Sync + 'static) -> Callback<T> {
    let owner = Owner::current();
    Callback::new(move |input| {
        if let Some(owner) = &owner {
            owner.with(|| work(input));
        }
    })
}

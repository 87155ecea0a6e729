//! Signals that tell only of what is new.

use leptos::prelude::*;

/// Sets a signal, unless it has the value already: nothing is drawn anew for it.
pub(super) fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|old| *old != value) == Some(true) {
        signal.set(value);
    }
}

//! What changes by itself on a page.
//!
//! A closure in a view is a type of its own, and all the code that keeps it on screen is compiled
//! again for it: kilobytes each. These put closures behind one type.

use leptos::prelude::*;

/// A part of a page that is drawn anew when what it reads changes.
pub fn live<V: IntoView + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    draw.into_any()
}

/// The value of an attribute or property that follows what it reads.
pub fn attr<T>(value: impl FnMut() -> T + Send + 'static) -> Box<dyn FnMut() -> T + Send> {
    Box::new(value)
}

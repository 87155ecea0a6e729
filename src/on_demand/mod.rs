//! Pages and dialogs that are rarely opened, in a WebAssembly of their own that is loaded when one is.
//!
//! Two sides, compiled into two programs: [`loader`] and [`dialog`] are the console's, which load the
//! other and give a page its place; [`pages`] is the other's (`src/bin/on-demand.rs`), with the pages
//! and dialogs themselves. They share the address bar, the document, the browser's storage and
//! nothing else: links work by the console's own listener, and each side has its own connection to
//! the backend.

pub mod dialog;
pub mod loader;
pub mod pages;

/// The name under which the pages put their `mount` function into the page's global object.
const MOUNT: &str = "cloudhsmConsoleMount";
/// The same for the function that opens a dialog: `(name, data)`.
const OPEN: &str = "cloudhsmConsoleOpen";
/// The function of `boot.js` that loads the pages.
const LOAD: &str = "cloudhsmConsoleLoadOnDemand";
/// The event by which the pages tell the console that the session is over.
const SESSION_ENDED: &str = "cloudhsm-console.session-ended";

//! What surrounds the pages: the palette, the keys, the preferences, hints and explanations, what is said
//! in passing, and whose account this is.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod help;
mod palette;
mod preferences;
mod scene;
mod surroundings;
mod tabs;

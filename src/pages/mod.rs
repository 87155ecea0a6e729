//! The pages of the console, a folder or a file each.

pub mod activity;
pub mod certificates;
pub mod cluster;
pub mod clusters;
pub mod connect;
pub mod deletion;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod not_found;
pub mod tag_editor;
pub mod top_bar;

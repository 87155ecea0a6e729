//! The list of clusters in a browser: filtered and sorted.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod filter;
mod order;
mod scene;

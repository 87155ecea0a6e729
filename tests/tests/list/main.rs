//! The list of clusters in a browser: filtered, sorted, told, scrolled, arranged and taken away.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod back;
mod columns;
mod export;
mod figures;
mod filter;
mod keyboard;
mod live;
mod long;
mod many;
mod odd;
mod order;
mod panels;
mod phone;
mod scene;
mod selection;
mod steps;
mod stream;
mod tree;
mod used;
mod views;
mod worst;

//! The dialogs of the list: its columns, its saved views, and its export.

pub mod columns;
pub mod export;
pub mod exported;
pub mod views;

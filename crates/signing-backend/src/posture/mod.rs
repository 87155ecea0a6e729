//! The posture report: all regions read once, judged by the rules of `cluster-health`, and written in
//! five formats.
//!
//! [`survey`] reads, as the fleet does. Everything else is pure: [`judge`] makes a region's part of the report of what was
//! read, and each format is a function of the report.

mod backup_facts;
mod csv;
mod evidence;
mod exit;
mod format;
mod html;
mod judge;
mod sarif;
mod survey;
mod text;
mod words;

pub use exit::PostureExit;
pub use format::PostureFormat;
pub use survey::{Survey, survey};

//! Fields of comma-separated values that a spreadsheet takes for text and nothing else: the same as in
//! the backend's posture report.

pub use backend_api::csv::field;

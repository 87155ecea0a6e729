//! Numbers with their units.

/// Bytes.
pub(crate) fn kib(bytes: f64) -> String {
    format!("{:.1} KiB", bytes / 1024.0)
}

/// Bytes.
pub(crate) fn mib(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / 1024.0 / 1024.0)
}

/// Milliseconds.
pub(crate) fn seconds(millis: f64) -> String {
    format!("{:.2} s", millis / 1000.0)
}

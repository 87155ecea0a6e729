//! Imports that are allowed for now. The check fails when one of them is no longer needed.

use std::fmt;

/// An import that is allowed for now.
#[derive(Debug)]
pub(super) struct Exception {
    /// The library or program.
    pub(super) program: &'static str,
    /// The module that imports.
    pub(super) from: &'static str,
    /// The module that defines what is imported.
    pub(super) to: &'static str,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The exception {} → {} of {}", self.from, self.to, self.program)
    }
}

/// All of them.
pub(super) const EXCEPTIONS: &[Exception] = &[
    // Reading what can be read of a shape.
    Exception { program: "cloudhsm-api", from: "shape", to: "listing" },
    // The certificates' limits.
    Exception { program: "attestation", from: "certificate", to: "input" },
    // The emulator's faults.
    Exception { program: "emulator", from: "control", to: "service" },
    // The backend's log and guard.
    backend("audit::reader", "audit::log"),
    backend("audit::verified", "audit::remembered"),
    backend("failure", "forward::retry"),
    backend("guard::warnings", "guard::backup_warnings"),
    backend("guard::checks", "guard::delete"),
    Exception { program: "signing-backend/cloudhsm-console", from: "error", to: "ca_bundle" },
];

const fn backend(from: &'static str, to: &'static str) -> Exception {
    Exception { program: "signing-backend", from, to }
}

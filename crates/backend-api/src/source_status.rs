//! What came of asking a service of AWS: "not allowed to look" is not "nothing there".

use crate::wire::closed_enum;

closed_enum! {
    /// What came of asking a source.
    SourceStatus {
        /// It answered, completely.
        Known = "known",
        /// The AWS identity lacks the permission.
        NotAllowed = "not-allowed",
        /// It did not answer, or not as it should.
        Failed = "failed",
        /// The backend was started without it (`--look`).
        NotAsked = "not-asked",
        /// It is being asked: only a plan that fills in says this.
        Asking = "asking",
    }
}

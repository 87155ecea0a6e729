//! The receipt of an attempt: what was done, by whom, what is left, and where that is recorded. The
//! answer of `GET /api/attempts/{attempt}/receipt`.
//!
//! The backend words it, so that the page, a ticket and a script say the same.

use cloudhsm_api::Timestamp;

use crate::{Attempt, AuditRecord, SurvivingBackup, Unread, wire::wire_struct};

wire_struct! {
    /// What an attempt did, as the backend and its audit log have it.
    Receipt {
        /// What was done to what, and how it ended.
        title: String = "title",
        /// Nothing is expected to be added to it.
        settled: bool = "settled",
        /// What is known, in words; what is not known says so.
        facts: Vec<Fact> = "facts",
        /// All of it as Markdown, for a ticket.
        text: String = "text",
        /// The attempt.
        attempt: Unread<Attempt> = "attempt",
        /// What is left of what a deletion takes; absent if this backend no longer knows it.
        left: Option<Unread<Left>> = "left",
        /// The records of the attempt, oldest first.
        records: Unread<Vec<Evidence>> = "records",
    }
}

wire_struct! {
    /// A part of a receipt in words.
    Fact {
        /// Its name.
        name: String = "name",
        /// What is known; each is a line.
        lines: Vec<String> = "lines",
    }
}

wire_struct! {
    /// What outlives a deletion, as it was read right before the last request was sent.
    Left {
        /// When it was read.
        read_at: Timestamp = "readAt",
        /// The newest of the backups that are left.
        backups: Vec<SurvivingBackup> = "backups",
        /// How many older ones are left.
        older: u32 = "older",
        /// The command of the AWS CLI that restores, if there is one.
        restore: Option<String> = "restore",
    }
}

wire_struct! {
    /// A record of the audit log, and the hash of its line.
    Evidence {
        /// The record.
        record: AuditRecord = "record",
        /// SHA-256 (hex) of its line, without the line feed: what the next line carries.
        hash: String = "hash",
    }
}

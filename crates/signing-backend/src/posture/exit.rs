//! What the exit code of `posture` says.

use backend_api::{PostureReport, Severity};

/// What the exit code of `posture` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostureExit {
    /// Every region was read, and nothing is as severe as asked for.
    Fine,
    /// There is a finding as severe as asked for, or more.
    Findings,
    /// A region, or its backups, could not be read: nobody knows what is there.
    Incomplete,
}

impl PostureExit {
    /// Of a report.
    pub fn of(report: &PostureReport, fail_on: Severity) -> Self {
        if report.is_incomplete() {
            return Self::Incomplete;
        }
        // The most severe is the least.
        if report.findings().any(|(_, _, found)| found.finding.severity <= fail_on) {
            Self::Findings
        } else {
            Self::Fine
        }
    }

    /// The exit code. 2 is a start that failed, such as by a wrong flag.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Incomplete => 3,
        }
    }
}

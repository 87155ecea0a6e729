//! The log against what happened.

use std::time::Duration;

use backend_api::{AttemptState, ChainStatus};
use cloudhsm_api::OperationClass;
use signing_backend::audit::Verifier;

use super::last_words;
use crate::{
    disk::Line,
    evidence::read_as,
    people::is_certain,
    world::{Sent, Who, World},
};

impl World {
    /// At the end, long after the world became honest.
    pub(crate) fn check_log(&mut self, process: usize, honest_since: Duration) {
        let content = self.disks[process].clone();
        let content = content.content();
        let mut verifier = Verifier::default();
        for line in &content.lines {
            verifier.take(&line.text);
        }
        if !matches!(verifier.status(), ChainStatus::Verified { .. }) {
            self.violation(format!("the chain is broken: {:?}", verifier.status()));
        }
        let mut wrong = Vec::new();
        for ((attempt, resource), line) in last_words(&content.lines) {
            let state = line.record.state();
            let sent = self.sent_or_announced(process, attempt, resource, &content.lines);
            if let Some(sent) = sent {
                let late = Duration::from_mins(5);
                let was_gone = self.cloud.was_gone_since(resource, sent.at);
                let stays_gone = self.cloud.is_gone_from(resource, line.at.saturating_sub(late));
                let is_wrong = match state {
                    AttemptState::Refused | AttemptState::Stopped => !is_certain(sent.known),
                    AttemptState::Gone => {
                        !was_gone && !self.could_not_revise(&sent, line, content.lost)
                    }
                    AttemptState::StillUnknown => {
                        let is_deletion = sent.operation.class() == OperationClass::Destroying;
                        is_deletion && stays_gone && line.at > honest_since + late
                    }
                    _ => false,
                };
                if is_wrong {
                    let record = &line.record;
                    wrong.push(format!("the log's last word is {record:?}, but {sent:?}"));
                }
            }
        }
        self.figures.lines += content.lines.len() as u64;
        self.figures.lines_lost += u64::from(content.lost);
        for text in wrong {
            self.violation(text);
        }
    }

    /// A listing left it out, twice in a row, and the backend had no chance to find that out: its
    /// process ended, or could not read, in the minutes after. Its credentials can have become others
    /// before the line too: while the reading that it rests on was on its way.
    fn could_not_revise(&self, sent: &Sent, line: &Line, lost: u32) -> bool {
        let process = sent.who.process;
        let soon = |at: Duration| at >= line.at && at <= line.at + Duration::from_mins(10);
        let who = Who { process, run: line.run };
        let last_look = self.last_absence(who, sent, line.at).unwrap_or(line.at);
        let from_look = |at: Duration| at >= last_look && (at < line.at || soon(at));
        // Left out of listings, or shown as DELETED by one that lagged.
        let was_deceived =
            self.adversary.lied_about(read_as(sent)) || line.record.not_listed != Some(true);
        was_deceived
            && (self.ends.iter().any(|it| it.0 == who && soon(it.1))
                || self.blind.iter().any(|it| it.0 == process && soon(it.1))
                || self.new_credentials.iter().any(|it| it.0 == process && from_look(it.1))
                || lost > 0
                || line.at > sent.at + Duration::from_mins(9))
    }
}

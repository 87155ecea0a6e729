//! The invariants, from outside: answers, attempts and lines against what AWS did.

mod log;

use std::{collections::HashMap, time::Duration};

use backend_api::{Attempt, AttemptState, AuditEvent, AuditRecord};

use crate::{
    disk::Line,
    people::is_certain,
    world::{Who, World},
};

/// The last word of a log about each attempt and each step of it.
type LastWords<'a> = HashMap<(&'a str, &'a str), &'a Line>;

fn last_words(lines: &[Line]) -> LastWords<'_> {
    let tells = |it: &&Line| !matches!(it.record.event, AuditEvent::Refusal | AuditEvent::DryRun);
    lines
        .iter()
        .filter(tells)
        .map(|it| ((it.record.attempt.as_str(), it.record.resource.as_str()), it))
        .collect()
}

/// Whether a record is about several HSMs together.
fn is_whole(record: &AuditRecord) -> bool {
    record.resource.contains(' ')
}

impl World {
    /// Each new line of a log, right after it was written.
    pub(crate) fn check_lines(&mut self, process: usize, from: usize) -> usize {
        let disk = self.disks[process].clone();
        let content = disk.content();
        for (index, line) in content.lines.iter().enumerate().skip(from) {
            if line.record.event == AuditEvent::Outcome {
                // What did not fit is kept, and written when there is room: readings came after it.
                let is_late = content.lost > 0 || content.delayed > 0;
                self.check_outcome(process, line, &content.lines[..index], is_late);
            }
        }
        content.lines.len()
    }

    fn check_outcome(&mut self, process: usize, line: &Line, before: &[Line], is_late: bool) {
        let record = &line.record;
        let state = record.state();
        match state {
            AttemptState::Gone => self.figures.gone += u64::from(!is_whole(record)),
            AttemptState::CameBack => self.figures.came_back += 1,
            _ => {}
        }
        let mut wrong = Vec::new();
        if is_whole(record) && state == AttemptState::Gone && !is_late {
            let words = last_words(before);
            let is_gone = |hsm: &&str| {
                let word = words.get(&(record.attempt.as_str(), *hsm));
                word.is_some_and(|it| it.record.state() == AttemptState::Gone)
            };
            let others = record.resource.split(' ').filter(|hsm| !is_gone(hsm));
            wrong.extend(others.map(|hsm| format!("the last word of {hsm} is another")));
        }
        if state == AttemptState::Stopped {
            let denies = record.detail.as_deref().is_some_and(|it| it.contains("not deleted"));
            let words = last_words(before);
            let open = self.sends(process, &record.attempt, None).filter(|it| {
                let word = words.get(&(record.attempt.as_str(), it.resource.as_str()));
                let is_gone = word.is_some_and(|it| it.record.state() == AttemptState::Gone);
                it.at <= line.at && !is_gone && !is_certain(it.known)
            });
            wrong.extend(open.filter(|_| denies).map(|it| format!("{it:?}")));
        } else {
            for resource in record.resource.split(' ') {
                let sent = self.sent_or_announced(process, &record.attempt, resource, before);
                // The permit of a try that sent nothing is good for another.
                let sent = sent.filter(|it| it.at <= line.at);
                let is_new = !is_whole(record) && !is_late;
                wrong.extend(self.why_not(sent.as_ref(), state, line.at, is_new));
            }
        }
        for why in wrong {
            self.violation(format!("the log says {record:?}: {why}"));
        }
    }

    /// What a backend shows of its attempts.
    pub(crate) fn check_attempts(&mut self, who: Who, attempts: &[Attempt]) {
        let now = self.now();
        let disk = self.disks[who.process].clone();
        let content = disk.content();
        for attempt in attempts {
            let whole = (attempt.resource.as_str(), attempt.state);
            let steps = attempt.steps.iter().map(|it| (it.resource.as_str(), it.state));
            let parts: Vec<_> =
                if attempt.steps.is_empty() { vec![whole] } else { steps.collect() };
            for (resource, state) in parts {
                let lines = &content.lines;
                let sent = self.sent_or_announced(who.process, &attempt.id, resource, lines);
                if let Some(why) = self.why_not(sent.as_ref(), state, now, false) {
                    self.violation(format!("{resource} is shown as {state:?}: {why} {attempt:?}"));
                }
            }
            // What is on its way is neither finished nor not sent.
            let goes = |it: &backend_api::AttemptStep| {
                matches!(
                    it.state,
                    AttemptState::Sent | AttemptState::Accepted | AttemptState::Unknown
                )
            };
            if attempt.state == AttemptState::Stopped && attempt.steps.iter().any(goes) {
                self.violation(format!("stopped, and a step is on its way: {attempt:?}"));
            }
            let is_all_gone = attempt.steps.iter().all(|it| it.state == AttemptState::Gone);
            if attempt.state == AttemptState::Gone && !is_all_gone {
                self.violation(format!("gone, and not all of it: {attempt:?}"));
            }
            let was_sent = {
                let mut sends = self.sends(who.process, &attempt.id, None);
                sends.any(|it| !is_certain(it.known))
            };
            if attempt.state == AttemptState::Refused && was_sent {
                self.violation(format!("refused, and it was sent: {attempt:?}"));
            }
        }
    }

    /// All clients of an attempt were told that nothing was sent.
    pub(crate) fn check_claims(&mut self) {
        let all_denied = self.claims.iter().filter(|it| it.1.asked == it.1.denied);
        let wrong: Vec<_> = all_denied
            .flat_map(|((process, attempt), _)| self.sends(*process, attempt, None))
            .filter(|it| !is_certain(it.known))
            .map(|it| format!("all clients were told that it was not sent: {it:?}"))
            .collect();
        for text in wrong {
            self.violation(text);
        }
    }

    /// After an orderly end: what was sent by then has its outcome recorded.
    pub(crate) fn check_finished(&mut self, who: Who, since: Duration) {
        let content = self.disks[who.process].clone();
        let content = content.content();
        let words = last_words(&content.lines);
        let mut wrong = Vec::new();
        for sent in self.sent.iter().filter(|it| it.who == who && it.at < since) {
            let word = words.get(&(sent.attempt.as_str(), sent.resource.as_str()));
            let is_told = word.is_some_and(|it| it.record.event == AuditEvent::Outcome);
            if sent.ended.is_none() || content.lost == 0 && !is_told {
                wrong.push(format!("the process ended in order before it recorded {sent:?}"));
            }
        }
        for text in wrong {
            self.violation(text);
        }
    }

    /// At the end nothing is left that a backend still waits for, and its log says what it shows.
    pub(crate) fn check_end(&mut self, who: Who, attempts: &[Attempt]) {
        let disk = self.disks[who.process].clone();
        let content = disk.content();
        let words = last_words(&content.lines);
        let mut wrong = Vec::new();
        for attempt in attempts {
            if attempt.is_open() {
                wrong.push(format!("still open, and nobody looks any more: {attempt:?}"));
            }
            let whole = (attempt.resource.as_str(), attempt.state);
            let steps = attempt.steps.iter().map(|it| (it.resource.as_str(), it.state));
            let whole = std::iter::once(whole).filter(|_| attempt.steps.is_empty());
            for (resource, state) in whole.chain(steps) {
                let Some(word) = words.get(&(attempt.id.as_str(), resource)) else {
                    if content.lost == 0 && state.was_sent() {
                        wrong
                            .push(format!("{resource}: the log has no word, shown is {attempt:?}"));
                    }
                    continue;
                };
                let said = match word.record.state() {
                    AttemptState::Announced => AttemptState::Unknown,
                    said => said,
                };
                if said != state && content.lost == 0 {
                    wrong.push(format!("{resource}: the log says {said:?}, shown is {attempt:?}"));
                }
            }
        }
        drop(content);
        for text in wrong {
            self.violation(text);
        }
    }
}

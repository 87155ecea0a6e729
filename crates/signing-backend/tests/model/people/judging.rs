//! Whether an answer may be what it is.

use std::time::Duration;

use axum::http::StatusCode;
use backend_api::{ApiError, ApiErrorCode, AttemptState};

use super::{Client, Reply};
use crate::world::Known;

impl Client {
    pub(super) fn in_time(&self, began: Duration, reply: &Reply) {
        let took = self.world.lock().unwrap().now().saturating_sub(began);
        if took > Duration::from_secs(91) {
            self.violation(format!("the answer took {took:?}: {:?}", reply.error()));
        }
    }

    /// What an answer claims, against what was sent.
    pub(super) fn judge(&self, reply: &Reply, planned: Option<&str>) {
        let mut world = self.world.lock().unwrap();
        let who = self.process.who;
        let told = reply.headers.get(backend_api::ATTEMPT_HEADER);
        let told = told.and_then(|it| it.to_str().ok()).map(str::to_owned);
        let error = reply.error();
        let attempt = error.as_ref().and_then(|it| it.attempt.clone()).or(told);
        let attempt = attempt.or(planned.map(str::to_owned)).unwrap_or_default();
        let sends: Vec<_> = world.sends(who.process, &attempt, None).cloned().collect();
        let about = || format!("{} {:?} {sends:?}", reply.status, error);
        if reply.status == StatusCode::OK {
            // AWS's own answer.
            if !sends.iter().any(|it| it.known == Known::Accepted) {
                let text = format!("a success that AWS did not answer: {}", about());
                world.violation(text);
            }
        } else if reply.status == StatusCode::ACCEPTED {
            if sends.iter().all(|it| matches!(it.known, Known::Refused | Known::NotSent)) {
                let text = format!("accepted, and nothing is on its way: {}", about());
                world.violation(text);
            }
        } else if let Some(error) = &error {
            let is_unknown = error.code == ApiErrorCode::OutcomeUnknown;
            if is_unknown && sends.is_empty() {
                let text = format!("unknown, and nothing was sent: {}", about());
                world.violation(text);
            }
            if denies(error) {
                match planned {
                    // Others may have confirmed the same plan: the checks compare the numbers.
                    Some(planned) => {
                        world
                            .claims
                            .entry((who.process, planned.to_owned()))
                            .or_default()
                            .denied += 1;
                    }
                    None if sends.iter().all(|it| is_certain(it.known)) => {}
                    None => {
                        let text = format!("denied, and it was sent: {}", about());
                        world.violation(text);
                    }
                }
            }
        }
    }
}

/// Whether it is certain that nothing came of a send.
pub(crate) fn is_certain(known: Known) -> bool {
    matches!(known, Known::Refused | Known::NotSent)
}

/// Whether an error says that nothing was sent or deleted.
pub(super) fn denies(error: &ApiError) -> bool {
    let text = &error.message;
    let phrases = ["othing was sent", "othing was deleted", "othing was changed", "was not sent"];
    error.outcome == Some(AttemptState::Refused) || phrases.iter().any(|it| text.contains(it))
}

//! Verifying the whole log while the backend runs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use backend_api::ChainStatus;

use super::reader::Reader;

const EVERY: Duration = Duration::from_hours(24);
/// How soon the end of the backend is noticed.
const STEP: Duration = Duration::from_secs(1);

/// Verifies the log now and every day, until it is ended. A plain thread, so that the end of the
/// program waits for no disk.
pub(super) fn verify(reader: Arc<Reader>, ended: Arc<AtomicBool>) {
    let work = move || {
        let mut next = Instant::now();
        while !ended.load(Ordering::Relaxed) {
            if Instant::now() < next {
                std::thread::sleep(STEP);
                continue;
            }
            next = Instant::now() + EVERY;
            match reader.verify_anew(&ended) {
                Ok(ChainStatus::Verified { records }) => {
                    tracing::info!(records, "the whole audit log was verified");
                }
                Ok(ChainStatus::Broken { line, reason }) => {
                    tracing::error!(line, reason, "the audit log was changed by someone else");
                }
                Err(_) if ended.load(Ordering::Relaxed) => {}
                Err(error) => tracing::error!(%error, "the audit log could not be verified"),
            }
        }
    };
    let started = std::thread::Builder::new().name("audit-verify".to_owned()).spawn(work);
    if let Err(error) = started {
        tracing::error!(%error, "the audit log is not verified in the background");
    }
}

//! Waiting for a condition, never for a time.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::watchdog;

/// How long a condition may take. Only a test that fails takes all of it.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How much longer a question may take that was asked in time.
const ANSWER: Duration = Duration::from_secs(35);
const POLL: Duration = Duration::from_millis(50);

/// Asks again and again until there is an answer. Panics with `what` after [`PATIENCE`].
pub async fn eventually<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_within(PATIENCE, what, ask).await
}

/// The same, for what is known to take longer.
pub async fn eventually_within<T>(
    patience: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> T {
    asked_until(patience, what, async || ask().await.ok_or_else(String::new)).await
}

/// The same, of a question whose error says what is there instead: the panic has the last one.
pub async fn eventually_or<T>(what: &str, ask: impl AsyncFnMut() -> Result<T, String>) -> T {
    asked_until(PATIENCE, what, ask).await
}

async fn asked_until<T>(
    patience: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    watchdog::watch();
    let start = Instant::now();
    let mut instead = String::new();
    loop {
        let Ok(answer) = timeout_at(start + patience + ANSWER, ask()).await else {
            let (waited, before) = (start.elapsed(), after("; before that: ", &instead));
            panic!("waited {waited:?} in vain: {what}; the last question had no answer{before}");
        };
        match answer {
            Ok(answer) => return answer,
            Err(found) => instead = found,
        }
        let instead = after("; instead: ", &instead);
        assert!(start.elapsed() < patience, "waited {patience:?} in vain: {what}{instead}");
        sleep(POLL).await;
    }
}

fn after(lead: &str, found: &str) -> String {
    if found.is_empty() { String::new() } else { format!("{lead}{found}") }
}

/// The outcome of something that comes by itself. Panics with `what` if it takes longer than the limit.
pub async fn in_time<T>(limit: Duration, what: &str, future: impl Future<Output = T>) -> T {
    watchdog::watch();
    let outcome = timeout(limit, future).await;
    outcome.unwrap_or_else(|_| panic!("waited {limit:?} in vain: {what}"))
}

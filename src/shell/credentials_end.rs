//! Says over all pages that the backend's AWS credentials are about to expire, and moves none of them.
//!
//! The backend renews credentials two minutes before their end, where their source can. Those that have
//! less than that left were not renewed: they alone are announced, so that an hourly renewal isn't. What
//! says it is loaded when it is needed.

use std::time::Duration;

use backend_api::Session;
use leptos::prelude::*;

use crate::{
    components::{Icon, Shape, lazy::in_chunk, lazy_part_or},
    state::{CALM_MILLIS, Clock, pause_until_visible, spawn_scoped, use_connected},
    time::{as_f64, minutes, server_millis},
};

/// A little less than the time at which the backend renews them.
const NOTICE_MILLIS: f64 = 115_000.0;
/// A browser's timer can't wait for a month.
const DAY_MILLIS: f64 = 86_400_000.0;

/// The place, which assistive technology knows before there is anything to say.
pub fn credentials_end() -> AnyView {
    let is_near = RwSignal::new(false);
    if let Some(ends) = end(&use_connected().session) {
        let wait = (ends - NOTICE_MILLIS - server_millis()).clamp(0.0, DAY_MILLIS);
        // The page may be gone by then.
        let look = move || {
            is_near.try_set(true);
        };
        #[expect(clippy::cast_possible_truncation, reason = "a day at most")]
        #[expect(clippy::cast_sign_loss, reason = "not before now")]
        set_timeout(look, Duration::from_millis(wait as u64));
    }
    let line = move || is_near.get().then(|| lazy_part_or(|| ().into_any(), credentials_line));
    view! { <div class="slot" role="status">{move || line()}</div> }.into_any()
}

/// When the credentials end, as far as the backend knows.
fn end(session: &Session) -> Option<f64> {
    as_f64(session.credentials.as_ref()?.expires_at.as_ref()?)
}

in_chunk! { shell,
    /// The line, while the backend says that they end soon: it may have renewed them long ago.
    fn credentials_line() -> AnyView {
        let clock = expect_context::<Clock>();
        let connected = use_connected();
        let ends = RwSignal::new(None::<f64>);
        spawn_scoped(async move {
            let mut known = end(&connected.session);
            loop {
                // Without an answer, or without credentials in it, what was known is still so.
                if let Ok(session) = connected.client.session().await
                    && session.credentials.is_some()
                {
                    known = end(&session);
                }
                ends.set(known);
                pause_until_visible(CALM_MILLIS).await;
            }
        });
        let line = move || {
            let left = ends.get()? - clock.now();
            let words = (left < NOTICE_MILLIS).then(|| words(left))?;
            Some(view! {
                <div class="status-line warn"><Icon shape=Shape::Alert/><p title=words.clone()>{words.clone()}</p></div>
            }
            .into_any())
        };
        view! { {move || line()} }.into_any()
    }
}

/// What is said with so many milliseconds left.
fn words(left: f64) -> String {
    let fact = if left > 0.0 {
        ["AWS credentials expire in ", &minutes(left), ". The backend couldn’t renew them."]
            .concat()
    } else {
        "AWS credentials have expired.".to_owned()
    };
    [&fact, " Renew them, for example with aws sso login. No restart is needed."].concat()
}

#[cfg(test)]
mod tests {
    use backend_api::CredentialSummary;
    use cloudhsm_api::Timestamp;

    use super::*;
    use crate::samples;

    #[test]
    fn what_is_said_never_promises_more_than_is_left() {
        assert!(words(119_000.0).starts_with("AWS credentials expire in a minute. The backend"));
        assert!(words(20_000.0).starts_with("AWS credentials expire in less than a minute."));
        for over in [0.0, -1.0, f64::MIN] {
            let said = words(over);
            assert!(said.starts_with("AWS credentials have expired. Renew them"), "{said}");
        }
    }

    #[test]
    fn credentials_without_an_end_have_none() {
        let with = |expires_at| Session {
            credentials: Some(CredentialSummary { source: "Sso".into(), expires_at }),
            ..samples::session()
        };
        assert_eq!(end(&with(Some(Timestamp::EpochMillis(1_000)))), Some(1_000.0));
        assert_eq!(end(&with(None)), None);
        assert_eq!(end(&Session { credentials: None, ..samples::session() }), None);
    }
}

//! States of attempts on screen: their tone, and why one is not checked.

use backend_api::{AttemptState, NotFollowed};

use super::Tone;

/// The tone of an attempt's state.
pub fn attempt_tone(state: AttemptState) -> Tone {
    match state {
        AttemptState::Gone | AttemptState::Done => Tone::Good,
        AttemptState::Announced | AttemptState::Sent | AttemptState::Accepted => Tone::Busy,
        AttemptState::Refused | AttemptState::StillUnknown | AttemptState::Stopped => Tone::Warn,
        AttemptState::CameBack => Tone::Bad,
        AttemptState::Unknown => Tone::Odd,
        AttemptState::Planned | AttemptState::Permitted => Tone::Calm,
    }
}

/// Why the backend isn't checking an attempt that is not finished, and what can be done about it.
pub fn not_followed_words(why: NotFollowed) -> &'static str {
    match why {
        NotFollowed::OtherAccount => {
            "Not being checked: the backend’s credentials aren’t for the account that it was sent from. Start the backend with credentials of that account."
        }
        NotFollowed::OtherEndpoint => {
            "Not being checked: it was sent to a different endpoint than the backend uses now."
        }
        NotFollowed::OtherRegion => {
            "Not being checked: the backend isn’t configured for this region. Add it with --region."
        }
        NotFollowed::AccountNotRecorded => {
            "Not being checked: the audit log doesn’t say which account it was sent from. Check the resource in AWS."
        }
        NotFollowed::NotReadable => {
            "Not being checked: AWS doesn’t report this kind of change. Check CloudTrail."
        }
        NotFollowed::TimeOver => {
            "No longer checked: the time for checking is over. Check the resource in AWS."
        }
    }
}

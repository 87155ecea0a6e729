//! When the stream of the fleet is opened, when it is ended, and how long to wait after a failure.
//!
//! Must not know what comes through it.

use web_sys::AbortController;

/// The pause before the stream is opened again; it doubles from failure to failure.
const FIRST_PAUSE_MILLIS: u32 = 1_000;
/// The longest such pause.
const LONGEST_PAUSE_MILLIS: u32 = 30_000;
/// The backend says something every 15 s. A stream that is silent for this long is dead, whatever the
/// browser thinks of it: a laptop slept, or a proxy went away.
const SILENT_MILLIS: f64 = 40_000.0;
/// The backend says something as soon as a stream is open. One that has not begun after this long is held
/// back, mostly by a proxy that waits for its end.
const UNBEGUN_MILLIS: f64 = 15_000.0;
/// The page did not run for this long: it slept, and so could hear nothing.
const SLEPT_MILLIS: f64 = 20_000.0;

/// Why the page ended a stream by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndReason {
    /// Nobody needs it for now, or it is to begin anew after a sleep.
    Unwanted,
    /// Nothing came through it.
    Silence,
}

/// The stream, as it is at the moment.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Ends it.
    abort: Option<AbortController>,
    /// When its last line came, or when it was opened; by the browser's clock.
    heard_millis: f64,
    /// A line of it has come.
    begun: bool,
    /// Why it is being ended, if it is.
    end: Option<EndReason>,
    /// When it was last looked at.
    looked_millis: f64,
    /// Counts the streams that failed, one after the other.
    failures: u32,
    /// A stream is open, or is being opened.
    open: bool,
    /// When it may be opened again.
    not_before_millis: f64,
}

impl Stream {
    /// Whether a stream is to be opened now. One that is dead, or that nobody needs, is ended.
    ///
    /// A tab that nobody sees has none: over HTTP/1.1 a browser opens six connections to a host, for all
    /// of its tabs together and for the pages that it keeps for Back.
    pub(super) fn next(&mut self, now_millis: f64, visible: bool, paused: bool) -> bool {
        let slept = self.slept(now_millis);
        self.looked_millis = now_millis;
        if self.open {
            let patience = if self.begun { SILENT_MILLIS } else { UNBEGUN_MILLIS };
            let silent = now_millis - self.heard_millis >= patience;
            if paused || !visible || silent && slept {
                self.end(EndReason::Unwanted);
            } else if silent {
                self.end(EndReason::Silence);
            }
            return false;
        }
        !paused && visible && now_millis >= self.not_before_millis
    }

    /// It is being opened, and can be ended by this.
    pub(super) fn opened(&mut self, abort: Option<AbortController>, now_millis: f64) {
        (self.abort, self.open, self.begun, self.end) = (abort, true, false, None);
        self.heard_millis = now_millis;
    }

    /// Whoever comes back does not wait out a pause.
    pub(super) fn hurry(&mut self) {
        self.not_before_millis = 0.0;
    }

    /// Ends it.
    pub(super) fn end(&mut self, reason: EndReason) {
        if self.open && self.end.is_none() {
            self.end = Some(reason);
            if let Some(abort) = self.abort.take() {
                abort.abort();
            }
        }
    }

    /// Why the page ended it, if it did. What broke while the page slept is not worth a word: the next stream
    /// shows whether it is still broken.
    pub(super) fn end_reason(&self, now_millis: f64) -> Option<EndReason> {
        self.end.or_else(|| self.slept(now_millis).then_some(EndReason::Unwanted))
    }

    /// It was not looked at for long.
    fn slept(&self, now_millis: f64) -> bool {
        now_millis - self.looked_millis >= SLEPT_MILLIS
    }

    /// A line of it came.
    pub(super) fn heard(&mut self, now_millis: f64) {
        self.heard_millis = now_millis;
        self.begun = true;
        self.failures = 0;
    }

    /// It ended. How long to wait, in milliseconds, before the next one.
    pub(super) fn ended(&mut self, now_millis: f64, well: bool) -> u32 {
        self.open = false;
        self.abort = None;
        let pause = if well { FIRST_PAUSE_MILLIS } else { pause_millis(self.failures) };
        self.failures = self.failures.saturating_add(1);
        self.not_before_millis = now_millis + f64::from(pause);
        pause
    }
}

fn pause_millis(failures: u32) -> u32 {
    FIRST_PAUSE_MILLIS.saturating_mul(1 << failures.min(8)).min(LONGEST_PAUSE_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_opened_when_it_is_wanted_and_not_before_its_time() {
        let mut stream = Stream::default();
        assert!(stream.next(0.0, true, false));
        assert!(!stream.next(0.0, true, true), "paused");
        stream.open = true;
        assert!(!stream.next(1.0, true, false), "it is open already");
        assert_eq!(stream.ended(1_000.0, false), 1_000);
        assert!(!stream.next(1_999.0, true, false));
        assert!(stream.next(2_000.0, true, false));
        assert_eq!(stream.ended(2_000.0, false), 2_000);
        stream.heard(3_000.0);
        assert_eq!(stream.ended(4_000.0, false), 1_000, "a line came in between");
    }

    #[test]
    fn a_stream_that_nothing_comes_through_is_a_fault_unless_the_page_slept() {
        // Looked at every five seconds: when it is ended, and why.
        let ended = |heard: &[f64], asleep: std::ops::Range<u32>| {
            let mut stream = Stream::default();
            stream.opened(None, 0.0);
            for at in heard {
                stream.heard(*at);
            }
            let awake = (5..100).step_by(5).filter(|at| !asleep.contains(at));
            let mut ends = awake.filter_map(|at| {
                assert!(!stream.next(f64::from(at) * 1_000.0, true, false), "it is open already");
                Some((at, stream.end_reason(f64::from(at) * 1_000.0)?))
            });
            ends.next().expect("it doesn't go on for ever")
        };
        assert_eq!(ended(&[], 0..0), (15, EndReason::Silence), "a proxy waits for its end");
        assert_eq!(ended(&[1_000.0], 0..0), (45, EndReason::Silence));
        assert_eq!(ended(&[1_000.0], 10..80), (80, EndReason::Unwanted), "a laptop slept");
    }

    #[test]
    fn what_ended_by_itself_was_not_ended_by_the_page() {
        let mut stream = Stream::default();
        stream.opened(None, 0.0);
        assert_eq!(stream.end_reason(1.0), None);
        assert!(!stream.next(1.0, false, false));
        assert_eq!(stream.end_reason(1.0), Some(EndReason::Unwanted));
        stream.ended(1.0, true);
        stream.opened(None, 2.0);
        assert_eq!(stream.end_reason(2.0), None, "another stream");
        assert_eq!(stream.end_reason(60_000.0), Some(EndReason::Unwanted), "a laptop slept");
    }

    #[test]
    fn a_tab_that_nobody_sees_has_no_stream() {
        let mut stream = Stream::default();
        assert!(!stream.next(0.0, false, false));
        assert!(stream.next(1.0, true, false));
    }

    #[test]
    fn tries_that_fail_come_ever_more_seldom() {
        let pauses: Vec<_> = (0..7).map(pause_millis).collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert_eq!(pause_millis(u32::MAX), LONGEST_PAUSE_MILLIS);
    }
}

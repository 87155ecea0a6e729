use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// A region of so many pages that was just listed, with its backups.
fn listed(pages: usize, took: Duration) -> (Pace, Instant) {
    let began = Instant::now();
    let now = began + took;
    let mut pace = Pace::default();
    pace.listed(began, now, pages);
    pace.listed_backups(now, now, 1);
    (pace, now)
}

#[tokio::test(start_paused = true)]
async fn the_first_thing_is_a_listing_and_then_the_backups() {
    let now = Instant::now();
    let mut pace = Pace::default();
    assert_eq!(pace.next(0, now), (now, Action::List));
    pace.listed(now, now, 1);
    assert_eq!(pace.next(0, now), (now, Action::Backups));
}

#[tokio::test(start_paused = true)]
async fn the_pause_grows_with_the_pages_and_with_the_time() {
    for (pages, took, pause) in [
        (1, SECOND, 30),
        (10, SECOND, 30),
        (40, SECOND, 120),
        (40, 60 * SECOND, 600),
        (2000, SECOND, 900),
    ] {
        let (mut pace, now) = listed(pages, took);
        pace.listed_backups(now + 3600 * SECOND, now + 3600 * SECOND, 1);
        let expected = (now + pause * SECOND, Action::List);
        assert_eq!(pace.next(0, now), expected, "{pages} pages in {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_works_on_is_asked_for_every_few_seconds() {
    let (mut pace, now) = listed(40, SECOND);
    assert_eq!(pace.next(20, now), (now + 3 * SECOND, Action::Ask));
    pace.asked(now + 3 * SECOND, now + 3 * SECOND, 1);
    assert_eq!(pace.next(20, now), (now + 6 * SECOND, Action::Ask));
    assert_eq!(pace.next(250, now), (now + 13 * SECOND, Action::Ask), "ten calls");
}

#[tokio::test(start_paused = true)]
async fn failures_make_it_ever_slower_and_a_wish_does_not_hurry_what_aws_holds_back() {
    let (mut pace, now) = listed(1, SECOND);
    for (count, pause) in [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 120), (7, 120)] {
        pace.failed(now, None);
        assert_eq!(pace.next(20, now), (now + pause * SECOND, Action::List), "failure {count}");
    }
    pace.opened(now + SECOND);
    assert_eq!(pace.next_listing(now), now + 2 * SECOND);
    pace.failed(now, Some(300 * SECOND));
    pace.wish();
    assert_eq!(pace.next_listing(now), now + 300 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn who_opens_a_stream_gets_a_fresh_listing_and_no_second_one() {
    let (mut pace, now) = listed(40, SECOND);
    pace.opened(now);
    assert_eq!(pace.next_listing(now), now + 120 * SECOND, "it just ended");
    pace.opened(now + SECOND);
    assert_eq!(pace.next_listing(now), now + 10 * SECOND);
    pace.listed(now, now, 40);
    assert_eq!(pace.next_listing(now), now + 120 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_wish_is_followed_once_and_not_at_once_again() {
    let (mut pace, now) = listed(40, SECOND);
    pace.wish();
    assert_eq!(pace.next_listing(now), now + 2 * SECOND);
    pace.listed(now, now, 40);
    assert_eq!(pace.next_listing(now), now + 120 * SECOND);
}

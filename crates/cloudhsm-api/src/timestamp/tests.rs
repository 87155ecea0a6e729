use super::*;
use proptest::prelude::*;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

fn read(json: &str) -> Timestamp {
    serde_json::from_str(json).unwrap()
}

#[test]
fn reads_what_aws_and_others_send() {
    assert_eq!(read("1493220000.123"), Timestamp::EpochMillis(1_493_220_000_123));
    assert_eq!(read("1493220000"), Timestamp::EpochMillis(1_493_220_000_000));
    for iso in [
        "\"2017-04-26T15:20:00Z\"",
        "\"2017-04-26T15:20:00\"",
        "\"2017-04-26 15:20:00.000000+00:00\"",
        "\"2017-04-26T17:20+0200\"",
    ] {
        assert_eq!(read(iso), Timestamp::EpochMillis(1_493_220_000_000), "{iso}");
    }
    for odd in ["\"soon\"", "\"2026-02-30T00:00:00Z\"", "true", "1e300", "{\"a\":1}"] {
        let raw: Value = serde_json::from_str(odd).unwrap();
        assert_eq!(read(odd), Timestamp::Unrecognized(raw), "{odd}");
    }
}

#[test]
fn people_read_it_to_the_second_with_the_zone_named() {
    let time = Timestamp::EpochMillis(1_493_220_000_987);
    assert_eq!(time.utc(), "2017-04-26 15:20:00 UTC");
    assert_eq!(Timestamp::parse_iso8601("soon"), None);
    assert_eq!(Timestamp::Unrecognized("To be told".into()).utc(), "To be told");
}

proptest! {
    #[test]
    fn formats_and_parses_as_the_time_crate_does(millis in 0_i64..253_402_300_799_999) {
        let theirs = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
            .unwrap();
        let ours = Timestamp::EpochMillis(millis);
        let parsed = OffsetDateTime::parse(&ours.to_rfc3339(), &Rfc3339).unwrap();
        prop_assert_eq!(parsed, theirs);
        let written = theirs.format(&Rfc3339).unwrap();
        prop_assert_eq!(Timestamp::parse_iso8601(&written), Some(ours));
    }

    #[test]
    fn survives_the_wire(millis in -EXACT_MILLIS / 1024..EXACT_MILLIS / 1024) {
        let time = Timestamp::EpochMillis(millis);
        let json = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(read(&json), time);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}") {
        let _ = Timestamp::parse_iso8601(&text);
    }
}

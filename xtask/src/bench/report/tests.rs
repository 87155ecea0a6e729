use super::*;

fn measured(per_second: f64, micros: u64) -> Measured {
    let latency = Duration::from_millis(5);
    let load = Load { requests: 100, failures: 0, per_second, p50: latency, p99: latency };
    Measured { load, cpu: Duration::from_micros(micros) }
}

#[test]
fn a_missed_goal_is_called_missed() {
    let pair = |own, cpu| Pair {
        name: "Emulator".to_owned(),
        nginx: measured(1000.0, 10),
        own: measured(own, cpu),
    };
    let growth = |end| Growth { before: 9.0, after: 10.0, end, minutes: 1, requests: 5 };
    let log = |activity, start, beside| LongLog {
        records: 1_000_000,
        readers: 20,
        pause: Duration::from_millis(100),
        first_start: Duration::from_secs(9),
        start: Duration::from_millis(start),
        first_activity: Duration::from_millis(90),
        activity: Spread::of(vec![Duration::from_millis(activity); 3]),
        alone: Spread::of(vec![Duration::from_millis(10); 3]),
        beside_readers: Spread::of(vec![Duration::from_millis(beside); 3]),
        readings: 100.0,
    };
    let good = log(20, 900, 19);
    assert!(!text(&[pair(600.0, 400)], &growth(10.5), &good).contains("missed"));
    for (pair, growth, log) in [
        (pair(400.0, 400), growth(10.5), good),
        (pair(600.0, 600), growth(10.5), good),
        (pair(600.0, 400), growth(12.0), good),
        (pair(600.0, 400), growth(10.5), log(60, 900, 19)),
        (pair(600.0, 400), growth(10.5), log(20, 1100, 19)),
        (pair(600.0, 400), growth(10.5), log(20, 900, 21)),
    ] {
        assert_eq!(text(&[pair], &growth, &log).matches("missed").count(), 1);
    }
}

#[test]
fn the_middle_and_the_highest() {
    let spread = Spread::of([9, 1, 5].map(Duration::from_secs).to_vec());
    assert_eq!((spread.median.as_secs(), spread.most.as_secs()), (5, 9));
}

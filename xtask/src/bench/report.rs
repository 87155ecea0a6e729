//! The figures as text, beside what was aimed at.

use std::{fmt::Write as _, thread, time::Duration};

use super::wrk::{CONNECTIONS, Load};

/// One load of one program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) load: Load,
    /// Its own CPU time a request.
    pub(crate) cpu: Duration,
}

/// The median of each figure, and all failures.
pub(crate) fn median(rounds: &[Measured]) -> Measured {
    let middle = |mut figures: Vec<f64>| {
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    let time = |of: fn(&Measured) -> Duration| {
        Duration::from_secs_f64(middle(rounds.iter().map(|it| of(it).as_secs_f64()).collect()))
    };
    Measured {
        load: Load {
            requests: rounds.iter().map(|it| it.load.requests).sum(),
            failures: rounds.iter().map(|it| it.load.failures).sum(),
            per_second: middle(rounds.iter().map(|it| it.load.per_second).collect()),
            p50: time(|it| it.load.p50),
            p99: time(|it| it.load.p99),
        },
        cpu: time(|it| it.cpu),
    }
}

/// The same load on nginx and on the backend.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) nginx: Measured,
    pub(crate) own: Measured,
}

/// The backend's resident memory in MiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth {
    pub(crate) before: f64,
    pub(crate) after: f64,
    pub(crate) end: f64,
    pub(crate) minutes: u64,
    pub(crate) requests: u32,
}

/// The figures, in Markdown.
pub(crate) fn text(pairs: &[Pair], growth: &Growth) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!(
        "Measured on a virtual machine with {cores} cores, which load generator, proxy and upstream \
         share; {CONNECTIONS} connections, HTTP/1.1 on loopback; both by turns, the median of three \
         rounds.\n\n\
         | upstream | program | requests/s | of nginx | p50 | p99 | own CPU a request | failures |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n"
    );
    for pair in pairs {
        row(&mut text, &pair.name, "nginx", &pair.nginx, None);
        row(&mut text, "", "backend", &pair.own, Some(share(pair)));
    }
    let _ = write!(
        text,
        "\nResident memory of the backend: {:.1} MiB before the load, {:.1} MiB after it, {:.1} MiB \
         after {} more minutes and {} more requests.\n\n",
        growth.before, growth.after, growth.end, growth.minutes, growth.requests
    );
    text.push_str("| goal | found | |\n|---|---|---|\n");
    let with_emulator = || pairs.iter().filter(|pair| pair.name.starts_with("Emulator"));
    let least = with_emulator().map(share).fold(f64::INFINITY, f64::min);
    let most = pairs.iter().map(|pair| pair.own.cpu).max().unwrap_or_default();
    let highest = growth.before.max(growth.after).max(growth.end);
    for (goal, found, met) in [
        (
            "at least half of nginx's throughput, with the emulator",
            format!("{:.0} %", least * 100.0),
            least >= 0.5,
        ),
        ("less than 0.5 ms of own CPU a request", micros(most), most < Duration::from_micros(500)),
        ("less than 30 MB resident", format!("{highest:.1} MiB"), highest * 1.048_576 < 30.0),
        (
            "no growth under load",
            format!("{:+.1} MiB in the longer load", growth.end - growth.after),
            growth.end - growth.after < 1.0,
        ),
    ] {
        let _ = writeln!(text, "| {goal} | {found} | {} |", if met { "met" } else { "missed" });
    }
    text
}

fn row(text: &mut String, name: &str, program: &str, found: &Measured, share: Option<f64>) {
    let share = share.map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default();
    let _ = writeln!(
        text,
        "| {name} | {program} | {:.0} | {share} | {:.1} ms | {:.1} ms | {} | {} |",
        found.load.per_second,
        found.load.p50.as_secs_f64() * 1000.0,
        found.load.p99.as_secs_f64() * 1000.0,
        micros(found.cpu),
        found.load.failures,
    );
}

fn share(pair: &Pair) -> f64 {
    pair.own.load.per_second / pair.nginx.load.per_second.max(1.0)
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

#[cfg(test)]
mod tests {
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
        assert!(!text(&[pair(600.0, 400)], &growth(10.5)).contains("missed"));
        for (pair, growth) in [
            (pair(400.0, 400), growth(10.5)),
            (pair(600.0, 600), growth(10.5)),
            (pair(600.0, 400), growth(12.0)),
        ] {
            assert_eq!(text(&[pair], &growth).matches("missed").count(), 1);
        }
    }
}

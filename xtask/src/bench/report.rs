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

/// What a long audit log costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LongLog {
    /// Records in the log.
    pub(crate) records: u64,
    /// People who read the activity at the same time.
    pub(crate) readers: usize,
    /// How long each waits after an answer before it asks again.
    pub(crate) pause: Duration,
    /// A start that verifies every part.
    pub(crate) first_start: Duration,
    /// A start that finds every part but the last verified.
    pub(crate) start: Duration,
    /// The first reading of the activity.
    pub(crate) first_activity: Duration,
    /// The readings after that.
    pub(crate) activity: Spread,
    /// Deletions while nobody reads.
    pub(crate) alone: Spread,
    /// Deletions while the readers read.
    pub(crate) beside_readers: Spread,
    /// How often they read meanwhile, a second.
    pub(crate) readings: f64,
}

/// The middle and the highest of several times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) median: Duration,
    pub(crate) most: Duration,
}

impl Spread {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        Self { median: at(times.len() / 2), most: at(times.len().saturating_sub(1)) }
    }
}

/// The figures, in Markdown.
pub(crate) fn text(pairs: &[Pair], growth: &Growth, log: &LongLog) -> String {
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
    long_log(&mut text, log);
    text.push_str("| goal | found | |\n|---|---|---|\n");
    let with_emulator = || pairs.iter().filter(|pair| pair.name.starts_with("Emulator"));
    let least = with_emulator().map(share).fold(f64::INFINITY, f64::min);
    let most = pairs.iter().map(|pair| pair.own.cpu).max().unwrap_or_default();
    let slower = log.beside_readers.median.as_secs_f64() / log.alone.median.as_secs_f64().max(1e-9);
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
        (
            "a deletion beside the readers takes at most twice as long",
            format!("{slower:.1} times"),
            slower <= 2.0,
        ),
        (
            "at most 50 ms for the activity of the long log, after the first time",
            millis(log.activity.median),
            log.activity.median <= Duration::from_millis(50),
        ),
        (
            "at most 1 s to start with the long log, when its parts were verified before",
            millis(log.start),
            log.start <= Duration::from_secs(1),
        ),
    ] {
        let _ = writeln!(text, "| {goal} | {found} | {} |", if met { "met" } else { "missed" });
    }
    text
}

fn long_log(text: &mut String, log: &LongLog) {
    let _ = write!(
        text,
        "With an audit log of {} records:\n\n\
         | | median | highest |\n|---|--:|--:|\n\
         | start, every part verified | {} | |\n\
         | start, parts verified before | {} | |\n\
         | activity, first time | {} | |\n\
         | activity, later | {} | {} |\n\
         | deletion of a backup, nobody reads | {} | {} |\n\
         | deletion of a backup, {} clients read the activity, each again {} after its answer: \
         {:.0} times a second in all | {} | {} |\n\n",
        log.records,
        millis(log.first_start),
        millis(log.start),
        millis(log.first_activity),
        millis(log.activity.median),
        millis(log.activity.most),
        millis(log.alone.median),
        millis(log.alone.most),
        log.readers,
        millis(log.pause),
        log.readings,
        millis(log.beside_readers.median),
        millis(log.beside_readers.most),
    );
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
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
mod tests;

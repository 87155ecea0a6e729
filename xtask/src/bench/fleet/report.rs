//! The figures as text, beside what was aimed at.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    thread,
    time::Duration,
};

/// Memory and CPU time of the backend so far, at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) at: Duration,
    pub(super) mib: f64,
    pub(super) cpu: Duration,
}

/// So many streams for some time.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) streams: usize,
    /// Calls of AWS by operation, from the opening of the streams on.
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) samples: Vec<Sample>,
    /// What the streams received, in all.
    pub(super) bytes: u64,
}

impl Measured {
    fn all_calls(&self) -> u64 {
        self.calls.values().sum()
    }

    fn calls_of(&self, operation: &str) -> u64 {
        self.calls.get(operation).copied().unwrap_or_default()
    }

    /// Resident memory at the first sample, in the middle, and at the end.
    fn memory(&self) -> [f64; 3] {
        let last = self.samples.len().saturating_sub(1);
        [0, last / 2, last].map(|at| self.samples.get(at).map_or(0.0, |sample| sample.mib))
    }

    /// CPU time a minute, from the first sample to the last, in milliseconds.
    fn cpu_a_minute(&self) -> f64 {
        let (Some(first), Some(last)) = (self.samples.first(), self.samples.last()) else {
            return 0.0;
        };
        let minutes = last.at.saturating_sub(first.at).as_secs_f64() / 60.0;
        let cpu = last.cpu.saturating_sub(first.cpu).as_secs_f64();
        cpu * 1000.0 / minutes.max(f64::EPSILON)
    }

    fn kib_each(&self) -> f64 {
        let kib = u32::try_from(self.bytes / 1024).unwrap_or(u32::MAX);
        f64::from(kib) / f64::from(u32::try_from(self.streams.max(1)).unwrap_or(u32::MAX))
    }
}

/// The figures, in Markdown.
pub(super) fn text(one: &Measured, many: &Measured, minutes: u64, clusters: u32) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!(
        "Measured on a virtual machine with {cores} cores, for {minutes} minutes, with {clusters} \
         generated clusters in one region and the emulator's usual ones. Both at the same time, each \
         with a backend and an emulator of its own. A stream is compressed with gzip, as browsers \
         take it.\n\n\
         | | 1 stream | {} streams |\n|---|--:|--:|\n\
         | calls of AWS | {} | {} |\n",
        many.streams,
        one.all_calls(),
        many.all_calls(),
    );
    let operations: BTreeSet<_> = one.calls.keys().chain(many.calls.keys()).collect();
    for operation in operations {
        let (of_one, of_many) = (one.calls_of(operation), many.calls_of(operation));
        let _ = writeln!(text, "| … `{operation}` | {of_one} | {of_many} |");
    }
    let (memory, of_many) = (one.memory(), many.memory());
    for (at, name) in
        ["after 10 seconds", "… in the middle", "… at the end"].into_iter().enumerate()
    {
        let of = |all: &[f64; 3]| all.get(at).copied().unwrap_or_default();
        let name = if at == 0 { "resident memory of the backend, after 10 seconds" } else { name };
        let _ = writeln!(text, "| {name} | {:.1} MiB | {:.1} MiB |", of(&memory), of(&of_many));
    }
    let (cpu, cpu_of_many) = (one.cpu_a_minute(), many.cpu_a_minute());
    let _ = write!(
        text,
        "| CPU time of the backend, a minute | {cpu:.0} ms | {cpu_of_many:.0} ms |\n\
         | received by each stream | {:.0} KiB | {:.0} KiB |\n\n",
        one.kib_each(),
        many.kib_each(),
    );
    let more = f64::from(u32::try_from(many.streams.saturating_sub(1)).unwrap_or(u32::MAX));
    let each = (cpu_of_many - cpu) / more.max(1.0);
    let _ = write!(text, "Each further idle stream costs {each:.1} ms of CPU time a minute.\n\n");
    text.push_str("| goal | found | |\n|---|---|---|\n");
    // Some of the emulator's clusters change, and each change is asked for.
    let count = |calls: u64| f64::from(u32::try_from(calls).unwrap_or(u32::MAX));
    let ratio = count(many.all_calls()) / count(one.all_calls()).max(1.0);
    let growth = of_many[2] - of_many[1];
    for (goal, found, met) in [
        (
            "any number of streams makes as many calls as one, within a tenth",
            format!("{ratio:.2} times"),
            (0.9..=1.1).contains(&ratio),
        ),
        (
            "no growth in the second half",
            format!("{growth:+.1} MiB with {} streams", many.streams),
            growth < 1.0,
        ),
    ] {
        let _ = writeln!(text, "| {goal} | {found} | {} |", if met { "met" } else { "missed" });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(streams: usize, calls: u64, mib: [f64; 3], cpu_a_minute: u64) -> Measured {
        let sample = |(index, mib): (u64, f64)| Sample {
            at: Duration::from_secs(10 + 60 * index),
            mib,
            cpu: Duration::from_millis(500 + cpu_a_minute * index),
        };
        Measured {
            streams,
            calls: [("DescribeClusters".to_owned(), calls), ("DescribeBackups".to_owned(), 3)]
                .into(),
            samples: (0..).zip(mib).map(sample).collect(),
            bytes: 2048 * streams as u64,
        }
    }

    #[test]
    fn figures_are_told_by_operation_and_by_stream() {
        let one = measured(1, 100, [20.0, 20.0, 20.0], 30);
        let text = text(&one, &measured(51, 101, [20.0, 25.0, 25.5], 80), 2, 1000);
        for line in [
            "| | 1 stream | 51 streams |",
            "| calls of AWS | 103 | 104 |",
            "| … `DescribeClusters` | 100 | 101 |",
            "after 10 seconds | 20.0 MiB | 20.0 MiB |",
            "| … at the end | 20.0 MiB | 25.5 MiB |",
            "a minute | 30 ms | 80 ms |",
            "| received by each stream | 2 KiB | 2 KiB |",
            "costs 1.0 ms of CPU time a minute",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("missed"), "{text}");
    }

    #[test]
    fn a_missed_goal_is_called_missed() {
        let one = measured(1, 100, [20.0, 20.0, 20.0], 30);
        for many in
            [measured(50, 5000, [20.0, 25.0, 25.0], 80), measured(50, 100, [20.0, 25.0, 27.0], 80)]
        {
            assert_eq!(text(&one, &many, 2, 1000).matches("missed").count(), 1);
        }
    }
}

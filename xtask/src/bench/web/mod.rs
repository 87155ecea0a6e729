//! The console in a browser: `web-bench` of the tests' package drives it and prints what it
//! measured; here the figures are made of that.

mod figures;
mod machine;
mod memory;
mod polling;
mod report;
mod stalls;
mod statistics;
mod units;
mod waterfall;

use std::time::Duration;

use self::figures::{Figures, Visit};
use super::document;
use crate::{
    dist,
    error::{Error, Result},
    process, setup,
    step::step,
    tools, workspace,
};

/// Options of the measurement.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many clusters the emulator makes beside its named ones; one measurement for each.
    #[arg(long, value_delimiter = ',', default_value = "100,1000,5000")]
    clusters: Vec<usize>,
    /// Visits of each, with and without a slow machine; each in a fresh browser.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// How long to watch whether a page that polls grows: 10m, 30s, or 0.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = time)]
    polling: Duration,
    /// Visits of a tab with a long list (10,000 HSMs, 5000 backups), with and without a slow machine.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=50))]
    long_tabs: u32,
    /// A first look: one visit of 1000 clusters, no long tabs, and no polling.
    #[arg(long, conflicts_with_all = ["clusters", "rounds", "long_tabs", "polling", "write"])]
    quick: bool,
    /// Only what the first load fetches and when, on the slow machine: so many visits.
    #[arg(long, value_name = "VISITS", num_args = 0..=1, default_missing_value = "5", conflicts_with_all = ["clusters", "rounds", "long_tabs", "polling", "quick"])]
    waterfall: Option<u32>,
    /// Write the figures into docs/performance.md.
    #[arg(long)]
    write: bool,
}

/// Builds, measures, tells.
pub(crate) fn run(options: &Options) -> Result<()> {
    setup::browser_to_measure()?;
    step("Build the console", "2 minutes at first, then seconds", dist::build_console)?;
    step("Build backend and emulator as they are released", "5 minutes at first", || {
        process::run(tools::cargo().args([
            "build",
            "--release",
            "--package=signing-backend",
            "--bin=cloudhsm-console",
        ]))
    })?;
    let figures = measured(options)?;
    let (what, text) = if options.waterfall.is_some() {
        ("web --waterfall", waterfall::text(&figures.waterfalls, &machine::machine()))
    } else {
        ("web", report::text(&figures, &machine::machine()))
    };
    println!("{text}");
    if options.write { document::write(what, &text) } else { Ok(()) }
}

fn measured(options: &Options) -> Result<Figures> {
    let (clusters, rounds) =
        if options.quick { (vec![1000], 1) } else { (options.clusters.clone(), options.rounds) };
    let clusters: Vec<_> = clusters.iter().map(ToString::to_string).collect();
    let mut command = tools::cargo();
    command
        .args(["run", "--package=end-to-end", "--bin=web-bench", "--", "--backend"])
        .arg(workspace::backend(true));
    if let Some(visits) = options.waterfall {
        command.args(["--waterfall", &visits.to_string()]);
    } else {
        command.args(["--clusters", &clusters.join(","), "--rounds", &rounds.to_string()]);
        if !options.quick {
            command.args(["--stalls", &options.long_tabs.to_string()]);
        }
        if !options.quick && !options.polling.is_zero() {
            command.args(["--polling", &options.polling.as_secs().to_string()]);
        }
    }
    let mut figures = Figures::default();
    let mut wrong = None;
    step("Measure", "25 minutes, ten of them polling", || {
        process::lines(&mut command, |line| {
            if let Err(error) = figures.read(line) {
                wrong = Some(format!("web-bench printed {line}: {error}"));
            }
        })
    })?;
    wrong.map_or(Ok(figures), |wrong| Err(Error::Advice(wrong)))
}

fn time(text: &str) -> std::result::Result<Duration, String> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let number: u64 = number.parse().map_err(|_| "such as 10m, 30s or 0".to_owned())?;
    Ok(Duration::from_secs(number * unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(time("10m"), Ok(Duration::from_mins(10)));
        assert_eq!(time("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(time("0"), Ok(Duration::ZERO));
        assert!(time("soon").is_err());
    }
}

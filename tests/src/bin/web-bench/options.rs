//! What is asked for.

use std::{path::PathBuf, time::Duration};

use crate::conditions::Conditions;

/// The fleet that is polled, and whose first load is looked at.
pub(crate) const POLLED: usize = 1000;

/// What to measure.
#[derive(Debug)]
pub(crate) struct Options {
    /// The backend as it is released.
    pub(crate) backend: PathBuf,
    /// Generated clusters beside the emulator's named ones.
    pub(crate) clusters: Vec<usize>,
    /// Visits of each.
    pub(crate) rounds: u32,
    /// The machines and networks that pages are visited with.
    pub(crate) conditions: Vec<Conditions>,
    /// Visits of each long tab.
    pub(crate) stalls: u32,
    /// How long to watch a page that polls, and how many clusters.
    pub(crate) polling: Option<(usize, Duration)>,
    /// Visits whose requests are looked at.
    pub(crate) waterfall: u32,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            backend: PathBuf::new(),
            clusters: Vec::new(),
            rounds: 1,
            conditions: vec![Conditions::Plain, Conditions::Slow],
            stalls: 0,
            polling: None,
            waterfall: 0,
        };
        while let Some(flag) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| panic!("{flag} needs a value"));
            let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{flag} {text}"));
            match flag.as_str() {
                "--backend" => options.backend = value.into(),
                "--clusters" => {
                    options.clusters = value.split(',').map(|one| number(one) as usize).collect();
                }
                "--rounds" => options.rounds = number(&value),
                "--conditions" => {
                    let named = |name: &str| match name {
                        "plain" => Conditions::Plain,
                        "slow" => Conditions::Slow,
                        _ => panic!("{flag} {name}"),
                    };
                    options.conditions = value.split(',').map(named).collect();
                }
                "--waterfall" => options.waterfall = number(&value),
                "--stalls" => options.stalls = number(&value),
                "--polling" => {
                    options.polling = Some((POLLED, Duration::from_secs(number(&value).into())));
                }
                _ => panic!("{flag} is no flag of this program"),
            }
        }
        options
    }
}

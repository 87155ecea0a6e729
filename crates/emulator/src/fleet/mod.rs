//! The seeded fleet: what exists when an emulator starts.
//!
//! Times are relative to the start, so that a demo never looks old; with a fixed clock the whole
//! fleet is the same each time.

mod draft;
mod generated;
mod key_stores;
mod named;
mod origin;
mod stories;

use crate::{
    Config,
    estate::{Pace, Region},
    pki::Pki,
};

pub(crate) use draft::Site;
pub(crate) use key_stores::key_stores;
pub(crate) use stories::{Client, ClientKind, Rhythm, Stories, Story};

/// Fills the regions.
pub(crate) fn seed(config: &Config, pace: Pace, now_millis: i64, pki: &Pki) -> Vec<Region> {
    let seed = config.seed;
    let new = |name: &String| Region::new(name, seed, pace, config.rules());
    let mut all: Vec<Region> = config.regions.iter().map(new).collect();
    if !config.named_clusters {
        return all;
    }
    let (first, second) = (0, 1.min(all.len().saturating_sub(1)));
    if let Some(region) = all.get_mut(first) {
        named::main_site(&mut Site { region, seed, now_millis, pki });
    }
    let origin = all.get(first).and_then(origin::of);
    if let Some(region) = all.get_mut(second) {
        named::second_site(&mut Site { region, seed, now_millis, pki }, origin);
    }
    let count = all.len().max(1);
    for index in 0..config.extra_clusters {
        if let Some(region) = all.get_mut(index % count) {
            generated::add(&mut Site { region, seed, now_millis, pki }, index);
        }
    }
    all
}

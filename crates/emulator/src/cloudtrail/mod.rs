//! CloudTrail: who called what of CloudHSM. What the emulator itself was asked, and a past of the fleet that
//! it started with.
//!
//! Events are there at once, where AWS takes minutes. Must not know HTTP.

mod event;
mod lookup;
mod past;
mod turns;

use std::collections::{BTreeMap, VecDeque};

use aws_services::TrailEvent;

pub(crate) use event::{CallOfTrail, Refused};
pub(crate) use lookup::lookup_events;
pub(crate) use turns::Turns;

use self::event::{of_reading, time_of};
use crate::estate::{Ids, Region};

/// So many of each kind are kept in a region: a console that polls must not push out what was changed.
const KEPT: usize = 1000;

/// The events of all regions.
#[derive(Debug)]
pub(crate) struct Trail {
    regions: BTreeMap<String, Recorded>,
    ids: Ids,
    /// When each region was asked.
    pub(crate) turns: Turns,
}

/// Oldest first.
#[derive(Debug, Default)]
struct Recorded {
    changing: VecDeque<TrailEvent>,
    reading: VecDeque<TrailEvent>,
}

impl Trail {
    /// Of regions as they are when the emulator starts.
    pub(crate) fn new(regions: &[Region], seed: u64, now_millis: i64) -> Self {
        let of = |region: &Region| {
            let changing = past::events(region, seed, now_millis).into();
            (region.name.clone(), Recorded { changing, ..Recorded::default() })
        };
        Self {
            regions: regions.iter().map(of).collect(),
            ids: Ids::new(seed, "trail"),
            turns: Turns::default(),
        }
    }

    /// Records a call and what came of it.
    pub(crate) fn record(&mut self, call: &CallOfTrail<'_>) {
        let event = call.event(self.ids.request());
        let recorded = self.regions.entry(call.region.to_owned()).or_default();
        let list =
            if of_reading(call.operation) { &mut recorded.reading } else { &mut recorded.changing };
        if list.len() == KEPT {
            list.pop_front();
        }
        list.push_back(event);
    }

    /// All of a region, newest first.
    pub(crate) fn in_region(&self, region: &str) -> Vec<&TrailEvent> {
        let Some(recorded) = self.regions.get(region) else { return Vec::new() };
        let mut all: Vec<_> = recorded.changing.iter().chain(&recorded.reading).rev().collect();
        all.sort_by_key(|it| std::cmp::Reverse(time_of(it)));
        all
    }
}

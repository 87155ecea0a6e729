//! Sending a change of tags, and saying truly how far it came: AWS's tags are read afterwards and
//! compared, whatever the answers said.

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::Tag;
use gloo_timers::future::TimeoutFuture;

use super::comparison::Comparison;
use crate::{
    api::{Client, is_outcome_unknown},
    components::tag_fields::{Change, Draft, MOST_TAGS},
    route::Place,
};

/// The pauses before each look at the tags, in milliseconds: AWS's listing can lag behind.
const PAUSES: [u32; 5] = [0, 500, 1_000, 1_500, 2_000];

/// How a saving went.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// AWS shows every change. With an error: the answer was lost, but that is what AWS shows.
    All(Option<Arc<ApiError>>),
    /// AWS doesn't list the cluster any more.
    Gone,
    /// These keys are others now than when the editing began; the tags as they are. Nothing was sent.
    Conflict(Vec<String>, Vec<Tag>),
    /// Not all of it, or it isn't known.
    Stopped(Stopped),
}

/// A saving that did not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopped {
    /// Why.
    pub reason: Reason,
    /// What was sent, and was accepted or may have been.
    pub sent: Change,
    /// What AWS shows of what was sent; `None` where its tags could not be read.
    pub found: Option<Comparison>,
    /// The tags as AWS lists them now, if they could be read.
    pub tags: Option<Vec<Tag>>,
}

/// Why a saving did not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// AWS or the backend refused a call, or the tags could not be read before the first.
    Refused(Arc<ApiError>),
    /// A call was sent, and its answer doesn't say what became of it.
    Unknown(Arc<ApiError>),
    /// AWS accepted every call, but doesn't show all of it.
    NotShown,
}

/// Where the tags are. A trait, so that the order of things can be tested without a network.
trait Tags {
    /// The tags as AWS lists them; `None` if it doesn't list the cluster.
    async fn read(&self) -> Result<Option<Vec<Tag>>, ApiError>;
    async fn send(&self, part: &Part) -> Result<(), ApiError>;
    async fn pause(&self, millis: u32);
}

struct OfCluster<'a> {
    client: &'a Client,
    place: &'a Place,
}

impl Tags for OfCluster<'_> {
    async fn read(&self) -> Result<Option<Vec<Tag>>, ApiError> {
        let cluster = self.client.cluster(&self.place.region, &self.place.id).await?;
        Ok(cluster.map(|cluster| cluster.tag_list))
    }

    async fn send(&self, part: &Part) -> Result<(), ApiError> {
        let Place { region, id } = self.place;
        match part {
            Part::Set(tags) => self.client.tag(region, id, tags.clone()).await,
            Part::Remove(keys) => self.client.untag(region, id, keys.clone()).await,
        }
    }

    async fn pause(&self, millis: u32) {
        if millis > 0 {
            TimeoutFuture::new(millis).await;
        }
    }
}

/// Reads the tags again, sends the change if they are as they were, and compares.
pub async fn save(client: &Client, place: &Place, draft: &Draft) -> Saved {
    save_to(&OfCluster { client, place }, draft).await
}

async fn save_to(tags: &impl Tags, draft: &Draft) -> Saved {
    let now = match tags.read().await {
        Err(error) => {
            let reason = Reason::Refused(Arc::new(error));
            return Seen::default().stopped(reason, Change::default());
        }
        Ok(None) => return Saved::Gone,
        Ok(Some(now)) => now,
    };
    let conflicts = draft.conflicts(&now);
    if !conflicts.is_empty() {
        return Saved::Conflict(conflicts, now);
    }
    // What is there already, such as by an earlier try, is not sent again.
    let mut draft = draft.clone();
    draft.rebase(&now);
    let mut sent = Change::default();
    let mut lost = None;
    for part in parts(draft.change(), now.len()) {
        match tags.send(&part).await {
            Ok(()) => part.add_to(&mut sent),
            Err(error) if is_outcome_unknown(&error) => {
                part.add_to(&mut sent);
                let error = Arc::new(error);
                match look(tags, &sent).await {
                    None => return Saved::Gone,
                    Some(seen) if seen.is_complete() => lost = Some(error),
                    Some(seen) => return seen.stopped(Reason::Unknown(error), sent),
                }
            }
            Err(error) => {
                let reason = Reason::Refused(Arc::new(error));
                let seen = look(tags, &sent).await;
                return seen.map_or(Saved::Gone, |seen| seen.stopped(reason, sent));
            }
        }
    }
    match look(tags, &sent).await {
        None => Saved::Gone,
        Some(seen) if seen.is_complete() => Saved::All(lost),
        Some(seen) => seen.stopped(lost.map_or(Reason::NotShown, Reason::Unknown), sent),
    }
}

/// What AWS shows after something was sent.
#[derive(Debug, Default)]
struct Seen {
    found: Option<Comparison>,
    tags: Option<Vec<Tag>>,
}

impl Seen {
    fn is_complete(&self) -> bool {
        self.found.as_ref().is_some_and(Comparison::is_complete)
    }

    fn stopped(self, reason: Reason, sent: Change) -> Saved {
        let Self { found, tags } = self;
        Saved::Stopped(Stopped { reason, sent, found, tags })
    }
}

/// Looks at the tags, again and again for some seconds, until they show all that was sent. `None`:
/// AWS doesn't list the cluster.
async fn look(tags: &impl Tags, sent: &Change) -> Option<Seen> {
    let mut seen = Seen::default();
    for pause in PAUSES {
        tags.pause(pause).await;
        // A look that fails leaves what the one before it showed.
        if let Ok(now) = tags.read().await {
            let now = now?;
            seen = Seen { found: Some(Comparison::of(sent, &now)), tags: Some(now) };
        }
        if seen.is_complete() {
            break;
        }
    }
    Some(seen)
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Set(Vec<Tag>),
    Remove(Vec<String>),
}

impl Part {
    fn add_to(self, sent: &mut Change) {
        match self {
            Self::Set(tags) => sent.set.extend(tags),
            Self::Remove(keys) => sent.remove.extend(keys),
        }
    }
}

/// The calls that a change comes to. What is new is set first, so that a failure in between loses
/// nothing; unless the tags would be too many for a moment, which AWS refuses.
fn parts(change: Change, tags_now: usize) -> Vec<Part> {
    let Change { set, remove } = change;
    let remove_first = tags_now + set.len() > MOST_TAGS;
    let set = (!set.is_empty()).then_some(Part::Set(set));
    let remove = (!remove.is_empty()).then_some(Part::Remove(remove));
    let order = if remove_first { [remove, set] } else { [set, remove] };
    order.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;

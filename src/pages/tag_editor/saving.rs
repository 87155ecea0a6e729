//! Sending a change of tags, and telling truly how far it came.

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::Tag;

use super::draft::{Change, Draft, MOST_TAGS};
use crate::{api::Client, route::Place};

/// How a saving went.
pub enum Saved {
    /// All of it.
    All,
    /// The cluster is not there any more. Nothing was sent.
    Gone,
    /// These keys are others now than when the editing began; the tags as they are. Nothing was sent.
    Conflict(Vec<String>, Vec<Tag>),
    /// What was done before it failed, and the tags after it if they could be read.
    Partly(Vec<String>, Arc<ApiError>, Option<Vec<Tag>>),
}

/// Reads the tags again, and sends the change if they are as they were.
pub async fn save(client: &Client, place: &Place, draft: &Draft) -> Saved {
    let tags = async || {
        let cluster = client.cluster(&place.region, &place.id).await?;
        Ok::<_, ApiError>(cluster.map(|cluster| cluster.tag_list))
    };
    let now = match tags().await {
        Err(error) => return Saved::Partly(Vec::new(), Arc::new(error), None),
        Ok(None) => return Saved::Gone,
        Ok(Some(now)) => now,
    };
    let conflicts = draft.conflicts(&now);
    if !conflicts.is_empty() {
        return Saved::Conflict(conflicts, now);
    }
    let mut done = Vec::new();
    for part in parts(draft.change(), now.len()) {
        match send(client, place, part).await {
            Ok(words) => done.push(words),
            // What was done is read and not assumed, so that only the rest is left to send.
            Err(error) => {
                return Saved::Partly(done, Arc::new(error), tags().await.ok().flatten());
            }
        }
    }
    Saved::All
}

/// One call.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Set(Vec<Tag>),
    Remove(Vec<String>),
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

/// Sends a part; what was done, in words.
async fn send(client: &Client, place: &Place, part: Part) -> Result<String, ApiError> {
    match part {
        Part::Set(tags) => {
            let keys: Vec<_> = tags.iter().map(|tag| tag.key.clone()).collect();
            client.tag(&place.region, &place.id, tags).await?;
            Ok(format!("Set: {}.", keys.join(", ")))
        }
        Part::Remove(keys) => {
            let words = format!("Removed: {}.", keys.join(", "));
            client.untag(&place.region, &place.id, keys).await?;
            Ok(words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_comes_first_unless_the_tags_would_be_too_many() {
        let change = || Change { set: vec![Tag::new("new", "")], remove: vec!["old".to_owned()] };
        let set = || Part::Set(vec![Tag::new("new", "")]);
        let remove = || Part::Remove(vec!["old".to_owned()]);
        assert_eq!(parts(change(), 49), [set(), remove()]);
        assert_eq!(parts(change(), 50), [remove(), set()]);
        let nothing = Change { set: Vec::new(), remove: Vec::new() };
        assert_eq!(parts(nothing, 3), []);
    }
}

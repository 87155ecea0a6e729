//! `ListTags`, `TagResource`, `UntagResource`: of clusters and of backups.

use cloudhsm_api::{
    ErrorCode, ListTagsInput, ListTagsOutput, Tag, TagResourceInput, TagResourceOutput,
    UntagResourceInput, UntagResourceOutput,
};

use super::{
    Call,
    input::Check,
    paging::{Page, Pager},
    patterns::Pattern,
};
use crate::{estate::Region, fault::Fault};

pub(super) const MOST_TAGS: usize = 50;

pub(super) fn list(call: &mut Call<'_>, input: ListTagsInput) -> Result<ListTagsOutput, Fault> {
    Check::default()
        .id("resourceId", &input.resource_id, Pattern::ResourceId)
        .page(input.max_results, 100, input.next_token.as_deref())
        .done()?;
    let list = format!("tags {} {}", call.region.name, input.resource_id);
    let pager = Pager::new(&list, input.max_results, 100, input.next_token.as_deref())?;
    let tags = tags_of(call.region, &input.resource_id)?;
    // By position: a key of 128 characters would not fit into a token.
    let numbered = tags.iter().enumerate();
    let Page(page, next_token) = pager.page_of(numbered, |(index, _)| format!("{index:04}"));
    let tag_list = page.into_iter().map(|(_, tag)| tag.clone()).collect();
    Ok(ListTagsOutput { tag_list, next_token, ..Default::default() })
}

pub(super) fn tag(
    call: &mut Call<'_>,
    input: TagResourceInput,
) -> Result<TagResourceOutput, Fault> {
    let check = Check::default().id("resourceId", &input.resource_id, Pattern::ResourceId);
    check_tags(check, &input.tag_list, 1).done()?;
    refuse_reserved(input.tag_list.iter().map(|tag| tag.key.as_str()))?;
    let tags = tags_of(call.region, &input.resource_id)?;
    let new = |key: &str| !tags.iter().any(|tag| tag.key == key);
    let mut added: Vec<&str> =
        input.tag_list.iter().map(|tag| tag.key.as_str()).filter(|key| new(key)).collect();
    added.sort_unstable();
    added.dedup();
    if tags.len() + added.len() > MOST_TAGS {
        return Err(Fault::new(
            ErrorCode::CloudHsmResourceLimitExceeded,
            format!("A resource can have at most {MOST_TAGS} tags."),
        ));
    }
    for tag in input.tag_list {
        match tags.iter_mut().find(|own| own.key == tag.key) {
            Some(own) => own.value = tag.value,
            None => tags.push(tag),
        }
    }
    Ok(TagResourceOutput::default())
}

pub(super) fn untag(
    call: &mut Call<'_>,
    input: UntagResourceInput,
) -> Result<UntagResourceOutput, Fault> {
    let mut check = Check::default()
        .id("resourceId", &input.resource_id, Pattern::ResourceId)
        .length("tagKeyList", input.tag_key_list.len(), (1, MOST_TAGS));
    for key in &input.tag_key_list {
        check = check.length("tagKeyList.member", key.chars().count(), (1, 128)).pattern(
            "tagKeyList.member",
            key,
            Pattern::TagText,
        );
    }
    check.done()?;
    refuse_reserved(input.tag_key_list.iter().map(String::as_str))?;
    let tags = tags_of(call.region, &input.resource_id)?;
    tags.retain(|tag| !input.tag_key_list.contains(&tag.key));
    Ok(UntagResourceOutput::default())
}

/// The rules for the tags of a request; `fewest` is 0 where the list may be left out.
pub(super) fn check_tags(mut check: Check, tags: &[Tag], fewest: usize) -> Check {
    check = check.length("tagList", tags.len(), (fewest, MOST_TAGS));
    for (index, tag) in tags.iter().enumerate() {
        let member = |name: &str| format!("tagList.{}.member.{name}", index + 1);
        check = check
            .length(&member("key"), tag.key.chars().count(), (1, 128))
            .pattern(&member("key"), &tag.key, Pattern::TagText)
            .length(&member("value"), tag.value.chars().count(), (0, 256))
            .pattern(&member("value"), &tag.value, Pattern::TagText);
    }
    check
}

/// Keys that AWS keeps for itself.
pub(super) fn refuse_reserved<'a>(mut keys: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    match keys.find(|key| key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))) {
        None => Ok(()),
        Some(key) => Err(Fault::tag(format!("Tag key {key} is reserved for AWS."))),
    }
}

fn tags_of<'a>(region: &'a mut Region, resource_id: &str) -> Result<&'a mut Vec<Tag>, Fault> {
    if resource_id.starts_with("cluster-") {
        let record = region.clusters.get_mut(resource_id);
        record
            .map(|record| &mut record.cluster.tag_list)
            .ok_or_else(|| Fault::no_such_cluster(resource_id))
    } else {
        let backup = region.backups.get_mut(resource_id);
        backup.map(|backup| &mut backup.tag_list).ok_or_else(|| Fault::no_such_backup(resource_id))
    }
}

//! Links from one feature to another, which need not know each other.

use std::cell::RefCell;

use cloudhsm_api::Tag;

use super::{Place, Route, segment};

/// The part of a deletion's address that names the HSM to ask about; several with a comma between.
pub const ASK_ABOUT_HSM: &str = "hsm";

/// The part of the address of a creation that names its region.
pub const CREATE_IN_REGION: &str = "region";

/// The part of the address of a creation that names the backup it starts from.
pub const CREATE_FROM_BACKUP: &str = "backup";

thread_local! {
    /// The query of the list when it was last on screen.
    static LAST_LIST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers the list's filter, order and columns for [`last_list`].
pub fn remember_list(query: &str) {
    LAST_LIST.set(query.to_owned());
}

/// The address of the list as it was last on screen.
pub fn last_list() -> String {
    let query = LAST_LIST.with_borrow(Clone::clone);
    let separator = if query.is_empty() { "" } else { "?" };
    [&Route::Clusters.href(), separator, &query].concat()
}

/// The address of the page that deletes an HSM of a cluster: the cluster's deletion, which asks about this
/// HSM at once.
pub fn hsm_deletion(cluster: Place, hsm_id: &str) -> String {
    let page = Route::DeleteCluster(cluster).href();
    [&page, "?", ASK_ABOUT_HSM, "=", &segment::encode(hsm_id)].concat()
}

/// The same for several HSMs.
pub fn hsms_deletion(cluster: Place, hsm_ids: &[String]) -> String {
    hsm_deletion(cluster, &hsm_ids.join(","))
}

/// The address of the page that creates a cluster, in this region, from this backup.
pub fn cluster_creation(region: &str, backup: Option<&str>) -> String {
    let page = Route::CreateCluster.href();
    let mut address = [&page, "?", CREATE_IN_REGION, "=", &segment::encode(region)].concat();
    if let Some(backup) = backup {
        address.extend(["&", CREATE_FROM_BACKUP, "=", &segment::encode(backup)]);
    }
    address
}

/// The address of the list with the filter for this tag; for its key alone, if it has no value.
pub fn clusters_with_tag(tag: &Tag) -> String {
    Route::filtered_list(&tag_filter(tag))
}

/// The filter for a tag, in the language of the list's filter, which has a test that reads it.
pub fn tag_filter(tag: &Tag) -> String {
    let mut filter = ["tag:", &quoted(&tag.key)].concat();
    if !tag.value.is_empty() {
        filter.extend(["=", &quoted(&tag.value)]);
    }
    filter
}

/// In quotes, unless no character of it could mean anything in a filter.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| !letter.is_whitespace() && !"\"\\:,=*".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    ["\"", &text.replace('\\', "\\\\").replace('"', "\\\""), "\""].concat()
}

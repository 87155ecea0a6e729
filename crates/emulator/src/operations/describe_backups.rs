//! `DescribeBackups`.

use cloudhsm_api::{Backup, BackupState, DescribeBackupsInput, DescribeBackupsOutput, Filters};

use super::{
    Call,
    describe_clusters::check_filter_names,
    input::Check,
    paging::{Page, Pager},
};
use crate::fault::Fault;

const FILTERS: [&str; 5] = ["backupIds", "sourceBackupIds", "clusterIds", "states", "neverExpires"];

pub(super) fn run(
    call: &mut Call<'_>,
    input: DescribeBackupsInput,
) -> Result<DescribeBackupsOutput, Fault> {
    Check::default().page(input.max_results, 50, input.next_token.as_deref()).done()?;
    check_filter_names(&input.filters, &FILTERS)?;
    let is_shared = input.shared == Some(true);
    let all = if is_shared { &call.region.shared } else { &call.region.backups };
    let ascending = input.sort_ascending == Some(true);
    let list = format!("backups {} {is_shared} {ascending}", call.region.name);
    let pager = Pager::new(&list, input.max_results, 50, input.next_token.as_deref())?;
    let mut backups: Vec<(String, &Backup)> = all
        .values()
        .filter(|backup| matches_filters(backup, &input.filters))
        .map(|backup| (sort_key(backup, ascending), backup))
        .collect();
    backups.sort_by(|left, right| left.0.cmp(&right.0));
    let Page(page, next_token) = pager.page_of(backups.into_iter(), |(key, _)| key.clone());
    let backups = page.into_iter().map(|(_, backup)| backup.clone()).collect();
    Ok(DescribeBackupsOutput { backups, next_token, ..Default::default() })
}

/// By time, then by id; newest first unless the caller wants it otherwise.
fn sort_key(backup: &Backup, ascending: bool) -> String {
    let millis = backup.create_timestamp.as_ref().and_then(cloudhsm_api::Timestamp::epoch_millis);
    let millis = millis.unwrap_or_default().max(0);
    let rank = if ascending { millis } else { i64::MAX - millis };
    format!("{rank:019} {}", backup.backup_id)
}

fn matches_filters(backup: &Backup, filters: &Filters) -> bool {
    filters.iter().all(|(name, values)| {
        let own = match name.as_str() {
            "backupIds" => Some(backup.backup_id.clone()),
            "sourceBackupIds" => backup.source_backup.clone(),
            "clusterIds" => backup.cluster_id.clone(),
            "states" => backup.backup_state.as_ref().map(BackupState::to_string),
            _ => Some(backup.never_expires.unwrap_or_default().to_string()),
        };
        own.is_some_and(|own| values.iter().any(|value| value.eq_ignore_ascii_case(&own)))
    })
}

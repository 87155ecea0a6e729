//! A cluster's family: the clusters and backups that have its keys, or some of them, in all regions.
//!
//! CloudHSM itself is asked, region by region. Must not know: the fleet, which shows what it asked
//! earlier.

mod kept;
mod kin;
mod listing;
mod marks;
mod policies;
mod report;

pub(super) use kept::KeptFamilies;
pub(crate) use kin::{Member, kin};
use listing::listed;
pub(crate) use listing::{Extent, Listed};
pub(crate) use marks::Root;
use marks::id_of;
pub(crate) use policies::principals;
pub(crate) use report::CUT;

use futures_util::future::join_all;

use super::{Asking, Reading};

/// What each region has, side by side.
pub(crate) async fn in_regions(
    asking: &Asking<'_>,
    regions: &[String],
    extent: Extent,
) -> Vec<(String, Reading<Listed>)> {
    let one = async |region: &String| {
        let asking = Asking { region, ..asking.clone() };
        (region.clone(), listed(&asking, extent).await)
    };
    let mut all = Vec::with_capacity(regions.len());
    for region in regions {
        all.push(one(region));
    }
    join_all(all).await
}

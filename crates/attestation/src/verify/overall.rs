//! What follows from all links.

use serde::{Deserialize, Serialize};

use super::{link::Link, link_id::LinkId, obstacle::Obstacle, verdict::Verdict};
use crate::{anchor::AnchorOrigin, printable::quoted};

/// What follows from all links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Overall {
    /// Both chains end in pinned roots, and the key is the HSM's: genuine hardware at AWS.
    Genuine {
        /// Every certificate and root is within its dates.
        dates_valid: bool,
    },
    /// As genuine as the anchors that someone supplied.
    GenuineIfRootsAre {
        /// Who supplied them.
        supplied_by: Vec<AnchorOrigin>,
        /// Every certificate and root is within its dates.
        dates_valid: bool,
    },
    /// Everything is right, and it is an emulator's.
    Emulated {
        /// Every certificate and root is within its dates.
        dates_valid: bool,
    },
    /// Something was checked and is wrong.
    Failed {
        /// Which links.
        links: Vec<LinkId>,
    },
    /// Nothing failed, but not enough could be checked.
    Incomplete {
        /// Which links are missing.
        links: Vec<LinkId>,
    },
}

impl Overall {
    /// The verdict in a few words, whatever the dates.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Genuine { .. } => "genuine",
            Self::GenuineIfRootsAre { supplied_by, .. }
                if supplied_by.iter().all(|origin| *origin == AnchorOrigin::User) =>
            {
                "proven by a root you supplied"
            }
            Self::GenuineIfRootsAre { .. } => "proven by a supplied root",
            Self::Emulated { .. } => "proven for an emulator",
            Self::Failed { .. } => "not proven genuine",
            Self::Incomplete { .. } => "not checkable",
        }
    }
}

/// What follows from the links: no link may fail; those of the hardware must be verified; and the
/// cluster's key must be the HSM's, by the CSR or, after initialization, by the cluster certificate.
pub(crate) fn overall(links: &[Link]) -> Overall {
    let failed: Vec<_> = links.iter().filter(|link| link.is_failed()).map(|l| l.id).collect();
    if !failed.is_empty() {
        return Overall::Failed { links: failed };
    }
    let is_verified = |id: LinkId| links.iter().any(|link| link.id == id && link.is_verified());
    let hardware: Vec<_> = links.iter().filter(|link| link.id.is_of_hardware()).collect();
    let mut missing: Vec<_> =
        hardware.iter().filter(|link| !link.is_verified()).map(|link| link.id).collect();
    let by_csr = [LinkId::CsrSelfSigned, LinkId::CsrKeyIsHsmKey];
    if !by_csr.iter().all(|id| is_verified(*id)) && !is_verified(LinkId::ClusterKeyIsHsmKey) {
        missing.extend(by_csr.into_iter().filter(|id| !is_verified(*id)));
    }
    if !missing.is_empty() {
        return Overall::Incomplete { links: missing };
    }
    // Dates and anchors count for what the proof rests on, not for optional links.
    let dates_valid = hardware.iter().all(|link| link.dates_valid);
    let mut origins: Vec<_> =
        hardware.iter().filter_map(|link| Some(link.anchor.as_ref()?.origin)).collect();
    origins.sort_unstable();
    origins.dedup();
    if origins.contains(&AnchorOrigin::Emulator) {
        return Overall::Emulated { dates_valid };
    }
    origins.retain(|origin| *origin != AnchorOrigin::Pinned);
    if origins.is_empty() {
        Overall::Genuine { dates_valid }
    } else {
        Overall::GenuineIfRootsAre { supplied_by: origins, dates_valid }
    }
}

pub(crate) fn headline(overall: &Overall, links: &[Link]) -> String {
    let dates = |valid: &bool| {
        if *valid { "" } else { " Not every certificate is within its dates; see the notes." }
    };
    let first = |ids: &[LinkId], verdict: &str| {
        let link = ids.first().and_then(|id| links.iter().find(|link| link.id == *id));
        link.map_or_else(String::new, |link| {
            format!(" {} {verdict}: {}.", quoted(&link.title), link.words)
        })
    };
    let is_empty = |link: &Link| {
        matches!(link.verdict, Verdict::NotCheckable { obstacle: Obstacle::SlotEmpty { .. } })
    };
    match overall {
        Overall::Genuine { dates_valid } => format!(
            "Genuine. This HSM is certified by AWS’s root and the manufacturer’s root, both pinned \
             in the console, and the cluster’s key is the HSM’s.{}",
            dates(dates_valid)
        ),
        Overall::GenuineIfRootsAre { supplied_by, dates_valid } => {
            let whose: Vec<_> = supplied_by.iter().map(|origin| origin.in_words()).collect();
            format!(
                "All checks pass, but not every root is pinned. The result is only as trustworthy \
                 as the root that is {}.{}",
                whose.join("; "),
                dates(dates_valid)
            )
        }
        Overall::Emulated { dates_valid } => format!(
            "All checks pass against the emulator’s test roots. This says nothing about real \
             hardware.{}",
            dates(dates_valid)
        ),
        Overall::Failed { links } => {
            format!("Not proven genuine.{}", first(links, "failed"))
        }
        Overall::Incomplete { .. } if links.iter().all(is_empty) => {
            "Nothing to verify. All slots are empty.".to_owned()
        }
        Overall::Incomplete { links } => format!(
            "No check failed, but the proof is incomplete.{}",
            first(links, "is not checkable")
        ),
    }
}

//! The parts of a cluster's page, each with its own address.

use cloudhsm_api::Backup;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{pages::paths, state::Loaded};

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What it is and how it does.
    Overview,
    /// Its HSMs.
    Hsms,
    /// Its subnet mapping.
    Network,
    /// Its certificates and CSR.
    Certificates,
    /// Its tags.
    Tags,
    /// Its backups.
    Backups,
    /// AWS's answer.
    Raw,
}

impl Tab {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Hsms,
        Self::Network,
        Self::Certificates,
        Self::Tags,
        Self::Backups,
        Self::Raw,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Hsms => "hsms",
            Self::Network => "network",
            Self::Certificates => "certificates",
            Self::Tags => "tags",
            Self::Backups => "backups",
            Self::Raw => "raw",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Hsms => "HSMs",
            Self::Network => "Network",
            Self::Certificates => "Certificates",
            Self::Tags => "Tags",
            Self::Backups => "Backups",
            Self::Raw => "JSON",
        }
    }

    /// The tab of a path's last segment; the overview where there is none.
    pub fn of_path(segment: Option<&str>) -> Option<Self> {
        match segment {
            None | Some("") => Some(Self::Overview),
            Some(segment) => Self::ALL.into_iter().find(|tab| tab.path() == segment),
        }
    }
}

/// How many there are, said on the tabs.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// HSMs.
    pub hsms: usize,
    /// Tags.
    pub tags: usize,
}

/// Links to the parts; the current one is marked.
#[component]
pub fn Tabs(
    region: String,
    id: String,
    counts: Counts,
    backups: Loaded<Vec<Backup>>,
    current: Memo<Option<Tab>>,
) -> impl IntoView {
    let count = move |tab: Tab| match tab {
        Tab::Hsms => Some(counts.hsms),
        Tab::Tags => Some(counts.tags),
        Tab::Backups => backups.value.get().map(|backups| backups.len()),
        _ => None,
    };
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let href = paths::cluster(&region, &id, tab.path());
            // The address without a tab is the overview, which the router can't know.
            let here = move || (current.get() == Some(tab)).then_some("page");
            view! {
                <li><A href attr:aria-current=here>
                    {tab.title()}
                    {move || count(tab).map(|count| view! { <span class="badge">{count}</span> })}
                </A></li>
            }
        })
        .collect();
    view! { <nav class="tabs" aria-label="Parts of the cluster"><ul>{links}</ul></nav> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_has_its_path_and_others_are_not_found() {
        for tab in Tab::ALL {
            assert_eq!(Tab::of_path(Some(tab.path())), Some(tab));
        }
        assert_eq!(Tab::of_path(None), Some(Tab::Overview));
        assert_eq!(Tab::of_path(Some("secrets")), None);
    }
}

//! The table of rooms: what may import what, as docs/architecture.md draws it.

use super::graph::Graph;

/// The package of the page: nothing depends on it.
pub(super) const PAGE: &str = "console-page";

/// Each package with those that it may depend on.
pub(super) const PACKAGES: &[(&str, &[&str])] = &[
    (PAGE, &["attestation", "backend-api", "cloudhsm-api", "cluster-health", "private-key"]),
    (
        "signing-backend",
        &[
            "attestation",
            "aws-services",
            "backend-api",
            "cloudhsm-api",
            "cluster-health",
            "emulator",
            "page-policy",
            "private-key",
        ],
    ),
    ("emulator", &["aws-services", "cloudhsm-api"]),
    ("aws-services", &["cloudhsm-api"]),
    ("cluster-health", &["attestation", "backend-api", "cloudhsm-api"]),
    ("backend-api", &["cloudhsm-api"]),
    ("cloudhsm-api", &["private-key"]),
    ("attestation", &["private-key"]),
    ("page-policy", &[]),
    ("private-key", &[]),
    ("test-limits", &[]),
    // The types of the wires alone.
    ("end-to-end", &["backend-api", "cloudhsm-api", "page-policy", "test-limits"]),
    ("xtask", &["page-policy"]),
];

/// The page's floors, from the top down. A room may import those of lower floors.
const PAGE_FLOORS: &[&[&str]] = &[
    &["crate", "dev_reload"],
    &["app"],
    &["gallery"],
    &["clusters", "cluster", "deletion", "lifecycle", "activity", "connect", "shell"],
    &["guarded"],
    &["components"],
    &["state"],
    &["api"],
    &["route"],
    &[
        "aws_console",
        "boot",
        "crash",
        "csv",
        "frame",
        "keyboard_focus",
        "lookalikes",
        "lower_case",
        "sorting",
        "time",
    ],
];

/// The rooms of a package.
#[derive(Debug)]
pub(super) struct Rooms {
    floors: &'static [&'static [&'static str]],
}

impl Rooms {
    /// The rooms of a package, if it has any.
    pub(super) fn of(package: &str) -> Option<Self> {
        (package == PAGE).then_some(Self { floors: PAGE_FLOORS })
    }

    /// Rooms from the top down.
    #[cfg(test)]
    pub(super) fn new(floors: &'static [&'static [&'static str]]) -> Self {
        Self { floors }
    }

    /// Why a module may not import from another; `None` if it may.
    pub(super) fn forbids(&self, from: &str, to: &str) -> Option<String> {
        let (from, to) = (room(from), room(to));
        if from == to {
            return None;
        }
        let (from_floor, to_floor) = (self.floor(from)?, self.floor(to)?);
        if from_floor < to_floor {
            return None;
        }
        Some(if from_floor == to_floor {
            format!("{from} and {to} don't import each other")
        } else {
            format!("{to} is above {from}")
        })
    }

    /// Rooms that are on no floor.
    pub(super) fn unknown(&self, graph: &Graph) -> Vec<String> {
        let mut unknown: Vec<String> = graph
            .modules()
            .map(room)
            .filter(|room| self.floor(room).is_none())
            .map(str::to_owned)
            .collect();
        unknown.dedup();
        unknown
    }

    fn floor(&self, room: &str) -> Option<usize> {
        self.floors.iter().position(|floor| floor.contains(&room))
    }
}

/// The room that a module is in: the first part of its path.
fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

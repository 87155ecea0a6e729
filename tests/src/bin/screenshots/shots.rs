//! What pictures are taken of. `{region}`, `{full}`, `{degraded}` and `{empty}` stand for a region, a
//! cluster with HSMs, one in trouble, and one that nothing keeps from being deleted; `{idle}`, `{shared}`
//! and `{open}` for one that nobody uses, one in a shared VPC, and one whose security group is open.

use end_to_end::Role;

/// One picture.
pub(crate) struct Shot {
    /// The start of its file's name.
    pub(crate) name: &'static str,
    /// The page's path.
    pub(crate) path: &'static str,
    /// A text that is there when the page is.
    pub(crate) ready: &'static str,
    /// What to do there first.
    pub(crate) steps: &'static [Step],
}

/// Something that a person does on a page. Names are parts of the names.
pub(crate) enum Step {
    /// Clicks.
    Click(Role, &'static str),
    /// Types into a field.
    Type(Role, &'static str, &'static str),
    /// Ticks every checkbox.
    CheckAll,
    /// Waits until a text is there.
    Text(&'static str),
}

/// In this order; the last ones delete.
pub(crate) const SHOTS: &[Shot] = &[
    Shot { name: "list", path: "/clusters", ready: "{full}", steps: &[] },
    Shot {
        name: "filtered",
        path: "/clusters?q=health:warning,bad",
        ready: "Clusters",
        steps: &[],
    },
    Shot {
        name: "selected",
        path: "/clusters",
        ready: "{full}",
        steps: &[Step::Click(Role::Checkbox, "Select payments-prod"), Step::Text("selected")],
    },
    Shot {
        name: "palette",
        path: "/clusters",
        ready: "{full}",
        steps: &[
            Step::Click(Role::Button, "Command palette"),
            Step::Type(Role::Combobox, "Go to a cluster", "prod"),
            Step::Text("payments-prod"),
        ],
    },
    Shot {
        name: "preferences",
        path: "/activity",
        ready: "Activity",
        steps: &[Step::Click(Role::Button, "Preferences"), Step::Text("Density")],
    },
    Shot {
        name: "overview",
        path: "/regions/{region}/clusters/{full}/overview",
        ready: "{full}",
        steps: &[],
    },
    Shot {
        name: "degraded",
        path: "/regions/{region}/clusters/{degraded}/overview",
        ready: "{degraded}",
        steps: &[],
    },
    Shot {
        name: "record",
        path: "/regions/{region}/clusters/{full}/history",
        ready: "complete for 90 days",
        steps: &[],
    },
    Shot {
        name: "hsms",
        path: "/regions/{region}/clusters/{full}/hsms",
        ready: "hsm-",
        steps: &[],
    },
    Shot {
        name: "usage",
        path: "/regions/{region}/clusters/{full}/usage",
        ready: "Sessions",
        steps: &[],
    },
    Shot {
        name: "usage-table",
        path: "/regions/{region}/clusters/{full}/usage?range=24h&view=table",
        ready: "Sessions",
        steps: &[],
    },
    Shot {
        name: "idle",
        path: "/regions/{region}/clusters/{idle}/usage",
        ready: "Sessions",
        steps: &[],
    },
    Shot {
        name: "gap",
        path: "/regions/{region}/clusters/{shared}/usage",
        ready: "Sessions",
        steps: &[],
    },
    Shot {
        name: "network",
        path: "/regions/{region}/clusters/{full}/network",
        ready: "subnet-",
        steps: &[],
    },
    Shot {
        name: "open-network",
        path: "/regions/{region}/clusters/{open}/network",
        ready: "Open to the world",
        steps: &[],
    },
    Shot {
        name: "shared-network",
        path: "/regions/{region}/clusters/{shared}/network",
        ready: "444455556666",
        steps: &[],
    },
    Shot {
        name: "certificates",
        path: "/regions/{region}/clusters/{provable}/certificates",
        ready: "verified by the emulator’s root",
        steps: &[],
    },
    Shot {
        name: "tags",
        path: "/regions/{region}/clusters/{full}/tags",
        ready: "Name",
        steps: &[],
    },
    Shot {
        name: "tag-editor",
        path: "/regions/{region}/clusters/{full}/tags/edit",
        ready: "Edit tags",
        steps: &[],
    },
    Shot {
        name: "backups",
        path: "/regions/{region}/clusters/{full}/backups",
        ready: "backup-",
        steps: &[],
    },
    Shot {
        name: "json",
        path: "/regions/{region}/clusters/{full}/raw",
        ready: "\"ClusterId\"",
        steps: &[],
    },
    Shot {
        name: "protection",
        path: "/regions/{region}/clusters/{full}/protection",
        ready: "Status",
        steps: &[],
    },
    Shot { name: "not-found", path: "/no/such/page", ready: "Page not found", steps: &[] },
    Shot { name: "connect", path: "/connect", ready: "Connect to a signing backend", steps: &[] },
    Shot {
        name: "blocked",
        path: "/regions/{region}/clusters/{full}/delete",
        ready: "hsm-",
        steps: &[],
    },
    Shot {
        name: "plan",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "What will be sent",
        steps: &[],
    },
    Shot {
        name: "confirm",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "What will be sent",
        steps: &[Step::CheckAll, Step::Type(Role::Textbox, "Type the ID", "{empty}")],
    },
    Shot {
        name: "progress",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "What will be sent",
        steps: &[
            Step::CheckAll,
            Step::Type(Role::Textbox, "Type the ID", "{empty}"),
            Step::Click(Role::Button, "Delete this cluster"),
            Step::Text("AWS is deleting the cluster"),
        ],
    },
    Shot { name: "activity", path: "/activity", ready: "Log integrity verified", steps: &[] },
    Shot {
        name: "receipt",
        path: "/activity",
        ready: "Log integrity verified",
        steps: &[Step::Click(Role::Link, "Receipt"), Step::Text("Copy for ticket")],
    },
];

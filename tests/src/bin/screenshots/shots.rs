//! What pictures are taken of. `{region}`, `{full}` and `{empty}` stand for a region, a cluster with
//! HSMs, and a cluster that nothing keeps from being deleted.

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
        name: "overview",
        path: "/regions/{region}/clusters/{full}/overview",
        ready: "{full}",
        steps: &[],
    },
    Shot {
        name: "hsms",
        path: "/regions/{region}/clusters/{full}/hsms",
        ready: "hsm-",
        steps: &[],
    },
    Shot {
        name: "network",
        path: "/regions/{region}/clusters/{full}/network",
        ready: "subnet-",
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
        name: "backups",
        path: "/regions/{region}/clusters/{full}/backups",
        ready: "backup-",
        steps: &[],
    },
    Shot {
        name: "blocked",
        path: "/regions/{region}/clusters/{full}/delete",
        ready: "hsm-",
        steps: &[],
    },
    Shot {
        name: "plan",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "aws cloudhsmv2 delete-cluster",
        steps: &[],
    },
    Shot {
        name: "confirm",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "aws cloudhsmv2 delete-cluster",
        steps: &[Step::CheckAll, Step::Type(Role::Textbox, "Type the id", "{empty}")],
    },
    Shot {
        name: "progress",
        path: "/regions/{region}/clusters/{empty}/delete",
        ready: "aws cloudhsmv2 delete-cluster",
        steps: &[
            Step::CheckAll,
            Step::Type(Role::Textbox, "Type the id", "{empty}"),
            Step::Click(Role::Button, "Delete this cluster"),
            Step::Text("AWS is deleting the cluster"),
        ],
    },
];

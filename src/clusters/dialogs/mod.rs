//! The dialogs of the list: its columns, its saved views, its export, and a tag of several clusters. They
//! are in the chunk `dialogs`.

mod columns;
mod export;
mod exported;
mod posture;
mod tags;
mod views;

pub use self::{
    columns::ColumnChoice,
    exported::{Export, Exported},
    tags::{TagTarget, TagTargets},
};
use crate::components::{lazy::in_chunk, modal::Closed};

in_chunk! { dialogs,
    /// Which columns the list shows.
    pub fn columns_dialog(choice: ColumnChoice, closed: Closed) -> AnyView {
        columns::columns(&choice, closed)
    }
}

in_chunk! { dialogs,
    /// The saved views of the list.
    pub fn views_dialog(closed: Closed) -> AnyView {
        views::kept_views(closed)
    }
}

in_chunk! { dialogs,
    /// The list as a file.
    pub fn export_dialog(list: Export, closed: Closed) -> AnyView {
        export::export(&list.without_secrets(), closed)
    }
}

in_chunk! { dialogs,
    /// A tag of several clusters.
    pub fn tag_dialog(targets: TagTargets, closed: Closed) -> AnyView {
        tags::tags(targets, closed)
    }
}

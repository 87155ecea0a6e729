//! What pages share. A component a file; what they say is decided by the page.
//!
//! What frames finished views, such as a card or a notice, is a plain function and no `#[component]`: the
//! children of a component are a boxed closure more at each of its many uses. Optional parts are
//! `Option<AnyView>`: Leptos compiles what shows an option once for each type in it.

mod advice;
mod attempt;
mod backup_actions;
mod badge;
mod button;
mod card;
mod cluster_actions;
mod code_block;
mod copy;
mod data_table;
mod dialogs;
mod download;
mod error_view;
mod facts;
mod finding_list;
mod icon;
mod identity_verdict;
mod kept_until;
mod keyed;
pub mod lazy;
mod menu;
pub mod modal;
mod notice;
mod on_page;
mod page_actions;
mod page_header;
mod pager;
mod phrase;
mod place_below;
mod radio;
mod refresh;
mod remedy;
mod retention;
mod skeleton;
pub mod tag_fields;
mod times;
mod toast;
mod value;
mod why;

pub use advice::InRegion;
pub use attempt::{attempt_tone, not_followed_words};
pub use backup_actions::{KnownBackup, backup_actions};
pub use badge::{Badge, Tone};
pub use button::{Button, IconButton};
pub use card::{card, empty, facts_card, folded_card, link_to_clusters, other_members};
pub use cluster_actions::{ClusterAction, PARKED_TAG, can_delete_hsm, cluster_actions};
pub use code_block::CodeBlock;
pub use copy::{CopyButton, Copyable, copy_button, copy_text};
pub use data_table::{data_table, keyed_table};
pub use dialogs::{Dialogs, use_dialogs};
pub use download::{DownloadButton, save_file};
pub use error_view::{error_view, error_view_in};
pub use facts::facts;
pub use finding_list::{finding_list, severity_word};
pub use icon::{Icon, Shape, icon, lock};
pub use identity_verdict::identity_verdict;
pub use kept_until::kept_until;
pub use keyed::Keyed;
pub use lazy::{ChunkError, lazy, lazy_part, lazy_part_or};
pub use menu::{Deed, Items, MenuItem, menu};
pub use notice::{NoticeKind, notice};
pub use page_actions::{PageAction, offer_actions, page_actions};
pub use page_header::{Crumb, clusters_crumb, page_header, set_title, set_title_of};
pub use pager::Pager;
pub use phrase::phrase;
pub use place_below::place_below;
pub use radio::{radio, radio_group};
pub use refresh::{can_refresh_page, refresh_button, refresh_page};
pub use remedy::{Remedy, remedy};
pub use retention::{retention, unknown_retention};
pub use skeleton::Skeleton;
pub use times::{Age, When, sentence};
pub use toast::{toast, toast_problem};
pub use value::{
    Value, backup_state, cluster_state, copyable_or, day_or, hsm_state, tags_or, text_or, when_or,
    word_or,
};
pub use why::{why_error, why_finding, why_network};

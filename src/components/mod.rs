//! What pages share. A component a file; what they say is decided by the page.

mod badge;
mod code_block;
mod copy;
mod download;
mod error_view;
mod facts;
mod icon;
mod notice;
mod page_header;
mod skeleton;
mod times;

pub use badge::{
    BackupStateBadge, ClusterStateBadge, HsmStateBadge, Tone, ToneBadge, backup_tone, cluster_tone,
    hsm_tone,
};
pub use code_block::CodeBlock;
pub use copy::{CopyButton, Copyable};
pub use download::DownloadButton;
pub use error_view::ErrorView;
pub use facts::{copyable_or, fact, missing, text_or, when_or, word_or};
pub use icon::{Icon, Shape};
pub use notice::{Notice, NoticeKind};
pub use page_header::{Crumb, PageHeader, set_title};
pub use skeleton::Skeleton;
pub use times::{Age, When};

//! Inputs and outputs of the operations on backups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Backup, Filters, serde_rules::null_as_default, shape::shape};

/// The input of `DescribeBackups`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeBackupsInput {
    /// Only the backups that match all of these.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub filters: Filters,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Backups that other accounts share with this one, instead of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_ascending: Option<bool>,
}

impl DescribeBackupsInput {
    /// Asks for the backups of one cluster.
    pub fn of_cluster(cluster_id: &str) -> Self {
        let filters = [("clusterIds".to_owned(), vec![cluster_id.to_owned()])].into();
        Self { filters, ..Self::default() }
    }
}

shape! {
    /// The output of `DescribeBackups`.
    DescribeBackupsOutput {
        /// This page's backups.
        backups: Vec<Backup> = "Backups"; required,
        /// Absent, `null` or empty on the last page.
        next_token: Option<String> = "NextToken",
    }
}

macro_rules! one_backup {
    ($operation:literal, $input:ident, $output:ident) => {
        #[doc = concat!("The input of `", $operation, "`.")]
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $input {
            /// The backup.
            #[serde(default, deserialize_with = "null_as_default")]
            pub backup_id: String,
        }

        shape! {
            #[doc = concat!("The output of `", $operation, "`.")]
            $output {
                /// The backup as it is now.
                backup: Option<Backup> = "Backup",
            }
        }
    };
}

one_backup!("DeleteBackup", DeleteBackupInput, DeleteBackupOutput);
one_backup!("RestoreBackup", RestoreBackupInput, RestoreBackupOutput);

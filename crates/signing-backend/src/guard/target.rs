//! What a deletion is aimed at, and the request that it takes.

use backend_api::{PlannedRequest, ResourceKind};
use cloudhsm_api::Operation;
use serde_json::{Map, Value, json};

use crate::forward::Upstream;

/// What a deletion is aimed at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A cluster.
    Cluster {
        /// Its id.
        cluster_id: String,
    },
    /// An HSM of a cluster.
    Hsm {
        /// The cluster's id.
        cluster_id: String,
        /// Its own id.
        hsm_id: String,
    },
    /// A backup.
    Backup {
        /// Its id.
        backup_id: String,
    },
}

impl Target {
    /// The operation that destroys it.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Cluster { .. } => Operation::DeleteCluster,
            Self::Hsm { .. } => Operation::DeleteHsm,
            Self::Backup { .. } => Operation::DeleteBackup,
        }
    }

    /// What it is.
    pub(crate) fn kind(&self) -> ResourceKind {
        match self {
            Self::Cluster { .. } => ResourceKind::Cluster,
            Self::Hsm { .. } => ResourceKind::Hsm,
            Self::Backup { .. } => ResourceKind::Backup,
        }
    }

    /// Its id: what the person types.
    pub fn id(&self) -> &str {
        match self {
            Self::Cluster { cluster_id } => cluster_id,
            Self::Hsm { hsm_id, .. } => hsm_id,
            Self::Backup { backup_id } => backup_id,
        }
    }

    /// The body of the request: AWS's input for exactly this.
    pub(crate) fn body(&self) -> Map<String, Value> {
        let body = match self {
            Self::Cluster { cluster_id } => json!({ "ClusterId": cluster_id }),
            Self::Hsm { cluster_id, hsm_id } => {
                json!({ "ClusterId": cluster_id, "HsmId": hsm_id })
            }
            Self::Backup { backup_id } => json!({ "BackupId": backup_id }),
        };
        match body {
            Value::Object(body) => body,
            _ => Map::new(),
        }
    }

    /// The exact request to AWS, and the same for the AWS CLI.
    pub(crate) fn request(&self, region: &str, upstream: &dyn Upstream) -> PlannedRequest {
        PlannedRequest {
            url: upstream.endpoint(region),
            target: self.operation().target().to_owned(),
            body: Value::Object(self.body()),
            cli: self.cli(region, &upstream.cli_options()),
        }
    }

    fn cli(&self, region: &str, more: &[String]) -> String {
        let mut words: Vec<&str> = vec!["aws", "cloudhsmv2"];
        match self {
            Self::Cluster { cluster_id } => {
                words.extend(["delete-cluster", "--cluster-id", cluster_id]);
            }
            Self::Hsm { cluster_id, hsm_id } => {
                words.extend(["delete-hsm", "--cluster-id", cluster_id, "--hsm-id", hsm_id]);
            }
            Self::Backup { backup_id } => {
                words.extend(["delete-backup", "--backup-id", backup_id]);
            }
        }
        words.extend(["--region", region]);
        words.extend(more.iter().map(String::as_str));
        words.into_iter().map(quoted).collect::<Vec<_>>().join(" ")
    }
}

/// A word as a POSIX shell needs it: odd ids must not become another command.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@=+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_id_stays_one_word() {
        let target = Target::Cluster { cluster_id: "x; rm -rf ~ 'y'".into() };
        assert_eq!(
            target.cli("us-east-1", &["--profile".into(), "audit role".into()]),
            r"aws cloudhsmv2 delete-cluster --cluster-id 'x; rm -rf ~ '\''y'\''' --region us-east-1 --profile 'audit role'"
        );
    }
}

//! Who depends on a cluster, as AWS's other services say: source by source, because "not allowed to
//! look" is not "nothing there".

use cloudhsm_api::Timestamp;

use crate::wire::{closed_enum, wire_struct};

wire_struct! {
    /// Who depends on a cluster, and how far that is known.
    Dependents {
        /// The region of the cluster.
        region: String = "region",
        /// The cluster.
        cluster_id: String = "clusterId",
        /// What was asked, and what came of it.
        sources: Vec<Source> = "sources",
        /// The KMS custom key stores of the cluster; `null` when KMS did not say. Only an empty list
        /// says that there is none.
        key_stores: Option<Vec<KeyStore>> = "keyStores",
    }
}

closed_enum! {
    /// A service of AWS that knows who depends on a cluster.
    SourceName {
        /// Key Management Service: its custom key stores.
        Kms = "kms",
    }
}

closed_enum! {
    /// What came of asking a source.
    SourceStatus {
        /// It answered, completely.
        Known = "known",
        /// The AWS identity lacks the permission.
        NotAllowed = "not-allowed",
        /// It did not answer, or not as it should.
        Failed = "failed",
        /// The backend was started without it (`--look`).
        NotAsked = "not-asked",
    }
}

wire_struct! {
    /// One source, and how far it is known what it says.
    #[derive(Eq)]
    Source {
        /// The service.
        name: SourceName = "name",
        /// What came of asking it.
        status: SourceStatus = "status",
        /// The IAM action that allows to ask it.
        permission: String = "permission",
        /// How long ago it was asked; `null` if it was not.
        age_seconds: Option<u32> = "ageSeconds",
        /// AWS's request IDs, one for each page of its answer.
        request_ids: Vec<String> = "requestIds",
        /// AWS's name of its error.
        code: Option<String> = "code",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

wire_struct! {
    /// A KMS custom key store whose keys are in the cluster.
    KeyStore {
        /// `cks-…`
        id: Option<String> = "id",
        /// Its name in KMS.
        name: Option<String> = "name",
        /// Its connection state, in AWS's words.
        state: Option<String> = "state",
        /// Why the connection failed, in AWS's words.
        error: Option<String> = "error",
        /// Its keys work now, or are about to: a deletion of the cluster is blocked.
        in_use: bool = "inUse",
        /// When it was created.
        created: Option<Timestamp> = "created",
    }
}

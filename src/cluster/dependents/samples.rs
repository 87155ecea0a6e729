//! Answers of AWS's other services, for tests.

use backend_api::{Dependents, Source, SourceName, SourceStatus};

pub(super) fn source(name: SourceName, status: SourceStatus) -> Source {
    Source {
        name,
        status,
        permission: String::new(),
        age_seconds: None,
        request_ids: Vec::new(),
        code: None,
        message: None,
    }
}

/// An answer with one source.
pub(super) fn dependents(name: SourceName, status: SourceStatus) -> Dependents {
    Dependents {
        region: "us-east-1".to_owned(),
        cluster_id: "cluster-a".to_owned(),
        sources: vec![source(name, status)],
        key_stores: None,
        usage: None,
        clients: None,
        security_group: None,
        subnets: None,
        findings: Vec::new(),
        zones: None,
        quotas: None,
        limits: None,
        families: None,
    }
}

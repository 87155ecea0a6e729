//! Service Quotas beside the cloud: it answers as AWS does, or as it is told.

use aws_services::ServiceQuota;
use serde_json::{Value, json};

use super::neighbours::Reply;

/// What Service Quotas answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum Quotas {
    /// It isn't spoken.
    #[default]
    Absent,
    /// These, one a page.
    Has(Vec<ServiceQuota>),
    /// This status and body.
    Says(u16, Value),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// A quota of CloudHSM.
pub(crate) fn quota(name: &str, value: f64) -> ServiceQuota {
    ServiceQuota {
        service_code: Some("cloudhsm".to_owned()),
        quota_code: Some(format!("L-{}", name.len())),
        quota_name: Some(name.to_owned()),
        value: Some(value),
        adjustable: Some(true),
        ..ServiceQuota::default()
    }
}

impl Quotas {
    pub(super) fn answer(&self, body: &[u8]) -> Reply {
        let input: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(
            (&input["ServiceCode"], &input["MaxResults"]),
            (&json!("cloudhsm"), &json!(100))
        );
        match self {
            Self::Absent => {
                Reply::Raw(400, json!({"__type": "UnknownOperationException"}).to_string())
            }
            Self::Unreachable => Reply::Unreachable,
            Self::Hangs => Reply::Hangs,
            Self::Says(status, body) => Reply::Raw(*status, body.to_string()),
            Self::Has(quotas) => {
                let page: usize = input["NextToken"].as_str().map_or(0, |it| it.parse().unwrap());
                let next = (page + 1 < quotas.len()).then(|| (page + 1).to_string());
                let shown: Vec<_> = quotas.iter().skip(page).take(1).collect();
                Reply::Json(json!({"Quotas": shown, "NextToken": next}))
            }
        }
    }
}

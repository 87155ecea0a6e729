//! Quotas of an account in a region, as Service Quotas lists them.
//!
//! <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html>

use cloudhsm_api::{Extra, open_enum};
use serde::{Deserialize, Serialize};

/// CloudHSM's name at Service Quotas.
pub const CLOUDHSM_SERVICE_CODE: &str = "cloudhsm";

/// The input of `ListServiceQuotas`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListServiceQuotasInput {
    /// The service whose quotas are listed.
    pub service_code: String,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u32>,
    /// Only the quota of this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_code: Option<String>,
}

/// The output of `ListServiceQuotas`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListServiceQuotasOutput {
    /// This page's quotas. An answer without this list is none.
    pub quotas: Vec<ServiceQuota>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One quota of a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceQuota {
    /// `cloudhsm`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_code: Option<String>,
    /// The service's name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
    /// The quota's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_arn: Option<String>,
    /// `L-…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_code: Option<String>,
    /// The quota's name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_name: Option<String>,
    /// What is allowed; absent where Service Quotas could not find it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// `None` where it is a plain number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether more can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustable: Option<bool>,
    /// Whether it is the same one for all regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub global_quota: Option<bool>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<QuotaErrorReason>,
    /// Whether it is of the account or of each resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_applied_at_level: Option<AppliedLevel>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a quota has no value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QuotaErrorReason {
    /// `DEPENDENCY_ACCESS_DENIED_ERROR`, `SERVICE_QUOTA_NOT_AVAILABLE_ERROR`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a quota is of.
    AppliedLevel {
        /// The account, in one region or in all.
        Account = "ACCOUNT",
        /// Each resource.
        Resource = "RESOURCE",
        /// Both.
        All = "ALL",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_service_quotas_sends_is_read_and_written_again() {
        let sent = json!({
            "NextToken": "bmV4dA==",
            "Quotas": [
                {
                    "ServiceCode": "cloudhsm",
                    "ServiceName": "AWS CloudHSM",
                    "QuotaArn": "arn:aws:servicequotas:us-east-1:111111111111:cloudhsm/L-1",
                    "QuotaCode": "L-1",
                    "QuotaName": "Clusters",
                    "Value": 4.0,
                    "Unit": "None",
                    "Adjustable": true,
                    "GlobalQuota": false,
                    "QuotaAppliedAtLevel": "ACCOUNT",
                    "Description": "words of AWS’s",
                },
                {
                    "QuotaName": "HSMs",
                    "ErrorReason": {
                        "ErrorCode": "DEPENDENCY_THROTTLING_ERROR",
                        "ErrorMessage": "too many",
                    },
                    "QuotaAppliedAtLevel": "PLANET",
                },
            ],
        });
        let output: ListServiceQuotasOutput = serde_json::from_value(sent.clone()).unwrap();
        let [clusters, hsms] = output.quotas.as_slice() else { panic!("{output:?}") };
        assert_eq!((clusters.value, clusters.adjustable), (Some(4.0), Some(true)));
        assert_eq!(clusters.extra["Description"], "words of AWS’s");
        let code = hsms.error_reason.as_ref().and_then(|it| it.error_code.as_deref());
        assert_eq!((hsms.value, code), (None, Some("DEPENDENCY_THROTTLING_ERROR")));
        assert_eq!(hsms.quota_applied_at_level.as_ref().map(AppliedLevel::as_str), Some("PLANET"));
        assert_eq!(serde_json::to_value(&output).unwrap(), sent);
    }

    #[test]
    fn null_is_absent_and_an_answer_without_its_list_is_not_an_empty_list() {
        let nulls = json!({"Quotas": [{
            "QuotaCode": null, "QuotaName": null, "Value": null, "Adjustable": null,
            "GlobalQuota": null, "ErrorReason": null, "QuotaAppliedAtLevel": null,
        }], "NextToken": null});
        let output: ListServiceQuotasOutput = serde_json::from_value(nulls).unwrap();
        assert_eq!(output.quotas, [ServiceQuota::default()]);
        for odd in [json!({}), json!({"Quotas": null}), json!({"quotas": []}), json!([])] {
            assert!(
                serde_json::from_value::<ListServiceQuotasOutput>(odd.clone()).is_err(),
                "{odd}"
            );
        }
    }
}

//! Which calls came in.

use std::collections::{BTreeMap, VecDeque};

use cloudhsm_api::Operation;
use serde::Serialize;
use serde_json::Value;

use crate::http::{Reply, Sabotage};

/// How many of the latest calls are kept one by one; the counts have no limit.
const KEPT: usize = 1000;

/// What came in, signed and known; counted also when a fault is its answer.
#[derive(Debug, Default, Serialize)]
pub(super) struct CallLog {
    total: u64,
    by_operation: BTreeMap<String, u64>,
    by_region: BTreeMap<String, u64>,
    latest: VecDeque<Call>,
}

#[derive(Debug, Serialize)]
struct Call {
    number: u64,
    operation: Operation,
    region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    /// Absent while the call runs, and when its connection was dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

impl CallLog {
    pub(super) fn begin(
        &mut self,
        operation: Operation,
        region: &str,
        resource: Option<String>,
    ) -> u64 {
        self.total += 1;
        *self.by_operation.entry(operation.name().to_owned()).or_default() += 1;
        *self.by_region.entry(region.to_owned()).or_default() += 1;
        if self.latest.len() == KEPT {
            self.latest.pop_front();
        }
        let number = self.total;
        self.latest.push_back(Call {
            number,
            operation,
            region: region.to_owned(),
            resource,
            status: None,
        });
        number
    }

    pub(super) fn end(&mut self, number: u64, outcome: &Reply) {
        if outcome.0.extensions().get::<Sabotage>().is_some() {
            return;
        }
        if let Some(call) = self.latest.iter_mut().rev().find(|call| call.number == number) {
            call.status = Some(outcome.0.status().as_u16());
        }
    }
}

/// The id that an input names, most specific first.
pub(super) fn resource_in(body: &[u8]) -> Option<String> {
    let input: Value = serde_json::from_slice(body).ok()?;
    let members = ["HsmId", "EniId", "EniIp", "BackupId", "ResourceId", "ClusterId"];
    let named = members.iter().find_map(|member| input.get(member)?.as_str());
    let filtered = || {
        let filters = input.get("Filters")?;
        filters.get("clusterIds").or_else(|| filters.get("backupIds"))?.get(0)?.as_str()
    };
    named.or_else(filtered).map(str::to_owned)
}

//! The operations of CloudHSM v2: one region and one input in, an output or a refusal out.
//!
//! Must not know HTTP, signatures or the control surface.

mod backups;
mod clusters;
mod create;
mod describe_backups;
mod describe_clusters;
mod hsms;
mod initialize;
mod input;
mod paging;
mod patterns;
mod tags;

pub(crate) use hsms::MOST_HSMS;

use cloudhsm_api::{ErrorCode, Operation};
use serde::Serialize;
use serde_json::Value;

use crate::{estate::Region, fault::Fault, pki::Pki};

/// What an operation can see and change.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) region: &'a mut Region,
    pub(crate) pki: &'a Pki,
    pub(crate) now_millis: i64,
}

/// Carries one operation out. `body` is the request's, as it came.
pub(crate) fn run(operation: Operation, call: &mut Call<'_>, body: &[u8]) -> Result<Value, Fault> {
    match operation {
        Operation::DescribeClusters => answer(describe_clusters::run(call, input::read(body)?)?),
        Operation::DescribeBackups => answer(describe_backups::run(call, input::read(body)?)?),
        Operation::ListTags => answer(tags::list(call, input::read(body)?)?),
        Operation::TagResource => answer(tags::tag(call, input::read(body)?)?),
        Operation::UntagResource => answer(tags::untag(call, input::read(body)?)?),
        Operation::CreateHsm => answer(hsms::create(call, input::read(body)?)?),
        Operation::DeleteHsm => answer(hsms::delete(call, input::read(body)?)?),
        Operation::CreateCluster => answer(create::run(call, input::read(body)?)?),
        Operation::DeleteCluster => answer(clusters::delete(call, input::read(body)?)?),
        Operation::ModifyCluster => answer(clusters::modify(call, input::read(body)?)?),
        Operation::InitializeCluster => answer(initialize::run(call, input::read(body)?)?),
        Operation::DeleteBackup => answer(backups::delete(call, input::read(body)?)?),
        Operation::RestoreBackup => answer(backups::restore(call, input::read(body)?)?),
        Operation::ModifyBackupAttributes => answer(backups::modify(call, input::read(body)?)?),
        // Nothing here can have a policy, because none can be put.
        Operation::GetResourcePolicy => Ok(serde_json::json!({})),
        Operation::CopyBackupToRegion
        | Operation::PutResourcePolicy
        | Operation::DeleteResourcePolicy => Err(Fault::new(
            ErrorCode::UnknownOperation,
            format!("The emulator does not implement {operation}."),
        )),
    }
}

fn answer(output: impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(output).map_err(|error| Fault::internal(error.to_string()))
}

//! The operations of CloudHSM v2: one region and one input in, an output or a refusal out.
//!
//! Must not know HTTP, signatures or the control surface.

mod backups;
mod clusters;
mod copy_backup;
mod create;
mod describe_backups;
mod describe_clusters;
mod hsms;
mod initialize;
mod input;
mod modify;
mod paging;
mod patterns;
mod place;
mod policies;
mod quotas;
mod tags;

use cloudhsm_api::{Backup, Operation, Tag};
use serde::Serialize;
use serde_json::Value;

use crate::{ec2::Network, estate::Region, fault::Fault, fleet::Stories, pki::Pki};

/// What an operation can see and change.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) region: &'a mut Region,
    pub(crate) pki: &'a Pki,
    pub(crate) stories: &'a Stories,
    pub(crate) seed: u64,
    /// The regions that there are.
    pub(crate) regions: &'a [String],
    pub(crate) now_millis: i64,
    /// A backup that is to arrive in another region.
    pub(crate) copy: Option<Copy>,
}

impl Call<'_> {
    /// What EC2 has of the region: `CloudHSM` asks it about subnets and addresses.
    fn network(&self) -> Network {
        Network::of(self.region, self.stories, self.seed)
    }
}

/// A backup on its way to another region.
#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) destination: String,
    pub(crate) source: Backup,
    /// Instead of the source's; absent: the source's.
    pub(crate) tags: Option<Vec<Tag>>,
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
        Operation::ModifyCluster => answer(modify::run(call, input::read(body)?)?),
        Operation::InitializeCluster => answer(initialize::run(call, input::read(body)?)?),
        Operation::DeleteBackup => answer(backups::delete(call, input::read(body)?)?),
        Operation::RestoreBackup => answer(backups::restore(call, input::read(body)?)?),
        Operation::ModifyBackupAttributes => answer(backups::modify(call, input::read(body)?)?),
        Operation::CopyBackupToRegion => answer(copy_backup::run(call, input::read(body)?)?),
        Operation::GetResourcePolicy => answer(policies::get(call, input::read(body)?)?),
        Operation::PutResourcePolicy => answer(policies::put(call, input::read(body)?)?),
        Operation::DeleteResourcePolicy => answer(policies::delete(call, input::read(body)?)?),
    }
}

fn answer(output: impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(output).map_err(|error| Fault::internal(error.to_string()))
}

//! The record of CloudTrail: who called what of AWS, over the last 90 days.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

mod lookup_events;
mod record;

pub use lookup_events::{
    CLOUDHSM_EVENT_SOURCE, LookupAttribute, LookupAttributeKey, LookupEventsInput,
    LookupEventsOutput, TrailEvent, TrailResource,
};
pub use record::TrailRecord;

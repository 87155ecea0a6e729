//! The subnet mapping as a table: a row for each HSM.

use cloudhsm_api::{Hsm, Zone};
use leptos::prelude::*;

use super::{super::located::located, picture::addresses, subnet::subnet_id};
use crate::{
    aws_console::Resource,
    components::{Value, copyable_or, data_table, hsm_state, text_or},
};

const COLUMNS: [&str; 6] = ["Availability Zone", "Subnet", "HSM", "State", "ENI", "IP addresses"];

pub(super) fn mapping(region: &str, zones: &[Zone<'_>]) -> AnyView {
    let rows = zones.iter().flat_map(|zone| rows(region, zone)).collect();
    data_table("Subnet mapping", &COLUMNS, rows)
}

/// A zone in the table: a row for each HSM, or one that says that there is none.
fn rows(region: &str, zone: &Zone<'_>) -> Vec<Vec<Value>> {
    let row = |hsm: Option<&Hsm>| {
        let mut row = vec![text_or(Some(zone.name), "Not reported"), subnet_id(region, zone)];
        let Some(hsm) = hsm else {
            row.push(Value::Missing("No HSM in this zone"));
            return row;
        };
        row.push(copyable_or(Some(&hsm.hsm_id), "HSM ID", "Unknown ID"));
        row.push(hsm_state(hsm.state.as_ref()));
        row.push(located(region, Resource::NetworkInterface, hsm.eni_id.as_deref(), "No ENI"));
        row.push(text_or(Some(&addresses(hsm)), "–"));
        row
    };
    match zone.hsms.as_slice() {
        [] => vec![row(None)],
        hsms => hsms.iter().map(|hsm| row(Some(*hsm))).collect(),
    }
}

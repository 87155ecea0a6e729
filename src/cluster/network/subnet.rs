//! A subnet: its ID as CloudHSM has it, and what EC2 knows of it.

use backend_api::{self as api, Subnet};
use cloudhsm_api::Zone;
use leptos::prelude::*;

use super::{
    super::{
        dependents::{Unknown, unknown_view},
        located::located,
    },
    zone::with_state,
};
use crate::{
    aws_console::Resource,
    components::{Tone, Value, data_table, facts, text_or},
};

/// The subnets that EC2 knows, as far as it is known.
#[derive(Debug)]
pub(super) enum Subnets<'a> {
    /// The answer is on its way.
    Loading,
    /// There was no answer at all, which is said elsewhere.
    Failed,
    Unknown(Unknown),
    /// The subnets, and the zones if they are known too.
    Known(&'a [Subnet], Result<&'a [api::Zone], Unknown>),
}

impl<'a> Subnets<'a> {
    pub(super) fn of(
        known: Result<&'a Vec<Subnet>, Unknown>,
        zones: Result<&'a Vec<api::Zone>, Unknown>,
    ) -> Self {
        known.map_or_else(Self::Unknown, |all| Self::Known(all, zones.map(Vec::as_slice)))
    }

    /// Why EC2's part isn't known, once for all subnets.
    pub(super) fn notice(&self) -> Option<AnyView> {
        match self {
            Self::Unknown(unknown) | Self::Known(_, Err(unknown)) => Some(unknown_view(unknown)),
            Self::Loading | Self::Failed | Self::Known(_, Ok(_)) => None,
        }
    }

    /// The zones, as far as they are known.
    fn zones(&self) -> Option<&'a [api::Zone]> {
        match self {
            Self::Known(_, Ok(zones)) => Some(zones),
            Self::Known(_, Err(_)) | Self::Loading | Self::Failed | Self::Unknown(_) => None,
        }
    }

    /// What is known of one.
    fn find(&self, id: Option<&str>) -> Found<'a> {
        match self {
            Self::Loading => Found::Loading,
            Self::Failed | Self::Unknown(_) => Found::Unknown,
            Self::Known(all, _) => match all.iter().find(|it| Some(it.id.as_str()) == id) {
                Some(subnet) => Found::Known(subnet),
                // EC2 can't be asked for what has no ID.
                None if id.is_none_or(str::is_empty) => Found::Unknown,
                None => Found::Gone,
            },
        }
    }
}

/// What is known of one subnet.
#[derive(Debug, PartialEq)]
enum Found<'a> {
    Loading,
    Unknown,
    /// EC2 doesn't list it.
    Gone,
    Known(&'a Subnet),
}

/// The ID, marked where the mapping has another subnet for the zone, or none.
pub(super) fn subnet_id(region: &str, zone: &Zone<'_>) -> Value {
    let id = located(region, Resource::Subnet, zone.subnet, "Unknown subnet");
    if zone.is_mapped {
        return id;
    }
    Value::Row(vec![id, Value::Badge(Tone::Warn, "Not in the subnet mapping".to_owned())])
}

/// What EC2 knows of the subnet of a zone, for the picture.
pub(super) fn beside(subnets: &Subnets<'_>, zone: &Zone<'_>, account: Option<&str>) -> AnyView {
    let content = match subnets.find(zone.subnet) {
        Found::Loading => view! { <p class="small soft">"Loading what EC2 knows…"</p> }.into_any(),
        Found::Unknown => view! { <p class="none">"Unknown in EC2"</p> }.into_any(),
        Found::Gone => gone().view(),
        Found::Known(subnet) => facts(details(subnet, subnets.zones(), account)),
    };
    view! { <div class="in-ec2">{content}</div> }.into_any()
}

const COLUMNS: [&str; 7] =
    ["Subnet", "Name", "CIDR", "Free addresses", "Zone ID", "State", "Owner"];

/// The same of all zones, as a table; nothing where nothing is known.
pub(super) fn subnets_table(
    subnets: &Subnets<'_>,
    zones: &[Zone<'_>],
    account: Option<&str>,
) -> AnyView {
    if !matches!(subnets, Subnets::Known(..)) {
        return ().into_any();
    }
    let row = |zone: &Zone<'_>| {
        let mut row = vec![text_or(zone.subnet, "Unknown subnet")];
        match subnets.find(zone.subnet) {
            Found::Known(subnet) => {
                let details = details(subnet, subnets.zones(), account);
                row.extend(details.into_iter().map(|(_, value)| value));
            }
            Found::Gone => row.push(gone()),
            Found::Loading | Found::Unknown => row.push(Value::Missing("Unknown in EC2")),
        }
        row
    };
    data_table("Subnets in EC2", &COLUMNS, zones.iter().map(row).collect())
}

fn gone() -> Value {
    Value::Badge(Tone::Bad, "EC2 doesn’t list this subnet".to_owned())
}

/// What EC2 knows, in the order of the columns.
fn details(
    subnet: &Subnet,
    zones: Option<&[api::Zone]>,
    account: Option<&str>,
) -> Vec<(&'static str, Value)> {
    let cidrs: Vec<&str> =
        subnet.cidr.iter().chain(&subnet.ipv6_cidrs).map(String::as_str).collect();
    let state = match subnet.state.as_deref() {
        None => Value::Missing("Unknown"),
        Some("available") => Value::Text("available".to_owned()),
        Some(other) => Value::Badge(Tone::Warn, other.to_owned()),
    };
    let free = match subnet.free_addresses {
        None => Value::Missing("Unknown"),
        Some(0) => Value::Badge(Tone::Warn, "0: no room for another HSM".to_owned()),
        Some(count) => Value::Text(count.to_string()),
    };
    vec![
        ("Name", text_or(subnet.name.as_deref(), "–")),
        ("CIDR", text_or(Some(&cidrs.join(", ")), "Unknown")),
        ("Free addresses", free),
        ("Zone ID", with_state(subnet, zones)),
        ("State", state),
        ("Owner", owner(subnet.owner.as_deref(), account)),
    ]
}

/// The account that owns a subnet: another one's has a mark, which a shared VPC has.
fn owner(owner: Option<&str>, account: Option<&str>) -> Value {
    match (owner, account) {
        (None, _) => Value::Missing("Unknown"),
        (Some(owner), Some(own)) if owner == own => Value::Text("This account".to_owned()),
        (Some(owner), Some(_)) => Value::Badge(Tone::Strong, ["Another account: ", owner].concat()),
        // Whose credentials these are isn't known.
        (Some(owner), None) => Value::Text(owner.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(id: &str) -> Subnet {
        Subnet {
            id: id.to_owned(),
            name: None,
            state: None,
            cidr: Some("10.0.1.0/24".to_owned()),
            ipv6_cidrs: vec!["fd00::/64".to_owned()],
            free_addresses: Some(0),
            zone: None,
            zone_id: None,
            owner: Some("111122223333".to_owned()),
        }
    }

    #[test]
    fn a_subnet_that_is_gone_is_not_one_that_is_unknown() {
        let (all, zones) = (vec![subnet("subnet-a")], Vec::new());
        let known = Subnets::of(Ok(&all), Ok(&zones));
        assert_eq!(known.find(Some("subnet-a")), Found::Known(&all[0]));
        assert_eq!(known.find(Some("subnet-b")), Found::Gone);
        assert_eq!(known.find(None), Found::Unknown, "nobody can ask for it");
        assert_eq!(Subnets::Loading.find(Some("subnet-a")), Found::Loading);
        assert_eq!(Subnets::Failed.find(Some("subnet-a")), Found::Unknown);
    }

    #[test]
    fn no_room_and_another_account_are_marked() {
        let details = |subnet: &Subnet, account| {
            let shown =
                details(subnet, None, account).into_iter().map(|(name, value)| match value {
                    Value::Text(text) => format!("{name}: {text}"),
                    Value::Badge(tone, text) => format!("{name}: {tone:?} {text}"),
                    Value::Missing(why) => format!("{name}: ({why})"),
                    other => panic!("{other:?}"),
                });
            shown.collect::<Vec<_>>()
        };
        let mut subnet = subnet("subnet-a");
        let shown = details(&subnet, Some("444455556666"));
        assert_eq!(shown[1], "CIDR: 10.0.1.0/24, fd00::/64");
        assert_eq!(shown[2], "Free addresses: Warn 0: no room for another HSM");
        assert_eq!(shown[4], "State: (Unknown)");
        assert_eq!(shown[5], "Owner: Strong Another account: 111122223333");
        subnet.free_addresses = None;
        subnet.state = Some("pending".to_owned());
        let shown = details(&subnet, Some("111122223333"));
        assert_eq!(shown[2], "Free addresses: (Unknown)", "that isn't 0");
        assert_eq!(shown[4], "State: Warn pending");
        assert_eq!(shown[5], "Owner: This account");
        assert_eq!(details(&subnet, None)[5], "Owner: 111122223333");
        assert_eq!(shown.len() + 1, COLUMNS.len());
    }
}

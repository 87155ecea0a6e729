//! The zone of a subnet: its ID, which is the same in every account, and how EC2 says the zone is.

use backend_api::{Subnet, Zone};

use crate::components::{Tone, Value, text_or};

/// The ID and the state; `zones` is `None` if EC2 doesn't say how zones are.
pub(super) fn with_state(subnet: &Subnet, zones: Option<&[Zone]>) -> Value {
    let zone = zones.and_then(|all| all.iter().find(|it| is_of(it, subnet)));
    let id = subnet.zone_id.as_deref().or(zone.and_then(|it| it.id.as_deref()));
    let id = text_or(id, "Unknown");
    let Some(zones) = zones else { return id };
    let mut parts = vec![id];
    match zone.map(|it| (it.state.as_deref(), &it.messages)) {
        Some((Some("available"), messages)) if messages.is_empty() => {
            parts.push(Value::Note("available".to_owned()));
        }
        Some((state, messages)) => {
            parts.push(Value::Badge(Tone::Warn, state.unwrap_or("unknown state").to_owned()));
            parts.extend(messages.iter().cloned().map(Value::Note));
        }
        // A list without the zone: this account can't use it now.
        None if !zones.is_empty() => {
            parts.push(Value::Badge(Tone::Warn, "EC2 doesn’t list this zone".to_owned()));
        }
        None => {}
    }
    Value::Row(parts)
}

fn is_of(zone: &Zone, subnet: &Subnet) -> bool {
    match subnet.zone.as_deref() {
        Some(name) => zone.name == name,
        None => subnet.zone_id.is_some() && zone.id == subnet.zone_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str, id: &str, state: Option<&str>, messages: &[&str]) -> Zone {
        Zone {
            name: name.to_owned(),
            id: Some(id.to_owned()),
            state: state.map(str::to_owned),
            zone_type: None,
            opt_in_status: None,
            messages: messages.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    fn words(value: Value) -> String {
        match value {
            Value::Text(text) | Value::Note(text) => text,
            Value::Badge(tone, text) => format!("{tone:?} {text}"),
            Value::Missing(why) => format!("({why})"),
            Value::Row(parts) => parts.into_iter().map(words).collect::<Vec<_>>().join("; "),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_zone_that_is_not_available_is_marked_and_one_that_is_unknown_is_not_available() {
        let subnet = Subnet {
            id: "subnet-a".to_owned(),
            name: None,
            state: None,
            cidr: None,
            ipv6_cidrs: Vec::new(),
            free_addresses: None,
            zone: Some("us-east-1a".to_owned()),
            zone_id: Some("use1-az4".to_owned()),
            owner: None,
        };
        let of = |zones: Option<&[Zone]>| words(with_state(&subnet, zones));
        assert_eq!(of(None), "use1-az4");
        assert_eq!(of(Some(&[])), "use1-az4");
        for (zone, expected) in [
            (zone("us-east-1a", "use1-az4", Some("available"), &[]), "use1-az4; available"),
            (zone("us-east-1a", "use1-az4", Some("impaired"), &[]), "use1-az4; Warn impaired"),
            (
                zone("us-east-1a", "use1-az4", Some("available"), &["Power."]),
                "use1-az4; Warn available; Power.",
            ),
            (zone("us-east-1a", "use1-az4", None, &[]), "use1-az4; Warn unknown state"),
            (
                zone("us-east-1b", "use1-az6", Some("available"), &[]),
                "use1-az4; Warn EC2 doesn’t list this zone",
            ),
        ] {
            assert_eq!(of(Some(&[zone])), expected);
        }
    }
}

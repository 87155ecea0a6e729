//! The subnets of a new cluster: chosen by VPC and zone where EC2 lists them, typed where it doesn't.

use std::sync::Arc;

use backend_api::{RegionSubnets, SourceStatus, Subnet, VpcSubnets};
use leptos::prelude::*;

use super::{
    fields::{choice_field, text_field},
    form::Form,
};
use crate::components::{Skeleton, error_view};

/// The choice.
pub(super) fn subnets(form: &Form) -> AnyView {
    let form = *form;
    let shown = move || {
        if let Some(error) = form.listed.error.get() {
            let title = "Couldn’t read the subnets".to_owned();
            return view! { {error_view(&error, title, None)}{typed(&form)} }.into_any();
        }
        match form.listed.value.get() {
            None => view! { <Skeleton what="the subnets"/> }.into_any(),
            Some(listed) => match &listed.vpcs {
                Some(vpcs) => chosen(&form, vpcs),
                None => view! { <p class="soft">{why_not(&listed)}</p>{typed(&form)} }.into_any(),
            },
        }
    };
    view! { {move || shown()} }.into_any()
}

/// Why EC2 lists none: not that there is none.
fn why_not(listed: &RegionSubnets) -> String {
    let source = &listed.source;
    match source.status {
        SourceStatus::NotAllowed => {
            ["The backend’s identity may not list subnets (", &source.permission, ")."].concat()
        }
        SourceStatus::NotAsked => {
            "The backend was started without EC2 (--look), so it lists no subnets.".to_owned()
        }
        SourceStatus::Failed | SourceStatus::Known | SourceStatus::Asking => {
            let why = source.message.as_deref().unwrap_or("no answer");
            ["EC2 didn’t list the subnets: ", why].concat()
        }
    }
}

fn typed(form: &Form) -> AnyView {
    let hint = "One subnet for each Availability Zone, 1 to 10, with spaces between: subnet-0123456789abcdef0. AWS can’t add a zone later.";
    text_field("subnets", "Subnet IDs", hint, form.typed)
}

/// By VPC, and a subnet for each of its zones.
fn chosen(form: &Form, vpcs: &[VpcSubnets]) -> AnyView {
    let form = *form;
    if vpcs.is_empty() {
        let words = "This region has no subnet. Create a VPC with a private subnet first.";
        return view! { <p class="soft">{words}</p> }.into_any();
    }
    if form.vpc.with_untracked(|vpc| !vpcs.iter().any(|it| it.id == *vpc)) {
        form.vpc.set(vpcs.first().map(|vpc| vpc.id.clone()).unwrap_or_default());
        form.chosen.set(Vec::new());
    }
    let count = |vpc: &VpcSubnets| match vpc.subnets.len() {
        1 => [&vpc.id, " – 1 subnet"].concat(),
        many => format!("{} – {many} subnets", vpc.id),
    };
    let choices = vpcs.iter().map(|vpc| (vpc.id.clone(), count(vpc))).collect();
    let hint = "The cluster and its HSMs are in this VPC. It can’t be changed later.";
    let before = StoredValue::new(form.vpc.get_untracked());
    // What was chosen is of another VPC.
    Effect::new(move |_| {
        let now = form.vpc.get();
        if before.with_value(|before| *before != now) {
            before.set_value(now);
            form.chosen.set(Vec::new());
        }
    });
    let vpcs = Arc::new(vpcs.to_vec());
    let zones = move || {
        let vpc = form.vpc.get();
        let vpc = vpcs.iter().find(|it| it.id == vpc);
        let zones = vpc.map(|vpc| by_zone(&vpc.subnets)).unwrap_or_default();
        zones.into_iter().map(|(zone, subnets)| zone_field(&form, zone, &subnets)).collect_view()
    };
    view! {
        {choice_field("vpc", "VPC", hint, choices, form.vpc)}
        <fieldset class="plain">
            <legend>"Subnets, one for each Availability Zone"</legend>
            {move || zones()}
        </fieldset>
        <p class="hint small soft">"Choose all zones that the cluster may ever need: AWS can’t add one later. Private subnets are recommended. Each HSM takes one free address. Not every zone has CloudHSM, and no API lists those that do."</p>
    }
    .into_any()
}

/// The zones in order, each with its subnets.
fn by_zone(subnets: &[Subnet]) -> Vec<(String, Vec<Subnet>)> {
    let mut zones: Vec<(String, Vec<Subnet>)> = Vec::new();
    for subnet in subnets {
        let zone = subnet.zone.clone().unwrap_or_default();
        match zones.iter_mut().find(|(name, _)| *name == zone) {
            Some((_, of_zone)) => of_zone.push(subnet.clone()),
            None => zones.push((zone, vec![subnet.clone()])),
        }
    }
    zones
}

/// A zone, and which of its subnets is taken.
fn zone_field(form: &Form, zone: String, subnets: &[Subnet]) -> AnyView {
    let form = *form;
    let id = ["subnet-in-", &zone].concat();
    let zone_id = subnets.iter().find_map(|subnet| subnet.zone_id.clone());
    let name = if zone.is_empty() { "Unknown zone" } else { &*zone }.to_owned();
    let label = match zone_id {
        Some(zone_id) => [&*name, " (", &zone_id, ")"].concat(),
        None => name,
    };
    let own = StoredValue::new(zone);
    let is_chosen = move |id: &str| {
        form.chosen.with(|all| {
            own.with_value(|own| all.iter().any(|(zone, chosen)| zone == own && chosen == id))
        })
    };
    let options: Vec<_> = subnets
        .iter()
        .map(|subnet| {
            let (id, own_id) = (subnet.id.clone(), subnet.id.clone());
            view! { <option value=id prop:selected=move || is_chosen(&own_id)>{words(subnet)}</option> }
                .into_any()
        })
        .collect();
    let choose = move |id: String| {
        form.chosen.update(|all| {
            own.with_value(|own| {
                all.retain(|(zone, _)| zone != own);
                if !id.is_empty() {
                    all.push((own.clone(), id));
                }
            });
            all.sort();
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="input" id=id on:change:target=move |event| choose(event.target().value())>
                <option value="">"No subnet in this zone"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A subnet in one line: name, ID, addresses, and how many of them are free.
fn words(subnet: &Subnet) -> String {
    let name = subnet.name.as_deref().filter(|name| !name.is_empty());
    let mut parts: Vec<String> = name.map(str::to_owned).into_iter().collect();
    parts.push(subnet.id.clone());
    parts.extend(subnet.cidr.clone());
    parts.extend(subnet.ipv6_cidrs.first().map(|_| "IPv6".to_owned()));
    parts.push(match subnet.free_addresses {
        None => "free addresses not reported".to_owned(),
        Some(1) => "1 free address".to_owned(),
        Some(free) => format!("{free} free addresses"),
    });
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::{Source, SourceName};

    fn subnet(id: &str, zone: &str) -> Subnet {
        Subnet {
            id: id.into(),
            name: None,
            state: None,
            cidr: Some("10.0.1.0/24".into()),
            ipv6_cidrs: Vec::new(),
            free_addresses: Some(251),
            zone: Some(zone.into()),
            zone_id: None,
            owner: None,
        }
    }

    #[test]
    fn a_zone_has_its_subnets_together_and_no_number_is_not_zero() {
        let zones = by_zone(&[subnet("s-1", "a"), subnet("s-2", "b"), subnet("s-3", "a")]);
        let ids = |subnets: &[Subnet]| subnets.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        let ids: Vec<_> = zones.iter().map(|(zone, all)| (zone.as_str(), ids(all))).collect();
        assert_eq!(ids, [("a", vec!["s-1".into(), "s-3".into()]), ("b", vec!["s-2".into()])]);
        assert_eq!(words(&subnet("s-1", "a")), "s-1, 10.0.1.0/24, 251 free addresses");
        let unknown = Subnet { free_addresses: None, ..subnet("s-1", "a") };
        assert!(words(&unknown).ends_with("free addresses not reported"));
        let full = Subnet { free_addresses: Some(0), name: Some("db".into()), ..unknown };
        assert_eq!(words(&full), "db, s-1, 10.0.1.0/24, 0 free addresses");
    }

    #[test]
    fn not_allowed_to_list_is_not_called_none() {
        let listed = |status, message: Option<&str>| RegionSubnets {
            region: "r".into(),
            source: Source {
                name: SourceName::Ec2Subnets,
                status,
                permission: "ec2:DescribeSubnets".into(),
                age_seconds: None,
                request_ids: Vec::new(),
                code: None,
                message: message.map(str::to_owned),
            },
            vpcs: None,
        };
        assert!(why_not(&listed(SourceStatus::NotAllowed, None)).contains("ec2:DescribeSubnets"));
        assert!(why_not(&listed(SourceStatus::NotAsked, None)).contains("--look"));
        assert!(why_not(&listed(SourceStatus::Failed, Some("Slow."))).ends_with("Slow."));
    }
}

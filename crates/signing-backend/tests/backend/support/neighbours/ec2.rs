//! What EC2 answers.

use aws_services::{
    Lookup,
    ec2::{self, Ec2Form, NetworkInterface},
};
use serde::Serialize;

use super::{Ec2, Reply, ec2_error};

impl Ec2 {
    pub(in crate::support) fn answer(&self, lookup: Lookup, body: &[u8]) -> Reply {
        let network = match self {
            Self::Absent => return Reply::Raw(400, ec2_error("InvalidAction")),
            Self::Unreachable => return Reply::Unreachable,
            Self::Hangs => return Reply::Hangs,
            Self::Says(to, status, body, _) if to.is_none_or(|to| to == lookup) => {
                return Reply::Raw(*status, body.clone());
            }
            Self::Has(network) | Self::Says(_, _, _, network) => network,
        };
        let form = Ec2Form::read(body).unwrap();
        assert_eq!(
            (form.action.as_str(), form.version.as_str()),
            (lookup.name(), ec2::EC2_VERSION)
        );
        if lookup == Lookup::DescribeAvailabilityZones {
            assert_eq!(
                form.question,
                ec2::Ec2Question::default(),
                "it has neither pages nor a filter"
            );
            let (request_id, availability_zones) =
                (Some("request-5".to_owned()), network.zones.clone());
            let output = ec2::DescribeAvailabilityZonesOutput { request_id, availability_zones };
            return Reply::Raw(200, write(lookup, &output));
        }
        let filters = form.question.filters.as_slice();
        // Only the subnets of a region are asked for without a filter.
        let all_subnets = (Lookup::DescribeSubnets, ec2::Ec2Filter::default());
        let filter = match filters {
            [filter] => filter,
            [] if lookup == all_subnets.0 => &all_subnets.1,
            _ => panic!("{form:?}"),
        };
        let page: usize = form.question.next_token.map_or(0, |token| token.parse().unwrap());
        let passes = |id: &Option<String>| id.as_ref().is_some_and(|id| filter.values.contains(id));
        let request_id = Some("request-5".to_owned());
        let xml = match lookup {
            Lookup::DescribeNetworkInterfaces => {
                assert_eq!(filter.name, "group-id");
                let in_group =
                    |it: &&NetworkInterface| it.group_set.iter().any(|it| passes(&it.group_id));
                let all: Vec<_> = network.interfaces.iter().filter(in_group).cloned().collect();
                let (network_interfaces, next_token) = one(&all, page);
                write(
                    lookup,
                    &ec2::DescribeNetworkInterfacesOutput {
                        request_id,
                        network_interfaces,
                        next_token,
                    },
                )
            }
            Lookup::DescribeSecurityGroups => {
                assert_eq!(filter.name, "group-id");
                let groups = network.groups.iter().filter(|it| passes(&it.group_id));
                let security_groups = groups.cloned().collect();
                write(
                    lookup,
                    &ec2::DescribeSecurityGroupsOutput {
                        request_id,
                        security_groups,
                        next_token: None,
                    },
                )
            }
            Lookup::DescribeSecurityGroupRules => {
                assert_eq!(filter.name, "group-id");
                let all: Vec<_> =
                    network.rules.iter().filter(|it| passes(&it.group_id)).cloned().collect();
                let (security_group_rules, next_token) = one(&all, page);
                write(
                    lookup,
                    &ec2::DescribeSecurityGroupRulesOutput {
                        request_id,
                        security_group_rules,
                        next_token,
                    },
                )
            }
            Lookup::DescribeSubnets => {
                let of_region = filters.is_empty();
                assert!(of_region || filter.name == "subnet-id");
                let asked_for = |it: &&ec2::Subnet| of_region || passes(&it.subnet_id);
                let all: Vec<_> = network.subnets.iter().filter(asked_for).cloned().collect();
                let (subnets, next_token) = one(&all, page);
                write(lookup, &ec2::DescribeSubnetsOutput { request_id, subnets, next_token })
            }
            other => panic!("{other} is no question for EC2"),
        };
        Reply::Raw(200, xml)
    }
}

/// One element a page.
fn one<T: Clone>(all: &[T], page: usize) -> (Vec<T>, Option<String>) {
    let next = (page + 1 < all.len()).then(|| (page + 1).to_string());
    (all.iter().skip(page).take(1).cloned().collect(), next)
}

fn write(lookup: Lookup, output: &impl Serialize) -> String {
    ec2::write(lookup, output).unwrap()
}

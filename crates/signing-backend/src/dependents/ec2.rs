//! EC2's answers, page by page.

use aws_services::{
    Lookup,
    ec2::{
        DescribeNetworkInterfacesOutput, DescribeSecurityGroupRulesOutput,
        DescribeSecurityGroupsOutput, DescribeSubnetsOutput, Ec2Question, NetworkInterface,
        SecurityGroup, SecurityGroupRule, Subnet,
    },
};
use serde::de::DeserializeOwned;

use super::reading::{Asking, RequestIds, Unknown};

/// More pages than any cluster has interfaces for.
const MOST_PAGES: usize = 50;
/// The largest page that EC2 makes.
const PAGE: u32 = 1000;

/// A page of an answer.
pub(super) trait Page: DeserializeOwned {
    /// What is on it.
    type Item;

    /// What asks for it.
    const LOOKUP: Lookup;

    /// What is on it, where the next page begins, and the request ID in the body.
    fn parts(self) -> (Vec<Self::Item>, Option<String>, Option<String>);
}

macro_rules! pages {
    ($($output:ident: $item:ident in $list:ident, by $lookup:ident;)+) => {$(
        impl Page for $output {
            type Item = $item;
            const LOOKUP: Lookup = Lookup::$lookup;

            fn parts(self) -> (Vec<$item>, Option<String>, Option<String>) {
                (self.$list, self.next_token, self.request_id)
            }
        }
    )+};
}

pages! {
    DescribeNetworkInterfacesOutput: NetworkInterface in network_interfaces, by DescribeNetworkInterfaces;
    DescribeSecurityGroupsOutput: SecurityGroup in security_groups, by DescribeSecurityGroups;
    DescribeSecurityGroupRulesOutput: SecurityGroupRule in security_group_rules, by DescribeSecurityGroupRules;
    DescribeSubnetsOutput: Subnet in subnets, by DescribeSubnets;
}

/// All that passes a filter. By filter and not by ID: one that is gone would fail the call.
pub(super) async fn all<P: Page>(
    asking: &Asking<'_>,
    filter: &str,
    values: Vec<String>,
    ids: &RequestIds,
) -> Result<Vec<P::Item>, Unknown> {
    every::<P>(asking, Ec2Question::by(filter, values), ids).await
}

/// All that a question finds.
pub(super) async fn every<P: Page>(
    asking: &Asking<'_>,
    question: Ec2Question,
    ids: &RequestIds,
) -> Result<Vec<P::Item>, Unknown> {
    let mut question = Ec2Question { max_results: Some(PAGE), ..question };
    let (mut found, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..MOST_PAGES {
        let (page, request_id) = asking.ask_ec2::<P>(P::LOOKUP, &question, ids).await?;
        let (items, next, in_body) = page.parts();
        ids.push(request_id.or(in_body));
        found.extend(items);
        let Some(token) = next.filter(|token| !token.is_empty()) else { return Ok(found) };
        if tokens.contains(&token) {
            break;
        }
        tokens.push(token.clone());
        question.next_token = Some(token);
    }
    Err(Unknown::failed("EC2 kept returning more pages; stopped."))
}

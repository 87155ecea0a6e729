//! A cluster's security group and its rules.

use aws_services::{
    Service,
    ec2::{
        DescribeSecurityGroupRulesOutput, DescribeSecurityGroupsOutput, SecurityGroup,
        SecurityGroupRule,
    },
};

use super::{
    ec2,
    reading::{Asking, Reading, RequestIds},
};

/// A group and its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// As it was asked for.
    pub(super) id: String,
    /// `None` if it is gone.
    pub(super) found: Option<SecurityGroup>,
    pub(super) rules: Vec<SecurityGroupRule>,
}

/// The group of this ID, and its rules, asked side by side.
pub(super) async fn security_group(asking: &Asking<'_>, id: &str) -> Reading<Group> {
    let ids = RequestIds::default();
    let asked = async {
        let values = || vec![id.to_owned()];
        let (groups, rules) = tokio::try_join!(
            ec2::all::<DescribeSecurityGroupsOutput>(asking, "group-id", values(), &ids),
            ec2::all::<DescribeSecurityGroupRulesOutput>(asking, "group-id", values(), &ids),
        )?;
        // What stands in for EC2 may not know the filter.
        let is_it = |own: &Option<String>| own.as_deref() == Some(id);
        let found = groups.into_iter().find(|group| is_it(&group.group_id));
        let mut rules = rules;
        rules.retain(|rule| rule.group_id.is_none() || is_it(&rule.group_id));
        Ok(Group { id: id.to_owned(), found, rules })
    };
    asking.read(Service::Ec2, &ids, asked).await
}

//! What all questions have in common: IDs, filters and pages.

use aws_services::ec2::{
    AvailabilityZone, Ec2Form, NetworkInterface, SecurityGroup, SecurityGroupRule, Subnet,
};
use axum::http::StatusCode;

use crate::{lookups::LookupError, page_token};

const PAGE_SIZES: std::ops::RangeInclusive<u32> = 5..=1000;

/// What is described, one by one.
pub(crate) trait Described: Clone {
    /// What they are called in a page's token.
    const LIST: &'static str;
    /// The parameter that names some of them: `SubnetId.1`, ….
    const ID_PARAMETER: &'static str;
    /// How the lack of one that was named is called, and in words.
    const NOT_FOUND: (&'static str, &'static str);
    /// The filters that the emulator has for them.
    const FILTERS: &'static [&'static str];

    /// Its ID.
    fn id(&self) -> &str;

    /// Whether it passes one of [`Self::FILTERS`].
    fn passes(&self, filter: &str, values: &[String]) -> bool;
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next_token: Option<String>,
}

/// Answers one page of `all`, which are in the order of their IDs.
pub(crate) fn describe<T: Described>(
    all: &[T],
    region: &str,
    form: &Ec2Form,
) -> Result<Page<T>, LookupError> {
    let ids = ids::<T>(form)?;
    let question = &form.question;
    for filter in &question.filters {
        if !T::FILTERS.contains(&filter.name.as_str()) {
            return Err(invalid(format!("The filter '{}' is invalid", filter.name)));
        }
    }
    if let Some(most) = question.max_results.filter(|most| !PAGE_SIZES.contains(most)) {
        return Err(invalid(format!(
            "Value ( {most} ) for parameter maxResults is invalid. Expecting a value between {} and {}.",
            PAGE_SIZES.start(),
            PAGE_SIZES.end()
        )));
    }
    if let Some(missing) = ids.iter().find(|id| !all.iter().any(|it| it.id() == **id)) {
        let (code, words) = T::NOT_FOUND;
        return Err(LookupError::new(code, format!("The {words} '{missing}' does not exist")));
    }
    let list = format!("{} {region}", T::LIST);
    let after = match question.next_token.as_deref() {
        None => None,
        Some(token) => Some(page_token::decode(&list, token).ok_or_else(|| {
            invalid(format!("Value ( {token} ) for parameter nextToken is invalid."))
        })?),
    };
    let is_asked_for = |item: &&T| {
        (ids.is_empty() || ids.contains(&item.id()))
            && question.filters.iter().all(|it| item.passes(&it.name, &it.values))
    };
    let most = question.max_results.and_then(|most| usize::try_from(most).ok());
    let mut rest = all
        .iter()
        .filter(is_asked_for)
        .skip_while(|item| after.as_ref().is_some_and(|after| item.id() <= after.as_str()));
    let items: Vec<T> = rest.by_ref().take(most.unwrap_or(usize::MAX)).cloned().collect();
    let last = items.last().filter(|_| rest.next().is_some());
    let next_token = last.map(|last| page_token::encode(&list, last.id()));
    Ok(Page { items, next_token })
}

/// The IDs that a form names. Other parameters than those are refused.
fn ids<T: Described>(form: &Ec2Form) -> Result<Vec<&str>, LookupError> {
    let mut ids = Vec::new();
    for (name, value) in &form.others {
        let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
        match (stem, value.as_str()) {
            (stem, id) if stem == T::ID_PARAMETER => ids.push(id),
            ("DryRun", "true") => {
                let message = "Request would have succeeded, but DryRun flag is set.";
                let status = StatusCode::PRECONDITION_FAILED;
                return Err(LookupError { status, ..LookupError::new("DryRunOperation", message) });
            }
            ("DryRun", _) => {}
            _ => {
                let message = format!("The parameter {name} is not recognized");
                return Err(LookupError::new("UnknownParameter", message));
            }
        }
    }
    if !ids.is_empty() && form.question.max_results.is_some() {
        let message = format!(
            "The parameter {} cannot be used with the parameter MaxResults",
            T::ID_PARAMETER
        );
        return Err(LookupError::new("InvalidParameterCombination", message));
    }
    Ok(ids)
}

fn invalid(message: impl Into<String>) -> LookupError {
    LookupError::new("InvalidParameterValue", message)
}

fn is_among(id: Option<&String>, values: &[String]) -> bool {
    id.is_some_and(|id| values.contains(id))
}

impl Described for Subnet {
    const LIST: &'static str = "subnets";
    const ID_PARAMETER: &'static str = "SubnetId";
    const NOT_FOUND: (&'static str, &'static str) = ("InvalidSubnetID.NotFound", "subnet ID");
    const FILTERS: &'static [&'static str] = &["subnet-id"];

    fn id(&self) -> &str {
        self.subnet_id.as_deref().unwrap_or_default()
    }

    fn passes(&self, _: &str, values: &[String]) -> bool {
        is_among(self.subnet_id.as_ref(), values)
    }
}

impl Described for NetworkInterface {
    const LIST: &'static str = "interfaces";
    const ID_PARAMETER: &'static str = "NetworkInterfaceId";
    const NOT_FOUND: (&'static str, &'static str) =
        ("InvalidNetworkInterfaceID.NotFound", "networkInterface ID");
    const FILTERS: &'static [&'static str] = &["group-id", "subnet-id"];

    fn id(&self) -> &str {
        self.network_interface_id.as_deref().unwrap_or_default()
    }

    fn passes(&self, filter: &str, values: &[String]) -> bool {
        match filter {
            "group-id" => self.group_set.iter().any(|it| is_among(it.group_id.as_ref(), values)),
            _ => is_among(self.subnet_id.as_ref(), values),
        }
    }
}

impl Described for SecurityGroup {
    const LIST: &'static str = "groups";
    const ID_PARAMETER: &'static str = "GroupId";
    const NOT_FOUND: (&'static str, &'static str) = ("InvalidGroup.NotFound", "security group");
    const FILTERS: &'static [&'static str] = &["group-id"];

    fn id(&self) -> &str {
        self.group_id.as_deref().unwrap_or_default()
    }

    fn passes(&self, _: &str, values: &[String]) -> bool {
        is_among(self.group_id.as_ref(), values)
    }
}

impl Described for SecurityGroupRule {
    const LIST: &'static str = "rules";
    const ID_PARAMETER: &'static str = "SecurityGroupRuleId";
    const NOT_FOUND: (&'static str, &'static str) =
        ("InvalidSecurityGroupRuleId.NotFound", "security group rule ID");
    const FILTERS: &'static [&'static str] = &["group-id"];

    fn id(&self) -> &str {
        self.security_group_rule_id.as_deref().unwrap_or_default()
    }

    fn passes(&self, _: &str, values: &[String]) -> bool {
        is_among(self.group_id.as_ref(), values)
    }
}

impl Described for AvailabilityZone {
    const LIST: &'static str = "zones";
    const ID_PARAMETER: &'static str = "ZoneName";
    const NOT_FOUND: (&'static str, &'static str) = ("InvalidParameterValue", "availability zone");
    const FILTERS: &'static [&'static str] = &["zone-name", "zone-id", "state"];

    fn id(&self) -> &str {
        self.zone_name.as_deref().unwrap_or_default()
    }

    fn passes(&self, filter: &str, values: &[String]) -> bool {
        match filter {
            "zone-id" => is_among(self.zone_id.as_ref(), values),
            "state" => is_among(self.zone_state.as_ref(), values),
            _ => is_among(self.zone_name.as_ref(), values),
        }
    }
}

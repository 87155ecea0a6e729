//! The services beside CloudHSM: the same signature under another name, and each its own form.

use std::time::Duration;

use aws_services::{
    Lookup,
    ec2::{
        DescribeAvailabilityZonesOutput, DescribeNetworkInterfacesOutput,
        DescribeSecurityGroupRulesOutput, DescribeSecurityGroupsOutput, DescribeSubnetsOutput,
        Ec2Form, write,
    },
};
use axum::{
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::lookup_form::{Form, no_such_action};
use crate::{
    cloudtrail::lookup_events,
    cloudwatch::{get_metric_data, list_metrics},
    ec2::{Page, describe},
    kms,
    lookups::{Behaviour, LookupError},
    quotas,
    service::Service,
    sigv4::{SignedRequest, verify},
};

/// The lookup that a target names.
pub(super) fn by_target(target: &str) -> Option<Lookup> {
    Lookup::ALL.iter().copied().find(|lookup| lookup.target() == Some(target))
}

/// Answers a form in EC2's version.
pub(super) async fn answer_form(
    service: &Service,
    parts: &Parts,
    body: &[u8],
    action: &str,
    request_id: &str,
) -> Response {
    let is_named = |lookup: &Lookup| lookup.target().is_none() && lookup.name() == action;
    match Lookup::ALL.iter().copied().find(is_named) {
        Some(lookup) => answer(service, parts, body, lookup, request_id).await,
        None => no_such_action(action, request_id),
    }
}

pub(super) async fn answer(
    service: &Service,
    parts: &Parts,
    body: &[u8],
    lookup: Lookup,
    request_id: &str,
) -> Response {
    let form = Form::new(lookup, &parts.headers, request_id);
    let request =
        SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body };
    let signing_name = lookup.service().signing_name();
    let verdict = verify(&request, signing_name, &service.regions, &service.keys(), service.now());
    let caller = match verdict {
        Ok(caller) => caller,
        Err(refusal) => {
            tracing::debug!(%lookup, ?refusal, "refused");
            return form.unsigned(refusal);
        }
    };
    let (behaviour, latency_ms) = service.conducts().begin(lookup);
    tracing::debug!(%lookup, region = caller.region, ?behaviour, latency_ms, "asked");
    if latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(latency_ms)).await;
    }
    let result = match behaviour {
        Behaviour::Answer => run(service, lookup, &caller.region, body, request_id),
        Behaviour::Deny => Err(LookupError::denied(lookup, &caller.identity.arn)),
        Behaviour::Throttle => Err(LookupError::throttled(lookup.service())),
        Behaviour::Fail => Err(LookupError::internal(lookup.service())),
        Behaviour::Garble => return "<html>no answer</html>".into_response(),
        Behaviour::Hang => std::future::pending().await,
    };
    form.written(result)
}

fn run(
    service: &Service,
    lookup: Lookup,
    region: &str,
    body: &[u8],
    request_id: &str,
) -> Result<String, LookupError> {
    let internal = || LookupError::internal(lookup.service());
    let json = |output: serde_json::Result<String>| output.map_err(|_| internal());
    let request_id = Some(request_id.to_owned());
    match lookup {
        Lookup::DescribeCustomKeyStores => {
            let output = kms::describe(&service.kms(), region, &read(body)?)?;
            json(serde_json::to_string(&output))
        }
        Lookup::ListMetrics => {
            let input = read(body)?;
            let output = service.with_metrics(region, |metrics| list_metrics(metrics, &input));
            json(serde_json::to_string(&output.ok_or_else(internal)??))
        }
        Lookup::GetMetricData => {
            let input = read(body)?;
            let output = service.with_metrics(region, |metrics| get_metric_data(metrics, &input));
            json(serde_json::to_string(&output.ok_or_else(internal)??))
        }
        Lookup::DescribeSubnets => {
            let network = service.network(region).ok_or_else(internal)?;
            let Page { items, next_token } = describe(&network.subnets, region, &form(body)?)?;
            xml(lookup, &DescribeSubnetsOutput { request_id, subnets: items, next_token })
        }
        Lookup::DescribeAvailabilityZones => {
            let zones = service.zones(region).ok_or_else(internal)?;
            let Page { items: availability_zones, .. } = describe(&zones, region, &form(body)?)?;
            xml(lookup, &DescribeAvailabilityZonesOutput { request_id, availability_zones })
        }
        Lookup::LookupEvents => {
            let (input, mut trail) = (read(body)?, service.trail());
            let now_millis = service.clock.now_millis();
            if !trail.turns.take(region, now_millis) {
                return Err(LookupError::throttled(lookup.service()));
            }
            json(serde_json::to_string(&lookup_events(&trail, region, now_millis, &input)?))
        }
        Lookup::ListServiceQuotas => {
            let output = quotas::list(&service.quotas(), region, &read(body)?)?;
            json(serde_json::to_string(&output))
        }
        Lookup::DescribeNetworkInterfaces => {
            let network = service.network(region).ok_or_else(internal)?;
            let Page { items: network_interfaces, next_token } =
                describe(&network.interfaces, region, &form(body)?)?;
            let output =
                DescribeNetworkInterfacesOutput { request_id, network_interfaces, next_token };
            xml(lookup, &output)
        }
        Lookup::DescribeSecurityGroups => {
            let network = service.network(region).ok_or_else(internal)?;
            let Page { items: security_groups, next_token } =
                describe(&network.groups, region, &form(body)?)?;
            xml(lookup, &DescribeSecurityGroupsOutput { request_id, security_groups, next_token })
        }
        Lookup::DescribeSecurityGroupRules => {
            let network = service.network(region).ok_or_else(internal)?;
            let Page { items: security_group_rules, next_token } =
                describe(&network.rules, region, &form(body)?)?;
            let output =
                DescribeSecurityGroupRulesOutput { request_id, security_group_rules, next_token };
            xml(lookup, &output)
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, LookupError> {
    serde_json::from_slice(body).map_err(|_| LookupError::new("SerializationException", ""))
}

fn form(body: &[u8]) -> Result<Ec2Form, LookupError> {
    let refused = |error: aws_services::ec2::Ec2FormError| {
        LookupError::new("InvalidParameterValue", error.to_string())
    };
    Ec2Form::read(body).map_err(refused)
}

fn xml(lookup: Lookup, output: &impl Serialize) -> Result<String, LookupError> {
    write(lookup, output).map_err(|_| LookupError::internal(lookup.service()))
}

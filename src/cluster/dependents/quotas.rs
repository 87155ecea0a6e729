//! The quotas of the region and of the cluster, for the card.

use backend_api::{Quota, QuotaResource};

use super::of_limit::of_limit;
use crate::components::Value;

/// Quotas that can't be counted: so many of them are named.
const MOST_OTHERS: usize = 3;

/// A line for each quota: those that everybody meets first, and one that Service Quotas didn't report as
/// what isn't known.
pub(super) fn lines(quotas: &[Quota]) -> Vec<Value> {
    let mut lines: Vec<_> = QuotaResource::ALL.iter().map(|it| of_resource(quotas, *it)).collect();
    let others = quotas.iter().filter(|it| it.resource.is_none() && it.limit.is_some());
    lines.extend(others.take(MOST_OTHERS).filter_map(|it| {
        let name = it.name.as_deref().or(it.code.as_deref())?;
        Some(line(name, of_limit(it.used, it.limit), None))
    }));
    lines
}

fn of_resource(quotas: &[Quota], resource: QuotaResource) -> Value {
    let title = match resource {
        QuotaResource::Clusters => "Clusters in the region",
        QuotaResource::Hsms => "HSMs in the region",
        QuotaResource::HsmsPerCluster => "HSMs in the cluster",
    };
    let quota = quotas.iter().find(|it| it.resource == Some(resource));
    let (used, limit) = quota.map_or((None, None), |it| (it.used, it.limit));
    let why = quota.and_then(|it| it.error.clone());
    line(title, of_limit(used, limit), why)
}

fn line(title: &str, value: Value, why: Option<String>) -> Value {
    let mut line = vec![Value::Note([title, ":"].concat()), value];
    line.extend(why.map(Value::Note));
    Value::Row(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_resource_has_a_line_and_what_nobody_can_count_comes_last() {
        let quota = |name: &str, resource, limit| Quota {
            code: None,
            name: Some(name.to_owned()),
            resource,
            limit,
            used: None,
            adjustable: None,
            error: None,
        };
        let titles = |quotas: &[Quota]| {
            let title = |line: Value| match line {
                Value::Row(parts) => match parts.into_iter().next() {
                    Some(Value::Note(title)) => title,
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            };
            lines(quotas).into_iter().map(title).collect::<Vec<_>>()
        };
        let usual = ["Clusters in the region:", "HSMs in the region:", "HSMs in the cluster:"];
        assert_eq!(titles(&[]), usual, "what isn’t reported isn’t known");
        let quotas = [
            quota("Backups", None, Some(9)),
            quota("Nothing", None, None),
            quota("Clusters", Some(QuotaResource::Clusters), Some(4)),
        ];
        assert_eq!(titles(&quotas), [&usual[..], &["Backups:"]].concat());
    }
}

//! Asks KMS and CloudWatch for all clusters once the list is to be filtered, sorted or shown by what they
//! know, and says what isn't known.

use std::sync::Arc;

use backend_api::{Source, SourceName, SourceStatus};
use leptos::prelude::*;

use crate::{
    clusters::{Column, filter::needs_use, model::Model},
    components::{Icon, Shape},
    state::{Answer, Fleet, Uses, under_owner},
};

/// The line; nothing while nobody needs it, and while all is known.
pub(super) fn use_status() -> AnyView {
    let model = expect_context::<Model>();
    let (fleet, uses) = (expect_context::<Fleet>(), expect_context::<Uses>());
    let regions = move || fleet.regions().into_iter().map(|it| it.region).collect::<Vec<_>>();
    // Whatever starts it, it ends with the list.
    let ask = under_owner(move |()| uses.ask(regions()));
    let needed = Memo::new(move |_| {
        let by_column = model.columns().0.iter().any(Column::is_of_use)
            || model.order().0.iter().any(|it| it.column.is_of_use());
        by_column || needs_use(&model.filter_text())
    });
    Effect::new(move |_| {
        if needed.get() && uses.answers.with_untracked(Vec::is_empty) {
            ask.run(());
        }
    });
    let line = move || {
        if !needed.get() {
            return ().into_any();
        }
        if uses.missing.get() > 0 {
            let words = "Asking CloudWatch and KMS…";
            return view! { <div class="status-line info"><p>{words}</p></div> }.into_any();
        }
        let reasons = uses.answers.with(|all| reasons(all));
        if reasons.is_empty() {
            return ().into_any();
        }
        let words = reasons.join(" ");
        view! {
            <div class="status-line warn">
                <Icon shape=Shape::Alert/>
                <p><strong>"Not all key stores and use are known."</strong>" "<span title=words.clone()>{words.clone()}</span></p>
                <button type="button" class="text-button" on:click=move |_| ask.run(())>"Try again"</button>
            </div>
        }
        .into_any()
    };
    // It is there before it says something, so that it is read aloud.
    view! { <div role="status">{move || line()}</div> }.into_any()
}

/// Why something isn't known, each reason with the regions that it is true of.
fn reasons(answers: &[(Arc<str>, Answer)]) -> Vec<String> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for (region, answer) in answers {
        let all: Vec<_> = match answer {
            Ok(answer) => answer.sources.iter().filter_map(reason).collect(),
            Err(error) => vec![error.message.clone()],
        };
        for reason in all {
            match found.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, regions)) => regions.push(region),
                None => found.push((reason, vec![region])),
            }
        }
    }
    let line =
        |(reason, regions): (String, Vec<&str>)| [&regions.join(", "), ": ", &reason].concat();
    found.into_iter().map(line).collect()
}

/// Why a source isn't known.
fn reason(source: &Source) -> Option<String> {
    let service = match source.name {
        SourceName::Kms => "KMS",
        _ => "CloudWatch",
    };
    match source.status {
        SourceStatus::Known | SourceStatus::Asking => None,
        SourceStatus::NotAllowed => {
            Some(["The AWS identity isn’t allowed ", &source.permission, "."].concat())
        }
        SourceStatus::Failed => {
            let message = source.message.as_deref().unwrap_or("no reason.");
            Some(["Asking ", service, " failed: ", message].concat())
        }
        SourceStatus::NotAsked => {
            Some(["This backend doesn’t ask ", service, " (--look)."].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use backend_api::{ApiError, ApiErrorCode, RegionUse};

    use super::*;

    fn source(name: SourceName, status: SourceStatus) -> Source {
        let permission = match name {
            SourceName::Kms => "kms:DescribeCustomKeyStores",
            _ => "cloudwatch:GetMetricData",
        };
        Source {
            name,
            status,
            permission: permission.to_owned(),
            age_seconds: None,
            request_ids: Vec::new(),
            code: None,
            message: Some("Rate exceeded.".to_owned()),
        }
    }

    #[test]
    fn what_is_not_known_is_named_with_its_regions() {
        use SourceStatus::{Failed, Known, NotAllowed, NotAsked};
        let of = |region: &str, kms, cloudwatch| {
            let sources =
                vec![source(SourceName::Kms, kms), source(SourceName::CloudWatch, cloudwatch)];
            let answer = RegionUse { region: region.to_owned(), sources, clusters: Vec::new() };
            (Arc::from(region), Ok(Arc::new(answer)))
        };
        assert_eq!(reasons(&[of("a", Known, Known)]), [""; 0]);
        let error = ApiError::network(ApiErrorCode::UpstreamGarbled, "Gone.");
        let found = reasons(&[
            of("a", NotAllowed, Known),
            of("b", NotAllowed, Failed),
            of("c", NotAsked, Known),
            (Arc::from("d"), Err(Arc::new(error))),
        ]);
        assert_eq!(
            found,
            [
                "a, b: The AWS identity isn’t allowed kms:DescribeCustomKeyStores.",
                "b: Asking CloudWatch failed: Rate exceeded.",
                "c: This backend doesn’t ask KMS (--look).",
                "d: Gone.",
            ]
        );
    }
}

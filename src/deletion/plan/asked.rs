//! Who else was asked for a plan, what came of it, and what a plan still waits for.

use backend_api::{
    Blocker, BlockerCode, DeletionPlan, PlanSource, SourceName, SourceStatus, Warning, WarningCode,
};
use leptos::prelude::*;

use crate::{
    components::{Icon, Shape, Tone, Value, card},
    guarded::plan::{plain_blockers::plain_blockers, warnings::warnings},
    route::Place,
};

/// Each who was asked, with what it means to the deletion. It is the last part of the page: what comes
/// moves nothing. `late` has what blocks and is said nowhere else.
pub(super) fn asked<'a>(
    plan: &DeletionPlan,
    place: &Place,
    late: impl Iterator<Item = &'a Blocker>,
) -> AnyView {
    if plan.sources.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = plan.sources.iter().map(|it| row(it, plan, place)).collect();
    card(
        "Who depends on it",
        view! { {plain_blockers(late)}<ul class="asked">{rows}</ul> }.into_any(),
    )
}

fn row(source: &PlanSource, plan: &DeletionPlan, place: &Place) -> AnyView {
    let (tone, state) = match source.status {
        SourceStatus::Asking => (Tone::Busy, "Asking…"),
        SourceStatus::Known => (Tone::Good, "Answered"),
        SourceStatus::NotAllowed => (Tone::Odd, "Not allowed"),
        SourceStatus::Failed => (Tone::Odd, "Couldn’t be read"),
        SourceStatus::NotAsked => (Tone::Calm, "Not asked"),
    };
    let of_it: Vec<Warning> =
        plan.warnings.iter().filter(|it| is_said_by(it.code, source, plan)).cloned().collect();
    let is_blocked = source.name == SourceName::Kms
        && plan.blockers.iter().any(|it| it.code == BlockerCode::KeyStoreConnected);
    let words = match (source.status, &source.message) {
        _ if !of_it.is_empty() => warnings(&of_it, place),
        (SourceStatus::Asking, _) => ().into_any(),
        (_, Some(message)) => view! { <p class="small break">{message.clone()}</p> }.into_any(),
        _ if is_blocked => {
            view! { <p class="small">"A connected key store blocks the deletion."</p> }.into_any()
        }
        _ => view! { <p class="small soft">"No warning."</p> }.into_any(),
    };
    view! { <li><h3>{title(source.name)}" "{Value::Badge(tone, state.to_owned()).view()}</h3>{words}</li> }
        .into_any()
}

/// Whether a warning rests on what a source said, or didn't.
fn is_said_by(code: WarningCode, source: &PlanSource, plan: &DeletionPlan) -> bool {
    let is_known =
        |name| plan.sources.iter().any(|it| it.name == name && it.status == SourceStatus::Known);
    match (source.name, code) {
        (SourceName::Kms, WarningCode::KmsKeyStore | WarningCode::KeyStoresUnknown)
        | (SourceName::CloudWatch, WarningCode::UsedLately)
        | (SourceName::Ec2Interfaces, WarningCode::PossibleClients)
        | (SourceName::Regions, WarningCode::KeysElsewhere | WarningCode::CopiesUnknown) => true,
        // One warning for both. An answer of CloudWatch without data is known, and says nothing.
        (SourceName::Ec2Interfaces, WarningCode::UseUnknown) => {
            source.status != SourceStatus::Known && is_known(SourceName::CloudWatch)
        }
        (SourceName::CloudWatch, WarningCode::UseUnknown) => {
            source.status != SourceStatus::Known || is_known(SourceName::Ec2Interfaces)
        }
        _ => false,
    }
}

/// The warnings that rest on CloudHSM itself.
pub(super) fn by_cloudhsm(plan: &DeletionPlan) -> Vec<Warning> {
    let is_said = |it: &&Warning| !plan.sources.iter().any(|by| is_said_by(it.code, by, plan));
    plan.warnings.iter().filter(is_said).cloned().collect()
}

fn title(name: SourceName) -> &'static str {
    match name {
        SourceName::Kms => "KMS key stores",
        SourceName::CloudWatch => "Use in the last 14 days (CloudWatch)",
        SourceName::Regions => "Keys elsewhere (CloudHSM)",
        _ => "Possible clients (EC2)",
    }
}

/// What a confirmation waits for.
fn still_needed(asking: impl Iterator<Item = SourceName>) -> String {
    let names: Vec<_> = asking
        .map(|name| match name {
            SourceName::Kms => "KMS",
            SourceName::CloudWatch => "CloudWatch",
            SourceName::Regions => "CloudHSM in all regions",
            _ => "EC2",
        })
        .collect();
    let what = if names.len() == 1 { "the answer" } else { "the answers" };
    ["Still needed: ", what, " of ", &names.join(", ")].concat()
}

/// In the place of the confirmation, while somebody is still asked.
pub(super) fn waiting(plan: &DeletionPlan) -> AnyView {
    view! {
        <div class="decide">
            <section class="card confirm" aria-label="Confirm">
                <h2>"Confirm"</h2>
                <div class="go">
                    <p class="needed small soft" id="still-needed" role="status">{still_needed(plan.asking())}</p>
                    <div class="before"></div>
                    <button type="button" class="button danger solid" aria-describedby="still-needed" disabled=true>
                        <Icon shape=Shape::Bin/>"Delete this cluster"
                    </button>
                </div>
            </section>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn each_warning_is_said_once() {
        use SourceStatus::{Asking, Failed, Known, NotAllowed, NotAsked};
        let names = [
            SourceName::Kms,
            SourceName::CloudWatch,
            SourceName::Ec2Interfaces,
            SourceName::Regions,
        ];
        for used in [Asking, Known, Failed, NotAllowed, NotAsked] {
            for clients in [Asking, Known, Failed, NotAllowed, NotAsked] {
                let statuses = [Known, used, clients, Failed];
                let sources = names
                    .into_iter()
                    .zip(statuses)
                    .map(|(name, status)| PlanSource { name, status, message: None })
                    .collect();
                let warnings = WarningCode::ALL.iter().map(|it| samples::warning(*it)).collect();
                let plan = DeletionPlan { sources, warnings, ..samples::plan() };
                let others = by_cloudhsm(&plan);
                for code in WarningCode::ALL {
                    let by = plan.sources.iter().filter(|it| is_said_by(*code, it, &plan)).count();
                    let own = others.iter().filter(|it| it.code == *code).count();
                    assert_eq!(by + own, 1, "{code:?}, {used:?}, {clients:?}");
                }
            }
        }
        // Without sources, nothing is left out.
        let warnings = vec![samples::warning(WarningCode::UseUnknown)];
        assert_eq!(by_cloudhsm(&DeletionPlan { warnings, ..samples::plan() }).len(), 1);
    }

    #[test]
    fn what_is_needed_is_named() {
        let said = |names: &[SourceName]| still_needed(names.iter().copied());
        assert_eq!(said(&[SourceName::Kms]), "Still needed: the answer of KMS");
        assert_eq!(
            said(&[SourceName::CloudWatch, SourceName::Ec2Interfaces, SourceName::Regions]),
            "Still needed: the answers of CloudWatch, EC2, CloudHSM in all regions"
        );
    }
}

//! Who else was asked for a plan, and what came of it.

use backend_api::{
    Blocker, BlockerCode, DeletionPlan, PlanSource, SourceName, SourceStatus, Warning, WarningCode,
};
use cluster_health::Severity;
use leptos::prelude::*;

use super::part::{Changed, Plan, part};
use crate::{
    components::{Tone, Value, card, sentence},
    guarded::plan::warnings::{severity, warnings},
    route::Place,
};

/// Each who is asked, on a line that is there from the start and has the same height whatever comes:
/// what it means to the deletion. More unfolds.
pub(super) fn asked(plan: &DeletionPlan, now: Signal<Plan>) -> AnyView {
    if plan.sources.is_empty() {
        return ().into_any();
    }
    let place = StoredValue::new(Place::new(&plan.region, &plan.resource.id));
    let row = |source: &PlanSource| {
        let name = source.name;
        let line = part(now, changed(name), move |plan| {
            place.with_value(|place| line(name, &plan, place))
        });
        view! { <li>{line}</li> }.into_any()
    };
    let rows: Vec<_> = plan.sources.iter().map(row).collect();
    card("Who depends on it", view! { <ul class="asked">{rows}</ul> }.into_any())
}

/// Only the line of what answered is drawn anew: another one may be unfolded.
fn changed(name: SourceName) -> Changed {
    match name {
        SourceName::Kms => |old, new| is_other(SourceName::Kms, old, new),
        SourceName::CloudWatch => |old, new| is_other(SourceName::CloudWatch, old, new),
        SourceName::Regions => |old, new| is_other(SourceName::Regions, old, new),
        _ => |old, new| is_other(SourceName::Ec2Interfaces, old, new),
    }
}

fn is_other(name: SourceName, old: Option<&Plan>, new: Option<&Plan>) -> bool {
    old.map(|it| state(name, it)) != new.map(|it| state(name, it))
}

/// What a line shows is another when this is.
fn state(name: SourceName, plan: &DeletionPlan) -> String {
    let status = source(name, plan).map_or("", |it| it.status.as_str());
    let said = said_by(name, plan).len().to_string();
    let blocks = if blocking(name, plan).is_some() { "blocks" } else { "" };
    [status, &said, blocks].concat()
}

fn line(name: SourceName, plan: &DeletionPlan, place: &Place) -> AnyView {
    let Some(source) = source(name, plan) else { return ().into_any() };
    let said = said_by(name, plan);
    let blocking = blocking(name, plan);
    let (tone, state) = verdict(source.status, &said, blocking);
    let head = view! { <h3>{title(name)}" "{Value::Badge(tone, state.to_owned()).view()}</h3> };
    let first = blocking.map(|it| &it.message).or(said.first().map(|it| &it.message));
    let Some(first) = first.or(source.message.as_ref()).cloned() else {
        return view! { <div class="source">{head}</div> }.into_any();
    };
    let reason = match blocking {
        Some(it) => Some([&it.message, " ", &it.subjects.join(", ")].concat()),
        None => source.message.clone().filter(|_| said.is_empty()),
    };
    // Beside it as much as there is room for: whoever hears the page unfolds it.
    view! {
        <details>
            <summary class="source">{head}
                <span class="glimpse small soft" aria-hidden="true">{sentence(first)}</span></summary>
            <div class="more">
                {reason.map(|words| view! { <p class="small break">{words}</p> }.into_any())}
                {warnings(&said, place)}
            </div>
        </details>
    }
    .into_any()
}

/// What a source means to the deletion, as a badge.
fn verdict(
    status: SourceStatus,
    said: &[Warning],
    blocking: Option<&Blocker>,
) -> (Tone, &'static str) {
    let worst = said.iter().map(severity).min();
    match (status, worst) {
        _ if blocking.is_some() => (Tone::Bad, "Blocks the deletion"),
        (SourceStatus::Asking, _) => (Tone::Busy, "Asking…"),
        (SourceStatus::NotAllowed, _) => (Tone::Odd, "Not allowed"),
        (SourceStatus::Failed, _) => (Tone::Odd, "Couldn’t be read"),
        (SourceStatus::NotAsked, _) => (Tone::Calm, "Not asked"),
        (SourceStatus::Known, Some(Severity::Bad)) => (Tone::Bad, "Warning"),
        (SourceStatus::Known, Some(Severity::Warn)) => (Tone::Warn, "Warning"),
        (SourceStatus::Known, Some(_)) => (Tone::Calm, "Note"),
        (SourceStatus::Known, None) => (Tone::Good, "No warning"),
    }
}

fn source(name: SourceName, plan: &DeletionPlan) -> Option<&PlanSource> {
    plan.sources.iter().find(|it| it.name == name)
}

fn said_by(name: SourceName, plan: &DeletionPlan) -> Vec<Warning> {
    let Some(source) = source(name, plan) else { return Vec::new() };
    plan.warnings.iter().filter(|it| is_said_by(it.code, source, plan)).cloned().collect()
}

/// What blocks because of a source.
fn blocking(name: SourceName, plan: &DeletionPlan) -> Option<&Blocker> {
    let is_its =
        |it: &&Blocker| name == SourceName::Kms && it.code == BlockerCode::KeyStoreConnected;
    plan.blockers.iter().find(is_its)
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
        SourceName::CloudWatch => "Recent use (CloudWatch)",
        SourceName::Regions => "Keys elsewhere (CloudHSM)",
        _ => "Possible clients (EC2)",
    }
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
    fn a_source_is_called_fine_only_if_it_answered_and_nothing_was_found() {
        use SourceStatus::{Asking, Failed, Known, NotAllowed, NotAsked};
        let grave = Warning { acknowledge: true, ..samples::warning(WarningCode::KmsKeyStore) };
        let note = samples::warning(WarningCode::KeysElsewhere);
        let clients = samples::warning(WarningCode::PossibleClients);
        let of = |status, said: &[Warning]| verdict(status, said, None);
        assert_eq!(of(Known, &[]), (Tone::Good, "No warning"));
        assert_eq!(of(Known, std::slice::from_ref(&note)), (Tone::Calm, "Note"));
        assert_eq!(of(Known, &[note.clone(), clients.clone()]), (Tone::Warn, "Warning"));
        assert_eq!(of(Known, &[clients, grave, note]), (Tone::Bad, "Warning"), "the worst one");
        for status in [Asking, Failed, NotAllowed, NotAsked] {
            assert!(!matches!(of(status, &[]), (Tone::Good, _)), "{status:?}");
        }
        let blocker = samples::blocker(BlockerCode::KeyStoreConnected);
        assert_eq!(verdict(Known, &[], Some(&blocker)), (Tone::Bad, "Blocks the deletion"));
    }

    #[test]
    fn only_the_line_of_what_answered_is_another() {
        let plan = |kms, warnings: &[WarningCode]| {
            let regions = PlanSource {
                name: SourceName::Regions,
                status: SourceStatus::Failed,
                message: None,
            };
            let sources = vec![samples::asked(kms), regions];
            let warnings = warnings.iter().map(|it| samples::warning(*it)).collect();
            DeletionPlan { sources, warnings, ..samples::plan() }
        };
        let asking = plan(SourceStatus::Asking, &[]);
        let differs = |name, new: &DeletionPlan| state(name, &asking) != state(name, new);
        let answered = plan(SourceStatus::Known, &[]);
        assert!(differs(SourceName::Kms, &answered));
        assert!(!differs(SourceName::Regions, &answered));
        let found = plan(SourceStatus::Asking, &[WarningCode::CopiesUnknown]);
        assert!(differs(SourceName::Regions, &found));
        assert!(!differs(SourceName::Kms, &found));
        let blockers = vec![samples::blocker(BlockerCode::KeyStoreConnected)];
        let blocked = DeletionPlan { blockers, ..plan(SourceStatus::Asking, &[]) };
        assert!(differs(SourceName::Kms, &blocked));
    }
}

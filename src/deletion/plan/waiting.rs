//! What a plan still waits for, in the place of its confirmation.

use backend_api::{DeletionPlan, SourceName};
use leptos::prelude::*;

use crate::components::{Icon, Shape};

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

//! What to know before a request is confirmed, each with what can still be done about it.

use backend_api::{Warning, WarningCode, shell_word};
use cluster_health::Severity;
use leptos::prelude::*;

use crate::{
    components::{CodeBlock, card, finding_list},
    route::{Place, Route, Tab},
    sorting::in_order,
};

/// What AWS charges.
const PRICES: &str = "https://aws.amazon.com/cloudhsm/pricing/";

/// The warnings of a plan, as a part of the page; nothing where there are none.
pub(crate) fn to_know(title: &'static str, notes: &[Warning], place: &Place) -> AnyView {
    if notes.is_empty() {
        return ().into_any();
    }
    card(title, warnings(notes, place))
}

/// The warnings of a plan, most severe first.
pub(crate) fn warnings(warnings: &[Warning], place: &Place) -> AnyView {
    let warnings = in_order(warnings, |one, other| severity(one).cmp(&severity(other)));
    finding_list(warnings.iter().map(|warning| item(warning, place)).collect())
}

fn item(warning: &Warning, place: &Place) -> (Severity, &'static str, String, AnyView) {
    let severity = severity(warning);
    let word = match severity {
        // Nothing is lost, and everyone can use the keys.
        Severity::Bad if warning.code == WarningCode::PublicAccess => "Warning",
        Severity::Bad => "Data loss",
        Severity::Warn => "Warning",
        Severity::ToDo | Severity::Info => "Note",
    };
    // The days of backups are below, in the reader's own words; places are in the message; and the
    // cluster is in the title.
    let is_told = matches!(warning.code, WarningCode::BackupsExpire | WarningCode::KeysElsewhere);
    let is_address = |it: &str| it.starts_with("https://");
    let others =
        warning.subjects.iter().filter(|it| !is_told && **it != place.id && !is_address(it));
    let subjects = others.map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = view! {
        {(!subjects.is_empty()).then(|| view! { <p class="soft small break">{subjects}</p> }.into_any())}
        {advice(warning.code, place)}
    };
    (severity, word, warning.message.clone(), more.into_any())
}

/// What must be acknowledged is lost; of the rest, some can still be looked after.
pub(crate) fn severity(warning: &Warning) -> Severity {
    match warning.code {
        // What changes bring along: nothing that was there is lost by it.
        WarningCode::ForLife
        | WarningCode::LimitedWrites
        | WarningCode::ClientVersions
        | WarningCode::CertificateDoubts
        | WarningCode::AlreadyCopied
        | WarningCode::DestinationUnknown
        | WarningCode::AccessGiven
        | WarningCode::AccessLost
        | WarningCode::PolicyUnknown => Severity::Warn,
        _ if warning.acknowledge => Severity::Bad,
        WarningCode::EvidenceLost
        | WarningCode::KmsKeyStore
        | WarningCode::KeyStoresUnknown
        | WarningCode::UsedLately
        | WarningCode::UseUnknown
        | WarningCode::CopiesUnknown
        | WarningCode::PossibleClients
        | WarningCode::LastHsm
        | WarningCode::LastCluster
        | WarningCode::InTransition => Severity::Warn,
        _ => Severity::Info,
    }
}

/// What can be done about it before.
fn advice(code: WarningCode, place: &Place) -> AnyView {
    let tab = match code {
        WarningCode::EvidenceLost => (Tab::Certificates, "Save them in the certificates tab"),
        WarningCode::NoReadyBackup | WarningCode::BackupOutdated | WarningCode::UnknownState => {
            (Tab::Backups, "See the backups")
        }
        WarningCode::BackupsExpire => {
            return view! { <p class="small soft">"See expiry dates under “What survives”."</p> }
                .into_any();
        }
        WarningCode::BilledByTheHour => {
            return view! { <p class="small"><a href=PRICES target="_blank" rel="noopener noreferrer">"AWS CloudHSM pricing"</a></p> }
                .into_any();
        }
        WarningCode::ProductionTag => (Tab::Tags, "See the tags"),
        WarningCode::UsedLately | WarningCode::UseUnknown => (Tab::Usage, "See the usage"),
        WarningCode::PossibleClients => (Tab::Network, "See the possible clients"),
        WarningCode::KeyStoresUnknown => {
            // A plain id, as AWS's are, makes it easy to read.
            let is_plain = shell_word(&place.id) == place.id;
            let filter = ["CustomKeyStores[?CloudHsmClusterId=='", &place.id, "']"].concat();
            let filter =
                if is_plain { ["\"", &filter, "\""].concat() } else { shell_word(&filter) };
            let region = shell_word(&place.region);
            let command =
                ["aws kms describe-custom-key-stores --region ", &region, " --query ", &filter]
                    .concat();
            return view! { <CodeBlock text=command what="command that finds a key store" wrap=true/> }
                .into_any();
        }
        _ => return ().into_any(),
    };
    let href = Route::Cluster(place.clone(), tab.0).href();
    view! { <p class="small"><a href=href>{tab.1}</a></p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn who_depends_on_it_is_a_warning_and_a_loss_once_it_must_be_acknowledged() {
        for code in [
            WarningCode::KmsKeyStore,
            WarningCode::KeyStoresUnknown,
            WarningCode::UsedLately,
            WarningCode::UseUnknown,
            WarningCode::CopiesUnknown,
            WarningCode::PossibleClients,
        ] {
            let mut warning = samples::warning(code);
            assert_eq!(severity(&warning), Severity::Warn, "{code:?}");
            warning.acknowledge = true;
            assert_eq!(severity(&warning), Severity::Bad, "{code:?}");
        }
    }
}

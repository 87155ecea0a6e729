//! Any number of plain clusters, for lists that must be long.

use cloudhsm_api::{ClusterState, HsmState};

use super::draft::Site;

const TEAMS: [&str; 8] =
    ["payments", "identity", "ledger", "messaging", "pki", "signing", "storage", "tls"];
const STAGES: [&str; 4] = ["prod", "staging", "test", "dev"];

/// Adds generated cluster number `index`. The certificates come from the pool, so this is quick.
pub(super) fn add(site: &mut Site<'_>, index: usize) {
    let team = TEAMS[index % TEAMS.len()];
    let environment = STAGES[index / TEAMS.len() % STAGES.len()];
    let name = format!("{team}-{environment}-{:04}", index + 1);
    // Mostly healthy, as a real fleet is.
    let state = match index % 40 {
        7 => ClusterState::Degraded,
        13 => ClusterState::Initialized,
        29 => ClusterState::Uninitialized,
        _ => ClusterState::Active,
    };
    let age = i64::try_from(index * 37 % 1800).unwrap_or_default() + 3;
    let zones = ["abc", "ab", "abcd"][index % 3];
    let mut draft = site
        .draft(&name, state.clone(), age, zones)
        .tag("team", team)
        .tag("environment", if environment == "prod" { "production" } else { environment });
    if index % 5 == 3 {
        draft = draft.hsm1();
    }
    draft = match state {
        ClusterState::Uninitialized => {
            let certificates = site.pki.before_initialization(draft.key);
            draft.hsms("a").certificates(certificates).password()
        }
        ClusterState::Degraded => draft.message("One of the HSMs does not answer.").hsms("a").hsm(
            'b',
            HsmState::Degraded,
            Some("The HSM does not answer."),
        ),
        _ => draft.hsms(if index.is_multiple_of(11) { "" } else { "ab" }),
    };
    if draft.cluster.state != Some(ClusterState::Uninitialized) {
        draft = draft.ready_backup(site.days_ago(age.min(1)));
    }
    site.add(draft);
}

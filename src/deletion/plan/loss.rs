//! How much a deletion loses, in one sentence: what a person must have read.

use backend_api::{BackupExpiry, DeletionPlan, SourceName, SurvivingBackup, WarningCode};
use cloudhsm_api::BackupState;

use crate::components::NoticeKind;

/// How much is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::deletion) enum Loss {
    /// The keys, for good.
    Everything,
    /// The keys, unless a region has them that isn't known.
    Unknown,
    /// What isn't also in a backup or cluster elsewhere.
    AllButElsewhere,
    /// What is newer than the newest backup that can be used.
    Some,
    /// Nothing, as long as the backups stay.
    Nothing,
    /// There never were keys.
    NoKeys,
}

impl Loss {
    pub(in crate::deletion) fn of(plan: &DeletionPlan) -> Self {
        // What isn't known yet.
        let is_asked = plan.asking().any(|it| it == SourceName::Regions);
        let warned = |code| plan.warnings.iter().any(|warning| warning.code == code);
        if warned(WarningCode::NotInitialized) {
            Self::NoKeys
        } else if warned(WarningCode::NoReadyBackup) {
            match (
                warned(WarningCode::KeysElsewhere),
                warned(WarningCode::CopiesUnknown) || is_asked,
            ) {
                (true, _) => Self::AllButElsewhere,
                (_, true) => Self::Unknown,
                _ => Self::Everything,
            }
        } else if [
            WarningCode::BackupOutdated,
            WarningCode::NoFinalBackup,
            WarningCode::UnknownState,
        ]
        .into_iter()
        .any(warned)
        {
            Self::Some
        } else {
            Self::Nothing
        }
    }

    pub(in crate::deletion) fn kind(self) -> NoticeKind {
        match self {
            Self::Everything | Self::Unknown | Self::AllButElsewhere => NoticeKind::Danger,
            Self::Some => NoticeKind::Warn,
            Self::Nothing | Self::NoKeys => NoticeKind::Info,
        }
    }

    pub(in crate::deletion) fn headline(self) -> &'static str {
        match self {
            Self::Everything => "All keys will be lost",
            Self::Unknown => "All keys can be lost",
            Self::AllButElsewhere => "Keys remain only elsewhere",
            Self::Some => "Some keys can be lost",
            Self::Nothing => "The keys are in a backup",
            Self::NoKeys => "There are no keys to lose",
        }
    }

    pub(in crate::deletion) fn words(self) -> &'static str {
        match self {
            Self::Everything => {
                "There is no READY backup. Neither you nor AWS can restore the keys afterwards."
            }
            Self::Unknown => {
                "There is no READY backup here, and not all regions said whether they have one."
            }
            Self::AllButElsewhere => {
                "There is no READY backup here. What isn’t in the backups and clusters elsewhere is lost."
            }
            Self::Some => {
                "The latest usable backup doesn’t have everything. What was created after it is lost."
            }
            Self::Nothing => {
                "You can restore the cluster from a backup, with a new cluster ID, as long as that backup is kept."
            }
            Self::NoKeys => {
                "The cluster was never initialized. Its ID, CSR and certificates are deleted with it."
            }
        }
    }
}

/// The backup to restore from: the newest READY one.
pub(in crate::deletion) fn best_backup(plan: &DeletionPlan) -> Option<&SurvivingBackup> {
    // The plan has them newest first.
    plan.survivors.iter().find(|backup| backup.state == Some(BackupState::Ready))
}

/// Whether the backup to restore from expires.
pub(in crate::deletion) fn expires(backup: &SurvivingBackup) -> bool {
    matches!(
        backup.expiry,
        BackupExpiry::Retention { .. }
            | BackupExpiry::PendingDeletion { .. }
            | BackupExpiry::UnknownRetention { .. }
            | BackupExpiry::Unknown
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use backend_api::{
        WarningCode,
        WarningCode::{
            BackupOutdated, CopiesUnknown, KeysElsewhere, KmsKeyStore, NoReadyBackup,
            NotInitialized, UnknownState,
        },
    };

    #[test]
    fn the_most_severe_loss_is_shown() {
        let of = |codes: &[WarningCode]| {
            let warning = |code: &WarningCode| samples::warning(*code);
            let warnings = codes.iter().map(warning).collect();
            Loss::of(&DeletionPlan { warnings, ..samples::plan() })
        };
        assert_eq!(of(&[KmsKeyStore, NoReadyBackup]), Loss::Everything);
        assert_eq!(of(&[NoReadyBackup, CopiesUnknown]), Loss::Unknown);
        assert_eq!(of(&[NoReadyBackup, KeysElsewhere, CopiesUnknown]), Loss::AllButElsewhere);
        assert_eq!(of(&[CopiesUnknown, KeysElsewhere]), Loss::Nothing);
        assert_eq!(of(&[BackupOutdated, KmsKeyStore]), Loss::Some);
        assert_eq!(of(&[UnknownState]), Loss::Some);
        assert_eq!(of(&[KmsKeyStore]), Loss::Nothing);
        assert_eq!(of(&[NotInitialized]), Loss::NoKeys);
    }
}

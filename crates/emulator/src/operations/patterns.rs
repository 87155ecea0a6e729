//! The text patterns of AWS's API model, as plain code.

/// A pattern of the API model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    ClusterId,
    HsmId,
    BackupId,
    BackupIdOrArn,
    CloudHsmArn,
    Certificate,
    Region,
    ResourceId,
    EniId,
    SubnetId,
    IpAddress,
    AvailabilityZone,
    HsmType,
    RetentionValue,
    TagText,
}

impl Pattern {
    pub(super) fn regex(self) -> &'static str {
        match self {
            Self::ClusterId => "cluster-[2-7a-zA-Z]{11,16}",
            Self::HsmId => "hsm-[2-7a-zA-Z]{11,16}",
            Self::BackupId => "backup-[2-7a-zA-Z]{11,16}",
            Self::BackupIdOrArn => {
                "^(arn:aws(-(us-gov))?:cloudhsm:([a-z]{2}(-(gov|isob|iso))?-(east|west|north|south|central){1,2}-[0-9]{1}):[0-9]{12}:backup/)?backup-[2-7a-zA-Z]{11,16}"
            }
            Self::CloudHsmArn => {
                "arn:aws(-(us-gov))?:cloudhsm:([a-z]{2}(-(gov|isob|iso))?-(east|west|north|south|central){1,2}-[0-9]{1}):[0-9]{12}:(backup/backup|cluster/cluster|hsm/hsm)-[2-7a-zA-Z]{11,16}"
            }
            Self::Certificate => "[a-zA-Z0-9+-/=\\s]*",
            Self::Region => "[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\\d",
            Self::ResourceId => "(?:cluster|backup)-[2-7a-zA-Z]{11,16}",
            Self::EniId => "eni-[0-9a-fA-F]{8,17}",
            Self::SubnetId => "subnet-[0-9a-fA-F]{8,17}",
            Self::IpAddress => "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}",
            Self::AvailabilityZone => {
                "[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\\d[a-z]"
            }
            Self::HsmType => "((p|)hsm[0-9][a-z.]*\\.[a-zA-Z]+)",
            Self::RetentionValue => "[0-9]+",
            Self::TagText => "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
        }
    }

    pub(super) fn matches(self, text: &str) -> bool {
        match self {
            Self::ClusterId => is_resource_id(text, "cluster-"),
            Self::HsmId => is_resource_id(text, "hsm-"),
            Self::BackupId => is_resource_id(text, "backup-"),
            Self::BackupIdOrArn => {
                is_resource_id(text, "backup-") || is_arn(text) && text.contains(":backup/")
            }
            Self::CloudHsmArn => is_arn(text),
            // The class has a range in it: from plus to slash.
            Self::Certificate => text.chars().all(|char| {
                char.is_ascii_alphanumeric()
                    || ('+'..='/').contains(&char)
                    || char == '='
                    || matches!(char, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
            }),
            Self::Region => crate::config::is_region_name(text),
            Self::ResourceId => is_resource_id(text, "cluster-") || is_resource_id(text, "backup-"),
            Self::EniId => is_network_id(text, "eni-"),
            Self::SubnetId => is_network_id(text, "subnet-"),
            Self::IpAddress => {
                let parts: Vec<&str> = text.split('.').collect();
                parts.len() == 4
                    && parts.iter().all(|part| (1..=3).contains(&part.len()) && is_digits(part))
            }
            Self::AvailabilityZone => {
                let (region, zone) =
                    text.split_at_checked(text.len().saturating_sub(1)).unwrap_or(("", ""));
                crate::config::is_region_name(region)
                    && zone.bytes().all(|byte| byte.is_ascii_lowercase())
            }
            Self::HsmType => is_hsm_type(text),
            Self::RetentionValue => (1..=3).contains(&text.len()) && is_digits(text),
            // `\p{Z}` is what Unicode calls separators: spaces, but no tabs or line ends.
            Self::TagText => text.chars().all(|char| {
                char.is_alphabetic() && !is_mark(char)
                    || char.is_numeric()
                    || char.is_whitespace() && !char.is_control()
                    || "_.:/=+-@".contains(char)
            }),
        }
    }
}

/// The id at the end of a backup's ARN, or the text itself.
pub(super) fn backup_id_of(text: &str) -> &str {
    if text.starts_with("arn:") { text.rsplit('/').next().unwrap_or(text) } else { text }
}

fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn, partition, service, region, account, resource] = parts.as_slice() else {
        return false;
    };
    let kinds = ["backup", "cluster", "hsm"];
    *arn == "arn"
        && matches!(*partition, "aws" | "aws-us-gov")
        && *service == "cloudhsm"
        && crate::config::is_region_name(region)
        && account.len() == 12
        && is_digits(account)
        && resource.split_once('/').is_some_and(|(kind, id)| {
            kinds.contains(&kind) && is_resource_id(id, &format!("{kind}-"))
        })
}

fn is_resource_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        (11..=16).contains(&rest.len())
            && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || (b'2'..=b'7').contains(&byte))
    })
}

fn is_network_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        (8..=17).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hsm_type(text: &str) -> bool {
    let text = text.strip_prefix('p').unwrap_or(text);
    let Some((family, size)) = text.strip_prefix("hsm").and_then(|rest| rest.rsplit_once('.'))
    else {
        return false;
    };
    let mut family = family.bytes();
    family.next().is_some_and(|byte| byte.is_ascii_digit())
        && family.all(|byte| byte.is_ascii_lowercase() || byte == b'.')
        && !size.is_empty()
        && size.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Unicode's property "alphabetic" takes in vowel signs that are marks (`\p{M}`), not letters.
///
/// The standard library does not know general categories. The marks of the scripts most used in
/// tags are named here; a mark of another script is let through.
fn is_mark(char: char) -> bool {
    matches!(char, '\u{345}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93b}' | '\u{93e}'..='\u{94f}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{5b0}'..='\u{5bd}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_accept_and_refuse() {
        let cases = [
            (Pattern::ClusterId, "cluster-abcdefg2345", true),
            (Pattern::ClusterId, "cluster-abcdefg2348", false),
            (Pattern::ClusterId, "cluster-short", false),
            (Pattern::ClusterId, "Cluster-abcdefg2345", false),
            (
                Pattern::BackupIdOrArn,
                "arn:aws:cloudhsm:us-east-1:111122223333:backup/backup-abcdefg2345",
                true,
            ),
            (
                Pattern::BackupIdOrArn,
                "arn:aws:cloudhsm:us-east-1:1:backup/backup-abcdefg2345",
                false,
            ),
            (
                Pattern::BackupIdOrArn,
                "arn:aws:cloudhsm:us-east-1:111122223333:cluster/cluster-abcdefg2345",
                false,
            ),
            (
                Pattern::CloudHsmArn,
                "arn:aws:cloudhsm:us-east-1:111122223333:cluster/cluster-abcdefg2345",
                true,
            ),
            (Pattern::CloudHsmArn, "backup-abcdefg2345", false),
            (Pattern::Certificate, "-----BEGIN X-----\r\nab+/==\n-----END X-----\n", true),
            (Pattern::Certificate, "file://customerCA.crt", false),
            (Pattern::Certificate, "customerCA.crt", true),
            (Pattern::Certificate, "\u{feff}-----BEGIN X-----", false),
            (Pattern::ResourceId, "backup-abcdefg2345", true),
            (Pattern::ResourceId, "hsm-abcdefg2345", false),
            (Pattern::EniId, "eni-0a1B2c3d", true),
            (Pattern::EniId, "eni-xyz", false),
            (Pattern::IpAddress, "10.0.12.255", true),
            (Pattern::IpAddress, "10.0.1", false),
            (Pattern::AvailabilityZone, "us-east-1a", true),
            (Pattern::AvailabilityZone, "us-east-1", false),
            (Pattern::AvailabilityZone, "", false),
            (Pattern::HsmType, "hsm2m.medium", true),
            (Pattern::HsmType, "t3.medium", false),
            (Pattern::RetentionValue, "090", true),
            (Pattern::RetentionValue, "1000", false),
            (Pattern::TagText, "支払い 決済_1.2:/=+-@", true),
            (Pattern::TagText, "الإنتاج", true),
            (Pattern::TagText, "tab\there", false),
            (Pattern::TagText, "rocket🚀", false),
            (Pattern::TagText, "semi;colon", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(pattern.matches(text), expected, "{pattern:?} {text:?}");
        }
    }
}

//! A request as a command of the AWS CLI.

use backend_api::shell_word;
use cloudhsm_api::Operation;
use serde_json::{Map, Value};

/// The command, fit for a POSIX shell.
pub(crate) fn command(
    operation: Operation,
    body: &Map<String, Value>,
    region: &str,
    more: &[String],
) -> String {
    let mut words = vec!["aws".to_owned(), "cloudhsmv2".to_owned(), kebab(operation.name())];
    for (member, value) in body {
        words.push(format!("--{}", kebab(member)));
        match value {
            Value::String(text) => words.push(text.clone()),
            Value::Array(texts) if texts.iter().all(Value::is_string) => {
                words.extend(texts.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            // The CLI reads JSON wherever its shorthand would not do.
            other => words.push(other.to_string()),
        }
    }
    words.extend(["--region".to_owned(), region.to_owned()]);
    words.extend_from_slice(more);
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// `DeleteCluster` as `delete-cluster`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(operation: Operation, body: &Value, more: &[&str]) -> String {
        let more: Vec<_> = more.iter().map(|&word| word.to_owned()).collect();
        command(operation, body.as_object().unwrap(), "us-east-1", &more)
    }

    #[test]
    fn an_odd_id_stays_one_word() {
        let body = json!({ "ClusterId": "x; rm -rf ~ 'y'" });
        assert_eq!(
            written(Operation::DeleteCluster, &body, &["--profile", "audit role"]),
            r"aws cloudhsmv2 delete-cluster --cluster-id 'x; rm -rf ~ '\''y'\''' --region us-east-1 --profile 'audit role'"
        );
    }

    #[test]
    fn members_are_options_of_the_cli() {
        let body = json!({ "ClusterId": "c", "HsmId": "h" });
        assert_eq!(
            written(Operation::DeleteHsm, &body, &[]),
            "aws cloudhsmv2 delete-hsm --cluster-id c --hsm-id h --region us-east-1"
        );
        let body = json!({ "ResourceId": "c", "TagKeyList": ["a:b"] });
        assert_eq!(
            written(Operation::UntagResource, &body, &[]),
            "aws cloudhsmv2 untag-resource --resource-id c --tag-key-list a:b --region us-east-1"
        );
        let body = json!({ "ResourceId": "c", "TagList": [{"Key": "k", "Value": "v"}] });
        assert_eq!(
            written(Operation::TagResource, &body, &[]),
            r#"aws cloudhsmv2 tag-resource --resource-id c --tag-list '[{"Key":"k","Value":"v"}]' --region us-east-1"#
        );
    }
}

//! A change as Terraform would write it, where its AWS provider has a resource.
//!
//! Source: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudhsm_v2_cluster>
//! and `…/cloudhsm_v2_hsm`. For what exists already there is an `import` block.

use serde_json::Value;

use super::Change;

/// The configuration; `None` where the provider has nothing for it.
pub(crate) fn terraform(change: &Change) -> Option<String> {
    match change {
        Change::CreateCluster(new) => {
            let mut lines = vec![r#"resource "aws_cloudhsm_v2_cluster" "cluster" {"#.to_owned()];
            let mut add = |name: &str, value: String| lines.push(format!("  {name} = {value}"));
            add("hsm_type", quoted(&new.hsm_type));
            let subnets: Vec<_> = new.subnets.iter().map(|it| quoted(it)).collect();
            add("subnet_ids", format!("[{}]", subnets.join(", ")));
            for (name, value) in
                [("source_backup_identifier", &new.source_backup), ("mode", &new.mode)]
            {
                if let Some(value) = value {
                    add(name, quoted(value));
                }
            }
            if !new.tags.is_empty() {
                let tag = |(key, value): &(String, String)| {
                    format!("    {} = {}\n", quoted(key), quoted(value))
                };
                let tags: String = new.tags.iter().map(tag).collect();
                add("tags", format!("{{\n{tags}  }}"));
            }
            lines.push("}".to_owned());
            Some(lines.join("\n"))
        }
        Change::CreateHsm { cluster_id, zone, ip } => {
            let id = quoted(cluster_id);
            let zone = quoted(zone);
            let ip = ip.as_ref().map(|ip| format!("\n  ip_address = {}", quoted(ip)));
            let ip = ip.unwrap_or_default();
            Some(format!(
                "import {{\n  to = aws_cloudhsm_v2_cluster.cluster\n  id = {id}\n}}\n\n\
                 resource \"aws_cloudhsm_v2_hsm\" \"hsm\" {{\n  \
                 cluster_id = aws_cloudhsm_v2_cluster.cluster.cluster_id\n  \
                 availability_zone = {zone}{ip}\n}}"
            ))
        }
        Change::Initialize { .. }
        | Change::Retention { .. }
        | Change::HsmType { .. }
        | Change::Backup(_) => None,
    }
}

/// A string of Terraform's language: JSON's, where `${` and `%{` would begin a template.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace("${", "$${").replace("%{", "%%{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_read_as_a_template() {
        assert_eq!(quoted(r#"a"b${x}%{y}"#), r#""a\"b$${x}%%{y}""#);
    }

    #[test]
    fn an_hsm_is_a_resource_of_the_cluster_that_is_imported() {
        let change = Change::CreateHsm {
            cluster_id: "cluster-abc".into(),
            zone: "us-east-1a".into(),
            ip: Some("10.0.0.9".into()),
        };
        let text = terraform(&change).unwrap();
        assert!(text.starts_with("import {\n  to = aws_cloudhsm_v2_cluster.cluster\n"), "{text}");
        assert!(
            text.ends_with("availability_zone = \"us-east-1a\"\n  ip_address = \"10.0.0.9\"\n}")
        );
    }
}

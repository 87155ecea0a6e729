//! What changed between two states, member by member.

use std::collections::BTreeSet;

use backend_api::Difference;
use serde_json::Value;

use super::canonical::identity;

/// The differences between two canonical states, in the order of their paths.
pub(crate) fn differences(planned: &Value, found: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare(String::new(), Some(planned), Some(found), &mut differences);
    differences
}

fn compare(
    path: String,
    planned: Option<&Value>,
    found: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    match (planned, found) {
        (Some(Value::Object(one)), Some(Value::Object(other))) if is_tag(planned, found) => {
            if one != other {
                push(path, one.get("Value"), other.get("Value"), differences);
            }
        }
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(path, one.get(name), other.get(name), differences);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            compare_lists(&path, one, other, differences);
        }
        _ if planned == found => {}
        _ => push(path, planned.map(shown), found.map(shown), differences),
    }
}

fn compare_lists(path: &str, one: &[Value], other: &[Value], differences: &mut Vec<Difference>) {
    if let (Some(one), Some(other)) = (by_identity(one), by_identity(other)) {
        let ids: BTreeSet<_> = one.iter().chain(&other).map(|(id, _)| *id).collect();
        let find =
            |list: &[(&str, &'_ Value)], id: &str| list.iter().position(|(own, _)| *own == id);
        for id in ids {
            let planned = find(&one, id).and_then(|at| one.get(at)).map(|(_, value)| *value);
            let found = find(&other, id).and_then(|at| other.get(at)).map(|(_, value)| *value);
            compare(format!("{path}[{id}]"), planned, found, differences);
        }
        return;
    }
    for index in 0..one.len().max(other.len()) {
        compare(format!("{path}[{index}]"), one.get(index), other.get(index), differences);
    }
}

/// The elements by what identifies them; `None` if one has no such member, or two have the same.
fn by_identity(list: &[Value]) -> Option<Vec<(&str, &Value)>> {
    let pairs: Vec<_> =
        list.iter().map(|element| Some((identity(element)?, element))).collect::<Option<_>>()?;
    let distinct: BTreeSet<_> = pairs.iter().map(|(id, _)| id).collect();
    (distinct.len() == pairs.len()).then_some(pairs)
}

/// Both are a tag: its path names the key, so the value alone is shown.
fn is_tag(planned: Option<&Value>, found: Option<&Value>) -> bool {
    let tag = |value: Option<&Value>| value.is_some_and(|value| tag_text(value).is_some());
    tag(planned) && tag(found)
}

fn tag_text(value: &Value) -> Option<&Value> {
    let members = value.as_object()?;
    (members.len() == 2 && members.contains_key("Key")).then(|| members.get("Value")).flatten()
}

fn shown(value: &Value) -> &Value {
    tag_text(value).unwrap_or(value)
}

fn push(
    path: String,
    planned: Option<&Value>,
    found: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    differences.push(Difference { path, planned: planned.cloned(), found: found.cloned() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_name_members_ids_and_keys() {
        let planned = json!({
            "cluster": {"State": "ACTIVE", "TagList": [{"Key": "env", "Value": "dev"}, {"Key": "old", "Value": "x"}],
                "Hsms": [{"HsmId": "hsm-1", "State": "ACTIVE"}]},
            "backups": [{"BackupId": "backup-1", "BackupState": "READY"}]
        });
        let found = json!({
            "cluster": {"State": "ACTIVE", "TagList": [{"Key": "env", "Value": "prod"}, {"Key": "new", "Value": ""}],
                "Hsms": []},
            "backups": [{"BackupId": "backup-1", "BackupState": "DELETED"}]
        });
        let found: Vec<_> = differences(&planned, &found)
            .into_iter()
            .map(|difference| (difference.path, difference.planned, difference.found))
            .collect();
        assert_eq!(
            found,
            [
                (
                    "backups[backup-1].BackupState".into(),
                    Some(json!("READY")),
                    Some(json!("DELETED"))
                ),
                (
                    "cluster.Hsms[hsm-1]".into(),
                    Some(json!({"HsmId": "hsm-1", "State": "ACTIVE"})),
                    None
                ),
                ("cluster.TagList[env]".into(), Some(json!("dev")), Some(json!("prod"))),
                ("cluster.TagList[new]".into(), None, Some(json!(""))),
                ("cluster.TagList[old]".into(), Some(json!("x")), None),
            ]
        );
    }

    #[test]
    fn equal_states_have_none_and_a_gone_cluster_is_one() {
        let state = json!({"cluster": {"ClusterId": "c"}, "backups": []});
        assert!(differences(&state, &state).is_empty());
        let gone = differences(&state, &json!({"backups": []}));
        assert_eq!(gone.len(), 1);
        assert_eq!((gone[0].path.as_str(), &gone[0].found), ("cluster", &None));
    }
}

//! The resource policy of a backup: as it is made of account IDs, and read. Pure.
//!
//! What another account is allowed is what AWS's guide shows: to see the backup, and to create a cluster
//! from it. <https://docs.aws.amazon.com/cloudhsm/latest/userguide/sharing.html>

use serde_json::Value;

/// AWS's limit for the text.
pub(super) const LONGEST: usize = 20_000;

const ACTIONS: [&str; 2] = ["cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"];

/// Why a text can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing was typed.
    Nothing,
    /// Not 12 digits.
    NotAnAccount,
    /// The backup's own account.
    OwnAccount,
    /// Not a JSON document.
    NotJson,
    /// Longer than AWS takes.
    TooLong,
}

impl Problem {
    /// The rule in words; nothing while nothing was typed.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::NotAnAccount => "An account ID has 12 digits.",
            Self::OwnAccount => "The backup is in this account already.",
            Self::NotJson => "A policy is a JSON document: { … }.",
            Self::TooLong => "AWS accepts at most 20,000 characters.",
        }
    }
}

/// Account IDs out of what was typed, with anything between them; each once.
pub(super) fn typed_accounts(text: &str, own: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(|it: char| it.is_whitespace() || ",;".contains(it)) {
        // As AWS's console shows them: 1111-2222-3333.
        let id = id.replace('-', "");
        if id.is_empty() || ids.contains(&id) {
            continue;
        }
        if id.len() != 12 || !id.bytes().all(|it| it.is_ascii_digit()) {
            return Err(Problem::NotAnAccount);
        }
        if own == Some(id.as_str()) {
            return Err(Problem::OwnAccount);
        }
        ids.push(id);
    }
    if ids.is_empty() { Err(Problem::Nothing) } else { Ok(ids) }
}

/// What is wrong with a policy that was typed. What AWS requires beyond this, its answer says.
pub(super) fn check(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Nothing);
    }
    if text.chars().count() > LONGEST {
        return Err(Problem::TooLong);
    }
    let is_document = serde_json::from_str::<Value>(text).is_ok_and(|it| it.is_object());
    if is_document { Ok(()) } else { Err(Problem::NotJson) }
}

/// The policy that shares a backup with these accounts.
pub(super) fn policy(arn: &str, accounts: &[String]) -> String {
    let partition = arn.split(':').nth(1).unwrap_or("aws");
    let root = |id: &String| ["        \"arn:", partition, ":iam::", id, ":root\""].concat();
    let principals: Vec<_> = accounts.iter().map(root).collect();
    let actions = ACTIONS.map(|action| ["        \"", action, "\""].concat());
    let resource = Value::from(arn).to_string();
    [
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": { \"AWS\": [\n",
        &principals.join(",\n"),
        "\n      ] },\n      \"Action\": [\n",
        &actions.join(",\n"),
        "\n      ],\n      \"Resource\": ",
        &resource,
        "\n    }\n  ]\n}",
    ]
    .concat()
}

/// The accounts of a policy that is as [`policy`] makes it, however it is written; `None` of any other,
/// which the simple form would change.
pub(super) fn accounts_of(text: &str, arn: &str) -> Option<Vec<String>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let statement = match document.get("Statement")? {
        Value::Array(all) => match all.as_slice() {
            [only] => only,
            _ => return None,
        },
        only => only,
    };
    let known = ["Sid", "Effect", "Principal", "Action", "Resource"];
    if statement.as_object()?.keys().any(|key| !known.contains(&key.as_str())) {
        return None;
    }
    let principal = statement.get("Principal")?.as_object()?;
    let mut actions = texts(statement.get("Action")?)?;
    actions.sort_unstable();
    let is_as_made = statement.get("Effect")?.as_str() == Some("Allow")
        && statement.get("Resource").is_none_or(|it| texts(it).as_deref() == Some(&[arn]))
        && actions == ACTIONS
        && principal.len() == 1;
    let principals = texts(principal.get("AWS").filter(|_| is_as_made)?)?;
    principals.into_iter().map(account).collect()
}

/// The account of a principal: its ID, or the ARN of its root.
fn account(principal: &str) -> Option<String> {
    let id = match principal.strip_suffix(":root") {
        Some(arn) => arn.strip_prefix("arn:")?.split_once(":iam::")?.1,
        None => principal,
    };
    typed_accounts(id, None).ok()?.into_iter().next().filter(|it| it == id)
}

/// Everyone whom a policy names, for whoever reads it; empty where nobody can be made out.
pub(super) fn principals(text: &str) -> Vec<String> {
    let Ok(document) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let statements = match document.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(only) => vec![only.clone()],
        None => Vec::new(),
    };
    let mut found: Vec<String> = Vec::new();
    for principal in statements.iter().filter_map(|it| it.get("Principal")) {
        let own = match principal {
            Value::Object(kinds) => kinds.values().filter_map(texts).flatten().collect(),
            other => texts(other).unwrap_or_default(),
        };
        for name in own {
            let name = account(name).unwrap_or_else(|| name.to_owned());
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// One text, or a list of texts.
fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(only) => Some(vec![only]),
        Value::Array(all) => all.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

//! To whom a resource policy gives access.
//!
//! Read so that nobody is left out: what isn't plainly a refusal counts as access.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::BTreeSet;

use serde_json::Value;

/// Whom a policy names in what it allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Access {
    /// Accounts, roles, users and services, each as the policy writes it; "everyone but …" for a
    /// statement that allows all whom it doesn't name.
    pub(super) principals: BTreeSet<String>,
    /// A statement allows everybody (`*`), or everybody but some (`NotPrincipal`).
    pub(super) is_public: bool,
    /// A statement allows `*` itself: no principal loses access.
    pub(super) names_everyone: bool,
}

impl Access {
    /// Of a policy's text; `None` if that is no JSON.
    pub(super) fn of(policy: &str) -> Option<Self> {
        let policy: Value = serde_json::from_str(policy).ok()?;
        let statements = members(&policy, "Statement").flat_map(|it| match it {
            Value::Array(statements) => statements.as_slice(),
            one => std::slice::from_ref(one),
        });
        let mut access = Self::default();
        for statement in statements.filter(|it| !refuses(it)) {
            for spared in members(statement, "NotPrincipal") {
                access.add_all_but(spared);
            }
            for principal in members(statement, "Principal") {
                access.names_everyone |= is_everyone(principal);
                access.add(principal);
            }
        }
        Some(access)
    }

    fn add_all_but(&mut self, spared: &Value) {
        let mut named = Self::default();
        named.add(spared);
        self.is_public = true;
        let names = if named.principals.is_empty() { "some".to_owned() } else { named.words() };
        self.principals.insert(["everyone but ", &names].concat());
    }

    fn add(&mut self, principal: &Value) {
        match principal {
            Value::String(name) => {
                self.is_public |= name.trim() == "*";
                self.principals.insert(account_or(name.trim()).to_owned());
            }
            Value::Array(names) => names.iter().for_each(|name| self.add(name)),
            Value::Object(kinds) => kinds.values().for_each(|names| self.add(names)),
            _ => {}
        }
    }

    /// As one text; empty for none.
    pub(super) fn words(&self) -> String {
        let names: Vec<_> = self.principals.iter().map(String::as_str).collect();
        names.join(", ")
    }
}

/// IAM takes names of members in any case: all that differ in nothing else.
fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let all = value.as_object().into_iter().flatten();
    all.filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Whether a statement is plainly a refusal.
fn refuses(statement: &Value) -> bool {
    let mut effects = members(statement, "Effect").peekable();
    effects.peek().is_some() && effects.all(|it| it.as_str().is_some_and(|it| it.trim() == "Deny"))
}

/// `*`, or that as an AWS principal.
fn is_everyone(principal: &Value) -> bool {
    match principal {
        Value::String(name) => name.trim() == "*",
        Value::Array(names) => names.iter().any(is_everyone),
        Value::Object(_) => members(principal, "AWS").any(is_everyone),
        _ => false,
    }
}

/// An account, written as its root's ARN or as its number, is the same.
fn account_or(name: &str) -> &str {
    let account = name.strip_suffix(":root").and_then(|it| it.rsplit_once("::")).map(|(_, id)| id);
    let is_account = |id: &&str| id.len() == 12 && id.bytes().all(|it| it.is_ascii_digit());
    account.filter(is_account).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nobody_whom_a_policy_allows_is_left_out() {
        let allow =
            |principal: Value| json!({"Statement": [{"Effect": "Allow", "Principal": principal}]});
        let role = "arn:aws:iam::111122223333:role/a";
        for (policy, principals, is_public) in [
            (allow(json!("*")), vec!["*"], true),
            (allow(json!({"AWS": "*"})), vec!["*"], true),
            (allow(json!({"AWS": ["111122223333", " * "]})), vec!["*", "111122223333"], true),
            (allow(json!({"AWS": "arn:aws:iam::111122223333:root"})), vec!["111122223333"], false),
            (
                allow(json!({"AWS": [role, "444455556666"], "Service": "s.amazonaws.com"})),
                vec!["444455556666", role, "s.amazonaws.com"],
                false,
            ),
            (json!({"Statement": {"Effect": "Allow", "Principal": "1"}}), vec!["1"], false),
            (json!({"statement": {"effect": "Allow", "principal": "1"}}), vec!["1"], false),
            (json!({"Statement": {"Principal": "1"}}), vec!["1"], false),
            (json!({"Statement": {"Effect": "Deny", "Principal": "*"}}), vec![], false),
            (
                json!({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": ["2", "1"]}}}),
                vec!["everyone but 1, 2"],
                true,
            ),
            (
                json!({"Statement": {"Effect": "Allow", "NotPrincipal": 7}}),
                vec!["everyone but some"],
                true,
            ),
            (json!({"Statement": {"Effect": "Deny", "NotPrincipal": "1"}}), vec![], false),
            // Which of two names AWS reads isn't known.
            (
                json!({"Statement": [], "statement": {"Effect": "Allow", "Principal": "1"}}),
                vec!["1"],
                false,
            ),
            (
                json!({"Statement": {"Effect": "Deny", "effect": "Allow", "Principal": "1"}}),
                vec!["1"],
                false,
            ),
            (json!({}), vec![], false),
        ] {
            let access = Access::of(&policy.to_string()).unwrap();
            let found: Vec<_> = access.principals.iter().map(String::as_str).collect();
            assert_eq!((found, access.is_public), (principals, is_public), "{policy}");
        }
        assert_eq!(Access::of("no JSON"), None);
        for (principal, names_everyone) in [
            (json!("*"), true),
            (json!({"AWS": ["1", "*"]}), true),
            (json!({"Service": "*"}), false),
            (json!("1"), false),
        ] {
            let access = Access::of(&allow(principal).to_string()).unwrap();
            assert_eq!(access.names_everyone, names_everyone, "{access:?}");
        }
    }
}

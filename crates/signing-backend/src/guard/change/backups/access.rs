//! To whom a resource policy gives access.
//!
//! Read so that nobody is left out: what isn't plainly a refusal counts as access.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::BTreeSet;

use serde_json::Value;

/// Whom a policy names in what it allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Access {
    /// Accounts, roles, users and services, each as the policy writes it.
    pub(super) principals: BTreeSet<String>,
    /// A statement allows everybody (`*`), or everybody but some (`NotPrincipal`).
    pub(super) is_public: bool,
}

impl Access {
    /// Of a policy's text; `None` if that is no JSON.
    pub(super) fn of(policy: &str) -> Option<Self> {
        let policy: Value = serde_json::from_str(policy).ok()?;
        let statements = match member(&policy, "Statement") {
            Some(Value::Array(statements)) => statements.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let mut access = Self::default();
        let refuses = |it: &&Value| {
            member(it, "Effect").and_then(Value::as_str).is_some_and(|it| it.trim() == "Deny")
        };
        for statement in statements.iter().filter(|it| !refuses(it)) {
            access.is_public |= member(statement, "NotPrincipal").is_some();
            if let Some(principal) = member(statement, "Principal") {
                access.add(principal);
            }
        }
        Some(access)
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

    /// As one text; empty for nobody.
    pub(super) fn words(&self) -> String {
        let names: Vec<_> = self.principals.iter().map(String::as_str).collect();
        names.join(", ")
    }
}

/// IAM takes names of members in any case.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
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
            (json!({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "1"}}}), vec![], true),
            (json!({}), vec![], false),
        ] {
            let access = Access::of(&policy.to_string()).unwrap();
            let found: Vec<_> = access.principals.iter().map(String::as_str).collect();
            assert_eq!((found, access.is_public), (principals, is_public), "{policy}");
        }
        assert_eq!(Access::of("no JSON"), None);
    }
}

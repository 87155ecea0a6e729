//! What is typed, what is sent, and what is read back.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const ARN: &str = "arn:aws-us-gov:cloudhsm:us-gov-west-1:111111111111:backup/backup-abcdefghijk";

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

#[test]
fn accounts_can_be_typed_with_anything_between_them() {
    let two = ids(&["222222222222", "333333333333"]);
    for text in [
        "222222222222 333333333333",
        " 222222222222,\n333333333333; 222222222222 ",
        "2222-2222-2222 333333333333",
    ] {
        assert_eq!(typed_accounts(text, Some("111111111111")), Ok(two.clone()), "{text:?}");
    }
    for (text, problem) in [
        ("", Problem::Nothing),
        (" , ", Problem::Nothing),
        ("22222222222", Problem::NotAnAccount),
        ("2222222222222", Problem::NotAnAccount),
        ("22222222222x", Problem::NotAnAccount),
        ("222222222222 arn:aws:iam::333333333333:root", Problem::NotAnAccount),
        ("*", Problem::NotAnAccount),
        ("222222222222 111111111111", Problem::OwnAccount),
    ] {
        assert_eq!(typed_accounts(text, Some("111111111111")), Err(problem), "{text:?}");
    }
    assert!(typed_accounts("111111111111", None).is_ok(), "whose it is isn’t known");
}

#[test]
fn the_policy_is_the_one_of_awss_guide_in_the_backups_partition() {
    let made: Value = serde_json::from_str(&policy(ARN, &ids(&["222222222222"]))).unwrap();
    assert_eq!(
        made,
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": ["arn:aws-us-gov:iam::222222222222:root"] },
                "Action": ["cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"],
                "Resource": ARN,
            }],
        })
    );
}

#[test]
fn only_a_policy_that_the_form_can_make_is_shown_as_accounts() {
    let statement = |change: &Value| {
        let mut statement = json!({
            "Sid": "any", "Effect": "Allow", "Principal": { "AWS": "222222222222" },
            "Action": ["cloudhsm:DescribeBackups", "cloudhsm:CreateCluster"], "Resource": ARN,
        });
        for (key, value) in change.as_object().unwrap() {
            statement[key] = value.clone();
        }
        json!({ "Statement": [statement] }).to_string()
    };
    let of = |change: Value| accounts_of(&statement(&change), ARN);
    assert_eq!(of(json!({})), Some(ids(&["222222222222"])));
    for other in [
        json!({ "Effect": "Deny" }),
        json!({ "Action": "cloudhsm:*" }),
        json!({ "Resource": "*" }),
        json!({ "Principal": "*" }),
        json!({ "Principal": { "AWS": "arn:aws:iam::222222222222:role/admin" } }),
        json!({ "Principal": { "AWS": "222222222222", "Service": "ram.amazonaws.com" } }),
        json!({ "Condition": {} }),
    ] {
        assert_eq!(of(other.clone()), None, "{other}");
    }
    let two = json!({ "Statement": [{}, {}] }).to_string();
    assert_eq!(accounts_of(&two, ARN), None);
    assert_eq!(accounts_of("no JSON", ARN), None);
}

#[test]
fn everyone_whom_a_policy_names_is_listed() {
    let policy = json!({ "Statement": [
        { "Principal": { "AWS": ["arn:aws:iam::222222222222:root", "222222222222"] } },
        { "Principal": { "AWS": "arn:aws:iam::333333333333:role/admin", "Service": "x" } },
        { "Principal": "*" },
    ] });
    assert_eq!(
        principals(&policy.to_string()),
        ["222222222222", "arn:aws:iam::333333333333:role/admin", "x", "*"]
    );
    assert!(principals("no JSON").is_empty());
}

#[test]
fn a_policy_that_is_typed_is_a_json_document_of_awss_length() {
    assert_eq!(check(r#"{"Statement":[]}"#), Ok(()));
    assert_eq!(check(" "), Err(Problem::Nothing));
    for text in ["[]", "{", "\"text\"", "{} {}"] {
        assert_eq!(check(text), Err(Problem::NotJson), "{text}");
    }
    let long = format!("{{\"a\":\"{}\"}}", "é".repeat(LONGEST));
    assert_eq!(check(&long), Err(Problem::TooLong));
}

proptest! {
    #[test]
    fn what_the_form_makes_it_reads_back(numbers in prop::collection::btree_set("[0-9]{12}", 1..9)) {
        let accounts: Vec<String> = numbers.into_iter().collect();
        let text = policy(ARN, &accounts);
        prop_assert_eq!(check(&text), Ok(()));
        prop_assert_eq!(accounts_of(&text, ARN), Some(accounts.clone()));
        prop_assert_eq!(principals(&text), accounts.clone());
        prop_assert_eq!(typed_accounts(&accounts.join("\n"), None), Ok(accounts));
    }
}

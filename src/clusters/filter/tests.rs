//! The language as a whole: its text reads back, finds what it says, and says where it is wrong.

use std::sync::Arc;

use backend_api::ClusterUse;
use cloudhsm_api::{Cluster, ClusterState, Hsm, Tag};
use cluster_health::{Health, Kind};
use proptest::{collection::vec, option::of, prelude::*};

use super::{parse::Problem, *};
use crate::{clusters::row::Row, route::tag_filter};

fn row() -> Row {
    let cluster = Cluster {
        cluster_id: "cluster-AbC".into(),
        state: Some(ClusterState::Active),
        hsm_type: Some("hsm2m.medium".into()),
        tag_list: vec![
            Tag::new("Name", "支払い Payments"),
            Tag::new("env", "prod"),
            Tag::new("cost center", "a,b"),
            Tag::new("owner", ""),
        ],
        subnet_mapping: [("us-east-1a".to_owned(), "subnet-1".to_owned())].into_iter().collect(),
        hsms: vec![Hsm { availability_zone: Some("us-east-1b".into()), ..Hsm::default() }],
        ..Cluster::default()
    };
    Row::of_cluster("us-east-1".into(), Arc::new(cluster), Health::default())
}

fn finds(filter: &str) -> bool {
    let filter = Filter::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    filter.prepared().met_by(&row())
}

#[test]
fn finds_what_it_says() {
    for filter in [
        "",
        "  ",
        "abc",
        "active PAYMENTS",
        "支払い",
        "env=prod us-east-1a",
        "state:ACTIVE",
        "state:degraded,active",
        "region:us-*",
        "az:us-east-1a az:us-east-1b",
        "type:hsm2m.*",
        "health:ok",
        "health:OK",
        "tag:env",
        "tag:env=prod",
        "tag:env=staging,env=prod",
        r#"tag:"cost center"="a,b""#,
        "tag:owner",
        "name:*payments",
        "id:cluster-abc",
        "-state:DELETED",
        "-nothing",
        "STATE:active",
    ] {
        assert!(finds(filter), "{filter}");
    }
    for filter in [
        "abc nothing",
        "state:ACTIV",
        "-state:ACTIVE",
        "region:eu-*",
        "tag:env=staging",
        "tag:env=prod state:DELETED",
        "tag:nope",
        "vpc:*",
        "mode:FIPS",
        "health:bad",
        "-payments",
        r#""payments active""#,
    ] {
        assert!(!finds(filter), "{filter}");
    }
}

/// A cluster with these key stores, use and sessions.
fn used(key_stores: Option<&[&str]>, used: Option<bool>, most_sessions: Option<u32>) -> Row {
    let states = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
    row().with_use(ClusterUse {
        cluster_id: "cluster-AbC".into(),
        key_stores: key_stores.map(states),
        used,
        most_sessions,
        most_token_keys: None,
        last_used: None,
    })
}

/// What isn't known is found as unknown, and never as "none", "no" or a number.
#[test]
fn unknown_is_neither_none_nor_no() {
    let all = [
        ("unasked", row()),
        ("unknown", used(None, None, None)),
        ("none", used(Some(&[]), Some(false), Some(2))),
        ("mixed", used(Some(&["FAILED", "CONNECTED"]), Some(true), Some(40))),
        ("of later", used(Some(&["SLEEPING"]), Some(true), Some(0))),
    ];
    for (filter, expected) in [
        ("keystore:unknown", &["unasked", "unknown"][..]),
        ("keystore:none", &["none"]),
        ("keystore:connected", &["mixed"]),
        ("keystore:FAILED", &["mixed"]),
        ("keystore:disconnected", &[]),
        ("keystore:*", &["mixed", "of later"]),
        ("keystore:n*,u*", &[]),
        ("keystore:sleep*", &["of later"]),
        ("-keystore:none", &["unasked", "unknown", "mixed", "of later"]),
        ("used:yes", &["mixed", "of later"]),
        ("used:no", &["none"]),
        ("used:unknown", &["unasked", "unknown"]),
        ("sessions:>2", &["mixed"]),
        ("sessions:<3", &["none", "of later"]),
        ("sessions:0,2", &["none", "of later"]),
        ("sessions:=40", &["mixed"]),
        ("sessions:unknown", &["unasked", "unknown"]),
        ("-sessions:>2 -sessions:unknown", &["none", "of later"]),
    ] {
        let filter_ = Filter::parse(filter).unwrap().prepared();
        let found = all.iter().filter(|(_, row)| filter_.met_by(row)).map(|(name, _)| *name);
        assert_eq!(found.collect::<Vec<_>>(), expected, "{filter}");
    }
}

#[test]
fn values_of_use_are_suggested_in_the_words_of_the_filter() {
    let rows = [used(Some(&["FAILED", "FAILED"]), Some(true), Some(3)), row()].map(Arc::new);
    let values = |text: &str| {
        let all = suggestions(text, &rows, &mut Known::default()).into_iter();
        all.map(|it| (it.label, it.count.unwrap())).collect::<Vec<_>>()
    };
    let once = |words: [&str; 2]| words.map(|word| (word.to_owned(), 1));
    assert_eq!(values("keystore:"), once(["failed", "unknown"]));
    assert_eq!(values("used:"), once(["unknown", "yes"]));
    assert_eq!(values("sessions:"), once([">2", "unknown"]));
}

#[test]
fn says_what_is_wrong_and_where() {
    let unknown = |name: &str| Problem::UnknownProperty(name.to_owned());
    for (text, at, problem) in [
        ("abc color:red", 4, unknown("color")),
        ("arn:aws:x", 0, unknown("arn")),
        ("支払い state:", 10, Problem::NoValue(Property::State)),
        ("state:ACTIVE,", 13, Problem::NoValue(Property::State)),
        ("tag:env=", 4, Problem::NoValue(Property::Tag)),
        ("tag:=prod", 4, Problem::NoValue(Property::Tag)),
        ("health:ill", 7, Problem::UnknownHealth("ill".into())),
        ("used:maybe", 5, Problem::UnknownValue(Property::Used, "maybe".into())),
        ("used:*", 5, Problem::UnknownValue(Property::Used, "*".into())),
        ("keystore:x", 9, Problem::UnknownValue(Property::KeyStore, "x".into())),
        ("sessions:>x", 9, Problem::UnknownValue(Property::Sessions, ">x".into())),
        ("a \"b c", 2, Problem::OpenQuote),
        ("a \"\"", 2, Problem::EmptyText),
    ] {
        let error = Filter::parse(text).expect_err(text);
        assert_eq!(error, FilterError { at, problem }, "{text}");
        assert!(error.to_string().contains(&format!(" at character {}", at + 1)), "{error}");
    }
    // As its message advises.
    assert!(Filter::parse("\"arn:\"").is_ok());
}

/// The document of the list tells every word that the filter knows, and filters that can be read.
#[test]
fn every_word_is_documented() {
    let document = include_str!("../../../docs/list.md");
    let words = Property::ALL.into_iter().map(Property::name).chain(parse::HEALTH);
    let of_use = Property::ALL.into_iter().filter(|it| it.is_of_use());
    let words = words.chain(of_use.flat_map(|it| parse::words_of(it).iter().copied()));
    for word in words.chain(Kind::ALL.iter().map(|kind| kind.as_str())) {
        assert!(document.contains(&format!("`{word}`")), "{word}");
    }
    let table = document.split("| to find | type |").nth(1).unwrap().split("\n\n").next().unwrap();
    let cells = table.lines().filter_map(|line| line.split('|').nth(2));
    let typed: Vec<_> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(typed.len() > 8, "{typed:?}");
    for filter in typed {
        assert!(Filter::parse(filter).is_ok(), "{filter}");
    }
}

#[test]
fn a_value_is_toggled_beside_its_alternatives() {
    let filter =
        Filter::parse("prod").unwrap().toggled(Property::State, &Wanted::exactly("ACTIVE"));
    assert_eq!(filter.to_string(), "prod state:ACTIVE");
    let both = filter.toggled(Property::State, &Wanted::exactly("DEGRADED"));
    assert_eq!(both.to_string(), "prod state:ACTIVE,DEGRADED");
    assert!(
        both.asks(Property::State, &Wanted::exactly("DEGRADED"))
            && !both.asks(Property::State, &Wanted::exactly("DELETED"))
    );
    let none = both
        .toggled(Property::State, &Wanted::exactly("ACTIVE"))
        .toggled(Property::State, &Wanted::exactly("DEGRADED"));
    assert_eq!(none.to_string(), "prod");
    let beside = Filter::parse("-state:ACTIVE")
        .unwrap()
        .toggled(Property::State, &Wanted::exactly("DELETED"));
    assert_eq!(beside.to_string(), "-state:ACTIVE state:DELETED");
    // Wherever it stands, and in whatever case: what is told to be asked can be asked no longer.
    let typed = Filter::parse("health:no-hsm health:NO-BACKUP,ok").unwrap();
    assert!(typed.asks(Property::Health, &Wanted::exactly("no-backup")));
    assert_eq!(
        typed.toggled(Property::Health, &Wanted::exactly("no-backup")).to_string(),
        "health:no-hsm health:ok"
    );
}

#[test]
fn a_group_that_is_typed_is_asked_for_however_it_is_written() {
    let asks = |text: &str, group: &str| {
        Filter::parse(text).unwrap().asks(Property::Triage, &Wanted::exactly(group))
    };
    for text in ["triage:problem", "triage:PROBLEM", "triage:prob*", "triage:problem*"] {
        assert!(asks(text, "problem"), "{text}");
        assert!(!asks(text, "warning"), "{text}");
        let filter = Filter::parse(text).unwrap();
        let none = filter.toggled(Property::Triage, &Wanted::exactly("problem"));
        assert_eq!(none.to_string(), "", "{text}");
    }
    assert!(!asks("triage:*", "problem"), "all groups");
    assert!(!asks("-triage:problem", "problem"));
    let state = Filter::parse("state:ACTIVE*").unwrap();
    assert!(!state.asks(Property::State, &Wanted::exactly("ACTIVE")), "AWS may have more of them");
}

#[test]
fn suggests_how_to_go_on() {
    let rows = [Arc::new(row())];
    let labels = |text: &str| {
        suggestions(text, &rows, &mut Known::default())
            .into_iter()
            .map(|one| one.label)
            .collect::<Vec<_>>()
    };
    assert_eq!(labels("").len(), Property::ALL.len());
    assert_eq!(labels("prod t"), ["triage:", "type:", "tag:"]);
    assert_eq!(labels("state:"), ["ACTIVE"]);
    assert_eq!(labels("az:"), ["us-east-1a", "us-east-1b"]);
    assert_eq!(labels("color:"), [""; 0]);
    assert_eq!(labels("tag:en"), ["env=prod", "\"cost center\"=\"a,b\""]);
    let whole = suggestions("x -tag:foo,cos", &rows, &mut Known::default());
    assert_eq!(whole[0].filter, r#"x -tag:foo,"cost center"="a,b""#);
    assert!(Filter::parse(&whole[0].filter).is_ok());
    assert_eq!(suggestions("STATE:act", &rows, &mut Known::default())[0].filter, "STATE:ACTIVE");
    let within_quotes = suggestions(r#"tag:env,"cost c"#, &rows, &mut Known::default());
    assert_eq!(within_quotes[0].filter, r#"tag:env,"cost center"="a,b""#);
}

fn glob() -> impl Strategy<Value = Glob> {
    // A text alone is not empty, and none is between two stars.
    let text = "[a-z\"\\\\:,=* \\-支]{1,4}";
    (of(text), vec(text, 0..3), of(text)).prop_filter_map("empty", |(first, inner, last)| {
        let mut pieces = vec![first.unwrap_or_default()];
        pieces.extend(inner);
        pieces.extend(last);
        let empty = pieces.len() == 1 && pieces[0].is_empty();
        (!empty).then(|| Glob::of_pieces(pieces))
    })
}

fn term() -> impl Strategy<Value = Term> {
    let wanted = (glob(), of(glob()));
    let property = (0..Property::ALL.len(), vec(wanted, 1..4)).prop_map(|(index, wanted)| {
        let property = Property::ALL[index];
        let wanted = wanted.into_iter().map(|(value, tag_value)| {
            let tag_value = tag_value.filter(|_| property == Property::Tag);
            let value = match property {
                // These have words of their own.
                Property::Health => Glob::exactly("ok"),
                Property::Triage => Glob::exactly("problem"),
                Property::KeyStore => Glob::exactly("none"),
                Property::Used => Glob::exactly("yes"),
                Property::Sessions => Glob::exactly(">2"),
                _ => value,
            };
            Wanted { value, tag_value }
        });
        Condition::Property(property, wanted.collect())
    });
    let text = "[a-z\"\\\\:,=* \\-支]{1,6}".prop_map(Condition::Text);
    (any::<bool>(), prop_oneof![property, text])
        .prop_map(|(negated, condition)| Term { negated, condition })
}

#[test]
fn suggestions_follow_the_property_and_the_rows() {
    let mut known = Known::default();
    let rows = [Arc::new(row())];
    let mut labels = |text: &str, rows: &[Arc<Row>]| {
        let all = suggestions(text, rows, &mut known).into_iter();
        all.map(|one| (one.label, one.count)).collect::<Vec<_>>()
    };
    let region = labels("region:", &rows);
    assert_eq!(region.len(), 1);
    assert_ne!(labels("state:", &rows), region);
    assert_eq!(labels("region:", &rows), region);
    let twice = labels("region:", &[Arc::new(row()), Arc::new(row())]);
    assert_eq!(twice, [(region[0].0.clone(), Some(2))]);
    assert_eq!(labels("region:", &[]), []);
}

proptest! {
    /// Printed, read and printed again.
    #[test]
    fn every_filter_reads_back(terms in vec(term(), 0..5)) {
        let filter = Filter { terms };
        let text = filter.to_string();
        let again = Filter::parse(&text);
        prop_assert_eq!(again.as_ref(), Ok(&filter), "{}", text);
        prop_assert_eq!(again.unwrap().to_string(), text);
    }

    /// A link to the clusters that have a tag asks for exactly that tag.
    #[test]
    fn the_link_of_a_tag_reads_as_its_filter(
        key in "[a\"\\\\:,=* \\-支]{1,8}|.{1,12}",
        value in "[a\"\\\\:,=* \\-支]{0,8}|.{0,12}",
    ) {
        let condition = Condition::Property(Property::Tag, vec![Wanted::tag(&key, &value)]);
        let expected = Filter { terms: vec![Term { negated: false, condition }] };
        let text = tag_filter(&Tag::new(key.as_str(), value.as_str()));
        prop_assert_eq!(&text, &expected.to_string());
        prop_assert_eq!(Filter::parse(&text), Ok(expected), "{}", text);
    }

    /// Whatever is typed is a filter or an error with a place in it, and suggestions finish words.
    #[test]
    fn nothing_makes_it_panic(text in "[a-z\"\\\\:,=* \\-支]{0,20}|.{0,20}") {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.at <= text.chars().count());
        }
        for suggested in suggestions(&text, &[Arc::new(row())], &mut Known::default()) {
            let read = Filter::parse(&suggested.filter);
            let open = matches!(read, Err(FilterError { problem: Problem::OpenQuote, .. }));
            prop_assert!(suggested.count.is_none() || !open, "{}", suggested.filter);
        }
    }

    /// What is within another filter finds nothing that the other does not: a key that makes a filter
    /// longer may look among the rows that were found before.
    #[test]
    fn what_is_within_finds_no_more(
        narrow in "(-?[apr]{1,2}|state:active|-state:deleted)( -?[apr]{1,3}| state:active)?",
        wide in "(-?[apr]{1,2}|state:active|-state:deleted)?",
    ) {
        let filter = |text: &str| Filter::parse(text).unwrap().prepared();
        let (narrow, wide) = (filter(&narrow), filter(&wide));
        if narrow.is_within(&wide) && narrow.met_by(&row()) {
            prop_assert!(wide.met_by(&row()));
        }
        prop_assert!(narrow.is_within(&narrow));
    }
}

#[test]
fn a_longer_word_is_within_a_shorter_one_unless_it_is_turned_round() {
    let within = |narrow: &str, wide: &str| {
        let filter = |text: &str| Filter::parse(text).unwrap().prepared();
        filter(narrow).is_within(&filter(wide))
    };
    for (narrow, wide) in
        [("pay", "pa"), ("pay x", "PA"), ("a state:ACTIVE", "state:ACTIVE"), ("x", "")]
    {
        assert!(within(narrow, wide), "{narrow} {wide}");
    }
    for (narrow, wide) in
        [("pa", "pay"), ("-pay", "-pa"), ("-pa", "pa"), ("state:A*", "state:AC"), ("", "x")]
    {
        assert!(!within(narrow, wide), "{narrow} {wide}");
    }
}

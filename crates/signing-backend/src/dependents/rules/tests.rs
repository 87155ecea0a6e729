use super::*;

const OWN: &str = "sg-1";
const ACCOUNT: &str = "111111111111";

#[derive(Clone, Copy)]
enum To {
    Group(&'static str, &'static str),
    V4(&'static str),
    V6(&'static str),
    Prefixes,
}

use To::{Group, Prefixes, V4, V6};

const ITSELF: To = Group(OWN, ACCOUNT);

fn rule(outbound: bool, protocol: &str, ports: Option<(i32, i32)>, to: To) -> SecurityGroupRule {
    let mut rule = SecurityGroupRule {
        group_id: Some(OWN.to_owned()),
        group_owner_id: Some(ACCOUNT.to_owned()),
        is_egress: Some(outbound),
        ip_protocol: Some(protocol.to_owned()),
        from_port: ports.map(|it| it.0),
        to_port: ports.map(|it| it.1),
        ..SecurityGroupRule::default()
    };
    match to {
        Group(id, account) => {
            rule.referenced_group_info = Some(ReferencedGroup {
                group_id: Some(id.to_owned()),
                user_id: Some(account.to_owned()),
                ..ReferencedGroup::default()
            });
        }
        V4(range) => rule.cidr_ipv4 = Some(range.to_owned()),
        V6(range) => rule.cidr_ipv6 = Some(range.to_owned()),
        Prefixes => rule.prefix_list_id = Some("pl-1".to_owned()),
    }
    rule
}

fn within(protocol: &str, ports: Option<(i32, i32)>, to: To) -> SecurityGroupRule {
    rule(false, protocol, ports, to)
}

fn out(protocol: &str, ports: Option<(i32, i32)>, to: To) -> SecurityGroupRule {
    rule(true, protocol, ports, to)
}

const HSM: Option<(i32, i32)> = Some((2223, 2225));

#[test]
fn members_reach_each_other_by_rules_both_ways() {
    let own = || within("tcp", HSM, ITSELF);
    let all = || out("-1", Some((-1, -1)), V4("0.0.0.0/0"));
    let hsms: [IpAddr; 2] = ["10.0.1.9".parse().unwrap(), "10.0.2.9".parse().unwrap()];
    for (what, rules, expected) in [
        ("as CloudHSM makes it", vec![own(), all()], Some(true)),
        ("no rule", vec![], Some(false)),
        ("nothing comes in", vec![all()], Some(false)),
        ("nothing leaves", vec![own()], Some(false)),
        ("to itself both ways", vec![own(), out("tcp", HSM, ITSELF)], Some(true)),
        ("all protocols", vec![within("-1", None, ITSELF), out("-1", None, ITSELF)], Some(true)),
        ("by number", vec![within("6", HSM, ITSELF), out("6", HSM, ITSELF)], Some(true)),
        ("all ports", vec![within("tcp", Some((0, 65535)), ITSELF), all()], Some(true)),
        ("UDP", vec![within("udp", HSM, ITSELF), all()], Some(false)),
        ("half of the ports", vec![within("tcp", Some((2223, 2224)), ITSELF), all()], Some(false)),
        (
            "two halves",
            vec![
                within("tcp", Some((2223, 2224)), ITSELF),
                within("tcp", Some((2225, 2225)), ITSELF),
                all(),
            ],
            Some(true),
        ),
        ("half of them leave", vec![own(), out("tcp", Some((2224, 2225)), ITSELF)], Some(false)),
        ("another group", vec![within("tcp", HSM, Group("sg-2", ACCOUNT)), all()], Some(false)),
        (
            "another account",
            vec![within("tcp", HSM, Group(OWN, "222222222222")), all()],
            Some(false),
        ),
        ("a prefix list", vec![within("tcp", HSM, Prefixes), all()], None),
        ("out by a prefix list", vec![own(), out("tcp", HSM, Prefixes)], None),
        ("everybody comes in", vec![within("tcp", HSM, V4("0.0.0.0/0")), all()], Some(true)),
        ("everybody by IPv6 only", vec![within("tcp", HSM, V6("::/0")), all()], None),
        ("out by IPv6 only", vec![own(), out("-1", None, V6("::/0"))], Some(false)),
        ("out to the HSMs", vec![own(), out("tcp", HSM, V4("10.0.0.0/16"))], Some(true)),
        ("out to one of them", vec![own(), out("tcp", HSM, V4("10.0.1.0/24"))], Some(false)),
        (
            "out to each of them",
            vec![own(), out("tcp", HSM, V4("10.0.1.9/32")), out("-1", None, V4("10.0.2.0/24"))],
            Some(true),
        ),
        ("a range comes in", vec![within("tcp", HSM, V4("10.0.0.0/16")), all()], None),
        (
            "a range comes in, nothing leaves",
            vec![within("tcp", HSM, V4("10.0.0.0/16"))],
            Some(false),
        ),
        (
            "a prefix list at other ports",
            vec![within("tcp", Some((22, 22)), Prefixes), all()],
            Some(false),
        ),
        ("a range that is none", vec![own(), out("tcp", HSM, V4("ten"))], Some(false)),
    ] {
        assert_eq!(reaches_itself(OWN, &rules, &hsms), expected, "{what}");
    }
    let out_to_a_range = [own(), out("tcp", HSM, V4("10.0.0.0/16"))];
    assert_eq!(reaches_itself(OWN, &out_to_a_range, &[]), None, "no HSM's address is known");
}

#[test]
fn only_everybody_at_an_hsms_port_is_open() {
    for (what, rule, expected) in [
        ("IPv4", within("tcp", HSM, V4("0.0.0.0/0")), true),
        ("IPv6", within("tcp", HSM, V6("::/0")), true),
        ("all protocols", within("-1", Some((-1, -1)), V4("0.0.0.0/0")), true),
        ("by number", within("6", Some((0, 65535)), V6("::/0")), true),
        ("one of the ports", within("tcp", Some((2225, 3000)), V4("0.0.0.0/0")), true),
        ("the port before", within("tcp", Some((22, 2222)), V4("0.0.0.0/0")), false),
        ("the port after", within("tcp", Some((2226, 2226)), V4("0.0.0.0/0")), false),
        ("UDP", within("udp", HSM, V4("0.0.0.0/0")), false),
        ("ICMP", within("icmp", Some((-1, -1)), V4("0.0.0.0/0")), false),
        ("half of the world", within("tcp", HSM, V4("0.0.0.0/1")), false),
        ("itself", within("tcp", HSM, ITSELF), false),
        ("a prefix list", within("tcp", HSM, Prefixes), false),
        ("what leaves", out("-1", None, V4("0.0.0.0/0")), false),
    ] {
        assert_eq!(is_open_to_all(&rule), expected, "{what}");
    }
    let prefixes = within("tcp", Some((2225, 2225)), Prefixes);
    assert!(is_open_to_unknown(&prefixes) && !is_open_to_all(&prefixes));
    for other in [
        out("tcp", HSM, Prefixes),
        within("tcp", Some((22, 22)), Prefixes),
        within("tcp", HSM, V4("0.0.0.0/0")),
    ] {
        assert!(!is_open_to_unknown(&other), "{other:?}");
    }
    let mut without_direction = within("tcp", HSM, V4("0.0.0.0/0"));
    without_direction.is_egress = None;
    assert!(is_open_to_all(&without_direction));
}

#[test]
fn ports_and_peers_are_named() {
    for (rule, words) in [
        (within("tcp", HSM, ITSELF), ("2223–2225", OWN)),
        (within("tcp", Some((2223, 2223)), V4("10.0.0.0/8")), ("2223", "10.0.0.0/8")),
        (within("-1", Some((-1, -1)), V6("::/0")), ("all", "::/0")),
        (within("-1", None, Prefixes), ("all", "pl-1")),
        (within("tcp", Some((0, 65535)), Group("sg-2", "2")), ("all", "sg-2 of 2")),
    ] {
        assert_eq!((ports(&rule).as_str(), peer(&rule).as_str()), words);
    }
    assert_eq!(peer(&SecurityGroupRule::default()), "–");
}

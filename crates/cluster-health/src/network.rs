//! Whether clients reach the HSMs, whether everybody does, and whether another HSM finds room: by what EC2
//! said of the security group and of the subnets.
//!
//! Of what EC2 did not say nothing is found.

use backend_api::{
    NetworkFinding, NetworkKind as Kind, SecurityGroup, SecurityGroupRule, Severity, Subnet,
};
use cloudhsm_api::{Cluster, ClusterState};

/// What is wrong with the network of a cluster, the most severe first. `group` and `subnets` are `None` if
/// EC2 did not say. Nobody uses the network of a cluster that is deleted, or that AWS is deleting.
pub fn network_findings(
    cluster: &Cluster,
    group: Option<&SecurityGroup>,
    subnets: Option<&[Subnet]>,
) -> Vec<NetworkFinding> {
    if matches!(cluster.state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some(group) = group {
        of_group(group, &mut found);
    }
    if let Some(subnets) = subnets {
        of_subnets(cluster, subnets, &mut found);
    }
    found.sort_by_key(|it| it.severity);
    found
}

fn finding(kind: Kind, severity: Severity, fact: String, advice: &str) -> NetworkFinding {
    NetworkFinding { kind, severity, fact, advice: advice.to_owned() }
}

fn of_group(group: &SecurityGroup, found: &mut Vec<NetworkFinding>) {
    if !group.exists {
        found.push(finding(
            Kind::GroupGone,
            Severity::Bad,
            "EC2 doesn’t list the cluster’s security group. It may have been deleted.".to_owned(),
            "Check the group’s ID in the EC2 console. AWS uses this group for new HSMs.",
        ));
        return;
    }
    let in_words = |ids: &[String]| {
        ids.iter().map(|id| rule_in_words(id, &group.rules)).collect::<Vec<_>>().join(", ")
    };
    if !group.open_to_all.is_empty() {
        found.push(finding(
            Kind::OpenToWorld,
            Severity::Bad,
            format!("Open to the world: {}.", in_words(&group.open_to_all)),
            "Add rules for your clients, then remove these. The Network tab has the command.",
        ));
    }
    if group.reaches_itself == Some(false) {
        found.push(finding(
            Kind::ClientsBlocked,
            Severity::Warn,
            "Members of the group can’t reach each other at 2223–2225.".to_owned(),
            "A client in this group can’t use the HSMs. The Network tab has the command that allows it.",
        ));
    }
    let unknown = |fact| {
        let advice = "The rules on the Network tab show which. Check what is in them.";
        finding(Kind::ReachUnknown, Severity::Info, fact, advice)
    };
    if group.reaches_itself.is_none() {
        let fact = "It isn’t known whether members of the group reach each other at 2223–2225: a prefix \
                    list or a range of addresses decides.";
        found.push(unknown(fact.to_owned()));
    }
    if !group.open_to_prefix_lists.is_empty() {
        found.push(unknown(format!(
            "It isn’t known who reaches 2223–2225 by a prefix list: {}.",
            in_words(&group.open_to_prefix_lists)
        )));
    }
}

/// `tcp 2223–2225 from 0.0.0.0/0 (sgr-…)`
fn rule_in_words(id: &str, rules: &[SecurityGroupRule]) -> String {
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else { return id.to_owned() };
    // What has all protocols has all ports.
    let what = match (rule.protocol.as_str(), rule.ports.as_str()) {
        ("-1", _) => "all protocols".to_owned(),
        (protocol, "all") => format!("{protocol} all ports"),
        (protocol, ports) => format!("{protocol} {ports}"),
    };
    format!("{what} from {} ({id})", rule.peer)
}

fn of_subnets(cluster: &Cluster, subnets: &[Subnet], found: &mut Vec<NetworkFinding>) {
    // EC2 can't be asked for what has no ID.
    let mapped = cluster.subnet_mapping.iter().filter(|(_, id)| !id.is_empty());
    for (zone, id) in mapped {
        match subnets.iter().find(|it| it.id == *id) {
            None => found.push(finding(
                Kind::SubnetGone,
                Severity::Bad,
                format!("EC2 doesn’t list {id}, the cluster’s subnet in {zone}."),
                "It may have been deleted, or no longer be shared with this account. A new HSM needs a \
                 subnet in its zone.",
            )),
            Some(subnet) if subnet.free_addresses == Some(0) => found.push(finding(
                Kind::SubnetFull,
                Severity::Warn,
                format!("{id}, the cluster’s subnet in {zone}, has no free addresses."),
                "A new HSM needs one. Delete network interfaces in this subnet that nobody uses, or \
                 create the HSM in another zone.",
            )),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, protocol: &str, ports: &str, peer: &str) -> SecurityGroupRule {
        SecurityGroupRule {
            id: id.to_owned(),
            outbound: false,
            protocol: protocol.to_owned(),
            ports: ports.to_owned(),
            peer: peer.to_owned(),
            description: None,
        }
    }

    fn group() -> SecurityGroup {
        SecurityGroup {
            id: "sg-1".to_owned(),
            exists: true,
            name: None,
            reaches_itself: Some(true),
            open_to_prefix_lists: Vec::new(),
            open_to_all: Vec::new(),
            rules: vec![
                rule("sgr-1", "tcp", "2223–2225", "0.0.0.0/0"),
                rule("sgr-2", "-1", "all", "::/0"),
            ],
        }
    }

    fn subnet(id: &str, free_addresses: Option<u32>) -> Subnet {
        Subnet {
            id: id.to_owned(),
            name: None,
            state: None,
            cidr: None,
            ipv6_cidrs: Vec::new(),
            free_addresses,
            zone: None,
            zone_id: None,
            owner: None,
        }
    }

    fn cluster() -> Cluster {
        let mapping = [("a", "subnet-a"), ("b", "subnet-b"), ("c", "")];
        let mapping = mapping.map(|(zone, id)| (zone.to_owned(), id.to_owned()));
        Cluster { subnet_mapping: mapping.into_iter().collect(), ..Cluster::default() }
    }

    fn kinds(found: &[NetworkFinding]) -> Vec<(Kind, Severity)> {
        found.iter().map(|it| (it.kind, it.severity)).collect()
    }

    #[test]
    fn a_group_is_judged_the_worst_first_and_what_is_not_known_is_not_called_fine() {
        let judged = |group: &SecurityGroup| network_findings(&cluster(), Some(group), None);
        let mut group = group();
        assert_eq!(judged(&group), []);
        group.reaches_itself = Some(false);
        group.open_to_all = ["sgr-1", "sgr-2", "sgr-3"].map(str::to_owned).into();
        let found = judged(&group);
        assert_eq!(
            kinds(&found),
            [(Kind::OpenToWorld, Severity::Bad), (Kind::ClientsBlocked, Severity::Warn)]
        );
        assert_eq!(
            found[0].fact,
            "Open to the world: tcp 2223–2225 from 0.0.0.0/0 (sgr-1), all protocols from ::/0 \
             (sgr-2), sgr-3."
        );
        group.reaches_itself = None;
        group.open_to_all.clear();
        group.open_to_prefix_lists = vec!["sgr-1".to_owned()];
        assert_eq!(kinds(&judged(&group)), [(Kind::ReachUnknown, Severity::Info); 2]);
        group.exists = false;
        assert_eq!(kinds(&judged(&group)), [(Kind::GroupGone, Severity::Bad)]);
    }

    #[test]
    fn a_subnet_that_is_gone_is_not_one_that_nobody_could_ask_for() {
        let judged = |subnets: Option<&[Subnet]>| network_findings(&cluster(), None, subnets);
        assert_eq!(judged(None), [], "EC2 did not say");
        let free = |count| subnet("subnet-a", count);
        let other = subnet("subnet-b", Some(9));
        assert_eq!(judged(Some(&[free(Some(1)), other.clone()])), []);
        assert_eq!(judged(Some(&[free(None), other.clone()])), [], "unknown isn’t 0");
        let full = judged(Some(&[free(Some(0)), other.clone()]));
        assert_eq!(kinds(&full), [(Kind::SubnetFull, Severity::Warn)]);
        let both = judged(Some(&[free(Some(0))]));
        assert_eq!(
            kinds(&both),
            [(Kind::SubnetGone, Severity::Bad), (Kind::SubnetFull, Severity::Warn)]
        );
        assert!(both[0].fact.contains("subnet-b") && both[0].fact.contains(" b."), "{both:?}");
        let going = Cluster { state: Some(ClusterState::DeleteInProgress), ..cluster() };
        assert_eq!(network_findings(&going, None, Some(&[])), []);
    }
}

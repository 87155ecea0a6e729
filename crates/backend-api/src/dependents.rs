//! Who depends on a cluster, as AWS's other services say: source by source, because "not allowed to
//! look" is not "nothing there".

use cloudhsm_api::Timestamp;

use crate::{
    Families, NetworkFinding, SourceStatus,
    quotas::{DocumentedLimits, Quota},
    wire::{closed_enum, wire_struct},
};

wire_struct! {
    /// Who depends on a cluster, and how far that is known.
    Dependents {
        /// The region of the cluster.
        region: String = "region",
        /// The cluster.
        cluster_id: String = "clusterId",
        /// What was asked, and what came of it.
        sources: Vec<Source> = "sources",
        /// The KMS custom key stores of the cluster; `null` when KMS did not say. Only an empty list
        /// says that there is none.
        key_stores: Option<Vec<KeyStore>> = "keyStores",
        /// What the HSMs measured lately; `null` when CloudWatch did not say.
        usage: Option<RecentUse> = "usage",
        /// The network interfaces that carry the cluster's security group, without those of its HSMs:
        /// its possible clients. `null` when EC2 did not say.
        clients: Option<Vec<ClientInterface>> = "clients",
        /// The cluster's security group and its rules; `null` when EC2 did not say. A group that EC2
        /// does not know any more is `exists: false`.
        security_group: Option<SecurityGroup> = "securityGroup",
        /// The subnets of the mapping that EC2 knows; `null` when EC2 did not say. One that is missing
        /// is gone.
        subnets: Option<Vec<Subnet>> = "subnets",
        /// What is wrong with the security group and the subnets, the most severe first. Of what EC2 did
        /// not say nothing is found.
        findings: Vec<NetworkFinding> = "findings",
        /// The cluster's family, and whom its backups are shared with; `null` when it was not asked for.
        families: Option<Families> = "families",
        /// The zones of the region that the account can use; `null` when EC2 did not say.
        zones: Option<Vec<Zone>> = "zones",
        /// CloudHSM's quotas in the region; `null` when Service Quotas did not say. One that is missing
        /// isn't known.
        quotas: Option<Vec<Quota>> = "quotas",
        /// What AWS's user guide documents for the cluster's HSM type, which no service was asked; `null`
        /// for a type that it doesn't have, and while the HSMs are of two types.
        limits: Option<DocumentedLimits> = "limits",
    }
}

closed_enum! {
    /// What is asked of a service of AWS.
    SourceName {
        /// Key Management Service: its custom key stores.
        Kms = "kms",
        /// CloudWatch: what the HSMs measured.
        CloudWatch = "cloudwatch",
        /// EC2: the network interfaces that carry the cluster's security group.
        Ec2Interfaces = "ec2-interfaces",
        /// EC2: the cluster's security group and its rules.
        Ec2SecurityGroup = "ec2-security-group",
        /// EC2: the subnets of the mapping.
        Ec2Subnets = "ec2-subnets",
        /// EC2: the availability zones of the region.
        Ec2Zones = "ec2-zones",
        /// Service Quotas: what the account may have of CloudHSM in the region.
        Quotas = "quotas",
        /// CloudTrail: who called what.
        CloudTrail = "cloudtrail",
        /// CloudHSM itself in all regions of the backend: where the keys also exist.
        Regions = "regions",
    }
}

wire_struct! {
    /// One source, and how far it is known what it says.
    #[derive(Eq)]
    Source {
        /// What was asked of which service.
        name: SourceName = "name",
        /// What came of asking it.
        status: SourceStatus = "status",
        /// The IAM action that allows to ask it: of several, the one that was refused.
        permission: String = "permission",
        /// How long ago it was asked; `null` if it was not.
        age_seconds: Option<u32> = "ageSeconds",
        /// AWS's request IDs, one for each page of its answer.
        request_ids: Vec<String> = "requestIds",
        /// AWS's name of its error.
        code: Option<String> = "code",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

wire_struct! {
    /// A KMS custom key store whose keys are in the cluster.
    KeyStore {
        /// `cks-…`
        id: Option<String> = "id",
        /// Its name in KMS.
        name: Option<String> = "name",
        /// Its connection state, in AWS's words.
        state: Option<String> = "state",
        /// Why the connection failed, in AWS's words.
        error: Option<String> = "error",
        /// Its keys work now, or are about to: a deletion of the cluster is blocked.
        in_use: bool = "inUse",
        /// When it was created.
        created: Option<Timestamp> = "created",
    }
}

wire_struct! {
    /// What the HSMs of a cluster measured lately, as far as CloudWatch has it. HSM IDs change when AWS
    /// replaces an HSM, so this is measured by cluster.
    RecentUse {
        /// How many days back were asked for.
        days: u32 = "days",
        /// The most sessions at one time on one HSM; `null` without data. AWS itself keeps up to two.
        most_sessions: Option<u32> = "mostSessions",
        /// The most token keys at one time on one HSM; `null` without data.
        most_token_keys: Option<u32> = "mostTokenKeys",
        /// When an HSM last had more sessions than AWS's own; `null` if never, or without data.
        last_used: Option<Timestamp> = "lastUsed",
        /// Whether anybody but AWS used it. `null` without data: no data is not "no use".
        used: Option<bool> = "used",
    }
}

wire_struct! {
    /// A network interface in the cluster's security group: who would notice.
    #[derive(Eq)]
    ClientInterface {
        /// `eni-…`
        id: String = "id",
        /// AWS's word: `in-use`, `available`, ….
        status: Option<String> = "status",
        /// What its maker wrote.
        description: Option<String> = "description",
        /// Its private address.
        private_ip: Option<String> = "privateIp",
        /// The instance that it is attached to.
        instance_id: Option<String> = "instanceId",
        /// Its own `Name` tag.
        name: Option<String> = "name",
        /// Whether a service of AWS made it, such as Lambda.
        requester_managed: bool = "requesterManaged",
    }
}

wire_struct! {
    /// The cluster's security group, judged.
    #[derive(Eq)]
    SecurityGroup {
        /// `sg-…`
        id: String = "id",
        /// Whether EC2 knows it.
        exists: bool = "exists",
        /// Its name.
        name: Option<String> = "name",
        /// Whether members of the group reach each other at 2223 to 2225, in and out; without that no
        /// client in the group reaches an HSM. `null` where prefix lists or ranges of addresses decide.
        reaches_itself: Option<bool> = "reachesItself",
        /// The IDs of its inbound rules that let everybody reach these ports.
        open_to_all: Vec<String> = "openToAll",
        /// The IDs of the inbound rules that let prefix lists reach these ports: what such a list
        /// contains isn't known.
        open_to_prefix_lists: Vec<String> = "openToPrefixLists",
        /// All its rules.
        rules: Vec<SecurityGroupRule> = "rules",
    }
}

wire_struct! {
    /// One rule of a security group, as EC2 has it.
    #[derive(Eq)]
    SecurityGroupRule {
        /// `sgr-…`
        id: String = "id",
        /// Whether it is about what leaves.
        outbound: bool = "outbound",
        /// `tcp`, `udp`, a number, or `-1` for all.
        protocol: String = "protocol",
        /// `2223`, `2223–2225`, or `all`.
        ports: String = "ports",
        /// A CIDR, a prefix list or a group.
        peer: String = "peer",
        /// What its maker wrote.
        description: Option<String> = "description",
    }
}

wire_struct! {
    /// A subnet, as EC2 has it.
    #[derive(Eq)]
    Subnet {
        /// `subnet-…`
        id: String = "id",
        /// Its `Name` tag.
        name: Option<String> = "name",
        /// `available`, `pending`, ….
        state: Option<String> = "state",
        /// Its IPv4 addresses.
        cidr: Option<String> = "cidr",
        /// Its IPv6 addresses.
        ipv6_cidrs: Vec<String> = "ipv6Cidrs",
        /// How many IPv4 addresses are free. A new HSM needs one.
        free_addresses: Option<u32> = "freeAddresses",
        /// `us-east-1a`
        zone: Option<String> = "zone",
        /// `use1-az1`: the same zone in every account.
        zone_id: Option<String> = "zoneId",
        /// The account that owns it; another one for a shared VPC.
        owner: Option<String> = "owner",
    }
}

wire_struct! {
    /// A zone of a region, as EC2 has it. Not every zone has CloudHSM, and nothing says which.
    #[derive(Eq)]
    Zone {
        /// `us-east-1a`: each account has its own names.
        name: String = "name",
        /// `use1-az1`: the same zone in every account.
        id: Option<String> = "id",
        /// AWS's word: `available`, `information`, `impaired`, `unavailable`, `constrained`.
        state: Option<String> = "state",
        /// `availability-zone`, `local-zone`, `wavelength-zone`.
        zone_type: Option<String> = "zoneType",
        /// `opt-in-not-required`, `opted-in`, `not-opted-in`.
        opt_in_status: Option<String> = "optInStatus",
        /// What EC2 says of it.
        messages: Vec<String> = "messages",
    }
}

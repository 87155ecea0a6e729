//! How a client connects to an ACTIVE cluster: addresses, security group, CA file, the commands of Client
//! SDK 5.
//!
//! Sources, of the AWS CloudHSM User Guide: cluster-connect, configure-tool-examples5, configure-sdk-5,
//! configure-sg-client-instance. Which token label an HSM type has, it doesn't document: the command that
//! lists the tokens shows it.

use std::sync::Arc;

use backend_api::shell_word;
use cloudhsm_api::{Cluster, ClusterState, HsmState};
use leptos::prelude::*;

use crate::components::{CodeBlock, Value, copyable_or, facts, folded_card};

const GUIDE: &str = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/cluster-connect.html";

/// The card; nothing while the cluster isn't ACTIVE. Follows the cluster.
pub(super) fn connect_card(cluster: Memo<Arc<Cluster>>) -> AnyView {
    let client = Memo::new(move |_| cluster.with(|cluster| Client::of(cluster)));
    let shown =
        move || client.get().map(|client| folded_card("Connect a client", content(&client)));
    view! { {move || shown()} }.into_any()
}

/// What a client needs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Client {
    addresses: Vec<String>,
    group: Option<String>,
    /// A single HSM: Client SDK 5 uses no key of it otherwise.
    is_single: bool,
}

impl Client {
    fn of(cluster: &Cluster) -> Option<Self> {
        if cluster.state != Some(ClusterState::Active) {
            return None;
        }
        let active: Vec<_> = cluster
            .present_hsms()
            .filter(|hsm| hsm.state == Some(HsmState::Active))
            .filter_map(|hsm| hsm.eni_ip.clone().or_else(|| hsm.eni_ip_v6.clone()))
            .filter(|address| !address.is_empty())
            .collect();
        Some(Self {
            is_single: active.len() == 1,
            addresses: active,
            group: cluster.security_group.clone(),
        })
    }

    /// The command of a tool of Client SDK 5 on Linux.
    fn command(&self, tool: &str) -> String {
        let addresses: Vec<_> = self.addresses.iter().map(|it| shell_word(it)).collect();
        let durability = if self.is_single { " --disable-key-availability-check" } else { "" };
        ["sudo /opt/cloudhsm/bin/", tool, " -a ", &addresses.join(" "), durability].concat()
    }
}

fn content(client: &Client) -> AnyView {
    if client.addresses.is_empty() {
        return view! { <p>"No ACTIVE HSM. Clients can’t connect to the cluster."</p> }.into_any();
    }
    let copy = |address: &String| Value::Copyable { text: address.clone(), what: "IP address" };
    let pairs = vec![
        ("HSM addresses", Value::Row(client.addresses.iter().map(copy).collect())),
        (
            "Security group of the client",
            copyable_or(client.group.as_deref(), "security group ID", "–"),
        ),
        ("Ports", Value::Text("TCP 2223–2225".to_owned())),
        ("CA certificate (Linux)", Value::Code("/opt/cloudhsm/etc/customerCA.crt".to_owned())),
        (
            "CA certificate (Windows)",
            Value::Code(r"C:\ProgramData\Amazon\CloudHSM\customerCA.crt".to_owned()),
        ),
    ];
    let commands = [
        ("CloudHSM CLI", "configure-cli"),
        ("PKCS #11 library", "configure-pkcs11"),
        ("JCE provider", "configure-jce"),
        ("OpenSSL Dynamic Engine", "configure-dyn"),
    ];
    let commands: Vec<_> = commands
        .into_iter()
        .map(|(name, tool)| {
            let what = ["command for the ", name].concat();
            view! { <h3>{name}</h3><CodeBlock text=client.command(tool) what wrap=true/> }
                .into_any()
        })
        .collect();
    let single = client.is_single.then(|| {
        view! { <p class="small">"The cluster has one ACTIVE HSM. Client SDK 5 uses keys only when at least two HSMs have them; the option turns that off, and a failure then loses keys."</p> }
            .into_any()
    });
    let tokens = "pkcs11-tool --module /opt/cloudhsm/lib/libcloudhsm_pkcs11.so --list-token-slots";
    view! {
        {facts(pairs)}
        <p>"Attach the security group to the client’s instance, and put the certificate of the CA that signed the cluster’s CSR on it. Then run one of these there (Client SDK 5, Linux):"</p>
        {single}
        {commands}
        <h3>"PKCS #11 token label"</h3>
        <p class="small">"It depends on the HSM type and the SDK’s version. Read it from the client instead of assuming it:"</p>
        <CodeBlock text=tokens what="command that lists the tokens" wrap=true/>
        <p class="small"><a href=GUIDE target="_blank" rel="noopener noreferrer">"AWS: connect the client SDK to the cluster"</a></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::Hsm;

    use super::*;

    fn cluster(state: ClusterState, addresses: &[(&str, HsmState)]) -> Cluster {
        let hsm = |(address, state): &(&str, HsmState)| Hsm {
            eni_ip: Some((*address).to_owned()),
            state: Some(state.clone()),
            ..Hsm::default()
        };
        Cluster {
            state: Some(state),
            hsms: addresses.iter().map(hsm).collect(),
            security_group: Some("sg-1".into()),
            ..Cluster::default()
        }
    }

    #[test]
    fn the_commands_name_the_active_hsms_and_a_single_one_its_option() {
        use HsmState::{Active, Degraded};
        let two = [("10.0.0.1", Active), ("10.0.0.2", Active), ("10.0.0.3", Degraded)];
        let client = Client::of(&cluster(ClusterState::Active, &two)).unwrap();
        assert_eq!(
            client.command("configure-cli"),
            "sudo /opt/cloudhsm/bin/configure-cli -a 10.0.0.1 10.0.0.2"
        );
        let one = Client::of(&cluster(ClusterState::Active, &two[..1])).unwrap();
        assert!(
            one.command("configure-jce").ends_with("10.0.0.1 --disable-key-availability-check")
        );
    }

    #[test]
    fn only_an_active_cluster_has_clients() {
        for state in [ClusterState::Initialized, ClusterState::Uninitialized] {
            assert_eq!(Client::of(&cluster(state, &[("10.0.0.1", HsmState::Active)])), None);
        }
        let parked = Client::of(&cluster(ClusterState::Active, &[])).unwrap();
        assert!(parked.addresses.is_empty() && !parked.is_single);
    }
}

//! The last step, outside of AWS's API: activating the cluster with the HSM's own client.

use leptos::prelude::*;

use super::{
    Page,
    commands::{ACTIVATION_GUIDE, INSTALL_GUIDE, activate, configure, install},
    stage::addresses,
};
use crate::{
    components::{CodeBlock, Value, card, facts},
    lifecycle::live::source,
};

impl Page {
    pub(super) fn activation(self) -> AnyView {
        let addresses = Memo::new(move |_| self.live.cluster.with(|it| addresses(it)));
        let configuration = move || {
            addresses.with(|addresses| {
                if addresses.is_empty() {
                    return view! { <p>"The cluster has no HSM with an IP address now. Add one first."</p> }
                        .into_any();
                }
                let all = addresses.iter().map(|ip| Value::Copyable { text: ip.clone(), what: "IP address" });
                view! {
                    {facts(vec![("IP addresses of the HSMs", Value::Row(all.collect()))])}
                    <CodeBlock text=configure(addresses) what="commands that configure the client" wrap=true/>
                }
                .into_any()
            })
        };
        let content = view! {
            <p>"This sets the first password of the administrator, which AWS never sees. So it is done with CloudHSM CLI, on an EC2 instance in the cluster’s VPC that has the cluster’s security group. The state then changes to ACTIVE, and this page shows it."</p>
            <h3>"1. Install CloudHSM CLI"</h3>
            <p class="small">"On Amazon Linux 2023, x86-64. "{source("AWS: other systems", INSTALL_GUIDE)}</p>
            <CodeBlock text=install() what="commands that install CloudHSM CLI" wrap=true/>
            <h3>"2. Give it the CA’s certificate and the HSMs"</h3>
            <p class="small">"customerCA.crt is the trust anchor that the cluster was initialized with."</p>
            {move || configuration()}
            <h3>"3. Activate"</h3>
            <p class="small">"The second line is typed in CloudHSM CLI. It asks for the new password twice. Store that safely: nobody can reset it."</p>
            <CodeBlock text=activate() what="commands that activate the cluster" wrap=true/>
            <p class="small">{source("AWS: activate the cluster", ACTIVATION_GUIDE)}</p>
        };
        card("Activate the cluster", content.into_any())
    }
}

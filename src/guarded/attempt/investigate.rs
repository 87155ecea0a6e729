//! What to check when the backend has given up. AWS documents no end; other tools give up here too.

use backend_api::shell_word;
use leptos::prelude::*;

use crate::components::CodeBlock;

/// The places to look at, with the command that describes the cluster.
#[component]
pub(crate) fn Investigate(region: String, cluster_id: String) -> impl IntoView {
    let command = [
        "aws cloudhsmv2 describe-clusters --filters clusterIds=",
        &shell_word(&cluster_id),
        " --region ",
        &shell_word(&region),
    ]
    .concat();
    view! {
        <p>"What to check now:"</p>
        <ul class="notes">
            <li>"What AWS reports:"</li>
        </ul>
        <CodeBlock text=command what="command that describes the cluster" wrap=true/>
        <ul class="notes">
            <li>"CloudTrail: the DeleteCluster event, and later events of the cluster’s network interfaces"</li>
            <li>"Whether an ENI of the cluster or its security group is still in use in the VPC"</li>
            <li>"The AWS Health Dashboard of the region"</li>
            <li>"Then open a support case with the cluster ID and the request ID from Activity"</li>
        </ul>
    }
}

//! The possible clients: network interfaces in the cluster's security group that aren't its HSMs' own.

use backend_api::ClientInterface;
use leptos::prelude::*;

use super::{
    super::{
        dependents::{Asked, Others, Unknown, client_name},
        located::located,
    },
    group::unknown_with_retry,
};
use crate::{
    aws_console::Resource,
    components::{Pager, Value, card, copyable_or, data_table, text_or},
};

const TITLE: &str = "Possible clients";
const COLUMNS: [&str; 6] = ["Name", "ENI", "Instance", "IP address", "Status", "Created for"];

pub(super) fn clients_card(
    region: &str,
    clients: Result<&[ClientInterface], Unknown>,
    others: Others,
    asked: Asked,
) -> AnyView {
    let content = match clients {
        Err(unknown) => unknown_with_retry(&unknown, asked),
        Ok([]) => {
            let words =
                "None. Only the HSMs’ own network interfaces are in the cluster’s security group.";
            view! { <p>{words}" "{others.words()}</p> }.into_any()
        }
        Ok(clients) => table(region.to_owned(), clients.to_vec()),
    };
    card(TITLE, content)
}

fn table(region: String, clients: Vec<ClientInterface>) -> AnyView {
    let words = "These network interfaces are in the cluster’s security group. What runs behind them may use the HSMs.";
    let table = Pager::new().view(clients.len(), "network interfaces", move |range| {
        let shown = clients.get(range).unwrap_or_default().iter();
        data_table(TITLE, &COLUMNS, shown.map(|client| row(&region, client)).collect())
    });
    view! { <p class="soft">{words}</p>{table} }.into_any()
}

fn row(region: &str, client: &ClientInterface) -> Vec<Value> {
    let mut made_for = vec![text_or(client.description.as_deref(), "–")];
    if client.requester_managed {
        made_for.push(Value::Note("by an AWS service".to_owned()));
    }
    vec![
        Value::Text(client_name(client).to_owned()),
        located(region, Resource::NetworkInterface, Some(&client.id), "Unknown ID"),
        copyable_or(client.instance_id.as_deref(), "instance ID", "–"),
        copyable_or(client.private_ip.as_deref(), "IP address", "–"),
        text_or(client.status.as_deref(), "Unknown"),
        Value::Row(made_for),
    ]
}

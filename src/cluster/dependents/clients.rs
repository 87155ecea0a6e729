//! The possible clients of a cluster: the network interfaces that carry its security group.

use backend_api::ClientInterface;

/// What a client is called: its name, or else what identifies it best.
pub(in crate::cluster) fn client_name(client: &ClientInterface) -> &str {
    let all = [&client.name, &client.instance_id, &client.description];
    let named = all.into_iter().flatten().find(|text| !text.is_empty());
    named.map_or(client.id.as_str(), String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_called_by_what_people_know_it_by() {
        let mut client = ClientInterface {
            id: "eni-1".to_owned(),
            status: None,
            description: None,
            private_ip: None,
            instance_id: None,
            name: None,
            requester_managed: false,
        };
        assert_eq!(client_name(&client), "eni-1");
        client.description = Some("AWS Lambda VPC ENI".to_owned());
        assert_eq!(client_name(&client), "AWS Lambda VPC ENI");
        client.instance_id = Some("i-1".to_owned());
        assert_eq!(client_name(&client), "i-1");
        client.name = Some(String::new());
        assert_eq!(client_name(&client), "i-1", "an empty name is none");
        client.name = Some("payments-app".to_owned());
        assert_eq!(client_name(&client), "payments-app");
    }
}

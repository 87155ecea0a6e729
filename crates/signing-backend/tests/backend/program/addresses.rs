//! Who may reach it, under which name, and how it names its user.

use serde_json::json;

use crate::support::{
    CLUSTER,
    process::{Running, cluster_in, emulator, in_front_of, listening},
};

/// Browsers leave out the port that an `https` address has anyway.
#[tokio::test]
async fn a_host_with_the_default_port_is_answered_without_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = listening(emulator(dir.path()));
    command.args(["--allow-host", "console.example.com:443"]);
    let running = Running::start(command).await;
    for (host, status) in [
        ("console.example.com", 200),
        ("console.example.com:443", 200),
        ("console.example.com:8443", 403),
        ("evil.example", 403),
    ] {
        let request = running.request("/api/session", None).header("host", host);
        assert_eq!(request.send().await.unwrap().status(), status, "{host}");
    }
    let reply = running.request("/api/session", None).send().await.unwrap();
    assert!(!reply.headers().contains_key("strict-transport-security"), "this is not TLS");
}

#[tokio::test]
async fn plain_http_behind_a_proxy_is_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    for (flags, warned) in [
        (&["--allow-host", "console.example.com"][..], true),
        (&["--user-header", "X-User", "--trusted-proxy", "127.0.0.0/8"], true),
        (&["--allow-host", "localhost:8080"], false),
        (&[], false),
    ] {
        let mut command = listening(emulator(dir.path()));
        command.args(flags).stderr(std::fs::File::create(&log).unwrap());
        let mut running = Running::start(command).await;
        // The warning comes before the link.
        let text = std::fs::read_to_string(&log).unwrap();
        assert_eq!(text.contains("Let the proxy serve HTTPS only"), warned, "{flags:?}: {text}");
        running.signal("TERM");
        assert!(running.ended().await.success());
    }
}

#[tokio::test]
async fn numbers_have_a_listener_of_their_own_and_nothing_else_is_on_it() {
    let dir = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = listening(emulator(dir.path()));
    command.args(["--metrics-listen", &free.to_string()]);
    let running = Running::start(command).await;
    running.json("/api/session", None).await;
    let get = async |url: String| running.client.get(url).send().await.unwrap();
    let numbers = get(format!("http://{free}/metrics")).await;
    assert_eq!(numbers.status(), 200);
    assert!(numbers.text().await.unwrap().contains("cloudhsm_console_requests_total"));
    assert_eq!(get(format!("http://{free}/api/session")).await.status(), 404);
    assert_eq!(get(format!("{}/metrics", running.base)).await.status(), 404);
}

/// Without a name nobody could say later who it was: what changes something is refused, what reads
/// goes on.
#[tokio::test]
async fn a_user_is_named_by_a_trusted_proxy_alone_and_exactly_once() {
    let alice = "alice@example.com";
    for (network, names, who) in [
        ("127.0.0.0/8", vec![alice], Some(alice)),
        ("127.0.0.0/8", vec![], None),
        ("127.0.0.0/8", vec![alice, "bob@example.com"], None),
        ("127.0.0.0/8", vec!["alice\u{202e}moc.elpmaxe@"], None),
        ("10.0.0.0/8", vec![alice], None),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (upstream, url) = cluster_in("ACTIVE").await;
        let mut command = in_front_of(&url, dir.path());
        command.args(["--user-header", "X-Forwarded-User", "--trusted-proxy", network]);
        let running = Running::start(command).await;
        let send = async |operation: &str, body: serde_json::Value| {
            let path = format!("/api/regions/us-east-1/{operation}");
            let mut request = running.request(&path, Some(&body));
            for name in &names {
                request = request.header("x-forwarded-user", name.as_bytes());
            }
            let reply = request.send().await.unwrap();
            let status = reply.status().as_u16();
            let body: serde_json::Value =
                serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
            (status, body)
        };
        let tags = json!({ "ResourceId": CLUSTER, "TagList": [{"Key": "a", "Value": "b"}] });
        assert_eq!(send("DescribeClusters", json!({})).await.0, 200);
        let (status, body) = send("TagResource", tags).await;
        let Some(who) = who else {
            assert_eq!(
                (status, &body["error"]["code"]),
                (403, &json!("UserRequired")),
                "{names:?}"
            );
            let (status, body) = send("DeleteCluster", json!({ "ClusterId": CLUSTER })).await;
            assert_eq!(
                (status, &body["error"]["code"]),
                (403, &json!("UserRequired")),
                "{names:?}"
            );
            let sent = upstream.requests();
            assert!(!sent.iter().any(|it| it.contains("TagResource")), "{sent:?}");
            continue;
        };
        assert_eq!(status, 200, "{body}");
        let activity = running.json("/api/activity", None).await;
        for record in activity["records"].as_array().unwrap() {
            assert_eq!((&record["who"], &record["person"]), (&json!(who), &json!(who)), "{record}");
        }
    }
}

//! An AWS of a few fixed answers, instance metadata among them, that keeps every request as it came,
//! byte for byte.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The cluster that it always tells of.
pub const RECORDED_CLUSTER: &str = "cluster-2345aaaaaaa";
/// The secret that it tells of that cluster.
pub const PRE_CO_PASSWORD: &str = "the-pre-co-password";
/// The secret access key of the role that anyone may assume.
pub const ROLE_SECRET: &str = "the-secret-of-the-assumed-role";
/// The session token of that role.
pub const ROLE_TOKEN: &str = "the-session-token-of-the-assumed-role";

/// The upstream, and what arrived at it.
#[derive(Debug)]
pub struct Recorder {
    url: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    /// Starts to listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let kept = requests.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, kept.clone()));
            }
        });
        Self { url, requests }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Each request from its first byte to its last.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }
}

async fn converse(mut stream: TcpStream, kept: Arc<Mutex<Vec<Vec<u8>>>>) {
    let mut pending = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut pending).await {
        let text = String::from_utf8_lossy(&request).into_owned();
        kept.lock().unwrap().push(request);
        let (kind, body) = answer(&text);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-amzn-RequestId: recorded\r\n\
             x-aws-ec2-metadata-token-ttl-seconds: 21600\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all((head + &body).as_bytes()).await.is_err() {
            return;
        }
    }
}

pub(crate) async fn next_request(stream: &mut TcpStream, pending: &mut Vec<u8>) -> Option<Vec<u8>> {
    loop {
        if let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&pending[..end]).to_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(0, |length| length.trim().parse().unwrap());
            let whole = end + 4 + length;
            if pending.len() >= whole {
                return Some(pending.drain(..whole).collect());
            }
        }
        let mut chunk = [0; 8192];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        pending.extend_from_slice(&chunk[..count]);
    }
}

fn answer(request: &str) -> (&'static str, String) {
    if let Some(told) = metadata(request) {
        return told;
    }
    if request.contains("Action=GetCallerIdentity") {
        let identity = "<Arn>arn:aws:iam::111122223333:user/recorded</Arn>\
                        <UserId>AIDARECORDED</UserId><Account>111122223333</Account>";
        return ("text/xml", sts("GetCallerIdentity", identity));
    }
    if request.contains("Action=AssumeRole") {
        let session = format!(
            "<Credentials><AccessKeyId>ASIARECORDED</AccessKeyId>\
             <SecretAccessKey>{ROLE_SECRET}</SecretAccessKey>\
             <SessionToken>{ROLE_TOKEN}</SessionToken>\
             <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>\
             <AssumedRoleId>AROARECORDED:recorded</AssumedRoleId>\
             <Arn>arn:aws:sts::111122223333:assumed-role/recorded/recorded</Arn></AssumedRoleUser>"
        );
        return ("text/xml", sts("AssumeRole", &session));
    }
    // EC2 is asked by forms too.
    if request.contains("Action=Describe") {
        let lists = "<networkInterfaceSet/><securityGroupInfo/><securityGroupRuleSet/><subnetSet/>";
        let body = format!("<Response><requestId>recorded</requestId>{lists}</Response>");
        return ("text/xml", body);
    }
    // One body for all operations: each reads its own members of it.
    let cluster = serde_json::json!({
        "ClusterId": RECORDED_CLUSTER, "State": "ACTIVE", "Hsms": [],
        "PreCoPassword": PRE_CO_PASSWORD,
        // EC2 is asked what carries the one, and what the other is.
        "SecurityGroup": "sg-01234567", "SubnetMapping": { "us-east-1a": "subnet-01234567" },
    });
    // CloudWatch is asked for the values of what it lists.
    let metric = serde_json::json!({
        "Namespace": "AWS/CloudHSM", "MetricName": "HsmSessionCount", "Dimensions": [
            { "Name": "ClusterId", "Value": RECORDED_CLUSTER },
            { "Name": "HsmId", "Value": "hsm-2345aaaaaaa" },
        ],
    });
    let body = serde_json::json!({
        "Clusters": [cluster],
        "Cluster": cluster,
        "Backups": [],
        "TagList": [],
        "Metrics": [metric],
        "MetricDataResults": [],
        // Without these, an answer to a change or a deletion says nothing certain.
        "Cluster": { "ClusterId": RECORDED_CLUSTER, "State": "DELETE_IN_PROGRESS" },
        "Backup": {},
        "HsmId": "hsm-2345aaaaaaa",
    });
    ("application/x-amz-json-1.1", body.to_string())
}

/// What an instance or a container is told about the role that it has.
fn metadata(request: &str) -> Option<(&'static str, String)> {
    const ROLE: &str = "/latest/meta-data/iam/security-credentials";
    let path = request.split(' ').nth(1)?;
    if path == "/latest/api/token" {
        return Some(("text/plain", "an-instance-token".to_owned()));
    }
    if path.trim_end_matches('/') == ROLE {
        return Some(("text/plain", "recorded".to_owned()));
    }
    (path.starts_with(ROLE) || path == "/container").then(|| {
        let keys = serde_json::json!({
            "Code": "Success", "Type": "AWS-HMAC", "LastUpdated": "2020-01-01T00:00:00Z",
            "AccessKeyId": "ASIARECORDED", "SecretAccessKey": ROLE_SECRET, "Token": ROLE_TOKEN,
            "Expiration": "2100-01-01T00:00:00Z",
        });
        ("application/json", keys.to_string())
    })
}

fn sts(action: &str, result: &str) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>recorded</RequestId></ResponseMetadata></{action}Response>"
    )
}

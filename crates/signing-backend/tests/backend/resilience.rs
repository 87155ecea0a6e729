//! What lasts: connections, a clock that is wrong for a while, and the end of the process.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::http::Version;
use bytes::Bytes;
use cloudhsm_api::Operation;
use emulator::{Config, Emulator};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use signing_backend::{
    clock::{Clock, SystemClock},
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, Call, CallError, CredentialSource, Transport, Upstream as _},
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{
    Act, CLUSTER, ManualClock, Scripted, eventually,
    process::{Running, cluster_in, in_front_of},
};

fn aws(
    url: &str,
    roots: Option<&[u8]>,
    credentials: CredentialSource,
    clock: Arc<dyn Clock>,
) -> Aws {
    Aws::new(AwsSettings {
        endpoints: EndpointRules { cloudhsm: Some(url.to_owned()), ..EndpointRules::default() },
        credentials,
        transport: Transport::new(true, roots).unwrap(),
        timeout: Duration::from_secs(5),
        profile: None,
        default_region: "us-east-1".into(),
        clock,
    })
}

fn somebody() -> CredentialSource {
    CredentialSource::fixed("AKIDEXAMPLE", "a-secret", "Test")
}

fn call(operation: Operation) -> Call {
    Call {
        region: "us-east-1".into(),
        operation,
        body: Bytes::from_static(b"{}"),
        only_with: None,
        send_before: None,
    }
}

/// A kept connection that breaks is where HTTP clients like to send again by themselves.
#[tokio::test]
async fn a_connection_is_kept_and_what_breaks_on_it_is_not_sent_again() {
    for operation in [Operation::DeleteCluster, Operation::TagResource] {
        let acts = vec![Act::Keep("{}"), Act::Keep("{}"), Act::Close, Act::Keep("{}")];
        let (upstream, url) = Scripted::start(acts).await;
        let aws = aws(&url, None, somebody(), Arc::new(SystemClock));
        for _ in 0..2 {
            assert!(aws.call(call(Operation::ListTags)).await.unwrap().is_success());
        }
        assert_eq!(upstream.connections(), 1);
        let error = aws.call(call(operation)).await.unwrap_err();
        assert!(matches!(error, CallError::Broken(_)), "{error}");
        assert_eq!(upstream.requests().len(), 3, "sent once");
        assert!(aws.call(call(Operation::ListTags)).await.unwrap().is_success());
        assert_eq!(upstream.requests().len(), 4);
    }
}

#[tokio::test]
async fn http2_is_spoken_where_it_is_offered() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    for (offered, expected) in [("h2", Version::HTTP_2), ("http/1.1", Version::HTTP_11)] {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![made.cert.der().clone()],
                rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der())
                    .unwrap(),
            )
            .unwrap();
        tls.alpn_protocols = vec![offered.as_bytes().to_vec()];
        let seen = Arc::<Mutex<Vec<Version>>>::default();
        let port = serve_tls(tls, seen.clone()).await;
        let pem = made.cert.pem();
        let url = format!("https://localhost:{port}");
        let aws = aws(&url, Some(pem.as_bytes()), somebody(), Arc::new(SystemClock));
        for _ in 0..3 {
            assert!(aws.call(call(Operation::ListTags)).await.unwrap().is_success());
        }
        assert_eq!(*seen.lock().unwrap(), [expected; 3]);
    }
}

async fn serve_tls(tls: rustls::ServerConfig, seen: Arc<Mutex<Vec<Version>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), seen.clone());
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await.unwrap();
                let service = hyper::service::service_fn(move |request: hyper::Request<_>| {
                    let _: &hyper::body::Incoming = request.body();
                    seen.lock().unwrap().push(request.version());
                    let body = http_body_util::Full::new(Bytes::from_static(b"{}"));
                    std::future::ready(Ok::<_, std::convert::Infallible>(hyper::Response::new(
                        body,
                    )))
                });
                let builder = Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    port
}

#[tokio::test]
async fn a_wrong_clock_is_told_and_needs_no_restart_once_it_is_right() {
    let emulator = Emulator::start(Config::default()).await.unwrap();
    let keys = emulator.credentials();
    let credentials = CredentialSource::fixed(&keys.access_key_id, &keys.secret_access_key, "Test");
    let clock = Arc::new(ManualClock::new());
    let aws = aws(&emulator.endpoint_url(), None, credentials, clock.clone());
    let error = aws.call(call(Operation::DescribeClusters)).await.unwrap().error().unwrap();
    assert_eq!(error.code.as_str(), "InvalidSignatureException");
    assert!(error.message.as_ref().is_some_and(|it| it.contains("Signature ")), "{error}");
    let seconds = |time: SystemTime| {
        i64::try_from(time.duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
    };
    clock.advance(seconds(SystemTime::now()) - seconds(clock.now()));
    assert!(aws.call(call(Operation::DescribeClusters)).await.unwrap().is_success());
    emulator.shutdown().await;
}

#[tokio::test]
async fn sigterm_finishes_what_is_in_flight() {
    let dir = tempfile::tempdir().unwrap();
    let (upstream, url) = cluster_in("ACTIVE").await;
    let mut running = Running::start(in_front_of(&url, dir.path())).await;
    let plan = running.plan(CLUSTER).await;
    upstream.hang_at("BaldrApiService.DeleteCluster");
    let deletion = tokio::spawn(running.deletion(&plan).send());
    upstream.wait_for(0, "BaldrApiService.DeleteCluster").await;
    running.signal("TERM");
    let address = running.base.strip_prefix("http://").unwrap();
    eventually("it takes no more connections", async || {
        tokio::net::TcpStream::connect(address).await.is_err().then_some(())
    })
    .await;
    assert!(running.child.try_wait().unwrap().is_none(), "it waits for the answer");
    upstream.release();
    assert_eq!(deletion.await.unwrap().unwrap().status(), 200);
    assert!(running.ended().await.success());
    let audit = std::fs::read_to_string(dir.path().join("audit.jsonl")).unwrap();
    assert!(audit.lines().count() == 2 && audit.contains("\"outcome\":\"accepted\""), "{audit}");
}

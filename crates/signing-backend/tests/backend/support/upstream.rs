//! An upstream on a socket that does as it is told, right or wrong.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use test_limits::eventually_or;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
    sync::Notify,
};
use tokio_rustls::TlsAcceptor;

/// What happens to one request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// An answer: status, more headers (each with its line end), body.
    Answer(u16, &'static str, String),
    /// The same with nothing but a body, and the connection stays for the next request.
    Keep(&'static str),
    /// The connection stays open, and nothing comes.
    Hang,
    /// The connection ends without an answer.
    Close,
    /// A part of the announced body, then the end.
    Half,
    /// Bytes that are not HTTP.
    Garbage,
}

impl Act {
    pub(crate) fn ok(body: &str) -> Self {
        Self::Answer(200, "x-amzn-RequestId: request-9\r\n", body.to_owned())
    }
}

/// The upstream, and what arrived at it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scripted {
    acts: Arc<Mutex<VecDeque<Act>>>,
    requests: Arc<Mutex<Vec<String>>>,
    hang_at: Arc<Mutex<Option<&'static str>>>,
    released: Arc<Notify>,
    connections: Arc<AtomicUsize>,
}

impl Scripted {
    /// Starts to listen; acts run out in order, the last one is repeated.
    pub(crate) async fn start(acts: Vec<Act>) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let own = Self { acts: Arc::new(Mutex::new(acts.into())), ..Self::default() };
        let served = own.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        (own, url)
    }

    /// The same with TLS; the PEM of the authority that made its certificate, for `127.0.0.1`.
    pub(crate) async fn start_tls(acts: Vec<Act>) -> (Self, String, String) {
        let (acceptor, authority) = tls();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let own = Self { acts: Arc::new(Mutex::new(acts.into())), ..Self::default() };
        let served = own.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (served, acceptor) = (served.clone(), acceptor.clone());
                tokio::spawn(async move {
                    // Who doesn't trust the authority ends it here.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        served.serve(stream).await;
                    }
                });
            }
        });
        (own, url, authority)
    }

    /// Head and body of each request, as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Waits until a request with this text has come, after so many others.
    pub(crate) async fn wait_for(&self, seen: usize, text: &str) {
        eventually_or(&format!("a request with {text:?} comes"), async || {
            let requests = &self.requests()[seen..];
            let came = requests.iter().any(|request| request.contains(text));
            if came { Ok(()) } else { Err(format!("{requests:?}")) }
        })
        .await;
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// From now on it answers like this, and no longer hangs.
    pub(crate) fn answer_with(&self, act: Act) {
        *self.acts.lock().unwrap() = VecDeque::from([act]);
        *self.hang_at.lock().unwrap() = None;
    }

    /// Lets the one that hangs go on.
    pub(crate) fn release(&self) {
        self.released.notify_one();
    }

    /// Hangs at every request that has this text.
    pub(crate) fn hang_at(&self, text: &'static str) {
        *self.hang_at.lock().unwrap() = Some(text);
    }

    async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Option<()> {
        self.connections.fetch_add(1, Ordering::SeqCst);
        loop {
            let request = read_request(&mut stream).await?;
            let hangs = self.hang_at.lock().unwrap().is_some_and(|text| request.contains(text));
            self.requests.lock().unwrap().push(request);
            if hangs {
                // limit: the runtime's end
                self.released.notified().await;
            }
            let act = {
                let mut acts = self.acts.lock().unwrap();
                if acts.len() > 1 { acts.pop_front()? } else { acts.front().cloned()? }
            };
            let text = match &act {
                Act::Answer(status, headers, body) => format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.1\r\n{headers}\
                     connection: close\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                ),
                Act::Keep(body) => {
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
                }
                Act::Hang => std::future::pending().await,
                Act::Close => return None,
                Act::Half => {
                    "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"Clusters\":".to_owned()
                }
                Act::Garbage => "\x16\x03\x01 this is not HTTP\r\n\r\n".to_owned(),
            };
            stream.write_all(text.as_bytes()).await.ok()?;
            if !matches!(act, Act::Keep(_)) {
                return None;
            }
        }
    }
}

/// A server's half of TLS with a certificate of an authority that nobody knows.
fn tls() -> (TlsAcceptor, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let server = server.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![server.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), authority.pem())
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = String::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        text.push_str(std::str::from_utf8(&chunk[..count]).ok()?);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}

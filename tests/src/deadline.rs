//! The connection to a browser's driver: each command has a deadline, and a browser that does not meet
//! it counts as dead.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::{
    Uri,
    rt::{Read, ReadBufCursor, Write},
};
use hyper_util::{
    client::legacy::connect::{Connected, Connection, HttpConnector},
    rt::TokioIo,
};
use tokio::{
    net::TcpStream,
    time::{Instant, Sleep, sleep}, // limit: as a limit
};
use tower_service::Service;

use crate::death::Death;

/// How long the answer to a command may take. What drivers themselves limit ends before.
pub(crate) const COMMAND: Duration = Duration::from_secs(30);
/// How long a browser may take to start: it is the one command that comes before all others.
const START: Duration = Duration::from_mins(1);
/// How much of a command a message has.
const TOLD: usize = 200;

/// Connects to a driver.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    http: HttpConnector,
    death: Death,
}

impl Connector {
    /// Tells of the browser's death when a command has no answer.
    pub(crate) fn new(death: Death) -> Self {
        let mut http = HttpConnector::new();
        http.set_connect_timeout(Some(COMMAND));
        Self { http, death }
    }
}

impl Service<Uri> for Connector {
    type Response = Line;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Line>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.http.poll_ready(context).map_err(io::Error::other)
    }

    fn call(&mut self, driver: Uri) -> Self::Future {
        let (connecting, death) = (self.http.call(driver), self.death.clone());
        Box::pin(async move {
            if let Some(cause) = death.cause() {
                return Err(io::Error::other(cause));
            }
            Ok(Line::new(connecting.await.map_err(io::Error::other)?, death))
        })
    }
}

/// A connection to a driver.
#[derive(Debug)]
pub(crate) struct Line {
    stream: TokioIo<TcpStream>,
    death: Death,
    /// The newest command, from its first byte on.
    command: Vec<u8>,
    answered: bool,
    silence: Pin<Box<Sleep>>,
}

impl Line {
    fn new(stream: TokioIo<TcpStream>, death: Death) -> Self {
        let silence = Box::pin(sleep(COMMAND)); // limit: it is one
        Self { stream, death, command: Vec::new(), answered: true, silence }
    }

    fn limit(&self) -> Duration {
        if self.command.starts_with(b"POST /session ") { START } else { COMMAND }
    }

    fn listen_again(&mut self) {
        let deadline = Instant::now() + self.limit();
        self.silence.as_mut().reset(deadline);
    }

    /// Nothing came for too long: on a connection that is just kept, that is no harm.
    fn give_up(&self) -> io::Error {
        let cause = format!("{} had no answer after {:?}", told(&self.command), self.limit());
        if !self.answered {
            self.death.tell(cause.clone());
        }
        io::Error::new(io::ErrorKind::TimedOut, cause)
    }
}

/// A command as a message has it: what is asked below the session, and the beginning of its body.
fn told(command: &[u8]) -> String {
    let text = String::from_utf8_lossy(command);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
    let (method, path) = line.split_once(' ').unwrap_or((line, ""));
    let below = path.split('/').skip(3).collect::<Vec<_>>().join("/");
    let path = if below.is_empty() { path } else { &below };
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let body: String = body.chars().take(TOLD).collect();
    format!("{method} {path} {body}").trim_end().to_owned()
}

impl Read for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            self.answered = true;
            self.listen_again();
            return Poll::Ready(read);
        }
        ready!(self.silence.as_mut().poll(context));
        Poll::Ready(Err(self.give_up()))
    }
}

impl Write for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        if self.answered {
            self.answered = false;
            self.command.clear();
        }
        let room = (4 * TOLD).saturating_sub(self.command.len());
        self.command.extend_from_slice(&bytes[..written.min(room)]);
        self.listen_again();
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connection for Line {
    fn connected(&self) -> Connected {
        self.stream.connected()
    }
}

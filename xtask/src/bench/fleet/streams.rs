//! Readers of the fleet's stream, each on a connection and a thread of its own: they take what comes,
//! as an open page does.

use std::{
    fmt::Write as _,
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::error::{Error, Result};

/// The backend says something at least every 15 seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// Open streams.
pub(super) struct Streams {
    connections: Vec<TcpStream>,
    readers: Vec<JoinHandle<std::result::Result<(), String>>>,
    bytes: Arc<AtomicU64>,
    closing: Arc<AtomicBool>,
}

impl Streams {
    /// Opens so many, compressed as browsers take them.
    pub(super) fn open(
        address: SocketAddr,
        headers: &[(String, String)],
        count: u32,
    ) -> Result<Self> {
        let mut head = "GET /api/fleet HTTP/1.1\r\nAccept-Encoding: gzip\r\n".to_owned();
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        let mut streams = Self {
            connections: Vec::new(),
            readers: Vec::new(),
            bytes: Arc::default(),
            closing: Arc::default(),
        };
        for _ in 0..count {
            streams.add(address, &head).map_err(|error| {
                Error::Advice(format!("no stream of http://{address}/api/fleet: {error}"))
            })?;
        }
        Ok(streams)
    }

    fn add(&mut self, address: SocketAddr, head: &str) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        if !status.ends_with(b" 200") {
            return Err(std::io::Error::other(String::from_utf8_lossy(&status).into_owned()));
        }
        self.connections.push(stream.try_clone()?);
        let (bytes, closing) = (self.bytes.clone(), self.closing.clone());
        self.readers.push(thread::spawn(move || read(stream, &bytes, &closing)));
        Ok(())
    }

    /// How many they are.
    pub(super) fn count(&self) -> usize {
        self.readers.len()
    }

    /// Closes them. How many bytes came, in all; an error if one of them ended before.
    pub(super) fn close(self) -> Result<u64> {
        self.closing.store(true, Ordering::SeqCst);
        for connection in &self.connections {
            // Its reader sees the end; one that is closed already has its own reason.
            let _ = connection.shutdown(Shutdown::Both);
        }
        for reader in self.readers {
            let ended = reader.join().unwrap_or_else(|_| Err("its reader panicked".to_owned()));
            ended.map_err(|why| Error::Advice(format!("a stream ended before its time: {why}")))?;
        }
        Ok(self.bytes.load(Ordering::SeqCst))
    }
}

/// Takes what comes, until it is closed here.
fn read(
    mut stream: TcpStream,
    bytes: &AtomicU64,
    closing: &AtomicBool,
) -> std::result::Result<(), String> {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = stream.read(&mut chunk);
        if closing.load(Ordering::SeqCst) {
            return Ok(());
        }
        match read {
            Ok(0) => return Err("the backend closed it".to_owned()),
            Ok(count) => {
                bytes.fetch_add(count as u64, Ordering::SeqCst);
            }
            // A process that was stopped and continued; with a limit, a read isn't begun again by itself.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, sync::mpsc};

    use super::*;

    /// A backend with one stream: it sends this, and closes it when it is told so.
    fn server(answer: &'static str) -> (SocketAddr, mpsc::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closed) = mpsc::channel();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            let _ = closed.recv_timeout(PATIENCE);
        });
        (address, close)
    }

    #[test]
    fn what_comes_is_counted_until_it_is_closed_here() {
        let (address, close) = server("HTTP/1.1 200 OK\r\n\r\nabc");
        let streams = Streams::open(address, &[], 1).unwrap();
        while streams.bytes.load(Ordering::SeqCst) < 10 {
            thread::yield_now(); // limit: the test's own
        }
        assert_eq!(streams.close().unwrap(), " OK\r\n\r\nabc".len() as u64);
        drop(close);
    }

    #[test]
    fn a_stream_that_is_refused_or_ends_early_is_an_error() {
        let (address, _close) = server("HTTP/1.1 503 Busy\r\n\r\n");
        assert!(Streams::open(address, &[], 1).is_err());
        let (address, close) = server("HTTP/1.1 200 OK\r\n\r\nabc");
        let streams = Streams::open(address, &[], 1).unwrap();
        drop(close);
        while !streams.readers[0].is_finished() {
            thread::yield_now(); // limit: the reader's patience
        }
        assert!(streams.close().is_err());
    }
}

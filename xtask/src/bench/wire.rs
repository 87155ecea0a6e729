//! One request at a time, and what a request is when it is signed.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use crate::error::{Error, Result};

/// Far above what any answer here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A `POST` that can be sent again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// Sends it once; the answer must be a success. Its length in bytes.
    pub(crate) fn send(&self, address: SocketAddr) -> Result<usize> {
        let asked = ask(address, "POST", &self.path, &self.headers, &self.body);
        asked.map(|answer| answer.len())
    }
}

/// Sends one request; the answer must be a success. Its body.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(String, String)],
    body: &str,
) -> Result<String> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(head, "Content-Length: {}\r\n\r\n{body}", body.len());
    let answer = exchange(address, &head)
        .map_err(|error| Error::Advice(format!("no answer of http://{address}{path}: {error}")))?;
    let text = String::from_utf8_lossy(&answer);
    match text.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.to_owned()),
        _ => Err(Error::Advice(format!("http://{address}{path} answered {text}"))),
    }
}

fn exchange(address: SocketAddr, request: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Takes the place of an upstream and keeps the first request that has this text.
pub(crate) struct Catcher(TcpListener);

impl Catcher {
    pub(crate) fn start() -> Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        listener
            .and_then(|listener| listener.local_addr().map(|address| (Self(listener), address)))
            .map_err(|error| Error::Advice(format!("can't listen on this machine: {error}")))
    }

    /// Waits for a request and answers it with an empty object.
    pub(crate) fn catch(&self) -> Result<Request> {
        let caught = || -> std::io::Result<Option<Request>> {
            let (mut stream, _) = self.0.accept()?;
            stream.set_read_timeout(Some(PATIENCE))?;
            let mut text = Vec::new();
            loop {
                let mut chunk = [0; 4096];
                let count = stream.read(&mut chunk)?;
                text.extend_from_slice(chunk.get(..count).unwrap_or_default());
                let request = parse(&String::from_utf8_lossy(&text));
                if count == 0 || request.is_some() {
                    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{{}}")?;
                    return Ok(request);
                }
            }
        };
        caught().ok().flatten().ok_or_else(|| Error::Advice("no request came".to_owned()))
    }
}

/// The request, once all of it is there.
fn parse(text: &str) -> Option<Request> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let mut headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        // wrk adds a second one to a host that is written in any other way.
        .map(|(name, value)| (if name == "host" { "Host" } else { name }, value.to_owned()))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let length = headers.iter().position(|(name, _)| name == "content-length")?;
    let length: usize = headers.remove(length).1.parse().ok()?;
    (body.len() >= length).then(|| Request { path, headers, body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_is_sent_is_caught() {
        let request = Request {
            path: "/a".to_owned(),
            headers: vec![("Host".to_owned(), "x".to_owned()), ("A".to_owned(), "b: c".to_owned())],
            body: "{\"a\":1}".to_owned(),
        };
        let (catcher, address) = Catcher::start().unwrap();
        let caught = thread::spawn(move || catcher.catch().unwrap());
        let text = request.clone();
        // Our reader of heads wants the name as the backend writes it.
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST {} HTTP/1.1\r\nhost: x\r\nA: b: c\r\ncontent-length: 7\r\n\r\n{}",
            text.path, text.body
        )
        .unwrap();
        assert_eq!(caught.join().unwrap(), request);
    }
}

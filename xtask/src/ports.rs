//! Ports on this machine: free before we start, answering when we say so.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use crate::{
    error::{Error, Result},
    interrupt,
};

const POLL: Duration = Duration::from_millis(100);
/// A busy machine may take this long to answer.
const ANSWER: Duration = Duration::from_secs(2);

fn address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// An error that names the flag, if somebody listens on the port.
pub(crate) fn must_be_free(port: u16, flag: &'static str) -> Result<()> {
    match TcpListener::bind(address(port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Err(Error::PortInUse { port, flag })
        }
        Err(error) => Err(Error::Advice(format!("can't listen on port {port} ({flag}): {error}"))),
    }
}

/// Waits until `GET path` succeeds, as long as `still_running` says that there is a point in it.
pub(crate) fn wait_until_answers(
    port: u16,
    path: &str,
    mut still_running: impl FnMut() -> Result<()>,
) -> Result<()> {
    while !answers(port, path) {
        interrupt::check()?;
        still_running()?;
        thread::sleep(POLL);
    }
    Ok(())
}

/// Whether `GET path` answers 200 right now. One line of HTTP needs no client library.
fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address(port), ANSWER)?;
        stream.set_read_timeout(Some(ANSWER))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
        )?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_names_its_flag() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = must_be_free(port, "--backend-port").unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--backend-port"), "{error}");
        drop(listener);
        must_be_free(port, "--backend-port").unwrap();
    }

    #[test]
    fn only_a_200_counts_as_an_answer() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            for status in ["404 Not Found", "200 OK"] {
                let (mut stream, _) = listener.accept().unwrap();
                // Closing with something unread would reset the connection.
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    request.push(byte[0]);
                }
                // At once: the client reads no further than the status.
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        assert!(!answers(port, "/"));
        assert!(answers(port, "/"));
        server.join().unwrap();
    }
}

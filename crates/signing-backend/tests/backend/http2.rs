//! HTTP/2 as nobody should speak it: floods of frames that cost their sender little. Each is bounded,
//! and the owner is answered meanwhile.

use std::{iter, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    in_time,
    process::{Running, cluster_in, in_front_of},
};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// RFC 9113, section 4.1.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The kinds of the whole frames in what was answered.
fn kinds(mut answer: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let [a, b, c, kind, _, _, _, _, _, rest @ ..] = answer {
        kinds.push(*kind);
        let length = u32::from_be_bytes([0, *a, *b, *c]);
        answer = rest.get(usize::try_from(length).unwrap()..).unwrap_or_default();
    }
    kinds
}

/// The identifiers of a client's streams.
fn streams() -> impl Iterator<Item = u32> {
    (1..).step_by(2)
}

/// A GET request as RFC 7541 packs it.
fn request(host: &str, path: u8) -> Vec<u8> {
    let length = u8::try_from(host.len()).unwrap();
    [&[0x82, 0x86, path, 0x41, length], host.as_bytes()].concat()
}

/// Of `/` and of `/index.html`.
const ROOT: u8 = 0x84;
const INDEX: u8 = 0x85;

/// A header that is kept in the table, of 3000 bytes, and so many times the same again, each in a byte.
fn bomb(host: &str, times: usize) -> Vec<u8> {
    let kept = [&[0x40, 1, b'a', 0x7f, 0xb9, 0x16][..], &[b'x'; 3000]].concat();
    [request(host, INDEX), kept, vec![0xbe; times]].concat()
}

/// Sends frames until the other end has enough, and reads what it answers until it closes.
async fn flood(host: &str, frames: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let (mut reader, mut writer) = TcpStream::connect(host).await.unwrap().into_split();
    let reading = tokio::spawn(async move {
        let mut answer = Vec::new();
        // limit: around the flood
        let _ = reader.read_to_end(&mut answer).await;
        answer
    });
    let whole = async {
        let begin = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
        for bytes in iter::once(begin).chain(frames) {
            if writer.write_all(&bytes).await.is_err() {
                break;
            }
        }
        let _ = writer.shutdown().await;
        reading.await.unwrap()
    };
    in_time(Duration::from_mins(1), "the end of a flood", whole).await
}

#[tokio::test]
async fn floods_of_frames_are_bounded_and_the_owner_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let (_upstream, url) = cluster_in("ACTIVE").await;
    let log = dir.path().join("log");
    let mut command = in_front_of(&url, dir.path());
    command.stderr(std::fs::File::create(&log).unwrap());
    let running = Running::start(command).await;
    let host = running.base.strip_prefix("http://").unwrap();
    let packed = request(host, ROOT);
    let whole = END_STREAM | END_HEADERS;

    // Requests that are taken back at once.
    let resets = streams().take(20_000).flat_map(|id| {
        [frame(HEADERS, whole, id, &packed), frame(RESET, 0, id, &8_u32.to_be_bytes())]
    });
    // Headers that never end.
    let header = [&[0x10, 1, b'a', 100][..], &[b'x'; 100]].concat();
    let more = frame(CONTINUATION, 0, 1, &header.repeat(100));
    let endless = iter::once(frame(HEADERS, END_STREAM, 1, &packed));
    let endless = endless.chain(iter::repeat_n(more, 2000));
    // Small ones that are 36 MB each when they are unpacked.
    let bombs = streams().take(50).map(|id| frame(HEADERS, whole, id, &bomb(host, 12_000)));

    let owner = async || running.json("/api/session", None).await["mode"] == "aws";
    let (_, served) = tokio::join!(flood(host, resets), owner());
    assert!(served && owner().await);
    let (answer, served) = tokio::join!(flood(host, endless), owner());
    assert!(served && kinds(&answer).contains(&GOAWAY), "{:?}", kinds(&answer));
    let (_, served) = tokio::join!(flood(host, bombs), owner());
    assert!(served && owner().await);
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("/api/session") && !log.contains("/index.html"), "unpacked: {log}");
    let kilobytes = running.most_memory();
    assert!(kilobytes.is_none_or(|it| it < 100_000), "{kilobytes:?} kB at most");
}

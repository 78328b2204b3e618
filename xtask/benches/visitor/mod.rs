//! A browser as far as a benchmark needs one: it asks for pages over one connection, and listens to a live
//! stream.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// An answer.
pub(crate) struct Got {
    pub(crate) status: u16,
    /// What came, as it came.
    pub(crate) body: Vec<u8>,
    /// From the request to the end of the answer.
    pub(crate) took: Duration,
}

/// How the body of an answer comes.
enum Length {
    Known(usize),
    Chunked,
}

struct Head {
    status: u16,
    length: Length,
}

/// A connection that is kept.
pub(crate) struct Visitor {
    stream: BufReader<TcpStream>,
}

impl Visitor {
    pub(crate) async fn come(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Asks for a page as a browser does.
    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Got> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nAccept-Encoding: gzip\r\n"), "").await
    }

    /// Asks for a page that is to be read.
    pub(crate) async fn read(&mut self, path: &str) -> anyhow::Result<String> {
        let got = self.ask(&format!("GET {path} HTTP/1.1\r\n"), "").await?;
        ensure!(got.status == 200, "{path}: {}", got.status);
        Ok(String::from_utf8(got.body)?)
    }

    pub(crate) async fn post(&mut self, path: &str, form: &str) -> anyhow::Result<Got> {
        let kind = "application/x-www-form-urlencoded";
        let length = form.len();
        let head =
            format!("POST {path} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n");
        self.ask(&head, form).await
    }

    async fn ask(&mut self, head: &str, body: &str) -> anyhow::Result<Got> {
        let begun = Instant::now();
        let request = format!("{head}Host: 127.0.0.1\r\n\r\n{body}");
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let head = self.head().await?;
        let mut body = Vec::new();
        match head.length {
            Length::Known(length) => {
                body.resize(length, 0);
                self.stream.read_exact(&mut body).await?;
            }
            Length::Chunked => while self.chunk(&mut body).await? {},
        }
        Ok(Got { status: head.status, body, took: begun.elapsed() })
    }

    async fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line).await? > 0, "the server has hung up");
        Ok(line.trim_end().to_owned())
    }

    async fn head(&mut self) -> anyhow::Result<Head> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).context("no status")?.parse()?;
        let mut length = Length::Known(0);
        loop {
            let line = self.line().await?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", bytes)) => length = Length::Known(bytes.parse()?),
                Some(("transfer-encoding", "chunked")) => length = Length::Chunked,
                Some(_) => {}
                None => return Ok(Head { status, length }),
            }
        }
    }

    /// Reads a piece of a body; `false` if that was the last.
    async fn chunk(&mut self, into: &mut Vec<u8>) -> anyhow::Result<bool> {
        let length = usize::from_str_radix(&self.line().await?, 16)?;
        let begin = into.len();
        into.resize(begin + length, 0);
        self.stream.read_exact(&mut into[begin..]).await?;
        self.line().await?;
        Ok(length > 0)
    }

    /// Opens a live stream.
    pub(crate) async fn listen(mut self, path: &str) -> anyhow::Result<Listener> {
        let request =
            format!("GET {path} HTTP/1.1\r\nAccept: text/event-stream\r\nHost: 127.0.0.1\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let head = self.head().await?;
        match head.length {
            Length::Chunked if head.status == 200 => Ok(Listener(self)),
            _ => bail!("{path} is no stream: {}", head.status),
        }
    }
}

/// A live stream that is open.
pub(crate) struct Listener(Visitor);

impl Listener {
    /// Waits until something is told; what only shows that the line is alive does not count.
    pub(crate) async fn told(&mut self) -> anyhow::Result<Instant> {
        let mut told = Vec::new();
        loop {
            told.clear();
            ensure!(self.0.chunk(&mut told).await?, "the stream has ended");
            if told.windows(5).any(|part| part == b"data:") {
                return Ok(Instant::now());
            }
        }
    }
}

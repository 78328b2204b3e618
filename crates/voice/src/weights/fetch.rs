//! A file from its address, in the way of HTTP's ranges (RFC 9110, 14): what came is kept in `FILE.part`,
//! what is missing is asked for, and the file stands under its name only once its hash is right. That
//! hash is why redirects may be followed here, as those who keep large files send elsewhere for them:
//! nothing of ours is sent, and nothing is taken that is not what was asked for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{BoxError, Clock};
use http::header::{CONTENT_RANGE, HeaderMap, HeaderValue, LOCATION, RANGE};
use http::{Request, StatusCode};
use outward::{NoReply, Reply, Route, within};
use sha2::Digest as _;
use url::Url;

use super::{Sha256, hashed};

/// Fetches files.
pub struct Fetcher {
    http: outward::Http<Route>,
    clock: Arc<dyn Clock>,
}

/// A file that is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its address.
    pub url: String,
    /// What it must be.
    pub sha256: Sha256,
    /// Where it is to lie.
    pub to: PathBuf,
}

/// How far it is: bytes that are here, and of how many, if that is known.
pub type Progress<'a> = &'a (dyn Fn(u64, Option<u64>) + Sync);

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none.
    #[error("{0} is no address of a file")]
    BadAddress(String),
    /// Nobody answers there.
    #[error("{host} cannot be reached")]
    Unreachable {
        /// Who.
        host: String,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// The file is not to be had there.
    #[error("{host} answers with HTTP status {status}")]
    Status {
        /// Who.
        host: String,
        /// The status.
        status: u16,
    },
    /// It is sent on and on, or from TLS to none.
    #[error("{host} sends elsewhere without end")]
    Elsewhere {
        /// Who.
        host: String,
    },
    /// It broke off again and again; what came is kept.
    #[error("it broke off after {have} bytes")]
    BrokeOff {
        /// Bytes that are here.
        have: u64,
    },
    /// It cannot be written.
    #[error("{path}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another is fetching the same.
    #[error("{0} is being fetched already")]
    Busy(PathBuf),
    /// What came is another file; it is not kept.
    #[error("its SHA-256 is {found}, not {wanted}")]
    Checksum {
        /// The hash of what came.
        found: String,
        /// What it should be.
        wanted: String,
    },
}

/// How often it may break off without anything new.
const TRIES: u32 = 3;
/// How often it may be sent elsewhere.
const TURNS: u32 = 5;
/// How long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is here of a file.
struct Part {
    path: PathBuf,
    file: File,
    have: u64,
    hash: sha2::Sha256,
}

impl Fetcher {
    /// One that trusts whom the operating system trusts, and goes by the proxy of the environment.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, BoxError> {
        Ok(Self { http: outward::Http::new(Route::from_environment(), None)?, clock })
    }

    /// Fetches a file, going on where an earlier try ended.
    ///
    /// # Errors
    ///
    /// It is not to be had, is another one, or cannot be written. Unless it is another one, what came is
    /// kept for the next try.
    pub async fn fetch(&self, wanted: &Wanted, progress: Progress<'_>) -> Result<(), FetchError> {
        let mut part = Part::open(&wanted.to)?;
        let was_begun = part.have > 0;
        let done = match self.whole(wanted, &mut part, progress).await {
            // What an earlier try left may be of another file.
            Err(FetchError::Checksum { .. }) if was_begun => {
                self.whole(wanted, &mut part, progress).await
            }
            done => done,
        };
        if let Err(FetchError::Checksum { .. }) = done {
            // It is empty; if it cannot go, it does no harm.
            fs::remove_file(&part.path).ok();
        }
        done
    }

    async fn whole(
        &self,
        wanted: &Wanted,
        part: &mut Part,
        progress: Progress<'_>,
    ) -> Result<(), FetchError> {
        let mut tries = 0;
        loop {
            let before = part.have;
            match self.rest(wanted, part, progress).await {
                Ok(()) => return part.finish(&wanted.to, &wanted.sha256),
                Err(FetchError::BrokeOff { have }) if have > before => tries = 0,
                Err(FetchError::BrokeOff { .. }) if tries + 1 < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Fetches what is missing.
    async fn rest(
        &self,
        wanted: &Wanted,
        part: &mut Part,
        progress: Progress<'_>,
    ) -> Result<(), FetchError> {
        let (mut reply, host) = self.ask(&wanted.url, part.have).await?;
        match reply.status {
            StatusCode::PARTIAL_CONTENT if begins_at(&reply.headers) == Some(part.have) => {}
            // Nothing is missing, or what is here is too long: its hash tells.
            StatusCode::RANGE_NOT_SATISFIABLE if part.have > 0 => return Ok(()),
            StatusCode::OK => part.begin_anew()?,
            status => return Err(FetchError::Status { host, status: status.as_u16() }),
        }
        let total = reply.length().map(|length| part.have + length);
        progress(part.have, total);
        loop {
            let deadline = self.clock.now() + PATIENCE;
            let came = within(self.clock.as_ref(), deadline, reply.next()).await;
            match came {
                Some(Ok(Some(bytes))) => part.write(&bytes)?,
                Some(Ok(None)) if total.is_none_or(|total| part.have >= total) => return Ok(()),
                _ => return Err(FetchError::BrokeOff { have: part.have }),
            }
            progress(part.have, total);
        }
    }

    /// Asks for a file from a byte on, wherever it is sent for it.
    async fn ask(&self, address: &str, from: u64) -> Result<(Reply, String), FetchError> {
        let bad = |address: &str| FetchError::BadAddress(address.to_owned());
        let mut url = Url::parse(address).map_err(|_| bad(address))?;
        for _ in 0..TURNS {
            let host = url.host_str().unwrap_or_default().to_owned();
            if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
                return Err(bad(url.as_str()));
            }
            let mut request = Request::get(url.as_str());
            if from > 0 {
                request = request.header(RANGE, format!("bytes={from}-"));
            }
            let request = request.body(Bytes::new()).map_err(|_| bad(url.as_str()))?;
            let deadline = self.clock.now() + PATIENCE;
            let answer = within(self.clock.as_ref(), deadline, self.http.send(request)).await;
            let unreachable =
                |source: BoxError| FetchError::Unreachable { host: host.clone(), source };
            let reply = match answer {
                None => return Err(unreachable("no answer in time".into())),
                Some(Err(NoReply::Connection(source) | NoReply::Tls(source))) => {
                    return Err(unreachable(source));
                }
                Some(Err(error)) => return Err(unreachable(error.into())),
                Some(Ok(reply)) => reply,
            };
            let Some(next) = sent_to(&reply) else { return Ok((reply, host)) };
            let next = url.join(next).map_err(|_| bad(next))?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(FetchError::Elsewhere { host });
            }
            url = next;
        }
        Err(FetchError::Elsewhere { host: url.host_str().unwrap_or_default().to_owned() })
    }
}

/// Where an answer sends for the file.
fn sent_to(reply: &Reply) -> Option<&str> {
    let turns = matches!(reply.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    reply.headers.get(LOCATION).filter(|_| turns)?.to_str().ok()
}

/// The first byte of what an answer holds: `bytes 100-199/200`.
fn begins_at(headers: &HeaderMap<HeaderValue>) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    range.split_once('-')?.0.parse().ok()
}

impl Part {
    /// What is here of a file that is to lie there, which nobody else fetches meanwhile.
    fn open(to: &Path) -> Result<Self, FetchError> {
        let mut path = to.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        let on_disk = |source| FetchError::Disk { path: path.clone(), source };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(on_disk)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(on_disk)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(FetchError::Busy(to.to_owned())),
            Err(fs::TryLockError::Error(source)) => return Err(on_disk(source)),
        }
        let mut hash = sha2::Sha256::default();
        let have = hashed(&mut file, &mut hash).map_err(on_disk)?;
        Ok(Self { path, file, have, hash })
    }

    fn on_disk(&self, source: io::Error) -> FetchError {
        FetchError::Disk { path: self.path.clone(), source }
    }

    fn begin_anew(&mut self) -> Result<(), FetchError> {
        self.file.set_len(0).map_err(|error| self.on_disk(error))?;
        self.file.rewind().map_err(|error| self.on_disk(error))?;
        self.have = 0;
        self.hash = sha2::Sha256::default();
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.file.write_all(bytes).map_err(|error| self.on_disk(error))?;
        self.hash.update(bytes);
        self.have += bytes.len() as u64;
        Ok(())
    }

    /// Puts it where it is to lie, if it is what was wanted; else it is emptied.
    fn finish(&mut self, to: &Path, wanted: &Sha256) -> Result<(), FetchError> {
        let found = Sha256::of(self.hash.clone());
        if found != *wanted {
            self.begin_anew()?;
            let (found, wanted) = (found.as_str().to_owned(), wanted.as_str().to_owned());
            return Err(FetchError::Checksum { found, wanted });
        }
        self.file.sync_all().map_err(|error| self.on_disk(error))?;
        fs::rename(&self.path, to).map_err(|error| self.on_disk(error))
    }
}

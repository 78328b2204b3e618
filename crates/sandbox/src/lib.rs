//! A small Telegram of one's own, on loopback and in one process: real MTProto
//! 2.0 for clients, the Bot API for bots, a control API for tests, and a phone
//! page for people.
//!
//! It is what the twin is tried and tested on, and of use by itself to whoever
//! writes Telegram software. grammers, Telethon and kurigram log in to it and
//! talk without patches: they need its address and its RSA key.
//!
//! It knows nothing of twins, owners or databases, and of no other crate of this
//! project.
//!
//! | module | what it is for |
//! |---|---|
//! | `transport` | MTProto messages cut out of a TCP stream |
//! | `mtproto` | keys, sessions, containers: from frames to requests |
//! | `api` | Telegram's methods, one file per group |
//! | `blobs` | the bytes of files, and parts of files on their way in |
//! | `bots` | who waits for bots' updates, and @BotFather |
//! | `botapi` | the Bot API over HTTP, one file per group of methods |
//! | `state` | accounts, logins, boxes of messages; the journal on disk |
//! | `control` | what an operator may do, in process and over HTTP |
//! | `logins` | what of logging in is forgotten at the end: limits, QR codes |
//! | `faults` | what goes wrong on purpose |
//! | `recorder` | what clients have asked for |
//! | `phone` | the phone page: a small client in the browser |
//! | `srp` | two-step passwords |
//! | `transcripts` | what is said in voice notes, and who may ask |
//! | `clock`, `entropy` | time and randomness, each in one place |
//! | [`fuzz`] | strangers' bytes without sockets, for the fuzz targets |
//!
//! To add a method of the API, see `api`; one of bots, `botapi`; a call of the
//! control API, `control::http`; something to remember, `state`; a framing,
//! `transport`.
//!
//! ```no_run
//! # async fn demo() -> Result<(), sandbox::Error> {
//! use sandbox::{Config, NewAccount, Sandbox};
//!
//! let any = "127.0.0.1:0".parse().expect("an address");
//! let sandbox = Sandbox::start(Config::new(any, any, "data/sandbox")).await?;
//! sandbox.control().create_account(NewAccount {
//!     phone: "+7 999 000 00 01".into(),
//!     first_name: "Вера".into(),
//!     ..NewAccount::default()
//! })?;
//! println!("clients connect to {}", sandbox.address());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod api;
mod blobs;
mod botapi;
mod bots;
mod clock;
mod control;
mod entropy;
mod error;
mod faults;
mod files;
#[doc(hidden)]
pub mod fuzz;
mod hex;
mod logins;
mod mtproto;
mod phone;
mod recorder;
mod server;
mod srp;
mod state;
mod transcripts;
mod transport;

use std::fs;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use clock::{Clock, SystemClock};
pub use control::bots::{BotChange, BotInfo, NewBot};
pub use control::business::{BotConnection, NewBotConnection};
pub use control::dialogs::{DialogInfo, DraftInfo, PresenceInfo};
pub use control::events::{AccountEvent, Activity, ChatMessage};
pub use control::files::{FileInfo, MediaKind, NewFile};
pub use control::groups::{GroupInfo, NewGroup};
pub use control::messages::{NewMessage, Page, SeedMessage};
pub use control::requests::RequestFilter;
pub use control::{AccountChange, AccountInfo, Control, NewAccount};
pub use error::Error;
pub use faults::{Fault, FaultError, FaultKind, NewFault, Repeat};
pub use logins::{LoginSettings, QrRefusal};
pub use recorder::{Met, Outcome, RecordedRequest};
pub use state::accounts::AccountError;
pub use state::bots::BotError;
pub use state::bots::business::{Recipients, Right};
pub use state::files::FileError;
pub use state::flags::Flag;
pub use state::groups::GroupError;
pub use state::messages::SendError;
pub use transcripts::{Transcript, TranscriptionSettings};

use blobs::Blobs;
use mtproto::rsa::{RsaError, RsaKey};
use server::Server;
use state::State;
use state::journal::{Journal, JournalError};

const JOURNAL_FILE: &str = "journal.jsonl";
/// How long to wait before accepting again, when the system has run out of
/// something such as open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long calls of the control API may take to end when the sandbox stops.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// Where a sandbox listens and keeps its state.
pub struct Config {
    /// Where MTProto clients connect. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where the control API answers. Port 0 takes any free one.
    pub control: SocketAddr,
    /// The directory of the state, made if it is not there.
    pub data: PathBuf,
    /// Where the time comes from.
    pub clock: Box<dyn Clock>,
    /// What is allowed to those who log in.
    pub logins: LoginSettings,
    /// Whether a key that is used on two connections at once loses its
    /// authorization, as on Telegram.
    pub kills_duplicated_keys: bool,
}

impl Config {
    /// A configuration with the computer's own clock.
    pub fn new(listen: SocketAddr, control: SocketAddr, data: impl Into<PathBuf>) -> Config {
        Config {
            listen,
            control,
            data: data.into(),
            clock: Box::new(SystemClock),
            logins: LoginSettings::default(),
            kills_duplicated_keys: true,
        }
    }
}

/// The sandbox's RSA key, as clients need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The key in PEM, PKCS#1.
    pub pem: String,
    /// The number by which clients choose among the keys they know.
    pub fingerprint: i64,
    /// The modulus, big-endian, 256 bytes. The exponent is always 65537.
    pub modulus: Vec<u8>,
}

/// A running sandbox. It stops when dropped, or in an orderly way by
/// [`Sandbox::stop`].
pub struct Sandbox {
    server: Arc<Server>,
    control_address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts a sandbox: takes its data directory, binds both addresses, and
    /// answers from then on.
    ///
    /// # Errors
    ///
    /// If an address is in use or not on loopback, or if the data directory
    /// cannot be used, is in use, is somebody else's or is damaged: see [`Error`].
    pub async fn start(config: Config) -> Result<Sandbox, Error> {
        let Config { listen, control, data, clock, logins, kills_duplicated_keys } = config;
        let listener = bind(listen).await?;
        let control_listener = bind(control).await?;
        let bound = |listener: &TcpListener, address| {
            listener.local_addr().map_err(|source| Error::Listen { address, source })
        };
        let address = bound(&listener, listen)?;
        let control_address = bound(&control_listener, control)?;

        // Making the RSA key takes up to seconds of computing.
        let opened = tokio::task::spawn_blocking(move || open(&data)).await;
        let (rsa, blobs, ledger) = match opened {
            Ok(opened) => opened?,
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        };
        let server = Server::new(clock, rsa, address, blobs, kills_duplicated_keys, ledger);
        *server.logins.settings.lock() = logins;
        let server = Arc::new(server);

        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&server), stopped.clone()));
        let router = control::http::router(Control::new(Arc::clone(&server)));
        tasks.spawn(async move {
            let served = axum::serve(control_listener, router)
                .with_graceful_shutdown(until_stopped(stopped));
            if let Err(error) = served.await {
                tracing::error!(%error, "the control API ended");
            }
        });
        tasks.spawn(bots::father::serve(Arc::clone(&server)));
        tasks.spawn(botapi::delivery::serve(Arc::clone(&server)));
        tracing::info!(%address, control = %control_address, "the sandbox listens");
        Ok(Sandbox { server, control_address, stop, tasks })
    }

    /// Where MTProto clients connect.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Where the control API answers.
    pub fn control_address(&self) -> SocketAddr {
        self.control_address
    }

    /// The key by which clients know this sandbox.
    pub fn public_key(&self) -> &PublicKey {
        self.server.rsa.public()
    }

    /// What an operator may do, without HTTP.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.server))
    }

    /// Stops: closes all connections, and returns when the state is on disk.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.server.desk.close();
        self.server.watchers.close();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_PATIENCE, ended).await.is_err() {
            tracing::warn!("a call of the control API is cut off");
        }
        if let Err(error) = self.server.sync() {
            tracing::error!(%error, "the journal may not be on disk");
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    if !address.ip().is_loopback() {
        return Err(Error::NotLoopback { address });
    }
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => Error::AddressInUse { address },
        _ => Error::Listen { address, source },
    })
}

fn open(data: &Path) -> Result<(RsaKey, Blobs, (Journal, State)), Error> {
    let unusable = |source| Error::DataDirectory { path: data.to_owned(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(unusable)?;
    let has_journal = fs::metadata(data.join(JOURNAL_FILE)).is_ok_and(|journal| journal.len() > 0);
    if !has_journal && blobs::is_strange(data).map_err(unusable)? {
        return Err(Error::DataDirectoryForeign { path: data.to_owned() });
    }
    // The journal first: its lock keeps a second sandbox from making a key too.
    let (journal, state) = open_journal(data)?;
    let rsa = RsaKey::load_or_create(data).map_err(|error| match error {
        RsaError::Io(source) => unusable(source),
        damaged => Error::StateDamaged { path: data.to_owned(), source: damaged.into() },
    })?;
    let blobs = Blobs::open(data, |id| state.file(id).is_some()).map_err(unusable)?;
    Ok((rsa, blobs, (journal, state)))
}

fn open_journal(data: &Path) -> Result<(Journal, State), Error> {
    let path = data.join(JOURNAL_FILE);
    Journal::open(&path).map_err(|error| match error {
        JournalError::Io(source) => Error::DataDirectory { path: data.to_owned(), source },
        JournalError::Locked => Error::DataDirectoryInUse { path: data.to_owned() },
        damaged => Error::StateDamaged { path, source: damaged.into() },
    })
}

/// Takes connections until the sandbox stops. All of them end with this.
async fn accept(listener: TcpListener, server: Arc<Server>, stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let stopped = until_stopped(stopped);
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(mtproto::connection::serve(stream, Arc::clone(&server)));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    connections.shutdown().await;
}

async fn until_stopped(mut stopped: watch::Receiver<bool>) {
    // An error means that the sandbox was dropped, which stops it too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

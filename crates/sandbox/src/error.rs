//! The crate's one error.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::faults::FaultError;
use crate::logins::QrRefusal;
use crate::state::accounts::AccountError;
use crate::state::bots::BotError;
use crate::state::files::FileError;
use crate::state::groups::GroupError;
use crate::state::messages::SendError;

/// Why a sandbox does not start, or does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program listens on the address.
    #[error("{address} is in use")]
    AddressInUse {
        /// The address that was to be bound.
        address: SocketAddr,
    },
    /// The address cannot be bound for another reason.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was to be bound.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// An address is not on loopback. The sandbox is open to whoever reaches
    /// it: every account's messages and login codes.
    #[error("{address} is not a loopback address")]
    NotLoopback {
        /// The address that was to be bound.
        address: SocketAddr,
    },
    /// The data directory, or a file in it, cannot be made, read or written.
    #[error("cannot use the data directory {}", path.display())]
    DataDirectory {
        /// The directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another sandbox runs on the data directory.
    #[error("the data directory {} is in use by another process", path.display())]
    DataDirectoryInUse {
        /// The directory.
        path: PathBuf,
    },
    /// The data directory holds somebody else's files, where a sandbox would
    /// keep its own. Nothing was changed in it.
    #[error(
        "{} holds files and is no sandbox's: give a new data directory, or one where a sandbox ran",
        path.display()
    )]
    DataDirectoryForeign {
        /// The directory.
        path: PathBuf,
    },
    /// A file of the data directory is damaged, or of another version of the
    /// program. Nothing was changed in it.
    #[error("{} cannot be read", path.display())]
    StateDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An account could not be made.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A bot could not be made, changed or connected.
    #[error(transparent)]
    Bot(#[from] BotError),
    /// A message could not be sent or seeded.
    #[error(transparent)]
    Send(#[from] SendError),
    /// A group could not be made or changed.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// A fault cannot be arranged, or is not there.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// No account or group has this phone number, username or number.
    #[error("no account or group is named {0:?}")]
    NoSuchAccount(String),
    /// A login's code could not be scanned.
    #[error(transparent)]
    Scan(QrRefusal),
    /// A file could not be made of the bytes.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no file with this id.
    #[error("there is no file {0}")]
    NoSuchFile(i64),
    /// The bytes of a file could not be written or read.
    #[error("cannot write or read the bytes of a file")]
    Storage(#[source] io::Error),
    /// The journal could not be written, so nothing has changed.
    #[error("cannot write the journal")]
    Journal(#[from] io::Error),
}

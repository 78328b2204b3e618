//! What programs ask of Telegram in their owner's name: the dialogs, and messages of the owner's own.
//!
//! What is sent here is the owner's message, not the twin's: the twin stands down, as where the owner
//! writes by hand. A program names what it sends by a key; under one key nothing is sent twice, also
//! where the process or the line dies in between: the random id is on the disk before the first try. What
//! Telegram asks for holds here too, and for programs so do the account's limits.

mod allowed;
mod dialogs;
mod sending;

use std::sync::Arc;
use std::time::Duration;

use domain::{
    AccountId, AccountState, Messenger, MessengerError, Peer, PeerFlags, PeerId, PeerKind, Profile,
};

use crate::account::Shared;
use crate::{Engine, Error, trouble};

pub use dialogs::{DialogsCursor, DialogsPage};
pub(crate) use sending::Busy;
pub use sending::{LONGEST_TEXT, Outgoing, Receipt};

/// How long an account that has just been started may take to connect.
const CONNECTS: Duration = Duration::from_secs(10);

/// Why Telegram was not asked, or did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DirectError {
    /// There is no such account.
    #[error("no such account")]
    UnknownAccount,
    /// Nobody is known by that number or name.
    #[error("no such peer")]
    UnknownPeer,
    /// The chat is known, from an import, and Telegram has told this session of nobody by its number: they
    /// are to write first, or to be written to from the owner's app.
    #[error("Telegram has not told of this peer yet")]
    NotMet,
    /// The account has no session: log in.
    #[error("the account is not logged in")]
    LoggedOut,
    /// The account is not connected now.
    #[error("the account is not connected")]
    NotConnected,
    /// Telegram tells to wait.
    #[error("told to wait {0:?}")]
    FloodWait(Duration),
    /// Telegram has limited or frozen the account.
    #[error("the account is restricted: {reason}")]
    Restricted {
        /// Telegram's name of it.
        reason: String,
    },
    /// Telegram has limited the account before, or told it to wait too often, and the owner has not seen to it.
    #[error("the account is paused since Telegram has limited it")]
    Held,
    /// The account's limits let no program send more before so long.
    #[error("no program sends more for {0:?}")]
    TooMany(Duration),
    /// Telegram refuses, and would refuse again.
    #[error("refused: {reason}")]
    Refused {
        /// Telegram's name of it.
        reason: String,
    },
    /// No answer came. What was to be sent may have arrived.
    #[error("no answer from Telegram")]
    NoAnswer,
    /// No answer came to a bot, whose messages Telegram does not know again: it may have arrived, and is not sent
    /// again under its key.
    #[error("no answer from Telegram, which knows no message of a bot again")]
    Lost,
    /// It would tell the twin what to do, which whoever sends it may not.
    #[error("the twin may not be told what to do")]
    MayNotTell,
    /// Something else was sent under this key.
    #[error("the key belongs to another message")]
    KeyTaken,
    /// The same is being sent under this key right now.
    #[error("the key is being used")]
    KeyBusy,
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<store::Error> for DirectError {
    fn from(error: store::Error) -> Self {
        Self::Engine(error.into())
    }
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A chat that the account knows, by its number.
    Chat(PeerId),
    /// Who has this public name, given without its `@`.
    Username(String),
}

impl Engine {
    /// A key under which nothing was sent yet.
    pub fn new_key(&self) -> String {
        format!("{:032x}", self.inner.entropy.next_u128())
    }

    async fn peer(&self, line: &Line, to: &Recipient) -> Result<Peer, DirectError> {
        let account = line.shared.account;
        let peer = match to {
            Recipient::Chat(id) if *id == line.profile.user_id => Some(own(&line.profile)),
            Recipient::Chat(id) => {
                let mut tx = self.inner.store.read(self.inner.owner).await?;
                tx.chat(account, *id).await?.map(|chat| chat.peer)
            }
            // A name may belong to somebody else by now: only Telegram knows.
            Recipient::Username(name) => {
                let found = line.messenger.named(name).await;
                failing(&line.shared, found).await?
            }
        };
        peer.filter(|peer| !peer.is_service()).ok_or(DirectError::UnknownPeer)
    }

    /// The connection of an account, waited for where it is about to be there.
    pub(crate) async fn line(&self, account: AccountId) -> Result<Line, DirectError> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        let found = tx.account(account).await?.ok_or(DirectError::UnknownAccount)?;
        drop(tx);
        if found.state != AccountState::Active {
            return Err(DirectError::LoggedOut);
        }
        let shared = inner.supervisor.shared(account).ok_or(DirectError::NotConnected)?;
        let until = inner.clock.now() + CONNECTS;
        tokio::select! {
            () = shared.line.is_there() => {}
            () = inner.clock.sleep_until(until) => {}
        }
        let messenger = shared.line.get().ok_or(DirectError::NotConnected)?;
        Ok(Line { shared, messenger, profile: found.profile })
    }
}

/// An account that is connected.
pub(crate) struct Line {
    pub(crate) shared: Arc<Shared>,
    pub(crate) messenger: Arc<dyn Messenger>,
    profile: Profile,
}

/// What Telegram's answer means to who asked; what it means to the account is seen to.
pub(crate) async fn failing<T>(
    shared: &Shared,
    answer: Result<T, MessengerError>,
) -> Result<T, DirectError> {
    Err(match answer {
        Ok(answer) => return Ok(answer),
        Err(MessengerError::FloodWait(wait)) => {
            trouble::told_to_wait(shared, wait).await;
            DirectError::FloodWait(wait)
        }
        Err(MessengerError::Restricted { reason }) => {
            trouble::restricted(shared, reason.clone(), None).await?;
            DirectError::Restricted { reason }
        }
        // The account's own task is told the same, and stops.
        Err(MessengerError::LoggedOut { .. }) => DirectError::LoggedOut,
        Err(MessengerError::Unreachable(_)) => DirectError::NoAnswer,
        Err(MessengerError::Lost(_)) => DirectError::Lost,
        Err(MessengerError::Refused { reason })
            if matches!(&*reason, "PEER_ID_INVALID" | "USER_ID_INVALID" | "CHAT_ID_INVALID") =>
        {
            DirectError::UnknownPeer
        }
        Err(MessengerError::Refused { reason }) => DirectError::Refused { reason },
        Err(error @ MessengerError::Session(_)) => DirectError::Engine(error.into()),
    })
}

/// The account itself: Saved Messages.
fn own(profile: &Profile) -> Peer {
    Peer {
        id: profile.user_id,
        kind: PeerKind::User,
        title: profile.full_name(),
        username: profile.username.clone(),
        flags: PeerFlags { is_self: true, ..PeerFlags::default() },
    }
}

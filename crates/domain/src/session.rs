//! The port that keeps an account's session: the keys that are the login, the state of updates,
//! and the access hashes of peers.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{BoxError, MessageId, PeerId};

/// How far the account has seen Telegram's updates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatesState {
    /// Events of private chats and basic groups seen.
    pub pts: i32,
    /// Events of secret chats and bots seen.
    pub qts: i32,
    /// Server's time of the last update, Unix seconds.
    pub date: i32,
    /// Update containers seen.
    pub seq: i32,
    /// Channel number (without the `-100` form) and its own pts.
    pub channels: Vec<(i64, i32)>,
}

/// What it takes to address a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerKey {
    /// The peer.
    pub id: PeerId,
    /// Telegram's proof that this account has met the peer.
    pub access_hash: i64,
    /// Whether this is the account's own user.
    pub is_self: bool,
    /// Whether the peer is a bot.
    pub bot: bool,
}

/// A session just made by a login.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Data centre and authorization keys, in the adapter's own form. Stored sealed.
    pub keys: Vec<u8>,
    /// State of updates at the moment of login.
    pub updates: UpdatesState,
    /// Peers met so far; holds the account's own user.
    pub peers: Vec<PeerKey>,
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSession").field("updates", &self.updates).finish_non_exhaustive()
    }
}

/// A session as loaded.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedSession {
    /// See [`NewSession::keys`].
    pub keys: Vec<u8>,
    /// State of updates when it was last saved.
    pub updates: UpdatesState,
}

impl fmt::Debug for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedSession").field("updates", &self.updates).finish_non_exhaustive()
    }
}

/// Where a file stands that a bot was told of. Its own chats and those of each account to which it is
/// connected count their messages apart, and may be with the same people: there the connection is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FilePlace {
    /// The connection; `None` in the bot's own chats.
    pub over: Option<String>,
    /// The chat.
    pub chat: PeerId,
    /// Its message.
    pub message: MessageId,
}

/// A file of a message that a bot was told of, and cannot be told of again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotFile {
    /// Where it stands.
    pub place: FilePlace,
    /// By which the bot asks for it.
    pub id: String,
    /// What it is, e.g. `audio/ogg`.
    pub mime: String,
    /// How long it is, in bytes, where that is known.
    pub size: Option<u64>,
}

/// Keeps the session of one account.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// The session; `None` if the account never logged in or was logged out.
    async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError>;

    /// Replaces the keys.
    async fn save_keys(&self, keys: &[u8]) -> Result<(), SessionStoreError>;

    /// Replaces the state of updates.
    async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError>;

    /// Replaces the state of updates, and returns once that, with all that was stored before it,
    /// outlasts a loss of power: a server that forgets what was confirmed is told only then.
    async fn confirm_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        self.save_updates(state).await
    }

    /// The account's own user.
    async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError>;

    /// What is needed to address a peer; `None` if it was never met.
    async fn peer(&self, id: PeerId) -> Result<Option<PeerKey>, SessionStoreError>;

    /// Remembers peers; a later access hash replaces an earlier one.
    async fn save_peers(&self, peers: &[PeerKey]) -> Result<(), SessionStoreError>;

    /// Keeps what names the files of messages to a bot, for as long as those are stored; what stands where
    /// nothing is stored is not kept. By default nothing is.
    async fn keep_files(&self, _files: &[BotFile]) -> Result<(), SessionStoreError> {
        Ok(())
    }

    /// What was kept of the file of a message, also over an earlier connection of the same person.
    async fn kept_file(&self, _place: &FilePlace) -> Result<Option<BotFile>, SessionStoreError> {
        Ok(None)
    }
}

/// The session could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the session store failed")]
pub struct SessionStoreError(#[from] pub BoxError);

//! The sessions of accounts: sealed keys, the state of updates, and how to address peers.

use async_trait::async_trait;
use domain::{
    AccountId, BotFile, FilePlace, NewSession, OwnerId, PeerId, PeerKey, SavedSession,
    SessionStore, SessionStoreError, UpdatesState,
};

use crate::seal::{Key, Place};
use crate::tx::{Row, run, undecodable};
use crate::{Error, Store, Tx};

impl Tx {
    /// Stores the session of a login in place of an earlier one. Peers met earlier stay known.
    pub async fn save_session(
        &mut self,
        account: AccountId,
        session: &NewSession,
    ) -> Result<(), Error> {
        let id = account.to_string();
        let sealed = self.seal_keys(&id, &session.keys).await?;
        let state = &session.updates;
        run!(
            self.conn,
            execute,
            "INSERT INTO telegram_sessions (owner, account, keys, pts, qts, date, seq, channels) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (owner, account) DO UPDATE SET keys = excluded.keys, \
             pts = excluded.pts, qts = excluded.qts, date = excluded.date, seq = excluded.seq, \
             channels = excluded.channels",
            &*self.owner,
            &id,
            &sealed,
            state.pts,
            state.qts,
            state.date,
            state.seq,
            channels_text(state),
        )?;
        self.save_peers(&id, &session.peers).await
    }

    /// Forgets the keys and the state of updates, after a logout; `false` if there were none.
    pub async fn delete_session(&mut self, account: AccountId) -> Result<bool, Error> {
        let deleted = run!(
            self.conn,
            execute,
            "DELETE FROM telegram_sessions WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )?;
        Ok(deleted == 1)
    }

    async fn load_session(&mut self, account: &str) -> Result<Option<SavedSession>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT keys, pts, qts, date, seq, channels FROM telegram_sessions \
             WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
        )?;
        let Some(row) = row else { return Ok(None) };
        let sealed: Vec<u8> = row.get("keys")?;
        let key = self.require_data_key().await?;
        let keys = key.open(keys_place(&self.owner, account), &sealed)?;
        let channels: String = row.get("channels")?;
        Ok(Some(SavedSession {
            keys: keys.to_vec(),
            updates: UpdatesState {
                pts: row.get("pts")?,
                qts: row.get("qts")?,
                date: row.get("date")?,
                seq: row.get("seq")?,
                channels: serde_json::from_str(&channels)
                    .map_err(|error| undecodable("channels", error.into()))?,
            },
        }))
    }

    async fn save_keys(&mut self, account: &str, keys: &[u8]) -> Result<(), Error> {
        let sealed = self.seal_keys(account, keys).await?;
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_sessions SET keys = $3 WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
            &sealed,
        )?;
        session_was_there(updated)
    }

    async fn save_updates(&mut self, account: &str, state: &UpdatesState) -> Result<(), Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_sessions SET pts = $3, qts = $4, date = $5, seq = $6, channels = $7 \
             WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
            state.pts,
            state.qts,
            state.date,
            state.seq,
            channels_text(state),
        )?;
        session_was_there(updated)
    }

    async fn save_peers(&mut self, account: &str, peers: &[PeerKey]) -> Result<(), Error> {
        for peer in peers {
            run!(
                self.conn,
                execute,
                "INSERT INTO telegram_peers (owner, account, peer, access_hash, is_self, bot) \
                 VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (owner, account, peer) DO UPDATE SET \
                 access_hash = excluded.access_hash, is_self = excluded.is_self, \
                 bot = excluded.bot",
                &*self.owner,
                account,
                peer.id.0,
                peer.access_hash,
                peer.is_self,
                peer.bot,
            )?;
        }
        Ok(())
    }

    async fn peer(&mut self, account: &str, id: PeerId) -> Result<Option<PeerKey>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT peer, access_hash, is_self, bot FROM telegram_peers \
             WHERE owner = $1 AND account = $2 AND peer = $3",
            &*self.owner,
            account,
            id.0,
        )?
        .map(|row| peer_key(&row))
        .transpose()
    }

    async fn self_peer(&mut self, account: &str) -> Result<Option<PeerKey>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT peer, access_hash, is_self, bot FROM telegram_peers \
             WHERE owner = $1 AND account = $2 AND is_self = $3",
            &*self.owner,
            account,
            true,
        )?
        .map(|row| peer_key(&row))
        .transpose()
    }

    async fn seal_keys(&mut self, account: &str, keys: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.require_data_key().await?;
        Ok(key.seal(keys_place(&self.owner, account), keys))
    }

    pub(crate) async fn require_data_key(&mut self) -> Result<Key, Error> {
        Ok(self.data_key().await?.ok_or(sqlx::Error::RowNotFound)?)
    }
}

fn keys_place<'a>(owner: &'a str, account: &'a str) -> Place<'a> {
    Place { table: "telegram_sessions", column: "keys", owner, row: account }
}

fn channels_text(state: &UpdatesState) -> String {
    serde_json::to_string(&state.channels).expect("pairs of integers have a JSON form")
}

fn session_was_there(updated: u64) -> Result<(), Error> {
    if updated == 1 { Ok(()) } else { Err(Error::NoSession) }
}

fn peer_key(row: &Row) -> Result<PeerKey, Error> {
    Ok(PeerKey {
        id: PeerId(row.get("peer")?),
        access_hash: row.get("access_hash")?,
        is_self: row.get("is_self")?,
        bot: row.get("bot")?,
    })
}

/// The session of one account, as the domain's port. Each call is a transaction of its own.
///
/// Keys and the state of updates can be replaced only while there is a session: what comes late
/// from a connection after the logout is refused with [`Error::NoSession`].
#[derive(Debug, Clone)]
pub struct AccountSession {
    store: Store,
    owner: OwnerId,
    account: String,
}

impl AccountSession {
    pub(crate) fn new(store: Store, owner: OwnerId, account: AccountId) -> Self {
        Self { store, owner, account: account.to_string() }
    }

    async fn read(&self) -> Result<Tx, Error> {
        self.store.read(self.owner).await
    }

    async fn write(&self) -> Result<Tx, Error> {
        self.store.begin(self.owner).await
    }
}

#[async_trait]
impl SessionStore for AccountSession {
    async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError> {
        Ok(self.read().await?.load_session(&self.account).await?)
    }

    async fn save_keys(&self, keys: &[u8]) -> Result<(), SessionStoreError> {
        let mut tx = self.write().await?;
        tx.save_keys(&self.account, keys).await?;
        Ok(tx.commit().await?)
    }

    async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        let mut tx = self.write().await?;
        tx.save_updates(&self.account, state).await?;
        Ok(tx.commit_soon().await?)
    }

    async fn confirm_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        let mut tx = self.write().await?;
        tx.save_updates(&self.account, state).await?;
        Ok(tx.commit().await?)
    }

    async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(self.read().await?.self_peer(&self.account).await?)
    }

    async fn peer(&self, id: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(self.read().await?.peer(&self.account, id).await?)
    }

    async fn save_peers(&self, peers: &[PeerKey]) -> Result<(), SessionStoreError> {
        let mut tx = self.write().await?;
        tx.save_peers(&self.account, peers).await?;
        Ok(tx.commit_soon().await?)
    }

    async fn keep_files(&self, files: &[BotFile]) -> Result<(), SessionStoreError> {
        let mut tx = self.write().await?;
        tx.keep_files(&self.account, files).await?;
        Ok(tx.commit_soon().await?)
    }

    async fn kept_file(&self, place: &FilePlace) -> Result<Option<BotFile>, SessionStoreError> {
        Ok(self.read().await?.kept_file(&self.account, place).await?)
    }
}

//! The master key's life: what is known of it, and its change while servers run.
//!
//! Only the check of the key and the data keys of owners are sealed with the master key, so that a
//! change rewrites a row for each owner, in one transaction. Whoever needs the key for writing, or
//! changes it, holds the lock of the row `server` until the end of their transaction.
//!
//! ```text
//! lock ─► write master.key.new ─► seal all anew ─► commit, on the disk ─► rename it to master.key
//! ```
//!
//! Before the commit the old file opens the database, after it the new one. A process that ends in
//! between leaves both, and the next one that opens the database finds out which of them counts
//! ([`Store::mend_rotation`]), under the same lock.

use std::sync::Arc;

use domain::{OwnerId, Timestamp};
use zeroize::Zeroizing;

use crate::key_file::KeyFile;
use crate::keyring::{KEY_CHECK, Keyring};
use crate::master_key::{KeyOrigin, fingerprint};
use crate::seal::{Key, Place};
use crate::store::{Access, act_as, default_owner, owners_of};
use crate::tx::{Conn, run};
use crate::{Error, Store, Tx};

/// What is known of a master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Tells it apart.
    pub fingerprint: String,
    /// Where it comes from.
    pub origin: KeyOrigin,
    /// Since when the database is sealed with it; `None` if nobody has begun to use the database.
    pub since: Option<Timestamp>,
    /// How many owners' data keys it seals.
    pub owners: usize,
}

/// What a change of the master key has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// Tells the key apart that the database was sealed with.
    pub before: String,
    /// Tells the key apart that it is sealed with now.
    pub now: String,
    /// How many owners' data keys were sealed anew.
    pub owners: usize,
}

/// What became of a change of the master key that had not been ended when the database was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    /// The database was sealed with the new key: its file took the place of the old one.
    Finished,
    /// The database was still sealed with the old key: the new one was thrown away.
    Undone,
}

impl Store {
    /// What is known of the master key of this database.
    pub async fn key_status(&self) -> Result<KeyStatus, Error> {
        let mut conn = self.pools.begin(Access::Read).await?;
        let check = key_check(&mut conn).await?;
        let (key, since) =
            self.keyring.find(KEY_CHECK, &check).ok_or_else(|| self.keyring.wrong())?;
        let since = match moment(&since) {
            Some(since) => Some(since),
            None => first_start(&mut conn).await?,
        };
        Ok(KeyStatus {
            fingerprint: fingerprint(&key),
            origin: self.keyring.origin(&key),
            since,
            owners: owners_of(&mut conn).await?.len(),
        })
    }

    /// Changes the master key: of a file, to one made for it, and of a text, to the one given to
    /// follow. Whoever has the database open goes on. Where this fails nothing has changed, unless
    /// what is told is the failure of the disk or of the line to the database: then the next process
    /// that opens the database finds out.
    pub async fn rotate_master_key(&self, now: Timestamp) -> Result<Rotated, Error> {
        let mut conn = self.pools.begin(Access::Write).await?;
        let check = lock_key_check(&mut conn).await?;
        self.settle_files(&check).await?;
        let (old, _) = self.keyring.find(KEY_CHECK, &check).ok_or_else(|| self.keyring.wrong())?;
        let new = match self.keyring.file() {
            Some(file) => {
                let new = Key::generate();
                file.create_next(&new)?;
                Arc::new(new)
            }
            None => self.keyring.next_text().ok_or(Error::NoNextMasterKey)?,
        };
        if new.as_bytes() == old.as_bytes() {
            return Err(Error::SameMasterKey);
        }
        let owners = match seal_anew(&mut conn, &self.keyring, &new, now).await {
            Ok(owners) => owners,
            Err(error) => {
                // Nothing is sealed with it, and nobody else made one meanwhile: the row is locked.
                if let Some(file) = self.keyring.file() {
                    file.discard_next()?;
                }
                return Err(error);
            }
        };
        conn.commit().await?;
        self.pools.sync().await?;
        self.keyring.hold(Arc::clone(&new));
        if let Some(file) = self.keyring.file() {
            file.adopt_next()?;
        }
        Ok(Rotated { before: fingerprint(&old), now: fingerprint(&new), owners })
    }

    /// Ends what a process has left that ended while it changed the key.
    pub(crate) async fn mend_rotation(&self) -> Result<Option<Mended>, Error> {
        if !self.keyring.file().is_some_and(KeyFile::has_next) {
            return Ok(None);
        }
        let mut conn = self.pools.begin(Access::Write).await?;
        let check = lock_key_check(&mut conn).await?;
        self.settle_files(&check).await
    }

    /// Leaves one file: that of the key that the database is sealed with. The row is locked, so that
    /// nobody is changing the key.
    async fn settle_files(&self, check: &[u8]) -> Result<Option<Mended>, Error> {
        let Some(file) = self.keyring.file() else { return Ok(None) };
        let opens = |key: Result<Option<Key>, Error>| {
            key.ok().flatten().is_some_and(|key| key.open(KEY_CHECK, check).is_ok())
        };
        if !file.has_next() {
            Ok(None)
        } else if opens(file.read_next()) {
            // Else a loss of power could take back what was sealed, and the old key would be gone.
            self.pools.sync().await?;
            file.adopt_next()?;
            Ok(Some(Mended::Finished))
        } else if opens(file.read()) {
            file.discard_next()?;
            Ok(Some(Mended::Undone))
        } else {
            Err(self.keyring.wrong())
        }
    }
}

impl Tx {
    /// A new data key for the owner, wrapped by the key that the database is sealed with, whatever
    /// this process knew before.
    pub(crate) async fn wrapped_new_data_key(&mut self) -> Result<Vec<u8>, Error> {
        let check = lock_key_check(&mut self.conn).await?;
        let (master, _) =
            self.keyring.find(KEY_CHECK, &check).ok_or_else(|| self.keyring.wrong())?;
        Ok(master.seal(data_key_place(&self.owner), Key::generate().as_bytes()))
    }
}

/// Where an owner's data key stands.
pub(crate) fn data_key_place(owner: &str) -> Place<'_> {
    Place { table: "owner_keys", column: "wrapped_key", owner, row: owner }
}

/// Seals the check of the key, and since when it is in use if it is not the first.
pub(crate) fn sealed_check(key: &Key, since: Option<Timestamp>) -> Vec<u8> {
    let since = since.map(|since| since.as_millis().to_le_bytes());
    key.seal(KEY_CHECK, since.as_ref().map_or(&[], |bytes| bytes.as_slice()))
}

fn moment(bytes: &[u8]) -> Option<Timestamp> {
    bytes.try_into().ok().map(|bytes| Timestamp::from_millis(i64::from_le_bytes(bytes)))
}

/// The first key is as old as the first owner.
async fn first_start(conn: &mut Conn) -> Result<Option<Timestamp>, Error> {
    let Some(owner) = default_owner(conn).await? else { return Ok(None) };
    act_as(conn, &owner.to_string()).await?;
    let sql = "SELECT created_at FROM owners WHERE owner = $1";
    let row = run!(*conn, fetch_optional, sql, owner.to_string())?;
    row.map(|row| row.get("created_at").map(Timestamp::from_millis)).transpose()
}

/// The sealed check of the key.
pub(crate) async fn key_check(conn: &mut Conn) -> Result<Vec<u8>, Error> {
    let row = run!(*conn, fetch_optional, "SELECT key_check FROM server")?;
    row.ok_or(sqlx::Error::RowNotFound)?.get("key_check")
}

/// Likewise, and nobody else changes the key or seals with it until the end of the transaction.
async fn lock_key_check(conn: &mut Conn) -> Result<Vec<u8>, Error> {
    let row = run!(
        *conn,
        fetch_optional,
        // There is one writer anyway.
        sqlite: "SELECT key_check FROM server",
        postgres: "SELECT key_check FROM server FOR UPDATE",
    )?;
    row.ok_or(sqlx::Error::RowNotFound)?.get("key_check")
}

async fn seal_anew(
    conn: &mut Conn,
    keyring: &Keyring,
    new: &Key,
    now: Timestamp,
) -> Result<usize, Error> {
    let check = sealed_check(new, Some(now));
    run!(*conn, execute, "UPDATE server SET key_check = $1", &check)?;
    let owners = owners_of(conn).await?;
    for owner in &owners {
        wrap_anew(conn, keyring, new, *owner).await?;
    }
    Ok(owners.len())
}

async fn wrap_anew(
    conn: &mut Conn,
    keyring: &Keyring,
    new: &Key,
    owner: OwnerId,
) -> Result<(), Error> {
    let owner = owner.to_string();
    act_as(conn, &owner).await?;
    // One whose data key was shredded stays without.
    let Some(data_key) = unwrapped_data_key(conn, keyring, &owner).await? else { return Ok(()) };
    let wrapped = new.seal(data_key_place(&owner), &data_key);
    let sql = "UPDATE owner_keys SET wrapped_key = $2 WHERE owner = $1";
    run!(*conn, execute, sql, &*owner, &wrapped)?;
    Ok(())
}

/// The data key of the owner in whose name the transaction is.
pub(crate) async fn unwrapped_data_key(
    conn: &mut Conn,
    keyring: &Keyring,
    owner: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let sql = "SELECT wrapped_key FROM owner_keys WHERE owner = $1";
    let Some(row) = run!(*conn, fetch_optional, sql, owner)? else { return Ok(None) };
    let wrapped: Vec<u8> = row.get("wrapped_key")?;
    keyring.open(data_key_place(owner), &wrapped).map(Some)
}

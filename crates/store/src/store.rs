//! Opening a database, its owners, and the beginning of transactions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use domain::access::same_name;
use domain::{AccountId, BoxError, OwnerId, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, Transaction};

use crate::database::Address;
use crate::keyring::{KEY_CHECK, Keyring};
use crate::migrate;
use crate::roles;
use crate::rotation::{Mended, data_key_place, key_check, sealed_check, unwrapped_data_key};
use crate::seal::Key;
use crate::text::storable;
use crate::tx::{Conn, run};
use crate::write_log::WriteLog;
use crate::{AccountSession, Database, Error, MasterKey, Tx, sqlite};

const POSTGRES_CONNECTIONS: u32 = 10;

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    pub(crate) keyring: Arc<Keyring>,
    mended: Option<Mended>,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite { writer: sqlite::Pool, readers: sqlite::Pool, log: Arc<WriteLog> },
    Postgres(PgPool),
}

#[derive(Clone, Copy)]
pub(crate) enum Access {
    Read,
    Write,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.pools {
            Pools::Sqlite { .. } => "Store(SQLite)",
            Pools::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}

impl Store {
    /// Opens a database and brings its schema up to date.
    ///
    /// A file that is missing is created, for its owner only; its folder must exist.
    ///
    /// A database of a newer version, or whose secrets were sealed with another master key, is
    /// refused and not touched; so is one that is older and that the role may not change, and any by a
    /// role that row-level security does not bind.
    pub async fn open(database: impl Into<Database>, master: MasterKey) -> Result<Self, Error> {
        let (pools, migrator) = Pools::open(&database.into()).await?;
        let keyring = Arc::new(Keyring::new(master));
        let mut store = Self { pools, keyring, mended: None };
        store.prepare(migrator).await?;
        Ok(store)
    }

    /// What became of a change of the master key that was under way when a process ended, if this
    /// store met one when it was opened.
    pub fn mended(&self) -> Option<Mended> {
        self.mended
    }

    /// How many steps SQLite has made for the statements of this store, of which a statement that walks
    /// through rows makes some for each; 0 where the database is another. What something costs can be told
    /// by it whatever else the machine does.
    pub fn steps(&self) -> u64 {
        match &self.pools {
            Pools::Sqlite { writer, readers, .. } => writer.steps() + readers.steps(),
            Pools::Postgres(_) => 0,
        }
    }

    /// The server's owner; made at the first call, with this identifier and a data key.
    pub async fn ensure_owner(&self, id_if_new: OwnerId, now: Timestamp) -> Result<OwnerId, Error> {
        if let Some(owner) = default_owner(&mut self.pools.begin(Access::Read).await?).await? {
            return Ok(owner);
        }
        let mut tx = self.begin(id_if_new).await?;
        tx.insert_owner(now).await?;
        let taken = run!(
            tx.conn,
            execute,
            "UPDATE server SET default_owner = $1 WHERE default_owner IS NULL",
            &*tx.owner,
        )?;
        if taken == 1 {
            tx.commit().await?;
            return Ok(id_if_new);
        }
        // Another process was faster: its owner counts, ours is rolled back.
        drop(tx);
        let owner = default_owner(&mut self.pools.begin(Access::Read).await?).await?;
        Ok(owner.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// All owners, the first before those who came later: a server that starts must know whose twins to
    /// start.
    pub async fn owners(&self) -> Result<Vec<OwnerId>, Error> {
        owners_of(&mut self.pools.begin(Access::Read).await?).await
    }

    /// The owner who signs in with a name, which is compared as `domain::access::same_name` does.
    pub async fn owner_named(&self, name: &str) -> Result<Option<OwnerId>, Error> {
        let name = storable(&same_name(name)).into_owned();
        let mut conn = self.pools.begin(Access::Read).await?;
        if let Conn::Postgres(tx) = &mut conn {
            set(tx, "app.sign_in_name", &name).await?;
        }
        let sql = "SELECT owner FROM sign_in_names WHERE name = $1";
        let row = run!(conn, fetch_optional, sql, &*name)?;
        row.map(|row| row.get_id("owner")).transpose()
    }

    /// Begins a transaction that may change the rows of `owner`. On SQLite writers take turns: this
    /// waits for the one before.
    pub async fn begin(&self, owner: OwnerId) -> Result<Tx, Error> {
        self.begin_as(owner, Access::Write).await
    }

    /// Begins a transaction that sees the rows of `owner` as they are at its first read, however
    /// long it lasts, and can change nothing. It waits for no writer.
    pub async fn read(&self, owner: OwnerId) -> Result<Tx, Error> {
        self.begin_as(owner, Access::Read).await
    }

    /// Whether nobody is in a transaction or waits for one to be on the disk. For tests, which must
    /// know when all that was begun is done.
    pub fn is_idle(&self) -> bool {
        match &self.pools {
            Pools::Sqlite { writer, readers, log } => {
                log.is_idle() && writer.is_idle() && readers.is_idle()
            }
            Pools::Postgres(pool) => {
                usize::try_from(pool.size()).is_ok_and(|size| size == pool.num_idle())
            }
        }
    }

    /// The session of an account, for the one who connects it.
    pub fn session(&self, owner: OwnerId, account: AccountId) -> AccountSession {
        AccountSession::new(self.clone(), owner, account)
    }

    async fn begin_as(&self, owner: OwnerId, access: Access) -> Result<Tx, Error> {
        let mut conn = self.pools.begin(access).await?;
        let owner: Arc<str> = owner.to_string().into();
        act_as(&mut conn, &owner).await?;
        let log = self.pools.log(access);
        let (noted, newest, turns) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Ok(Tx { conn, owner, keyring: Arc::clone(&self.keyring), log, noted, newest, turns })
    }

    async fn prepare(&mut self, migrator: Option<Migrator>) -> Result<(), Error> {
        let owner = migrator.as_ref().map_or(&self.pools, |migrator| &migrator.pools);
        let mut conn = owner.begin(Access::Read).await?;
        let found = migrate::version(&mut conn).await?;
        if found > migrate::KNOWN {
            return Err(Error::NewerVersion { found, known: migrate::KNOWN });
        }
        let mut is_complete = false;
        if found > 0 {
            self.check_key(&mut conn).await?;
            is_complete = migrate::reached(&mut conn).await? == migrate::KNOWN;
        }
        drop(conn);
        if !is_complete {
            self.migrate(owner).await?;
        }
        if let Some(migrator) = &migrator {
            migrator.give().await?;
            let found = migrate::reached(&mut self.pools.begin(Access::Read).await?).await?;
            if found < migrate::KNOWN {
                return Err(Error::NotMigrated { found, known: migrate::KNOWN });
            }
        }
        if found > 0 {
            self.mended = self.mend_rotation().await?;
        }
        Ok(())
    }

    /// Brings the schema up to date, as the role that owns it.
    async fn migrate(&self, owner: &Pools) -> Result<(), Error> {
        let mut conn = owner.begin(Access::Write).await?;
        migrate::run(&mut conn).await?;
        let check = sealed_check(&self.keyring.current(), None);
        run!(
            conn,
            execute,
            "INSERT INTO server (only_row, key_check) VALUES (1, $1) ON CONFLICT DO NOTHING",
            &check,
        )?;
        // Another process may have put its own key there in the meantime.
        self.check_key(&mut conn).await?;
        conn.commit().await
    }

    async fn check_key(&self, conn: &mut Conn) -> Result<(), Error> {
        let sealed = key_check(conn).await?;
        self.keyring.find(KEY_CHECK, &sealed).map(|_| ()).ok_or_else(|| self.keyring.wrong())
    }
}

/// Sets what the policies look at, until the end of the transaction.
async fn set(
    tx: &mut Transaction<'_, Postgres>,
    setting: &'static str,
    value: &str,
) -> Result<(), Error> {
    let sql = "SELECT set_config($1, $2, true)";
    sqlx::query(sql).bind(setting).bind(value).execute(&mut **tx).await?;
    Ok(())
}

impl Tx {
    /// Makes the owner of this transaction, with a data key.
    pub async fn insert_owner(&mut self, now: Timestamp) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO owners (owner, created_at) VALUES ($1, $2)",
            &*self.owner,
            now.as_millis(),
        )?;
        let wrapped = self.wrapped_new_data_key().await?;
        run!(
            self.conn,
            execute,
            "INSERT INTO owner_keys (owner, wrapped_key) VALUES ($1, $2)",
            &*self.owner,
            &wrapped,
        )?;
        Ok(())
    }

    /// The owner's data key, which seals the owner's secrets. `None` if it was shredded.
    pub(crate) async fn data_key(&mut self) -> Result<Option<Key>, Error> {
        let bytes = unwrapped_data_key(&mut self.conn, &self.keyring, &self.owner).await?;
        let Some(bytes) = bytes else { return Ok(None) };
        let place = data_key_place(&self.owner);
        Key::from_slice(&bytes).map(Some).ok_or_else(|| place.corrupted())
    }
}

/// The role that owns the tables of a PostgreSQL database, where another one serves.
pub(crate) struct Migrator {
    pub(crate) pools: Pools,
    /// The one that serves.
    serving: String,
}

impl Migrator {
    /// Gives the role that serves what it needs.
    async fn give(&self) -> Result<(), Error> {
        let mut conn = self.pools.begin(Access::Write).await?;
        self.give_in(&mut conn).await?;
        conn.commit().await
    }

    /// Likewise, in a transaction of the role that owns the tables.
    pub(crate) async fn give_in(&self, conn: &mut Conn) -> Result<(), Error> {
        match conn {
            Conn::Postgres(tx) => {
                migrate::take_turns(tx).await?;
                roles::give(tx, &self.serving).await
            }
            Conn::Sqlite(_) => Ok(()),
        }
    }
}

impl Pools {
    /// The database as the role that serves and, if one is named, as the role that owns the tables.
    pub(crate) async fn open(database: &Database) -> Result<(Self, Option<Migrator>), Error> {
        let owner = database.migrate_address.as_deref().map(Address::parse).transpose()?;
        match (Address::parse(&database.address)?, owner) {
            (Address::File(path), None) => Self::open_file(&path)
                .map(|pools| (pools, None))
                .map_err(|source| Error::Open { database: path.display().to_string(), source }),
            (Address::Postgres(options), None) => {
                let (pools, _) = Self::connect(*options, Some(database.any_role)).await?;
                Ok((pools, None))
            }
            (Address::Postgres(options), Some(Address::Postgres(owner))) => {
                let (pools, serving) = Self::connect(*options, Some(database.any_role)).await?;
                let (owner, _) = Self::connect(*owner, None).await?;
                Ok((pools, Some(Migrator { pools: owner, serving })))
            }
            (_, Some(_)) => Err(Error::NothingToMigrateApart),
        }
    }

    /// Returns once all that was committed, by this process or another, is on the disk.
    pub(crate) async fn sync(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { log, .. } => {
                log.sync().await.map_err(|error| Error::Database(error.into()))
            }
            Self::Postgres(_) => Ok(()),
        }
    }

    fn open_file(path: &Path) -> Result<Self, BoxError> {
        // Created here, because SQLite would let others read it; its log files take its mode.
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let (writer, readers) = (sqlite::Pool::writer(path)?, sqlite::Pool::readers(path));
        Ok(Self::Sqlite { writer, readers, log: Arc::new(WriteLog::new(path)) })
    }

    /// The database, and who it is used as. `serves` says, of a role that serves, whether it may be any.
    async fn connect(
        options: PgConnectOptions,
        serves: Option<bool>,
    ) -> Result<(Self, String), Error> {
        let options = options.disable_statement_logging();
        let name = options.get_database().unwrap_or_default();
        let database = format!("{}:{}/{name}", options.get_host(), options.get_port());
        let unreachable = |source: sqlx::Error| Error::Open { database, source: source.into() };
        // The pool alone would try for half a minute and then not say why it failed.
        let mut connection = options.connect().await.map_err(unreachable)?;
        if let Some(any_role) = serves {
            roles::check(&mut connection, any_role).await?;
        }
        let role = roles::current(&mut connection).await?;
        connection.close().await?;
        let pool =
            PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect_lazy_with(options);
        Ok((Self::Postgres(pool), role))
    }

    fn log(&self, access: Access) -> Option<Arc<WriteLog>> {
        match (self, access) {
            (Self::Sqlite { log, .. }, Access::Write) => Some(Arc::clone(log)),
            _ => None,
        }
    }

    pub(crate) async fn begin(&self, access: Access) -> Result<Conn, Error> {
        Ok(match (self, access) {
            (Self::Sqlite { readers, .. }, Access::Read) => Conn::Sqlite(open(readers).await?),
            (Self::Sqlite { writer, .. }, Access::Write) => Conn::Sqlite(open(writer).await?),
            (Self::Postgres(pool), Access::Read) => Conn::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
            (Self::Postgres(pool), Access::Write) => Conn::Postgres(pool.begin().await?),
        })
    }
}

async fn open(pool: &sqlite::Pool) -> Result<sqlite::Transaction, Error> {
    pool.begin().await.map_err(|source| Error::Database(source).in_file(pool.path()))
}

/// Puts a transaction in the name of an owner: on PostgreSQL it sees and writes that owner's rows.
pub(crate) async fn act_as(conn: &mut Conn, owner: &str) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(tx) => set(tx, "app.owner", owner).await,
    }
}

/// All owners, the first before those who came later.
pub(crate) async fn owners_of(conn: &mut Conn) -> Result<Vec<OwnerId>, Error> {
    let may_list = async |conn: &mut Conn, may: &str| match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(tx) => set(tx, "app.lists_owners", may).await,
    };
    may_list(conn, "on").await?;
    let rows = run!(*conn, fetch_all, "SELECT owner FROM owners ORDER BY owner")?;
    may_list(conn, "").await?;
    rows.into_iter().map(|row| row.get_id("owner")).collect()
}

pub(crate) async fn default_owner(conn: &mut Conn) -> Result<Option<OwnerId>, Error> {
    run!(
        *conn,
        fetch_optional,
        "SELECT default_owner FROM server WHERE default_owner IS NOT NULL",
    )?
    .map(|row| row.get_id("default_owner"))
    .transpose()
}

#[cfg(test)]
mod tests;

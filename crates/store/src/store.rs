//! Opening a database, its owners, and the beginning of transactions.

use std::fmt;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::{AccountId, OwnerId, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqlitePool};

use tracing::warn;

use crate::migrate;
use crate::seal::{Key, Place};
use crate::tx::{Conn, run};
use crate::write_log::WriteLog;
use crate::{AccountSession, Error, MasterKey, Tx};

/// How many can read a SQLite database at once, beside the one who writes.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;
/// The write-ahead log is cut back to this after it has grown, as it does in an import.
const SQLITE_LOG_BYTES: &str = "16777216";
/// How long a write waits for that of another process, such as an import.
const SQLITE_PATIENCE: Duration = Duration::from_secs(60);
/// How often opening is tried that meets another process's; a try takes a fraction of a millisecond,
/// and the other needs some.
const SQLITE_TRIES: u32 = 2_000;

const KEY_CHECK: Place<'static> =
    Place { table: "server", column: "key_check", owner: "", row: "1" };

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    master: Arc<MasterKey>,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        /// One connection: writers queue here instead of meeting a locked database.
        writer: SqlitePool,
        readers: SqlitePool,
        log: Arc<WriteLog>,
    },
    Postgres(PgPool),
}

#[derive(Clone, Copy)]
enum Access {
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
    /// `address` is a file of SQLite, as a path or as `sqlite://` and the path, or a `postgres://`
    /// URL. A file that is missing is created, for its owner only; its folder must exist.
    ///
    /// A database of a newer version, or whose secrets were sealed with another master key, is
    /// refused and not touched.
    pub async fn open(address: &str, master: MasterKey) -> Result<Self, Error> {
        let pools = match Address::parse(address)? {
            Address::File(path) => Pools::open_file(&path).await.map_err(|source| Error::Open {
                database: path.display().to_string(),
                source: source.into(),
            })?,
            Address::Postgres(options) => {
                let database = format!(
                    "{}:{}/{}",
                    options.get_host(),
                    options.get_port(),
                    options.get_database().unwrap_or_default()
                );
                Pools::connect(*options)
                    .await
                    .map_err(|source| Error::Open { database, source: source.into() })?
            }
        };
        let store = Self { pools, master: Arc::new(master) };
        store.prepare().await?;
        Ok(store)
    }

    /// The server's owner; made at the first call, with this identifier and a data key.
    pub async fn ensure_owner(&self, id_if_new: OwnerId, now: Timestamp) -> Result<OwnerId, Error> {
        if let Some(owner) = default_owner(&mut self.pools.begin(Access::Read).await?).await? {
            return Ok(owner);
        }
        let mut tx = self.begin(id_if_new).await?;
        run!(
            tx.conn,
            execute,
            "INSERT INTO owners (owner, created_at) VALUES ($1, $2)",
            &*tx.owner,
            now.as_millis(),
        )?;
        let wrapped = tx.master.0.seal(data_key_place(&tx.owner), Key::generate().as_bytes());
        run!(
            tx.conn,
            execute,
            "INSERT INTO owner_keys (owner, wrapped_key) VALUES ($1, $2)",
            &*tx.owner,
            &wrapped,
        )?;
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
        let is_idle = |size: u32, idle: usize| usize::try_from(size).is_ok_and(|size| size == idle);
        match &self.pools {
            Pools::Sqlite { writer, readers, log } => {
                log.is_idle()
                    && [writer, readers]
                        .into_iter()
                        .all(|pool| is_idle(pool.size(), pool.num_idle()))
            }
            Pools::Postgres(pool) => is_idle(pool.size(), pool.num_idle()),
        }
    }

    /// The session of an account, for the one who connects it.
    pub fn session(&self, owner: OwnerId, account: AccountId) -> AccountSession {
        AccountSession::new(self.clone(), owner, account)
    }

    async fn begin_as(&self, owner: OwnerId, access: Access) -> Result<Tx, Error> {
        let mut conn = self.pools.begin(access).await?;
        let owner: Arc<str> = owner.to_string().into();
        if let Conn::Postgres(tx) = &mut conn {
            sqlx::query("SELECT set_config('app.owner', $1, true)")
                .bind(&*owner)
                .execute(&mut **tx)
                .await?;
        }
        let log = self.pools.log(access);
        Ok(Tx { conn, owner, master: Arc::clone(&self.master), log })
    }

    async fn prepare(&self) -> Result<(), Error> {
        let mut conn = self.pools.begin(Access::Read).await?;
        let found = migrate::version(&mut conn).await?;
        if found > migrate::KNOWN {
            return Err(Error::NewerVersion { found, known: migrate::KNOWN });
        }
        if found > 0 {
            self.check_key(&mut conn).await?;
        }
        if found == migrate::KNOWN {
            return Ok(());
        }
        drop(conn);

        let mut conn = self.pools.begin(Access::Write).await?;
        migrate::run(&mut conn).await?;
        let check = self.master.0.seal(KEY_CHECK, b"");
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
        let row = run!(*conn, fetch_optional, "SELECT key_check FROM server")?
            .ok_or(sqlx::Error::RowNotFound)?;
        let sealed: Vec<u8> = row.get("key_check")?;
        match self.master.0.open(KEY_CHECK, &sealed) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::WrongMasterKey),
        }
    }
}

impl Tx {
    /// The owner's data key, which seals the owner's secrets. `None` if it was shredded.
    pub(crate) async fn data_key(&mut self) -> Result<Option<Key>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT wrapped_key FROM owner_keys WHERE owner = $1",
            &*self.owner,
        )?;
        let Some(row) = row else { return Ok(None) };
        let place = data_key_place(&self.owner);
        let bytes = self.master.0.open(place, &row.get::<Vec<u8>>("wrapped_key")?)?;
        Key::from_slice(&bytes).map(Some).ok_or_else(|| place.corrupted())
    }
}

/// Whether SQLite says that somebody else holds the database (`SQLITE_BUSY`, 5, and what extends it).
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

impl Pools {
    async fn open_file(path: &Path) -> Result<Self, sqlx::Error> {
        // Created here, because SQLite would let others read it; its log files take its mode.
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(SQLITE_PATIENCE)
            .disable_statement_logging();
        // A reply's row must outlive a loss of power before the reply is sent, else the restarted
        // server would plan it again under another random_id. With FULL SQLite would wait for the
        // disk at every commit; `Tx::commit` waits for many at once.
        let writing = options
            .clone()
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("journal_size_limit", SQLITE_LOG_BYTES);
        let mut tries = 1;
        let writer = loop {
            match pool(1).connect_with(writing.clone()).await {
                // SQLite itself does not wait where the log is begun: somebody else begins it now.
                Err(error) if tries < SQLITE_TRIES && is_busy(&error) => tries += 1,
                connected => break connected?,
            }
        };
        let readers = pool(SQLITE_READERS).connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self::Sqlite { writer, readers, log: Arc::new(WriteLog::new(path)) })
    }

    async fn connect(options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        let options = options.disable_statement_logging();
        // The pool alone would try for half a minute and then not say why it failed.
        let mut connection = options.connect().await?;
        let bypasses: bool = sqlx::query_scalar(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
        )
        .fetch_one(&mut connection)
        .await?;
        if bypasses {
            warn!("the PostgreSQL role is above row-level security; use one that is no superuser");
        }
        connection.close().await?;
        let pool =
            PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect_lazy_with(options);
        Ok(Self::Postgres(pool))
    }

    fn log(&self, access: Access) -> Option<Arc<WriteLog>> {
        match (self, access) {
            (Self::Sqlite { log, .. }, Access::Write) => Some(Arc::clone(log)),
            _ => None,
        }
    }

    async fn begin(&self, access: Access) -> Result<Conn, Error> {
        Ok(match (self, access) {
            (Self::Sqlite { readers, .. }, Access::Read) => Conn::Sqlite(readers.begin().await?),
            (Self::Sqlite { writer, .. }, Access::Write) => {
                Conn::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            (Self::Postgres(pool), Access::Read) => Conn::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
            (Self::Postgres(pool), Access::Write) => Conn::Postgres(pool.begin().await?),
        })
    }
}

/// Connections to a file neither grow old nor break, so they are kept and not tested.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

fn data_key_place(owner: &str) -> Place<'_> {
    Place { table: "owner_keys", column: "wrapped_key", owner, row: owner }
}

async fn default_owner(conn: &mut Conn) -> Result<Option<OwnerId>, Error> {
    run!(
        *conn,
        fetch_optional,
        "SELECT default_owner FROM server WHERE default_owner IS NOT NULL",
    )?
    .map(|row| row.get_id("default_owner"))
    .transpose()
}

enum Address {
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    fn parse(address: &str) -> Result<Self, Error> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return match address.parse() {
                Ok(options) => Ok(Self::Postgres(Box::new(options))),
                Err(_) => Err(Error::UnknownAddress),
            };
        }
        let path = address.strip_prefix("sqlite://").unwrap_or(address);
        if path.is_empty() || path.contains("://") {
            return Err(Error::UnknownAddress);
        }
        Ok(Self::File(path.into()))
    }
}

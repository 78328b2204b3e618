//! SQLite: connections to a file, each of which belongs to one transaction at a time, and statements.
//!
//! A statement takes some microseconds and is carried out where it is asked for. A thread for each
//! connection, which is what the asynchronous libraries have, takes several times as long to be woken
//! and waited for. What may wait for somebody else is awaited: a connection that is free, and the lock
//! of another process.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::BoxError;
use rusqlite::config::DbConfig;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, Error, ErrorCode, OpenFlags, StatementStatus, ToSql};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many can read at once, beside the one who writes.
const READERS: usize = 4;
/// How long a write waits for that of another process, such as an import.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often opening is tried that meets another process's; a try takes a fraction of a millisecond,
/// and the other needs some.
const TRIES: u32 = 2_000;
/// The write-ahead log is cut back to this after it has grown, as it does in an import.
const LOG_BYTES: u32 = 16_777_216;
/// How much of the file the writer keeps in memory, in kibibytes (negative, as SQLite has it): with its
/// own two megabytes a server of many chats reads the same pages again for each reply.
const CACHE_KIB: i64 = -16 * 1024;
/// More than there are statements in this crate.
const STATEMENTS: usize = 512;

/// Connections of one kind to a file. Clones share them.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Home>);

struct Home {
    path: Box<Path>,
    kind: Kind,
    /// Connections neither grow old nor break, so they are kept and not tested.
    idle: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
    /// How many steps the machine of SQLite has made for all statements.
    steps: AtomicU64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// There is one: writers queue for it instead of meeting a locked database.
    Writer,
    Reader,
}

impl Kind {
    fn connections(self) -> usize {
        match self {
            Self::Writer => 1,
            Self::Reader => READERS,
        }
    }
}

impl Pool {
    /// For the one who writes; makes the file a database in WAL mode, if it is none yet.
    pub(crate) fn writer(path: &Path) -> Result<Self, Error> {
        let pool = Self::new(path, Kind::Writer);
        let mut tries = 1;
        let connection = loop {
            match pool.0.connect() {
                // SQLite itself does not wait where the log is begun: somebody else begins it now.
                Err(error) if tries < TRIES && is_busy(&error) => tries += 1,
                connected => break connected?,
            }
        };
        pool.0.keep(connection);
        Ok(pool)
    }

    /// For those who read.
    pub(crate) fn readers(path: &Path) -> Self {
        Self::new(path, Kind::Reader)
    }

    fn new(path: &Path, kind: Kind) -> Self {
        let free = Arc::new(Semaphore::new(kind.connections()));
        let (idle, steps) = (Mutex::default(), AtomicU64::default());
        Self(Arc::new(Home { path: path.into(), kind, idle, free, steps }))
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Whether none of them is in use.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.free.available_permits() == self.0.kind.connections()
    }

    /// How many steps the machine of SQLite has made for all statements.
    pub(crate) fn steps(&self) -> u64 {
        self.0.steps.load(Ordering::Relaxed)
    }

    /// Begins a transaction, once a connection is free.
    pub(crate) async fn begin(&self) -> Result<Transaction, BoxError> {
        let home = Arc::clone(&self.0);
        let place = Arc::clone(&home.free).acquire_owned().await?;
        let known = home.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = known.map_or_else(|| home.connect(), Ok)?;
        let connection = match home.kind {
            Kind::Reader => begun(connection, "BEGIN")?,
            Kind::Writer => match run(&connection, IMMEDIATELY) {
                Ok(()) => connection,
                Err(error) if is_busy(&error) => {
                    tokio::task::spawn_blocking(|| after_others(connection)).await??
                }
                Err(error) => return Err(error.into()),
            },
        };
        Ok(Transaction { connection: Some(connection), home, _place: place })
    }
}

const IMMEDIATELY: &str = "BEGIN IMMEDIATE";

fn begun(connection: Connection, how: &str) -> Result<Connection, Error> {
    run(&connection, how)?;
    Ok(connection)
}

/// Runs a statement without values that begins or ends a transaction.
fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.raw_execute()?;
    Ok(())
}

/// Waits, on a thread that may, for the lock of another process.
fn after_others(connection: Connection) -> Result<Connection, Error> {
    connection.busy_timeout(PATIENCE)?;
    let connection = begun(connection, IMMEDIATELY)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

impl Home {
    fn connect(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "foreign_keys", true)?;
        // Else a statement that a partial index might serve is prepared anew for each value.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        match self.kind {
            Kind::Reader => connection.pragma_update(None, "query_only", true)?,
            Kind::Writer => {
                // A reply's row must outlive a loss of power before the reply is sent, else the
                // restarted server would plan it again under another random_id. With FULL SQLite would
                // wait for the disk at every commit; `Tx::commit` waits for many at once.
                connection.pragma_update(None, "journal_mode", "wal")?;
                connection.pragma_update(None, "synchronous", "normal")?;
                connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
                connection.pragma_update(None, "cache_size", CACHE_KIB)?;
                connection.busy_timeout(Duration::ZERO)?;
            }
        }
        Ok(connection)
    }

    fn keep(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// A transaction. Dropping it rolls everything back.
pub(crate) struct Transaction {
    /// `None` once it is over.
    connection: Option<Connection>,
    home: Arc<Home>,
    _place: OwnedSemaphorePermit,
}

impl Transaction {
    pub(crate) fn commit(self) -> Result<(), crate::Error> {
        run(self.connection(), "COMMIT").map_err(|error| self.told(error))
    }

    /// Runs statements that take no values.
    pub(crate) fn run_script(&self, sql: &str) -> Result<(), crate::Error> {
        self.connection().execute_batch(sql).map_err(|error| self.told(error))
    }

    /// Runs a statement, and returns how many rows it has changed.
    pub(crate) fn execute(&self, sql: &str, values: &[&dyn ToSql]) -> Result<u64, crate::Error> {
        let changed = self.change(sql, values).map_err(|error| self.told(error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(crate) fn fetch_all(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
    ) -> Result<Vec<Row>, crate::Error> {
        self.fetch(sql, values, usize::MAX).map_err(|error| self.told(error))
    }

    pub(crate) fn fetch_optional(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
    ) -> Result<Option<Row>, crate::Error> {
        Ok(self.fetch(sql, values, 1).map_err(|error| self.told(error))?.pop())
    }

    /// Hands out the text in the first column of every row that is found, one after the other.
    pub(crate) fn each_text(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        mut take: impl FnMut(&str) -> Result<(), crate::Error>,
    ) -> Result<(), crate::Error> {
        let told = |error| self.told(error);
        let mut statement = self.prepare(sql, values).map_err(told)?;
        let mut found = statement.raw_query();
        while let Some(row) = found.next().map_err(told)? {
            take(row.get_ref(0)?.as_str().map_err(Error::from)?)?;
        }
        Ok(())
    }

    /// A failure, as those above are told it: what is damaged is named.
    fn told(&self, error: Error) -> crate::Error {
        crate::Error::from(error).in_file(&self.home.path)
    }

    fn change(&self, sql: &str, values: &[&dyn ToSql]) -> Result<usize, Error> {
        let mut statement = self.prepare(sql, values)?;
        let changed = statement.raw_execute()?;
        self.count(&statement);
        Ok(changed)
    }

    fn fetch(&self, sql: &str, values: &[&dyn ToSql], limit: usize) -> Result<Vec<Row>, Error> {
        let mut statement = self.prepare(sql, values)?;
        let width = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows: Vec<Row> = Vec::new();
        while rows.len() < limit
            && let Some(row) = found.next()?
        {
            let mut values = Vec::with_capacity(width);
            for place in 0..width {
                values.push(row.get(place)?);
            }
            let columns = match rows.first() {
                Some(first) => Arc::clone(&first.columns),
                None => row.as_ref().column_names().map(Box::from).collect(),
            };
            rows.push(Row { columns, values });
        }
        drop(found);
        self.count(&statement);
        Ok(rows)
    }

    /// Counts what a statement has taken.
    fn count(&self, statement: &CachedStatement<'_>) {
        let steps = statement.reset_status(StatementStatus::VmStep);
        self.home.steps.fetch_add(u64::try_from(steps).unwrap_or_default(), Ordering::Relaxed);
    }

    fn prepare(&self, sql: &str, values: &[&dyn ToSql]) -> Result<CachedStatement<'_>, Error> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let places = statement.parameter_count();
        for place in 1..=places {
            // To SQLite `$2` is a name, whose place is that of its first use; `?` has none.
            let number: Option<usize> = match statement.parameter_name(place) {
                Some(name) => name.trim_start_matches('$').parse().ok(),
                None => Some(place),
            };
            let value = number.and_then(|number| values.get(number.checked_sub(1)?));
            let value = value.ok_or(Error::InvalidParameterCount(places, values.len()))?;
            statement.raw_bind_parameter(place, value)?;
        }
        Ok(statement)
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("it is not dropped")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // One that cannot even be rolled back is closed, which does it.
        if connection.is_autocommit() || run(&connection, "ROLLBACK").is_ok() {
            self.home.keep(connection);
        }
    }
}

/// A row that was found. Columns are read by name.
pub(crate) struct Row {
    columns: Arc<[Box<str>]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn get<T: FromSql>(&self, column: &str) -> Result<T, Error> {
        self.read(column, T::column_result)
    }

    /// The text of a column, if there is one.
    pub(crate) fn text(&self, column: &str) -> Result<Option<&str>, Error> {
        self.read(column, |value| value.as_str_or_null())
    }

    fn read<'a, T>(
        &'a self,
        column: &str,
        read: impl FnOnce(ValueRef<'a>) -> FromSqlResult<T>,
    ) -> Result<T, Error> {
        let place = self.columns.iter().position(|name| &**name == column);
        let place = place.ok_or_else(|| Error::InvalidColumnName(column.to_owned()))?;
        let value = ValueRef::from(&self.values[place]);
        read(value).map_err(|error| match error {
            FromSqlError::InvalidType => {
                Error::InvalidColumnType(place, column.to_owned(), value.data_type())
            }
            error => Error::FromSqlConversionFailure(place, value.data_type(), error.into()),
        })
    }
}

/// Whether SQLite says that somebody else holds the database.
fn is_busy(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_that_is_damaged_is_told_with_the_name_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("twin.db");
        let connection = Connection::open(&path).unwrap();
        let filled = "CREATE TABLE a (b TEXT); INSERT INTO a VALUES (hex(randomblob(20000)))";
        connection.execute_batch(filled).unwrap();
        let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
        let page = usize::try_from(page).unwrap();
        drop(connection);
        let mut bytes = std::fs::read(&path).unwrap();
        // The first page lists the tables: with it the file is still opened.
        bytes[page..].fill(0x5a);
        std::fs::write(&path, bytes).unwrap();

        let tx = Pool::readers(&path).begin().await.unwrap();
        let read = tx.fetch_all("SELECT b FROM a", &[]).err();
        let Some(crate::Error::Damaged { database, .. }) = &read else { panic!("{read:?}") };
        assert_eq!(*database, path.display().to_string());
        assert!(read.is_some_and(|error| error.is_damaged()));
    }

    #[test]
    fn sqlite_is_built_as_the_settings_of_cargo_say() {
        let connection = Connection::open_in_memory().unwrap();
        let mut options = connection.prepare("PRAGMA compile_options").unwrap();
        let options = options.query_map([], |row| row.get(0)).unwrap();
        let options: Vec<String> = options.map(Result::unwrap).collect();
        for option in ["DEFAULT_PCACHE_INITSZ=0", "DEFAULT_MEMSTATUS=0"] {
            assert!(options.iter().any(|built| built == option), "{option} of .cargo/config.toml");
        }
    }
}

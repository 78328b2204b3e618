//! A transaction on either database, and what runs one SQL text on both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use domain::{BoxError, Message, PeerId, Timestamp};
use rusqlite::types::FromSql;
use sqlx::postgres::{PgQueryResult, PgRow};
use sqlx::{Decode, Postgres, Row as _, Transaction, Type};

use crate::keyring::Keyring;
use crate::text::StoredAsText;
use crate::write_log::WriteLog;
use crate::{Error, sqlite};

/// A transaction in the name of one owner: it sees and changes the rows of that owner only.
///
/// Dropping it rolls everything back. After an error of the database it is of no more use: drop it.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) owner: Arc<str>,
    pub(crate) keyring: Arc<Keyring>,
    /// Where SQLite's commits are waited for.
    pub(crate) log: Option<Arc<WriteLog>>,
    /// The messages that are to be findable once this is committed, by their accounts.
    pub(crate) noted: BTreeMap<String, Vec<Message>>,
    /// When the newest of the messages that are new was sent, by account and chat.
    pub(crate) newest: BTreeMap<(String, PeerId), Timestamp>,
    /// The accounts whose index no other transaction changes until this one ends.
    pub(crate) turns: BTreeSet<String>,
}

impl Tx {
    /// Makes the changes permanent. Once this has returned they are on the disk, and so is all that
    /// was committed before.
    pub async fn commit(mut self) -> Result<(), Error> {
        self.index_noted().await?;
        self.move_up().await?;
        self.conn.commit().await?;
        match self.log {
            Some(log) => log.sync().await.map_err(|error| Error::Database(error.into())),
            None => Ok(()),
        }
    }

    /// Makes the changes permanent for everybody who reads, and for the next process; where power is
    /// lost the latest of them may be, in the order in which they were made. For what happens again
    /// in that case, because whoever told of it tells of it again.
    pub async fn commit_soon(mut self) -> Result<(), Error> {
        self.index_noted().await?;
        self.move_up().await?;
        self.conn.commit().await
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("owner", &self.owner).finish_non_exhaustive()
    }
}

/// The transaction underneath.
pub(crate) enum Conn {
    Sqlite(sqlite::Transaction),
    Postgres(Transaction<'static, Postgres>),
}

impl Conn {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => tx.commit()?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Runs a statement with its values on either database:
/// `run!(self.conn, fetch_all, "SELECT … $1", value)`. Where the SQL must differ, both are named:
/// `run!(self.conn, execute, sqlite: "…", postgres: "…", value)`.
///
/// `execute` gives the number of affected rows, `fetch_all` a `Vec<Row>`, `fetch_optional` an
/// `Option<Row>`; each as a future of a `Result<_, Error>`, already awaited.
macro_rules! run {
    ($conn:expr, $how:ident, sqlite: $sqlite:expr, postgres: $postgres:expr
        $(, $value:expr)* $(,)?) => {
        match &mut $conn {
            $crate::tx::Conn::Sqlite(tx) => tx
                .$how($sqlite, rusqlite::params![$($value),*])
                .map($crate::tx::Common::common),
            $crate::tx::Conn::Postgres(tx) => sqlx::query($postgres)
                $(.bind($value))*
                .$how(&mut **tx)
                .await
                .map($crate::tx::Common::common)
                .map_err($crate::Error::from),
        }
    };
    ($conn:expr, $how:ident, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::tx::run!($conn, $how, sqlite: $sql, postgres: $sql $(, $value)*)
    };
}
pub(crate) use run;

/// What a database gives back, in the form common to both.
pub(crate) trait Common {
    type Common;
    fn common(self) -> Self::Common;
}

impl Common for u64 {
    type Common = Self;
    fn common(self) -> Self {
        self
    }
}

impl Common for PgQueryResult {
    type Common = u64;
    fn common(self) -> u64 {
        self.rows_affected()
    }
}

impl Common for sqlite::Row {
    type Common = Row;
    fn common(self) -> Row {
        Row::Sqlite(self)
    }
}

impl Common for PgRow {
    type Common = Row;
    fn common(self) -> Row {
        Row::Postgres(self)
    }
}

impl<T: Common> Common for Option<T> {
    type Common = Option<T::Common>;
    fn common(self) -> Self::Common {
        self.map(T::common)
    }
}

impl<T: Common> Common for Vec<T> {
    type Common = Vec<T::Common>;
    fn common(self) -> Self::Common {
        self.into_iter().map(T::common).collect()
    }
}

/// A row of either database. Columns are read by name.
pub(crate) enum Row {
    Sqlite(sqlite::Row),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    pub(crate) fn get<T>(&self, column: &str) -> Result<T, Error>
    where
        T: FromSql + Type<Postgres> + for<'r> Decode<'r, Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// The text of a column, if there is one.
    fn text(&self, column: &str) -> Result<Option<&str>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.text(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// The enum whose name stands in a column.
    pub(crate) fn get_enum<T: StoredAsText>(&self, column: &str) -> Result<T, Error> {
        let text = self.text(column)?.unwrap_or_default();
        T::from_text(text).ok_or_else(|| undecodable(column, format!("unknown: {text}").into()))
    }

    /// As [`Row::get_enum`], for a column that may be NULL.
    pub(crate) fn get_optional_enum<T: StoredAsText>(
        &self,
        column: &str,
    ) -> Result<Option<T>, Error> {
        match self.text(column)? {
            Some(_) => self.get_enum(column).map(Some),
            None => Ok(None),
        }
    }

    /// The SHA-256 hash in a column.
    pub(crate) fn get_hash(&self, column: &str) -> Result<[u8; 32], Error> {
        let bytes: Vec<u8> = self.get(column)?;
        bytes.try_into().map_err(|_| undecodable(column, "not 32 bytes".into()))
    }

    /// The identifier whose text stands in a column.
    pub(crate) fn get_id<T>(&self, column: &str) -> Result<T, Error>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let text = self.text(column)?.unwrap_or_default();
        text.parse().map_err(|error: T::Err| undecodable(column, error.into()))
    }
}

/// A value that this program would not have written there.
pub(crate) fn undecodable(column: &str, source: BoxError) -> Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source }.into()
}

/// A number of rows as SQL's `LIMIT` takes it.
pub(crate) fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

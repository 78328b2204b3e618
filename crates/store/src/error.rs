//! What can go wrong with the store.

use std::io;
use std::path::{Path, PathBuf};

use domain::{BoxError, SessionStoreError};
use rusqlite::ErrorCode;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is none of a file and a PostgreSQL URL.
    #[error("not the address of a database: neither a file nor postgres://")]
    UnknownAddress,
    /// The database cannot be opened, created or reached.
    #[error("cannot open the database {database}")]
    Open {
        /// The file, or the host and name of a PostgreSQL database; never a password.
        database: String,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// Row-level security does not bind the PostgreSQL role that is to serve, or need not: it is a
    /// superuser, has BYPASSRLS, may use the machine's files and programs, or may become one who does.
    #[error("the PostgreSQL role {role} is above row-level security")]
    RoleAboveSecurity {
        /// The role.
        role: String,
    },
    /// The database is older than this program, and its role may not change it; or the role that may
    /// looks at other tables.
    #[error("the database has version {found} of {known}, and its role may not change that")]
    NotMigrated {
        /// The version that the role sees; 0 if it sees no tables.
        found: i64,
        /// The version that this program needs.
        known: i64,
    },
    /// A role was named that is to make the tables, and the database has no roles.
    #[error("only PostgreSQL has a role that makes the tables")]
    NothingToMigrateApart,
    /// A newer program has written the database. It was not touched.
    #[error("the database has version {found}, newer than the known {known}")]
    NewerVersion {
        /// The version of the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The schema could not be brought up to date. It is as it was.
    #[error("the migration of the database failed")]
    Migration(#[source] BoxError),
    /// The secrets of this database were sealed with another master key. Nothing was touched.
    #[error("the master key does not belong to this database")]
    WrongMasterKey {
        /// The file of that key; `None` if it was given as a text.
        path: Option<PathBuf>,
    },
    /// Others than the file's owner can read the master key.
    #[error("the master key file {path} is open to others: mode {mode:03o} instead of 600")]
    MasterKeyExposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The master key file could not be read or created.
    #[error("cannot read or create the master key file {path}")]
    MasterKeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The text, or the file at `path`, is no master key.
    #[error("not a master key: 64 hexadecimal digits are expected")]
    InvalidMasterKey {
        /// The file; `None` if the key was given as a text.
        path: Option<PathBuf>,
    },
    /// A master key that was given as a text is to be changed, and none was given to follow.
    #[error("no master key was given to follow this one")]
    NoNextMasterKey,
    /// The master key that was given to follow seals the database already.
    #[error("the database is sealed with this master key already")]
    SameMasterKey,
    /// A sealed value was altered, cut short or moved to another row.
    #[error("the sealed value in {table}.{column} is corrupted")]
    Corrupted {
        /// The table it stands in.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// There is something in the database that a backup was to be restored into. It was not touched.
    #[error("the database is not empty")]
    NotEmpty,
    /// What was given to restore is no backup.
    #[error("this is no backup")]
    NoBackup,
    /// A newer program has written the backup.
    #[error("the backup has version {found}, newer than the known {known}")]
    NewerBackup {
        /// The version of the backup's schema, or of its format.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The backup ends too early, or holds what this program would not have written.
    #[error("the backup is damaged at line {line}")]
    DamagedBackup {
        /// The line of what it holds, counted from 1.
        line: u64,
    },
    /// The backup cannot be read or written.
    #[error("the backup cannot be read or written")]
    BackupFile(#[source] io::Error),
    /// The account has no session to change: it never logged in, or was logged out.
    #[error("the account has no session")]
    NoSession,
    /// The SQLite file turned out to be damaged while it was read or written.
    #[error("the database {database} is damaged")]
    Damaged {
        /// The file.
        database: String,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// The database refused or failed.
    #[error("the database failed")]
    Database(#[source] BoxError),
}

impl Error {
    /// Whether the SQLite file is damaged, or is no database at all.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self.of_sqlite(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    }

    /// Whether SQLite may not change the file, or may not make others beside it.
    #[must_use]
    pub fn is_unwritable(&self) -> bool {
        matches!(self.of_sqlite(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
    }

    /// What SQLite says, if it is what failed.
    fn of_sqlite(&self) -> Option<ErrorCode> {
        let (Self::Open { source, .. }
        | Self::Damaged { source, .. }
        | Self::Migration(source)
        | Self::Database(source)) = self
        else {
            return None;
        };
        source.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()
    }

    /// The same, with the name of the SQLite file if it is damaged.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        let is_damaged = self.is_damaged();
        match self {
            Self::Database(source) if is_damaged => {
                Self::Damaged { database: path.display().to_string(), source }
            }
            other => other,
        }
    }

    /// Whether an SQLite file could not be opened, and not a PostgreSQL database.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        matches!(self, Self::Open { source, .. } if !source.is::<sqlx::Error>())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<Error> for SessionStoreError {
    fn from(error: Error) -> Self {
        Self(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn a_file_that_may_not_be_changed_is_told_from_a_damaged_one() {
        for (code, unwritable, damaged) in [
            (ffi::SQLITE_READONLY, true, false),
            (ffi::SQLITE_CANTOPEN, true, false),
            (ffi::SQLITE_CORRUPT, false, true),
            (ffi::SQLITE_NOTADB, false, true),
            (ffi::SQLITE_BUSY, false, false),
        ] {
            let failed = || rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let open = Error::Open { database: "twin.db".to_owned(), source: failed().into() };
            for error in [open, Error::Migration(failed().into()), Error::from(failed())] {
                let told = (error.is_unwritable(), error.is_damaged());
                assert_eq!(told, (unwritable, damaged), "{error:?}");
            }
        }
    }
}

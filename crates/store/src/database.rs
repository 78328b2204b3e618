//! Where a database is, and as whom it is opened.

use std::fmt;
use std::path::PathBuf;

use sqlx::postgres::PgConnectOptions;

use crate::Error;

/// Where a database is, and as which roles of PostgreSQL it is opened.
///
/// The role of `address` should own nothing: then whoever gets hold of its connections can neither
/// switch row-level security off nor change the audit log. Tables are made and changed by the role of
/// `migrate_address`, which gives the other what it needs. See `docs/postgresql.md`.
#[derive(Clone, PartialEq, Eq)]
pub struct Database {
    /// A file of SQLite, as a path or as `sqlite://` and the path, or a `postgres://` URL.
    pub address: String,
    /// The same PostgreSQL database as the role that owns the tables. Without it the role of `address`
    /// makes them, where it may.
    pub migrate_address: Option<String>,
    /// Whether the role of `address` may be one that row-level security does not bind.
    pub any_role: bool,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Addresses hold passwords.
        f.debug_struct("Database").field("any_role", &self.any_role).finish_non_exhaustive()
    }
}

impl From<&str> for Database {
    fn from(address: &str) -> Self {
        Self { address: address.to_owned(), migrate_address: None, any_role: false }
    }
}

impl From<&String> for Database {
    fn from(address: &String) -> Self {
        Self::from(address.as_str())
    }
}

/// An address, taken apart.
pub(crate) enum Address {
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    pub(crate) fn parse(address: &str) -> Result<Self, Error> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let database = Database {
            migrate_address: Some("postgres://owner:sesame@localhost/twin".into()),
            ..Database::from("postgres://anna:sesame@localhost/twin")
        };
        assert!(!format!("{database:?}").contains("sesame"));
    }
}

//! From a database to the lines of a backup.

use std::io::Write;

use domain::Timestamp;
use futures_util::TryStreamExt;
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::columns::{columns, select};
use super::lines::{Head, Mark};
use super::{BackedUp, FORMAT, TABLES, told};
use crate::rotation::{data_key_place, unwrapped_data_key};
use crate::store::{Access, act_as, default_owner, owners_of};
use crate::tx::{Conn, Row};
use crate::{Error, Store, key_file, migrate, seal};

impl Store {
    /// Writes all that is stored, as it is at this moment, while others go on reading and writing. Tells
    /// after every thousandth row how many were written, and of how many.
    ///
    /// What is written holds secrets in the clear: the data keys of owners.
    pub async fn back_up(
        &self,
        to: &mut dyn Write,
        made_at: Timestamp,
        tell: &mut dyn FnMut(u64, u64),
    ) -> Result<BackedUp, Error> {
        let mut conn = self.pools.begin(Access::Read).await?;
        let owners: Vec<String> =
            owners_of(&mut conn).await?.iter().map(ToString::to_string).collect();
        let mut expected = 0;
        for owner in &owners {
            act_as(&mut conn, owner).await?;
            for table in TABLES {
                expected += count(&mut conn, table, owner).await?;
            }
        }
        let default_owner = default_owner(&mut conn).await?;
        let head = Head {
            aitwin_backup: FORMAT,
            schema: migrate::KNOWN,
            made_at: made_at.as_millis(),
            default_owner: default_owner.map(|owner| owner.to_string()),
            rows: expected,
        };
        write(to, &head)?;
        let mut rows = 0;
        for owner in &owners {
            act_as(&mut conn, owner).await?;
            write(to, &Mark::Owner { owner: owner.clone() })?;
            for table in TABLES {
                let columns = columns(&mut conn, table).await?;
                let query = select(&conn, table, &columns);
                let columns = columns.into_iter().map(|column| column.name).collect();
                write(to, &Mark::Table { table: table.to_owned(), columns })?;
                each_line(&mut conn, query, owner, &mut |line| {
                    rows += 1;
                    told(rows, &mut |rows| tell(rows, expected));
                    to.write_all(line.as_bytes()).map_err(Error::BackupFile)?;
                    to.write_all(b"\n").map_err(Error::BackupFile)
                })
                .await?;
                if table == "owners"
                    && let Some(key) = unwrapped_data_key(&mut conn, &self.keyring, owner).await?
                {
                    let key = seal::Key::from_slice(&key);
                    let key = key.ok_or_else(|| data_key_place(owner).corrupted())?;
                    let digits = key_file::text(&key);
                    let mut mark = Mark::DataKey { data_key: digits.to_string() };
                    let written = write(to, &mark);
                    mark.wipe();
                    written?;
                }
            }
        }
        write(to, &Mark::End { end: rows })?;
        to.flush().map_err(Error::BackupFile)?;
        Ok(BackedUp { rows, owners: owners.len() })
    }
}

fn write(to: &mut dyn Write, line: &impl Serialize) -> Result<(), Error> {
    let written = serde_json::to_writer(&mut *to, line).map_err(std::io::Error::from);
    written.and_then(|()| to.write_all(b"\n")).map_err(Error::BackupFile)
}

async fn count(conn: &mut Conn, table: &str, owner: &str) -> Result<u64, Error> {
    let sql = format!("SELECT count(*) AS rows FROM {table} WHERE owner = $1");
    let row = match conn {
        Conn::Sqlite(tx) => tx.fetch_optional(&sql, &[&owner])?.map(Row::Sqlite),
        Conn::Postgres(tx) => sqlx::query(AssertSqlSafe(sql))
            .bind(owner)
            .fetch_optional(&mut **tx)
            .await?
            .map(Row::Postgres),
    };
    row.map_or(Ok(0), |row| row.get("rows").map(i64::unsigned_abs))
}

/// Hands out the text of every row, never more than a few of them in memory.
async fn each_line(
    conn: &mut Conn,
    query: String,
    owner: &str,
    take: &mut dyn FnMut(&str) -> Result<(), Error>,
) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(tx) => tx.each_text(&query, &[&owner], take),
        Conn::Postgres(tx) => {
            let query = sqlx::query_scalar(AssertSqlSafe(query)).bind(owner);
            let mut lines = query.fetch(&mut **tx);
            while let Some(line) = lines.try_next().await? {
                let line: String = line;
                take(&line)?;
            }
            Ok(())
        }
    }
}

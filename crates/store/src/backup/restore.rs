//! From the lines of a backup into an empty database.

use std::io::BufRead;
use std::sync::Arc;

use rusqlite::types::Value as SqliteValue;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use zeroize::Zeroizing;

use super::columns::{Column, columns, insert};
use super::lines::{Line, Lines, Mark};
use super::{Restored, TABLES, told};
use crate::key_file;
use crate::rotation::{data_key_place, sealed_check};
use crate::store::{Access, Pools, act_as};
use crate::tx::{Conn, run};
use crate::{Database, Error, MasterKey, Store, migrate};

/// How many rows are stored at once where each statement is a way to a server and back.
const AT_ONCE: usize = 500;

/// What becomes of the accounts of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// They stay as they were. Telegram kills a session that two servers use at once: for whoever knows
    /// that the original is gone.
    Live,
    /// Those with a session keep it and wait to be connected ([`crate::Tx::connect_accounts`]).
    Waiting,
}

impl Store {
    /// Restores a backup into an empty database, which is then that of the master key given here, and of
    /// this program's version. All or nothing: where it fails, the database is as empty as before.
    ///
    /// The master key is asked for once the database is known to be empty: one that is not has its own.
    /// Tells after every thousandth row how many were read.
    pub async fn restore(
        database: impl Into<Database>,
        master: impl FnOnce() -> Result<MasterKey, Error>,
        backup: &mut dyn BufRead,
        accounts: Accounts,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Restored, Error> {
        let (head, mut lines) = Lines::of(backup)?;
        let (pools, migrator) = Pools::open(&database.into()).await?;
        let owner = migrator.as_ref().map_or(&pools, |migrator| &migrator.pools);
        let mut conn = owner.begin(Access::Write).await?;
        if migrate::version(&mut conn).await? > 0 {
            return Err(Error::NotEmpty);
        }
        migrate::run_to(&mut conn, head.schema).await?;
        let mut restoring = Restoring {
            conn,
            master: master()?,
            accounts,
            owner: None,
            table: None,
            sessions: 0,
            has_webhooks: false,
        };
        while let Some(line) = lines.next()? {
            let fits = match line {
                Line::Mark(mark) => restoring.mark(mark).await?,
                Line::Row(row) => {
                    told(lines.rows(), tell);
                    restoring.row(row).await?
                }
            };
            if !fits {
                return Err(lines.damaged());
            }
        }
        let Restoring { mut conn, master, sessions, .. } = restoring;
        run!(
            conn,
            execute,
            "INSERT INTO server (only_row, key_check, default_owner) VALUES (1, $1, $2)",
            sealed_check(&master.key, None),
            head.default_owner.map(|owner| owner.to_string()),
        )?;
        act_as(&mut conn, "").await?;
        migrate::run(&mut conn).await?;
        if let Some(migrator) = &migrator {
            migrator.give_in(&mut conn).await?;
        }
        conn.commit().await?;
        pools.sync().await?;
        Ok(Restored { made_at: head.made_at, rows: lines.rows(), sessions })
    }
}

struct Restoring {
    conn: Conn,
    master: MasterKey,
    accounts: Accounts,
    owner: Option<Arc<str>>,
    table: Option<Table>,
    /// How many accounts could connect.
    sessions: u64,
    /// Whether the backup's version knows webhooks.
    has_webhooks: bool,
}

/// The table whose rows are being read.
struct Table {
    insert: String,
    /// The kinds of the columns of the backup's rows.
    kinds: Vec<String>,
    /// Rows that are not stored yet.
    rows: Vec<Vec<Value>>,
}

impl Restoring {
    /// `false` if such a line cannot stand here.
    async fn mark(&mut self, mark: Mark) -> Result<bool, Error> {
        if !self.store_rows().await? {
            return Ok(false);
        }
        match mark {
            Mark::Owner { owner } => {
                self.end_owner().await?;
                act_as(&mut self.conn, &owner).await?;
                self.owner = Some(owner.into());
                Ok(true)
            }
            Mark::DataKey { data_key } => self.data_key(&Zeroizing::new(data_key)).await,
            Mark::Table { table, columns } => self.begin(&table, &columns).await,
            Mark::End { .. } => self.end_owner().await.map(|()| true),
        }
    }

    async fn begin(&mut self, table: &str, named: &[String]) -> Result<bool, Error> {
        let Some(table) = TABLES.into_iter().find(|known| *known == table) else {
            return Ok(false);
        };
        self.has_webhooks |= table == "webhooks";
        let known = columns(&mut self.conn, table).await?;
        let find = |name: &String| known.iter().find(|column| column.name == *name);
        let Some(columns) = named.iter().map(find).collect::<Option<Vec<&Column>>>() else {
            return Ok(false);
        };
        self.table = Some(Table {
            insert: insert(&self.conn, table, &columns),
            kinds: columns.iter().map(|column| column.kind.clone()).collect(),
            rows: Vec::new(),
        });
        Ok(true)
    }

    async fn row(&mut self, row: Vec<Value>) -> Result<bool, Error> {
        let at_once = if matches!(self.conn, Conn::Sqlite(_)) { 1 } else { AT_ONCE };
        let Some(table) = &mut self.table else { return Ok(false) };
        if row.len() != table.kinds.len() {
            return Ok(false);
        }
        table.rows.push(row);
        if table.rows.len() < at_once { Ok(true) } else { self.store_rows().await }
    }

    /// Stores what was read; `false` if a value is none of its column.
    async fn store_rows(&mut self) -> Result<bool, Error> {
        let Some(table) = &mut self.table else { return Ok(true) };
        let Some(owner) = &self.owner else { return Ok(false) };
        let mut rows = std::mem::take(&mut table.rows);
        if rows.is_empty() {
            return Ok(true);
        }
        match &mut self.conn {
            Conn::Sqlite(tx) => {
                for row in rows {
                    let values = row.into_iter().zip(&table.kinds);
                    let values = values.map(|(value, kind)| sqlite_value(value, kind));
                    let Some(values) = values.collect::<Option<Vec<SqliteValue>>>() else {
                        return Ok(false);
                    };
                    let mut all: Vec<&dyn rusqlite::ToSql> = vec![owner];
                    all.extend(values.iter().map(|value| value as &dyn rusqlite::ToSql));
                    tx.execute(&table.insert, &all)?;
                }
            }
            Conn::Postgres(tx) => {
                rows.iter_mut().flatten().for_each(without_nul);
                let rows = serde_json::to_string(&rows).expect("what was JSON is JSON again");
                sqlx::query(AssertSqlSafe(table.insert.as_str()))
                    .bind(&**owner)
                    .bind(rows)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Ok(true)
    }

    async fn data_key(&mut self, digits: &str) -> Result<bool, Error> {
        let (Some(owner), Some(key)) = (&self.owner, key_file::parse(digits)) else {
            return Ok(false);
        };
        let wrapped = self.master.key.seal(data_key_place(owner), key.as_bytes());
        let sql = "INSERT INTO owner_keys (owner, wrapped_key) VALUES ($1, $2)";
        run!(self.conn, execute, sql, &**owner, &wrapped)?;
        Ok(true)
    }

    /// What is to be done once all rows of an owner are there.
    async fn end_owner(&mut self) -> Result<(), Error> {
        self.table = None;
        let Some(owner) = self.owner.take() else { return Ok(()) };
        // Where they are live the same statement only counts.
        let state = match self.accounts {
            Accounts::Live => "active",
            Accounts::Waiting => "offline",
        };
        self.sessions += run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET state = $2 WHERE owner = $1 AND state = 'active'",
            &*owner,
            state,
        )?;
        if self.has_webhooks && matches!(self.accounts, Accounts::Waiting) {
            self.hush_webhooks(&owner).await?;
        }
        Ok(())
    }

    /// What waits to be told is told by the original.
    async fn hush_webhooks(&mut self, owner: &str) -> Result<(), Error> {
        for sql in [
            "UPDATE webhooks SET disabled = 'owner' WHERE owner = $1 AND disabled IS NULL",
            "UPDATE webhook_deliveries SET next_try = NULL \
             WHERE owner = $1 AND next_try IS NOT NULL",
        ] {
            run!(self.conn, execute, sql, owner)?;
        }
        Ok(())
    }
}

/// The value of a column of SQLite; `None` if it cannot be one.
fn sqlite_value(value: Value, kind: &str) -> Option<SqliteValue> {
    Some(match (value, kind) {
        (Value::Null, _) => SqliteValue::Null,
        (Value::Bool(is), "INTEGER") => SqliteValue::Integer(is.into()),
        (Value::Number(number), "INTEGER") => SqliteValue::Integer(number.as_i64()?),
        (Value::Number(number), "REAL") => SqliteValue::Real(number.as_f64()?),
        (Value::String(text), "TEXT") => SqliteValue::Text(text),
        (Value::String(text), "BLOB") => SqliteValue::Blob(bytes(&text)?),
        _ => return None,
    })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.strip_prefix(r"\x")?.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        u8::try_from(high? * 16 + low?).ok()
    };
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// PostgreSQL cannot store a NUL in a text, and nobody means one.
fn without_nul(value: &mut Value) {
    if let Value::String(text) = value
        && text.contains('\0')
    {
        text.retain(|c| c != '\0');
    }
}

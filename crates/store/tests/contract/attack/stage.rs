//! A database of two roles, made by the SQL of `docs/postgresql.md`, with two people in it.

use domain::OwnerId;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use store::{Database, Store};

use crate::row_security::{fill, names};
use crate::support::{Fixture, NOW, account, master_key, owner_id, server};

const DOCUMENT: &str = include_str!("../../../../../docs/postgresql.md");

/// Which of the document's set-ups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A database of its own.
    Own,
    /// A schema in a database of others.
    Supabase,
}

/// A database whose roles are `owner` and `serving`.
pub(crate) struct Stage {
    pub(crate) database: Database,
    pub(crate) owner: String,
    pub(crate) serving: String,
    /// The schema, which bears the name of the role that serves.
    pub(crate) schema: String,
}

impl Stage {
    /// The database is there, and empty.
    pub(crate) async fn empty(kind: Kind) -> Self {
        let tag = format!("t{:016x}", getrandom::u64().unwrap());
        let (owner, serving) = (format!("aitwin_owner_{tag}"), format!("aitwin_{tag}"));
        let database = match kind {
            Kind::Own => serving.clone(),
            Kind::Supabase => format!("postgres_{tag}"),
        };
        let sql = |block: &str| {
            let words = [("aitwin_owner", &owner), ("aitwin", &serving), ("postgres", &database)];
            renamed(block, &words)
        };
        let admin: PgConnectOptions = admin().parse().unwrap();
        let mut connection = admin.clone().connect().await.unwrap();
        let [roles, inside, supabase] = blocks();
        match kind {
            // A statement each: a database is made in no transaction.
            Kind::Own => each(&mut connection, &sql(roles)).await,
            Kind::Supabase => {
                each(&mut connection, &format!("CREATE DATABASE {database};")).await;
            }
        }
        connection.close().await.unwrap();
        let mut connection = admin.database(&database).connect().await.unwrap();
        each(&mut connection, &sql(if kind == Kind::Own { inside } else { supabase })).await;
        connection.close().await.unwrap();
        let url = |role: &str, password: &str| address(role, password, &database);
        Self {
            database: Database {
                address: url(&serving, "second-password"),
                migrate_address: Some(url(&owner, "first-password")),
                any_role: false,
            },
            schema: serving.clone(),
            owner,
            serving,
        }
    }

    /// With the tables, and two people who have a row in every table of them.
    pub(crate) async fn full() -> (Self, Fixture) {
        Self::full_as(Kind::Own).await
    }

    /// Likewise, set up in one of the document's ways.
    pub(crate) async fn full_as(kind: Kind) -> (Self, Fixture) {
        let stage = Self::empty(kind).await;
        let store = Store::open(stage.database.clone(), master_key(1)).await.unwrap();
        let owner = store.ensure_owner(owner_id(1), NOW).await.unwrap();
        let stranger = owner_id(2);
        let mut tx = store.begin(stranger).await.unwrap();
        tx.insert_owner(NOW).await.unwrap();
        tx.commit().await.unwrap();
        let account = account(1, 100);
        let mut tx = store.begin(owner).await.unwrap();
        assert!(tx.insert_account(&account).await.unwrap());
        tx.commit().await.unwrap();
        let fixture = Fixture { store, owner, stranger, account: account.id };
        fill(&fixture).await;
        (stage, fixture)
    }

    /// A connection of the role that serves, in the name of somebody or of nobody.
    pub(crate) async fn serving(&self, owner: Option<OwnerId>) -> PgConnection {
        connected(&self.database.address, owner).await
    }

    /// A connection of the role that owns the tables.
    pub(crate) async fn owning(&self, owner: Option<OwnerId>) -> PgConnection {
        connected(self.database.migrate_address.as_ref().unwrap(), owner).await
    }
}

async fn connected(address: &str, owner: Option<OwnerId>) -> PgConnection {
    let mut connection = PgConnection::connect(address).await.unwrap();
    if let Some(owner) = owner {
        let set = sqlx::query("SELECT set_config('app.owner', $1, false)").bind(owner.to_string());
        set.execute(&mut connection).await.unwrap();
    }
    connection
}

/// The tables with rows of owners, as the catalogue has them.
pub(crate) async fn owned_tables(connection: &mut PgConnection) -> Vec<String> {
    let mut tables = names(
        connection,
        "SELECT relname AS name FROM pg_class \
         WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace",
    )
    .await;
    tables.retain(|table| !["schema_migrations", "server"].contains(&table.as_str()));
    assert!(tables.len() >= 30, "{tables:?}");
    tables
}

/// Runs a statement; what the database says against it.
pub(crate) async fn order(connection: &mut PgConnection, sql: &str) -> Result<u64, String> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

/// The server of the tests, as the role that makes the others: `cargo verify` makes it, with the same password.
pub(crate) fn admin() -> String {
    let (tests, makes) = ("//aitwin_test:", "//aitwin_test_admin:");
    assert!(server().contains(tests), "the tests' role is named otherwise");
    server().replacen(tests, makes, 1)
}

/// The server of the tests, as another role and in another database.
pub(crate) fn address(role: &str, password: &str, database: &str) -> String {
    let admin: PgConnectOptions = server().parse().unwrap();
    let (host, port) = (admin.get_host(), admin.get_port());
    format!("postgres://{role}:{password}@{host}:{port}/{database}")
}

/// The document's blocks of SQL: the roles, what is done in the database, and what on Supabase.
fn blocks() -> [&'static str; 3] {
    let parts = DOCUMENT.split("```sql\n").skip(1);
    let blocks: Vec<&str> = parts.map(|part| part.split("```").next().unwrap()).collect();
    blocks.try_into().expect("three blocks of SQL")
}

/// The document's names are one server's: here every test has its own.
fn renamed(sql: &str, words: &[(&str, &String)]) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    sql.split_inclusive(|c| !is_word(c))
        .map(|piece| {
            let word = piece.trim_end_matches(|c| !is_word(c));
            let found = words.iter().find(|(name, _)| *name == word);
            found.map_or_else(|| piece.to_owned(), |(_, new)| piece.replacen(word, new, 1))
        })
        .collect()
}

async fn each(connection: &mut PgConnection, sql: &str) {
    for statement in sql.split_inclusive(';').filter(|statement| statement.contains(';')) {
        order(connection, statement).await.unwrap_or_else(|why| panic!("{statement}: {why}"));
    }
}

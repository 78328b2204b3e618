//! The schema's versions. To add one: a file in both folders of `migrations/`, and a line here. A
//! migration that was released is never changed. A number may come later than a higher one: what a
//! database lacks is made up for.

use std::collections::HashSet;

use sqlx::{Postgres, Transaction};

use crate::tx::{Conn, run};
use crate::{Error, planner, roles};

/// The number and name of each version, and its file for SQLite and for PostgreSQL.
const MIGRATIONS: [(i64, &str, &str, &str); 31] = [
    (
        1,
        "initial",
        include_str!("../migrations/sqlite/0001_initial.sql"),
        include_str!("../migrations/postgres/0001_initial.sql"),
    ),
    (
        2,
        "histories",
        include_str!("../migrations/sqlite/0002_histories.sql"),
        include_str!("../migrations/postgres/0002_histories.sql"),
    ),
    (
        3,
        "relations",
        include_str!("../migrations/sqlite/0003_relations.sql"),
        include_str!("../migrations/postgres/0003_relations.sql"),
    ),
    (
        4,
        "memory",
        include_str!("../migrations/sqlite/0004_memory.sql"),
        include_str!("../migrations/postgres/0004_memory.sql"),
    ),
    (
        5,
        "models",
        include_str!("../migrations/sqlite/0005_models.sql"),
        include_str!("../migrations/postgres/0005_models.sql"),
    ),
    (
        6,
        "autonomy",
        include_str!("../migrations/sqlite/0006_autonomy.sql"),
        include_str!("../migrations/postgres/0006_autonomy.sql"),
    ),
    (
        7,
        "estimates",
        include_str!("../migrations/sqlite/0007_estimates.sql"),
        include_str!("../migrations/postgres/0007_estimates.sql"),
    ),
    (
        8,
        "questions",
        include_str!("../migrations/sqlite/0008_questions.sql"),
        include_str!("../migrations/postgres/0008_questions.sql"),
    ),
    (
        9,
        "policies",
        include_str!("../migrations/sqlite/0009_policies.sql"),
        include_str!("../migrations/postgres/0009_policies.sql"),
    ),
    (
        10,
        "earned",
        include_str!("../migrations/sqlite/0010_earned.sql"),
        include_str!("../migrations/postgres/0010_earned.sql"),
    ),
    (
        11,
        "saved",
        include_str!("../migrations/sqlite/0011_saved.sql"),
        include_str!("../migrations/postgres/0011_saved.sql"),
    ),
    (
        12,
        "groups",
        include_str!("../migrations/sqlite/0012_groups.sql"),
        include_str!("../migrations/postgres/0012_groups.sql"),
    ),
    (
        13,
        "access",
        include_str!("../migrations/sqlite/0013_access.sql"),
        include_str!("../migrations/postgres/0013_access.sql"),
    ),
    (
        14,
        "api",
        include_str!("../migrations/sqlite/0014_api.sql"),
        include_str!("../migrations/postgres/0014_api.sql"),
    ),
    (
        15,
        "webhooks",
        include_str!("../migrations/sqlite/0015_webhooks.sql"),
        include_str!("../migrations/postgres/0015_webhooks.sql"),
    ),
    (
        16,
        "search",
        include_str!("../migrations/sqlite/0016_search.sql"),
        include_str!("../migrations/postgres/0016_search.sql"),
    ),
    (
        17,
        "people",
        include_str!("../migrations/sqlite/0017_people.sql"),
        include_str!("../migrations/postgres/0017_people.sql"),
    ),
    (
        18,
        "patience",
        include_str!("../migrations/sqlite/0018_patience.sql"),
        include_str!("../migrations/postgres/0018_patience.sql"),
    ),
    (
        19,
        "blocks_and_first_words",
        include_str!("../migrations/sqlite/0019_blocks_and_first_words.sql"),
        include_str!("../migrations/postgres/0019_blocks_and_first_words.sql"),
    ),
    (
        20,
        "newest",
        include_str!("../migrations/sqlite/0020_newest.sql"),
        include_str!("../migrations/postgres/0020_newest.sql"),
    ),
    (
        21,
        "going",
        include_str!("../migrations/sqlite/0021_going.sql"),
        include_str!("../migrations/postgres/0021_going.sql"),
    ),
    (
        22,
        "likeness",
        include_str!("../migrations/sqlite/0022_likeness.sql"),
        include_str!("../migrations/postgres/0022_likeness.sql"),
    ),
    (
        23,
        "notes",
        include_str!("../migrations/sqlite/0023_notes.sql"),
        include_str!("../migrations/postgres/0023_notes.sql"),
    ),
    (
        24,
        "voice_and_disclosure",
        include_str!("../migrations/sqlite/0024_voice_and_disclosure.sql"),
        include_str!("../migrations/postgres/0024_voice_and_disclosure.sql"),
    ),
    (
        25,
        "cloned_voices",
        include_str!("../migrations/sqlite/0025_cloned_voices.sql"),
        include_str!("../migrations/postgres/0025_cloned_voices.sql"),
    ),
    (
        26,
        "bots",
        include_str!("../migrations/sqlite/0026_bots.sql"),
        include_str!("../migrations/postgres/0026_bots.sql"),
    ),
    (
        27,
        "hearing",
        include_str!("../migrations/sqlite/0027_hearing.sql"),
        include_str!("../migrations/postgres/0027_hearing.sql"),
    ),
    (
        28,
        "numbers",
        include_str!("../migrations/sqlite/0028_numbers.sql"),
        include_str!("../migrations/postgres/0028_numbers.sql"),
    ),
    (
        29,
        "said_once",
        include_str!("../migrations/sqlite/0029_said_once.sql"),
        include_str!("../migrations/postgres/0029_said_once.sql"),
    ),
    (
        30,
        "voice_tries",
        include_str!("../migrations/sqlite/0030_voice_tries.sql"),
        include_str!("../migrations/postgres/0030_voice_tries.sql"),
    ),
    (
        31,
        "failures",
        include_str!("../migrations/sqlite/0031_failures.sql"),
        include_str!("../migrations/postgres/0031_failures.sql"),
    ),
];

/// The newest version of the schema that this program knows.
pub const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// The version of a database; 0 if it is empty.
pub(crate) async fn version(conn: &mut Conn) -> Result<i64, Error> {
    let table = run!(
        *conn,
        fetch_optional,
        sqlite: "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'",
        postgres: "SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL",
    )?;
    if table.is_none() {
        return Ok(0);
    }
    let newest = run!(
        *conn,
        fetch_optional,
        "SELECT max(version) AS version FROM schema_migrations HAVING count(*) > 0",
    )?;
    newest.map_or(Ok(0), |row| row.get("version"))
}

/// Up to which of the versions that this program knows a database lacks none; 0 if it is empty.
pub(crate) async fn reached(conn: &mut Conn) -> Result<i64, Error> {
    if version(conn).await? == 0 {
        return Ok(0);
    }
    let present = applied(conn).await?;
    let there = MIGRATIONS.iter().take_while(|(_, name, ..)| present.contains(*name));
    Ok(there.last().map_or(0, |(version, ..)| *version))
}

/// The names of the versions that a database has been brought to.
async fn applied(conn: &mut Conn) -> Result<HashSet<String>, Error> {
    let rows = run!(*conn, fetch_all, "SELECT name FROM schema_migrations")?;
    rows.iter().map(|row| row.get("name")).collect()
}

/// Brings the schema up to date, in the given transaction: wholly or not at all.
pub(crate) async fn run(conn: &mut Conn) -> Result<(), Error> {
    run_to(conn, KNOWN).await
}

/// Brings the schema to a version: what it lacks up to there is made up for.
pub(crate) async fn run_to(conn: &mut Conn, wanted: i64) -> Result<(), Error> {
    apply(conn, wanted).await.map_err(|error| match error {
        Error::Database(source) => Error::Migration(source),
        error => error,
    })
}

/// Lets one process at a time change the schema, or who may do what with it, until the end of the
/// transaction.
pub(crate) async fn take_turns(tx: &mut Transaction<'_, Postgres>) -> Result<(), Error> {
    let lock = sqlx::query("SELECT pg_advisory_xact_lock(hashtext('schema_migrations'))");
    lock.execute(&mut **tx).await?;
    Ok(())
}

async fn apply(conn: &mut Conn, wanted: i64) -> Result<(), Error> {
    if let Conn::Postgres(tx) = conn {
        // On SQLite there is one writer anyway.
        take_turns(tx).await?;
        if !roles::may_migrate(tx).await? {
            let found = reached(conn).await?;
            return if found < wanted {
                Err(Error::NotMigrated { found, known: wanted })
            } else {
                Ok(())
            };
        }
    }
    run!(
        *conn,
        execute,
        sqlite: "CREATE TABLE IF NOT EXISTS schema_migrations \
                 (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
        postgres: "CREATE TABLE IF NOT EXISTS schema_migrations \
                   (version BIGINT PRIMARY KEY, name TEXT NOT NULL)",
    )?;
    let present = applied(conn).await?;
    let mut is_changed = false;
    for (version, name, sqlite, postgres) in MIGRATIONS {
        if version > wanted || present.contains(name) {
            continue;
        }
        match conn {
            Conn::Sqlite(tx) => tx.run_script(sqlite)?,
            Conn::Postgres(tx) => {
                sqlx::raw_sql(postgres).execute(&mut **tx).await?;
            }
        }
        run!(
            *conn,
            execute,
            "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)",
            version,
            name,
        )?;
        is_changed = true;
    }
    match conn {
        Conn::Sqlite(tx) if is_changed => planner::tell(tx),
        _ => Ok(()),
    }
}

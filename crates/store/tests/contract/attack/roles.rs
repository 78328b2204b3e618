//! Which roles may serve, and who makes the tables.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Database, Error, Store};

use super::stage::{Kind, Stage, admin, order, owned_tables};
use crate::backups::backup;
use crate::support::{NOW, master_key, owner_id, server};

async fn open(database: &Database) -> Result<Store, Error> {
    Store::open(database.clone(), master_key(1)).await
}

#[tokio::test]
async fn the_documents_two_roles_make_a_server() {
    for kind in [Kind::Own, Kind::Supabase] {
        let stage = Stage::empty(kind).await;
        let alone = Database { migrate_address: None, ..stage.database.clone() };
        let early = open(&alone).await;
        assert!(matches!(early, Err(Error::NotMigrated { found: 0, .. })), "{early:?}");
        open(&stage.database).await.unwrap();
        let store = open(&alone).await.unwrap();
        let owner = store.ensure_owner(owner_id(1), NOW).await.unwrap();
        assert_eq!(store.owners().await.unwrap(), [owner]);
        // Again, as at every start of a server that is given both.
        open(&stage.database).await.unwrap();
        // The master key is changed by the role that serves.
        let keys = master_key(1).followed_by(master_key(2));
        let store = Store::open(alone.clone(), keys).await.unwrap();
        store.rotate_master_key(NOW).await.unwrap();
        Store::open(alone, master_key(2)).await.unwrap();
    }
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date_by_its_owner_only() {
    let (stage, _) = Stage::full().await;
    let mut owning = stage.owning(None).await;
    let newest = format!("DELETE FROM schema_migrations WHERE version = {}", store::SCHEMA);
    order(&mut owning, &newest).await.unwrap();
    let alone = Database { migrate_address: None, ..stage.database.clone() };
    let refused = open(&alone).await;
    let Err(Error::NotMigrated { found, known }) = refused else { panic!("{refused:?}") };
    assert!(found < known && known == store::SCHEMA, "{found} of {known}");

    // One that has the newest and lacks an earlier one, as where two programs grew apart.
    let (stage, _) = Stage::full().await;
    let mut owning = stage.owning(None).await;
    order(&mut owning, "DELETE FROM schema_migrations WHERE version = 2").await.unwrap();
    let alone = Database { migrate_address: None, ..stage.database.clone() };
    let refused = open(&alone).await;
    assert!(matches!(refused, Err(Error::NotMigrated { found: 1, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_role_that_row_level_security_does_not_bind_is_refused() {
    // Beside the role of the tests `cargo verify` makes one with BYPASSRLS and the same password.
    let (tests, above) = ("//aitwin_test:", "//aitwin_test_above:");
    assert!(server().contains(tests), "the tests' role is named otherwise");
    let database = Database::from(&server().replacen(tests, above, 1));
    let refused = open(&database).await;
    let Err(Error::RoleAboveSecurity { role }) = refused else { panic!("{refused:?}") };
    assert_eq!(role, "aitwin_test_above");
    // Then what is next is in the way: it may make no tables there.
    let allowed = open(&Database { any_role: true, ..database }).await;
    assert!(matches!(allowed, Err(Error::NotMigrated { .. })), "{allowed:?}");
}

/// On PostgreSQL 15 they could give themselves `pg_execute_server_program`.
#[tokio::test]
async fn a_role_that_makes_roles_is_refused() {
    let mut connection = PgConnection::connect(&admin()).await.unwrap();
    let version = sqlx::query_scalar("SELECT current_setting('server_version_num')::int");
    let version: i32 = version.fetch_one(&mut connection).await.unwrap();
    let opened = open(&Database::from(&admin())).await;
    match opened {
        Err(Error::RoleAboveSecurity { role }) => assert_eq!(role, "aitwin_test_admin"),
        other => assert!(version >= 160_000, "{other:?}"),
    }
}

#[tokio::test]
async fn a_backup_is_restored_by_the_owner_and_served_by_the_other() {
    let (_, fixture) = Stage::full().await;
    let written = backup(&fixture.store).await;
    let stage = Stage::empty(Kind::Own).await;
    let master = || Ok(master_key(1));
    let accounts = store::Accounts::Waiting;
    Store::restore(stage.database.clone(), master, &mut &written[..], accounts, &mut |_| {})
        .await
        .unwrap();
    let alone = Database { migrate_address: None, ..stage.database.clone() };
    let store = open(&alone).await.unwrap();
    assert!(store.owners().await.unwrap().contains(&fixture.owner));
    let mut tx = store.begin(fixture.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap().len(), 1);
}

/// Supabase gives new tables of some schemas to the roles of its HTTP API.
#[tokio::test]
async fn nothing_is_left_to_the_roles_of_an_http_api() {
    let stage = Stage::empty(Kind::Supabase).await;
    let mut owning = stage.owning(None).await;
    let mut admin = PgConnection::connect(&admin()).await.unwrap();
    // Of the whole cluster: another test may have made it.
    let _ = order(&mut admin, "CREATE ROLE anon NOLOGIN").await;
    let schema = &stage.schema;
    for who in ["anon", "PUBLIC"] {
        let by_default =
            format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT ALL ON TABLES TO {who}");
        order(&mut owning, &by_default).await.unwrap();
    }
    open(&stage.database).await.unwrap();
    let mut tables = owned_tables(&mut owning).await;
    tables.extend(["server".to_owned(), "schema_migrations".to_owned()]);
    for table in tables {
        for right in ["SELECT", "INSERT", "UPDATE", "DELETE"] {
            let sql = format!("SELECT has_table_privilege('anon', '{schema}.{table}', '{right}')");
            let may: bool =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut owning).await.unwrap();
            assert!(!may, "{right} on {table}");
        }
    }
}

#[tokio::test]
async fn a_file_has_no_role_that_makes_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("twin.db").display().to_string();
    let address = "postgres://owner@127.0.0.1/twin".to_owned();
    let refused = open(&Database { migrate_address: Some(address), ..Database::from(&file) }).await;
    assert!(matches!(refused, Err(Error::NothingToMigrateApart)), "{refused:?}");
    assert!(!std::path::Path::new(&file).exists());
}

//! What a connection of PostgreSQL remembers of whom it was used for, once it is back in the pool.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgConnection};

use super::*;

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

/// A store in an empty schema of its own.
async fn store() -> Store {
    let server = std::env::var("AITWIN_TEST_POSTGRES").expect("`cargo verify` starts a server");
    let schema = format!("pooled_{:016x}", getrandom::u64().unwrap());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let made = sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}")));
    made.execute(&mut connection).await.unwrap();
    let sign = if server.contains('?') { '&' } else { '?' };
    let key = MasterKey::from_text(&"01".repeat(32)).unwrap();
    Store::open(&format!("{server}{sign}options[search_path]={schema}"), key).await.unwrap()
}

/// The process that serves a connection, and all that the policies look at.
async fn remembered(conn: &mut Conn) -> (i32, String) {
    let row = run!(
        *conn,
        fetch_optional,
        "SELECT pg_backend_pid() AS pid, coalesce(current_setting('app.owner', true), '') \
         || coalesce(current_setting('app.sign_in_name', true), '') \
         || coalesce(current_setting('app.lists_owners', true), '') AS settings",
    )
    .unwrap()
    .unwrap();
    (row.get("pid").unwrap(), row.get("settings").unwrap())
}

#[tokio::test]
async fn a_connection_forgets_whom_it_was_used_for() {
    let store = store().await;
    let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
    let mut used = BTreeSet::new();
    // However a transaction ends.
    for how in ["committed", "dropped", "failed", "read"] {
        let mut tx = match how {
            "read" => store.read(owner).await.unwrap(),
            _ => store.begin(owner).await.unwrap(),
        };
        let (pid, settings) = remembered(&mut tx.conn).await;
        assert_eq!(settings, owner.to_string(), "{how}");
        used.insert(pid);
        match how {
            "committed" => tx.commit().await.unwrap(),
            "failed" => {
                run!(tx.conn, execute, "SELECT 1 / 0").unwrap_err();
                drop(tx);
            }
            _ => drop(tx),
        }
        store.owner_named("anna").await.unwrap();
        store.owners().await.unwrap();
        // Every connection of the pool, at once.
        let mut all = Vec::new();
        for _ in 0..POSTGRES_CONNECTIONS {
            all.push(store.pools.begin(Access::Write).await.unwrap());
        }
        let mut found = BTreeSet::new();
        for conn in &mut all {
            let (pid, settings) = remembered(conn).await;
            assert_eq!(settings, "", "{how}");
            found.insert(pid);
        }
        assert!(used.is_subset(&found), "those that were used are among them");
    }
}

//! Other owners' rows: read, changed, removed, brought in, given away, in every table there is.

use sqlx::{AssertSqlSafe, PgConnection};

use super::stage::{Kind, Stage, order, owned_tables};

/// Tables of which the server is not even let to try.
fn is_kept(table: &str, what: &str) -> bool {
    match table {
        "audit_log" => what != "SELECT" && what != "INSERT",
        "owners" => what == "UPDATE" || what == "DELETE",
        _ => false,
    }
}

/// All that somebody sees in a table.
async fn rows(connection: &mut PgConnection, table: &str) -> Vec<String> {
    let sql = format!("SELECT row_to_json(t)::text FROM {table} t ORDER BY 1");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

#[tokio::test]
async fn whoever_names_no_owner_or_another_one_reads_and_changes_nothing() {
    let (stage, fixture) = Stage::full().await;
    let victim = fixture.owner;
    let mut owner = stage.serving(Some(victim)).await;
    let mut attackers = [stage.serving(None).await, stage.serving(Some(fixture.stranger)).await];
    for table in owned_tables(&mut owner).await {
        let before = rows(&mut owner, &table).await;
        assert!(!before.is_empty(), "{table} was not filled");
        for attacker in &mut attackers {
            let found: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
                "SELECT count(*) FROM {table} WHERE owner = '{victim}'"
            )))
            .fetch_one(&mut *attacker)
            .await
            .unwrap();
            assert_eq!(found, 0, "{table}");
            for (what, sql) in [
                ("UPDATE", format!("UPDATE {table} SET owner = owner WHERE owner = '{victim}'")),
                ("DELETE", format!("DELETE FROM {table} WHERE owner = '{victim}'")),
                ("UPDATE", format!("SELECT 1 FROM {table} WHERE owner = '{victim}' FOR UPDATE")),
            ] {
                let done = order(attacker, &sql).await;
                if is_kept(&table, what) {
                    assert!(done.clone().unwrap_err().contains("permission denied"), "{done:?}");
                } else {
                    assert_eq!(done, Ok(0), "{sql}");
                }
            }
        }
        assert_eq!(rows(&mut owner, &table).await, before, "{table}");
    }
}

#[tokio::test]
async fn no_row_is_brought_in_or_given_away_in_the_name_of_another() {
    let (stage, fixture) = Stage::full().await;
    let mut owner = stage.serving(Some(fixture.owner)).await;
    let mut attackers = [stage.serving(None).await, stage.serving(Some(fixture.stranger)).await];
    for table in owned_tables(&mut owner).await {
        let row = rows(&mut owner, &table).await.swap_remove(0);
        // Whole rows of the owner, so that nothing but the lock is in the way.
        let brought = format!(
            "INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, '{}')",
            row.replace('\'', "''")
        );
        for attacker in &mut attackers {
            for how in ["", " ON CONFLICT DO NOTHING"] {
                let refused = order(attacker, &format!("{brought}{how}")).await.unwrap_err();
                assert!(refused.contains("row-level security"), "{table}: {refused}");
            }
        }
        if is_kept(&table, "UPDATE") {
            continue;
        }
        let given = format!("UPDATE {table} SET owner = '{}'", fixture.stranger);
        let refused = order(&mut owner, &given).await.unwrap_err();
        assert!(refused.contains("row-level security"), "{table}: {refused}");
    }
}

#[tokio::test]
async fn the_audit_log_is_added_to_and_stays_for_its_own_owner_too() {
    let (stage, fixture) = Stage::full().await;
    let mut owner = stage.serving(Some(fixture.owner)).await;
    let before = rows(&mut owner, "audit_log").await;
    for sql in [
        "UPDATE audit_log SET subject = ''",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DELETE FROM owners",
        "TRUNCATE owners CASCADE",
        "MERGE INTO audit_log a USING (VALUES (1)) v ON true WHEN MATCHED THEN DELETE",
        "INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (owner, id) DO UPDATE SET at = 0",
    ] {
        let refused = order(&mut owner, sql).await.unwrap_err();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    assert_eq!(rows(&mut owner, "audit_log").await, before);
    // The owner of the tables is told by the trigger, whatever they put before our table.
    let mut owning = stage.owning(Some(fixture.owner)).await;
    let refused = order(&mut owning, "DELETE FROM audit_log").await.unwrap_err();
    assert!(refused.contains("audit log is not changed"), "{refused}");
}

#[tokio::test]
async fn a_table_or_function_of_the_same_name_takes_the_place_of_none_of_ours() {
    let (stage, fixture) = Stage::full().await;
    let mut attacker = stage.serving(Some(fixture.owner)).await;
    for sql in [
        "CREATE TEMP TABLE owners (owner TEXT)",
        "CREATE FUNCTION current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.current_setting(text, boolean) RETURNS text LANGUAGE sql AS \
         'SELECT 1'",
        "CREATE TABLE audit_log_2 (owner TEXT)",
    ] {
        let refused = order(&mut attacker, sql).await.unwrap_err();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
}

/// In a database of others everybody may make temporary tables, which PostgreSQL finds first.
#[tokio::test]
async fn a_temporary_table_takes_the_place_of_none_of_ours() {
    let (stage, fixture) = Stage::full_as(Kind::Supabase).await;
    let shadows = "CREATE TEMP TABLE owners (owner TEXT); CREATE TEMP TABLE audit_log (owner TEXT)";
    let emptied = format!("DELETE FROM {}.audit_log", stage.schema);
    let mut attacker = stage.serving(Some(fixture.owner)).await;
    let mut owning = stage.owning(Some(fixture.owner)).await;
    for (connection, why) in
        [(&mut attacker, "permission denied"), (&mut owning, "audit log is not changed")]
    {
        order(connection, shadows).await.unwrap();
        let refused = order(connection, &emptied).await.unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
}

//! What would switch the lock off, make the role another one, or reach past the database.

use super::stage::{Stage, order, owned_tables};
use crate::row_security::names;

/// Whether it is the lack of a right that stands in the way, and no mistake in the order.
fn is_refusal(told: &str) -> bool {
    [
        "permission denied",
        "must be owner",
        "must be superuser",
        "must be a superuser",
        "must have admin option",
        "would be affected by row-level security",
    ]
    .iter()
    .any(|why| told.contains(why))
}

#[tokio::test]
async fn the_role_that_serves_cannot_unlock_tables_or_become_another() {
    let (stage, fixture) = Stage::full().await;
    let mut attacker = stage.serving(Some(fixture.stranger)).await;
    let (schema, me, owner) = (&stage.schema, &stage.serving, &stage.owner);
    let mut orders = Vec::new();
    for table in owned_tables(&mut attacker).await {
        for how in [
            "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE {} OWNER TO CURRENT_USER",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "ALTER TABLE {} ADD COLUMN seen TEXT",
            "DROP POLICY own_rows ON {}",
            "ALTER POLICY own_rows ON {} USING (true)",
            "CREATE POLICY all_rows ON {} USING (true)",
            "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
            "CREATE INDEX ON {} (owner)",
            "TRUNCATE {}",
            "DROP TABLE {}",
        ] {
            orders.push(how.replace("{}", &table));
        }
    }
    orders.extend([
        format!("SET ROLE {owner}"),
        format!("SET SESSION AUTHORIZATION {owner}"),
        "SET ROLE postgres".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "SET row_security = off; SELECT * FROM telegram_user_messages".to_owned(),
        format!("GRANT {owner} TO {me}"),
        format!("ALTER ROLE {me} SUPERUSER"),
        format!("ALTER ROLE {me} BYPASSRLS"),
        format!("ALTER ROLE {owner} PASSWORD 'mine'"),
        "CREATE ROLE mine LOGIN".to_owned(),
        "CREATE DATABASE mine".to_owned(),
        "CREATE SCHEMA mine".to_owned(),
        format!("CREATE TABLE {schema}.mine (a INT)"),
        format!("CREATE VIEW {schema}.mine AS SELECT * FROM facts"),
        format!("CREATE MATERIALIZED VIEW {schema}.mine AS SELECT * FROM facts"),
        format!(
            "CREATE FUNCTION {schema}.mine() RETURNS SETOF facts LANGUAGE sql SECURITY DEFINER AS \
             'SELECT * FROM facts'"
        ),
        format!("DROP FUNCTION {schema}.audit_log_stays() CASCADE"),
        format!("DROP SCHEMA {schema} CASCADE"),
        "DELETE FROM schema_migrations".to_owned(),
        "INSERT INTO schema_migrations VALUES (1000, 'mine')".to_owned(),
        "DELETE FROM server".to_owned(),
    ]);
    for sql in orders {
        let refused = order(&mut attacker, &sql).await.unwrap_err();
        assert!(is_refusal(&refused), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn the_role_that_serves_reaches_no_file_program_or_secret_of_the_machine() {
    let (stage, fixture) = Stage::full().await;
    let mut attacker = stage.serving(Some(fixture.stranger)).await;
    for sql in [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_stat_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/aitwin')",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/aitwin'",
        "COPY facts FROM PROGRAM 'id'",
        "COPY facts FROM '/etc/passwd'",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SELECT pg_reload_conf()",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_hba_file_rules",
        "CREATE FUNCTION system(cstring) RETURNS int AS '/lib/libc.so.6' LANGUAGE c",
    ] {
        let refused = order(&mut attacker, sql).await.unwrap_err();
        assert!(is_refusal(&refused), "{sql}: {refused}");
    }
}

/// What acts with its owner's rights would be a way around the lock.
#[tokio::test]
async fn nothing_in_the_schema_acts_as_the_owner_of_the_tables() {
    let (stage, _) = Stage::full().await;
    let mut connection = stage.serving(None).await;
    let definers = names(
        &mut connection,
        "SELECT proname AS name FROM pg_proc \
         WHERE pronamespace = current_schema()::regnamespace AND prosecdef",
    )
    .await;
    assert_eq!(definers, [""; 0]);
    let views = names(
        &mut connection,
        "SELECT relname AS name FROM pg_class \
         WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm') \
         AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)",
    )
    .await;
    assert_eq!(views, [""; 0]);
}

/// The rights of the role that serves, as the catalogue has them: a new table gets no more by accident.
#[tokio::test]
async fn the_role_that_serves_has_the_rights_that_it_needs_and_no_others() {
    let (stage, _) = Stage::full().await;
    let mut connection = stage.serving(None).await;
    for table in owned_tables(&mut connection).await {
        // Gives nothing on, and says so in a warning only.
        let _ = order(&mut connection, &format!("GRANT ALL ON {table} TO PUBLIC")).await;
    }
    let of_all = names(
        &mut connection,
        "SELECT c.relname AS name FROM pg_class c, aclexplode(c.relacl) a \
         WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0",
    )
    .await;
    assert_eq!(of_all, [""; 0], "nothing is everybody's");
    let owned = names(
        &mut connection,
        "SELECT relname AS name FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')",
    )
    .await;
    assert_eq!(owned, [""; 0], "it owns nothing");
    let more = names(
        &mut connection,
        "SELECT c.relname || ': ' || r AS name FROM pg_class c, \
         unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) r \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
         AND has_table_privilege(c.oid, r) <> (r IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))",
    )
    .await;
    let less = [
        "audit_log: DELETE",
        "audit_log: UPDATE",
        "owners: DELETE",
        "owners: UPDATE",
        "schema_migrations: DELETE",
        "schema_migrations: INSERT",
        "schema_migrations: UPDATE",
        "server: DELETE",
        "server: INSERT",
    ];
    assert_eq!(more, less);
}

//! The roles of PostgreSQL: the one that serves, which row-level security must bind, and the one that
//! makes the tables and gives the other what it needs.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row as _, Transaction};
use tracing::warn;

use crate::Error;

/// Rights of PostgreSQL's own that reach past the database to the machine.
const TO_THE_MACHINE: [&str; 3] =
    ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"];

/// Roles that Supabase lets its HTTP API act as: nothing of ours is for them.
const OF_HTTP: [&str; 3] = ["anon", "authenticated", "service_role"];

/// Refuses a role that row-level security does not bind, or that could make itself one: until PostgreSQL 16
/// whoever may make roles may also give themselves any role that is no superuser.
pub(crate) async fn check(connection: &mut PgConnection, any_role: bool) -> Result<(), Error> {
    let found = sqlx::query(
        "SELECT current_user::text AS role, EXISTS (SELECT 1 FROM pg_roles r \
         WHERE (r.rolsuper OR r.rolbypassrls OR r.rolname = ANY ($1) \
         OR (r.rolcreaterole AND current_setting('server_version_num')::int < 160000)) \
         AND pg_has_role(current_user, r.oid, 'MEMBER')) AS is_above, \
         coalesce((SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c \
         WHERE c.oid = to_regclass('schema_migrations')), false) AS owns",
    )
    .bind(TO_THE_MACHINE.map(str::to_owned).to_vec())
    .fetch_one(connection)
    .await?;
    let role: String = found.try_get("role")?;
    match (found.try_get("is_above")?, any_role) {
        (true, false) => return Err(Error::RoleAboveSecurity { role }),
        (true, true) => warn!(role, "the PostgreSQL role is above row-level security"),
        (false, _) => {}
    }
    if found.try_get("owns")? {
        warn!(role, "the PostgreSQL role owns its tables; give the server one that owns nothing");
    }
    Ok(())
}

/// Who a connection acts as.
pub(crate) async fn current(connection: &mut PgConnection) -> Result<String, Error> {
    let role = sqlx::query_scalar("SELECT current_user::text");
    Ok(role.fetch_one(connection).await?)
}

/// Whether the role may make tables, and change those that are there.
pub(crate) async fn may_migrate(tx: &mut Transaction<'_, Postgres>) -> Result<bool, Error> {
    let may = sqlx::query_scalar(
        "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) \
         AND coalesce((SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c \
         WHERE c.oid = to_regclass('schema_migrations')), true)",
    );
    Ok(may.fetch_one(&mut **tx).await?)
}

/// Gives the role that serves exactly what it needs of our tables, and takes them from everybody else.
/// In a transaction of the role that owns them. Changes nothing if that is the same role.
pub(crate) async fn give(tx: &mut Transaction<'_, Postgres>, role: &str) -> Result<(), Error> {
    let is_owner: bool = sqlx::query_scalar(
        "SELECT pg_has_role($1::name, relowner, 'MEMBER') FROM pg_class \
         WHERE oid = to_regclass('schema_migrations')",
    )
    .bind(role)
    .fetch_one(&mut **tx)
    .await?;
    if is_owner {
        return Ok(());
    }
    let names = sqlx::query(
        "SELECT quote_ident(current_schema()) AS schema, quote_ident($1) AS role, \
         'PUBLIC, ' || (SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles \
         WHERE rolname = $1 OR rolname = ANY ($2)) AS others",
    )
    .bind(role)
    .bind(OF_HTTP.map(str::to_owned).to_vec())
    .fetch_one(&mut **tx)
    .await?;
    let (schema, role, others): (String, String, String) =
        (names.try_get("schema")?, names.try_get("role")?, names.try_get("others")?);
    let mut statements = vec![format!("GRANT USAGE ON SCHEMA {schema} TO {role}")];
    for table in tables(tx).await? {
        let rights = rights(&table);
        statements.push(format!("REVOKE ALL ON {schema}.{table} FROM {others}"));
        statements.push(format!("GRANT {rights} ON {schema}.{table} TO {role}"));
    }
    // Or whoever puts a table `owners` of their own before ours could shorten the log.
    let path = format!("{schema}, pg_temp");
    statements.push(format!("ALTER FUNCTION {schema}.audit_log_stays() SET search_path = {path}"));
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut **tx).await?;
    }
    Ok(())
}

/// What the server does with a table, and no more.
fn rights(table: &str) -> &'static str {
    match table {
        "schema_migrations" => "SELECT",
        // What happened is added to, and stays.
        "audit_log" => "SELECT, INSERT",
        "server" => "SELECT, UPDATE",
        // Nobody is removed but by whoever owns the tables.
        "owners" => "SELECT, INSERT",
        _ => "SELECT, INSERT, UPDATE, DELETE",
    }
}

/// Our tables in the schema, where there may be others: those with our policy, and the two without.
async fn tables(tx: &mut Transaction<'_, Postgres>) -> Result<Vec<String>, Error> {
    let rows: Vec<PgRow> = sqlx::query(
        "SELECT c.relname::text AS name FROM pg_class c \
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
         AND (c.relname IN ('server', 'schema_migrations') OR EXISTS (SELECT 1 FROM pg_policy p \
         WHERE p.polrelid = c.oid AND p.polname = 'own_rows')) ORDER BY c.relname",
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.iter().map(|row| row.try_get("name")).collect::<Result<_, _>>()?)
}

//! A table's columns, and how their values become JSON and come back on either database.

use std::fmt::Write as _;

use crate::Error;
use crate::tx::{Conn, run};

/// A column but the owner's.
pub(super) struct Column {
    pub(super) name: String,
    /// As the database calls it, e.g. `TEXT` or `bigint`.
    pub(super) kind: String,
}

/// The columns of a table but the owner's, in the order of the database; none if there is no such table.
pub(super) async fn columns(conn: &mut Conn, table: &str) -> Result<Vec<Column>, Error> {
    let rows = run!(
        *conn,
        fetch_all,
        sqlite: "SELECT name, type AS kind FROM pragma_table_info($1) WHERE name <> 'owner' \
                 ORDER BY cid",
        postgres: "SELECT attname::text AS name, format_type(atttypid, NULL) AS kind \
                   FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 \
                   AND NOT attisdropped AND attname <> 'owner' ORDER BY attnum",
        table,
    )?;
    rows.iter().map(|row| Ok(Column { name: row.get("name")?, kind: row.get("kind")? })).collect()
}

/// The query that finds an owner's rows (`$1`), each as one text of JSON.
pub(super) fn select(conn: &Conn, table: &str, columns: &[Column]) -> String {
    let values: Vec<String> = columns.iter().map(|column| json(conn, column)).collect();
    let values = values.join(", ");
    match conn {
        Conn::Sqlite(_) => format!("SELECT json_array({values}) FROM {table} WHERE owner = $1"),
        Conn::Postgres(_) => {
            format!("SELECT json_build_array({values})::text FROM {table} WHERE owner = $1")
        }
    }
}

fn json(conn: &Conn, Column { name, kind }: &Column) -> String {
    match (conn, kind.as_str()) {
        (Conn::Sqlite(_), "BLOB") => {
            format!(r#"CASE WHEN "{name}" IS NOT NULL THEN '\x' || lower(hex("{name}")) END"#)
        }
        // All digits, of which SQLite's JSON leaves out the last two.
        (Conn::Sqlite(_), "REAL") => {
            format!(r#"json(CASE WHEN "{name}" IS NOT NULL THEN printf('%!.17g', "{name}") END)"#)
        }
        (Conn::Postgres(_), "bytea") => format!(r#"'\x' || encode("{name}", 'hex')"#),
        _ => format!(r#""{name}""#),
    }
}

/// The statement that stores rows. On SQLite one, with its values after that of the owner; on PostgreSQL
/// all of a JSON list (`$2`).
pub(super) fn insert(conn: &Conn, table: &str, columns: &[&Column]) -> String {
    let mut names = "owner".to_owned();
    let mut values = "$1".to_owned();
    for (place, Column { name, kind }) in columns.iter().enumerate() {
        let written = match conn {
            Conn::Sqlite(_) => write!(values, ", ${}", place + 2),
            // A cast of a type's name that the catalogue gave.
            Conn::Postgres(_) => write!(values, ", (r->>{place})::{kind}"),
        };
        written.and_then(|()| write!(names, r#", "{name}""#)).expect("a string takes it");
    }
    match conn {
        Conn::Sqlite(_) => format!("INSERT INTO {table} ({names}) VALUES ({values})"),
        Conn::Postgres(_) => format!(
            "INSERT INTO {table} ({names}) SELECT {values} FROM json_array_elements($2::json) AS r"
        ),
    }
}

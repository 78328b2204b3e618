//! What SQLite is told of its tables, so that it plans well.
//!
//! Left alone it takes it that whatever is asked by the first column of a key finds ten rows. Here that column is
//! the owner, of whom may be all rows, and it walked through them where an index was there. Had it count
//! (`ANALYZE`), its plans would hang on what was there when it did. So every database tells it the same: an
//! owner's rows are all, an account's too, and each further column of an index divides them.

use crate::{Error, sqlite};

/// How many rows a table has, and an index that holds only some.
const ALL: u64 = 1_000_000;
const SOME: u64 = 1_000;

/// The first columns of an index that divide nothing.
const UNDIVIDED: usize = 2;

/// Tells it of all tables that there are, in the transaction that has changed them.
pub(crate) fn tell(tx: &sqlite::Transaction) -> Result<(), Error> {
    // The first makes the table that it reads, the second has it read anew.
    const READ: &str = "ANALYZE sqlite_schema";
    tx.run_script(READ)?;
    tx.run_script("DELETE FROM sqlite_stat1")?;
    let indexes = tx.fetch_all(
        "SELECT t.name AS tbl, i.name AS idx, i.origin AS origin, i.\"unique\" AS is_unique, \
         i.partial AS is_partial, (SELECT count(*) FROM pragma_index_info(i.name)) AS columns \
         FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' \
         AND (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0) = 'owner'",
        &[],
    )?;
    for index in indexes {
        let (table, name): (String, String) = (index.get("tbl")?, index.get("idx")?);
        let rows = if index.get("is_partial")? { SOME } else { ALL };
        let columns = usize::try_from(index.get::<i64>("columns")?).unwrap_or_default();
        // The key of a table without row numbers goes by the name of the table.
        let is_key = index.text("origin")? == Some("pk");
        let name = if is_key { &table } else { &name };
        let sizes = sizes(rows, columns, index.get("is_unique")?);
        let sql = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";
        tx.execute(sql, rusqlite::params![table, name, sizes])?;
    }
    tx.run_script(READ)?;
    Ok(())
}

/// How many rows an index has, and how many are alike in its first column, in its first two and so on.
fn sizes(rows: u64, columns: usize, is_unique: bool) -> String {
    let mut alike = rows;
    let mut sizes = vec![rows];
    for column in 0..columns {
        match column.checked_sub(UNDIVIDED) {
            None => {}
            Some(0) => alike = (alike / 100).max(2),
            Some(_) => alike = (alike / 10).max(2),
        }
        sizes.push(if is_unique && column + 1 == columns { 1 } else { alike });
    }
    sizes.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_column_divides_what_an_account_has() {
        assert_eq!(sizes(ALL, 2, true), "1000000 1000000 1");
        assert_eq!(sizes(ALL, 4, false), "1000000 1000000 1000000 10000 1000");
        assert_eq!(sizes(SOME, 5, true), "1000 1000 1000 10 2 1");
    }
}

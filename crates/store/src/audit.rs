//! The audit log: what happened on the server that a person may want to look up. The database itself
//! refuses to change or shorten it.

use domain::{AuditEntry, AuditId, Timestamp};

use crate::text::{StoredAsText, name as one_line};
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

impl Tx {
    /// Adds a line.
    pub async fn insert_audit_entry(&mut self, entry: &AuditEntry) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO audit_log (owner, id, at, action, subject, address) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &*self.owner,
            entry.id.to_string(),
            entry.at.as_millis(),
            entry.action.as_text(),
            one_line(&entry.subject),
            entry.address.as_deref(),
        )?;
        Ok(())
    }

    /// At most `limit` lines, the newest first; those before a line, if one is named.
    pub async fn audit_log(
        &mut self,
        before: Option<AuditId>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, Error> {
        // ULIDs begin with 7 at most.
        let before = before.map_or_else(|| "8".to_owned(), |id| id.to_string());
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT id, at, action, subject, address FROM audit_log \
             WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            &*self.owner,
            before,
            sql_limit(limit),
        )?;
        rows.iter().map(entry).collect()
    }
}

fn entry(row: &Row) -> Result<AuditEntry, Error> {
    Ok(AuditEntry {
        id: row.get_id("id")?,
        at: Timestamp::from_millis(row.get("at")?),
        action: row.get_enum("action")?,
        subject: row.get("subject")?,
        address: row.get("address")?,
    })
}

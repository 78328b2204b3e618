//! What is written down of what happens on the server.

use domain::{AuditAction, AuditEntry, AuditId, OwnerId};
use store::Tx;

use crate::{Access, Error, Inner, Source, secrets};

/// How long what a line names may be, in characters: it stays for good. A host name has 253 at most.
const SUBJECT: usize = 300;

impl Access {
    /// Writes down what a person, or a program for them, did elsewhere: logged an account in, exported
    /// messages. `subject` names what it was done to; never a secret, a text or a number.
    pub async fn write_down(
        &self,
        owner: OwnerId,
        action: AuditAction,
        subject: &str,
        source: &Source,
    ) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        write_down(&self.inner, &mut tx, action, subject, source).await?;
        Ok(tx.commit().await?)
    }

    /// At most `limit` lines of a person's audit log, the newest first; those before a line, if one is
    /// named.
    pub async fn audit_log(
        &self,
        owner: OwnerId,
        before: Option<AuditId>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, Error> {
        Ok(self.inner.store.read(owner).await?.audit_log(before, limit).await?)
    }
}

/// Writes down in the transaction in which it happens.
pub(crate) async fn write_down(
    inner: &Inner,
    tx: &mut Tx,
    action: AuditAction,
    subject: &str,
    source: &Source,
) -> Result<(), Error> {
    let now = inner.clock.now();
    let entry = AuditEntry {
        id: AuditId::new(now, secrets::bits()),
        at: now,
        action,
        subject: subject.chars().take(SUBJECT).collect(),
        address: source.address.map(|address| address.to_string()),
    };
    Ok(tx.insert_audit_entry(&entry).await?)
}

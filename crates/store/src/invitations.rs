//! Invitations to the server, rows of the person who invites.

use domain::{InvitationId, Role, Timestamp};

use crate::text::{StoredAsText, name as one_line};
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// An invitation, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its identifier.
    pub id: InvitationId,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// What the person who comes may do.
    pub role: Role,
    /// When it was written.
    pub created_at: Timestamp,
    /// The name of the person who came.
    pub accepted_by: Option<String>,
}

impl Tx {
    /// Stores an invitation.
    pub async fn insert_invitation(&mut self, invitation: &Invitation) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO invitations (owner, id, secret_hash, role, created_at, accepted_by) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &*self.owner,
            invitation.id.to_string(),
            invitation.secret_hash.as_slice(),
            invitation.role.as_text(),
            invitation.created_at.as_millis(),
            invitation.accepted_by.as_deref(),
        )?;
        Ok(())
    }

    /// An invitation by the person.
    pub async fn invitation(&mut self, id: InvitationId) -> Result<Option<Invitation>, Error> {
        let sql = "SELECT id, secret_hash, role, created_at, accepted_by FROM invitations \
                   WHERE owner = $1 AND id = $2";
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, id.to_string())?;
        row.map(|row| invitation(&row)).transpose()
    }

    /// All invitations by the person, the newest first.
    pub async fn invitations(&mut self) -> Result<Vec<Invitation>, Error> {
        let sql = "SELECT id, secret_hash, role, created_at, accepted_by FROM invitations \
                   WHERE owner = $1 ORDER BY id DESC";
        let rows = run!(self.conn, fetch_all, sql, &*self.owner)?;
        rows.iter().map(invitation).collect()
    }

    /// Records who has come. Returns false if somebody had come before.
    pub async fn accept_invitation(&mut self, id: InvitationId, name: &str) -> Result<bool, Error> {
        let sql = "UPDATE invitations SET accepted_by = $3 \
                   WHERE owner = $1 AND id = $2 AND accepted_by IS NULL";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string(), one_line(name))? == 1)
    }

    /// Takes an invitation back that nobody has accepted. Returns whether it was in time.
    pub async fn delete_invitation(&mut self, id: InvitationId) -> Result<bool, Error> {
        let sql = "DELETE FROM invitations WHERE owner = $1 AND id = $2 AND accepted_by IS NULL";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string())? == 1)
    }
}

fn invitation(row: &Row) -> Result<Invitation, Error> {
    Ok(Invitation {
        id: row.get_id("id")?,
        secret_hash: row.get_hash("secret_hash")?,
        role: row.get_enum("role")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        accepted_by: row.get("accepted_by")?,
    })
}

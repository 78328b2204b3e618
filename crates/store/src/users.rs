//! The people who sign in: names, passwords and codes. What they mean is decided in `access`.

use domain::access::same_name;
use domain::{Role, Timestamp, User};
use zeroize::Zeroizing;

use crate::seal::Place;
use crate::text::{StoredAsText, name as one_line, storable};
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// What a person proves who they are with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The person.
    pub user: User,
    /// Of their password, as a PHC text.
    pub password_hash: String,
    /// How many wrong passwords and codes came in a row.
    pub failures: u32,
    /// Until when their name is closed because of them.
    pub locked_until: Timestamp,
    /// Whether codes of an app are asked for.
    pub has_codes: bool,
}

impl Tx {
    /// The person whom the owner of this transaction is; `None` if nobody signs in as them.
    pub async fn credentials(&mut self) -> Result<Option<Credentials>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT owner, name, password_hash, role, created_at, disabled, failures, locked_until, \
             totp IS NOT NULL AS has_codes FROM users WHERE owner = $1",
            &*self.owner,
        )?;
        row.map(|row| credentials(&row)).transpose()
    }

    /// Lets the owner of this transaction sign in. Returns false, and changes nothing, if they can
    /// already or the name is somebody else's.
    pub async fn insert_user(
        &mut self,
        name: &str,
        password_hash: &str,
        role: Role,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if self.credentials().await?.is_some() {
            return Ok(false);
        }
        let taken = run!(
            self.conn,
            execute,
            "INSERT INTO sign_in_names (name, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &*storable(&same_name(name)),
            &*self.owner,
        )?;
        if taken == 0 {
            return Ok(false);
        }
        run!(
            self.conn,
            execute,
            "INSERT INTO users (owner, name, password_hash, role, created_at, disabled, failures, \
             locked_until, totp_step) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0)",
            &*self.owner,
            one_line(name),
            password_hash,
            role.as_text(),
            now.as_millis(),
            false,
        )?;
        Ok(true)
    }

    /// Replaces the password, which opens the name again. Returns whether there is such a person.
    pub async fn set_password_hash(&mut self, password_hash: &str) -> Result<bool, Error> {
        let changed = run!(
            self.conn,
            execute,
            "UPDATE users SET password_hash = $2, failures = 0, locked_until = 0 WHERE owner = $1",
            &*self.owner,
            password_hash,
        )?;
        Ok(changed == 1)
    }

    /// Records a wrong password or code: how many came in a row, and until when the name is closed. Only
    /// if it is the next after `failures` that came before: of two at once one is told to look again.
    pub async fn sign_in_failed(
        &mut self,
        failures: u32,
        locked_until: Timestamp,
    ) -> Result<bool, Error> {
        let changed = run!(
            self.conn,
            execute,
            "UPDATE users SET failures = failures + 1, locked_until = $3 \
             WHERE owner = $1 AND failures = $2",
            &*self.owner,
            i64::from(failures),
            locked_until.as_millis(),
        )?;
        Ok(changed == 1)
    }

    /// Takes back the failure that was recorded as the `counted`th in a row, and the lock that came of it.
    /// Where others have failed since, their lock stays.
    pub async fn sign_in_not_failed(&mut self, counted: u32) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE users SET failures = failures - 1, \
             locked_until = CASE WHEN failures = $2 THEN 0 ELSE locked_until END \
             WHERE owner = $1 AND failures > 0",
            &*self.owner,
            i64::from(counted),
        )?;
        Ok(())
    }

    /// Records that the right password, and code, was given.
    pub async fn sign_in_succeeded(&mut self) -> Result<(), Error> {
        let sql = "UPDATE users SET failures = 0, locked_until = 0 \
                   WHERE owner = $1 AND (failures > 0 OR locked_until > 0)";
        run!(self.conn, execute, sql, &*self.owner)?;
        Ok(())
    }

    /// Sets what the person may do. Returns whether there is such a person.
    pub async fn set_role(&mut self, role: Role) -> Result<bool, Error> {
        let sql = "UPDATE users SET role = $2 WHERE owner = $1";
        Ok(run!(self.conn, execute, sql, &*self.owner, role.as_text())? == 1)
    }

    /// Keeps the person out, or lets them in again. Returns whether there is such a person.
    pub async fn set_disabled(&mut self, disabled: bool) -> Result<bool, Error> {
        let sql = "UPDATE users SET disabled = $2 WHERE owner = $1";
        Ok(run!(self.conn, execute, sql, &*self.owner, disabled)? == 1)
    }

    /// The secret of the app that shows the person's codes; `None` if no codes are asked for.
    pub async fn totp_secret(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let sql = "SELECT totp FROM users WHERE owner = $1 AND totp IS NOT NULL";
        let Some(row) = run!(self.conn, fetch_optional, sql, &*self.owner)? else {
            return Ok(None);
        };
        let sealed: Vec<u8> = row.get("totp")?;
        let key = self.require_data_key().await?;
        key.open(totp_place(&self.owner), &sealed).map(Some)
    }

    /// Seals the secret of the app that shows codes, or with `None` asks for no codes from now on. The
    /// recovery codes, as hashes, are replaced. Returns whether there is such a person.
    pub async fn set_totp_secret(
        &mut self,
        secret: Option<&[u8]>,
        recovery: &[[u8; 32]],
    ) -> Result<bool, Error> {
        let sealed = match secret {
            Some(secret) => {
                Some(self.require_data_key().await?.seal(totp_place(&self.owner), secret))
            }
            None => None,
        };
        let sql = "UPDATE users SET totp = $2, totp_step = 0 WHERE owner = $1";
        if run!(self.conn, execute, sql, &*self.owner, sealed.as_deref())? == 0 {
            return Ok(false);
        }
        run!(self.conn, execute, "DELETE FROM recovery_codes WHERE owner = $1", &*self.owner)?;
        for hash in recovery {
            let sql = "INSERT INTO recovery_codes (owner, hash) VALUES ($1, $2)";
            run!(self.conn, execute, sql, &*self.owner, hash.as_slice())?;
        }
        Ok(true)
    }

    /// Uses up the code of a step of time. Returns false if it, or that of a later step, was used before.
    pub async fn use_totp_step(&mut self, step: i64) -> Result<bool, Error> {
        let sql = "UPDATE users SET totp_step = $2 WHERE owner = $1 AND totp_step < $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, step)? == 1)
    }

    /// Uses up a recovery code. Returns whether it was one.
    pub async fn use_recovery_code(&mut self, hash: &[u8; 32]) -> Result<bool, Error> {
        let sql = "DELETE FROM recovery_codes WHERE owner = $1 AND hash = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, hash.as_slice())? == 1)
    }

    /// How many recovery codes are left.
    pub async fn recovery_codes_left(&mut self) -> Result<u64, Error> {
        let sql = "SELECT count(*) AS number FROM recovery_codes WHERE owner = $1";
        let row = run!(self.conn, fetch_optional, sql, &*self.owner)?;
        row.map_or(Ok(0), |row| row.get("number").map(i64::unsigned_abs))
    }
}

fn credentials(row: &Row) -> Result<Credentials, Error> {
    Ok(Credentials {
        user: User {
            owner: row.get_id("owner")?,
            name: row.get("name")?,
            role: row.get_enum("role")?,
            created_at: Timestamp::from_millis(row.get("created_at")?),
            disabled: row.get("disabled")?,
        },
        password_hash: row.get("password_hash")?,
        failures: u32::try_from(row.get::<i64>("failures")?).unwrap_or(u32::MAX),
        locked_until: Timestamp::from_millis(row.get("locked_until")?),
        has_codes: row.get("has_codes")?,
    })
}

fn totp_place(owner: &str) -> Place<'_> {
    Place { table: "users", column: "totp", owner, row: owner }
}

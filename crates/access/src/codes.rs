//! The codes of an app (TOTP, [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238): SHA-1, 6 digits, 30 s,
//! what every app shows), and the recovery codes that stand in for a lost app.

use std::sync::PoisonError;

use domain::{AuditAction, OwnerId};
use sha2::{Digest, Sha256};
use store::Tx;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::audit::write_down;
use crate::{Access, Error, Inner, Signed, Source, secrets};

/// How many bytes a secret has: as RFC 4226 recommends, and as SHA-1 gives.
const SECRET: usize = 20;

/// How many recovery codes a person gets.
const RECOVERY_CODES: usize = 10;

/// The letters of a recovery code: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A secret for an app, before it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCodes {
    /// The secret in base32, to be typed into the app.
    pub secret: Zeroizing<String>,
    /// The same as an `otpauth://` URL, for a QR code.
    pub url: Zeroizing<String>,
}

impl Access {
    /// Makes a secret for a person's app. It counts once the app has shown a code, by
    /// [`Access::turn_codes_on`]; until then it stays the same.
    pub fn new_codes(&self, signed: &Signed) -> Result<NewCodes, Error> {
        let mut pending = self.inner.new_codes.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = pending.entry(signed.user.owner).or_insert_with(|| {
            let mut secret = Zeroizing::new(vec![0; SECRET]);
            secrets::fill(&mut secret);
            secret
        });
        // A colon parts the account from who issues it.
        let name = signed.user.name.replace(':', " ");
        let totp = builder(secret).with_account_name(name).with_issuer(Some("AI Twin"));
        let totp = totp.build().map_err(|_| Error::Codes)?;
        let url = Zeroizing::new(totp.to_url().map_err(|_| Error::Codes)?);
        let secret = Zeroizing::new(totp_rs::Secret::from(secret.to_vec()).to_base32());
        Ok(NewCodes { secret, url })
    }

    /// Asks a person for codes from now on, if `code` is one of the app that has the new secret. Returns
    /// the recovery codes, which are shown once; `None` if the code is wrong.
    pub async fn turn_codes_on(
        &self,
        signed: &Signed,
        code: &str,
        source: &Source,
    ) -> Result<Option<Vec<String>>, Error> {
        let inner = &*self.inner;
        let Some(secret) = pending(inner, signed.user.owner) else { return Ok(None) };
        let Some(step) = step(inner, &secret, code)? else { return Ok(None) };
        let recovery: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
        let hashes: Vec<[u8; 32]> = recovery.iter().map(|code| recovery_hash(code)).collect();
        let mut tx = inner.store.begin(signed.user.owner).await?;
        tx.set_totp_secret(Some(&secret), &hashes).await?;
        tx.use_totp_step(step).await?;
        write_down(inner, &mut tx, AuditAction::CodesOn, "", source).await?;
        tx.commit().await?;
        inner.new_codes.lock().unwrap_or_else(PoisonError::into_inner).remove(&signed.user.owner);
        Ok(Some(recovery))
    }

    /// Asks a person for no codes from now on.
    pub async fn turn_codes_off(&self, signed: &Signed, source: &Source) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        tx.set_totp_secret(None, &[]).await?;
        write_down(&self.inner, &mut tx, AuditAction::CodesOff, "", source).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a person is asked for codes, and if so how many recovery codes are left.
    pub async fn codes(&self, signed: &Signed) -> Result<Option<u64>, Error> {
        let mut tx = self.inner.store.read(signed.user.owner).await?;
        let has_codes = tx.credentials().await?.is_some_and(|found| found.has_codes);
        Ok(if has_codes { Some(tx.recovery_codes_left().await?) } else { None })
    }
}

/// The secret whose app has not shown a code yet.
fn pending(inner: &Inner, owner: OwnerId) -> Option<Zeroizing<Vec<u8>>> {
    inner.new_codes.lock().unwrap_or_else(PoisonError::into_inner).get(&owner).cloned()
}

/// Uses up a code of the app, or a recovery code. Returns whether it was one that had not been used.
pub(crate) async fn use_up(inner: &Inner, tx: &mut Tx, code: &str) -> Result<bool, Error> {
    let Some(secret) = tx.totp_secret().await? else { return Ok(false) };
    if let Some(step) = step(inner, &secret, code)? {
        return Ok(tx.use_totp_step(step).await?);
    }
    Ok(tx.use_recovery_code(&recovery_hash(code)).await?)
}

/// The step of time whose code it is: this one, or the one before or after, as clocks differ.
fn step(inner: &Inner, secret: &[u8], code: &str) -> Result<Option<i64>, Error> {
    let digits: String = code.chars().filter(|char| !char.is_whitespace()).collect();
    let totp: Totp = builder(secret).build().map_err(|_| Error::Codes)?;
    let now = inner.clock.now().as_millis().unsigned_abs() / 1000;
    Ok(totp.check(&digits, now).and_then(|step| i64::try_from(step).ok()))
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new().with_secret(secret.to_vec()).with_skew(1)
}

fn recovery_code() -> String {
    let mut bytes = [0; 12];
    secrets::fill(&mut bytes);
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    let letters: Vec<char> = bytes.iter().map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Of the letters, however they are written. They are 60 random bits: with a few tries an hour nobody
/// guesses them, and the hash is only for whoever reads the database, who could do more already.
fn recovery_hash(code: &str) -> [u8; 32] {
    let letters: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(letters.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_can_be_typed_in_any_form() {
        let code = recovery_code();
        assert_eq!(code.len(), 14, "{code}");
        assert_ne!(code, recovery_code());
        let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
        assert_eq!(recovery_hash(&typed), recovery_hash(&code));
    }
}

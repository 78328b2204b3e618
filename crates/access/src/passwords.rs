//! Passwords: argon2id, as OWASP's cheat sheet on password storage sets it (19 MiB, 2 passes, 1 lane),
//! which are the library's defaults.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::Error;

/// How many passwords are looked at at once: each takes 19 MiB, and a processor for a while.
const AT_ONCE: usize = 2;

/// What is compared with where nobody has the name, so that it takes as long as where somebody has.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and compares passwords, a few at a time.
pub(crate) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The hash to store of a new password, as a PHC text.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Error> {
        let password = Zeroizing::new(password.to_owned());
        self.aside(move || {
            let hash: PasswordHash = Argon2::default()
                .hash_password(password.as_bytes())
                .map_err(|_| Error::Password)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password is the one with this hash; with `None`, nobody's, it never is.
    pub(crate) async fn is(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let password = Zeroizing::new(password.to_owned());
        let (hash, somebodys) = (hash.unwrap_or(NOBODYS).to_owned(), hash.is_some());
        self.aside(move || match Argon2::default().verify_password(password.as_bytes(), &*hash) {
            Ok(()) => Ok(somebodys),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(Error::Password),
        })
        .await
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Error::Password)?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|_| Error::Password)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Or the time it takes would tell that nobody has the name.
    #[tokio::test]
    async fn nobodys_password_is_as_much_work_as_anybodys() {
        let hash = Passwords::default().hash("correct horse").await.unwrap();
        let of = |hash: &str| {
            let parts: Vec<String> = hash.split('$').map(str::to_owned).collect();
            assert_eq!(parts.len(), 6, "{hash}");
            (parts[1..4].to_vec(), parts[5].len())
        };
        assert_eq!(of(NOBODYS), of(&hash), "algorithm, version, memory, passes, lanes, length");
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_nobody_has_nobodys() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse").await.unwrap(), "salted");
        assert!(passwords.is("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.is("Correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.is("correct horse", None).await.unwrap());
        assert!(matches!(passwords.is("x", Some("x")).await, Err(Error::Password)));
    }
}

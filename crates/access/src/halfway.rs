//! People whose password was right and whose code is awaited. In memory, and for a few minutes: their
//! browser holds a secret that stands for the password, which need not travel a second time, and which is
//! kept nowhere: what is remembered is whose it was, and the hash that it had.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{OwnerId, Timestamp};
use store::Credentials;
use zeroize::Zeroizing;

use crate::prove::{Proof, Shown, Tried, try_name};
use crate::secrets::{self, Fresh};
use crate::{Access, Error, NewSignIn, Outcome, Source};

/// How long a code is waited for.
const WAITS: Duration = Duration::from_secs(5 * 60);

/// How many people are remembered; with more at once the first to come start again.
const MOST: usize = 1_000;

#[derive(Default)]
pub(crate) struct Halfway(Mutex<HashMap<[u8; 32], Waiting>>);

#[derive(Clone)]
struct Waiting {
    owner: OwnerId,
    /// The password's hash when it was right: with another password one starts again.
    password_hash: String,
    since: Timestamp,
}

impl Halfway {
    /// Remembers whose password was right. Returns what stands for it.
    pub(crate) fn wait(&self, of: &Credentials, now: Timestamp) -> Zeroizing<String> {
        let fresh = Fresh::make();
        let mut waiting = self.locked();
        waiting.retain(|_, one| now.since(one.since) < WAITS);
        if waiting.len() >= MOST {
            waiting.clear();
        }
        let (owner, password_hash) = (of.user.owner, of.password_hash.clone());
        waiting.insert(fresh.hash, Waiting { owner, password_hash, since: now });
        fresh.secret
    }

    fn find(&self, key: &[u8; 32], now: Timestamp) -> Option<Waiting> {
        self.locked().get(key).filter(|one| now.since(one.since) < WAITS).cloned()
    }

    fn forget(&self, key: &[u8; 32]) {
        self.locked().remove(key);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<[u8; 32], Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Access {
    /// Signs somebody in with the code that was awaited ([`Outcome::CodeNeeded`]). `None` if it was waited
    /// for too long, or nothing is known of them, or their password is another by now: then they start
    /// again.
    pub async fn sign_in_with_code(
        &self,
        halfway: &str,
        code: &str,
        source: &Source,
    ) -> Result<Option<Outcome<NewSignIn>>, Error> {
        let inner = &*self.inner;
        let key = secrets::hash(halfway);
        let Some(one) = inner.halfway.find(&key, inner.clock.now()) else { return Ok(None) };
        let found = inner.store.read(one.owner).await?.credentials().await?;
        let is_same = |found: &Credentials| found.password_hash == one.password_hash;
        if found.filter(is_same).is_none() {
            inner.halfway.forget(&key);
            return Ok(None);
        }
        let tried = match inner.attempts.count(source.address, inner.clock.now()) {
            Ok(counted) => try_name(inner, one.owner, Shown::Code(code), counted, source).await?,
            Err(until) => Tried::Locked(until),
        };
        let outcome = match tried {
            Tried::Looked(Proof::Right) => Outcome::Done(self.let_in(one.owner, source).await?),
            Tried::Looked(Proof::WrongCode | Proof::NoCode) => Outcome::CodeWrong,
            Tried::Looked(Proof::Wrong) => Outcome::Refused,
            Tried::Locked(until) => Outcome::Locked { until },
        };
        if outcome != Outcome::CodeWrong {
            inner.halfway.forget(&key);
        }
        Ok(Some(outcome))
    }
}

#[cfg(test)]
mod tests {
    use domain::{Role, User};

    use super::*;

    #[test]
    fn who_does_not_come_back_is_forgotten() {
        let halfway = Halfway::default();
        let now = Timestamp::from_secs(1_700_000_000);
        let user = User {
            owner: OwnerId::new(now, 1),
            name: "Анна".into(),
            role: Role::Owner,
            created_at: now,
            disabled: false,
        };
        let of = Credentials {
            user,
            password_hash: "$argon2id$".into(),
            failures: 0,
            locked_until: now,
            has_codes: true,
        };
        halfway.wait(&of, now);
        halfway.wait(&of, now + WAITS);
        assert_eq!(halfway.locked().len(), 1);
    }
}

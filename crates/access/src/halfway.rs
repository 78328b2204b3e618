//! People whose password was right and whose code is awaited. In memory, and for a few minutes: their
//! browser holds a secret that stands for the password, which need not travel a second time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use zeroize::Zeroizing;

use crate::secrets::{self, Fresh};
use crate::{Access, Attempt, Error, NewSignIn, Outcome, Source};

/// How long a code is waited for.
const WAITS: Duration = Duration::from_secs(5 * 60);

/// How many people are remembered; with more at once the first to come start again.
const MOST: usize = 1_000;

#[derive(Default)]
pub(crate) struct Halfway(Mutex<HashMap<[u8; 32], Waiting>>);

struct Waiting {
    name: String,
    password: Zeroizing<String>,
    since: Timestamp,
}

impl Access {
    /// Keeps what was right of an attempt while its code is awaited. Returns what stands for it, for
    /// [`Access::sign_in_with_code`].
    pub fn await_code(&self, attempt: Attempt<'_>) -> Zeroizing<String> {
        let now = self.inner.clock.now();
        let fresh = Fresh::make();
        let mut waiting = self.inner.halfway.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, one| now.since(one.since) < WAITS);
        }
        if waiting.len() >= MOST {
            waiting.clear();
        }
        let password = Zeroizing::new(attempt.password.to_owned());
        waiting.insert(fresh.hash, Waiting { name: attempt.name.to_owned(), password, since: now });
        fresh.secret
    }

    /// Signs somebody in with the code that was awaited. `None` if it was waited for too long, or nothing
    /// is known of them: then they start again.
    pub async fn sign_in_with_code(
        &self,
        halfway: &str,
        code: &str,
        source: &Source,
    ) -> Result<Option<Outcome<NewSignIn>>, Error> {
        let key = secrets::hash(halfway);
        let Some((name, password)) = self.halfway(&key) else { return Ok(None) };
        let attempt = Attempt { name: &name, password: &password, code: Some(code) };
        let outcome = self.sign_in(attempt, source).await?;
        if !matches!(outcome, Outcome::CodeWrong) {
            self.inner.halfway.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
        Ok(Some(outcome))
    }

    fn halfway(&self, key: &[u8; 32]) -> Option<(String, Zeroizing<String>)> {
        let now = self.inner.clock.now();
        let waiting = self.inner.halfway.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = waiting.get(key).filter(|one| now.since(one.since) < WAITS)?;
        Some((one.name.clone(), one.password.clone()))
    }
}

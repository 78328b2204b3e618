//! Signing in and out, and proving again who one is.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::access::{CONFIRMED_FOR, SIGN_IN_LASTS, SignUpProblem, check_password, locked_for};
use domain::{AuditAction, OwnerId, SignInId, Timestamp};
use store::{Credentials, SignIn, Tx};
use zeroize::Zeroizing;

use crate::audit::write_down;
use crate::secrets::{self, Brought, Fresh};
use crate::{Access, Error, Inner, Signed, Source, codes};

/// A browser's use is written down when it is this old: not at every click.
const SEEN_AFTER: Duration = Duration::from_secs(5 * 60);

/// How many browsers a person may be signed in with; then the ones not used for longest are signed out.
const BROWSERS: usize = 100;

/// How long a name or an agent that is kept may be, in characters.
const AGENT: usize = 200;

/// What somebody proves who they are with.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The name.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// A code of their app, or a recovery code.
    pub code: Option<&'a str>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// They are who they say.
    Done(T),
    /// The password is right, and a code is asked for.
    CodeNeeded,
    /// The password is right, the code is not.
    CodeWrong,
    /// The name or the password is wrong, or the person is kept out: nobody is told which.
    Refused,
    /// Too many wrong ones came for this name, or from this address.
    Locked {
        /// Until when.
        until: Timestamp,
    },
}

/// A browser that was signed in just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignIn {
    /// Whose rows are theirs.
    pub owner: OwnerId,
    /// What the browser is to hold; it is stored nowhere else.
    pub cookie: Zeroizing<String>,
}

impl Access {
    /// Whether nobody has a password yet: then whoever reaches the server is its owner.
    pub async fn is_open(&self) -> Result<bool, Error> {
        if self.inner.closed.load(Ordering::Relaxed) {
            return Ok(false);
        }
        for owner in self.inner.store.owners().await? {
            if self.inner.store.read(owner).await?.credentials().await?.is_some() {
                self.inner.closed.store(true, Ordering::Relaxed);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Signs somebody in.
    pub async fn sign_in(
        &self,
        attempt: Attempt<'_>,
        source: &Source,
    ) -> Result<Outcome<NewSignIn>, Error> {
        let inner = &*self.inner;
        let now = inner.clock.now();
        if let Some(until) = inner.attempts.closed_until(source.address, now) {
            return Ok(Outcome::Locked { until });
        }
        let owner = inner.store.owner_named(attempt.name).await?;
        let found = match owner {
            Some(owner) => inner.store.read(owner).await?.credentials().await?,
            None => None,
        };
        let Some(found) = found else {
            if let Some(until) = inner.attempts.locked_until(attempt.name, now) {
                return Ok(Outcome::Locked { until });
            }
            inner.attempts.failed(source.address, now);
            inner.attempts.failed_for_nobody(attempt.name, now);
            inner.passwords.is(attempt.password, None).await?;
            return Ok(Outcome::Refused);
        };
        Ok(match prove(inner, &found, attempt.password, attempt.code, source).await? {
            Outcome::Done(()) => {
                let owner = found.user.owner;
                let mut tx = inner.store.begin(owner).await?;
                write_down(inner, &mut tx, AuditAction::SignedIn, "", source).await?;
                let signed_in = begin(inner, &mut tx, owner, source).await?;
                tx.commit().await?;
                Outcome::Done(signed_in)
            }
            Outcome::CodeNeeded => Outcome::CodeNeeded,
            Outcome::CodeWrong => Outcome::CodeWrong,
            Outcome::Refused => Outcome::Refused,
            Outcome::Locked { until } => Outcome::Locked { until },
        })
    }

    /// Who has signed in with what a browser holds; `None` if nobody is signed in with it.
    pub async fn signed_in(&self, cookie: &str) -> Result<Option<Signed>, Error> {
        let Some(brought) = Brought::<SignInId>::read("", cookie) else { return Ok(None) };
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.read(brought.owner).await?;
        let Some(found) = tx.sign_in(brought.id).await?.filter(|row| brought.is(&row.secret_hash))
        else {
            return Ok(None);
        };
        let user = tx.credentials().await?.map(|found| found.user);
        drop(tx);
        let Some(user) = user.filter(|user| !user.disabled) else { return Ok(None) };
        if now.since(found.seen_at) >= SIGN_IN_LASTS {
            return Ok(None);
        }
        if now.since(found.seen_at) >= SEEN_AFTER {
            let mut tx = self.inner.store.begin(brought.owner).await?;
            tx.saw_sign_in(found.id, now).await?;
            tx.commit_soon().await?;
        }
        let is_confirmed = now.since(found.confirmed_at) < CONFIRMED_FOR;
        Ok(Some(Signed { user, browser: found.id, is_confirmed }))
    }

    /// Whether a person is still signed in, and let in, in the browser in which they were.
    pub async fn is_still_signed_in(&self, signed: &Signed) -> Result<bool, Error> {
        let mut tx = self.inner.store.read(signed.user.owner).await?;
        let is_kept_out = tx.credentials().await?.is_none_or(|found| found.user.disabled);
        Ok(!is_kept_out && tx.sign_in(signed.browser).await?.is_some())
    }

    /// Has a person prove again, in their browser, who they are.
    pub async fn confirm(
        &self,
        signed: &Signed,
        password: &str,
        code: Option<&str>,
        source: &Source,
    ) -> Result<Outcome<()>, Error> {
        let inner = &*self.inner;
        let owner = signed.user.owner;
        let found = inner.store.read(owner).await?.credentials().await?;
        let Some(found) = found else { return Ok(Outcome::Refused) };
        let outcome = prove(inner, &found, password, code, source).await?;
        if outcome == Outcome::Done(()) {
            let mut tx = inner.store.begin(owner).await?;
            tx.confirm_sign_in(signed.browser, inner.clock.now()).await?;
            tx.commit().await?;
        }
        Ok(outcome)
    }

    /// Signs a person out of the browser they are in.
    pub async fn sign_out(&self, signed: &Signed, source: &Source) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        tx.delete_sign_in(signed.browser).await?;
        write_down(&self.inner, &mut tx, AuditAction::SignedOut, "", source).await?;
        Ok(tx.commit().await?)
    }

    /// Signs a person out of a browser of theirs. Returns whether there is such a browser.
    pub async fn sign_out_of(
        &self,
        signed: &Signed,
        browser: SignInId,
        source: &Source,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        let Some(found) = tx.sign_in(browser).await? else { return Ok(false) };
        tx.delete_sign_in(browser).await?;
        write_down(&self.inner, &mut tx, AuditAction::SignedOut, &found.agent, source).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Signs a person out of all browsers but the one they are in. Returns of how many.
    pub async fn sign_out_elsewhere(&self, signed: &Signed, source: &Source) -> Result<u64, Error> {
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        let number = tx.delete_sign_ins(Some(signed.browser)).await?;
        write_down(&self.inner, &mut tx, AuditAction::SignedOutEverywhere, "", source).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// The browsers in which a person is signed in, the one used last before the others.
    pub async fn browsers(&self, owner: OwnerId) -> Result<Vec<SignIn>, Error> {
        let mut browsers = self.inner.store.read(owner).await?.sign_ins().await?;
        let now = self.inner.clock.now();
        browsers.retain(|browser| now.since(browser.seen_at) < SIGN_IN_LASTS);
        Ok(browsers)
    }

    /// Gives a person another password, and signs them out of all other browsers.
    pub async fn set_password(
        &self,
        signed: &Signed,
        password: &str,
        source: &Source,
    ) -> Result<Result<(), SignUpProblem>, Error> {
        if let Err(problem) = check_password(&signed.user.name, password) {
            return Ok(Err(problem));
        }
        let hash = self.inner.passwords.hash(password).await?;
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        tx.set_password_hash(&hash).await?;
        tx.delete_sign_ins(Some(signed.browser)).await?;
        write_down(&self.inner, &mut tx, AuditAction::PasswordSet, "", source).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// Signs a browser in, in the transaction in which that was decided.
pub(crate) async fn begin(
    inner: &Inner,
    tx: &mut Tx,
    owner: OwnerId,
    source: &Source,
) -> Result<NewSignIn, Error> {
    let now = inner.clock.now();
    let fresh = Fresh::make();
    let id = SignInId::new(now, secrets::bits());
    tx.delete_sign_ins_before(now - SIGN_IN_LASTS).await?;
    for old in tx.sign_ins().await?.iter().skip(BROWSERS - 1) {
        tx.delete_sign_in(old.id).await?;
    }
    tx.insert_sign_in(&SignIn {
        id,
        secret_hash: fresh.hash,
        agent: source.agent.chars().take(AGENT).collect(),
        created_at: now,
        seen_at: now,
        confirmed_at: now,
    })
    .await?;
    Ok(NewSignIn { owner, cookie: fresh.text("", owner, id) })
}

/// Whether somebody is who they say; a wrong password or code is counted.
async fn prove(
    inner: &Inner,
    found: &Credentials,
    password: &str,
    code: Option<&str>,
    source: &Source,
) -> Result<Outcome<()>, Error> {
    let now = inner.clock.now();
    let owner = found.user.owner;
    if let Some(until) = inner.attempts.closed_until(source.address, now) {
        return Ok(Outcome::Locked { until });
    }
    // Counted before it is looked at, or many at once would all be looked at.
    let mut tx = inner.store.begin(owner).await?;
    let Some(found) = tx.credentials().await? else { return Ok(Outcome::Refused) };
    if now < found.locked_until {
        return Ok(Outcome::Locked { until: found.locked_until });
    }
    let counted = found.failures.saturating_add(1);
    let until = locked_for(counted).map_or(now, |time| now + time);
    tx.sign_in_failed(found.failures, until).await?;
    tx.commit().await?;
    inner.attempts.failed(source.address, now);

    let is_right = inner.passwords.is(password, Some(&found.password_hash)).await?;
    if !is_right || found.user.disabled {
        refused(inner, owner, source).await?;
        return Ok(Outcome::Refused);
    }
    let mut tx = inner.store.begin(owner).await?;
    if found.has_codes {
        let Some(code) = code else {
            // Half of it was right: nothing is forgotten, and nothing is added.
            tx.sign_in_not_failed(counted).await?;
            tx.commit().await?;
            inner.attempts.not_failed(source.address);
            return Ok(Outcome::CodeNeeded);
        };
        if !codes::use_up(inner, &mut tx, code).await? {
            drop(tx);
            refused(inner, owner, source).await?;
            return Ok(Outcome::CodeWrong);
        }
    }
    tx.sign_in_succeeded().await?;
    tx.commit().await?;
    inner.attempts.not_failed(source.address);
    Ok(Outcome::Done(()))
}

async fn refused(inner: &Inner, owner: OwnerId, source: &Source) -> Result<(), Error> {
    let mut tx = inner.store.begin(owner).await?;
    write_down(inner, &mut tx, AuditAction::SignInRefused, "", source).await?;
    Ok(tx.commit().await?)
}

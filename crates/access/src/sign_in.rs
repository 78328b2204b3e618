//! Signing in and out, and proving again who one is.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::access::{CONFIRMED_FOR, SIGN_IN_LASTS, SignUpProblem, check_password};
use domain::{AuditAction, OwnerId, SignInId, Timestamp};
use store::{SignIn, Tx};
use zeroize::Zeroizing;

use crate::audit::write_down;
use crate::given_out::take_back;
use crate::prove::{Proof, Shown, Tried, try_browser, try_name};
use crate::secrets::{self, Brought, Fresh};
use crate::{Access, Error, Inner, Signed, Source};

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
    CodeNeeded {
        /// What stands for the password, for [`Access::sign_in_with_code`].
        halfway: Zeroizing<String>,
    },
    /// The password is right, the code is not.
    CodeWrong,
    /// The name or the password is wrong, or the person is kept out: nobody is told which.
    Refused,
    /// Too many wrong ones came for this name, from this address, or in this browser.
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
        // Before anything is waited for, or many at once would find the address open.
        let counted = match inner.attempts.count(source.address, now) {
            Ok(counted) => counted,
            Err(until) => return Ok(Outcome::Locked { until }),
        };
        let owner = inner.store.owner_named(attempt.name).await?;
        let found = match owner {
            Some(owner) => inner.store.read(owner).await?.credentials().await?,
            None => None,
        };
        let Some(found) = found else {
            if let Err(until) = inner.attempts.count_for_nobody(attempt.name, now) {
                inner.attempts.take_back(counted);
                return Ok(Outcome::Locked { until });
            }
            inner.passwords.is(attempt.password, None).await?;
            return Ok(Outcome::Refused);
        };
        let owner = found.user.owner;
        let shown = Shown::Password(attempt.password, attempt.code);
        Ok(match try_name(inner, owner, shown, counted, source).await? {
            Tried::Looked(Proof::Right) => Outcome::Done(self.let_in(owner, source).await?),
            Tried::Looked(Proof::NoCode) => {
                Outcome::CodeNeeded { halfway: inner.halfway.wait(&found, now) }
            }
            Tried::Looked(Proof::WrongCode) => Outcome::CodeWrong,
            Tried::Looked(Proof::Wrong) => Outcome::Refused,
            Tried::Locked(until) => Outcome::Locked { until },
        })
    }

    /// Signs a browser in whose person has proved who they are.
    pub(crate) async fn let_in(&self, owner: OwnerId, source: &Source) -> Result<NewSignIn, Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        write_down(&self.inner, &mut tx, AuditAction::SignedIn, "", source).await?;
        let signed_in = begin(&self.inner, &mut tx, owner, source).await?;
        tx.commit().await?;
        Ok(signed_in)
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

    /// Has a person prove again, in their browser, who they are. Whatever strangers try elsewhere, with
    /// their name or from their address, closes this to nobody who is signed in.
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
        let shown = Shown::Password(password, code);
        Ok(match try_browser(inner, signed.browser, &found, shown, source).await? {
            Tried::Looked(Proof::Right) => {
                let mut tx = inner.store.begin(owner).await?;
                tx.confirm_sign_in(signed.browser, inner.clock.now()).await?;
                tx.commit().await?;
                Outcome::Done(())
            }
            Tried::Looked(Proof::NoCode | Proof::WrongCode) => Outcome::CodeWrong,
            Tried::Looked(Proof::Wrong) => Outcome::Refused,
            Tried::Locked(until) => Outcome::Locked { until },
        })
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

    /// Gives a person another password, and signs them out of all other browsers. `all` also takes back
    /// what else lets somebody in that they gave out, or tells them what happens: passkeys, tokens,
    /// invitations that nobody has accepted, and webhooks (which are switched off).
    pub async fn set_password(
        &self,
        signed: &Signed,
        password: &str,
        all: bool,
        source: &Source,
    ) -> Result<Result<(), SignUpProblem>, Error> {
        if let Err(problem) = check_password(&signed.user.name, password) {
            return Ok(Err(problem));
        }
        let inner = &*self.inner;
        let hash = inner.passwords.hash(password).await?;
        let mut tx = inner.store.begin(signed.user.owner).await?;
        tx.set_password_hash(&hash).await?;
        tx.delete_sign_ins(Some(signed.browser)).await?;
        write_down(inner, &mut tx, AuditAction::PasswordSet, "", source).await?;
        if all {
            take_back(inner, &mut tx, source).await?;
        }
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

//! Whether somebody is who they say: their password, their code, and how often they may be wrong.
//!
//! A try is counted before it is looked at, or many at once would all be looked at. Tries to sign in are
//! counted for the name and the address; those of somebody who is signed in, who proves again who they
//! are, for their browser alone: a stranger who guesses at a name keeps nobody out who is in.

use std::time::Duration;

use domain::access::locked_for;
use domain::{AuditAction, OwnerId, SignInId, Timestamp};
use store::Credentials;

use crate::attempts::Counted;
use crate::audit::write_down;
use crate::{Error, Inner, Source, codes};

/// What a look at a password and a code found.
pub(crate) enum Proof {
    /// They are who they say.
    Right,
    /// The password is right, and a code is asked for.
    NoCode,
    /// The code is wrong, or was used before.
    WrongCode,
    /// The password is wrong, or the person is kept out.
    Wrong,
}

/// What somebody proves who they are with.
pub(crate) enum Shown<'a> {
    /// A password, and a code if they have one at hand.
    Password(&'a str, Option<&'a str>),
    /// A code alone: the password was right a moment ago.
    Code(&'a str),
}

/// What became of a try to sign in.
pub(crate) enum Tried {
    /// It was looked at.
    Looked(Proof),
    /// It was not: too many wrong ones came.
    Locked(Timestamp),
}

/// Looks at what somebody who signs in shows, which is counted for their address already, and counts it for
/// their name if it is wrong.
pub(crate) async fn try_name(
    inner: &Inner,
    owner: OwnerId,
    shown: Shown<'_>,
    of_address: Counted,
    source: &Source,
) -> Result<Tried, Error> {
    let now = inner.clock.now();
    let (found, counted) = loop {
        let mut tx = inner.store.begin(owner).await?;
        let Some(found) = tx.credentials().await? else { return Ok(Tried::Looked(Proof::Wrong)) };
        if now < found.locked_until {
            inner.attempts.take_back(of_address);
            return Ok(Tried::Locked(found.locked_until));
        }
        let counted = found.failures.saturating_add(1);
        let until = now + locked_for(counted).unwrap_or(Duration::ZERO);
        if tx.sign_in_failed(found.failures, until).await? {
            tx.commit().await?;
            break (found, counted);
        }
        // Another was counted in between, which may have closed the name: this one is not looked at before
        // it is counted too.
    };

    let proof = look(inner, &found, shown, source).await?;
    let mut tx = inner.store.begin(owner).await?;
    match proof {
        Proof::Right => tx.sign_in_succeeded().await?,
        // Half of it was right: nothing is forgotten, and nothing is added.
        Proof::NoCode => tx.sign_in_not_failed(counted).await?,
        Proof::WrongCode | Proof::Wrong => return Ok(Tried::Looked(proof)),
    }
    tx.commit().await?;
    inner.attempts.take_back(of_address);
    Ok(Tried::Looked(proof))
}

/// Looks at what somebody who is signed in shows, and counts it for their browser if it is wrong.
pub(crate) async fn try_browser(
    inner: &Inner,
    browser: SignInId,
    found: &Credentials,
    shown: Shown<'_>,
    source: &Source,
) -> Result<Tried, Error> {
    let now = inner.clock.now();
    let browsers = &inner.attempts.browsers;
    if let Err(until) = browsers.count(&browser, now) {
        return Ok(Tried::Locked(until));
    }
    let proof = look(inner, found, shown, source).await?;
    if matches!(proof, Proof::Right) {
        browsers.forget(&browser);
    }
    Ok(Tried::Looked(proof))
}

async fn look(
    inner: &Inner,
    found: &Credentials,
    shown: Shown<'_>,
    source: &Source,
) -> Result<Proof, Error> {
    let owner = found.user.owner;
    let (is_right, code) = match shown {
        Shown::Password(password, code) => {
            (inner.passwords.is(password, Some(&found.password_hash)).await?, code)
        }
        Shown::Code(code) => (true, Some(code)),
    };
    if !is_right || found.user.disabled {
        refused(inner, owner, source).await?;
        return Ok(Proof::Wrong);
    }
    if !found.has_codes {
        return Ok(Proof::Right);
    }
    let Some(code) = code else { return Ok(Proof::NoCode) };
    let mut tx = inner.store.begin(owner).await?;
    if codes::use_up(inner, &mut tx, code).await? {
        tx.commit().await?;
        return Ok(Proof::Right);
    }
    drop(tx);
    refused(inner, owner, source).await?;
    Ok(Proof::WrongCode)
}

async fn refused(inner: &Inner, owner: OwnerId, source: &Source) -> Result<(), Error> {
    let mut tx = inner.store.begin(owner).await?;
    write_down(inner, &mut tx, AuditAction::SignInRefused, "", source).await?;
    Ok(tx.commit().await?)
}

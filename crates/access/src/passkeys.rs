//! Passkeys: what a person's device signs in with instead of a password and a code
//! ([WebAuthn](https://www.w3.org/TR/webauthn-3/)).
//!
//! ```text
//! begin_…  ─► what the browser asks the device, and a secret of ours that stands for the question
//! the device's answer, with that secret ─► add_passkey | sign_in_with_passkey | confirm_with_passkey
//! ```
//!
//! A question is answered once, and within minutes. The device says whose passkey it is (its user handle
//! is the owner), so nothing is looked up for all; it has asked its user for a finger or a PIN, so a
//! passkey stands for both password and code. It works only where it was made: a browser hands no site
//! the passkeys of another, and none to an address without a name.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{AuditAction, OwnerId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Tx;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey as Key, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use zeroize::Zeroizing;

use crate::attempts::Counted;
use crate::audit::write_down;
use crate::secrets::{self, Fresh};
use crate::sign_in::begin;
use crate::{Access, Error, Inner, NewSignIn, Outcome, Signed, Source};

/// How long an answer is waited for.
const WAITS: Duration = Duration::from_secs(5 * 60);

/// How many questions of strangers are remembered, and how many of people; with more at once the oldest is
/// forgotten.
const MOST: usize = 10_000;

/// How many passkeys a person may have.
pub const MOST_PASSKEYS: usize = 20;

/// How long the name of a passkey may be, in characters.
pub const LONGEST_PASSKEY_NAME: usize = 60;

/// The name under which browsers see the server. Passkeys belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySite {
    origin: Url,
}

/// What a browser asks a person's device.
#[derive(Debug, Clone)]
pub struct Question {
    /// Stands for the question when its answer comes.
    pub secret: Zeroizing<String>,
    /// The options of `navigator.credentials`, as JSON.
    pub options: Value,
}

/// A passkey, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Names it.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// The name of the server under which it works.
    pub site: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub used_at: Option<Timestamp>,
}

/// What became of adding a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    Done,
    /// The answer came too late, or a second time.
    TooLate,
    /// The answer is none to what was asked, or the device has not asked who uses it.
    Refused,
    /// There are [`MOST_PASSKEYS`] already.
    TooMany,
}

/// What is stored of a passkey.
#[derive(Serialize, Deserialize)]
struct Stored {
    site: String,
    key: Key,
}

/// What was asked and not answered yet. Who is signed in has a place of their own: however many
/// questions strangers cause, none of it is pushed out by them.
#[derive(Default)]
pub(crate) struct Questions {
    of_strangers: Mutex<HashMap<[u8; 32], Asked>>,
    of_people: Mutex<HashMap<[u8; 32], Asked>>,
}

struct Asked {
    since: Timestamp,
    site: PasskeySite,
    what: What,
}

enum What {
    Add(OwnerId, PasskeyRegistration),
    Prove(DiscoverableAuthentication),
}

impl PasskeySite {
    /// The site of pages that a browser sees at a host, which may have a port. `None` if the host is an
    /// address without a name: for those there are no passkeys.
    pub fn new(is_https: bool, host: &str) -> Option<Self> {
        let scheme = if is_https { "https" } else { "http" };
        let origin = Url::parse(&format!("{scheme}://{host}")).ok()?;
        origin.domain().is_some().then_some(Self { origin })
    }

    /// The server's name.
    pub fn name(&self) -> &str {
        self.origin.domain().unwrap_or_default()
    }

    fn webauthn(&self) -> Result<Webauthn, Error> {
        Ok(WebauthnBuilder::new(self.name(), &self.origin)?.rp_name("AI Twin").build()?)
    }
}

impl Questions {
    /// Remembers a question, of somebody who is signed in or of a stranger.
    fn ask(
        &self,
        site: &PasskeySite,
        what: What,
        is_signed_in: bool,
        now: Timestamp,
    ) -> Zeroizing<String> {
        let fresh = Fresh::make();
        let of = if is_signed_in { &self.of_people } else { &self.of_strangers };
        let mut asked = of.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST {
            asked.retain(|_, one| now.since(one.since) < WAITS);
        }
        if asked.len() >= MOST {
            let oldest = asked.iter().min_by_key(|(_, one)| one.since).map(|(key, _)| *key);
            oldest.map(|key| asked.remove(&key));
        }
        asked.insert(fresh.hash, Asked { since: now, site: site.clone(), what });
        fresh.secret
    }

    fn answered(&self, secret: &str, now: Timestamp) -> Option<Asked> {
        let hash = secrets::hash(secret);
        let found = [&self.of_people, &self.of_strangers]
            .into_iter()
            .find_map(|asked| asked.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash));
        found.filter(|one| now.since(one.since) < WAITS)
    }
}

impl Access {
    /// Asks a person's device for a new passkey.
    pub async fn begin_passkey(
        &self,
        signed: &Signed,
        site: &PasskeySite,
    ) -> Result<Question, Error> {
        let inner = &*self.inner;
        let (owner, name) = (signed.user.owner, &signed.user.name);
        let stored = stored(&mut inner.store.read(owner).await?).await?;
        // A device makes no second one where it knows that it has one.
        let known = stored.iter().filter(|(_, one)| one.site == site.name());
        let known: Vec<_> = known.map(|(_, one)| one.key.cred_id().clone()).collect();
        let handle = Uuid::from_u128(owner.bits());
        let (options, state) =
            site.webauthn()?.start_passkey_registration(handle, name, name, Some(known))?;
        let mut options = options_of(&options)?;
        // Else it could not say whose it is.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let secret = inner.passkeys.ask(site, What::Add(owner, state), true, inner.clock.now());
        Ok(Question { secret, options })
    }

    /// Adds the passkey that a person's device has made.
    pub async fn add_passkey(
        &self,
        signed: &Signed,
        secret: &str,
        answer: &str,
        name: &str,
        source: &Source,
    ) -> Result<Added, Error> {
        let inner = &*self.inner;
        let (owner, now) = (signed.user.owner, inner.clock.now());
        let Some(Asked { site, what, .. }) = inner.passkeys.answered(secret, now) else {
            return Ok(Added::TooLate);
        };
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Added::Refused);
        };
        let What::Add(asked, state) = what else { return Ok(Added::Refused) };
        if asked != owner {
            return Ok(Added::Refused);
        }
        let Ok(key) = site.webauthn()?.finish_passkey_registration(&answer, &state) else {
            return Ok(Added::Refused);
        };
        let mut tx = inner.store.begin(owner).await?;
        if tx.passkeys().await?.len() >= MOST_PASSKEYS {
            return Ok(Added::TooMany);
        }
        let name: String = name.trim().chars().take(LONGEST_PASSKEY_NAME).collect();
        let passkey = store::Passkey {
            id: id_of(key.cred_id())?,
            name,
            credential: json_of(&Stored { site: site.name().to_owned(), key })?,
            created_at: now,
            used_at: None,
        };
        if !tx.insert_passkey(&passkey).await? {
            return Ok(Added::Refused);
        }
        write_down(inner, &mut tx, AuditAction::PasskeyAdded, &passkey.name, source).await?;
        tx.commit().await?;
        Ok(Added::Done)
    }

    /// A person's passkeys, the oldest first.
    pub async fn passkeys(&self, owner: OwnerId) -> Result<Vec<Passkey>, Error> {
        let stored = stored(&mut self.inner.store.read(owner).await?).await?;
        let seen = |(row, Stored { site, .. }): (store::Passkey, _)| Passkey {
            id: row.id,
            name: row.name,
            site,
            created_at: row.created_at,
            used_at: row.used_at,
        };
        Ok(stored.into_iter().map(seen).collect())
    }

    /// Takes a passkey away. Returns whether it was there.
    pub async fn remove_passkey(
        &self,
        signed: &Signed,
        id: &str,
        source: &Source,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(signed.user.owner).await?;
        let found = tx.passkeys().await?.into_iter().find(|passkey| passkey.id == id);
        let Some(found) = found else { return Ok(false) };
        tx.delete_passkey(id).await?;
        write_down(&self.inner, &mut tx, AuditAction::PasskeyRemoved, &found.name, source).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Asks whatever device somebody has who they are; `signed` if they are signed in, and prove it again.
    pub fn ask_for_passkey(
        &self,
        site: &PasskeySite,
        signed: Option<&Signed>,
    ) -> Result<Question, Error> {
        let (options, state) = site.webauthn()?.start_discoverable_authentication()?;
        let options = options_of(&options)?;
        let now = self.inner.clock.now();
        let what = What::Prove(state);
        let secret = self.inner.passkeys.ask(site, what, signed.is_some(), now);
        Ok(Question { secret, options })
    }

    /// Signs somebody in with their passkey. `None` if the answer came too late, or a second time.
    pub async fn sign_in_with_passkey(
        &self,
        secret: &str,
        answer: &str,
        source: &Source,
    ) -> Result<Option<Outcome<NewSignIn>>, Error> {
        let inner = &*self.inner;
        Ok(Some(match prove(inner, secret, answer, None, source).await? {
            None => return Ok(None),
            Some(Outcome::Done((owner, mut tx))) => {
                write_down(inner, &mut tx, AuditAction::SignedIn, "", source).await?;
                let signed_in = begin(inner, &mut tx, owner, source).await?;
                tx.commit().await?;
                Outcome::Done(signed_in)
            }
            Some(Outcome::Locked { until }) => Outcome::Locked { until },
            Some(_) => Outcome::Refused,
        }))
    }

    /// Has a person prove again, in their browser, who they are: with a passkey. `None` if the answer came
    /// too late, or a second time.
    pub async fn confirm_with_passkey(
        &self,
        signed: &Signed,
        secret: &str,
        answer: &str,
        source: &Source,
    ) -> Result<Option<Outcome<()>>, Error> {
        Ok(Some(match prove(&self.inner, secret, answer, Some(signed), source).await? {
            None => return Ok(None),
            Some(Outcome::Done((_, mut tx))) => {
                tx.confirm_sign_in(signed.browser, self.inner.clock.now()).await?;
                tx.commit().await?;
                Outcome::Done(())
            }
            Some(Outcome::Locked { until }) => Outcome::Locked { until },
            Some(_) => Outcome::Refused,
        }))
    }
}

/// Who answers, if the answer is right, with the transaction in which their passkey's use is recorded.
/// Of a person who is signed in only their own counts. What is wrong counts for the address, or for the
/// browser that is signed in, and not for a name: nobody guesses a passkey, and whoever guesses passwords
/// is not to shut a person out.
async fn prove(
    inner: &Inner,
    secret: &str,
    answer: &str,
    signed: Option<&Signed>,
    source: &Source,
) -> Result<Option<Outcome<(OwnerId, Tx)>>, Error> {
    let now = inner.clock.now();
    // Counted before it is looked at, or many at once would all be looked at.
    let counted = match signed {
        None => inner.attempts.count(source.address, now),
        Some(_) => Ok(Counted::default()),
    };
    let counted = match counted {
        Ok(counted) => counted,
        Err(until) => return Ok(Some(Outcome::Locked { until })),
    };
    let Some(Asked { site, what: What::Prove(state), .. }) = inner.passkeys.answered(secret, now)
    else {
        inner.attempts.take_back(counted);
        return Ok(None);
    };
    if let Some(signed) = signed
        && let Err(until) = inner.attempts.browsers.count(&signed.browser, now)
    {
        return Ok(Some(Outcome::Locked { until }));
    }
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
        return Ok(Some(Outcome::Refused));
    };
    let webauthn = site.webauthn()?;
    let Ok((handle, id)) = webauthn.identify_discoverable_authentication(&answer) else {
        return Ok(Some(Outcome::Refused));
    };
    let said = OwnerId::from_bits(handle.as_u128());
    if signed.is_some_and(|signed| signed.user.owner != said) {
        return Ok(Some(Outcome::Refused));
    }
    let mut tx = inner.store.begin(said).await?;
    let is_let_in = tx.credentials().await?.is_some_and(|found| !found.user.disabled);
    let mut stored = stored(&mut tx).await?;
    stored.retain(|(_, one)| one.site == site.name() && **one.key.cred_id() == *id);
    let Some((row, mut stored)) = stored.pop().filter(|_| is_let_in) else {
        return Ok(Some(Outcome::Refused));
    };
    let Ok(result) = webauthn.finish_discoverable_authentication_v2(&answer, state, &stored.key)
    else {
        return Ok(Some(Outcome::Refused));
    };
    stored.key.update_credential(&result);
    tx.used_passkey(&row.id, &json_of(&stored)?, now).await?;
    inner.attempts.take_back(counted);
    if let Some(signed) = signed {
        inner.attempts.browsers.forget(&signed.browser);
    }
    Ok(Some(Outcome::Done((said, tx))))
}

async fn stored(tx: &mut Tx) -> Result<Vec<(store::Passkey, Stored)>, Error> {
    let rows = tx.passkeys().await?.into_iter();
    rows.map(|row| {
        let stored = serde_json::from_str(&row.credential).map_err(Error::PasskeyJson)?;
        Ok((row, stored))
    })
    .collect()
}

/// What the browser is given: the inside of what WebAuthn calls its options.
fn options_of(options: &impl Serialize) -> Result<Value, Error> {
    let mut options = serde_json::to_value(options).map_err(Error::PasskeyJson)?;
    Ok(options["publicKey"].take())
}

/// The credential's identifier, as WebAuthn writes it in JSON: base64url.
fn id_of(id: &impl Serialize) -> Result<String, Error> {
    match serde_json::to_value(id).map_err(Error::PasskeyJson)? {
        Value::String(id) => Ok(id),
        other => Ok(other.to_string()),
    }
}

fn json_of(stored: &Stored) -> Result<String, Error> {
    serde_json::to_string(stored).map_err(Error::PasskeyJson)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_a_name_and_not_to_an_address() {
        for (host, name) in [
            ("twin.example", Some("twin.example")),
            ("Twin.example:8443", Some("twin.example")),
            ("localhost:8080", Some("localhost")),
            ("127.0.0.1:8080", None),
            ("[::1]:8080", None),
            ("", None),
            ("a b", None),
        ] {
            let site = PasskeySite::new(false, host);
            assert_eq!(site.as_ref().map(PasskeySite::name), name, "{host}");
        }
    }
}

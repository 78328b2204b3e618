//! The tokens of programs that act for a person.

use std::time::Duration;

use domain::{AuditAction, OwnerId, Scopes, Timestamp, TokenId, TokenName};
use store::{ApiToken, Tx};
use zeroize::Zeroizing;

use crate::audit::write_down;
use crate::secrets::{self, Brought, Fresh};
use crate::{Access, Bearer, Error, Source};

/// How a token's text begins, so that one that was published by mistake is recognised.
const PREFIX: &str = "ait_";

/// A token's use is written down when the last is this old: not at every request.
const USED_AFTER: Duration = Duration::from_secs(60);

/// A token that was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The token as it is listed.
    pub token: ApiToken,
    /// Its text: shown once, stored nowhere.
    pub text: Zeroizing<String>,
}

impl Access {
    /// Makes a token for programs of a person, which ends by itself after a time, or never.
    pub async fn make_token(
        &self,
        owner: OwnerId,
        name: &TokenName,
        scopes: Scopes,
        lasts: Option<Duration>,
        source: &Source,
    ) -> Result<NewToken, Error> {
        let ends = lasts.map(|lasts| self.inner.clock.now() + lasts);
        self.insert_token(owner, name, scopes, ends, source).await
    }

    /// The same for a program that makes one: it may do what `by` may at most, and ends no later. It stays
    /// when `by` is taken back. `None` if the scopes are more, or `by` is of no use any more.
    pub async fn make_token_by(
        &self,
        by: &Bearer,
        name: &TokenName,
        scopes: Scopes,
        lasts: Option<Duration>,
        source: &Source,
    ) -> Result<Option<NewToken>, Error> {
        let is_more = scopes.iter().any(|scope| !by.scopes.allow(scope));
        if is_more || !self.is_still_valid(by).await? {
            return Ok(None);
        }
        let wanted = lasts.map(|lasts| self.inner.clock.now() + lasts);
        // What never ends is later than all that does.
        let ends = wanted.into_iter().chain(by.expires_at).min();
        self.insert_token(by.owner, name, scopes, ends, source).await.map(Some)
    }

    async fn insert_token(
        &self,
        owner: OwnerId,
        name: &TokenName,
        scopes: Scopes,
        expires_at: Option<Timestamp>,
        source: &Source,
    ) -> Result<NewToken, Error> {
        let now = self.inner.clock.now();
        let fresh = Fresh::make();
        let token = ApiToken {
            id: TokenId::new(now, secrets::bits()),
            name: name.to_string(),
            secret_hash: fresh.hash,
            scopes,
            created_at: now,
            expires_at,
            used_at: None,
        };
        let mut tx = self.inner.store.begin(owner).await?;
        tx.insert_api_token(&token).await?;
        write_down(&self.inner, &mut tx, AuditAction::TokenMade, &token.name, source).await?;
        tx.commit().await?;
        Ok(NewToken { text: fresh.text(PREFIX, owner, token.id), token })
    }

    /// A person's tokens, the newest first.
    pub async fn tokens(&self, owner: OwnerId) -> Result<Vec<ApiToken>, Error> {
        Ok(self.inner.store.read(owner).await?.api_tokens().await?)
    }

    /// Takes a token back. Returns whether there is such a token.
    pub async fn revoke_token(
        &self,
        owner: OwnerId,
        id: TokenId,
        source: &Source,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        let Some(token) = tx.api_token(id).await? else { return Ok(false) };
        tx.delete_api_token(id).await?;
        write_down(&self.inner, &mut tx, AuditAction::TokenRevoked, &token.name, source).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// For whom a program acts that brings a token; `None` if the token is none of ours, has ended or was
    /// taken back, or the person is kept out.
    pub async fn bearer(&self, token: &str) -> Result<Option<Bearer>, Error> {
        let Some(brought) = Brought::<TokenId>::read(PREFIX, token) else { return Ok(None) };
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.read(brought.owner).await?;
        let Some(found) =
            tx.api_token(brought.id).await?.filter(|row| brought.is(&row.secret_hash))
        else {
            return Ok(None);
        };
        if !counts(&mut tx, &found, now).await? {
            return Ok(None);
        }
        drop(tx);
        if found.used_at.is_none_or(|used| now.since(used) >= USED_AFTER) {
            let mut tx = self.inner.store.begin(brought.owner).await?;
            tx.used_api_token(found.id, now).await?;
            tx.commit_soon().await?;
        }
        Ok(Some(Bearer {
            owner: brought.owner,
            token: found.id,
            scopes: found.scopes,
            expires_at: found.expires_at,
        }))
    }

    /// Whether the token of a bearer has neither ended nor been taken back since, and the person is not
    /// kept out.
    pub async fn is_still_valid(&self, bearer: &Bearer) -> Result<bool, Error> {
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.read(bearer.owner).await?;
        let Some(found) = tx.api_token(bearer.token).await? else { return Ok(false) };
        counts(&mut tx, &found, now).await
    }
}

/// Whether a token that is there is of use: it has not ended, and its person is not kept out.
async fn counts(tx: &mut Tx, token: &ApiToken, now: Timestamp) -> Result<bool, Error> {
    let is_over = token.expires_at.is_some_and(|end| end <= now);
    Ok(!is_over && tx.credentials().await?.is_none_or(|found| !found.user.disabled))
}

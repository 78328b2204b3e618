//! `aitwin token`: the tokens with which programs act for the owner. Whoever runs it has the files, so it
//! asks nobody who they are.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use access::{Access, ApiToken, Source};
use anyhow::Result;
use domain::{Scopes, Timestamp, TokenId, TokenName};
use jiff::tz::TimeZone;

use super::demo::is_of_demo;
use super::{plain, say};
use crate::cli::{DataArgs, TokenArgs, TokenTask};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

pub(crate) async fn token(
    texts: &Texts,
    config: Option<&Path>,
    arguments: TokenArgs,
) -> Result<()> {
    let TokenArgs { what, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    match what {
        TokenTask::Make { name, scopes, days } => {
            // Before a database is made for what cannot be made.
            let name = named(&name)?;
            let scopes = allowing(&scopes)?;
            // A new server has a token before it is first started.
            let is_new = !wiring::has_database(&config)?;
            let opened = wiring::open(&config).await?;
            if is_new {
                let path = config.data.display().to_string();
                // Standard output is the token's alone.
                let told = text!(texts, "token-new-database", path = path);
                let _ = writeln!(std::io::stderr(), "{told}");
            }
            if config.database_url.is_none() && is_of_demo(&config.data) {
                let path = config.data.display().to_string();
                let told = text!(texts, "token-of-demo", path = path);
                let _ = writeln!(std::io::stderr(), "{told}");
            }
            make(&opened, &name, scopes, days).await
        }
        TokenTask::List => list(texts, &wiring::reopen(&config).await?).await,
        TokenTask::Revoke { id } => revoke(texts, &wiring::reopen(&config).await?, &id).await,
    }
}

fn access(opened: &Opened) -> Access {
    Access::new(opened.store.clone(), Arc::new(SystemClock))
}

fn named(given: &str) -> Result<TokenName, Trouble> {
    given.parse().map_err(|problem| Trouble::TokenName { problem })
}

fn allowing(given: &str) -> Result<Scopes, Trouble> {
    let scopes: Option<Scopes> = given.replace(',', " ").parse().ok();
    scopes
        .filter(|scopes| !scopes.is_empty())
        .ok_or_else(|| Trouble::NoScopes { given: given.to_owned() })
}

/// Prints the token alone, for a script to take.
async fn make(opened: &Opened, name: &TokenName, scopes: Scopes, days: Option<u32>) -> Result<()> {
    let lasts = days.map(|days| Duration::from_secs(u64::from(days) * 86_400));
    let source = Source::default();
    let made = access(opened).make_token(opened.owner, name, scopes, lasts, &source).await?;
    say(&made.text)
}

async fn list(texts: &Texts, opened: &Opened) -> Result<()> {
    let tokens = access(opened).tokens(opened.owner).await?;
    if tokens.is_empty() {
        return say(&text!(texts, "token-none"));
    }
    for ApiToken { id, name, scopes, expires_at, used_at, .. } in tokens {
        let until = expires_at.map_or_else(|| text!(texts, "token-for-ever"), day);
        let used = used_at.map_or_else(|| text!(texts, "token-never"), day);
        say(&text!(
            texts,
            "token-line",
            id = id.to_string(),
            name = plain(&name),
            scopes = scopes.to_string(),
            until = until,
            used = used
        ))?;
    }
    Ok(())
}

async fn revoke(texts: &Texts, opened: &Opened, id: &str) -> Result<()> {
    let unknown = || Trouble::NoToken { id: id.to_owned() };
    let token: TokenId = id.parse().map_err(|_| unknown())?;
    if !access(opened).revoke_token(opened.owner, token, &Source::default()).await? {
        return Err(unknown().into());
    }
    say(&text!(texts, "token-revoked"))
}

/// The day of a moment, where this machine is.
fn day(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.to_zoned(TimeZone::system()).date().to_string()
}

//! `aitwin accounts`: which accounts the database holds.

use std::path::Path;

use anyhow::Result;
use domain::AccountState;

use super::say;
use crate::cli::DataArgs;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::wiring;

pub(crate) async fn accounts(
    texts: &Texts,
    config: Option<&Path>,
    arguments: DataArgs,
) -> Result<()> {
    let DataArgs { data, database_url } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    let mut tx = opened.store.read(opened.owner).await?;
    let accounts = tx.accounts().await?;
    if accounts.is_empty() {
        return say(&text!(texts, "accounts-none"));
    }
    for account in accounts {
        let state = match account.state {
            AccountState::Offline => text!(texts, "accounts-offline"),
            AccountState::Active => text!(texts, "accounts-active"),
            AccountState::LoggedOut => text!(texts, "accounts-logged-out"),
        };
        let messages = tx.message_count(account.id).await?;
        say(&text!(
            texts,
            "accounts-line",
            id = account.id.to_string(),
            name = account.profile.full_name(),
            user = account.profile.user_id.to_string(),
            state = state,
            messages = messages
        ))?;
    }
    Ok(())
}

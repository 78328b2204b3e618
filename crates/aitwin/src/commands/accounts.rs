//! `aitwin accounts`: which accounts the database holds, and letting those of a backup connect.

use std::path::Path;

use anyhow::Result;
use domain::AccountState;

use super::say;
use crate::cli::{AccountsArgs, AccountsChange, DataArgs};
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::wiring;

pub(crate) async fn accounts(
    texts: &Texts,
    config: Option<&Path>,
    arguments: AccountsArgs,
) -> Result<()> {
    let AccountsArgs { change, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let opened = wiring::reopen(&config).await?;
    if let Some(AccountsChange::Connect) = change {
        let mut count = 0;
        for owner in opened.store.owners().await? {
            let mut tx = opened.store.begin(owner).await?;
            count += tx.connect_accounts().await?;
            tx.commit().await?;
        }
        return say(&text!(texts, "accounts-connected", count = count));
    }
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

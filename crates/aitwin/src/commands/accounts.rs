//! `aitwin accounts`: which accounts the database holds, and letting those of a backup connect.

use std::path::Path;

use anyhow::Result;
use domain::{AccountKind, AccountState};

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
        let user = account.profile.user_id.to_string();
        let kind = match account.kind {
            AccountKind::User => text!(texts, "accounts-kind-person", user = user),
            AccountKind::Bot => text!(texts, "accounts-kind-bot", user = user),
            AccountKind::Connected => text!(texts, "accounts-kind-connected", user = user),
        };
        let messages = tx.message_count(account.id).await?;
        say(&text!(
            texts,
            "accounts-line",
            id = account.id.to_string(),
            name = account.profile.full_name(),
            kind = kind,
            state = state(texts, account.kind, account.state),
            messages = messages
        ))?;
    }
    Ok(())
}

/// What an account can do, in words.
fn state(texts: &Texts, kind: AccountKind, state: AccountState) -> String {
    match (state, kind) {
        (AccountState::Offline, AccountKind::Bot) => text!(texts, "accounts-bot-offline"),
        (AccountState::Active, AccountKind::Bot) => text!(texts, "accounts-bot-active"),
        (AccountState::LoggedOut, AccountKind::Bot) => text!(texts, "accounts-bot-logged-out"),
        (AccountState::Offline, _) => text!(texts, "accounts-offline"),
        (AccountState::Active, _) => text!(texts, "accounts-active"),
        (AccountState::LoggedOut, _) => text!(texts, "accounts-logged-out"),
    }
}

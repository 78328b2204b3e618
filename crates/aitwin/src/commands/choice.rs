//! Which account and which chat a command is about.

use anyhow::Result;
use domain::{Account, AccountId, Chat, PeerId};
use store::Tx;

use crate::trouble::Trouble;

/// The account with this id, or the only one there is.
pub(super) async fn account(tx: &mut Tx, wanted: Option<&str>) -> Result<Account> {
    let mut accounts = tx.accounts().await?;
    let found = match wanted {
        Some(wanted) => accounts.iter().position(|account| account.id.to_string() == wanted),
        None => (accounts.len() == 1).then_some(0),
    };
    match (found, wanted) {
        (Some(place), _) => Ok(accounts.swap_remove(place)),
        (None, Some(wanted)) => Err(Trouble::NoSuchAccount { id: wanted.to_owned() }.into()),
        (None, None) if accounts.is_empty() => Err(Trouble::NoAccounts.into()),
        (None, None) => {
            let named = |account: &Account| (account.id.to_string(), account.profile.full_name());
            Err(Trouble::SeveralAccounts { accounts: accounts.iter().map(named).collect() }.into())
        }
    }
}

/// The account's chat with this id.
pub(super) async fn chat(tx: &mut Tx, account: AccountId, id: i64) -> Result<Chat> {
    let found = tx.chat(account, PeerId(id)).await?;
    found.ok_or_else(|| Trouble::NoSuchChat { id }.into())
}

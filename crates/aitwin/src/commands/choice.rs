//! Which account and which chat a command is about.

use anyhow::Result;
use domain::{AccountId, Chat, PeerId};
use store::Tx;

use crate::trouble::Trouble;

/// The account with this id, or the only one there is.
pub(crate) async fn account(tx: &mut Tx, wanted: Option<AccountId>) -> Result<AccountId> {
    let accounts = tx.accounts().await?;
    let mut found = accounts.iter().filter(|account| wanted.is_none_or(|id| account.id == id));
    match (found.next(), found.next()) {
        (Some(account), None) => Ok(account.id),
        _ => Err(Trouble::WhichAccount { accounts }.into()),
    }
}

/// The account's chat with this id.
pub(crate) async fn chat(tx: &mut Tx, account: AccountId, id: i64) -> Result<Chat> {
    let id = PeerId(id);
    if let Some(chat) = tx.chat(account, id).await? {
        return Ok(chat);
    }
    let chats = tx.chats(account, usize::MAX).await?;
    let chats = chats.into_iter().map(|chat| chat.peer).collect();
    Err(Trouble::NoSuchChat { id, chats }.into())
}

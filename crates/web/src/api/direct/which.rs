//! Which of the owner's accounts a request means.

use domain::{AccountId, AccountKind, AccountState};
use engine::AccountView;

use super::logins::digits;
use crate::api::caller::Caller;
use crate::api::problem::{Problem, Wrong};

/// The account by its identifier or its phone number; the only one that is logged in, where neither is
/// named.
pub(super) async fn account<R>(
    caller: &Caller<R>,
    id: Option<&str>,
    phone: Option<&str>,
) -> Result<AccountId, Problem> {
    let accounts = caller.engine.accounts().await?;
    let unknown = || Problem::Direct(engine::DirectError::UnknownAccount);
    if let Some(id) = id {
        let id: AccountId = id.parse().map_err(|_| unknown())?;
        return accounts.iter().any(|of| of.account.id == id).then_some(id).ok_or_else(unknown);
    }
    if let Some(phone) = phone {
        let number = digits(phone).ok_or_else(|| Problem::invalid("phone", Wrong::Phone))?;
        let is_it = |of: &&AccountView| {
            of.account.profile.phone.as_deref().and_then(digits).is_some_and(|its| its == number)
        };
        return accounts.iter().find(is_it).map(|of| of.account.id).ok_or_else(unknown);
    }
    // A bot speaks for itself, and is meant only where it is named.
    let mut active = accounts.iter().filter(|of| {
        of.account.state == AccountState::Active && of.account.kind != AccountKind::Bot
    });
    match (active.next(), active.next()) {
        (Some(only), None) => Ok(only.account.id),
        (None, _) => Err(Problem::NoAccount),
        (Some(_), Some(_)) => Err(Problem::invalid("account", Wrong::WhichAccount)),
    }
}

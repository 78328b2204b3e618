//! To which account or bot of the owner's a chat belongs: one person may have written to two of them. Told only where
//! there are several.

use std::collections::BTreeMap;

use domain::{Account, AccountId, AccountKind};
use engine::Engine;
use maud::{Markup, html};

use crate::error::Error;

/// What the accounts and bots are called; nothing where there is only one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// Those of an engine.
    pub(crate) async fn find(engine: &Engine) -> Result<Self, Error> {
        Ok(Self::of(&engine.plain_accounts().await?))
    }

    /// Those of accounts.
    pub(crate) fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let accounts: Vec<_> = accounts.into_iter().map(|of| (of, name(of))).collect();
        if accounts.len() < 2 {
            return Self::default();
        }
        let is_anothers = |of: &Account, name: &str| {
            accounts.iter().any(|(other, others)| other.id != of.id && others == name)
        };
        let told = accounts.iter().map(|(of, name)| {
            let apart = is_anothers(of, name).then(|| format!("{name} ({})", sign(of)));
            (of.id, apart.unwrap_or_else(|| name.clone()))
        });
        Self(told.collect())
    }

    /// The name of one, if it is to be told.
    pub(crate) fn get(&self, account: AccountId) -> Option<&str> {
        self.0.get(&account).map(String::as_str)
    }

    /// The same beside a chat.
    pub(crate) fn label(&self, account: AccountId) -> Markup {
        html! { @if let Some(name) = self.get(account) { small.whose { (name) } } }
    }
}

/// A bot's user name, a person's name, or the number where that is all that is known.
fn name(Account { kind, profile, .. }: &Account) -> String {
    let named = match (kind, &profile.username) {
        (AccountKind::Bot, Some(username)) => format!("@{username}"),
        _ => profile.full_name(),
    };
    if named.is_empty() { profile.user_id.to_string() } else { named }
}

/// What tells one from another of the same name.
fn sign(Account { profile, .. }: &Account) -> String {
    let username = profile.username.as_ref().map(|username| format!("@{username}"));
    username.or_else(|| profile.phone.clone()).unwrap_or_else(|| profile.user_id.to_string())
}

#[cfg(test)]
mod tests {
    use domain::{AccountState, Mode, PeerId, Profile, Timestamp};

    use super::*;

    fn account(number: u128, kind: AccountKind, name: &str) -> Account {
        Account {
            id: AccountId::new(Timestamp::from_secs(1), number),
            kind,
            profile: Profile {
                user_id: PeerId(7),
                first_name: name.to_owned(),
                last_name: String::new(),
                username: Some("twin_bot".to_owned()),
                phone: None,
            },
            state: AccountState::Active,
            default_mode: Mode::Watch,
        }
    }

    #[test]
    fn one_account_needs_no_name_and_of_several_each_has_its_own() {
        let (ilya, bot) =
            (account(1, AccountKind::User, "Илья"), account(2, AccountKind::Bot, "Двойник"));
        assert_eq!(Names::of([&ilya]).get(ilya.id), None);
        let names = Names::of([&ilya, &bot]);
        assert_eq!((names.get(ilya.id), names.get(bot.id)), (Some("Илья"), Some("@twin_bot")));
        let mut namesake = account(4, AccountKind::User, "Илья");
        namesake.profile.username = None;
        let names = Names::of([&ilya, &namesake]);
        let told = (names.get(ilya.id), names.get(namesake.id));
        assert_eq!(told, (Some("Илья (@twin_bot)"), Some("Илья (7)")));
        let unnamed = account(3, AccountKind::User, "");
        assert_eq!(Names::of([&unnamed, &bot]).get(unnamed.id), Some("7"));
    }
}

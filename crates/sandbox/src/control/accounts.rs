//! Accounts, as an operator makes and changes them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Control, find, ids};
use crate::srp::Verifier;
use crate::state::accounts::{Account, AccountError, Profile};
use crate::state::flags::Flag;
use crate::state::{Event, State, UserId};
use crate::{Error, entropy};

/// An account to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// The phone number: 5 to 15 digits, in any spelling.
    pub phone: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: Option<String>,
    /// The username, with or without `@`.
    pub username: Option<String>,
    /// The two-step password.
    pub password: Option<String>,
    /// What is to remind the person of the password.
    pub password_hint: Option<String>,
    /// The user id; the next free one if absent.
    pub id: Option<i64>,
    /// The data centre that it lives on, 1 to 5; on any if absent.
    pub dc: Option<i32>,
    /// Marks on it.
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
}

/// What is to change of an account: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountChange {
    /// The first name.
    pub first_name: Option<String>,
    /// The last name; `""` takes it away.
    pub last_name: Option<String>,
    /// The username, with or without `@`; `""` takes it away.
    pub username: Option<String>,
    /// What the person says of himself.
    pub about: Option<String>,
    /// The two-step password; `""` takes it away.
    pub password: Option<String>,
    /// What is to remind the person of the password, be it new or there; `""`
    /// takes it away.
    pub password_hint: Option<String>,
    /// The data centre that it lives on, 1 to 5; 0 for any.
    pub dc: Option<i32>,
    /// All marks that it has from now on.
    pub flags: Option<BTreeSet<Flag>>,
}

/// An account as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountInfo {
    /// The user id.
    pub id: i64,
    /// The phone number, as it was written when the account was made.
    pub phone: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: Option<String>,
    /// The username, without `@`.
    pub username: Option<String>,
    /// The data centre that it lives on, if not on any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dc: Option<i32>,
    /// Marks on it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<Flag>,
}

impl Control {
    /// Makes an account. With a password this takes a tenth of a second of
    /// computing.
    ///
    /// # Errors
    ///
    /// [`Error::Account`] says which field is wrong or taken.
    pub fn create_account(&self, new: NewAccount) -> Result<AccountInfo, Error> {
        let verifier = new.password.as_deref().and_then(verifier);
        let hint = new.password_hint.filter(|hint| !hint.is_empty());
        if hint.is_some() && verifier.is_none() {
            return Err(AccountError::NoPassword.into());
        }
        let phone = new.phone.trim().to_owned();
        let profile = Profile {
            id: new.id.unwrap_or_default(),
            phone: phone.clone(),
            first_name: new.first_name.trim().to_owned(),
            last_name: new.last_name.filter(|name| !name.is_empty()),
            username: new.username.as_deref().and_then(username),
        };
        let mut writing = self.server.write();
        let mut events = writing.state().create_account(profile, verifier)?;
        let account = events.iter_mut().find_map(|event| match event {
            Event::AccountCreated(profile) => Some(profile.id),
            Event::PasswordSet { hint: known_hint, .. } => {
                known_hint.clone_from(&hint);
                None
            }
            _ => None,
        });
        if let Some(account) = account {
            if new.dc.is_some() {
                events.push(State::home(account, new.dc)?);
            }
            if !new.flags.is_empty() {
                events.push(Event::FlagsSet { account, flags: new.flags });
            }
        }
        writing.commit(events, None)?;
        find(writing.state(), &phone).map(AccountInfo::from)
    }

    /// Changes an account: all that is asked for, or nothing. A new password
    /// takes a tenth of a second of computing.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Account`], which says what is wrong
    /// or taken.
    pub fn change_account(&self, who: &str, change: AccountChange) -> Result<AccountInfo, Error> {
        let password = change.password.map(|password| verifier(&password));
        let mut writing = self.server.write();
        let state = writing.state();
        let known = find(state, who)?;
        let account = known.profile.id;
        let mut profile = known.profile.clone();
        if let Some(first_name) = change.first_name {
            first_name.trim().clone_into(&mut profile.first_name);
        }
        if let Some(last_name) = change.last_name {
            profile.last_name = Some(last_name).filter(|name| !name.is_empty());
        }
        if let Some(name) = change.username {
            profile.username = username(&name);
        }
        if state.is_bot(account) && is_only_for_people(known, &profile, change.flags.as_ref()) {
            return Err(AccountError::OfBot.into());
        }
        let hint = change.password_hint.map(|hint| Some(hint).filter(|hint| !hint.is_empty()));
        let mut events = Vec::new();
        events.extend(state.change_profile(profile)?);
        events.extend(change.about.map(|about| Event::AboutChanged { account, about }));
        match (password, hint, &known.password) {
            (Some(Some(verifier)), hint, _) => {
                events.push(Event::PasswordSet { account, verifier, hint: hint.flatten() });
            }
            (Some(None), ..) => events.push(Event::PasswordRemoved { account }),
            (None, Some(hint), Some(verifier)) => {
                events.push(Event::PasswordSet { account, verifier: verifier.clone(), hint });
            }
            (None, Some(Some(_)), None) => return Err(AccountError::NoPassword.into()),
            (None, ..) => {}
        }
        if let Some(dc) = change.dc {
            events.push(State::home(account, Some(dc).filter(|dc| *dc != 0))?);
        }
        if let Some(flags) = change.flags {
            events.extend(state.set_flags(account, flags)?);
        }
        writing.commit(events, None)?;
        let changed = writing.state().account(account);
        changed.map(AccountInfo::from).ok_or_else(|| Error::NoSuchAccount(who.to_owned()))
    }

    /// All accounts, in the order in which they were made.
    pub fn accounts(&self) -> Vec<AccountInfo> {
        self.server.read().accounts().map(AccountInfo::from).collect()
    }

    /// An account.
    pub fn account(&self, who: &str) -> Option<AccountInfo> {
        self.server.read().find(who).map(AccountInfo::from)
    }

    /// Puts somebody into an account's contacts, so that it sees the phone
    /// number.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none, [`Error::Account`] if they
    /// are one.
    pub fn add_contact(&self, account: &str, contact: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [account, contact] = two(writing.state(), [account, contact])?;
        let added = Event::ContactAdded { account, contact, name: None };
        Ok(writing.commit([added], None)?)
    }

    /// Has an account block somebody, or stop it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none, [`Error::Account`] if they
    /// are one.
    pub fn set_blocked(&self, account: &str, person: &str, blocked: bool) -> Result<(), Error> {
        let now = self.server.now();
        let mut writing = self.server.write();
        let [account, person] = two(writing.state(), [account, person])?;
        let event = if blocked {
            writing.state().block(account, person, now)
        } else {
            writing.state().unblock(account, person)
        };
        Ok(writing.commit(event.as_slice(), None)?)
    }
}

/// Whether a change would make of a bot what nobody could speak to any more.
fn is_only_for_people(known: &Account, profile: &Profile, flags: Option<&BTreeSet<Flag>>) -> bool {
    let ends = |flag| flags.is_some_and(|flags| flags.contains(&flag) != known.is(flag));
    profile.username != known.profile.username || ends(Flag::Deleted) || ends(Flag::Banned)
}

/// Two people who are not the same.
fn two(state: &State, who: [&str; 2]) -> Result<[UserId; 2], Error> {
    let [one, other] = ids(state, who)?;
    if one == other { Err(AccountError::Oneself.into()) } else { Ok([one, other]) }
}

fn verifier(password: &str) -> Option<Verifier> {
    (!password.is_empty()).then(|| Verifier::new(password, entropy::bytes(), entropy::bytes()))
}

fn username(written: &str) -> Option<String> {
    let name = written.strip_prefix('@').unwrap_or(written);
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

impl From<&Account> for AccountInfo {
    fn from(account: &Account) -> AccountInfo {
        let Profile { id, phone, first_name, last_name, username } = account.profile.clone();
        let (dc, flags) = (account.dc, account.flags.clone());
        AccountInfo { id, phone, first_name, last_name, username, dc, flags }
    }
}

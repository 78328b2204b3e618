//! Whatever an operator may do to a sandbox: make accounts, read login codes,
//! act as anybody. In process by [`Control`], over HTTP by [`http`].

pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod groups;
pub(crate) mod http;
mod loopback;
pub(crate) mod messages;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::server::Server;
use crate::srp::Verifier;
use crate::state::accounts::{Account, Profile};
use crate::state::{Event, Peer, SERVICE_USER, State, UserId};
use crate::{Error, PublicKey, entropy};
use events::AccountEvent;

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
    /// The user id; the next free one if absent.
    pub id: Option<i64>,
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
}

/// A hand on a running sandbox. Clones are the same hand.
///
/// People are named by phone number, in any spelling, or by username; `777000`
/// is Telegram itself. Groups are named by their number, which is negative, or
/// by username.
#[derive(Clone)]
pub struct Control {
    server: Arc<Server>,
}

impl Control {
    pub(crate) fn new(server: Arc<Server>) -> Control {
        Control { server }
    }

    /// The key by which clients know this sandbox.
    pub fn public_key(&self) -> &PublicKey {
        self.server.rsa.public()
    }

    /// Makes an account. With a password this takes a tenth of a second of
    /// computing.
    ///
    /// # Errors
    ///
    /// [`Error::Account`] says which field is wrong or taken.
    pub fn create_account(&self, new: NewAccount) -> Result<AccountInfo, Error> {
        let verifier = new
            .password
            .filter(|password| !password.is_empty())
            .map(|password| Verifier::new(&password, entropy::bytes(), entropy::bytes()));
        let phone = new.phone.trim().to_owned();
        let username = new.username.filter(|name| !name.is_empty());
        let profile = Profile {
            id: new.id.unwrap_or_default(),
            phone: phone.clone(),
            first_name: new.first_name.trim().to_owned(),
            last_name: new.last_name.filter(|name| !name.is_empty()),
            username: username.map(|name| name.strip_prefix('@').unwrap_or(&name).to_owned()),
        };
        let mut writing = self.server.write();
        let events = writing.state().create_account(profile, verifier)?;
        writing.commit(events, None)?;
        find(writing.state(), &phone).map(AccountInfo::from)
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
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn add_contact(&self, account: &str, contact: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [account, contact] = ids(writing.state(), [account, contact])?;
        let added = Event::ContactAdded { account, contact, name: None };
        Ok(writing.commit([added], None)?)
    }

    /// The login code that was last sent to an account, if it is still good.
    pub fn login_code(&self, who: &str) -> Option<String> {
        let now = self.server.now();
        let state = self.server.read();
        let phone = &state.find(who)?.profile.phone;
        state.code(phone, now).map(|code| code.code.clone())
    }

    /// Everything that happens to an account from now on.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn subscribe(&self, account: &str) -> Result<broadcast::Receiver<AccountEvent>, Error> {
        let [account] = ids(&self.server.read(), [account])?;
        Ok(self.server.watchers.subscribe(account))
    }
}

impl From<&Account> for AccountInfo {
    fn from(account: &Account) -> AccountInfo {
        let Profile { id, phone, first_name, last_name, username } = account.profile.clone();
        AccountInfo { id, phone, first_name, last_name, username }
    }
}

fn find<'s>(state: &'s State, who: &str) -> Result<&'s Account, Error> {
    state.find(who).ok_or_else(|| Error::NoSuchAccount(who.to_owned()))
}

fn ids<const N: usize>(state: &State, who: [&str; N]) -> Result<[UserId; N], Error> {
    let mut ids = [0; N];
    for (id, who) in ids.iter_mut().zip(who) {
        *id = find(state, who)?.profile.id;
    }
    Ok(ids)
}

/// Whom a chat is with, by the name that an operator gives.
fn find_peer(state: &State, who: &str) -> Result<Peer, Error> {
    let who = who.trim();
    let unknown = || Error::NoSuchAccount(who.to_owned());
    match who.parse() {
        Ok(SERVICE_USER) => return Ok(Peer::User(SERVICE_USER)),
        Ok(number @ ..0) => {
            let peer = Peer::from(number);
            return state.group(peer).map(|_| peer).ok_or_else(unknown);
        }
        _ => {}
    }
    let person = state.find(who).map(|account| Peer::User(account.profile.id));
    person.or_else(|| state.channel_by_username(who)).ok_or_else(unknown)
}

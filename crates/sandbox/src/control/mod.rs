//! Whatever an operator may do to a sandbox: make accounts, read login codes,
//! act as anybody. In process by [`Control`], over HTTP by [`http`].

mod accounts;
pub(crate) mod bots;
pub(crate) mod business;
pub(crate) mod dialogs;
pub(crate) mod events;
mod faults;
pub(crate) mod files;
pub(crate) mod groups;
pub(crate) mod http;
mod logins;
pub(crate) mod loopback;
pub(crate) mod messages;
pub(crate) mod people;
pub(crate) mod requests;
mod transcripts;

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::server::Server;
use crate::state::accounts::Account;
use crate::state::{Peer, SERVICE_USER, State, UserId};
use crate::{Error, PublicKey};
pub use accounts::{AccountChange, AccountInfo, NewAccount};
use events::AccountEvent;

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

    /// The phone page and the calls that it needs, under `/phone`: for a server
    /// that shows it among pages of its own.
    pub fn phone(&self) -> axum::Router {
        crate::phone::router(self.clone())
    }

    /// The key by which clients know this sandbox.
    pub fn public_key(&self) -> &PublicKey {
        self.server.rsa.public()
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

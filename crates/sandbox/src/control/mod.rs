//! Whatever an operator may do to a sandbox: make accounts, read login codes,
//! act as anybody. In process by [`Control`], over HTTP by [`http`].

pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod http;
mod loopback;

use std::sync::Arc;

use grammers_tl_types::enums::SendMessageAction;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::api::announce;
use crate::server::Server;
use crate::srp::Verifier;
use crate::state::accounts::{Account, Profile};
use crate::state::event::Sent;
use crate::state::messages::{Outgoing, SendError};
use crate::state::{Event, State, UserId};
use crate::{Error, PublicKey, entropy};
use events::{AccountEvent, ChatMessage};

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

/// A message of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedMessage {
    /// Who wrote it: a phone number or a username.
    pub from: String,
    /// To whom: a phone number or a username.
    pub to: String,
    /// When, in Unix seconds.
    pub date: i64,
    /// The text.
    pub text: String,
    /// Its id in the box of the account that [`Control::seed_history`] names;
    /// the next free one if absent.
    pub id: Option<i32>,
}

/// A hand on a running sandbox. Clones are the same hand.
///
/// People are named by phone number, in any spelling, or by username.
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
        Ok(writing.commit([Event::ContactAdded { account, contact }], None)?)
    }

    /// The login code that was last sent to an account, if it is still good.
    pub fn login_code(&self, who: &str) -> Option<String> {
        let now = self.server.now();
        let state = self.server.read();
        let phone = &state.find(who)?.profile.phone;
        state.code(phone, now).map(|code| code.code.clone())
    }

    /// Sends a message as anybody. Returns it as the sender sees it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if the text cannot be sent.
    pub fn send_message(&self, from: &str, to: &str, text: &str) -> Result<ChatMessage, Error> {
        let date = self.server.now();
        let mut writing = self.server.write();
        let [from, to] = ids(writing.state(), [from, to])?;
        let message = Outgoing { from, to, text, random_id: None, reply_to: None, date };
        let event = writing.state().send(&message)?;
        writing.commit(event.as_slice(), None)?;
        let mailbox = writing.state().mailbox(from);
        let sent = mailbox.dialog(to).and_then(|dialog| mailbox.message(dialog.top()?));
        let sent = sent.ok_or(SendError::NoSuchAccount)?;
        Ok(ChatMessage::new(mailbox, sent))
    }

    /// Puts messages of the past into both boxes, with their dates, read by
    /// both, and without telling anybody. They must come in the order of their
    /// dates. `owner` is the account in whose box [`SeedMessage::id`] counts.
    /// All are taken, or none.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Send`] if an id is taken.
    pub fn seed_history(&self, owner: &str, messages: Vec<SeedMessage>) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [owner] = ids(writing.state(), [owner])?;
        let messages = messages
            .into_iter()
            .map(|message| {
                let [from, to] = ids(writing.state(), [&message.from, &message.to])?;
                let sent = Sent {
                    from,
                    to,
                    date: i32::try_from(message.date).unwrap_or(i32::MAX),
                    text: message.text,
                    random_id: None,
                    sender_copy: None,
                    receiver_copy: None,
                    reply_to: None,
                };
                Ok((sent, message.id))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let event = writing.state().seed(owner, messages)?;
        Ok(writing.commit([event], None)?)
    }

    /// The chat of `of` with `with`, as `of` sees it, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn conversation(&self, of: &str, with: &str) -> Result<Vec<ChatMessage>, Error> {
        let state = self.server.read();
        let [of, with] = ids(&state, [of, with])?;
        let mailbox = state.mailbox(of);
        let ids = mailbox.dialog(with).map(|dialog| dialog.after(0));
        let messages = ids.into_iter().flatten().filter_map(|id| mailbox.message(*id));
        Ok(messages.map(|message| ChatMessage::new(mailbox, message)).collect())
    }

    /// Marks everything that `peer` wrote to `reader` as read.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn mark_read(&self, reader: &str, peer: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [reader, peer] = ids(writing.state(), [reader, peer])?;
        let event = writing.state().read_history(reader, peer, 0);
        Ok(writing.commit(event.as_slice(), None)?)
    }

    /// Shows `to` that `from` is typing, or has stopped.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if either is none.
    pub fn set_typing(&self, from: &str, to: &str, active: bool) -> Result<(), Error> {
        let [from, to] = ids(&self.server.read(), [from, to])?;
        let action = if active {
            SendMessageAction::SendMessageTypingAction
        } else {
            SendMessageAction::SendMessageCancelAction
        };
        announce::typing(&self.server, from, to, action);
        Ok(())
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

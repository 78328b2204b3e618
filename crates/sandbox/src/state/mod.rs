//! What the sandbox remembers: accounts, authorization keys, login codes and
//! every account's box of messages.
//!
//! One pure state machine. A command (in [`accounts`], [`login`], [`messages`],
//! [`dialogs`], [`groups`]) looks at the state, decides, and returns [`Event`]s
//! or a refusal;
//! [`State::apply`] turns events into state and cannot fail. The [`journal`]
//! keeps the events, so replaying it at the start gives the same state again.
//!
//! Knows nothing of sockets, TL types, clocks or randomness: all that is a
//! parameter.
//!
//! To add something that must survive a restart: an [`Event`], its arm in
//! [`State::apply`], and a command that returns it.

pub(crate) mod accounts;
pub(crate) mod bots;
pub(crate) mod contacts;
pub(crate) mod dialogs;
pub(crate) mod entities;
pub(crate) mod event;
pub(crate) mod files;
pub(crate) mod flags;
pub(crate) mod groups;
pub(crate) mod journal;
pub(crate) mod login;
pub(crate) mod mailbox;
pub(crate) mod messages;
pub(crate) mod paging;
pub(crate) mod peer;
pub(crate) mod post;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::mtproto::cipher::AuthKey;
use accounts::Account;
use bots::Bots;
pub(crate) use event::Event;
use files::{File, FileId};
use groups::Group;
use login::{ClientInfo, Code, Login};
use mailbox::Mailbox;
pub(crate) use peer::Peer;
use post::Post;

/// A user's id, the same for everybody.
pub(crate) type UserId = i64;
/// A basic group's id.
pub(crate) type GroupId = i64;
/// A supergroup's id.
pub(crate) type ChannelId = i64;
/// An authorization key's id.
pub(crate) type KeyId = i64;
/// A message's id, counted by each box for itself.
pub(crate) type MessageId = i32;

/// The account that writes login codes.
pub(crate) const SERVICE_USER: UserId = 777_000;

/// A client that dials a test data centre adds this to its number.
pub(crate) const TEST_DC: i32 = 10_000;

/// An authorization key and what it may do.
pub(crate) struct Key {
    pub(crate) key: AuthKey,
    /// The data centre that its maker named; 0 if none was named.
    pub(crate) dc: i32,
    /// When it stops being known, if it is a temporary one; Unix seconds.
    pub(crate) expires_at: Option<i32>,
    pub(crate) login: Login,
    /// When it logged in; Unix seconds.
    pub(crate) since: i32,
    /// What the program that made it says of itself.
    pub(crate) client: ClientInfo,
}

impl Key {
    /// The data centre that the key is for, if its maker named it. Test data
    /// centres count as the others.
    pub(crate) fn named_dc(&self) -> Option<i32> {
        Some(self.dc.wrapping_abs() % TEST_DC).filter(|dc| *dc != 0)
    }
}

/// Everything the sandbox remembers.
#[derive(Default)]
pub(crate) struct State {
    accounts: HashMap<UserId, Account>,
    /// Account ids as they were made.
    order: Vec<UserId>,
    by_phone: HashMap<String, UserId>,
    by_username: HashMap<String, UserId>,
    keys: HashMap<KeyId, Key>,
    /// The latest login code of a phone number, by its digits.
    codes: HashMap<String, Code>,
    /// The tokens of authorizations on their way from one data centre to
    /// another, each account's newest last.
    exports: HashMap<UserId, VecDeque<Vec<u8>>>,
    files: HashMap<FileId, File>,
    bots: Bots,
    groups: HashMap<Peer, Group>,
    /// Groups and supergroups as they were made.
    group_order: Vec<Peer>,
    /// Everything that was ever written, in that order.
    posts: Vec<Post>,
}

impl State {
    /// Makes an event part of the state.
    pub(crate) fn apply(&mut self, event: &Event) {
        self.tell_bots_before(event);
        match event {
            Event::Bot(event) => self.apply_bot(event),
            Event::AccountCreated(profile) => {
                self.order.push(profile.id);
                self.by_phone.insert(accounts::digits(&profile.phone), profile.id);
                if let Some(username) = &profile.username {
                    self.by_username.insert(username.to_lowercase(), profile.id);
                }
                self.accounts.insert(profile.id, Account::new(profile.clone()));
            }
            Event::ProfileChanged(profile) => self.apply_profile(profile),
            Event::AboutChanged { account, about } => {
                self.change(*account, |account| account.about.clone_from(about));
            }
            Event::FlagsSet { account, flags } => {
                self.change(*account, |account| account.flags.clone_from(flags));
            }
            Event::HomeSet { account, dc } => self.change(*account, |account| account.dc = *dc),
            Event::PasswordSet { account, verifier, hint } => {
                self.change(*account, |account| {
                    account.password = Some(verifier.clone());
                    account.password_hint.clone_from(hint);
                });
            }
            Event::PasswordRemoved { account } => {
                self.change(*account, |account| {
                    account.password = None;
                    account.password_hint = None;
                });
            }
            Event::ContactAdded { account, contact, name } => {
                self.change(*account, |account| account.contacts.insert(*contact, name.clone()));
            }
            Event::ContactRemoved { account, contact } => {
                self.change(*account, |account| account.contacts.remove(contact));
            }
            Event::PersonBlocked { account, person, date } => {
                self.change(*account, |account| account.blocked.insert(*person, *date));
            }
            Event::PersonUnblocked { account, person } => {
                self.change(*account, |account| account.blocked.remove(person));
            }
            Event::KeyMade { key, dc, expires_at } => {
                let key = AuthKey::new(key.0);
                let (dc, expires_at) = (*dc, *expires_at);
                let (login, since, client) = (Login::None, 0, ClientInfo::default());
                self.keys.insert(key.id, Key { key, dc, expires_at, login, since, client });
            }
            Event::KeyPlaced { key, dc } => {
                if let Some(key) = self.keys.get_mut(key) {
                    key.dc = *dc;
                }
            }
            Event::ClientIntroduced { key, client } => {
                if let Some(key) = self.keys.get_mut(key) {
                    key.client.clone_from(client);
                }
            }
            Event::KeyDestroyed { key } => {
                self.set_login(*key, Login::None);
                self.keys.remove(key);
            }
            Event::CodeIssued { phone, code } => {
                self.codes.insert(phone.clone(), code.clone());
            }
            Event::CodeSpent { phone } => {
                self.codes.remove(phone);
            }
            Event::CodeVerified { phone } => {
                if let Some(code) = self.codes.get_mut(phone) {
                    code.verified = true;
                }
            }
            Event::PasswordAwaited { key, account } => {
                self.set_login(*key, Login::AwaitsPassword(*account));
            }
            Event::LoggedIn { key, account, at } => {
                self.set_login(*key, Login::As(*account));
                if let Some(key) = self.keys.get_mut(key) {
                    key.since = at.unwrap_or_default();
                }
            }
            Event::LoggedOut { key } => self.set_login(*key, Login::None),
            Event::SessionEnded { key, why } => self.set_login(*key, Login::Ended(*why)),
            Event::AuthorizationExported { account, token } => {
                let tokens = self.exports.entry(*account).or_default();
                tokens.push_back(token.clone());
                if tokens.len() > login::EXPORTS {
                    tokens.pop_front();
                }
            }
            Event::AuthorizationImported { token } => {
                self.exports.retain(|_, tokens| {
                    tokens.retain(|exported| exported != token);
                    !tokens.is_empty()
                });
            }
            Event::FileStored(file) => {
                self.files.insert(file.id, file.clone());
            }
            Event::MessageSent(sent) => self.apply_sent(sent),
            Event::HistorySeeded { messages } => {
                for message in messages {
                    self.apply_seeded(message);
                }
            }
            Event::HistoryRead { .. } => self.apply_read(event),
            Event::MessageEdited { post, content, date } => {
                self.apply_edited(*post, content, *date);
            }
            Event::MessagesDeleted { copies, date } => self.apply_deleted(copies, *date),
            Event::Reacted { post, user, emoji, date } => {
                self.apply_reacted(*post, *user, emoji, *date);
            }
            Event::VoiceHeard { copies } => self.apply_heard(copies),
            Event::DraftSaved { account, peer, draft } => {
                self.change(*account, |account| match draft {
                    Some(draft) => account.drafts.insert(*peer, draft.clone()),
                    None => account.drafts.remove(peer),
                });
            }
            Event::DialogsPinned { account, order } => {
                self.change(*account, |account| account.pinned.clone_from(order));
            }
            Event::GroupCreated { .. } => self.apply_group_created(event),
            Event::GroupRenamed { peer, title } => {
                if let Some(group) = self.groups.get_mut(peer) {
                    group.title.clone_from(title);
                }
            }
            Event::GroupUsernameSet { peer, username } => {
                if let Some(group) = self.groups.get_mut(peer) {
                    group.username.clone_from(username);
                }
            }
            Event::MemberAdded { peer, member, inviter, date } => {
                self.apply_member_added(*peer, *member, *inviter, *date);
            }
            Event::MemberRemoved { peer, member } => self.apply_member_removed(*peer, *member),
        }
        self.tell_bots(event);
    }

    /// An account, by its id.
    pub(crate) fn account(&self, id: UserId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// An account's messages. Empty for those who have none, such as the
    /// service user.
    pub(crate) fn mailbox(&self, id: UserId) -> &Mailbox {
        self.box_of(Peer::User(id))
    }

    /// The messages of an account or of a supergroup.
    pub(crate) fn box_of(&self, owner: Peer) -> &Mailbox {
        static NONE: std::sync::LazyLock<Mailbox> = std::sync::LazyLock::new(Mailbox::default);
        match owner {
            Peer::User(id) => self.accounts.get(&id).map(|account| &account.mailbox),
            Peer::Group(_) | Peer::Channel(_) => {
                self.groups.get(&owner).map(|group| &group.mailbox)
            }
        }
        .unwrap_or(&NONE)
    }

    /// All accounts, in the order in which they were made.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.order.iter().filter_map(|id| self.accounts.get(id))
    }

    /// A key that is known and has not expired at `now`.
    pub(crate) fn key(&self, id: KeyId, now: i32) -> Option<&Key> {
        self.keys.get(&id).filter(|key| key.expires_at.is_none_or(|end| now < end))
    }

    /// The keys that are logged in to an account.
    pub(crate) fn keys_of(&self, account: UserId) -> &BTreeSet<KeyId> {
        static NONE: BTreeSet<KeyId> = BTreeSet::new();
        self.accounts.get(&account).map_or(&NONE, |account| &account.keys)
    }

    /// Events name only accounts that exist, so an absent one changes nothing.
    fn change<T>(&mut self, id: UserId, change: impl FnOnce(&mut Account) -> T) {
        if let Some(account) = self.accounts.get_mut(&id) {
            change(account);
        }
    }

    fn box_mut(&mut self, owner: Peer) -> Option<&mut Mailbox> {
        match owner {
            Peer::User(id) => self.accounts.get_mut(&id).map(|account| &mut account.mailbox),
            Peer::Group(_) | Peer::Channel(_) => {
                self.groups.get_mut(&owner).map(|group| &mut group.mailbox)
            }
        }
    }

    fn set_login(&mut self, id: KeyId, login: Login) {
        let Some(key) = self.keys.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut key.login, login);
        if let Login::As(account) = before {
            self.change(account, |account| account.keys.remove(&id));
        }
        if let Login::As(account) = login {
            self.change(account, |account| account.keys.insert(id));
        }
    }
}

//! Accounts: how they are made, found and changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::contacts::ContactName;
use super::dialogs::Draft;
use super::flags::Flag;
use super::mailbox::Mailbox;
use super::{Event, KeyId, Peer, SERVICE_USER, State, UserId};
use crate::srp::Verifier;

/// The first id given to an account that asks for none; far from the ids that
/// mean something on Telegram.
const FIRST_ID: UserId = 6_200_000_001;
/// Ids are at most 52 bits, so that JavaScript keeps them whole.
const LAST_ID: UserId = (1 << 52) - 1;
/// Lengths of phone numbers in digits, after E.164 with room for short made-up
/// ones.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
/// Lengths of usernames. Telegram's own are five or more; bought ones are four.
const USERNAME_LENGTH: std::ops::RangeInclusive<usize> = 4..=32;
/// The data centres that an account may live on.
pub(crate) const DATA_CENTRES: std::ops::RangeInclusive<i32> = 1..=5;

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) id: UserId,
    /// As it was written when the account was made.
    pub(crate) phone: String,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    /// Without the `@`.
    pub(crate) username: Option<String>,
}

/// An account and what belongs to it.
pub(crate) struct Account {
    pub(crate) profile: Profile,
    /// The second step of its login, if it has one.
    pub(crate) password: Option<Verifier>,
    /// What is to remind the person of the password.
    pub(crate) password_hint: Option<String>,
    /// What the person says of himself.
    pub(crate) about: String,
    pub(crate) flags: BTreeSet<Flag>,
    /// The data centre that it lives on; on any, if absent.
    pub(crate) dc: Option<i32>,
    /// Each with what this account calls it, if not by its own name.
    pub(crate) contacts: BTreeMap<UserId, Option<ContactName>>,
    /// Whose messages do not arrive here, each since when; Unix seconds.
    pub(crate) blocked: BTreeMap<UserId, i32>,
    pub(crate) keys: BTreeSet<KeyId>,
    pub(crate) mailbox: Mailbox,
    /// The supergroups that it is a member of.
    pub(crate) channels: BTreeSet<Peer>,
    pub(crate) drafts: BTreeMap<Peer, Draft>,
    /// The chats on top of its list, the topmost first.
    pub(crate) pinned: Vec<Peer>,
}

/// Why an account cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The phone number is not 5 to 15 digits.
    #[error("a phone number has 5 to 15 digits")]
    PhoneInvalid,
    /// Another account has the phone number.
    #[error("an account with this phone number exists")]
    PhoneTaken,
    /// The username is not 4 to 32 Latin letters, digits and underscores,
    /// beginning with a letter.
    #[error(
        "a username is 4 to 32 Latin letters, digits and underscores, and begins with a letter"
    )]
    UsernameInvalid,
    /// Another account has the username.
    #[error("an account with this username exists")]
    UsernameTaken,
    /// The first name is empty.
    #[error("a first name is needed")]
    FirstNameEmpty,
    /// The id is not between 1 and 2^52, or is the service user's.
    #[error("a user id is between 1 and 2^52, and is not 777000")]
    IdInvalid,
    /// Another account has the id.
    #[error("an account with this id exists")]
    IdTaken,
    /// There is no data centre with the number.
    #[error("an account lives on one of the data centres 1 to 5")]
    DcInvalid,
    /// A deleted account stays as it is.
    #[error("the account is deleted")]
    Deleted,
    /// A bot keeps its username, and is not deleted as people are.
    #[error(
        "a bot keeps its username, and is not deleted or banned like a person: \
         DELETE /bots/{{who}} takes it away"
    )]
    OfBot,
    /// Nobody blocks himself or is among his own contacts.
    #[error("nobody blocks himself, or is among his own contacts")]
    Oneself,
    /// There is no password of which a hint could remind.
    #[error("a hint is of a password, and there is none")]
    NoPassword,
}

impl Account {
    pub(super) fn new(profile: Profile) -> Account {
        Account {
            profile,
            password: None,
            password_hint: None,
            about: String::new(),
            flags: BTreeSet::new(),
            dc: None,
            contacts: BTreeMap::new(),
            blocked: BTreeMap::new(),
            keys: BTreeSet::new(),
            mailbox: Mailbox::default(),
            channels: BTreeSet::new(),
            drafts: BTreeMap::new(),
            pinned: Vec::new(),
        }
    }

    /// Whether the account has a flag.
    pub(crate) fn is(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// Whether messages of a person do not arrive here.
    pub(crate) fn has_blocked(&self, person: UserId) -> bool {
        self.blocked.contains_key(&person)
    }
}

impl State {
    /// Makes an account. `id` 0 asks for the next free one.
    pub(crate) fn create_account(
        &self,
        mut profile: Profile,
        password: Option<Verifier>,
    ) -> Result<Vec<Event>, AccountError> {
        let phone = digits(&profile.phone);
        if !is_phone(&profile.phone) {
            return Err(AccountError::PhoneInvalid);
        }
        if self.registered(&phone).is_some() {
            return Err(AccountError::PhoneTaken);
        }
        self.check_names(&profile)?;
        if profile.id == 0 {
            profile.id = self.next_id();
        }
        if !(1..=LAST_ID).contains(&profile.id) || profile.id == SERVICE_USER {
            return Err(AccountError::IdInvalid);
        }
        if self.accounts.contains_key(&profile.id) {
            return Err(AccountError::IdTaken);
        }
        let account = profile.id;
        let password =
            password.map(|verifier| Event::PasswordSet { account, verifier, hint: None });
        Ok([Event::AccountCreated(profile)].into_iter().chain(password).collect())
    }

    /// Changes what is known of a person. Nothing, if nothing is new.
    pub(crate) fn change_profile(&self, profile: Profile) -> Result<Option<Event>, AccountError> {
        let Some(account) = self.account(profile.id).filter(|a| a.profile != profile) else {
            return Ok(None);
        };
        if account.is(Flag::Deleted) {
            return Err(AccountError::Deleted);
        }
        self.check_names(&profile)?;
        Ok(Some(Event::ProfileChanged(profile)))
    }

    fn check_names(&self, profile: &Profile) -> Result<(), AccountError> {
        if profile.first_name.trim().is_empty() {
            return Err(AccountError::FirstNameEmpty);
        }
        match &profile.username {
            Some(username) => self.check_username(username, profile.id),
            None => Ok(()),
        }
    }

    /// Whether an account may have a username.
    pub(crate) fn check_username(&self, name: &str, account: UserId) -> Result<(), AccountError> {
        if !is_username(name) {
            return Err(AccountError::UsernameInvalid);
        }
        match self.by_username(name) {
            Some(owner) if owner.profile.id != account => Err(AccountError::UsernameTaken),
            None if self.channel_by_username(name).is_some() => Err(AccountError::UsernameTaken),
            _ => Ok(()),
        }
    }

    /// Has an account live on a data centre, or on any.
    pub(crate) fn home(account: UserId, dc: Option<i32>) -> Result<Event, AccountError> {
        match dc {
            Some(dc) if !DATA_CENTRES.contains(&dc) => Err(AccountError::DcInvalid),
            dc => Ok(Event::HomeSet { account, dc }),
        }
    }

    pub(super) fn apply_profile(&mut self, profile: &Profile) {
        let before = self.account(profile.id).and_then(|a| a.profile.username.clone());
        if let Some(name) = before {
            self.by_username.remove(&name.to_lowercase());
        }
        if let Some(name) = &profile.username {
            self.by_username.insert(name.to_lowercase(), profile.id);
        }
        self.change(profile.id, |account| account.profile.clone_from(profile));
    }

    /// The account that logs in with a phone number: not a deleted one.
    pub(crate) fn registered(&self, phone: &str) -> Option<&Account> {
        self.by_phone(phone).filter(|account| !account.is(Flag::Deleted))
    }

    /// The account with a phone number, however it is written. A deleted one
    /// too, until another is made for the number.
    pub(crate) fn by_phone(&self, phone: &str) -> Option<&Account> {
        self.account(*self.by_phone.get(&digits(phone))?)
    }

    /// The account with a username, with or without its `@`, in any case.
    pub(crate) fn by_username(&self, username: &str) -> Option<&Account> {
        let name = username.strip_prefix('@').unwrap_or(username).to_lowercase();
        self.account(*self.by_username.get(&name)?)
    }

    /// The account that a person means by a phone number or a username.
    pub(crate) fn find(&self, who: &str) -> Option<&Account> {
        let who = who.trim();
        if is_phone(who) { self.by_phone(who) } else { self.by_username(who) }
    }

    fn next_id(&self) -> UserId {
        (FIRST_ID..).find(|id| !self.accounts.contains_key(id)).unwrap_or(FIRST_ID)
    }
}

/// The digits of a phone number, which is all that matters of it.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a text can be a phone number.
pub(crate) fn is_phone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c))
        && PHONE_DIGITS.contains(&digits(text).len())
}

pub(super) fn is_username(text: &str) -> bool {
    USERNAME_LENGTH.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

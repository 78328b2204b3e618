//! A Telegram account of an owner.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Mode, PeerId};

/// Who an account is at Telegram. Its `Debug` leaves out the phone number, which is never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The account's own user.
    pub user_id: PeerId,
    /// First name.
    pub first_name: String,
    /// Last name, or empty.
    pub last_name: String,
    /// Public name without `@`.
    pub username: Option<String>,
    /// Phone number with its leading `+`; unknown for some imports.
    pub phone: Option<String>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("user_id", &self.user_id)
            .field("name", &self.full_name())
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// First and last name as people see them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// Whose an account is at Telegram.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A person's: the owner writes there too.
    #[default]
    User,
    /// A bot's: nobody writes there but the twin, and what the owner says by it.
    Bot,
    /// A person's who has connected a bot to it, by which alone it is heard and spoken in.
    Connected,
}

/// What an account can do at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Known from an import only, and has no session; or a bot that its owner has stopped.
    Offline,
    /// Logged in; the engine keeps it connected.
    Active,
    /// Telegram ended the session: the owner must log in again.
    LoggedOut,
}

/// A Telegram account and the twin's settings for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Our identifier.
    pub id: AccountId,
    /// Whose it is at Telegram.
    #[serde(default)]
    pub kind: AccountKind,
    /// Who it is there.
    pub profile: Profile,
    /// What it can do at the moment.
    pub state: AccountState,
    /// The mode of chats that have none of their own.
    pub default_mode: Mode,
}

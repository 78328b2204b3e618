//! Bots connected to a person's account: they read the person's private chats
//! and write in the person's name, as far as they may.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BotError, BotEvent};
use crate::state::messages::Outgoing;
use crate::state::post::Content;
use crate::state::{Event, MessageId, Peer, SERVICE_USER, State, UserId};

/// For how long after somebody wrote a connected bot may answer, in seconds.
const ACTIVE: i32 = 86_400;

/// A bot's connection to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) owner: UserId,
    pub(crate) bot: UserId,
    /// Since when, in Unix seconds.
    pub(crate) date: i32,
    pub(crate) rights: BTreeSet<Right>,
    pub(crate) recipients: Recipients,
    pub(crate) enabled: bool,
    /// With whom the owner talks alone for now.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) paused: BTreeSet<UserId>,
}

/// What a connected bot may do; the names are those of the Bot API, without
/// `can_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Write and edit in chats where somebody wrote during the last day.
    Reply,
    /// Mark messages as read.
    ReadMessages,
    /// Delete what it wrote.
    DeleteSentMessages,
    /// Delete anything in private chats.
    DeleteAllMessages,
    /// Change the names of the account.
    EditName,
    /// Change what the account says of itself.
    EditBio,
    /// Change the account's photo.
    EditProfilePhoto,
    /// Change the account's username.
    EditUsername,
    /// See the account's gifts.
    ViewGiftsAndStars,
    /// Turn gifts into stars.
    ConvertGiftsToStars,
    /// Decide which gifts the account takes.
    ChangeGiftSettings,
    /// Hand gifts on.
    TransferAndUpgradeGifts,
    /// Hand stars on.
    TransferStars,
    /// Post and delete stories.
    ManageStories,
}

/// The private chats that a connected bot reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipients {
    /// All that were there when it was connected.
    pub existing_chats: bool,
    /// All that came later.
    pub new_chats: bool,
    /// Those with contacts.
    pub contacts: bool,
    /// Those with others.
    pub non_contacts: bool,
    /// All but those that the rest of this selects.
    pub exclude_selected: bool,
    /// Those with these people, by user id.
    pub users: BTreeSet<i64>,
    /// Never those with these people, by user id.
    pub exclude_users: BTreeSet<i64>,
}

/// Why a connected bot may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BusinessError {
    /// No such connection, or not of this bot.
    NotFound,
    /// The connection is switched off.
    Disabled,
    /// The chat is not among those that the bot reaches.
    PeerInvalid,
    /// Nobody wrote in the chat during the last day.
    UsageMissing,
    /// The bot has no right to this.
    NotAllowed,
}

impl Recipients {
    /// Every private chat.
    pub fn all() -> Recipients {
        Recipients { existing_chats: true, new_chats: true, ..Recipients::default() }
    }
}

impl Connection {
    /// Whether the bot may do something, and the connection is on.
    pub(crate) fn allows(&self, right: Right) -> Result<(), BusinessError> {
        if !self.enabled {
            return Err(BusinessError::Disabled);
        }
        if self.rights.contains(&right) { Ok(()) } else { Err(BusinessError::NotAllowed) }
    }
}

impl State {
    /// All connections.
    pub(crate) fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.bots.connections.values()
    }

    /// The bot connected to an account.
    pub(crate) fn connection_of(&self, owner: UserId) -> Option<&Connection> {
        self.bots.connections.get(&owner)
    }

    /// A bot's connection, by its id.
    pub(crate) fn connection(&self, bot: UserId, id: &str) -> Result<&Connection, BusinessError> {
        self.connections()
            .find(|connection| connection.bot == bot && connection.id == id)
            .ok_or(BusinessError::NotFound)
    }

    /// Connects a bot to an account, in place of the one before, or changes how
    /// it is connected. `new_id` is for a connection that is new.
    pub(crate) fn connect_bot(
        &self,
        wanted: Connection,
        new_id: String,
    ) -> Result<Vec<Event>, BotError> {
        let bot = self.bot(wanted.bot).ok_or(BotError::NoSuchBot)?;
        if !bot.settings.business {
            return Err(BotError::NotForBusiness);
        }
        if self.account(wanted.owner).is_none() || self.is_bot(wanted.owner) {
            return Err(BotError::NoSuchOwner);
        }
        let before = self.connection_of(wanted.owner);
        if let Some(same) = before.filter(|before| before.bot == wanted.bot) {
            let Connection { id, date, paused, .. } = same.clone();
            let changed = Connection { id, date, paused, ..wanted };
            return Ok(vec![BotEvent::Connected(changed).into()]);
        }
        let owner = wanted.owner;
        let ended = before.map(|_| BotEvent::Disconnected { owner }.into());
        let made = BotEvent::Connected(Connection { id: new_id, ..wanted }).into();
        Ok(ended.into_iter().chain([made]).collect())
    }

    /// Keeps the bot that is connected to an account out of a chat for now, or
    /// lets it in again. `None` if there is no bot.
    pub(crate) fn pause_bot(&self, owner: UserId, with: UserId, pauses: bool) -> Option<Event> {
        let mut connection = self.connection_of(owner)?.clone();
        if pauses {
            connection.paused.insert(with);
        } else {
            connection.paused.remove(&with);
        }
        Some(BotEvent::Connected(connection).into())
    }

    /// Keeps the bot that is connected to an account out of a chat for good.
    /// `None` if there is no bot.
    pub(crate) fn exclude_bot(&self, owner: UserId, with: UserId) -> Option<Event> {
        let mut connection = self.connection_of(owner)?.clone();
        connection.recipients.exclude_users.insert(with);
        connection.recipients.users.remove(&with);
        Some(BotEvent::Connected(connection).into())
    }

    /// Whether a chat is among those that a connected bot reaches.
    pub(crate) fn reaches(&self, connection: &Connection, with: UserId) -> bool {
        let Connection { owner, recipients, .. } = connection;
        if with == *owner || with == SERVICE_USER || self.is_bot(with) {
            return false;
        }
        if recipients.exclude_users.contains(&with) || connection.paused.contains(&with) {
            return false;
        }
        let mailbox = self.mailbox(*owner);
        let first = mailbox
            .dialog(Peer::User(with))
            .and_then(|dialog| dialog.ids.first())
            .and_then(|id| mailbox.message(*id));
        let existed = first.is_some_and(|message| message.date < connection.date);
        let is_contact =
            self.account(*owner).is_some_and(|account| account.contacts.contains_key(&with));
        let selected = recipients.users.contains(&with)
            || (recipients.existing_chats && existed)
            || (recipients.new_chats && !existed)
            || (recipients.contacts && is_contact)
            || (recipients.non_contacts && !is_contact);
        selected != recipients.exclude_selected
    }

    /// The chat that a bot is to act in over a connection.
    pub(crate) fn business_chat(
        &self,
        connection: &Connection,
        right: Right,
        with: UserId,
    ) -> Result<Peer, BusinessError> {
        connection.allows(right)?;
        if !self.reaches(connection, with) || self.account(with).is_none() {
            return Err(BusinessError::PeerInvalid);
        }
        Ok(Peer::User(with))
    }

    /// Whether somebody wrote in a chat so lately that a bot may answer.
    pub(crate) fn business_active(
        &self,
        owner: UserId,
        chat: Peer,
        now: i32,
    ) -> Result<(), BusinessError> {
        let mailbox = self.mailbox(owner);
        let last = mailbox.received_after(chat, 0, owner).next_back();
        let active = last.is_some_and(|message| now.saturating_sub(message.date) <= ACTIVE);
        active.then_some(()).ok_or(BusinessError::UsageMissing)
    }

    /// A message that a connected bot writes in its owner's name.
    pub(crate) fn business_letter(
        &self,
        connection: &Connection,
        with: UserId,
        content: Content,
        reply_to: Option<MessageId>,
        date: i32,
    ) -> Result<Outgoing, BusinessError> {
        let to = self.business_chat(connection, Right::Reply, with)?;
        self.business_active(connection.owner, to, date)?;
        let content = Content { via_business_bot: Some(connection.bot), ..content };
        Ok(Outgoing { reply_to, date, ..Outgoing::new(connection.owner, to, content) })
    }
}

//! Bots: accounts that programs speak for, what they are told, and whose chats
//! they are connected to.
//!
//! | file | what it knows |
//! |---|---|
//! | [`bot`] | a bot and its settings |
//! | [`event`] | what happens to bots, as the journal writes it |
//! | [`update`] | what a bot is told of, and in which order |
//! | [`hearing`] | which bot is told of which event |
//! | [`business`] | bots connected to a person's account |

mod bot;
pub(crate) mod business;
pub(crate) mod event;
mod hearing;
pub(crate) mod update;

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{Account, Profile, is_username};
use super::flags::Flag;
use super::{Event, State, UserId};
pub(crate) use bot::{Bot, BotCommand, BotSettings, Webhook};
use business::Connection;
pub(crate) use event::BotEvent;
use update::Queue;

/// The account that makes bots for people.
pub(crate) const BOT_FATHER: UserId = 93_372_553;
/// How many bots a person can have @BotFather make.
pub(crate) const MAX_BOTS: usize = 20;
/// The first id given to a bot; away from people's, so that theirs do not depend
/// on how many bots there are.
const FIRST_BOT: UserId = 7_000_000_001;
/// How many characters a token has after its colon.
pub(crate) const SECRET: usize = 35;
/// The longest name of a bot, in characters.
const MAX_NAME: usize = 64;

/// Why a bot is not made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BotError {
    /// The name is empty or longer than 64 characters.
    #[error("a bot's name has 1 to 64 characters")]
    NameInvalid,
    /// The username is not one that accounts can have.
    #[error(
        "a username is 4 to 32 Latin letters, digits and underscores, and begins with a letter"
    )]
    UsernameInvalid,
    /// The username does not end with `bot`.
    #[error("a bot's username ends with \"bot\"")]
    UsernameNotBot,
    /// The username is taken.
    #[error("this username is taken")]
    UsernameTaken,
    /// There is no such person to own it.
    #[error("there is no such owner")]
    NoSuchOwner,
    /// There is no such bot.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The bot does not let itself be connected to accounts.
    #[error("the bot cannot be connected to accounts")]
    NotForBusiness,
    /// A chat is named that cannot be.
    #[error("there is no such chat")]
    NoSuchPeer,
}

/// All bots, and where they are connected.
#[derive(Default)]
pub(crate) struct Bots {
    all: BTreeMap<UserId, Bot>,
    deleted: BTreeSet<UserId>,
    /// By the account that they are connected to.
    pub(super) connections: BTreeMap<UserId, Connection>,
    /// The newest date that any event had; Unix seconds.
    latest: i32,
    /// Counts what bots, or those who serve them, have to hear of.
    news: u64,
}

impl State {
    /// Makes what is there before anything happens: @BotFather.
    pub(crate) fn begin(&mut self) {
        self.apply_bot(&BotEvent::Created {
            bot: BOT_FATHER,
            name: "BotFather".to_owned(),
            username: "BotFather".to_owned(),
            token: String::new(),
            owner: None,
            settings: BotSettings { joins_groups: false, business: false, privacy: true },
        });
    }

    /// Grows with everything that bots, or those who serve them, have to hear of.
    pub(crate) fn bot_news(&self) -> u64 {
        self.bots.news
    }

    /// A bot, by its id.
    pub(crate) fn bot(&self, id: UserId) -> Option<&Bot> {
        self.bots.all.get(&id)
    }

    /// Whether an account is a bot's, or was.
    pub(crate) fn is_bot(&self, id: UserId) -> bool {
        self.bots.all.contains_key(&id) || self.is_deleted_bot(id)
    }

    /// Whether an account was a bot's.
    pub(crate) fn is_deleted_bot(&self, id: UserId) -> bool {
        self.bots.deleted.contains(&id)
    }

    /// All bots that people made, in the order of their ids.
    pub(crate) fn bots(&self) -> impl Iterator<Item = &Bot> {
        self.bots.all.values().filter(|bot| bot.id != BOT_FATHER)
    }

    /// The bot that a token is good for.
    pub(crate) fn bot_by_token(&self, token: &str) -> Option<&Bot> {
        let (id, _) = token.split_once(':')?;
        self.bot(id.parse().ok()?).filter(|bot| bot.token == token)
    }

    /// The bot that a token was good for.
    pub(crate) fn bot_by_old_token(&self, token: &str) -> Option<&Bot> {
        let (id, _) = token.split_once(':')?;
        self.bot(id.parse().ok()?).filter(|bot| bot.revoked.iter().any(|old| old == token))
    }

    /// Whether a bot can have a username.
    pub(crate) fn check_bot_username(&self, name: &str) -> Result<(), BotError> {
        if !is_username(name) || name.len() < 5 {
            return Err(BotError::UsernameInvalid);
        }
        if !name.to_ascii_lowercase().ends_with("bot") {
            return Err(BotError::UsernameNotBot);
        }
        if self.by_username(name).is_some() || self.channel_by_username(name).is_some() {
            return Err(BotError::UsernameTaken);
        }
        Ok(())
    }

    /// Makes a bot. `secret` becomes the second half of its token.
    pub(crate) fn create_bot(
        &self,
        name: &str,
        username: &str,
        owner: Option<UserId>,
        settings: BotSettings,
        secret: &str,
    ) -> Result<Event, BotError> {
        let name = bot_name(name)?;
        let username = username.strip_prefix('@').unwrap_or(username).to_owned();
        self.check_bot_username(&username)?;
        if owner.is_some_and(|owner| self.account(owner).is_none()) {
            return Err(BotError::NoSuchOwner);
        }
        let taken = |id: &UserId| self.account(*id).is_some();
        let bot = (FIRST_BOT..).find(|id| !taken(id)).unwrap_or(FIRST_BOT);
        let token = format!("{bot}:{secret}");
        Ok(BotEvent::Created { bot, name, username, token, owner, settings }.into())
    }

    /// Gives a bot another name. Nothing, if it has that.
    pub(crate) fn name_bot(&self, bot: UserId, name: &str) -> Result<Option<Event>, BotError> {
        let first_name = bot_name(name)?;
        let profile = self.account(bot).ok_or(BotError::NoSuchBot)?.profile.clone();
        let changed = self.change_profile(Profile { first_name, ..profile });
        changed.map_err(|_| BotError::NameInvalid)
    }

    /// Gives a bot another token. The one before is no good from now on, and
    /// whoever logged in by it is out.
    pub(crate) fn revoke_token(&self, bot: UserId, secret: &str) -> Vec<Event> {
        let mut events = self.ended_logins(bot);
        events.push(BotEvent::TokenSet { bot, token: format!("{bot}:{secret}") }.into());
        events
    }

    /// Takes a bot away for good.
    pub(crate) fn delete_bot(&self, bot: UserId) -> Vec<Event> {
        let connected = self.connections().filter(|connection| connection.bot == bot);
        let ended = connected.map(|connection| connection.owner);
        let mut events: Vec<Event> =
            ended.map(|owner| BotEvent::Disconnected { owner }.into()).collect();
        events.extend(self.set_flags(bot, BTreeSet::from([Flag::Deleted])).unwrap_or_default());
        events.push(BotEvent::Deleted { bot }.into());
        events
    }

    fn ended_logins(&self, bot: UserId) -> Vec<Event> {
        self.keys_of(bot).iter().map(|key| Event::LoggedOut { key: *key }).collect()
    }

    pub(super) fn apply_bot(&mut self, event: &BotEvent) {
        self.bots.news += 1;
        match event {
            BotEvent::Created { bot, name, username, token, owner, settings } => {
                let profile = Profile {
                    id: *bot,
                    phone: String::new(),
                    first_name: name.clone(),
                    last_name: None,
                    username: Some(username.clone()),
                };
                self.by_username.insert(username.to_lowercase(), *bot);
                self.accounts.insert(*bot, Account::new(profile));
                let made = Bot {
                    id: *bot,
                    owner: *owner,
                    token: token.clone(),
                    revoked: Vec::new(),
                    settings: *settings,
                    commands: BTreeMap::new(),
                    webhook: None,
                    queue: Queue::default(),
                };
                self.bots.all.insert(*bot, made);
            }
            BotEvent::Deleted { bot } => {
                self.bots.all.remove(bot);
                self.bots.deleted.insert(*bot);
            }
            BotEvent::Connected(connection) => {
                self.bots.connections.insert(connection.owner, connection.clone());
            }
            BotEvent::Disconnected { owner } => {
                self.bots.connections.remove(owner);
            }
            BotEvent::Changed { bot, .. }
            | BotEvent::TokenSet { bot, .. }
            | BotEvent::CommandsSet { bot, .. }
            | BotEvent::Listens { bot, .. }
            | BotEvent::WebhookSet { bot, .. }
            | BotEvent::UpdatesConfirmed { bot, .. } => {
                if let Some(bot) = self.bots.all.get_mut(bot) {
                    bot.apply(event);
                }
            }
        }
    }
}

fn bot_name(name: &str) -> Result<String, BotError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(BotError::NameInvalid);
    }
    Ok(name.to_owned())
}

//! Bots, as an operator makes and changes them.

use serde::{Deserialize, Serialize};

use super::{Control, ids};
use crate::state::bots::{Bot, BotError, BotEvent, BotSettings, SECRET};
use crate::state::{Event, State, UserId};
use crate::{Error, entropy};

/// A bot to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBot {
    /// What it is called.
    pub name: String,
    /// The username, with or without `@`: it ends with `bot`.
    pub username: String,
    /// The person whose bot it is.
    pub owner: Option<String>,
    /// Whether it hears in groups only what is meant for it. It does, if absent.
    pub privacy: Option<bool>,
    /// Whether it can be taken into groups. It can, if absent.
    pub joins_groups: Option<bool>,
    /// Whether it can be connected to accounts. It can, if absent.
    pub business: Option<bool>,
}

/// What is to change of a bot: what is absent stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BotChange {
    /// Whether it hears in groups only what is meant for it.
    pub privacy: Option<bool>,
    /// Whether it can be taken into groups.
    pub joins_groups: Option<bool>,
    /// Whether it can be connected to accounts.
    pub business: Option<bool>,
}

/// A bot as an operator may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BotInfo {
    /// The user id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The username, without `@`.
    pub username: String,
    /// By which programs speak for it.
    pub token: String,
    /// The user id of the person whose bot it is.
    pub owner: Option<i64>,
    /// Whether it hears in groups only what is meant for it.
    pub privacy: bool,
    /// Whether it can be taken into groups.
    pub joins_groups: bool,
    /// Whether it can be connected to accounts.
    pub business: bool,
    /// How many updates wait for it.
    pub pending_updates: usize,
    /// Where its updates are brought.
    pub webhook: Option<String>,
}

impl Control {
    /// Makes a bot.
    ///
    /// # Errors
    ///
    /// [`Error::Bot`] says what is wrong, [`Error::NoSuchAccount`] that the owner is nobody.
    pub fn create_bot(&self, new: &NewBot) -> Result<BotInfo, Error> {
        let mut writing = self.server.write();
        let owner = match new.owner.as_deref() {
            Some(owner) => Some(ids(writing.state(), [owner])?[0]),
            None => None,
        };
        let NewBot { privacy, joins_groups, business, .. } = *new;
        let change = BotChange { privacy, joins_groups, business };
        let settings = change.applied_to(BotSettings::default());
        let secret = entropy::secret::<SECRET>();
        let event =
            writing.state().create_bot(&new.name, &new.username, owner, settings, &secret)?;
        let Event::Bot(BotEvent::Created { bot, .. }) = event else {
            return Err(BotError::NoSuchBot.into());
        };
        writing.commit([event], None)?;
        self.bot_info(writing.state(), bot)
    }

    /// All bots, in the order of their ids. @BotFather is not among them.
    pub fn bots(&self) -> Vec<BotInfo> {
        let state = self.server.read();
        state.bots().filter_map(|bot| self.bot_info(&state, bot.id).ok()).collect()
    }

    /// Gives a bot another token. The one before is no good any more.
    ///
    /// # Errors
    ///
    /// [`Error::Bot`] if there is no such bot.
    pub fn revoke_bot_token(&self, who: &str) -> Result<BotInfo, Error> {
        self.change_bot(who, |state, bot| state.revoke_token(bot.id, &entropy::secret::<SECRET>()))
    }

    /// Changes what a bot's owner decides of it.
    ///
    /// # Errors
    ///
    /// [`Error::Bot`] if there is no such bot.
    pub fn set_bot(&self, who: &str, change: BotChange) -> Result<BotInfo, Error> {
        self.change_bot(who, |_, bot| {
            let settings = change.applied_to(bot.settings);
            vec![BotEvent::Changed { bot: bot.id, settings }.into()]
        })
    }

    /// Takes a bot away for good.
    ///
    /// # Errors
    ///
    /// [`Error::Bot`] if there is no such bot.
    pub fn delete_bot(&self, who: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let bot = find_bot(writing.state(), who)?.id;
        let events = writing.state().delete_bot(bot);
        Ok(writing.commit(events, None)?)
    }

    fn change_bot(
        &self,
        who: &str,
        change: impl FnOnce(&State, &Bot) -> Vec<Event>,
    ) -> Result<BotInfo, Error> {
        let mut writing = self.server.write();
        let bot = find_bot(writing.state(), who)?;
        let (id, events) = (bot.id, change(writing.state(), bot));
        writing.commit(events, None)?;
        self.bot_info(writing.state(), id)
    }

    fn bot_info(&self, state: &State, id: UserId) -> Result<BotInfo, Error> {
        let bot = state.bot(id).ok_or(BotError::NoSuchBot)?;
        let profile = &state.account(id).ok_or(BotError::NoSuchBot)?.profile;
        let BotSettings { privacy, joins_groups, business } = bot.settings;
        Ok(BotInfo {
            id,
            name: profile.first_name.clone(),
            username: profile.username.clone().unwrap_or_default(),
            token: bot.token.clone(),
            owner: bot.owner,
            privacy,
            joins_groups,
            business,
            pending_updates: bot.queue.len(self.server.now()),
            webhook: bot.webhook.as_ref().map(|webhook| webhook.url.clone()),
        })
    }
}

impl BotChange {
    fn applied_to(self, settings: BotSettings) -> BotSettings {
        BotSettings {
            privacy: self.privacy.unwrap_or(settings.privacy),
            joins_groups: self.joins_groups.unwrap_or(settings.joins_groups),
            business: self.business.unwrap_or(settings.business),
        }
    }
}

/// A bot that somebody made, by its username or its id.
pub(super) fn find_bot<'s>(state: &'s State, who: &str) -> Result<&'s Bot, BotError> {
    let by_name = state.by_username(who.trim()).map(|account| account.profile.id);
    let id = by_name.or_else(|| who.trim().parse().ok()).ok_or(BotError::NoSuchBot)?;
    state.bots().find(|bot| bot.id == id).ok_or(BotError::NoSuchBot)
}

//! A bot, and what its owner and its program decide of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::BotEvent;
use super::update::Queue;
use crate::state::UserId;

/// A bot.
#[derive(Debug)]
pub(crate) struct Bot {
    pub(crate) id: UserId,
    /// The person whose bot it is.
    pub(crate) owner: Option<UserId>,
    pub(crate) token: String,
    /// Tokens that it had before.
    pub(crate) revoked: Vec<String>,
    pub(crate) settings: BotSettings,
    /// By scope and language.
    pub(crate) commands: BTreeMap<String, Vec<BotCommand>>,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) queue: Queue,
}

/// What its owner decides of a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BotSettings {
    /// In groups it hears only what is meant for it.
    pub(crate) privacy: bool,
    pub(crate) joins_groups: bool,
    /// It can be connected to people's accounts.
    pub(crate) business: bool,
}

impl Default for BotSettings {
    fn default() -> BotSettings {
        BotSettings { privacy: true, joins_groups: true, business: true }
    }
}

/// A command that clients offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BotCommand {
    pub(crate) command: String,
    pub(crate) description: String,
}

impl BotCommand {
    /// The key of those that are offered in every chat and language.
    pub(crate) const EVERYWHERE: &str = "default ";
}

/// Where a bot's updates are brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    pub(crate) max_connections: i64,
}

impl Bot {
    pub(super) fn apply(&mut self, event: &BotEvent) {
        match event {
            BotEvent::Changed { settings, .. } => self.settings = *settings,
            BotEvent::TokenSet { token, .. } => {
                let before = std::mem::replace(&mut self.token, token.clone());
                self.revoked.push(before);
            }
            BotEvent::CommandsSet { scope, commands, .. } => {
                self.commands.insert(scope.clone(), commands.clone());
                self.commands.retain(|_, commands| !commands.is_empty());
            }
            BotEvent::Listens { allowed, .. } => self.queue.allowed.clone_from(allowed),
            BotEvent::WebhookSet { webhook, .. } => self.webhook.clone_from(webhook),
            BotEvent::UpdatesConfirmed { before, .. } => self.queue.confirm(*before),
            BotEvent::Created { .. }
            | BotEvent::Deleted { .. }
            | BotEvent::Connected(_)
            | BotEvent::Disconnected { .. } => {}
        }
    }
}

//! Everybody who can write and be written to, as a phone lists them.

use serde::Serialize;

use super::{AccountInfo, Control};
use crate::state::bots::BOT_FATHER;

/// A person or a bot.
#[derive(Debug, Serialize)]
pub(crate) struct Person {
    #[serde(flatten)]
    account: AccountInfo,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
}

impl Control {
    /// People in the order in which they were made, then bots.
    pub(crate) fn people(&self) -> Vec<Person> {
        let state = self.server.read();
        let bots = state.bots().map(|bot| bot.id).chain([BOT_FATHER]);
        let bots = bots.filter_map(|bot| state.account(bot)).map(|account| (account, true));
        let people = state.accounts().map(|account| (account, false));
        let all = people.chain(bots);
        all.map(|(account, bot)| Person { account: account.into(), bot }).collect()
    }
}

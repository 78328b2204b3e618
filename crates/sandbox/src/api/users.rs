//! `users.*`.

use grammers_tl_types::{Serializable, enums, functions::users, types};

use super::error::RpcError;
use super::objects::{bare, notify_settings};
use super::{Call, Method};
use crate::state::bots::{Bot, BotCommand};

impl Method for users::GetUsers {
    fn answer(self, call: &Call<'_>) -> Result<Vec<enums::User>, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        // Whoever is unknown is left out, as Telegram does.
        let known = self.id.iter().filter_map(|input| view.user(view.input_user(input).ok()?));
        Ok(known.collect())
    }
}

impl Method for users::GetFullUser {
    fn answer(self, call: &Call<'_>) -> Result<enums::users::UserFull, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let id = view.input_user(&self.id)?;
        let settings = enums::PeerSettings::Settings(bare(&[&0u32.to_bytes()]));
        let full_user: types::UserFull = bare(&[
            &0u32.to_bytes(),
            &0u32.to_bytes(),
            &id.to_bytes(),
            &settings.to_bytes(),
            &notify_settings().to_bytes(),
            &0i32.to_bytes(), // common_chats_count
        ]);
        let account = state.account(id);
        let about = account.map(|account| account.about.clone()).filter(|about| !about.is_empty());
        let blocked = state.account(viewer).is_some_and(|viewer| viewer.has_blocked(id));
        let bot_info = state.bot(id).map(bot_info);
        let full_user = types::UserFull { about, blocked, bot_info, ..full_user };
        let users = view.users([id]);
        Ok(types::users::UserFull { full_user: full_user.into(), chats: Vec::new(), users }.into())
    }
}

/// What clients show of a bot: its commands.
fn bot_info(bot: &Bot) -> enums::BotInfo {
    let commands = bot.commands.get(BotCommand::EVERYWHERE).into_iter().flatten();
    let commands = commands.map(|command| {
        enums::BotCommand::Command(types::BotCommand {
            ephemeral: false,
            command: command.command.clone(),
            description: command.description.clone(),
        })
    });
    let (user_id, commands) = (Some(bot.id), Some(commands.collect()));
    let info: types::BotInfo = bare(&[&0u32.to_bytes()]);
    types::BotInfo { user_id, commands, ..info }.into()
}

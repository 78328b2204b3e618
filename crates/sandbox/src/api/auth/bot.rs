//! Logging in as a bot, by its token.

use grammers_tl_types::{enums, functions::auth};

use super::super::error::RpcError;
use super::super::{Call, Method};
use super::check_api;

impl Method for auth::ImportBotAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        check_api(self.api_id, &self.api_hash)?;
        let mut writing = call.server.write();
        let state = writing.state();
        let Some(bot) = state.bot_by_token(&self.bot_auth_token).map(|bot| bot.id) else {
            let was_good = state.bot_by_old_token(&self.bot_auth_token).is_some();
            return Err(RpcError::bad_request(if was_good {
                "ACCESS_TOKEN_EXPIRED"
            } else {
                "ACCESS_TOKEN_INVALID"
            }));
        };
        let account = state.account(bot).ok_or(RpcError::USER_INVALID)?;
        let event = account.enter(call.key(), call.now());
        let bot = call.enter(&mut writing, vec![event])?;
        drop(writing);
        call.authorization(bot)
    }
}

//! `User`.

use serde_json::{Value, json};

use super::{View, put};
use crate::state::{SERVICE_USER, UserId};

impl View<'_> {
    /// A person or a bot.
    pub(in crate::botapi) fn user(&self, id: UserId) -> Value {
        if id == SERVICE_USER {
            return json!({"id": id, "is_bot": false, "first_name": "Telegram"});
        }
        let mut user = json!({"id": id, "is_bot": self.state.is_bot(id), "first_name": ""});
        if let Some(profile) = self.state.account(id).map(|account| &account.profile) {
            user["first_name"] = profile.first_name.clone().into();
            put(&mut user, "last_name", profile.last_name.clone());
            put(&mut user, "username", profile.username.clone());
        }
        user
    }

    /// The bot itself, with what only it is told.
    pub(in crate::botapi) fn myself(&self) -> Value {
        let mut user = self.user(self.bot);
        if let Some(bot) = self.state.bot(self.bot) {
            user["can_join_groups"] = bot.settings.joins_groups.into();
            user["can_read_all_group_messages"] = (!bot.settings.privacy).into();
            user["supports_inline_queries"] = false.into();
            user["can_connect_to_business"] = bot.settings.business.into();
            user["has_main_web_app"] = false.into();
        }
        user
    }
}

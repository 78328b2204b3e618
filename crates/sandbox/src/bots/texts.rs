//! What @BotFather says.

use crate::state::bots::MAX_BOTS;

pub(super) const HELP: &str = "I can help you create and manage Telegram bots. If you're new to \
the Bot API, please see the manual.\n\nYou can control me by sending these commands:\n\n\
/newbot - create a new bot\n/mybots - edit your bots\n\nEdit Bots\n/deletebot - delete a bot\n\n\
Bot Settings\n/token - get authorization token\n/revoke - revoke bot access token\n\
/cancel - cancel the current operation";

pub(super) const ASK_NAME: &str =
    "Alright, a new bot. How are we going to call it? Please choose a name for your bot.";
pub(super) const BAD_NAME: &str = "Sorry, this isn't a proper name for a bot.";
pub(super) const ASK_USERNAME: &str = "Good. Now let's choose a username for your bot. It must end \
in `bot`. Like this, for example: TetrisBot or tetris_bot.";
pub(super) const USERNAME_TAKEN: &str =
    "Sorry, this username is already taken. Please try something different.";
pub(super) const USERNAME_INVALID: &str = "Sorry, this username is invalid.";
pub(super) const USERNAME_NOT_BOT: &str =
    "Sorry, the username must end in 'bot'. E.g. 'Tetris_bot' or 'Tetrisbot'";

pub(super) const ASK_TOKEN: &str = "Choose a bot to get its token.";
pub(super) const ASK_REVOKE: &str = "Choose a bot to generate a new token. Warning: your old token \
will stop working.";
pub(super) const ASK_DELETE: &str = "Choose a bot to delete.";
pub(super) const ASK_SURE: &str = "OK, you selected ";
pub(super) const SURE: &str = "Yes, I am totally sure.";
pub(super) const NOT_SURE: &str = "Please enter the confirmation text exactly like this:\n\
Yes, I am totally sure.\n\nType /cancel to cancel the operation.";
pub(super) const DELETED: &str = "Done! The bot is gone. /help";
pub(super) const INVALID_BOT: &str = "Invalid bot selected.";

pub(super) const MY_BOTS: &str = "Choose a bot from the list below:";
pub(super) const NO_BOTS: &str =
    "You have currently no bots. Use the /newbot command to create a new bot first.";
pub(super) const NOTHING_TO_CANCEL: &str =
    "No active command to cancel. I wasn't doing anything anyway. Zzzzz...";
pub(super) const UNKNOWN: &str = "Unrecognized command. Say what?";

/// Answers after which the question before them still stands.
pub(super) const COMPLAINTS: [&str; 6] =
    [BAD_NAME, USERNAME_TAKEN, USERNAME_INVALID, USERNAME_NOT_BOT, INVALID_BOT, NOT_SURE];

pub(super) fn done(username: &str, token: &str) -> String {
    format!(
        "Done! Congratulations on your new bot. You will find it at t.me/{username}. You can now \
         add a description, about section and profile picture for your bot, see /help for a list \
         of commands. By the way, when you've finished creating your cool bot, ping our Bot \
         Support if you want a better username for it. Just make sure the bot is fully \
         operational before you do this.\n\nUse this token to access the HTTP API:\n{token}\nKeep \
         your token secure and store it safely, it can be used by anyone to control your bot.\n\n\
         For a description of the Bot API, see this page: https://core.telegram.org/bots/api"
    )
}

pub(super) fn token(token: &str) -> String {
    format!(
        "You can use this token to access HTTP API:\n{token}\n\nFor a description of the Bot API, \
         see this page: https://core.telegram.org/bots/api"
    )
}

pub(super) fn revoked(token: &str) -> String {
    format!(
        "Your token was replaced with a new one. You can use this token to access HTTP API:\n\
         {token}\n\nFor a description of the Bot API, see this page: \
         https://core.telegram.org/bots/api"
    )
}

pub(super) fn ask_sure(username: &str) -> String {
    format!(
        "{ASK_SURE}@{username}. Are you sure?\n\nSend '{SURE}' to confirm you really want to \
         delete this bot."
    )
}

pub(super) fn cancelled(command: &str) -> String {
    format!(
        "The command {command} has been cancelled. Anything else I can do for you?\n\nSend /help \
         for a list of commands. To learn more about Telegram Bots, see \
         https://core.telegram.org/bots"
    )
}

pub(super) fn too_many() -> String {
    format!(
        "That I cannot do. You come to me asking for more than {MAX_BOTS} bots. But you don't ask \
         with respect. You don't offer friendship. You don't even think to call me Botfather."
    )
}

//! A bot made by @BotFather, with whom one of the owner's accounts talks: `/newbot`, what it is to be
//! called, its public name. Nothing else is said there, and only what the owner has seen beforehand.
//!
//! He has no API: what he means is read off his words, which are in English whatever the account's
//! language is. What is not understood is shown to the owner as he said it.

use std::time::Duration;

use domain::{AccountId, Author, Message, MessageId, Messenger, PeerId, bot};
use tracing::warn;

use crate::bots::{BotAdded, LONGEST_BOT_NAME, to_its_end};
use crate::direct::{Line, failing};
use crate::{BotRefused, DirectError, Engine};

/// Who he is. Somebody else may have a name like his.
pub const BOT_FATHER: PeerId = PeerId(93_372_553);

/// His public name.
const NAME: &str = "BotFather";

/// How long he may take for an answer, and how often is looked for it.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(500);

/// How many of the newest messages hold his answer.
const LATELY: usize = 5;

/// Why no bot was made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// Its name is empty, or longer than [`LONGEST_BOT_NAME`].
    #[error("not a bot's name")]
    BadName,
    /// Its public name is none that a bot may have: 5 to 32 Latin letters, digits and underscores, with
    /// `bot` at its end.
    #[error("not a bot's public name")]
    BadUsername,
    /// Somebody has this public name.
    #[error("the public name is taken")]
    Taken,
    /// The account has as many bots as it may, or is to wait.
    #[error("the limit is reached")]
    Limit {
        /// What he said of it: for how long, or how many.
        said: String,
    },
    /// He said something else.
    #[error("not understood")]
    Odd {
        /// What.
        said: String,
    },
    /// He did not answer.
    #[error("no answer")]
    Silent,
    /// Telegram was not asked, or did not do it.
    #[error("Telegram did not do it")]
    Direct(#[from] DirectError),
    /// The bot is made, and could not be added.
    #[error("the bot is made, and could not be added")]
    Refused(#[from] BotRefused),
}

/// What he means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    AsksName,
    AsksUsername,
    BadName,
    BadUsername,
    Taken,
    Limit,
    Done { token: String },
    Odd,
}

/// Reads what he says.
fn meaning(said: &str) -> Meaning {
    let lower = said.to_lowercase();
    let says = |words: &str| lower.contains(words);
    if let Some(token) = bot::token_in(said) {
        return Meaning::Done { token: token.to_owned() };
    }
    if says("too many") || says("more than") || says("can't create") || says("cannot do") {
        return Meaning::Limit;
    }
    if says("already taken") || says("already occupied") {
        return Meaning::Taken;
    }
    if says("proper name") {
        return Meaning::BadName;
    }
    if says("sorry") && (says("username") || says("bot'")) {
        return Meaning::BadUsername;
    }
    if says("choose a username") {
        return Meaning::AsksUsername;
    }
    if says("choose a name") {
        return Meaning::AsksName;
    }
    Meaning::Odd
}

/// Whether he may take it for a bot's public name.
pub(crate) fn is_username(username: &str) -> bool {
    let is_word = username.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = username.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends = username.to_ascii_lowercase().ends_with("bot");
    is_word && begins && ends && (5..=32).contains(&username.len())
}

impl Engine {
    /// Has @BotFather make a bot, by an account of the owner's, and adds it; its twin writes in that
    /// account's manner. The owner has agreed that the account writes to him.
    pub async fn make_bot(
        &self,
        account: AccountId,
        name: &str,
        username: &str,
    ) -> Result<BotAdded, NotMade> {
        let (name, username) = (name.trim(), username.trim().trim_start_matches('@'));
        if name.is_empty() || name.chars().count() > LONGEST_BOT_NAME || name.contains('\n') {
            return Err(NotMade::BadName);
        }
        if !is_username(username) {
            return Err(NotMade::BadUsername);
        }
        let (engine, name, username) = (self.clone(), name.to_owned(), username.to_owned());
        to_its_end(async move { engine.make(account, &name, &username).await }).await
    }

    async fn make(
        &self,
        account: AccountId,
        name: &str,
        username: &str,
    ) -> Result<BotAdded, NotMade> {
        let _one_at_a_time = self.inner.bots.making.lock().await;
        let line = self.line(account).await?;
        self.may_send(&line).await?;
        let found = failing(&line.shared, line.messenger.named(NAME).await).await?;
        if found.is_none_or(|found| found.id != BOT_FATHER) {
            return Err(NotMade::Silent);
        }
        let made = self.ask_him(&line, name, username).await;
        if made.is_err() {
            // Else he takes what the account says next for his answer.
            let random_id = self.inner.entropy.random_id();
            let left = line.messenger.send_text(BOT_FATHER, "/cancel", random_id, None).await;
            if let Err(error) = failing(&line.shared, left).await {
                // Why no bot was made is worth more.
                warn!(%account, error = &error as &dyn std::error::Error, "what was begun with @BotFather is not ended");
            }
        }
        Ok(self.add_bot(&made?, Some(account)).await?)
    }

    /// Goes through it with him; returns the token.
    async fn ask_him(&self, line: &Line, name: &str, username: &str) -> Result<String, NotMade> {
        for (said, wanted) in [("/newbot", Meaning::AsksName), (name, Meaning::AsksUsername)] {
            let answer = self.say_to_him(line, said).await?;
            let meant = meaning(&answer);
            if meant != wanted {
                return Err(refusal(meant, answer));
            }
        }
        let answer = self.say_to_him(line, username).await?;
        match meaning(&answer) {
            Meaning::Done { token } => Ok(token),
            other => Err(refusal(other, answer)),
        }
    }

    /// Says something to him; returns what he answers.
    async fn say_to_him(&self, line: &Line, text: &str) -> Result<String, NotMade> {
        let (inner, messenger) = (&self.inner, line.messenger.as_ref());
        let random_id = inner.entropy.random_id();
        let sent = messenger.send_text(BOT_FATHER, text, random_id, None).await;
        let sent = failing(&line.shared, sent).await?;
        let until = inner.clock.now() + PATIENCE;
        loop {
            let lately = newest(messenger).await;
            if let Some(answer) = answer_to(sent.id, &failing(&line.shared, lately).await?) {
                return Ok(answer);
            }
            if inner.clock.now() >= until {
                return Err(NotMade::Silent);
            }
            inner.clock.sleep_until(inner.clock.now() + LOOK).await;
        }
    }
}

async fn newest(messenger: &dyn Messenger) -> Result<Vec<Message>, domain::MessengerError> {
    messenger.history(BOT_FATHER, None, LATELY).await
}

/// What he has said since a message of the account.
fn answer_to(asked: MessageId, lately: &[Message]) -> Option<String> {
    let his = |message: &&Message| message.author == Author::Other && message.id > asked;
    lately.iter().find(his).and_then(|message| message.content.text()).map(str::to_owned)
}

fn refusal(meant: Meaning, said: String) -> NotMade {
    let said = bot::without_tokens(&said).into_owned();
    match meant {
        Meaning::BadName => NotMade::BadName,
        Meaning::BadUsername => NotMade::BadUsername,
        Meaning::Taken => NotMade::Taken,
        Meaning::Limit => NotMade::Limit { said },
        Meaning::AsksName | Meaning::AsksUsername | Meaning::Done { .. } | Meaning::Odd => {
            NotMade::Odd { said }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_he_says_is_understood() {
        for (said, meant) in [
            (
                "Alright, a new bot. How are we going to call it? Please choose a name for your bot.",
                Meaning::AsksName,
            ),
            (
                "Good. Now let's choose a username for your bot. It must end in `bot`.",
                Meaning::AsksUsername,
            ),
            ("Sorry, this isn't a proper name for a bot.", Meaning::BadName),
            (
                "Sorry, this username is already taken. Please try something different.",
                Meaning::Taken,
            ),
            ("Sorry, this username is invalid.", Meaning::BadUsername),
            (
                "Sorry, the username must end in 'bot'. E.g. 'Tetris_bot' or 'Tetrisbot'",
                Meaning::BadUsername,
            ),
            ("Sorry, too many attempts. Please try again in 8 seconds.", Meaning::Limit),
            ("That I cannot do. You come to me asking for more than 20 bots.", Meaning::Limit),
            ("Unrecognized command. Say what?", Meaning::Odd),
        ] {
            assert_eq!(meaning(said), meant, "{said}");
        }
        let token = "123456789:AAFabcdefghijklmnopqrstuvwxyz_0123-";
        let done = format!("Done! Use this token to access the HTTP API:\n{token}\nKeep it safe.");
        assert_eq!(meaning(&done), Meaning::Done { token: token.to_owned() });
    }

    #[test]
    fn public_names_of_bots_end_as_they_must() {
        for good in ["tetris_bot", "TetrisBot", "a1bot"] {
            assert!(is_username(good), "{good}");
        }
        for bad in ["", "bot", "tetris", "1_bot", "двойник_bot", "with space bot", "a\nbot"]
        {
            assert!(!is_username(bad), "{bad}");
        }
    }
}

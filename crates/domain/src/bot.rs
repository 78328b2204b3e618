//! Bots: who one is, what people tell it by commands, whose accounts it is connected to, and the port to
//! whoever speaks for it.
//!
//! A bot is one more kind of account: once connected it is a [`Messenger`] like any other, so a twin in
//! it has modes, hours, memory and all else that accounts have. What its server cannot do it says:
//! [`Messenger::knows_again`]. A person may connect a bot to their own account (a business connection):
//! then it also hears that account's private chats, and speaks there in the person's name, as far as the
//! person allows ([`OnBehalf`]).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{BoxError, Messenger, MessengerError, NewSession, Profile, SessionStore, Timestamp};

/// For how long after somebody wrote a connected bot may write to them in its person's name.
pub const ANSWERABLE: Duration = Duration::from_secs(24 * 60 * 60);

/// A bot that a token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotFound {
    /// Who it is.
    pub profile: Profile,
    /// The session that the token is, to be stored before the bot is connected.
    pub session: NewSession,
    /// Whether it may be connected to people's accounts, as its maker has allowed at @BotFather.
    pub takes_business: bool,
    /// Whether another program has what comes for it brought to an address of its own.
    pub has_webhook: bool,
}

/// What somebody tells a bot without talking to the twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BotCommand {
    /// `/start`: they open the chat, or want to be answered again.
    Start,
    /// `/stop`: they want no answers.
    Stop,
    /// `/help`: they ask what this is.
    Help,
}

impl BotCommand {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Start, Self::Stop, Self::Help];

    /// How it is written, without the slash.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Help => "help",
        }
    }
}

/// What a bot may do in the name of a person who has connected it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessRights {
    /// Write, to whoever has written within [`ANSWERABLE`].
    pub reply: bool,
    /// Mark what came as read.
    pub read: bool,
    /// Delete what it has sent.
    pub delete: bool,
}

/// That a person has connected a bot to their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessConnection {
    /// By which the bot names it; another each time it is made.
    pub id: String,
    /// Who has connected it.
    pub person: Profile,
    /// What the bot may do.
    pub rights: BusinessRights,
    /// Whether it holds: the person may end it at any time.
    pub enabled: bool,
    /// Since when.
    pub since: Timestamp,
}

impl BusinessConnection {
    /// Whether the bot may write in the person's name.
    pub fn may_reply(&self) -> bool {
        self.enabled && self.rights.reply
    }
}

/// What a bot does in the names of the people who have connected it.
#[async_trait]
pub trait OnBehalf: Send + Sync {
    /// How a connection stands; `None` if there is none by that name.
    async fn connection(&self, id: &str) -> Result<Option<BusinessConnection>, MessengerError>;

    /// Who speaks over a connection: what is asked of it is done in the person's name, as far as these
    /// rights go; what they do not give is passed over where it is a courtesy, and refused where it is
    /// not. It hands out no events: they come with the bot's own, as
    /// [`Event::OnBehalf`](crate::Event::OnBehalf).
    fn speaker(&self, id: &str, rights: BusinessRights) -> Arc<dyn Messenger>;
}

/// A description of what commands do, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandWords {
    /// The language of the app that shows them, e.g. `ru`; `None` for all others.
    pub language: Option<String>,
    /// What each of [`BotCommand::ALL`] does, in that order.
    pub words: [String; 3],
}

/// Speaks for bots.
#[async_trait]
pub trait BotConnector: Send + Sync {
    /// Who a token speaks for.
    async fn check(&self, token: &str) -> Result<BotFound, BotError>;

    /// Connects a bot with its stored session. Returns before it is known whether the token still counts:
    /// the first event, or the error in its place, tells.
    async fn connect(
        &self,
        session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError>;

    /// Changes what a bot is called.
    async fn rename(&self, session: Arc<dyn SessionStore>, name: &str) -> Result<(), BotError>;

    /// Lists the commands in people's apps.
    async fn list_commands(
        &self,
        session: Arc<dyn SessionStore>,
        words: &[CommandWords],
    ) -> Result<(), BotError>;

    /// Takes away the address to which another program has what comes for the bot brought, so that it
    /// comes here. What waits is kept.
    async fn take_over(&self, session: Arc<dyn SessionStore>) -> Result<(), BotError>;
}

/// What became of something that Telegram has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// It is stored: it need not come again.
    Stored,
    /// It could not be stored now: it is to come again.
    Later,
    /// There is no such place, or whoever brings it does not know its secret.
    Nowhere,
}

/// Takes what Telegram brings for bots, where it is brought.
#[async_trait]
pub trait BotHooks: Send + Sync {
    /// Takes what was brought to a place, with the secret that was shown there; returns once it is stored.
    async fn brought(&self, place: &str, secret: Option<&str>, body: Vec<u8>) -> Brought;
}

/// Why something was not done for a bot. None of them holds the token.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// It is no token: nobody was asked.
    #[error("not a bot's token")]
    Malformed,
    /// The token speaks for nobody: it never did, or was revoked.
    #[error("the token speaks for no bot")]
    Unauthorized,
    /// Too many requests: try again after this time.
    #[error("told to wait {0:?}")]
    FloodWait(Duration),
    /// The request was refused and would be refused again.
    #[error("refused: {reason}")]
    Refused {
        /// The reason, in the server's words.
        reason: String,
    },
    /// The server could not be reached, or is failing.
    #[error("no answer from the server")]
    Unreachable(#[source] BoxError),
    /// The stored session could not be read, or there is none.
    #[error("the session store failed")]
    Session(#[source] BoxError),
}

/// How long the secret half of a token is at least, and what its other half is at most; Telegram's have 35
/// and 10 characters today.
const SECRET: usize = 30;
const NUMBER: std::ops::RangeInclusive<usize> = 6..=20;

/// Where a token stands in a text.
fn find_token(text: &str) -> Option<std::ops::Range<usize>> {
    let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(':').find_map(|(colon, _)| {
        let digits = text[..colon].chars().rev().take_while(char::is_ascii_digit).count();
        let after = &text[colon + 1..];
        let secret = after.find(|c: char| !is_secret(c)).unwrap_or(after.len());
        let is_token = NUMBER.contains(&digits) && secret >= SECRET;
        is_token.then(|| colon - digits..colon + 1 + secret)
    })
}

/// The first bot's token that stands in a text.
pub fn token_in(text: &str) -> Option<&str> {
    find_token(text).map(|at| &text[at])
}

/// The bot's token that stands in a text, as in one of @BotFather's messages; `None` if there is none, or are
/// two that differ.
pub fn only_token_in(text: &str) -> Option<&str> {
    let at = find_token(text)?;
    let (found, mut rest) = (&text[at.clone()], &text[at.end..]);
    while let Some(at) = find_token(rest) {
        if &rest[at.clone()] != found {
            return None;
        }
        rest = &rest[at.end..];
    }
    Some(found)
}

/// A text in which the secrets of bots' tokens are hidden: @BotFather tells them in a chat, and chats are
/// stored and shown.
pub fn without_tokens(text: &str) -> Cow<'_, str> {
    let mut hidden = Cow::Borrowed(text);
    while let Some(at) = find_token(&hidden) {
        let colon = hidden[at.clone()].find(':').map_or(at.start, |colon| at.start + colon);
        hidden.to_mut().replace_range(colon + 1..at.end, "…");
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "123456789:AAFabcdefghijklmnopqrstuvwxyz_0123-";

    #[test]
    fn of_two_tokens_neither_is_meant() {
        let other = TOKEN.replace("AAF", "BBF");
        assert_eq!(only_token_in(&format!("вот:\n{TOKEN}\nхрани")), Some(TOKEN));
        assert_eq!(only_token_in(&format!("{TOKEN}, ещё раз: {TOKEN}")), Some(TOKEN));
        assert_eq!(only_token_in(&format!("{TOKEN} вместо {other}")), None);
        assert_eq!(only_token_in("в 10:30"), None);
    }

    #[test]
    fn tokens_are_found_and_hidden_wherever_they_stand() {
        let said = format!("Токен:\n{TOKEN}\nи ещё:{TOKEN}.");
        assert_eq!(token_in(&said), Some(TOKEN));
        assert_eq!(without_tokens(&said), "Токен:\n123456789:…\nи ещё:123456789:….");
        for none in [
            "",
            "в 10:30",
            "12345678:short",
            "https://example.com:8080/AAFabcdefghijklmnopqrstuvwxyz012345",
        ] {
            assert_eq!(token_in(none), None);
            assert_eq!(without_tokens(none), none);
        }
    }
}

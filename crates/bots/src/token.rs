//! Tokens: by which a program speaks for a bot.

use std::fmt;

use domain::bot::only_token_in;
use domain::{BotError, PeerId};
use outward::ApiKey;
use zeroize::Zeroizing;

/// How long the secret half of a token is; Telegram's have 35 characters today.
const SECRET: std::ops::RangeInclusive<usize> = 20..=100;
const SECRET_TODAY: usize = 35;

/// The token of a bot, as @BotFather gives it: `123456:AA…`. `Debug` does not show it, and dropping it wipes
/// it from memory.
#[derive(Clone)]
pub struct Token {
    bot: PeerId,
    text: Zeroizing<String>,
}

impl Token {
    /// Reads a token as people copy it: alone, broken by white space, or with the message or the address in
    /// which it stands.
    ///
    /// # Errors
    ///
    /// [`BotError::Malformed`]: there is nothing in it that looks like one, or two that differ.
    pub fn new(text: &str) -> Result<Self, BotError> {
        if let Ok(token) = Self::alone(text.trim()) {
            return Ok(token);
        }
        let joined = Zeroizing::new(text.split_whitespace().collect::<String>());
        match Self::alone(&joined) {
            // Else words behind it may have been joined to it.
            Ok(token) if token.secret().len() == SECRET_TODAY => Ok(token),
            _ => Self::alone(only_token_in(text).ok_or(BotError::Malformed)?),
        }
    }

    /// Reads a text that is nothing but a token.
    fn alone(text: &str) -> Result<Self, BotError> {
        let (bot, secret) = text.split_once(':').ok_or(BotError::Malformed)?;
        let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_number = !bot.is_empty() && bot.chars().all(|c| c.is_ascii_digit());
        if !is_number || !SECRET.contains(&secret.len()) || !secret.chars().all(is_secret) {
            return Err(BotError::Malformed);
        }
        let bot = bot.parse().map_err(|_| BotError::Malformed)?;
        Ok(Self { bot: PeerId(bot), text: Zeroizing::new(text.to_owned()) })
    }

    /// Whose token it is.
    pub fn bot(&self) -> PeerId {
        self.bot
    }

    /// The token itself: for addresses of calls, and to be sealed.
    pub(crate) fn reveal(&self) -> &str {
        &self.text
    }

    fn secret(&self) -> &str {
        self.text.split_once(':').map_or("", |(_, secret)| secret)
    }

    /// What of an answer's words may stand in an error.
    pub(crate) fn hidden(&self, words: &str) -> String {
        let key = ApiKey::new(self.text.as_str()).ok();
        outward::shortened(words, key.as_ref()).unwrap_or_default()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("bot", &self.bot).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123";

    #[test]
    fn a_token_is_told_from_what_is_none_without_asking_anybody() {
        assert_eq!(Token::new(&format!(" {GOOD}\n")).unwrap().bot(), PeerId(123_456_789));
        for bad in ["", "привет", "123456789", "123456789:", ":AAF", "12a:AAFabcdefghijklmnopqrstu"]
        {
            assert!(matches!(Token::new(bad), Err(BotError::Malformed)), "{bad}");
        }
        for bad in [
            "123456789:AAF/abcdefghijklmnopqrstuvwxyz",
            "99999999999999999999:AAFabcdefghijklmnopqrstu",
        ] {
            assert!(matches!(Token::new(bad), Err(BotError::Malformed)), "{bad}");
        }
    }

    #[test]
    fn a_token_is_found_however_it_was_copied() {
        let message = format!(
            "Done! Congratulations on your new bot. You will find it at t.me/twin_bot.\n\nUse this token to access \
             the HTTP API:\n{GOOD}\nKeep your token secure and store it safely, see \
             https://core.telegram.org/bots/api"
        );
        // A field of one line has spaces where the message has line breaks.
        for copied in [
            message.replace('\n', " "),
            message,
            format!("https://api.telegram.org/bot{GOOD}/getMe"),
            format!("@twin_bot — {GOOD}, никому не говори"),
            format!("{GOOD} keep it safe"),
            GOOD.replace(':', ": "),
            GOOD.replace("klm", "kl\nm"),
        ] {
            assert_eq!(Token::new(&copied).unwrap().reveal(), GOOD, "{copied}");
        }
        let two = format!("{GOOD} {}", GOOD.replace("AAF", "BBF"));
        assert!(matches!(Token::new(&two), Err(BotError::Malformed)));
    }

    #[test]
    fn a_token_is_never_shown() {
        let token = Token::new(GOOD).unwrap();
        assert!(!format!("{token:?} {token:#?}").contains("AAF"));
        assert!(!token.hidden(&format!("no bot has {GOOD}")).contains("AAF"));
    }
}

//! How a bot does, in words, and why something was not done with one.

use std::time::Duration;

use domain::{AccountState, BotError};
use engine::{BotRefused, BotView, Connection, LONGEST_BOT_NAME, NotMade};
use maud::{Markup, html};

use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::parts::time;

/// What a bot is doing, by the name that the API gives it.
pub(crate) fn state_name(bot: &BotView) -> &'static str {
    match (bot.of.account.state, bot.of.connection) {
        (AccountState::LoggedOut, _) | (_, Connection::LoggedOut) => "unauthorized",
        (AccountState::Offline, _) => "stopped",
        (AccountState::Active, connection) => match connection {
            Connection::Online => "running",
            Connection::Conflict => "conflict",
            Connection::Webhook => "webhook",
            Connection::ToldToWait => "flood",
            Connection::Unreachable | Connection::NotAllowed => "unreachable",
            Connection::StoreFails => "store_fails",
            Connection::Stuck => "stuck",
            Connection::Connecting | Connection::Offline | Connection::LoggedOut => "starting",
        },
    }
}

/// The same as a dot and a word.
pub(crate) fn state(lang: Lang, bot: &BotView) -> Markup {
    let (class, text) = match state_name(bot) {
        "running" => ("online", t!(lang, "bot-state-running")),
        "stopped" => ("offline", t!(lang, "bot-state-stopped")),
        "unauthorized" => ("logged-out", t!(lang, "bot-state-unauthorized")),
        "conflict" => ("logged-out", t!(lang, "bot-state-conflict")),
        "webhook" => ("logged-out", t!(lang, "bot-state-webhook")),
        "flood" if bot.health.waits_until.is_none() => {
            ("connecting", t!(lang, "connection-told-to-wait"))
        }
        "flood" => ("connecting", t!(lang, "bot-state-flood")),
        "unreachable" => ("connecting", t!(lang, "bot-state-unreachable")),
        "store_fails" => ("logged-out", t!(lang, "connection-store-fails")),
        "stuck" => ("logged-out", t!(lang, "connection-stuck")),
        _ => ("connecting", t!(lang, "connection-connecting")),
    };
    html! {
        span.connection.(class) { (text) }
        @if let Some(until) = bot.health.waits_until { " " small { (time::moment(until)) } }
    }
}

/// What the owner can do where a bot does not run by itself any more.
pub(crate) fn remedy(lang: Lang, bot: &BotView) -> Option<String> {
    Some(match state_name(bot) {
        "unauthorized" => t!(lang, "bot-remedy-unauthorized"),
        "conflict" => t!(lang, "bot-remedy-conflict"),
        "webhook" => t!(lang, "bot-remedy-webhook"),
        "flood" => t!(lang, "bot-remedy-flood"),
        "unreachable" => t!(lang, "bot-remedy-unreachable"),
        _ => return None,
    })
}

/// Why something was not done, as far as the reader can put it right.
pub(crate) fn refused(lang: Lang, refused: BotRefused) -> Result<String, Error> {
    match words(lang, &refused) {
        Some(words) => Ok(words),
        None => Err(match refused {
            BotRefused::Engine(error) => error.into(),
            BotRefused::Unknown => Error::NotFound,
            other => Error::Bot(other),
        }),
    }
}

/// The field that it is due to, where it is due to one.
pub(crate) fn field(refused: &BotRefused) -> Option<&'static str> {
    match refused {
        BotRefused::Api(BotError::Malformed | BotError::Unauthorized)
        | BotRefused::AnotherBot
        | BotRefused::AlreadyHere(_) => Some("token"),
        BotRefused::BadName => Some("name"),
        _ => None,
    }
}

/// The same of a bot that was not made.
pub(crate) fn field_of_new(not_made: &NotMade) -> Option<&'static str> {
    match not_made {
        NotMade::BadName => Some("name"),
        NotMade::BadUsername | NotMade::Taken => Some("username"),
        _ => None,
    }
}

/// The same in words; `None` where it is ours.
pub(crate) fn words(lang: Lang, refused: &BotRefused) -> Option<String> {
    Some(match refused {
        BotRefused::Api(BotError::Malformed) => t!(lang, "bot-malformed"),
        BotRefused::Api(BotError::Unauthorized) => t!(lang, "bot-unauthorized"),
        BotRefused::Api(BotError::FloodWait(wait)) => flood(lang, *wait),
        BotRefused::Api(BotError::Refused { reason }) => {
            t!(lang, "bot-refused", reason = reason.as_str())
        }
        BotRefused::Api(BotError::Unreachable(_)) => t!(lang, "bot-unreachable"),
        BotRefused::AlreadyHere(_) => t!(lang, "bot-already-here"),
        BotRefused::AnotherBot => t!(lang, "bot-another"),
        BotRefused::NoToken => t!(lang, "bot-no-token"),
        BotRefused::BadName => t!(lang, "bot-bad-name", most = LONGEST_BOT_NAME),
        BotRefused::NoApi => t!(lang, "bot-no-api"),
        BotRefused::Api(BotError::Session(_)) | BotRefused::Unknown | BotRefused::Engine(_) => {
            return None;
        }
    })
}

/// For how long Telegram asks to wait.
pub(crate) fn flood(lang: Lang, wait: Duration) -> String {
    let span = time::span(lang, wait.max(Duration::from_secs(1)));
    t!(lang, "bot-flood", span = span)
}

/// Why @BotFather made no bot, or the one that he made is not here, in words; `None` where it is ours.
pub(crate) fn not_made(lang: Lang, not_made: &NotMade) -> Option<String> {
    Some(match not_made {
        NotMade::BadName => t!(lang, "bot-bad-name", most = LONGEST_BOT_NAME),
        NotMade::BadUsername => t!(lang, "bot-new-bad-username"),
        NotMade::Taken => t!(lang, "bot-new-taken"),
        NotMade::Limit { said } => t!(lang, "bot-new-limit", said = said.as_str()),
        NotMade::Odd { said } => t!(lang, "bot-new-odd", said = said.as_str()),
        NotMade::Silent => t!(lang, "bot-new-silent"),
        NotMade::Refused(refused) => {
            let why = words(lang, refused)?;
            t!(lang, "bot-new-not-added", why = why)
        }
        NotMade::Direct(_) => return None,
    })
}

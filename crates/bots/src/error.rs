//! What went wrong with a call, and what that means.

use std::time::Duration;

use domain::{BotError, MessengerError};
use outward::NoReply;

/// Why a call came to nothing. None of these holds the token or what people wrote.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// 401, or 404 for all methods: the token speaks for nobody.
    #[error("the token speaks for no bot")]
    Unauthorized,
    /// 409: another program asks for what comes, or has it brought.
    #[error("another program has what comes for the bot")]
    Conflict {
        /// Whether it has it brought.
        webhook: bool,
    },
    /// 429: too many requests.
    #[error("told to wait {0:?}")]
    Flood(Duration),
    /// Any other error that would be the same next time.
    #[error("{description}")]
    Refused {
        /// In the API's words.
        description: String,
    },
    /// The server is failing: it may have done what was asked.
    #[error("the server answered {0}")]
    Failing(u16),
    /// There was no connection: nothing was asked.
    #[error("no connection")]
    Unsent(#[source] NoReply),
    /// There was one, and no answer, or none to the end.
    #[error("no answer")]
    Unanswered(#[source] NoReply),
    /// No answer came in time.
    #[error("no answer in time")]
    Late,
    /// An answer that is longer than what is read.
    #[error("the answer is too long")]
    TooLong,
    /// An answer that makes no sense.
    #[error("the answer cannot be read")]
    Nonsense,
}

impl Failure {
    /// What it means for a request that may be made twice.
    pub(crate) fn of_request(self) -> MessengerError {
        match self {
            Self::Unauthorized => MessengerError::LoggedOut { reason: "BOT_TOKEN_REVOKED".into() },
            Self::Flood(wait) => MessengerError::FloodWait(wait),
            Self::Refused { description } => MessengerError::Refused { reason: description },
            Self::TooLong => MessengerError::Refused { reason: "FILE_TOO_BIG".into() },
            other => MessengerError::Unreachable(other.into()),
        }
    }

    /// What it means for a message, which is not to be sent twice.
    pub(crate) fn of_message(self) -> MessengerError {
        match self {
            Self::Failing(_)
            | Self::Unanswered(_)
            | Self::Late
            | Self::TooLong
            | Self::Nonsense => MessengerError::Lost(self.into()),
            other => other.of_request(),
        }
    }

    /// What it means for who checks a token or changes a bot.
    pub(crate) fn of_bot(self) -> BotError {
        match self {
            Self::Unauthorized => BotError::Unauthorized,
            Self::Flood(wait) => BotError::FloodWait(wait),
            Self::Refused { description } => BotError::Refused { reason: description },
            other => BotError::Unreachable(other.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_have_arrived_is_lost() {
        let lost = [Failure::Failing(502), Failure::Late, Failure::Nonsense];
        for failure in lost.into_iter().chain([Failure::Unanswered(NoReply::BrokeOff)]) {
            assert!(matches!(failure.of_message(), MessengerError::Lost(_)));
        }
        let unsent = Failure::Unsent(NoReply::BrokeOff).of_message();
        assert!(matches!(unsent, MessengerError::Unreachable(_)));
        let wait = Failure::Flood(Duration::from_secs(3)).of_message();
        assert!(matches!(wait, MessengerError::FloodWait(_)) && wait.is_transient());
    }
}

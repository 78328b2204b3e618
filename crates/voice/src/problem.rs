//! What can go wrong with a provider of either port: said once, and turned into the port's own error.

use std::time::Duration;

use domain::{BoxError, EarError, EarRefusal, MouthError, MouthRefusal};

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Too much at once, or too often.
    RateLimited { retry_after: Option<Duration> },
    /// More calls are under way than the plan allows: this one waits for the others to end.
    Crowded,
    /// No connection, or the provider is failing or overloaded.
    Unavailable(BoxError),
    /// No answer in time.
    TimedOut(Duration),
    /// The same would be refused again.
    Refused { refusal: Refusal, reason: String },
    /// The answer is none.
    Malformed(String),
}

/// Why the same would be refused again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Key,
    Money,
    UnknownModel,
    UnknownVoice,
    Unverified,
    Plan,
    TooLong,
    NotSound,
    Filtered,
    Request,
}

impl Problem {
    pub(crate) fn refused(refusal: Refusal, reason: impl Into<String>) -> Self {
        Self::Refused { refusal, reason: reason.into() }
    }

    /// The same again, with what lies behind it in words only.
    pub(crate) fn restated(&self) -> Self {
        match self {
            Self::RateLimited { retry_after } => Self::RateLimited { retry_after: *retry_after },
            Self::Crowded => Self::Crowded,
            Self::Unavailable(source) => Self::Unavailable(source.to_string().into()),
            Self::TimedOut(after) => Self::TimedOut(*after),
            Self::Refused { refusal, reason } => Self::refused(*refusal, reason.clone()),
            Self::Malformed(what) => Self::Malformed(what.clone()),
        }
    }

    /// Whether another question would come to the same.
    pub(crate) fn is_of_the_provider(&self) -> bool {
        let of_question = [Refusal::Filtered, Refusal::TooLong, Refusal::NotSound];
        !matches!(self, Self::Refused { refusal, .. } if of_question.contains(refusal))
    }
}

impl From<Problem> for EarError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::RateLimited { retry_after } => Self::RateLimited { retry_after },
            Problem::Crowded => Self::RateLimited { retry_after: None },
            Problem::Unavailable(source) => Self::Unavailable(source),
            Problem::TimedOut(after) => Self::TimedOut(after),
            Problem::Malformed(what) => Self::Malformed(what),
            Problem::Refused { refusal, reason } => Self::Refused {
                refusal: match refusal {
                    Refusal::Key => EarRefusal::Key,
                    Refusal::Money | Refusal::Plan => EarRefusal::Money,
                    Refusal::UnknownModel => EarRefusal::UnknownModel,
                    Refusal::TooLong => EarRefusal::TooLong,
                    Refusal::NotSound => EarRefusal::NotSound,
                    Refusal::UnknownVoice
                    | Refusal::Unverified
                    | Refusal::Filtered
                    | Refusal::Request => EarRefusal::Request,
                },
                reason,
            },
        }
    }
}

impl From<Problem> for MouthError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::RateLimited { retry_after } => Self::RateLimited { retry_after },
            Problem::Crowded => Self::RateLimited { retry_after: None },
            Problem::Unavailable(source) => Self::Unavailable(source),
            Problem::TimedOut(after) => Self::TimedOut(after),
            Problem::Malformed(what) => Self::Malformed(what),
            Problem::Refused { refusal, reason } => Self::Refused {
                refusal: match refusal {
                    Refusal::Key => MouthRefusal::Key,
                    Refusal::Money => MouthRefusal::Money,
                    Refusal::UnknownModel => MouthRefusal::UnknownModel,
                    Refusal::UnknownVoice => MouthRefusal::UnknownVoice,
                    Refusal::Unverified => MouthRefusal::Unverified,
                    Refusal::Plan => MouthRefusal::Plan,
                    Refusal::TooLong => MouthRefusal::TooLong,
                    Refusal::Filtered => MouthRefusal::Filtered,
                    Refusal::NotSound | Refusal::Request => MouthRefusal::Request,
                },
                reason,
            },
        }
    }
}

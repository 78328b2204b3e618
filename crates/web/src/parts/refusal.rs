//! Why somebody was not let in, or their password not taken, in words.

use access::{Joined, MOST_PASSKEYS, Outcome};
use axum::http::StatusCode;
use domain::Timestamp;
use domain::access::{LONGEST_NAME, SHORTEST_PASSWORD, SignUpProblem};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::time;

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The name or the password is wrong.
    Wrong,
    /// Only the password is asked for, and it is wrong.
    WrongPassword,
    /// The code is wrong, or was used before.
    WrongCode,
    /// Too many wrong ones came.
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// The code was waited for too long.
    TooLate,
    /// No passkey that lets in.
    Passkey,
    /// What a device made is no passkey for here.
    PasskeyUnusable,
    /// The device took too long, or its answer came twice.
    PasskeyLate,
    /// There are as many passkeys as there may be.
    PasskeysMany,
    /// The name or the password cannot be used.
    Unusable(SignUpProblem),
    /// The two passwords differ.
    Different,
    /// The name is somebody else's.
    NameTaken,
    /// The invitation is of no use.
    NotInvited,
}

/// What somebody has entered to be let in, or to be let in by later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entered {
    Name,
    Password,
    Code,
}

impl Refusal {
    /// Whether what was entered there is why. Where it is not told which of two, it is each of them.
    pub(crate) fn is_due_to(self, entered: Entered) -> bool {
        use Entered as E;
        match self {
            Self::Wrong => matches!(entered, E::Name | E::Password),
            Self::WrongCode => entered == E::Code,
            Self::NameTaken
            | Self::Unusable(SignUpProblem::NameEmpty | SignUpProblem::NameUnusable) => {
                entered == E::Name
            }
            Self::WrongPassword
            | Self::Different
            | Self::Unusable(
                SignUpProblem::PasswordShort
                | SignUpProblem::PasswordLong
                | SignUpProblem::PasswordGuessed,
            ) => entered == E::Password,
            Self::Locked { .. }
            | Self::TooLate
            | Self::Passkey
            | Self::PasskeyUnusable
            | Self::PasskeyLate
            | Self::PasskeysMany
            | Self::NotInvited => false,
        }
    }

    /// Why an attempt failed; `None` if it did not, or only the code is missing.
    pub(crate) fn of<T>(outcome: &Outcome<T>) -> Option<Self> {
        match outcome {
            Outcome::Done(_) | Outcome::CodeNeeded { .. } => None,
            Outcome::CodeWrong => Some(Self::WrongCode),
            Outcome::Refused => Some(Self::Wrong),
            Outcome::Locked { until } => Some(Self::Locked { until: *until }),
        }
    }

    /// Why a passkey did not let somebody in; `None` came too late.
    pub(crate) fn of_passkey<T>(outcome: Option<&Outcome<T>>) -> Self {
        match outcome {
            None => Self::PasskeyLate,
            Some(Outcome::Locked { until }) => Self::Locked { until: *until },
            Some(_) => Self::Passkey,
        }
    }

    /// Why somebody could not join; `None` if they are here.
    pub(crate) fn of_joining(joined: &Joined) -> Option<Self> {
        match joined {
            Joined::Here(_) => None,
            Joined::Problem(problem) => Some(Self::Unusable(*problem)),
            Joined::NameTaken => Some(Self::NameTaken),
            Joined::NotInvited => Some(Self::NotInvited),
        }
    }

    /// The status of the page that says so.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Locked { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotInvited => StatusCode::GONE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// Says it above a form.
pub(crate) fn problem(lang: Lang, now: Timestamp, refusal: Option<Refusal>) -> Markup {
    html! {
        @if let Some(refusal) = refusal {
            p #problem .problem role="alert" {
                (words(lang, now, refusal))
                @if let Refusal::Locked { until } = refusal { " " (time::clock(until)) "." }
            }
        }
    }
}

fn words(lang: Lang, now: Timestamp, refusal: Refusal) -> String {
    match refusal {
        Refusal::Wrong => t!(lang, "refused-wrong"),
        Refusal::WrongPassword => t!(lang, "refused-password"),
        Refusal::WrongCode => t!(lang, "refused-code"),
        Refusal::Locked { until } => {
            t!(lang, "refused-locked", wait = time::span(lang, until.since(now)))
        }
        Refusal::TooLate => t!(lang, "refused-too-late"),
        Refusal::Passkey => t!(lang, "refused-passkey"),
        Refusal::PasskeyUnusable => t!(lang, "refused-passkey-unusable"),
        Refusal::PasskeyLate => t!(lang, "refused-passkey-late"),
        Refusal::PasskeysMany => t!(lang, "refused-passkeys-many", most = MOST_PASSKEYS),
        Refusal::Different => t!(lang, "refused-different"),
        Refusal::NameTaken => t!(lang, "refused-name-taken"),
        Refusal::NotInvited => t!(lang, "refused-not-invited"),
        Refusal::Unusable(SignUpProblem::NameEmpty) => t!(lang, "refused-name-empty"),
        Refusal::Unusable(SignUpProblem::NameUnusable) => {
            t!(lang, "refused-name-unusable", most = LONGEST_NAME)
        }
        Refusal::Unusable(SignUpProblem::PasswordShort) => {
            t!(lang, "refused-password-short", least = SHORTEST_PASSWORD)
        }
        Refusal::Unusable(SignUpProblem::PasswordLong) => t!(lang, "refused-password-long"),
        Refusal::Unusable(SignUpProblem::PasswordGuessed) => t!(lang, "refused-password-guessed"),
    }
}

//! Why an answer was not taken, and what to do now.

use domain::LoginError;

use crate::i18n::{Lang, t};
use crate::parts::time;

/// What to tell a person about an error of the login.
pub(super) fn words(lang: Lang, error: &LoginError) -> String {
    match error {
        LoginError::InvalidPhone => t!(lang, "login-invalid-phone"),
        LoginError::UnknownPhone => t!(lang, "login-unknown-phone"),
        LoginError::BannedPhone => t!(lang, "login-banned-phone"),
        LoginError::InvalidCode => t!(lang, "login-invalid-code"),
        LoginError::ExpiredCode => t!(lang, "login-expired-code"),
        LoginError::InvalidPassword => t!(lang, "login-invalid-password"),
        LoginError::FloodWait(wait) => t!(lang, "login-flood", wait = time::span(lang, *wait)),
        LoginError::InvalidApiId => t!(lang, "login-invalid-api-id"),
        LoginError::WrongStep => t!(lang, "login-wrong-step"),
        LoginError::Unreachable(_) => t!(lang, "login-unreachable"),
        LoginError::Refused { reason } => t!(lang, "login-refused", reason = reason.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_wait_is_named_in_the_readers_units() {
        let error = LoginError::FloodWait(Duration::from_secs(125));
        assert!(words(Lang::En, &error).contains("3 min"));
        assert!(words(Lang::Ru, &error).contains("3 мин"));
    }

    #[test]
    fn every_error_reads_differently() {
        let errors = [
            LoginError::InvalidPhone,
            LoginError::UnknownPhone,
            LoginError::BannedPhone,
            LoginError::InvalidCode,
            LoginError::ExpiredCode,
            LoginError::InvalidPassword,
            LoginError::FloodWait(Duration::from_secs(1)),
            LoginError::InvalidApiId,
            LoginError::WrongStep,
            LoginError::Unreachable("down".into()),
            LoginError::Refused { reason: "PHONE_PASSWORD_PROTECTED".to_owned() },
        ];
        for lang in Lang::ALL {
            let mut texts: Vec<String> = errors.iter().map(|error| words(lang, error)).collect();
            texts.sort();
            texts.dedup();
            assert_eq!(texts.len(), errors.len(), "{lang:?}");
        }
    }
}

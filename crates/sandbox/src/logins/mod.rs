//! What of logging in need not survive a restart: how often somebody tried, QR
//! codes on screens, clients on their way to another data centre. And what the
//! operator has decided about all that.
//!
//! Knows nothing of accounts, TL types and clocks.

mod attempts;
mod qr;
mod redirects;

use std::collections::HashMap;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::state::UserId;
pub(crate) use attempts::Attempts;
pub use qr::QrRefusal;
pub(crate) use qr::{QrCodes, Scan};
pub(crate) use redirects::Redirects;

/// What a sandbox allows to those who log in. The limits are generous, so that
/// only those tests meet them that set them lower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoginSettings {
    /// Whether accounts are made over MTProto for numbers that have none.
    pub sign_up: bool,
    /// How many codes are sent to one number within an hour, before
    /// `FLOOD_WAIT_…`.
    pub codes_per_hour: u32,
    /// How many codes are sent to one number within a day, before
    /// `PHONE_NUMBER_FLOOD`.
    pub codes_per_day: u32,
    /// After how many wrong ones a code is spent.
    pub wrong_codes: u32,
    /// How many wrong passwords one account takes within an hour, before
    /// `FLOOD_WAIT_…`.
    pub wrong_passwords_per_hour: u32,
    /// For how many seconds after its login a session may not end others.
    pub fresh_session: u32,
    /// Whether an account is told of a new login where it is logged in already,
    /// by a letter of Telegram and `updateNewAuthorization`.
    pub login_letters: bool,
}

impl Default for LoginSettings {
    fn default() -> LoginSettings {
        LoginSettings {
            sign_up: true,
            codes_per_hour: 1_000,
            codes_per_day: 10_000,
            wrong_codes: 5,
            wrong_passwords_per_hour: 20,
            fresh_session: 0,
            login_letters: false,
        }
    }
}

/// The desk at which people log in.
#[derive(Default)]
pub(crate) struct Logins {
    pub(crate) settings: Mutex<LoginSettings>,
    /// Codes sent, by the digits of the number.
    pub(crate) codes: Attempts<String>,
    pub(crate) wrong_passwords: Attempts<UserId>,
    /// How often each code was typed wrongly, by its hash.
    wrong_codes: Mutex<HashMap<String, u32>>,
    pub(crate) qr: QrCodes,
    pub(crate) redirects: Redirects,
}

impl Logins {
    /// What the operator has decided.
    pub(crate) fn settings(&self) -> LoginSettings {
        self.settings.lock().clone()
    }

    /// Notes that a code was typed wrongly. Says whether that was once too
    /// often.
    pub(crate) fn typed_wrongly(&self, hash: &str) -> bool {
        let limit = self.settings.lock().wrong_codes;
        let mut wrong = self.wrong_codes.lock();
        let times = wrong.entry(hash.to_owned()).or_default();
        *times += 1;
        let is_spent = *times >= limit;
        if is_spent {
            wrong.remove(hash);
        }
        is_spent
    }

    /// Forgets a code that was typed rightly.
    pub(crate) fn typed_rightly(&self, hash: &str) {
        self.wrong_codes.lock().remove(hash);
    }
}

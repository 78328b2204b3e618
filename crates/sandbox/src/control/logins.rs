//! What an operator decides about logging in, and reads of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Control, find};
use crate::Error;
use crate::logins::LoginSettings;
use crate::state::accounts::is_phone;

impl Control {
    /// The login code that was last sent to an account or a phone number, if it
    /// is still good.
    pub fn login_code(&self, who: &str) -> Option<String> {
        let now = self.server.now();
        let state = self.server.read();
        let phone = match state.find(who) {
            Some(account) => &account.profile.phone,
            None if is_phone(who) => who,
            None => return None,
        };
        state.code(phone, now).map(|code| code.code.clone())
    }

    /// Has an account's phone scan the code of a client that logs in: `tg://login?token=…`.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Scan`] if no client shows this code now.
    pub fn scan(&self, who: &str, url: &str) -> Result<(), Error> {
        let user = find(&self.server.read(), who)?.profile.id;
        let token =
            url.split_once("token=").and_then(|(_, token)| URL_SAFE_NO_PAD.decode(token).ok());
        let now = self.server.now();
        self.server.scan(&token.unwrap_or_default(), user, now).map(drop).map_err(Error::Scan)
    }

    /// What is allowed to those who log in.
    pub fn login_settings(&self) -> LoginSettings {
        self.server.logins.settings()
    }

    /// Allows this from now on to those who log in, until the process ends.
    pub fn set_login_settings(&self, settings: LoginSettings) {
        *self.server.logins.settings.lock() = settings;
    }
}

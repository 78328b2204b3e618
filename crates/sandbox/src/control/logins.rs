//! What an operator decides about logging in, and reads of it.

use super::Control;
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

    /// What is allowed to those who log in.
    pub fn login_settings(&self) -> LoginSettings {
        self.server.logins.settings()
    }

    /// Allows this from now on to those who log in, until the process ends.
    pub fn set_login_settings(&self, settings: LoginSettings) {
        *self.server.logins.settings.lock() = settings;
    }
}

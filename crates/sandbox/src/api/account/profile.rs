//! One's own names.

use grammers_tl_types::{enums, functions::account};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::state::Event;
use crate::state::accounts::{AccountError, Profile};
use crate::state::login::names;

/// The longest "about", in characters, for those without Premium.
const LONGEST_ABOUT: usize = 70;

impl Call<'_> {
    /// The account that calls, as it is known.
    fn profile(&self) -> Result<Profile, RpcError> {
        let user = self.user()?;
        let state = self.server.read();
        Ok(state.account(user).ok_or(RpcError::USER_INVALID)?.profile.clone())
    }

    fn myself(&self) -> Result<enums::User, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = self.view(&state, viewer);
        view.user(viewer).ok_or(RpcError::USER_INVALID)
    }
}

impl Method for account::UpdateProfile {
    fn answer(self, call: &Call<'_>) -> Result<enums::User, RpcError> {
        let mut profile = call.profile()?;
        let account = profile.id;
        let first_name = self.first_name.unwrap_or_else(|| profile.first_name.clone());
        let last_name = self.last_name.or_else(|| profile.last_name.clone()).unwrap_or_default();
        (profile.first_name, profile.last_name) = names(&first_name, &last_name)?;
        if self.about.as_ref().is_some_and(|about| about.chars().count() > LONGEST_ABOUT) {
            return Err(RpcError::bad_request("ABOUT_TOO_LONG"));
        }
        {
            let mut writing = call.server.write();
            let mut events: Vec<Event> =
                writing.state().change_profile(profile)?.into_iter().collect();
            events.extend(self.about.map(|about| Event::AboutChanged { account, about }));
            writing.commit(events, Some(call.session.key()))?;
        }
        call.myself()
    }
}

impl Method for account::CheckUsername {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let user = call.user()?;
        match call.server.read().check_username(&self.username, user) {
            Ok(()) => Ok(true),
            Err(AccountError::UsernameTaken) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

impl Method for account::UpdateUsername {
    fn answer(self, call: &Call<'_>) -> Result<enums::User, RpcError> {
        let profile = call.profile()?;
        let username = Some(self.username).filter(|name| !name.is_empty());
        if username == profile.username {
            return Err(RpcError::bad_request("USERNAME_NOT_MODIFIED"));
        }
        {
            let mut writing = call.server.write();
            let changed = writing.state().change_profile(Profile { username, ..profile })?;
            writing.commit(changed.as_slice(), Some(call.session.key()))?;
        }
        call.myself()
    }
}

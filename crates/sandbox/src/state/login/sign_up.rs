//! Making an account over MTProto, after the code was typed rightly.

use super::super::accounts::{AccountError, Profile};
use super::{LoginRefusal, is_phone};
use crate::state::{Event, KeyId, State};

/// The longest first and last name, in characters.
const LONGEST_NAME: usize = 64;

impl State {
    /// Makes an account for a phone number whose code was typed rightly, and
    /// logs the key in to it.
    pub(crate) fn sign_up(
        &self,
        key: KeyId,
        phone: &str,
        hash: &str,
        [first_name, last_name]: [&str; 2],
        now: i32,
    ) -> Result<Vec<Event>, LoginRefusal> {
        if !is_phone(phone) {
            return Err(LoginRefusal::PhoneInvalid);
        }
        let code = self.sent_code(phone, hash, now)?;
        if !code.verified {
            return Err(LoginRefusal::CodeInvalid);
        }
        let (first_name, last_name) = names(first_name, last_name)?;
        let phone = super::digits(phone);
        let profile =
            Profile { id: 0, phone: format!("+{phone}"), first_name, last_name, username: None };
        let mut events = self.create_account(profile, None).map_err(|error| match error {
            AccountError::PhoneTaken => LoginRefusal::PhoneOccupied,
            _ => LoginRefusal::FirstNameInvalid,
        })?;
        events.push(Event::CodeSpent { phone });
        let made = events.iter().find_map(|event| match event {
            Event::AccountCreated(profile) => Some(profile.id),
            _ => None,
        });
        let logged_in = made.map(|account| Event::LoggedIn { key, account, at: Some(now) });
        events.extend(logged_in);
        Ok(events)
    }
}

/// First and last name as they are kept, if they can be names.
pub(crate) fn names(
    first_name: &str,
    last_name: &str,
) -> Result<(String, Option<String>), LoginRefusal> {
    let fits = |name: &str| name.chars().count() <= LONGEST_NAME;
    let (first_name, last_name) = (first_name.trim(), last_name.trim());
    if first_name.is_empty() || !fits(first_name) {
        return Err(LoginRefusal::FirstNameInvalid);
    }
    if !fits(last_name) {
        return Err(LoginRefusal::LastNameInvalid);
    }
    Ok((first_name.to_owned(), Some(last_name.to_owned()).filter(|name| !name.is_empty())))
}

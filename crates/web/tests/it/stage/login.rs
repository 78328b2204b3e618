//! A login whose steps are always the same.

use std::time::Duration;

use async_trait::async_trait;
use domain::login::{LoggedIn, Scanned};
use domain::{Login, LoginError, LoginInput, LoginStep};

use super::{CODE, HOSTILE, NOW, PASSWORD, profile, session};

/// It begins with the phone's number.
pub(super) struct ScriptedLogin(pub(super) LoginStep);

#[async_trait]
impl Login for ScriptedLogin {
    fn step(&self) -> &LoginStep {
        &self.0
    }

    /// Whatever is shown is scanned at once.
    fn scanned(&self) -> Option<Scanned> {
        matches!(self.0, LoginStep::Qr { .. }).then(|| -> Scanned { Box::pin(async {}) })
    }

    async fn submit(&mut self, input: LoginInput) -> Result<&LoginStep, LoginError> {
        self.0 = match (&self.0, input) {
            (LoginStep::Phone, LoginInput::Phone(phone)) => match phone.as_str() {
                "+79001234567" => LoginStep::Code { digits: Some(5) },
                "+70000000000" => {
                    return Err(LoginError::FloodWait(Duration::from_secs(125)));
                }
                _ => return Err(LoginError::InvalidPhone),
            },
            (LoginStep::Phone, LoginInput::Qr) => {
                let url = "tg://login?token=AQID".to_owned();
                LoginStep::Qr { url, expires_at: NOW + Duration::from_secs(30) }
            }
            (LoginStep::Qr { .. }, LoginInput::Qr) => {
                LoginStep::Password { hint: HOSTILE.to_owned() }
            }
            (LoginStep::Code { .. }, LoginInput::Code(code)) => match code.as_str() {
                CODE => LoginStep::Password { hint: HOSTILE.to_owned() },
                "00000" => {
                    self.0 = LoginStep::Phone;
                    return Err(LoginError::ExpiredCode);
                }
                _ => return Err(LoginError::InvalidCode),
            },
            (LoginStep::Password { .. }, LoginInput::Password(password)) => {
                if password != PASSWORD {
                    return Err(LoginError::InvalidPassword);
                }
                let profile = profile("Новый", 600);
                LoginStep::Done(Box::new(LoggedIn { profile, session: session() }))
            }
            _ => return Err(LoginError::WrongStep),
        };
        Ok(&self.0)
    }
}

//! Logging in: phone, code and password as steps, or a code that a phone scans, on a connection of its own that
//! is closed before the login is done.
//!
//! | module | what it holds |
//! |---|---|
//! | `qr` | the code that a phone scans |

mod qr;

use std::sync::Arc;

use async_trait::async_trait;
use domain::login::{LoggedIn, Scanned};
use domain::{
    BoxError, Login, LoginError, LoginInput, LoginStep, NewSession, PeerKey, Profile, UpdatesState,
};
use grammers_mtsender::InvocationError;
use grammers_tl_types::{self as tl, RemoteCall};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tracing::{info, warn};

use crate::connection::{Caller, Connection};
use crate::connector::Settings;
use crate::error::login_error;
use crate::ids::Bare;
use crate::key_exchange;
use crate::peers::username;
use crate::session::Session;
use crate::srp;
use crate::{Config, Error};

pub(crate) struct TelegramLogin {
    settings: Arc<Settings>,
    session: Arc<Session>,
    /// Opened when the first answer is submitted: nobody is connected for a page that was only
    /// looked at.
    connection: Option<Connection>,
    progress: Progress,
    step: LoginStep,
    /// Changes whenever Telegram says that a code was scanned.
    scans: watch::Sender<()>,
    /// As it was when the code was last asked about.
    seen: watch::Receiver<()>,
}

/// What the next answer will need.
#[derive(Clone)]
enum Progress {
    Phone,
    Code(SentCode),
    Qr,
    Password,
    Done,
}

#[derive(Clone)]
struct SentCode {
    phone: String,
    hash: String,
    /// It went to the account's login address instead of a phone or an app.
    by_email: bool,
}

impl TelegramLogin {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        let session = Arc::new(Session::fresh(settings.custom_address()));
        let (scans, seen) = watch::channel(());
        Self {
            settings,
            session,
            connection: None,
            progress: Progress::Phone,
            step: LoginStep::Phone,
            scans,
            seen,
        }
    }

    fn go(&mut self, progress: Progress, step: LoginStep) {
        self.progress = progress;
        self.step = step;
    }

    fn start_over(&mut self) {
        self.go(Progress::Phone, LoginStep::Phone);
    }

    fn caller(&mut self) -> Caller {
        let connection = self.connection.get_or_insert_with(|| {
            let (connection, updates) =
                Connection::open(&self.settings.config, Arc::clone(&self.session));
            // It ends with the connection.
            tokio::spawn(qr::listen(updates, self.scans.clone()));
            connection
        });
        connection.caller()
    }

    /// Calls at the data centre that is home for this phone number, which Telegram may only now
    /// tell.
    async fn call<R: RemoteCall>(&mut self, request: &R) -> Result<R::Return, LoginError> {
        self.ensure_key().await?;
        let caller = self.caller();
        match caller.call(request).await {
            Err(InvocationError::Rpc(rpc)) if rpc.code == 303 => {
                let dc_id = rpc.value.and_then(|dc_id| i32::try_from(dc_id).ok());
                let Some(dc_id) = dc_id else {
                    return Err(login_error(InvocationError::Rpc(rpc)));
                };
                self.move_home(dc_id).await?;
                caller.call(request).await.map_err(login_error)
            }
            answer => answer.map_err(login_error),
        }
    }

    async fn move_home(&mut self, dc_id: i32) -> Result<(), LoginError> {
        info!(dc_id, "home is another data centre");
        self.caller().leave(self.session.home());
        self.session.move_home(dc_id);
        self.ensure_key().await
    }

    /// grammers makes keys with Telegram's data centres by itself.
    async fn ensure_key(&self) -> Result<(), LoginError> {
        let home = self.session.home();
        let Some((dc, public_key)) = &self.settings.custom else {
            return Ok(());
        };
        if !self.session.has_key(home) {
            let key = key_exchange::exchange(dc.address, home, public_key)
                .await
                .map_err(|error| LoginError::Unreachable(error.into()))?;
            self.session.insert_key(home, dc.address, key);
        }
        Ok(())
    }

    /// The application, without which Telegram lets nobody in.
    fn app(&self) -> Result<&Config, LoginError> {
        let config = &self.settings.config;
        let is_set = config.api_id != 0 && !config.api_hash.is_empty();
        if is_set { Ok(config) } else { Err(LoginError::InvalidApiId) }
    }

    async fn submit_phone(&mut self, input: &str) -> Result<(), LoginError> {
        let phone = normalized_phone(input).ok_or(LoginError::InvalidPhone)?;
        let config = self.app()?;
        let request = tl::functions::auth::SendCode {
            phone_number: phone.clone(),
            api_id: config.api_id,
            api_hash: config.api_hash.clone(),
            settings: tl::types::CodeSettings {
                allow_flashcall: false,
                current_number: false,
                allow_app_hash: false,
                allow_missed_call: false,
                allow_firebase: false,
                unknown_number: false,
                logout_tokens: None,
                token: None,
                app_sandbox: None,
            }
            .into(),
        };
        match self.call(&request).await? {
            tl::enums::auth::SentCode::Code(sent) => {
                use tl::enums::auth::SentCodeType;
                if matches!(sent.r#type, SentCodeType::SetUpEmailRequired(_)) {
                    return Err(refused("EMAIL_SETUP_REQUIRED"));
                }
                let digits = digits(&sent.r#type);
                let progress = Progress::Code(SentCode {
                    phone,
                    hash: sent.phone_code_hash,
                    by_email: matches!(sent.r#type, SentCodeType::EmailCode(_)),
                });
                self.go(progress, LoginStep::Code { digits });
                Ok(())
            }
            tl::enums::auth::SentCode::Success(sent) => self.finish(sent.authorization).await,
            tl::enums::auth::SentCode::PaymentRequired(_) => Err(refused("PAYMENT_REQUIRED")),
        }
    }

    async fn submit_code(&mut self, sent: SentCode, input: &str) -> Result<(), LoginError> {
        let code: String =
            input.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        let (phone_code, email_verification) = if sent.by_email {
            (None, Some(tl::types::EmailVerificationCode { code }.into()))
        } else {
            (Some(code), None)
        };
        let request = tl::functions::auth::SignIn {
            phone_number: sent.phone,
            phone_code_hash: sent.hash,
            phone_code,
            email_verification,
        };
        match self.call(&request).await {
            Ok(authorization) => self.finish(authorization).await,
            Err(LoginError::Refused { reason }) if reason == "SESSION_PASSWORD_NEEDED" => {
                self.ask_password().await
            }
            Err(error) => {
                if matches!(
                    error,
                    LoginError::ExpiredCode | LoginError::UnknownPhone | LoginError::BannedPhone
                ) {
                    self.start_over();
                }
                Err(error)
            }
        }
    }

    async fn ask_password(&mut self) -> Result<(), LoginError> {
        let challenge = self.challenge().await?;
        let hint = challenge.hint.unwrap_or_default();
        self.go(Progress::Password, LoginStep::Password { hint });
        Ok(())
    }

    async fn submit_password(&mut self, password: String) -> Result<(), LoginError> {
        // A challenge is good for one attempt.
        let challenge = self.challenge().await?;
        let proof = spawn_blocking(move || srp::prove(challenge, &password))
            .await
            .map_err(|error| LoginError::Unreachable(error.into()))?;
        let password = proof.ok_or_else(|| refused("PASSWORD_ALGO_UNKNOWN"))?;
        let authorization = self.call(&tl::functions::auth::CheckPassword { password }).await?;
        self.finish(authorization).await
    }

    async fn challenge(&mut self) -> Result<tl::types::account::Password, LoginError> {
        let tl::enums::account::Password::Password(challenge) =
            self.call(&tl::functions::account::GetPassword {}).await?;
        Ok(challenge)
    }

    async fn finish(
        &mut self,
        authorization: tl::enums::auth::Authorization,
    ) -> Result<(), LoginError> {
        let tl::enums::auth::Authorization::Authorization(authorization) = authorization else {
            // Telegram lets nobody but its own apps make accounts.
            self.start_over();
            return Err(LoginError::UnknownPhone);
        };
        let tl::enums::User::User(user) = authorization.user else {
            return Err(unexpected("auth.signIn"));
        };
        // Without it the first connection starts at what is new then.
        let updates = match self.call(&tl::functions::updates::GetState {}).await {
            Ok(tl::enums::updates::State::State(state)) => UpdatesState {
                pts: state.pts,
                qts: state.qts,
                date: state.date,
                seq: state.seq,
                channels: Vec::new(),
            },
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "no state of updates");
                UpdatesState::default()
            }
        };
        if let Some(mut connection) = self.connection.take() {
            connection.close().await;
        }
        let own = PeerKey {
            id: Bare::User(user.id).into(),
            access_hash: user.access_hash.unwrap_or_default(),
            is_self: true,
            bot: user.bot,
        };
        let session = NewSession { keys: self.session.keys(), updates, peers: vec![own] };
        let profile = Profile {
            user_id: own.id,
            username: username(&user),
            first_name: user.first_name.unwrap_or_default(),
            last_name: user.last_name.unwrap_or_default(),
            phone: user.phone.map(|digits| format!("+{digits}")),
        };
        info!(user = %own.id, "logged in");
        let result = LoggedIn { profile, session };
        self.go(Progress::Done, LoginStep::Done(Box::new(result)));
        Ok(())
    }
}

#[async_trait]
impl Login for TelegramLogin {
    fn step(&self) -> &LoginStep {
        &self.step
    }

    fn scanned(&self) -> Option<Scanned> {
        let mut seen = self.seen.clone();
        matches!(self.progress, Progress::Qr).then(|| -> Scanned {
            Box::pin(async move {
                // An error is the end of the login.
                let _ = seen.changed().await;
            })
        })
    }

    async fn submit(&mut self, input: LoginInput) -> Result<&LoginStep, LoginError> {
        match (self.progress.clone(), input) {
            (Progress::Phone | Progress::Qr, LoginInput::Phone(phone)) => {
                self.submit_phone(&phone).await?;
            }
            (Progress::Phone | Progress::Qr, LoginInput::Qr) => self.submit_qr().await?,
            (Progress::Code(sent), LoginInput::Code(code)) => {
                self.submit_code(sent, &code).await?;
            }
            (Progress::Password, LoginInput::Password(password)) => {
                self.submit_password(password).await?;
            }
            _ => return Err(LoginError::WrongStep),
        }
        Ok(&self.step)
    }
}

fn refused(reason: &str) -> LoginError {
    LoginError::Refused { reason: reason.into() }
}

fn unexpected(request: &'static str) -> LoginError {
    LoginError::Unreachable(BoxError::from(Error::UnexpectedAnswer(request)))
}

/// The digits of a number in international form; E.164 allows 15 and no country has fewer than 5.
fn normalized_phone(input: &str) -> Option<String> {
    let input = input.trim();
    let number = input.strip_prefix('+').unwrap_or(input);
    let punctuation = |letter: char| letter.is_whitespace() || "-–().\u{a0}".contains(letter);
    let digits: String = number.chars().filter(|c| !punctuation(*c)).collect();
    let plausible = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plausible.then_some(digits)
}

fn digits(kind: &tl::enums::auth::SentCodeType) -> Option<u32> {
    use tl::enums::auth::SentCodeType;
    let length = match kind {
        SentCodeType::App(kind) => kind.length,
        SentCodeType::Sms(kind) => kind.length,
        SentCodeType::Call(kind) => kind.length,
        SentCodeType::MissedCall(kind) => kind.length,
        SentCodeType::EmailCode(kind) => kind.length,
        SentCodeType::FragmentSms(kind) => kind.length,
        SentCodeType::FirebaseSms(kind) => kind.length,
        SentCodeType::FlashCall(_)
        | SentCodeType::SetUpEmailRequired(_)
        | SentCodeType::SmsWord(_)
        | SentCodeType::SmsPhrase(_) => return None,
    };
    u32::try_from(length).ok()
}

#[cfg(test)]
mod tests {
    use super::normalized_phone;

    #[test]
    fn a_phone_number_may_be_written_as_people_write_it() {
        for written in [
            "+7 (999) 123-45-67",
            " 79991234567 ",
            "+7.999.123.45.67",
            "+7\u{a0}999\u{a0}123–45–67",
        ] {
            assert_eq!(normalized_phone(written).as_deref(), Some("79991234567"), "{written}");
        }
    }

    #[test]
    fn what_is_no_phone_number_is_not_sent_to_telegram() {
        for written in ["", "+", "1234", "1234567890123456", "@anna", "+7 999 anna", "7+9991234567"]
        {
            assert_eq!(normalized_phone(written), None, "{written}");
        }
    }
}

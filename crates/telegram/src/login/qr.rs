//! Logging in by a code that a phone scans: <https://core.telegram.org/api/qr-login>.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{LoginError, LoginStep, Timestamp};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, enums::auth::LoginToken};
use tokio::sync::{mpsc, watch};

use super::{Progress, TelegramLogin, unexpected};

impl TelegramLogin {
    /// Asks for a code, or for what became of the one that is shown: Telegram answers the same request with a new code,
    /// with the session of whoever has scanned it, or with the data centre on which they live.
    pub(super) async fn submit_qr(&mut self) -> Result<(), LoginError> {
        let config = self.app()?;
        let request = tl::functions::auth::ExportLoginToken {
            api_id: config.api_id,
            api_hash: config.api_hash.clone(),
            except_ids: Vec::new(),
        };
        // Whoever scans from here on is told of by the next answer, or by another word of Telegram's.
        self.seen.borrow_and_update();
        let mut answer = self.call(&request).await;
        if let Ok(LoginToken::MigrateTo(elsewhere)) = answer {
            self.move_home(elsewhere.dc_id).await?;
            let token = elsewhere.token;
            answer = self.call(&tl::functions::auth::ImportLoginToken { token }).await;
        }
        match answer {
            Ok(LoginToken::Token(shown)) => {
                let url = format!("tg://login?token={}", URL_SAFE_NO_PAD.encode(&shown.token));
                let expires_at = Timestamp::from_secs(shown.expires.into());
                self.go(Progress::Qr, LoginStep::Qr { url, expires_at });
                Ok(())
            }
            Ok(LoginToken::Success(success)) => self.finish(success.authorization).await,
            Ok(LoginToken::MigrateTo(_)) => Err(unexpected("auth.importLoginToken")),
            Err(LoginError::Refused { reason }) if reason == "SESSION_PASSWORD_NEEDED" => {
                self.ask_password().await
            }
            Err(error) => Err(error),
        }
    }
}

/// Tells of scanned codes as long as there is the connection; other updates are for later: what comes meanwhile is
/// behind the state that will be stored.
pub(super) async fn listen(mut updates: mpsc::Receiver<UpdatesLike>, scans: watch::Sender<()>) {
    while let Some(update) = updates.recv().await {
        if let UpdatesLike::Updates(updates) = update
            && tells_of_scan(&updates)
        {
            scans.send_replace(());
        }
    }
}

fn tells_of_scan(updates: &tl::enums::Updates) -> bool {
    use tl::enums::Updates;
    let is_scan = |update: &tl::enums::Update| matches!(update, tl::enums::Update::LoginToken);
    match updates {
        Updates::UpdateShort(short) => is_scan(&short.update),
        Updates::Updates(several) => several.updates.iter().any(is_scan),
        Updates::Combined(several) => several.updates.iter().any(is_scan),
        _ => false,
    }
}

//! A sandbox in a temporary folder whose people log in: what the benchmarks of the sandbox share.

#[expect(dead_code, reason = "the benchmarks agree on keys in one way, the tests in all")]
#[expect(clippy::unwrap_used, reason = "written for tests, which fail by panicking")]
#[path = "../../../crates/sandbox/tests/it/support/exchange.rs"]
mod exchange;

use anyhow::Context as _;
use grammers_client::tl::{enums, functions as f, types};
use grammers_mtproto::{mtp, transport};
use grammers_mtsender::{Sender, ServerAddr};
use sandbox::{Config, NewAccount, Sandbox};
use tempfile::TempDir;

/// One encrypted connection, as lean as grammers has it.
pub(crate) type Line = Sender<transport::Intermediate, mtp::Encrypted>;

/// A running sandbox.
pub(crate) struct Town {
    pub(crate) sandbox: Sandbox,
    _folder: TempDir,
}

impl Town {
    pub(crate) async fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let any = "127.0.0.1:0".parse().context("an address")?;
        let sandbox = Sandbox::start(Config::new(any, any, folder.path())).await?;
        Ok(Self { sandbox, _folder: folder })
    }

    /// Makes an account and logs a client in to it. Returns the client's key and its connection.
    pub(crate) async fn move_in(&self, number: usize) -> anyhow::Result<([u8; 256], Line)> {
        let phone_number = phone(number);
        let control = self.sandbox.control();
        control.create_account(NewAccount {
            phone: phone_number.clone(),
            first_name: format!("Citizen {number}"),
            username: Some(username(number)),
            ..NewAccount::default()
        })?;
        let key = exchange::exchange(self.sandbox.address(), self.sandbox.public_key()).await;
        let address = ServerAddr::Tcp { address: self.sandbox.address() };
        let encryption = mtp::Encrypted::build().finish(key);
        let mut line = Sender::connect(transport::Intermediate::new(), encryption, address).await?;
        let settings = types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        };
        let sent = line
            .invoke(&f::auth::SendCode {
                phone_number: phone_number.clone(),
                api_id: 1,
                api_hash: "any".to_owned(),
                settings: settings.into(),
            })
            .await?;
        let enums::auth::SentCode::Code(sent) = sent else {
            anyhow::bail!("no code was sent");
        };
        let code = control.login_code(&phone_number).context("there is no code")?;
        line.invoke(&f::auth::SignIn {
            phone_number,
            phone_code_hash: sent.phone_code_hash,
            phone_code: Some(code),
            email_verification: None,
        })
        .await?;
        Ok((key, line))
    }
}

/// The phone number of an account.
pub(crate) fn phone(number: usize) -> String {
    format!("+7999{number:07}")
}

/// Its username.
pub(crate) fn username(number: usize) -> String {
    format!("citizen{number}")
}

//! A Bot API that knows two bots, of which one was revoked.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    BotConnector, BotError, BotFound, CommandWords, Messenger, MessengerError, NewSession, PeerId,
    Profile, SessionStore, UpdatesState,
};
use engine::{BotAnswer, BotWords};

/// The secret half of all tokens.
pub(crate) const SECRET: &str = "AAFabcdefghijklmnopqrstuvwxyz_0123";

/// The token of a bot; that of number 43 was revoked.
pub(crate) fn token(number: i64) -> String {
    format!("{number}:{SECRET}")
}

pub(crate) struct TheBots;

#[async_trait]
impl BotConnector for TheBots {
    async fn check(&self, token: &str) -> Result<BotFound, BotError> {
        let number = token.trim().strip_suffix(&format!(":{SECRET}"));
        let number: i64 = number.and_then(|it| it.parse().ok()).ok_or(BotError::Malformed)?;
        if number == 43 {
            return Err(BotError::Unauthorized);
        }
        Ok(BotFound {
            profile: Profile {
                user_id: PeerId(number),
                first_name: "Двойник".to_owned(),
                last_name: String::new(),
                username: Some(format!("twin_{number}_bot")),
                phone: None,
            },
            session: NewSession {
                keys: token.as_bytes().to_vec(),
                updates: UpdatesState::default(),
                peers: vec![],
            },
            takes_business: true,
            has_webhook: false,
        })
    }

    async fn connect(
        &self,
        _: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        Err(MessengerError::Unreachable("nobody answers".into()))
    }

    async fn rename(&self, _: Arc<dyn SessionStore>, _: &str) -> Result<(), BotError> {
        Ok(())
    }

    async fn list_commands(
        &self,
        _: Arc<dyn SessionStore>,
        _: &[CommandWords],
    ) -> Result<(), BotError> {
        Ok(())
    }

    async fn take_over(&self, _: Arc<dyn SessionStore>) -> Result<(), BotError> {
        Ok(())
    }
}

pub(crate) struct NoWords;

impl BotWords for NoWords {
    fn answer(&self, _: Option<&str>, _: &BotAnswer) -> String {
        String::new()
    }

    fn commands(&self) -> Vec<CommandWords> {
        vec![]
    }
}

//! The port: whose a token is, connecting, names and commands.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    BotCommand, BotConnector, BotError, BotFound, BotHooks, BoxError, Brought, Clock, CommandWords,
    Messenger, MessengerError, NewSession, PeerId, SavedSession, SessionStore, UpdatesState,
};
use outward::{Http, Route};
use parking_lot::Mutex;
use serde_json::json;

use crate::api::Api;
use crate::error::Failure;
use crate::hooks::Hooks;
use crate::message;
use crate::messenger::Bot;
use crate::{Address, Token, objects};

/// How long a connection is kept that nobody uses: a little longer than the API lets a poll wait.
const IDLE: Duration = Duration::from_secs(60);

/// The Bot API as a server uses it, for all its bots.
pub struct BotApi {
    http: Http<Route>,
    address: Address,
    clock: Arc<dyn Clock>,
    places: Places,
    hooks: Option<Hooks>,
}

/// Why there is no [`BotApi`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] BoxError),
}

impl BotApi {
    /// The Bot API at an address, reached by the proxy that the environment names.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up.
    pub fn new(address: Address, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let http = Http::new(Route::from_environment(), Some(IDLE));
        let http = http.map_err(|error| Error::Tls(error.into()))?;
        Ok(Self { http, address, clock, places: Places::default(), hooks: None })
    }

    /// Has Telegram bring what comes, to places below an address at which it reaches this server.
    #[must_use]
    pub fn brought_to(self, address: Address) -> Self {
        Self { hooks: Some(Hooks::new(address)), ..self }
    }

    fn api(&self, token: Token) -> Api {
        Api::new(self.http.clone(), self.address.clone(), Arc::clone(&self.clock), token)
    }

    /// The API as the bot of a session calls it.
    async fn of(&self, session: &dyn SessionStore) -> Result<Api, BotError> {
        let saved = load(session).await.map_err(BotError::Session)?;
        Ok(self.api(token_of(&saved)?))
    }
}

async fn load(session: &dyn SessionStore) -> Result<SavedSession, BoxError> {
    let saved = session.load().await.map_err(BoxError::from)?;
    saved.ok_or_else(|| "the bot has no token here".into())
}

/// The token that a session is.
fn token_of(saved: &SavedSession) -> Result<Token, BotError> {
    let text = std::str::from_utf8(&saved.keys).map_err(|_| BotError::Malformed)?;
    Token::new(text)
}

#[async_trait]
impl BotConnector for BotApi {
    async fn check(&self, token: &str) -> Result<BotFound, BotError> {
        let api = self.api(Token::new(token)?);
        let user: objects::User = api.call("getMe", &json!({})).await.map_err(Failure::of_bot)?;
        let webhook: objects::WebhookInfo =
            api.call("getWebhookInfo", &json!({})).await.map_err(Failure::of_bot)?;
        let takes_business = user.can_connect_to_business;
        Ok(BotFound {
            profile: message::profile(user),
            session: NewSession {
                keys: api.token().reveal().as_bytes().to_vec(),
                updates: UpdatesState::default(),
                peers: Vec::new(),
            },
            takes_business,
            has_webhook: !webhook.url.is_empty(),
        })
    }

    async fn connect(
        &self,
        session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let saved = load(session.as_ref()).await.map_err(MessengerError::Session)?;
        let token = token_of(&saved).map_err(|error| MessengerError::Session(error.into()))?;
        let api = self.api(token);
        // Its names may have changed at @BotFather; the public one is what people call it by in groups.
        let user: objects::User =
            api.call("getMe", &json!({})).await.map_err(Failure::of_request)?;
        Ok(Arc::new(Bot::new(
            api,
            message::profile(user),
            session,
            saved.updates,
            self.places.clone(),
            self.hooks.clone(),
        )))
    }

    async fn rename(&self, session: Arc<dyn SessionStore>, name: &str) -> Result<(), BotError> {
        let api = self.of(session.as_ref()).await?;
        let done: Result<bool, Failure> = api.call("setMyName", &json!({"name": name})).await;
        done.map(|_| ()).map_err(Failure::of_bot)
    }

    async fn list_commands(
        &self,
        session: Arc<dyn SessionStore>,
        words: &[CommandWords],
    ) -> Result<(), BotError> {
        let api = self.of(session.as_ref()).await?;
        for CommandWords { language, words } in words {
            let commands: Vec<_> = BotCommand::ALL
                .iter()
                .zip(words)
                .map(|(command, words)| json!({"command": command.name(), "description": words}))
                .collect();
            let mut parameters = json!({"commands": commands});
            if let Some(language) = language {
                parameters["language_code"] = language.as_str().into();
            }
            let done: Result<bool, Failure> = api.call("setMyCommands", &parameters).await;
            done.map_err(Failure::of_bot)?;
        }
        Ok(())
    }

    async fn take_over(&self, session: Arc<dyn SessionStore>) -> Result<(), BotError> {
        let api = self.of(session.as_ref()).await?;
        let parameters = json!({"drop_pending_updates": false});
        let done: Result<bool, Failure> = api.call("deleteWebhook", &parameters).await;
        done.map(|_| ()).map_err(Failure::of_bot)
    }
}

#[async_trait]
impl BotHooks for BotApi {
    async fn brought(&self, place: &str, secret: Option<&str>, body: Vec<u8>) -> Brought {
        match &self.hooks {
            Some(hooks) => hooks.brought(self.clock.as_ref(), place, secret, body.into()).await,
            None => Brought::Nowhere,
        }
    }
}

/// Which bots somebody on this server asks for: two owners who have the same token would cut each other
/// off in turn, for ever.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashSet<PeerId>>>);

/// The place of a bot, until it is dropped.
pub(crate) struct Place {
    bot: PeerId,
    places: Places,
}

impl Places {
    /// Takes the place of a bot; `None` if somebody has it.
    pub(crate) fn take(&self, bot: PeerId) -> Option<Place> {
        let is_free = self.0.lock().insert(bot);
        is_free.then(|| Place { bot, places: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.0.lock().remove(&self.bot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_is_asked_for_by_one_at_a_time() {
        let places = Places::default();
        let taken = places.take(PeerId(42));
        assert!(taken.is_some() && places.take(PeerId(42)).is_none());
        assert!(places.take(PeerId(43)).is_some());
        drop(taken);
        assert!(places.take(PeerId(42)).is_some());
    }
}

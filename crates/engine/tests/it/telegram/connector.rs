//! How accounts are connected to the Telegram that the test holds in its hand.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    ChatAction, Connector, Event, Login, MessageId, Messenger, MessengerError, SessionStore,
};
use tokio::sync::mpsc;

use super::{Connected, Telegram};

pub(crate) struct TheConnector(pub(crate) Arc<Telegram>);

impl Telegram {
    /// From now on it knows no message again by its random id, as where the account is a bot.
    pub(crate) fn forgets(&self) {
        self.state.lock().unwrap().forgets = true;
    }

    /// What was deleted for both sides.
    pub(crate) fn deleted(&self) -> Vec<MessageId> {
        self.state.lock().unwrap().deleted.clone()
    }

    pub(crate) fn actions(&self) -> Vec<ChatAction> {
        self.state.lock().unwrap().actions.clone()
    }
}

#[async_trait]
impl Connector for TheConnector {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Err(MessengerError::Refused { reason: "NO_LOGINS_HERE".into() })
    }

    async fn connect(
        &self,
        _session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let events = match self.0.events.lock().unwrap().take() {
            Some(events) => events,
            None => {
                let (happen, events) = mpsc::unbounded_channel();
                *self.0.happen.lock().unwrap() = happen;
                events
            }
        };
        for event in std::mem::take(&mut self.0.state.lock().unwrap().missed) {
            self.0.happens(event);
        }
        if self.0.state.lock().unwrap().reachable {
            self.0.happens(Event::CaughtUp);
        }
        let telegram = Arc::clone(&self.0);
        Ok(Arc::new(Connected { telegram, events: tokio::sync::Mutex::new(events) }))
    }
}

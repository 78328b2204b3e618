//! The settings, and what makes logins and connections with them.

use std::net::SocketAddrV4;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::{Connector, Login, Messenger, MessengerError, SessionStore};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::mpsc;

use crate::Error;
use crate::custom_dc::{CustomDc, PublicKey};
use crate::inbox::{Inbox, SAVED_AFTER};
use crate::login::TelegramLogin;
use crate::messenger::TelegramMessenger;
use crate::peers::Peers;
use crate::session::Session;
use crate::supervisor::{Line, Supervisor};
use crate::updates::Feed;

/// Batches of events that wait for the engine before reading from the server pauses.
const BATCHES_WAITING: usize = 1024;

/// Who we are to Telegram, and where it is.
#[derive(Clone)]
pub struct Config {
    /// The owner's application, from <https://my.telegram.org>.
    pub api_id: i32,
    /// Its secret.
    pub api_hash: String,
    /// What the account's list of devices shows, e.g. `AI Twin`.
    pub device_model: String,
    /// Our version, shown beside it.
    pub app_version: String,
    /// Another data centre instead of Telegram's.
    pub custom_dc: Option<CustomDc>,
}

/// The configuration with its key read.
pub(crate) struct Settings {
    pub(crate) config: Arc<Config>,
    pub(crate) custom: Option<(CustomDc, PublicKey)>,
}

impl Settings {
    pub(crate) fn custom_address(&self) -> Option<SocketAddrV4> {
        self.custom.as_ref().map(|(dc, _)| dc.address)
    }
}

/// Telegram, for user accounts.
pub struct TelegramConnector {
    settings: Arc<Settings>,
    rng: Mutex<StdRng>,
}

impl TelegramConnector {
    /// `seed` decides the jitter of waits between attempts to connect, and nothing else: secrets
    /// come from the operating system.
    pub fn new(config: Config, seed: u64) -> Result<Self, Error> {
        let custom = match &config.custom_dc {
            Some(dc) => Some((dc.clone(), PublicKey::from_pem(&dc.public_key)?)),
            None => None,
        };
        Ok(Self {
            settings: Arc::new(Settings { config: Arc::new(config), custom }),
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
        })
    }
}

#[async_trait]
impl Connector for TelegramConnector {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Ok(Box::new(TelegramLogin::new(Arc::clone(&self.settings))))
    }

    /// Returns before the connection stands; requests wait for the first attempt.
    async fn connect(
        &self,
        store: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let store_error = |error: Error| MessengerError::Session(error.into());
        let saved = store.load().await.map_err(|error| store_error(error.into()))?;
        let own = store.self_peer().await.map_err(|error| store_error(error.into()))?;
        let (Some(saved), Some(own)) = (saved, own) else {
            return Err(MessengerError::LoggedOut { reason: "NO_SESSION".into() });
        };
        let session =
            Session::stored(&saved.keys, Arc::clone(&store), self.settings.custom_address())
                .map_err(store_error)?;

        let line = Arc::new(Line::new());
        let (batches, queue) = mpsc::channel(BATCHES_WAITING);
        let rng = {
            let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
            StdRng::from_rng(&mut *rng)
        };
        let supervisor = Supervisor {
            config: Arc::clone(&self.settings.config),
            session: Arc::new(session),
            line: Arc::clone(&line),
            feed: Feed {
                peers: Arc::new(Peers::new(own.id, Arc::clone(&store))),
                line,
                transcripts: Arc::default(),
                batches,
                state: saved.updates,
            },
            rng,
        };
        Ok(Arc::new(TelegramMessenger::start(supervisor, Inbox::new(queue, store, SAVED_AFTER))))
    }
}

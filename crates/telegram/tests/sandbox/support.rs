//! A sandbox with people in it, and a session store in memory.

use std::collections::HashMap;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::login::LoggedIn;
use domain::{
    Connector, Event, Login, LoginInput, LoginStep, Messenger, MessengerError, NewSession, PeerId,
    PeerKey, SavedSession, SessionStore, SessionStoreError, UpdatesState,
};
use sandbox::{Control, NewAccount, Sandbox};
use telegram::{Config, CustomDc, TelegramConnector};
use tempfile::TempDir;

use crate::wire::Wire;

pub(crate) const OWNER: &str = "+79990000001";
pub(crate) const ANNA: &str = "+79990000002";
pub(crate) const BORIS: &str = "+79990000003";
pub(crate) const PASSWORD: &str = "верный пароль";

/// Fails a test that waits for what never comes.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future)
        .await
        .expect("it happens within 30 seconds")
}

/// A sandbox with an owner, Anna, and Boris, who has a password.
pub(crate) struct World {
    sandbox: Option<Sandbox>,
    address: SocketAddrV4,
    public_key: String,
    data: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let sandbox = start(0, &data).await;
        let SocketAddr::V4(address) = sandbox.address() else {
            panic!("the sandbox listens on IPv4");
        };
        for (phone, first_name, password) in [
            (OWNER, "Вера", None),
            (ANNA, "Анна", None),
            (BORIS, "Борис", Some(PASSWORD.to_owned())),
        ] {
            let new = NewAccount {
                phone: phone.into(),
                first_name: first_name.into(),
                password,
                ..NewAccount::default()
            };
            sandbox.control().create_account(new).unwrap();
        }
        Self { public_key: sandbox.public_key().pem.clone(), sandbox: Some(sandbox), address, data }
    }

    pub(crate) fn control(&self) -> Control {
        self.sandbox.as_ref().expect("it runs").control()
    }

    pub(crate) fn id(&self, phone: &str) -> PeerId {
        PeerId(self.control().account(phone).unwrap().id)
    }

    pub(crate) async fn stop(&mut self) {
        self.sandbox.take().expect("it runs").stop().await;
    }

    /// Starts the stopped sandbox where it was.
    pub(crate) async fn start_again(&mut self) {
        self.sandbox = Some(start(self.address.port(), &self.data).await);
    }

    /// Starts the stopped sandbox where no client looks for it.
    pub(crate) async fn start_elsewhere(&mut self) {
        self.sandbox = Some(start(0, &self.data).await);
    }

    /// Starts a sandbox that remembers nobody at the stopped one's address.
    pub(crate) async fn start_another(&mut self) {
        self.data = tempfile::tempdir().unwrap();
        self.start_again().await;
    }

    pub(crate) fn connector(&self) -> TelegramConnector {
        self.connector_with(self.address, &self.public_key)
    }

    pub(crate) fn connector_with_key(&self, public_key: &str) -> TelegramConnector {
        self.connector_with(self.address, public_key)
    }

    pub(crate) fn connector_through(&self, wire: &Wire) -> TelegramConnector {
        self.connector_with(wire.address, &self.public_key)
    }

    fn connector_with(&self, address: SocketAddrV4, public_key: &str) -> TelegramConnector {
        let config = Config {
            api_id: 1,
            api_hash: "hash".into(),
            device_model: "test".into(),
            app_version: "1".into(),
            custom_dc: Some(CustomDc { address, public_key: public_key.into() }),
        };
        TelegramConnector::new(config, 7).unwrap()
    }

    /// A wire to the sandbox.
    pub(crate) async fn wire(&self) -> Wire {
        Wire::to(self.address).await
    }

    /// A login that has asked for a code.
    pub(crate) async fn login_at_code(&self, phone: &str) -> Box<dyn Login> {
        self.login_at_code_by(&self.connector(), phone).await
    }

    pub(crate) async fn login_at_code_by(
        &self,
        connector: &TelegramConnector,
        phone: &str,
    ) -> Box<dyn Login> {
        let mut login = connector.begin_login().await.unwrap();
        soon(login.submit(LoginInput::Phone(phone.into()))).await.unwrap();
        login
    }

    pub(crate) fn code(&self, phone: &str) -> LoginInput {
        LoginInput::Code(self.control().login_code(phone).unwrap())
    }

    /// Logs in and stores the session.
    pub(crate) async fn logged_in(&self, phone: &str) -> Arc<MemoryStore> {
        let mut login = self.login_at_code(phone).await;
        let step = soon(login.submit(self.code(phone))).await.unwrap();
        Arc::new(MemoryStore::new(done(step).session.clone()))
    }

    pub(crate) async fn connect(&self, store: &Arc<MemoryStore>) -> Arc<dyn Messenger> {
        self.connector().connect(store.clone()).await.unwrap()
    }
}

async fn start(port: u16, data: &TempDir) -> Sandbox {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Sandbox::start(sandbox::Config::new(at(port), at(0), data.path())).await.unwrap()
}

pub(crate) fn done(step: &LoginStep) -> &LoggedIn {
    match step {
        LoginStep::Done(logged_in) => logged_in,
        other => panic!("not logged in, but asked for {other:?}"),
    }
}

/// The text of the next message; other events are passed over.
pub(crate) async fn next_text(messenger: &dyn Messenger) -> String {
    loop {
        if let Event::Message { message, .. } = soon(messenger.next_event()).await.unwrap() {
            return message.content.text().expect("a text").to_owned();
        }
    }
}

/// The next event that is no news of the connection.
pub(crate) async fn next(messenger: &dyn Messenger) -> Event {
    loop {
        match soon(messenger.next_event()).await.unwrap() {
            Event::CaughtUp | Event::Disconnected(_) => {}
            event => return event,
        }
    }
}

/// Why the events end.
pub(crate) async fn end(messenger: &dyn Messenger) -> MessengerError {
    loop {
        if let Err(error) = soon(messenger.next_event()).await {
            return error;
        }
    }
}

/// What `store` would keep in a database.
#[derive(Default)]
pub(crate) struct MemoryStore(Mutex<Stored>);

#[derive(Default)]
struct Stored {
    session: Option<SavedSession>,
    peers: HashMap<PeerId, PeerKey>,
}

impl MemoryStore {
    pub(crate) fn new(session: NewSession) -> Self {
        Self(Mutex::new(Stored {
            session: Some(SavedSession { keys: session.keys, updates: session.updates }),
            peers: session.peers.into_iter().map(|key| (key.id, key)).collect(),
        }))
    }

    pub(crate) fn session(&self) -> Option<SavedSession> {
        self.0.lock().unwrap().session.clone()
    }
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError> {
        Ok(self.session())
    }

    async fn save_keys(&self, keys: &[u8]) -> Result<(), SessionStoreError> {
        if let Some(session) = &mut self.0.lock().unwrap().session {
            session.keys = keys.to_vec();
        }
        Ok(())
    }

    async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        if let Some(session) = &mut self.0.lock().unwrap().session {
            session.updates = state.clone();
        }
        Ok(())
    }

    async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError> {
        let stored = self.0.lock().unwrap();
        Ok(stored.peers.values().find(|key| key.is_self).copied())
    }

    async fn peer(&self, id: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(self.0.lock().unwrap().peers.get(&id).copied())
    }

    async fn save_peers(&self, peers: &[PeerKey]) -> Result<(), SessionStoreError> {
        let mut stored = self.0.lock().unwrap();
        stored.peers.extend(peers.iter().map(|key| (key.id, *key)));
        Ok(())
    }
}

//! A sandbox in a temporary directory, and clients of it.

pub(crate) mod exchange;
pub(crate) mod http;
pub(crate) mod padded;
pub(crate) mod raw;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use grammers_client::Client;
use grammers_client::client::{LoginToken, UpdateStream};
use grammers_client::peer::User;
use grammers_client::tl::{self, RemoteCall};
use grammers_client::update::Update;
use grammers_mtproto::{mtp, transport};
use grammers_mtsender::{
    ConnectionParams, InvocationError, NoRetries, Sender, SenderPool, ServerAddr,
    UpdatesConfiguration,
};
use grammers_session::storages::MemorySession;
use grammers_session::types::{DcOption, PeerRef};
use grammers_session::updates::UpdatesLike;
use grammers_session::{Session, SessionData};
use sandbox::{Config, Control, NewAccount, Sandbox};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// How long anything may take before a test gives up on it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const VERA: &str = "+79990000001";
pub(crate) const OLEG: &str = "+79990000002";
pub(crate) const ANNA: &str = "+79990000003";
/// Anna's account has a password.
pub(crate) const PASSWORD: &str = "пароль и соль";

/// A sandbox with three people in it.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) dir: TempDir,
    /// How many seconds the sandbox's clock is ahead.
    ahead: Arc<AtomicU64>,
}

impl World {
    pub(crate) async fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let world = World::on(dir).await;
        for (phone, first_name, username, password) in [
            (VERA, "Вера", "vera", None),
            (OLEG, "Олег", "oleg", None),
            (ANNA, "Anna", "anna", Some(PASSWORD)),
        ] {
            let account = NewAccount {
                phone: phone.into(),
                first_name: first_name.into(),
                username: Some(username.into()),
                password: password.map(Into::into),
                ..NewAccount::default()
            };
            world.control().create_account(account).unwrap();
        }
        world
    }

    /// A sandbox on a directory that may hold state.
    pub(crate) async fn on(dir: TempDir) -> World {
        let ahead = Arc::new(AtomicU64::new(0));
        let sandbox = start(dir.path(), any(), Arc::clone(&ahead)).await.unwrap();
        World { sandbox, dir, ahead }
    }

    /// Stops the sandbox and starts it anew, at the same address.
    pub(crate) async fn restarted(self) -> World {
        let World { sandbox, dir, ahead } = self;
        let address = sandbox.address();
        sandbox.stop().await;
        let sandbox = start(dir.path(), address, Arc::clone(&ahead)).await.unwrap();
        World { sandbox, dir, ahead }
    }

    pub(crate) fn control(&self) -> Control {
        self.sandbox.control()
    }

    /// Moves the sandbox's clock, and not the clients'.
    pub(crate) fn pass(&self, time: Duration) {
        self.ahead.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    /// A client with a key, not logged in.
    pub(crate) async fn stranger(&self) -> Person {
        let key = exchange::exchange(self.sandbox.address(), self.sandbox.public_key()).await;
        Person::connect(session(self.sandbox.address(), key)).await
    }

    /// A client whose home is a data centre, which its keys name, with a key
    /// for every other one.
    pub(crate) async fn client_of(&self, dc: i32) -> Person {
        let (address, public) = (self.sandbox.address(), self.sandbox.public_key());
        let SocketAddr::V4(ipv4) = address else { panic!("the tests use IPv4") };
        let mut data = SessionData { home_dc: dc, ..SessionData::default() };
        for id in [2, 3, 4] {
            let (padding, inner) = (exchange::Padding::RsaPad, exchange::Inner::Dc(id));
            let full = transport::Full::new();
            let key = exchange::exchange_by(full, address, public, padding, inner).await;
            let ipv6 = data.dc_options[&id].ipv6;
            data.dc_options.insert(id, DcOption { id, ipv4, ipv6, auth_key: Some(key) });
        }
        Person::connect(Arc::new(MemorySession::from(data))).await
    }

    /// A client that is logged in.
    pub(crate) async fn login(&self, phone: &str) -> Person {
        let person = self.stranger().await;
        let token = person.request_code(phone).await;
        let code = self.control().login_code(phone).unwrap();
        person.client.sign_in(&token, &code).await.unwrap();
        person.start_updates().await
    }

    /// One connection, encrypted, without a client library around it.
    pub(crate) async fn sender<T: transport::Transport>(
        &self,
        transport: T,
        key: [u8; 256],
    ) -> Sender<T, mtp::Encrypted> {
        let mtp = mtp::Encrypted::build().finish(key);
        let address = ServerAddr::Tcp { address: self.sandbox.address() };
        Sender::connect(transport, mtp, address).await.unwrap()
    }
}

pub(crate) fn any() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

async fn start(
    dir: &Path,
    address: SocketAddr,
    ahead: Arc<AtomicU64>,
) -> Result<Sandbox, sandbox::Error> {
    let clock = move || {
        #[expect(clippy::disallowed_methods, reason = "clients of other makes read the real time")]
        let now = SystemTime::now();
        now + Duration::from_secs(ahead.load(Ordering::Relaxed))
    };
    let config = Config::new(address, any(), dir);
    Sandbox::start(Config { clock: Box::new(clock), ..config }).await
}

/// A grammers session for which the sandbox is the home data centre.
pub(crate) fn session(address: SocketAddr, key: [u8; 256]) -> Arc<MemorySession> {
    let SocketAddr::V4(ipv4) = address else { panic!("the tests use IPv4") };
    let mut data = SessionData::default();
    let ipv6 = data.dc_options[&data.home_dc].ipv6;
    let home = DcOption { id: data.home_dc, ipv4, ipv6, auth_key: Some(key) };
    data.dc_options.insert(home.id, home);
    Arc::new(MemorySession::from(data))
}

/// A grammers client and what it has heard.
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) session: Arc<MemorySession>,
    pool: grammers_mtsender::SenderPoolFatHandle,
    task: tokio::task::JoinHandle<()>,
    incoming: Option<mpsc::Receiver<UpdatesLike>>,
    updates: Option<UpdateStream>,
}

impl Person {
    pub(crate) async fn connect(session: Arc<MemorySession>) -> Person {
        let retry_policy = Box::new(NoRetries);
        Person::with(session, ConnectionParams { retry_policy, ..Default::default() })
    }

    /// With what grammers does by itself: it waits when it is told to, and tries
    /// again.
    pub(crate) async fn patient(session: Arc<MemorySession>) -> Person {
        Person::with(session, ConnectionParams::default())
    }

    fn with(session: Arc<MemorySession>, params: ConnectionParams) -> Person {
        let SenderPool { runner, handle, updates } =
            SenderPool::with_configuration(Arc::clone(&session), 12345, params);
        Person {
            client: Client::new(handle.clone()),
            session,
            pool: handle,
            task: tokio::spawn(runner.run()),
            incoming: Some(updates),
            updates: None,
        }
    }

    pub(crate) async fn request_code(&self, phone: &str) -> LoginToken {
        self.client.request_login_code(phone, "hash").await.unwrap()
    }

    pub(crate) async fn start_updates(mut self) -> Person {
        let incoming = self.incoming.take().expect("updates are started once");
        let configuration = UpdatesConfiguration { catch_up: true };
        self.updates = Some(self.client.stream_updates(incoming, configuration).await.unwrap());
        self
    }

    /// Hangs up, and returns what a later connection needs.
    pub(crate) async fn leave(self) -> Arc<MemorySession> {
        if let Some(updates) = &self.updates {
            updates.sync_update_state().await.unwrap();
        }
        self.pool.quit();
        self.task.await.unwrap();
        self.session
    }

    /// The data centre that the client takes for its own.
    pub(crate) fn home(&self) -> i32 {
        self.session.home_dc_id().unwrap()
    }

    /// The next thing that the server sends by itself to a client that takes
    /// no updates yet.
    pub(crate) async fn next_pushed(&mut self) -> UpdatesLike {
        let incoming = self.incoming.as_mut().expect("updates were not started");
        tokio::time::timeout(PATIENCE, incoming.recv()).await.expect("it comes").unwrap()
    }

    /// The key that the client is logged in with.
    pub(crate) fn key(&self) -> [u8; 256] {
        let home = self.session.home_dc_id().unwrap();
        let option = self.session.dc_option(home).unwrap().unwrap();
        option.auth_key.unwrap()
    }

    pub(crate) async fn call<R: RemoteCall>(&self, request: R) -> R::Return {
        self.client.invoke(&request).await.unwrap()
    }

    /// The name of the error that a call is refused with.
    pub(crate) async fn refusal<R: RemoteCall<Return: std::fmt::Debug>>(
        &self,
        request: R,
    ) -> String {
        match self.client.invoke(&request).await {
            Err(InvocationError::Rpc(error)) => error.name,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    pub(crate) async fn peer(&self, username: &str) -> PeerRef {
        let peer = self.client.resolve_username(username).await.unwrap().unwrap();
        peer.to_ref().await.unwrap().unwrap()
    }

    pub(crate) async fn say(&self, to: PeerRef, text: &str) -> i32 {
        // grammers' future is large.
        Box::pin(self.client.send_message(to, text)).await.unwrap().id()
    }

    pub(crate) async fn me(&self) -> User {
        self.client.get_me().await.unwrap()
    }

    /// The next update of any kind.
    pub(crate) async fn next_raw(&mut self) -> tl::enums::Update {
        let updates = self.updates.as_mut().expect("updates were started");
        let (update, ..) = tokio::time::timeout(PATIENCE, updates.next_raw())
            .await
            .expect("an update comes")
            .unwrap();
        update
    }

    /// The next update in the library's own words.
    pub(crate) async fn next_update(&mut self) -> Update {
        let updates = self.updates.as_mut().expect("updates were started");
        tokio::time::timeout(PATIENCE, updates.next()).await.expect("an update comes").unwrap()
    }

    /// Waits until the client notices that its login is over. Returns the name
    /// of the error by which it does.
    pub(crate) async fn thrown_out(&mut self) -> String {
        let updates = self.updates.as_mut().expect("updates were started");
        let noticed = async {
            loop {
                match updates.next_raw().await {
                    Ok(_) => {}
                    Err(InvocationError::Rpc(error)) => return error.name,
                    Err(error) => panic!("{error}"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, noticed).await.expect("it is noticed")
    }

    /// The next message that comes in, or was sent elsewhere.
    pub(crate) async fn hear(&mut self) -> grammers_client::message::Message {
        let updates = self.updates.as_mut().expect("updates were started");
        let message = async {
            loop {
                if let Update::NewMessage(message) = updates.next().await.unwrap() {
                    return message.into_inner();
                }
            }
        };
        tokio::time::timeout(PATIENCE, message).await.expect("a message comes")
    }
}

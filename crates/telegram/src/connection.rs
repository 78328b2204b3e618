//! One connection to the home data centre: grammers' pool, and its orderly end.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_mtsender::{
    ConnectionParams, InvocationError, NoRetries, RpcError, SenderPool, SenderPoolHandle,
};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, RemoteCall};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Config;
use crate::session::Session;

/// How long an answer may take. Includes connecting, when the request is the first.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the pool gets to close its sockets before it is dropped with them.
const FAREWELL: Duration = Duration::from_secs(2);
/// grammers throws updates away when this many wait. A connected account drains them at once, so
/// this is for bursts while one update waits for a peer to be looked up.
const UPDATES_WAITING: NonZeroUsize = NonZeroUsize::new(16_384).expect("not zero");

/// Dropping it closes the socket too, only without waiting for it.
pub(crate) struct Connection {
    caller: Caller,
    /// Holds one task, and aborts it when dropped.
    runner: JoinSet<()>,
}

/// Makes requests on a connection; cheap to clone.
#[derive(Clone)]
pub(crate) struct Caller {
    pool: SenderPoolHandle,
    session: Arc<Session>,
}

impl Connection {
    /// Makes a pool that connects at the first request. The receiver ends with the connection.
    pub(crate) fn open(
        config: &Config,
        session: Arc<Session>,
    ) -> (Self, mpsc::Receiver<UpdatesLike>) {
        let params = ConnectionParams {
            device_model: config.device_model.clone(),
            app_version: config.app_version.clone(),
            retry_policy: Box::new(NoRetries),
            updates_channel_capacity: UPDATES_WAITING,
            ..ConnectionParams::default()
        };
        let pool = SenderPool::with_configuration(Arc::clone(&session), config.api_id, params);
        let mut runner = JoinSet::new();
        runner.spawn(pool.runner.run());
        let caller = Caller { pool: pool.handle.thin, session };
        (Self { caller, runner }, pool.updates)
    }

    pub(crate) fn caller(&self) -> Caller {
        self.caller.clone()
    }

    /// Returns once the socket is closed. May be called again.
    pub(crate) async fn close(&mut self) {
        self.caller.pool.quit();
        // While it is connecting the pool does not listen.
        if timeout(FAREWELL, self.runner.join_next()).await.is_err() {
            self.runner.shutdown().await;
        }
    }
}

impl Caller {
    /// One try, no retries.
    pub(crate) async fn call<R: RemoteCall>(
        &self,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        self.call_in(self.session.home(), request).await
    }

    /// One try in the data centre that keeps a file. The account's login is carried over from home the
    /// first time. A data centre of our own is all of them.
    pub(crate) async fn call_away<R: RemoteCall>(
        &self,
        dc_id: i32,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        if self.session.is_custom() || dc_id == self.session.home() {
            return self.call(request).await;
        }
        let answer = self.call_in(dc_id, request).await;
        if !answer.as_ref().is_err_and(is_not_logged_in) {
            return answer;
        }
        let export = tl::functions::auth::ExportAuthorization { dc_id };
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.call(&export).await?;
        let import =
            tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
        self.call_in(dc_id, &import).await.map_err(of_elsewhere)?;
        self.call_in(dc_id, request).await.map_err(of_elsewhere)
    }

    async fn call_in<R: RemoteCall>(
        &self,
        dc_id: i32,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        timeout(PATIENCE, self.pool.invoke_in_dc(dc_id, request))
            .await
            .unwrap_or_else(|late| Err(InvocationError::Io(late.into())))
    }

    /// Closes the connection to a data centre that is no longer home.
    pub(crate) fn leave(&self, dc_id: i32) {
        self.pool.disconnect_from_dc(dc_id);
    }
}

/// What a data centre says where nobody has logged in with its key.
const UNAUTHORIZED: i32 = 401;

fn is_not_logged_in(error: &InvocationError) -> bool {
    matches!(error, InvocationError::Rpc(RpcError { code: UNAUTHORIZED, .. }))
}

/// That another data centre knows of no login does not mean that the account has none.
fn of_elsewhere(error: InvocationError) -> InvocationError {
    match error {
        InvocationError::Rpc(rpc) if rpc.code == UNAUTHORIZED => {
            InvocationError::Rpc(RpcError { code: 400, ..rpc })
        }
        other => other,
    }
}

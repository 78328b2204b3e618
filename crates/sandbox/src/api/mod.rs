//! Telegram's API: one file per group of methods.
//!
//! Knows the state and TL types; nothing of sockets and encryption.
//!
//! To add a method: implement [`Method`] for its type of
//! `grammers_tl_types::functions` in the file of its group, and name it in the
//! table of [`methods`]. The compiler checks that the answer is of the type
//! that the schema promises.

mod account;
pub(crate) mod announce;
mod auth;
mod business;
mod channels;
mod chats;
mod contacts;
mod error;
mod files;
mod help;
mod messages;
mod methods;
mod objects;
mod under_way;
mod updates;
mod upload;
mod users;
mod wrappers;

use std::cell::RefCell;
use std::fmt::Debug;

use grammers_tl_types::{Cursor, Deserializable, Identifiable, RemoteCall, Serializable};

use crate::mtproto::session::Session;
use crate::server::Server;
use crate::state::login::{ClientInfo, Login};
use crate::state::{Event, KeyId, Peer, State, UserId};
pub(crate) use error::RpcError;
pub(crate) use grammers_tl_types::name_for_id as method_name;
use methods::entry;
pub(crate) use methods::is_offered;
use objects::View;
pub(crate) use under_way::{AllUnderWay, UnderWay};
pub(crate) use wrappers::{Unwrapped as Request, unwrap as open};

/// What [`method_name`] says of a method of no known layer.
pub(crate) const UNKNOWN: &str = "(unknown)";

/// One call of a method.
pub(crate) struct Call<'a> {
    server: &'a Server,
    session: &'a Session,
    under_way: RefCell<Option<UnderWay>>,
}

/// What a request comes to.
pub(crate) struct Answered {
    /// The answer, as the body of a result, or the refusal.
    pub(crate) outcome: Result<Vec<u8>, RpcError>,
    /// To be kept until the answer is sent.
    pub(crate) under_way: Option<UnderWay>,
}

/// A method of the API.
trait Method: RemoteCall<Return: Serializable> + Deserializable + Identifiable + Debug {
    /// Does what the method says, and returns its answer.
    fn answer(self, call: &Call<'_>) -> Result<Self::Return, RpcError>;
}

/// Does what a request asks for.
pub(crate) fn answer(server: &Server, session: &Session, mut request: Request<'_>) -> Answered {
    if request.is_talk() {
        session.want_updates();
    }
    let call = Call { server, session, under_way: RefCell::default() };
    let introduced = request.client.take().map_or(Ok(()), |client| call.introduce(client));
    let outcome = introduced.and_then(|()| match entry(request.method) {
        Some(entry) if entry.is_for_people && call.is_bots() => Err(RpcError::BOT_METHOD_INVALID),
        Some(entry) => (entry.answer)(&call, &mut request.body),
        None => Err(RpcError::unknown_method(request.method)),
    });
    if let Err(error) = &outcome {
        tracing::debug!(code = error.code, error = %error.message, "request refused");
    }
    Answered { outcome, under_way: call.under_way.into_inner() }
}

/// A method with its parameters in words, if it is offered here.
pub(crate) fn describe(method: u32, parameters: &[u8]) -> Option<String> {
    (entry(method)?.describe)(&mut Cursor::from_slice(parameters))
}

impl Call<'_> {
    fn key(&self) -> KeyId {
        self.session.key.id
    }

    fn now(&self) -> i32 {
        self.server.now()
    }

    /// The state in the eyes of an account.
    fn view<'s>(&'s self, state: &'s State, viewer: UserId) -> View<'s> {
        View { server: self.server, state, viewer }
    }

    /// Begins the sending of messages under the client's own names for them.
    /// Until the answer is sent, nobody else sends any under those names.
    fn begin(&self, from: UserId, to: Peer, random_ids: &[i64]) -> Result<(), RpcError> {
        let begun = self.server.under_way.begin(from, to, random_ids);
        self.under_way.replace(Some(begun.ok_or(RpcError::RANDOM_ID_DUPLICATE)?));
        Ok(())
    }

    /// Whether a bot calls.
    fn is_bots(&self) -> bool {
        let state = self.server.read();
        matches!(state.login(self.key()), Login::As(account) if state.is_bot(account))
    }

    /// The account that calls.
    fn user(&self) -> Result<UserId, RpcError> {
        match self.server.read().login(self.key()) {
            Login::As(account) => Ok(account),
            Login::AwaitsPassword(_) => Err(RpcError::PASSWORD_NEEDED),
            Login::None => Err(RpcError::NOT_LOGGED_IN),
            Login::Ended(why) => Err(RpcError::ended(why)),
        }
    }

    /// Notes what the client says of itself, if that is new.
    fn introduce(&self, client: ClientInfo) -> Result<(), RpcError> {
        let key = self.key();
        let mut writing = self.server.write();
        let known = writing.state().key(key, self.now());
        if known.is_none_or(|known| known.client == client) {
            return Ok(());
        }
        Ok(writing.commit([Event::ClientIntroduced { key, client }], None)?)
    }
}

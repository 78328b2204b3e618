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
mod objects;
mod persons;
mod under_way;
mod updates;
mod upload;
mod users;
mod wrappers;

use std::cell::RefCell;
use std::fmt::Debug;

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, RemoteCall, Serializable, functions as f,
};

use crate::mtproto::session::Session;
use crate::server::Server;
use crate::state::login::{ClientInfo, Login};
use crate::state::{Event, KeyId, Peer, State, UserId};
pub(crate) use error::RpcError;
pub(crate) use grammers_tl_types::name_for_id as method_name;
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

/// What the table of methods knows of one.
struct Entry {
    constructor: u32,
    answer: fn(&Call<'_>, &mut Cursor<'_>) -> Result<Vec<u8>, RpcError>,
    describe: fn(&mut Cursor<'_>) -> Option<String>,
}

/// Does what a request asks for.
pub(crate) fn answer(server: &Server, session: &Session, mut request: Request<'_>) -> Answered {
    if request.is_talk() {
        session.want_updates();
    }
    let call = Call { server, session, under_way: RefCell::default() };
    let introduced = request.client.take().map_or(Ok(()), |client| call.introduce(client));
    let outcome = introduced.and_then(|()| match entry(request.method) {
        Some(_) if call.is_bots() && persons::are_asked(request.method) => {
            Err(RpcError::BOT_METHOD_INVALID)
        }
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

/// Whether there is a method with a TL name.
pub(crate) fn is_offered(name: &str) -> bool {
    methods().iter().any(|entry| method_name(entry.constructor) == name)
}

fn entry(method: u32) -> Option<&'static Entry> {
    methods().iter().find(|entry| entry.constructor == method)
}

macro_rules! table {
    ($($known:ty),* $(,)?) => {{
        const TABLE: &[Entry] = &[$(Entry {
            constructor: <$known>::CONSTRUCTOR_ID,
            answer: run::<$known>,
            describe: in_words::<$known>,
        }),*];
        TABLE
    }};
}

fn methods() -> &'static [Entry] {
    table! {
        f::account::CheckUsername,
        f::account::DisablePeerConnectedBot,
        f::account::GetAuthorizations,
        f::account::GetConnectedBots,
        f::account::GetNotifySettings,
        f::account::GetPassword,
        f::account::GetPasswordSettings,
        f::account::ResetAuthorization,
        f::account::ToggleConnectedBotPaused,
        f::account::UpdateConnectedBot,
        f::account::UpdatePasswordSettings,
        f::account::UpdateProfile,
        f::account::UpdateStatus,
        f::account::UpdateUsername,
        f::auth::AcceptLoginToken,
        f::auth::BindTempAuthKey,
        f::auth::CancelCode,
        f::auth::CheckPassword,
        f::auth::ExportAuthorization,
        f::auth::ExportLoginToken,
        f::auth::ImportAuthorization,
        f::auth::ImportBotAuthorization,
        f::auth::ImportLoginToken,
        f::auth::LogOut,
        f::auth::ResendCode,
        f::auth::ResetAuthorizations,
        f::auth::SendCode,
        f::auth::SignIn,
        f::auth::SignUp,
        f::contacts::AddContact,
        f::contacts::Block,
        f::contacts::DeleteContacts,
        f::contacts::GetBlocked,
        f::contacts::GetContacts,
        f::contacts::GetStatuses,
        f::contacts::ImportContacts,
        f::contacts::ResolvePhone,
        f::contacts::ResolveUsername,
        f::channels::CreateChannel,
        f::channels::DeleteMessages,
        f::channels::EditBanned,
        f::channels::EditTitle,
        f::channels::GetChannels,
        f::channels::GetFullChannel,
        f::channels::GetMessages,
        f::channels::GetParticipant,
        f::channels::GetParticipants,
        f::channels::InviteToChannel,
        f::channels::JoinChannel,
        f::channels::LeaveChannel,
        f::channels::ReadHistory,
        f::channels::ReadMessageContents,
        f::channels::UpdateUsername,
        f::contacts::Search,
        f::contacts::Unblock,
        f::help::AcceptTermsOfService,
        f::help::GetAppConfig,
        f::help::GetConfig,
        f::help::GetNearestDc,
        f::help::GetTermsOfServiceUpdate,
        f::messages::AddChatUser,
        f::messages::ClearAllDrafts,
        f::messages::CreateChat,
        f::messages::DeleteChatUser,
        f::messages::DeleteHistory,
        f::messages::DeleteMessages,
        f::messages::EditChatTitle,
        f::messages::EditMessage,
        f::messages::ForwardMessages,
        f::messages::GetAllDrafts,
        f::messages::GetChats,
        f::messages::GetDialogs,
        f::messages::GetFullChat,
        f::messages::GetHistory,
        f::messages::GetMessages,
        f::messages::GetMessagesReactions,
        f::messages::GetPeerDialogs,
        f::messages::GetPinnedDialogs,
        f::messages::GetUnreadMentions,
        f::messages::ReadHistory,
        f::messages::ReadMentions,
        f::messages::ReadMessageContents,
        f::messages::ReorderPinnedDialogs,
        f::messages::SaveDraft,
        f::messages::SendMedia,
        f::messages::SendMessage,
        f::messages::SendMultiMedia,
        f::messages::SendReaction,
        f::messages::SetTyping,
        f::messages::ToggleDialogPin,
        f::messages::UploadMedia,
        f::updates::GetChannelDifference,
        f::updates::GetDifference,
        f::updates::GetState,
        f::upload::GetFile,
        f::upload::GetFileHashes,
        f::upload::SaveBigFilePart,
        f::upload::SaveFilePart,
        f::users::GetFullUser,
        f::users::GetUsers,
    }
}

fn run<M: Method>(call: &Call<'_>, body: &mut Cursor<'_>) -> Result<Vec<u8>, RpcError> {
    let method = M::deserialize(body).map_err(|_| RpcError::MALFORMED)?;
    method.answer(call).map(|answer| answer.to_bytes())
}

fn in_words<M: Method>(body: &mut Cursor<'_>) -> Option<String> {
    M::deserialize(body).ok().map(|method| format!("{method:?}"))
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

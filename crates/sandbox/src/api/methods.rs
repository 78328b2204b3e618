//! The table of methods: which there are, and who may call them.

use grammers_tl_types::{Cursor, Identifiable, Serializable, functions as f};

use super::error::RpcError;
use super::{Call, Method, method_name};

/// What the table knows of a method.
pub(super) struct Entry {
    constructor: u32,
    /// Whether it is for people only, and not for bots.
    pub(super) is_for_people: bool,
    pub(super) answer: fn(&Call<'_>, &mut Cursor<'_>) -> Result<Vec<u8>, RpcError>,
    pub(super) describe: fn(&mut Cursor<'_>) -> Option<String>,
}

/// A method, by its constructor.
pub(super) fn entry(constructor: u32) -> Option<&'static Entry> {
    all().find(|entry| entry.constructor == constructor)
}

/// Whether there is a method with a TL name.
pub(crate) fn is_offered(name: &str) -> bool {
    all().any(|entry| method_name(entry.constructor) == name)
}

fn all() -> impl Iterator<Item = &'static Entry> {
    for_anybody().iter().chain(for_people())
}

macro_rules! table {
    (is_for_people: $is_for_people:literal, $($known:ty),* $(,)?) => {{
        const TABLE: &[Entry] = &[$(Entry {
            constructor: <$known>::CONSTRUCTOR_ID,
            is_for_people: $is_for_people,
            answer: run::<$known>,
            describe: in_words::<$known>,
        }),*];
        TABLE
    }};
}

fn for_anybody() -> &'static [Entry] {
    table! { is_for_people: false,
        f::account::GetPassword,
        f::account::ResetAuthorization,
        f::account::UpdateProfile,
        f::account::UpdateStatus,
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
        f::contacts::GetStatuses,
        f::contacts::ImportContacts,
        f::contacts::ResolveUsername,
        f::channels::DeleteMessages,
        f::channels::EditBanned,
        f::channels::EditTitle,
        f::channels::GetChannels,
        f::channels::GetFullChannel,
        f::channels::GetMessages,
        f::channels::GetParticipant,
        f::channels::GetParticipants,
        f::channels::LeaveChannel,
        f::contacts::Search,
        f::contacts::Unblock,
        f::help::AcceptTermsOfService,
        f::help::GetAppConfig,
        f::help::GetConfig,
        f::help::GetNearestDc,
        f::help::GetTermsOfServiceUpdate,
        f::messages::DeleteChatUser,
        f::messages::DeleteHistory,
        f::messages::DeleteMessages,
        f::messages::EditChatTitle,
        f::messages::EditMessage,
        f::messages::ForwardMessages,
        f::messages::GetChats,
        f::messages::GetFullChat,
        f::messages::GetMessages,
        f::messages::GetMessagesReactions,
        f::messages::SendMedia,
        f::messages::SendMessage,
        f::messages::SendMultiMedia,
        f::messages::SendReaction,
        f::messages::SetTyping,
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

/// What bots are refused with `BOT_METHOD_INVALID`.
fn for_people() -> &'static [Entry] {
    table! { is_for_people: true,
        f::account::CheckUsername,
        f::account::DisablePeerConnectedBot,
        f::account::GetAuthorizations,
        f::account::GetConnectedBots,
        f::account::GetNotifySettings,
        f::account::GetPasswordSettings,
        f::account::ToggleConnectedBotPaused,
        f::account::UpdateConnectedBot,
        f::account::UpdatePasswordSettings,
        f::account::UpdateUsername,
        f::auth::AcceptLoginToken,
        f::contacts::GetContacts,
        f::contacts::ResolvePhone,
        f::channels::CreateChannel,
        f::channels::InviteToChannel,
        f::channels::JoinChannel,
        f::channels::ReadHistory,
        f::channels::ReadMessageContents,
        f::channels::UpdateUsername,
        f::messages::AddChatUser,
        f::messages::ClearAllDrafts,
        f::messages::CreateChat,
        f::messages::GetAllDrafts,
        f::messages::GetDialogs,
        f::messages::GetHistory,
        f::messages::GetPeerDialogs,
        f::messages::GetPinnedDialogs,
        f::messages::GetUnreadMentions,
        f::messages::ReadHistory,
        f::messages::ReadMentions,
        f::messages::ReadMessageContents,
        f::messages::ReorderPinnedDialogs,
        f::messages::SaveDraft,
        f::messages::ToggleDialogPin,
        f::messages::TranscribeAudio,
    }
}

fn run<M: Method>(call: &Call<'_>, body: &mut Cursor<'_>) -> Result<Vec<u8>, RpcError> {
    let method = M::deserialize(body).map_err(|_| RpcError::MALFORMED)?;
    method.answer(call).map(|answer| answer.to_bytes())
}

fn in_words<M: Method>(body: &mut Cursor<'_>) -> Option<String> {
    M::deserialize(body).ok().map(|method| format!("{method:?}"))
}

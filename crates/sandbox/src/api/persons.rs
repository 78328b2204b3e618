//! Methods that are for people, and not for bots.

use grammers_tl_types::{Identifiable, functions as f};

/// Whether only people may call a method.
pub(super) fn are_asked(method: u32) -> bool {
    macro_rules! any {
        ($($known:ty),* $(,)?) => {
            [$(<$known>::CONSTRUCTOR_ID),*].contains(&method)
        };
    }
    any![
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
        f::channels::CreateChannel,
        f::channels::InviteToChannel,
        f::channels::JoinChannel,
        f::channels::ReadHistory,
        f::channels::ReadMessageContents,
        f::channels::UpdateUsername,
        f::contacts::GetContacts,
        f::contacts::ResolvePhone,
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
    ]
}

//! The methods, one file per group.

mod bot;
mod business;
mod chats;
mod edit;
pub(super) mod files;
mod media;
mod send;
mod updates;
mod webhook;

use super::{Answer, Call, Refused};
use crate::control::files::MediaKind;

/// What is done at once.
type AtOnce = fn(&Call) -> Answer;

/// A method.
#[derive(Clone, Copy)]
pub(super) enum Method {
    /// The one that waits.
    GetUpdates,
    Other(&'static str, AtOnce),
}

/// All methods but `getUpdates`.
pub(super) const METHODS: &[(&str, AtOnce)] = &[
    ("getMe", bot::get_me),
    ("logOut", bot::log_out),
    ("close", bot::close),
    ("setMyCommands", bot::set_commands),
    ("getMyCommands", bot::get_commands),
    ("deleteMyCommands", bot::delete_commands),
    ("setMyName", bot::set_name),
    ("getMyName", bot::get_name),
    ("setWebhook", webhook::set),
    ("deleteWebhook", webhook::delete),
    ("getWebhookInfo", webhook::info),
    ("sendMessage", send::message),
    ("sendChatAction", send::chat_action),
    ("forwardMessage", send::forward),
    ("copyMessage", send::copy),
    ("sendVoice", |call| media::send(call, MediaKind::Voice)),
    ("sendDocument", |call| media::send(call, MediaKind::Document)),
    ("sendPhoto", |call| media::send(call, MediaKind::Photo)),
    ("sendAudio", |call| media::send(call, MediaKind::Audio)),
    ("sendVideo", |call| media::send(call, MediaKind::Video)),
    ("sendVideoNote", |call| media::send(call, MediaKind::VideoNote)),
    ("sendAnimation", |call| media::send(call, MediaKind::Animation)),
    ("sendSticker", |call| media::send(call, MediaKind::Sticker)),
    ("editMessageText", edit::text),
    ("editMessageCaption", edit::caption),
    ("deleteMessage", edit::delete),
    ("deleteMessages", edit::delete_several),
    ("setMessageReaction", edit::react),
    ("getFile", files::get),
    ("getChat", chats::get),
    ("getChatMember", chats::member),
    ("getChatMemberCount", chats::member_count),
    ("getChatAdministrators", chats::administrators),
    ("leaveChat", chats::leave),
    ("getBusinessConnection", business::get),
    ("readBusinessMessage", business::read),
    ("deleteBusinessMessages", business::delete),
];

impl Method {
    /// The method with a name, in any case.
    pub(super) fn named(name: &str) -> Option<Method> {
        if name.eq_ignore_ascii_case(Method::GetUpdates.name()) {
            return Some(Method::GetUpdates);
        }
        let found = METHODS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(name, does)| Method::Other(name, *does))
    }

    /// Its name as it is written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Method::GetUpdates => "getUpdates",
            Method::Other(name, _) => name,
        }
    }

    /// Does what it says.
    pub(super) async fn call(self, call: Call) -> Answer {
        match self {
            Method::GetUpdates => updates::get(call).await,
            Method::Other(_, does) => {
                // Files are written and read, which may take long enough to be in
                // others' way.
                let done = tokio::task::spawn_blocking(move || does(&call)).await;
                done.unwrap_or_else(|_| Err(Refused::new(500, "Internal Server Error")))
            }
        }
    }
}

pub(super) use webhook::next as webhook_next;

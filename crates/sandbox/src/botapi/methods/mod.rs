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

/// Does what a method says; its name is in lower case.
pub(super) async fn call(call: Call, method: &str) -> Answer {
    if method == "getupdates" {
        return updates::get(call).await;
    }
    let method = method.to_owned();
    // Files are written and read, which may take long enough to be in others' way.
    let done = tokio::task::spawn_blocking(move || at_once(&call, &method)).await;
    done.unwrap_or_else(|_| Err(Refused::new(500, "Internal Server Error")))
}

fn at_once(call: &Call, method: &str) -> Answer {
    match method {
        "getme" => bot::get_me(call),
        "logout" => bot::log_out(call),
        "close" => bot::close(call),
        "setmycommands" => bot::set_commands(call),
        "getmycommands" => bot::get_commands(call),
        "deletemycommands" => bot::delete_commands(call),
        "setmyname" => bot::set_name(call),
        "getmyname" => bot::get_name(call),
        "setwebhook" => webhook::set(call),
        "deletewebhook" => webhook::delete(call),
        "getwebhookinfo" => webhook::info(call),
        "sendmessage" => send::message(call),
        "sendchataction" => send::chat_action(call),
        "forwardmessage" => send::forward(call),
        "copymessage" => send::copy(call),
        "sendvoice" | "senddocument" | "sendphoto" | "sendaudio" | "sendvideo" | "sendvideonote"
        | "sendanimation" | "sendsticker" => media::send(call, method),
        "editmessagetext" => edit::text(call),
        "editmessagecaption" => edit::caption(call),
        "deletemessage" => edit::delete(call),
        "deletemessages" => edit::delete_several(call),
        "setmessagereaction" => edit::react(call),
        "getfile" => files::get(call),
        "getchat" => chats::get(call),
        "getchatmember" => chats::member(call),
        "getchatmembercount" => chats::member_count(call),
        "getchatadministrators" => chats::administrators(call),
        "leavechat" => chats::leave(call),
        "getbusinessconnection" => business::get(call),
        "readbusinessmessage" => business::read(call),
        "deletebusinessmessages" => business::delete(call),
        _ => Err(Refused::NO_METHOD),
    }
}

pub(super) use webhook::next as webhook_next;

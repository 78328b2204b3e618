//! Telling clients and watchers what happened: events become updates.

use grammers_tl_types::{Serializable, enums, types};

use super::objects::{View, peer};
use crate::control::events::{AccountEvent, ChatMessage};
use crate::mtproto::session::SessionKey;
use crate::server::Server;
use crate::state::event::Sent;
use crate::state::{Event, MessageId, State, UserId};

/// Announces an event that has just been applied to everybody whom it
/// concerns, save the session that caused it.
pub(crate) fn event(server: &Server, state: &State, event: &Event, cause: Option<SessionKey>) {
    match event {
        Event::MessageSent(Sent { from, to, sender_copy, receiver_copy, .. }) => {
            for (owner, copy) in [(*from, *sender_copy), (*to, *receiver_copy)] {
                if let Some(id) = copy {
                    new_message(server, state, owner, id, cause);
                }
            }
        }
        Event::HistoryRead { reader, peer, max_id, peer_max_id } => {
            let mailbox = state.mailbox(*reader);
            let still_unread = mailbox.unread(*peer) as i32;
            let inbox = read_inbox(*peer, *max_id, still_unread, mailbox.pts());
            push(server, state, *reader, inbox, [], cause);
            server.watchers.tell(*reader, AccountEvent::ReadHere { peer: *peer, max_id: *max_id });
            if let Some(max_id) = *peer_max_id {
                let outbox = read_outbox(*reader, max_id, state.mailbox(*peer).pts());
                push(server, state, *peer, outbox, [], cause);
                server.watchers.tell(*peer, AccountEvent::ReadByPeer { peer: *reader, max_id });
            }
        }
        _ => {}
    }
}

/// Tells an account that another is typing, recording, or has stopped.
pub(crate) fn typing(server: &Server, from: UserId, to: UserId, action: enums::SendMessageAction) {
    let active = !matches!(action, enums::SendMessageAction::SendMessageCancelAction);
    server.watchers.tell(to, AccountEvent::Typing { peer: from, active });
    let update = types::UpdateUserTyping { user_id: from, top_msg_id: None, action };
    let short = types::UpdateShort { update: update.into(), date: server.now() };
    let state = server.read();
    server.hub.push(state.keys_of(to), None, &enums::Updates::from(short).to_bytes());
}

/// `updateReadHistoryInbox`.
pub(super) fn read_inbox(
    from: UserId,
    max_id: MessageId,
    still_unread_count: i32,
    pts: i32,
) -> enums::Update {
    types::UpdateReadHistoryInbox {
        folder_id: None,
        peer: peer(from),
        top_msg_id: None,
        max_id,
        still_unread_count,
        pts,
        pts_count: 1,
    }
    .into()
}

/// `updateReadHistoryOutbox`.
pub(super) fn read_outbox(by: UserId, max_id: MessageId, pts: i32) -> enums::Update {
    types::UpdateReadHistoryOutbox { peer: peer(by), max_id, pts, pts_count: 1 }.into()
}

fn new_message(
    server: &Server,
    state: &State,
    owner: UserId,
    id: MessageId,
    cause: Option<SessionKey>,
) {
    let mailbox = state.mailbox(owner);
    let Some(message) = mailbox.message(id) else {
        return;
    };
    let view = View { server, state, viewer: owner };
    let update =
        types::UpdateNewMessage { message: view.message(message), pts: message.pts, pts_count: 1 };
    push(server, state, owner, update.into(), [message.peer, owner], cause);
    let seen = ChatMessage::new(mailbox, message);
    server.watchers.tell(owner, AccountEvent::NewMessage(seen));
}

/// Sends one update, with the people in it, to an account's sessions. Never
/// the short form: it carries no people, and clients do not know whom they
/// have not met.
fn push(
    server: &Server,
    state: &State,
    to: UserId,
    update: enums::Update,
    people: impl IntoIterator<Item = UserId>,
    cause: Option<SessionKey>,
) {
    let keys = state.keys_of(to);
    if keys.is_empty() {
        return;
    }
    let view = View { server, state, viewer: to };
    let updates = enums::Updates::Updates(types::Updates {
        updates: vec![update],
        users: view.users(people),
        chats: Vec::new(),
        date: server.now(),
        seq: 0,
    });
    server.hub.push(keys, cause, &updates.to_bytes());
}

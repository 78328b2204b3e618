//! `messages.sendMessage`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};
use crate::state::MessageId;
use crate::state::mailbox::Message;
use crate::state::messages::Outgoing;

impl Method for messages::SendMessage {
    /// The same `random_id` for the same peer is answered with the message that
    /// it named first, whichever connection asks and however late.
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let from = call.user()?;
        if self.schedule_date.is_some() {
            return Err(RpcError::bad_request("SCHEDULE_DATE_INVALID"));
        }
        let reply_to = self.reply_to.as_ref().map(replied).transpose()?;
        let date = call.now();
        let mut writing = call.server.write();
        let view = View { server: call.server, state: writing.state(), viewer: from };
        let to = view.input_peer(&self.peer)?;
        let (text, random_id) = (self.message.as_str(), Some(self.random_id));
        let message = Outgoing { from, to, text, random_id, reply_to, date };
        let event = writing.state().send(&message)?;
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let view = View { server: call.server, state: writing.state(), viewer: from };
        let mailbox = writing.state().mailbox(from);
        let message = mailbox.sent(to, self.random_id).ok_or(RpcError::PEER_INVALID)?;
        Ok(if to == from { in_full(&view, message, self.random_id) } else { in_short(message) })
    }
}

/// The message that is replied to. Stories, and messages of other chats, are
/// not there to reply to.
fn replied(to: &enums::InputReplyTo) -> Result<MessageId, RpcError> {
    match to {
        enums::InputReplyTo::Message(to) if to.reply_to_peer_id.is_none() => Ok(to.reply_to_msg_id),
        _ => Err(RpcError::REPLY_INVALID),
    }
}

/// All that a client needs which has its message already.
fn in_short(message: &Message) -> enums::Updates {
    enums::Updates::UpdateShortSentMessage(types::UpdateShortSentMessage {
        out: true,
        id: message.id,
        pts: message.pts,
        pts_count: 1,
        date: message.date,
        media: None,
        entities: None,
        ttl_period: None,
    })
}

/// What Telegram answers in Saved Messages, where kurigram takes no short form.
fn in_full(view: &View<'_>, message: &Message, random_id: i64) -> enums::Updates {
    let named = types::UpdateMessageId { id: message.id, random_id };
    let new =
        types::UpdateNewMessage { message: view.message(message), pts: message.pts, pts_count: 1 };
    enums::Updates::Updates(types::Updates {
        updates: vec![named.into(), new.into()],
        users: view.users([view.viewer]),
        chats: Vec::new(),
        date: message.date,
        seq: 0,
    })
}

//! `messages.sendMessage`, and what all methods that send have in common.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::{View, entities};
use crate::api::{Call, Method};
use crate::server::Writing;
use crate::state::files::FileId;
use crate::state::mailbox::Message;
use crate::state::messages::Outgoing;
use crate::state::post::Content;
use crate::state::{MessageId, Peer};

/// One message as a client asks for it.
pub(super) struct Letter<'a> {
    pub(super) text: String,
    pub(super) entities: Option<&'a [enums::MessageEntity]>,
    pub(super) file: Option<FileId>,
    pub(super) album: Option<i64>,
    pub(super) random_id: i64,
}

/// Where messages go, and how.
pub(super) struct Address<'a> {
    pub(super) peer: &'a enums::InputPeer,
    pub(super) reply_to: Option<&'a enums::InputReplyTo>,
    pub(super) silent: bool,
    pub(super) clear_draft: bool,
}

impl Method for messages::SendMessage {
    /// The same `random_id` for the same peer is answered with the message that
    /// it named first, whichever connection asks and however late.
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        unscheduled(self.schedule_date)?;
        let address = Address {
            peer: &self.peer,
            reply_to: self.reply_to.as_ref(),
            silent: self.silent,
            clear_draft: self.clear_draft,
        };
        let letter = Letter {
            text: self.message,
            entities: self.entities.as_deref(),
            file: None,
            album: None,
            random_id: self.random_id,
        };
        call.deliver(&address, vec![letter])
    }
}

impl Call<'_> {
    /// Sends messages, one after the other, and answers with all of them.
    pub(super) fn deliver(
        &self,
        address: &Address<'_>,
        letters: Vec<Letter<'_>>,
    ) -> Result<enums::Updates, RpcError> {
        let from = self.user()?;
        let reply_to = address.reply_to.map(replied).transpose()?;
        let date = self.now();
        let mut writing = self.server.write();
        let to = self.view(writing.state(), from).input_peer(address.peer)?;
        let random_ids: Vec<i64> = letters.iter().map(|letter| letter.random_id).collect();
        self.begin(from, to, &random_ids)?;
        let view = self.view(writing.state(), from);
        let message = |letter: Letter<'_>| {
            let content = Content {
                text: letter.text,
                entities: view.entities(letter.entities),
                file: letter.file,
                album: letter.album,
                silent: address.silent,
                ..Content::default()
            };
            let random_id = Some(letter.random_id);
            Outgoing { from, to, content, random_id, reply_to, date }
        };
        let messages = letters.into_iter().map(message).collect();
        self.send_all(&mut writing, messages)?;
        if address.clear_draft {
            let cleared = writing.state().save_draft(from, to, None);
            writing.commit(cleared.as_slice(), None)?;
        }
        self.view(writing.state(), from).sent(to, &random_ids)
    }
}

impl Call<'_> {
    /// Sends messages in their order: all, or none if one of them cannot be.
    pub(super) fn send_all(
        &self,
        writing: &mut Writing<'_>,
        messages: Vec<Outgoing>,
    ) -> Result<(), RpcError> {
        for message in &messages {
            writing.state().send(message.clone())?;
        }
        for message in messages {
            let event = writing.state().send(message)?;
            writing.commit(event.as_slice(), Some(self.session.key()))?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// What a session is told of messages that it has sent.
    pub(super) fn sent(&self, to: Peer, random_ids: &[i64]) -> Result<enums::Updates, RpcError> {
        let mailbox = self.state.box_for(self.viewer, to);
        let find = |random_id| {
            let message = mailbox.message(mailbox.sent(self.viewer, to, random_id)?)?;
            Some((random_id, message))
        };
        let sent: Option<Vec<(i64, &Message)>> = random_ids.iter().map(|id| find(*id)).collect();
        // It was sent, and is deleted since.
        let sent = sent.ok_or(RpcError::MESSAGE_ID_INVALID)?;
        if let [(_, message)] = sent[..]
            && self.is_known_whole(to, message)
        {
            return Ok(self.in_short(message));
        }
        let updates = sent.iter().flat_map(|(random_id, message)| {
            let named = types::UpdateMessageId { id: message.id, random_id: *random_id };
            [named.into(), self.new_message(message, message.pts)]
        });
        Ok(self.updates(updates.collect(), sent.iter().map(|(_, message)| *message), []))
    }

    /// Whether a client that has sent a message can put it together by itself.
    /// In Saved Messages kurigram takes no short form, and Telegram sends none.
    fn is_known_whole(&self, to: Peer, message: &Message) -> bool {
        let content = &self.state.post(message.post).content;
        to.is_user()
            && to != Peer::User(self.viewer)
            && content.file.is_none()
            && content.forward.is_none()
    }

    fn in_short(&self, message: &Message) -> enums::Updates {
        let marked = &self.state.post(message.post).content.entities;
        enums::Updates::UpdateShortSentMessage(types::UpdateShortSentMessage {
            out: true,
            id: message.id,
            pts: message.pts,
            pts_count: 1,
            date: message.date,
            media: None,
            entities: (!marked.is_empty()).then(|| entities::to_tl(marked)),
            ttl_period: None,
        })
    }
}

/// Nothing is sent later here.
pub(super) fn unscheduled(date: Option<i32>) -> Result<(), RpcError> {
    match date {
        Some(_) => Err(RpcError::bad_request("SCHEDULE_DATE_INVALID")),
        None => Ok(()),
    }
}

/// The message that is replied to. Stories, messages of other chats, and parts
/// of messages are not there to reply to.
pub(super) fn replied(to: &enums::InputReplyTo) -> Result<MessageId, RpcError> {
    match to {
        enums::InputReplyTo::Message(to) if to.quote_text.is_some() => {
            Err(RpcError::bad_request("QUOTE_TEXT_INVALID"))
        }
        enums::InputReplyTo::Message(to) if to.reply_to_peer_id.is_none() => Ok(to.reply_to_msg_id),
        _ => Err(RpcError::REPLY_INVALID),
    }
}

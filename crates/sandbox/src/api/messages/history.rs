//! `messages.getHistory` and `messages.getMessages`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::{Faces, View};
use crate::api::{Call, Method};
use crate::state::Peer;
use crate::state::mailbox::Message;
use crate::state::paging::HistoryWindow;

impl Method for messages::GetHistory {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_peer(&self.peer)?;
        let window = HistoryWindow {
            offset_id: self.offset_id,
            offset_date: self.offset_date,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let (page, count) = state.box_for(viewer, peer).history(peer, window);
        Ok(view.page(peer, &page, count))
    }
}

impl Method for messages::GetMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        Ok(call.view(&state, viewer).by_ids(Peer::User(viewer), &self.id))
    }
}

impl View<'_> {
    /// A page of a chat's messages, of which there are `count` in all.
    pub(super) fn page(
        &self,
        peer: Peer,
        page: &[&Message],
        count: usize,
    ) -> enums::messages::Messages {
        let Faces { users, chats } = self.faces(page.iter().copied(), [peer]);
        let messages: Vec<_> = page.iter().map(|message| self.message(message)).collect();
        let topics = Vec::new();
        if peer.channel().is_some() {
            return enums::messages::Messages::ChannelMessages(types::messages::ChannelMessages {
                inexact: false,
                pts: self.state.box_of(peer).pts(),
                count: count as i32,
                offset_id_offset: None,
                messages,
                topics,
                chats,
                users,
            });
        }
        if messages.len() == count {
            types::messages::Messages { messages, topics, chats, users }.into()
        } else {
            enums::messages::Messages::Slice(types::messages::MessagesSlice {
                inexact: false,
                count: count as i32,
                next_rate: None,
                offset_id_offset: None,
                search_flood: None,
                messages,
                topics,
                chats,
                users,
            })
        }
    }

    /// Messages of a box by their ids, with empty ones for those that are not
    /// there.
    pub(in crate::api) fn by_ids(
        &self,
        owner: Peer,
        ids: &[enums::InputMessage],
    ) -> enums::messages::Messages {
        let mailbox = self.state.box_of(owner);
        let find = |input: &enums::InputMessage| match input {
            enums::InputMessage::Id(input) => (input.id, mailbox.message(input.id)),
            enums::InputMessage::ReplyTo(input) => {
                let replied = mailbox
                    .message(input.id)
                    .and_then(|message| self.state.post(message.post).reply_to)
                    .and_then(|post| self.state.post(post).copy_in(owner));
                (replied.unwrap_or(0), replied.and_then(|id| mailbox.message(id)))
            }
            _ => (0, None),
        };
        let found: Vec<(i32, Option<&Message>)> = ids.iter().map(find).collect();
        let messages = found
            .iter()
            .map(|(id, message)| match message {
                Some(message) => self.message(message),
                None => types::MessageEmpty { id: *id, peer_id: None }.into(),
            })
            .collect();
        let there = found.iter().filter_map(|(_, message)| *message);
        let Faces { users, chats } = self.faces(there, []);
        types::messages::Messages { messages, topics: Vec::new(), chats, users }.into()
    }
}

//! `messages.getHistory` and `messages.getMessages`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};
use crate::state::paging::HistoryWindow;

impl Method for messages::GetHistory {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        let peer = view.input_peer(&self.peer)?;
        let window = HistoryWindow {
            offset_id: self.offset_id,
            offset_date: self.offset_date,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let (page, count) = state.mailbox(viewer).history(peer, window);
        let users = view.users([peer, viewer]);
        let messages: Vec<_> = page.iter().map(|message| view.message(message)).collect();
        let (topics, chats) = (Vec::new(), Vec::new());
        Ok(if messages.len() == count {
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
        })
    }
}

impl Method for messages::GetMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        let mailbox = state.mailbox(viewer);
        let mut found = Vec::new();
        let messages = self
            .id
            .iter()
            .map(|input| {
                let enums::InputMessage::Id(types::InputMessageId { id }) = input else {
                    return types::MessageEmpty { id: 0, peer_id: None }.into();
                };
                match mailbox.message(*id) {
                    Some(message) => {
                        found.push(message);
                        view.message(message)
                    }
                    None => types::MessageEmpty { id: *id, peer_id: None }.into(),
                }
            })
            .collect();
        let users = view.users_in(found);
        let (topics, chats) = (Vec::new(), Vec::new());
        Ok(types::messages::Messages { messages, topics, chats, users }.into())
    }
}

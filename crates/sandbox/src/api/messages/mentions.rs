//! `messages.getUnreadMentions` and `messages.readMentions`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::{Call, Method};
use crate::state::MessageId;
use crate::state::paging::HistoryWindow;

impl Method for messages::GetUnreadMentions {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_peer(&self.peer)?;
        let window = HistoryWindow {
            offset_id: self.offset_id,
            offset_date: 0,
            add_offset: self.add_offset,
            limit: self.limit,
            max_id: self.max_id,
            min_id: self.min_id,
        };
        let mentions = state.unread_mentions(viewer, peer);
        let ids: Vec<MessageId> = mentions.iter().map(|message| message.id).collect();
        let page = state.box_for(viewer, peer).window(&ids, window);
        Ok(view.page(peer, &page, ids.len()))
    }
}

impl Method for messages::ReadMentions {
    /// A mention is read when the chat is read up to it.
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedHistory, RpcError> {
        let reader = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), reader).input_peer(&self.peer)?;
        let last = writing.state().unread_mentions(reader, peer).last().map(|message| message.id);
        let event = last.and_then(|last| writing.state().read_history(reader, peer, last));
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().box_for(reader, peer).pts();
        let pts_count = i32::from(event.is_some() && peer.channel().is_none());
        Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
    }
}

//! `messages.readHistory`.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};

impl Method for messages::ReadHistory {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedMessages, RpcError> {
        let reader = call.user()?;
        let mut writing = call.server.write();
        let view = View { server: call.server, state: writing.state(), viewer: reader };
        let peer = view.input_peer(&self.peer)?;
        let event = writing.state().read_history(reader, peer, self.max_id);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().mailbox(reader).pts();
        let pts_count = i32::from(event.is_some());
        Ok(types::messages::AffectedMessages { pts, pts_count }.into())
    }
}

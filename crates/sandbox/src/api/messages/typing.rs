//! `messages.setTyping`.

use grammers_tl_types::functions::messages;

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method, announce};

impl Method for messages::SetTyping {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let from = call.user()?;
        let to = {
            let state = call.server.read();
            let view = View { server: call.server, state: &state, viewer: from };
            view.input_peer(&self.peer)?
        };
        if to != from {
            announce::typing(call.server, from, to, self.action);
        }
        Ok(true)
    }
}

//! `messages.uploadMedia`: a file before the message that carries it.

use grammers_tl_types::{enums, functions::messages};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};

impl Method for messages::UploadMedia {
    fn answer(self, call: &Call<'_>) -> Result<enums::MessageMedia, RpcError> {
        let viewer = call.user()?;
        {
            let state = call.server.read();
            View { server: call.server, state: &state, viewer }.input_peer(&self.peer)?;
        }
        let file = call.file_of(&self.media)?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        view.media(file).ok_or(RpcError::bad_request("MEDIA_EMPTY"))
    }
}

//! Being told of messages, louder or not: nobody sets anything here.

use grammers_tl_types::{enums, functions::account};

use super::super::error::RpcError;
use super::super::objects::notify_settings;
use super::super::{Call, Method};

impl Method for account::GetNotifySettings {
    fn answer(self, call: &Call<'_>) -> Result<enums::PeerNotifySettings, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        if let enums::InputNotifyPeer::Peer(about) = &self.peer {
            call.view(&state, viewer).input_peer(&about.peer)?;
        }
        Ok(notify_settings())
    }
}

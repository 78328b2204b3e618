//! `messages.getDialogs` and its kin: the list of chats.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};
use crate::state::UserId;
use crate::state::mailbox::Message;
use crate::state::paging::DialogWindow;

/// The folder of archived chats. There are none here.
const ARCHIVE: i32 = 1;

impl Method for messages::GetDialogs {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Dialogs, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        let window = DialogWindow {
            offset_date: self.offset_date,
            offset_id: self.offset_id,
            limit: self.limit,
        };
        let (page, count) = if self.folder_id == Some(ARCHIVE) {
            (Vec::new(), 0)
        } else {
            state.mailbox(viewer).dialogs(window)
        };
        let Listed { dialogs, messages, users } = list(&view, &page);
        let chats = Vec::new();
        Ok(if dialogs.len() == count {
            types::messages::Dialogs { dialogs, messages, chats, users }.into()
        } else {
            let count = count as i32;
            types::messages::DialogsSlice { count, dialogs, messages, chats, users }.into()
        })
    }
}

impl Method for messages::GetPeerDialogs {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::PeerDialogs, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        let mailbox = state.mailbox(viewer);
        let mut chats = Vec::new();
        for peer in &self.peers {
            let enums::InputDialogPeer::Peer(peer) = peer else {
                return Err(RpcError::PEER_INVALID);
            };
            let peer = view.input_peer(&peer.peer)?;
            let top = mailbox.dialog(peer).and_then(|dialog| mailbox.message(dialog.top()?));
            chats.extend(top.map(|top| (peer, top)));
        }
        Ok(peer_dialogs(&view, &chats))
    }
}

impl Method for messages::GetPinnedDialogs {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::PeerDialogs, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        Ok(peer_dialogs(&view, &[]))
    }
}

struct Listed {
    dialogs: Vec<enums::Dialog>,
    messages: Vec<enums::Message>,
    users: Vec<enums::User>,
}

fn list(view: &View<'_>, chats: &[(UserId, &Message)]) -> Listed {
    Listed {
        dialogs: chats.iter().filter_map(|(peer, _)| view.dialog(*peer)).collect(),
        messages: chats.iter().map(|(_, top)| view.message(top)).collect(),
        users: view.users_in(chats.iter().map(|(_, top)| *top)),
    }
}

fn peer_dialogs(view: &View<'_>, chats: &[(UserId, &Message)]) -> enums::messages::PeerDialogs {
    let Listed { dialogs, messages, users } = list(view, chats);
    let state = view.updates_state().into();
    types::messages::PeerDialogs { dialogs, messages, chats: Vec::new(), users, state }.into()
}

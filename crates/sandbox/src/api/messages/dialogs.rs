//! `messages.getDialogs` and its kin: the list of chats.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::objects::{Faces, View};
use crate::api::{Call, Method};
use crate::state::Peer;
use crate::state::mailbox::Message;
use crate::state::paging::DialogWindow;

/// The folder of archived chats. There are none here.
const ARCHIVE: i32 = 1;

impl Method for messages::GetDialogs {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Dialogs, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let window = DialogWindow {
            offset_date: self.offset_date,
            offset_id: self.offset_id,
            offset_peer: view.input_peer(&self.offset_peer).ok(),
            limit: self.limit,
            exclude_pinned: self.exclude_pinned,
        };
        let (page, count) = if self.folder_id == Some(ARCHIVE) {
            (Vec::new(), 0)
        } else {
            state.dialogs(viewer, window)
        };
        let Listed { dialogs, messages, faces: Faces { users, chats } } = list(&view, &page);
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
        let view = call.view(&state, viewer);
        let named = self.peers.iter().map(|peer| view.dialog_peer(peer));
        let peers = named.collect::<Result<Vec<Peer>, _>>()?;
        Ok(peer_dialogs(&view, &peers))
    }
}

impl Method for messages::GetPinnedDialogs {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::PeerDialogs, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let pinned = state.account(viewer).map(|account| &account.pinned[..]);
        Ok(peer_dialogs(&view, pinned.filter(|_| self.folder_id != ARCHIVE).unwrap_or_default()))
    }
}

struct Listed {
    dialogs: Vec<enums::Dialog>,
    messages: Vec<enums::Message>,
    faces: Faces,
}

fn list(view: &View<'_>, chats: &[(Peer, &Message)]) -> Listed {
    let tops = || chats.iter().map(|(_, top)| *top);
    Listed {
        dialogs: chats.iter().filter_map(|(peer, _)| view.dialog(*peer)).collect(),
        messages: tops().map(|top| view.message(top)).collect(),
        faces: view.faces(tops(), chats.iter().map(|(peer, _)| *peer)),
    }
}

fn peer_dialogs(view: &View<'_>, peers: &[Peer]) -> enums::messages::PeerDialogs {
    let tops = peers.iter().filter_map(|peer| view.state.top(view.viewer, *peer));
    let chats: Vec<(Peer, &Message)> = tops.collect();
    let Listed { dialogs, messages, faces: Faces { users, chats } } = list(view, &chats);
    let state = view.updates_state().into();
    types::messages::PeerDialogs { dialogs, messages, chats, users, state }.into()
}

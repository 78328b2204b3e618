//! Being online.

use grammers_tl_types::{Serializable, enums, functions::account, types};

use super::super::error::RpcError;
use super::super::objects::View;
use super::super::{Call, Method};
use crate::server::Presence;
use crate::state::Peer;

/// How long "I am online" is true, in seconds.
const ONLINE: i32 = 300;

impl Method for account::UpdateStatus {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let user = call.user()?;
        let now = call.now();
        let presence = if self.offline {
            Presence::LastSeen(now)
        } else {
            Presence::OnlineUntil(now.saturating_add(ONLINE))
        };
        let before = call.server.presence.lock().insert(user, presence);
        let news = match (before, presence) {
            (Some(Presence::OnlineUntil(end)), Presence::OnlineUntil(_)) => end <= now,
            (Some(Presence::LastSeen(_)), Presence::LastSeen(_)) => false,
            _ => true,
        };
        if news {
            let state = call.server.read();
            let view = View { server: call.server, state: &state, viewer: user };
            let status = view.status(user);
            let update = types::UpdateUserStatus { user_id: user, status }.into();
            let update = enums::Updates::from(types::UpdateShort { update, date: now }).to_bytes();
            let others = state.mailbox(user).peers().filter_map(Peer::user);
            for other in others.filter(|other| *other != user) {
                call.server.push(&state, other, None, &update);
            }
        }
        Ok(true)
    }
}

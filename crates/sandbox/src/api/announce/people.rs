//! Telling that people look otherwise now: names, marks, who is blocked.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::News;
use crate::api::objects::tl_peer;
use crate::mtproto::session::SessionKey;
use crate::server::Server;
use crate::state::{Peer, State, UserId};

/// Tells an account's sessions that people look otherwise to it now.
pub(in crate::api) fn look_otherwise(
    server: &Server,
    state: &State,
    viewer: UserId,
    people: &[UserId],
    cause: Option<SessionKey>,
) {
    let news = News { server, state, cause };
    let updates = people.iter().map(|user_id| types::UpdateUser { user_id: *user_id }.into());
    news.push(viewer, updates.collect(), [], people.iter().copied().map(Peer::User));
}

impl News<'_> {
    pub(super) fn renamed(&self, user_id: UserId) {
        let profile = self.state.account(user_id).map(|account| account.profile.clone());
        let Some(profile) = profile else {
            return;
        };
        let usernames = profile.username.into_iter().map(|username| {
            let (editable, active, deletable, expired) = (true, true, false, false);
            types::Username { editable, active, deletable, expired, username }.into()
        });
        let update: enums::Update = types::UpdateUserName {
            user_id,
            first_name: profile.first_name,
            last_name: profile.last_name.unwrap_or_default(),
            usernames: usernames.collect(),
        }
        .into();
        for viewer in self.acquaintances(user_id) {
            self.push(viewer, vec![update.clone()], [], [Peer::User(user_id)]);
        }
    }

    pub(super) fn marked(&self, user_id: UserId) {
        for viewer in self.acquaintances(user_id) {
            look_otherwise(self.server, self.state, viewer, &[user_id], self.cause);
        }
    }

    pub(super) fn blocked(&self, account: UserId, person: UserId, blocked: bool) {
        let peer_id = tl_peer(Peer::User(person));
        let update = types::UpdatePeerBlocked { blocked, blocked_my_stories_from: false, peer_id };
        self.push(account, vec![update.into()], [], [Peer::User(person)]);
    }

    /// Everybody who may show a person somewhere, the person included.
    fn acquaintances(&self, id: UserId) -> BTreeSet<UserId> {
        let knowing = self.state.accounts().map(|account| account.profile.id);
        let knowing = knowing.filter(|other| self.state.knows(*other, id));
        let partners = self.state.mailbox(id).peers().filter_map(Peer::user);
        partners.chain(knowing).chain([id]).collect()
    }
}

//! `Chat`, `ChatFullInfo` and `ChatMember`.

use serde_json::{Value, json};

use super::{View, put};
use crate::state::bots::update::Standing;
use crate::state::{Peer, UserId};

impl View<'_> {
    /// A chat.
    pub(in crate::botapi) fn chat(&self, peer: Peer) -> Value {
        let id = i64::from(peer);
        match peer {
            Peer::User(user) => {
                let mut chat = self.user(user);
                if let Value::Object(fields) = &mut chat {
                    fields.remove("is_bot");
                }
                chat["type"] = "private".into();
                chat
            }
            Peer::Group(_) | Peer::Channel(_) => {
                let group = self.state.group(peer);
                let title = group.map(|group| group.title.clone()).unwrap_or_default();
                let kind = if peer.channel().is_some() { "supergroup" } else { "group" };
                let mut chat = json!({"id": id, "title": title, "type": kind});
                put(&mut chat, "username", group.and_then(|group| group.username.clone()));
                chat
            }
        }
    }

    /// A chat with all that is known of it.
    pub(in crate::botapi) fn full_chat(&self, peer: Peer) -> Value {
        let mut chat = self.chat(peer);
        chat["accent_color_id"] = (i64::from(peer).unsigned_abs() % 7).into();
        chat["max_reaction_count"] = 11.into();
        let gifts = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"];
        let taken = gifts.into_iter().chain(["gifts_from_channels"]);
        chat["accepted_gift_types"] = taken.map(|gift| (gift.to_owned(), json!(true))).collect();
        if !peer.is_user() {
            chat["permissions"] = json!({"can_send_messages": true});
        }
        chat
    }

    /// What somebody is in a group.
    pub(in crate::botapi) fn member(&self, peer: Peer, user: UserId) -> Value {
        let group = self.state.group(peer);
        let status = match group {
            Some(group) if group.creator == user && group.members.contains_key(&user) => "creator",
            Some(group) if group.members.contains_key(&user) => "member",
            _ => "left",
        };
        let mut member = json!({"status": status, "user": self.user(user)});
        if status == "creator" {
            member["is_anonymous"] = false.into();
        }
        member
    }

    /// What the bot was or is in a chat.
    pub(in crate::botapi) fn standing(&self, standing: Standing) -> Value {
        let user = self.user(self.bot);
        match standing {
            Standing::Member => json!({"status": "member", "user": user}),
            Standing::Left => json!({"status": "left", "user": user}),
            Standing::Kicked => json!({"status": "kicked", "user": user, "until_date": 0}),
        }
    }
}

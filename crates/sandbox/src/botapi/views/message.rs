//! `Message`.

use serde_json::{Value, json};

use super::{View, put};
use crate::state::bots::update::Letter;
use crate::state::post::{Action, Content, Entity, EntityKind};

impl View<'_> {
    /// A message; over a connection, if it came so.
    pub(in crate::botapi) fn message(&self, letter: &Letter, connection: Option<&str>) -> Value {
        let mut message = self.without_reply(letter, connection);
        let replied = letter.reply_to.and_then(|post| {
            let id = self.state.post(post).copy_in(letter.owner)?;
            self.state.letter(letter.owner, id)
        });
        put(
            &mut message,
            "reply_to_message",
            replied.map(|replied| self.without_reply(&replied, connection)),
        );
        message
    }

    /// A message as it stands in another: there is no third level.
    fn without_reply(&self, letter: &Letter, connection: Option<&str>) -> Value {
        let Content { text, entities, file, action, forward, via_business_bot, album, .. } =
            &letter.content;
        let mut message = json!({
            "message_id": letter.id,
            "from": self.user(letter.from),
            "chat": self.chat(letter.chat),
            "date": letter.date,
        });
        put(&mut message, "edit_date", letter.edited_at);
        put(&mut message, "business_connection_id", connection);
        if connection.is_some() {
            let sender = via_business_bot.map(|bot| self.user(bot));
            put(&mut message, "sender_business_bot", sender);
        }
        put(&mut message, "media_group_id", album.map(|album| album.to_string()));
        if let Some(forward) = forward {
            message["forward_origin"] = json!({
                "type": "user",
                "sender_user": self.user(forward.from),
                "date": forward.date,
            });
        }
        let file = file.and_then(|file| self.state.file(file));
        if let Some(file) = file {
            self.put_file(&mut message, file);
        }
        if let Some(action) = action {
            self.put_action(&mut message, action);
        } else if !text.is_empty() {
            let (words, marks) = match file {
                Some(_) => ("caption", "caption_entities"),
                None => ("text", "entities"),
            };
            message[words] = text.clone().into();
            if !entities.is_empty() {
                message[marks] = entities.iter().map(|entity| self.entity(entity)).collect();
            }
        }
        message
    }

    fn put_action(&self, message: &mut Value, action: &Action) {
        match action {
            Action::GroupCreated { .. } => message["group_chat_created"] = true.into(),
            Action::ChannelCreated { .. } => message["supergroup_chat_created"] = true.into(),
            Action::Renamed { title } => message["new_chat_title"] = title.clone().into(),
            Action::MembersAdded { members } => {
                let members: Vec<Value> = members.iter().map(|member| self.user(*member)).collect();
                // What programs of the first years look for.
                put(message, "new_chat_participant", members.first().cloned());
                put(message, "new_chat_member", members.first().cloned());
                message["new_chat_members"] = members.into();
            }
            Action::MemberRemoved { member } => {
                message["left_chat_participant"] = self.user(*member);
                message["left_chat_member"] = self.user(*member);
            }
        }
    }

    fn entity(&self, entity: &Entity) -> Value {
        let mut object = serde_json::to_value(entity).unwrap_or_default();
        match &entity.kind {
            EntityKind::TextMention { user_id } => {
                if let Value::Object(fields) = &mut object {
                    fields.remove("user_id");
                }
                object["user"] = self.user(*user_id);
            }
            EntityKind::CustomEmoji { custom_emoji_id } => {
                object["custom_emoji_id"] = custom_emoji_id.to_string().into();
            }
            EntityKind::Pre { language } if language.is_empty() => {
                if let Value::Object(fields) = &mut object {
                    fields.remove("language");
                }
            }
            _ => {}
        }
        object
    }
}

//! What of the Bot API's objects is read. All else of them is passed over, and so is what later versions
//! add.

use serde::Deserialize;

/// The envelope of every answer.
#[derive(Deserialize)]
pub(crate) struct Envelope<'a> {
    #[serde(default)]
    pub(crate) ok: bool,
    #[serde(borrow)]
    pub(crate) result: Option<&'a serde_json::value::RawValue>,
    pub(crate) error_code: Option<u16>,
    pub(crate) description: Option<String>,
    pub(crate) parameters: Option<Parameters>,
}

#[derive(Deserialize)]
pub(crate) struct Parameters {
    pub(crate) retry_after: Option<u64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    #[serde(default)]
    pub(crate) is_bot: bool,
    #[serde(default)]
    pub(crate) first_name: String,
    #[serde(default)]
    pub(crate) last_name: String,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
    #[serde(default)]
    pub(crate) can_connect_to_business: bool,
}

#[derive(Deserialize)]
pub(crate) struct WebhookInfo {
    #[serde(default)]
    pub(crate) url: String,
    /// How many updates wait to be brought.
    #[serde(default)]
    pub(crate) pending_update_count: u32,
}

#[derive(Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) first_name: String,
    #[serde(default)]
    pub(crate) last_name: String,
    pub(crate) username: Option<String>,
}

/// A file of a message, of whatever kind.
#[derive(Deserialize)]
pub(crate) struct File {
    pub(crate) file_id: String,
    pub(crate) duration: Option<u32>,
    pub(crate) emoji: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) file_size: Option<u64>,
}

/// Where a file's bytes are.
#[derive(Deserialize)]
pub(crate) struct FilePath {
    pub(crate) file_path: Option<String>,
    pub(crate) file_size: Option<u64>,
}

/// A marked part of a text; counted in UTF-16 code units.
#[derive(Deserialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    pub(crate) user: Option<User>,
}

#[derive(Deserialize)]
pub(crate) struct Message {
    pub(crate) message_id: i32,
    pub(crate) from: Option<User>,
    pub(crate) sender_chat: Option<Chat>,
    pub(crate) chat: Chat,
    pub(crate) date: i64,
    pub(crate) reply_to_message: Option<Box<Message>>,
    pub(crate) via_bot: Option<User>,
    pub(crate) business_connection_id: Option<String>,
    pub(crate) sender_business_bot: Option<User>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) caption: String,
    #[serde(default)]
    pub(crate) entities: Vec<Entity>,
    #[serde(default)]
    pub(crate) caption_entities: Vec<Entity>,
    pub(crate) voice: Option<File>,
    pub(crate) video_note: Option<File>,
    pub(crate) audio: Option<File>,
    pub(crate) sticker: Option<File>,
    /// All else that it holds, by name: the kind of media or of a service message is looked for there.
    #[serde(flatten)]
    pub(crate) rest: serde_json::Map<String, serde_json::Value>,
}

/// A message that was sent.
#[derive(Deserialize)]
pub(crate) struct Sent {
    pub(crate) message_id: i32,
    pub(crate) date: i64,
}

/// Something that happened: exactly one of its objects is there.
#[derive(Deserialize)]
pub(crate) struct Update {
    pub(crate) message: Option<Message>,
    pub(crate) edited_message: Option<Message>,
    pub(crate) business_connection: Option<BusinessConnection>,
    pub(crate) business_message: Option<Message>,
    pub(crate) edited_business_message: Option<Message>,
    pub(crate) deleted_business_messages: Option<DeletedBusinessMessages>,
}

/// What of an update is read even where the rest of it cannot be.
#[derive(Deserialize)]
pub(crate) struct UpdateId {
    pub(crate) update_id: i32,
}

/// That a person has connected the bot to their account, or how that has changed.
#[derive(Deserialize)]
pub(crate) struct BusinessConnection {
    pub(crate) id: String,
    pub(crate) user: User,
    pub(crate) date: i64,
    #[serde(default)]
    pub(crate) rights: Rights,
    /// What versions of the API before 9.0 say instead of rights.
    #[serde(default)]
    pub(crate) can_reply: bool,
    #[serde(default)]
    pub(crate) is_enabled: bool,
}

/// What the bot may do in the person's name; what is not named it may not.
#[derive(Default, Deserialize)]
pub(crate) struct Rights {
    #[serde(default)]
    pub(crate) can_reply: bool,
    #[serde(default)]
    pub(crate) can_read_messages: bool,
    #[serde(default)]
    pub(crate) can_delete_sent_messages: bool,
    #[serde(default)]
    pub(crate) can_delete_all_messages: bool,
}

/// Messages that are gone from a chat of a connected account.
#[derive(Deserialize)]
pub(crate) struct DeletedBusinessMessages {
    pub(crate) business_connection_id: String,
    #[serde(default)]
    pub(crate) message_ids: Vec<i32>,
}

//! From the Bot API's objects to the domain's.

use domain::{
    Author, BotCommand, BotFile, BusinessConnection, BusinessRights, Content, Event, FilePlace,
    Message, MessageId, Peer, PeerFlags, PeerId, PeerKind, Profile, SoundForm, Timestamp,
};
use serde_json::{Map, Value};

use crate::known::Known;
use crate::objects;

/// Who the bot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Me {
    pub(crate) id: PeerId,
    /// Its public name, in lower case.
    pub(crate) username: String,
}

/// Kinds of media, by the names of their fields, and by those that Telegram's export gives them. An
/// animation is a document too, so it stands before it.
const MEDIA: [(&str, &str); 15] = [
    ("animation", "animation"),
    ("video", "video_file"),
    ("photo", "photo"),
    ("document", "file"),
    ("paid_media", "paid_media"),
    ("story", "story"),
    ("venue", "venue"),
    ("location", "geo"),
    ("contact", "contact"),
    ("poll", "poll"),
    ("dice", "dice"),
    ("game", "game"),
    ("invoice", "invoice"),
    ("checklist", "to_do"),
    ("giveaway", "giveaway"),
];

/// What happened, as far as it is of any use; what is met by the way is noted.
pub(crate) fn event(update: objects::Update, me: &Me, known: &Known) -> Option<Event> {
    if let Some(message) = update.message {
        return Some(said(message, me, known));
    }
    if let Some(message) = update.edited_message {
        return Some(Event::Edited(read(&message, me, known)));
    }
    if let Some(connection) = update.business_connection {
        return Some(Event::Business(business(connection)));
    }
    if let Some(message) = update.business_message {
        // What this bot has sent itself is known by the answer to its sending.
        let is_own = message.sender_business_bot.as_ref().is_some_and(|bot| bot.id == me.id.0);
        return (!is_own).then(|| on_behalf(message, me, known, false)).flatten();
    }
    if let Some(message) = update.edited_business_message {
        return on_behalf(message, me, known, true);
    }
    let gone = update.deleted_business_messages?;
    let ids = gone.message_ids.into_iter().map(MessageId).collect();
    let event = Box::new(Event::Deleted { chat: None, ids });
    Some(Event::OnBehalf { connection: gone.business_connection_id, event })
}

/// What a connection is.
pub(crate) fn business(connection: objects::BusinessConnection) -> BusinessConnection {
    let objects::BusinessConnection { id, user, date, rights, can_reply, is_enabled } = connection;
    BusinessConnection {
        id,
        person: profile(user),
        rights: BusinessRights {
            reply: rights.can_reply || can_reply,
            read: rights.can_read_messages,
            delete: rights.can_delete_sent_messages || rights.can_delete_all_messages,
        },
        enabled: is_enabled,
        since: Timestamp::from_secs(date),
    }
}

/// Who somebody is.
pub(crate) fn profile(user: objects::User) -> Profile {
    Profile {
        user_id: PeerId(user.id),
        first_name: user.first_name,
        last_name: user.last_name,
        username: user.username,
        phone: None,
    }
}

fn on_behalf(message: objects::Message, me: &Me, known: &Known, is_edited: bool) -> Option<Event> {
    let connection = message.business_connection_id.clone()?;
    let mut read_as = read(&message, me, known);
    // In a private chat whoever is not the other side is the account's person.
    if message.from.as_ref().is_some_and(|from| from.id != message.chat.id) {
        read_as.author = Author::Owner;
    }
    read_as.via_bot |= message.sender_business_bot.is_some();
    let event = match is_edited {
        true => Event::Edited(read_as),
        false => Event::Message { peer: peer(&message), message: read_as },
    };
    Some(Event::OnBehalf { connection, event: Box::new(event) })
}

fn said(message: objects::Message, me: &Me, known: &Known) -> Event {
    let peer = peer(&message);
    let language = message.from.as_ref().and_then(|from| from.language_code.clone());
    let command = command(&message, me);
    let message = read(&message, me, known);
    match command {
        Some(command) => Event::Command { message, peer, command, language },
        None => Event::Message { message, peer },
    }
}

/// The command that a message is. In a group it must name the bot: others may know the same ones.
fn command(message: &objects::Message, me: &Me) -> Option<BotCommand> {
    let first = message.entities.first()?;
    if first.kind != "bot_command" || first.offset != 0 {
        return None;
    }
    let written = marked(&message.text, first)?.to_lowercase();
    let written = written.strip_prefix('/')?;
    let (name, to) = written.split_once('@').map_or((written, None), |(n, to)| (n, Some(to)));
    let is_private = message.chat.kind == "private";
    if to.map_or(!is_private, |to| to != me.username) {
        return None;
    }
    BotCommand::ALL.into_iter().find(|command| command.name() == name)
}

fn peer(message: &objects::Message) -> Peer {
    let chat = &message.chat;
    let kind = match chat.kind.as_str() {
        "private" => PeerKind::User,
        "channel" => PeerKind::Channel,
        _ => PeerKind::Group,
    };
    let title = match kind {
        PeerKind::User => format!("{} {}", chat.first_name, chat.last_name).trim().to_owned(),
        _ => chat.title.clone(),
    };
    let is_bot = message.from.as_ref().is_some_and(|from| from.id == chat.id && from.is_bot);
    let flags = PeerFlags { bot: is_bot, ..PeerFlags::default() };
    Peer { id: PeerId(chat.id), kind, title, username: chat.username.clone(), flags }
}

fn read(message: &objects::Message, me: &Me, known: &Known) -> Message {
    let (chat, id) = (PeerId(message.chat.id), MessageId(message.message_id));
    let sender = match (&message.sender_chat, &message.from) {
        (Some(chat), _) => PeerId(chat.id),
        (None, Some(from)) => PeerId(from.id),
        (None, None) => chat,
    };
    if let Some(from) = &message.from {
        let name = format!("{} {}", from.first_name, from.last_name).trim().to_owned();
        known.note_name(PeerId(from.id), name);
    }
    if let Some((file, mime)) = sound(message) {
        known.note_file(BotFile {
            place: FilePlace { over: message.business_connection_id.clone(), chat, message: id },
            id: file.file_id.clone(),
            mime: file.mime_type.clone().unwrap_or_else(|| mime.to_owned()),
            size: file.file_size,
        });
    }
    let is_bots = message.from.as_ref().is_some_and(|from| from.is_bot && from.id != chat.0);
    Message {
        chat,
        id,
        author: Author::Other,
        sender,
        sent_at: Timestamp::from_secs(message.date),
        content: content(message),
        reply_to: message.reply_to_message.as_ref().map(|reply| MessageId(reply.message_id)),
        forwarded: message.rest.contains_key("forward_origin")
            || message.rest.contains_key("forward_date"),
        via_bot: message.via_bot.is_some() || is_bots,
        mentions_owner: mentions(message, me),
    }
}

/// What there is to listen to, and what that is where it is not said.
fn sound(message: &objects::Message) -> Option<(&objects::File, &'static str)> {
    let voice = message.voice.as_ref().map(|file| (file, "audio/ogg"));
    let video = || message.video_note.as_ref().map(|file| (file, "video/mp4"));
    let audio = || message.audio.as_ref().map(|file| (file, "audio/mpeg"));
    voice.or_else(video).or_else(audio)
}

fn content(message: &objects::Message) -> Content {
    if let Some(voice) = &message.voice {
        return Content::Voice { seconds: voice.duration, said: None };
    }
    let video = message.video_note.as_ref().map(|file| (SoundForm::VideoMessage, file));
    let audio = || message.audio.as_ref().map(|file| (SoundForm::AudioFile, file));
    if let Some((form, file)) = video.or_else(audio) {
        let (seconds, words) = (file.duration, message.caption.clone());
        return Content::Sound { form, seconds, words, heard: false };
    }
    if let Some(sticker) = &message.sticker {
        return Content::Sticker { emoji: sticker.emoji.clone() };
    }
    if !message.text.is_empty() {
        return Content::Text { text: message.text.clone() };
    }
    if let Some((_, media)) = MEDIA.iter().find(|(field, _)| message.rest.contains_key(*field)) {
        return Content::Media { media: (*media).to_owned(), caption: message.caption.clone() };
    }
    Content::Service { action: service(&message.rest) }
}

/// What a service message is called: the field that says it.
fn service(rest: &Map<String, Value>) -> String {
    let says = |name: &&String| {
        ["new_", "left_", "delete_", "group_", "supergroup_", "pinned_", "video_chat_", "migrate_"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    rest.keys().find(says).cloned().unwrap_or_else(|| "unknown".to_owned())
}

/// Whether a message is said to the bot: it names it, or replies to what it said.
fn mentions(message: &objects::Message, me: &Me) -> bool {
    let replied = message.reply_to_message.as_ref().and_then(|reply| reply.from.as_ref());
    if replied.is_some_and(|from| from.id == me.id.0) {
        return true;
    }
    let in_text = message.entities.iter().map(|entity| (&message.text, entity));
    let in_caption = message.caption_entities.iter().map(|entity| (&message.caption, entity));
    in_text.chain(in_caption).any(|(text, entity)| match entity.kind.as_str() {
        "mention" => {
            let name = marked(text, entity).map(|text| text.to_lowercase());
            name.as_deref().and_then(|name| name.strip_prefix('@')) == Some(me.username.as_str())
        }
        "text_mention" => entity.user.as_ref().is_some_and(|user| user.id == me.id.0),
        _ => false,
    })
}

/// The part of a text that is marked; its place is counted in UTF-16 code units.
fn marked(text: &str, entity: &objects::Entity) -> Option<String> {
    let end = entity.offset.checked_add(entity.length)?;
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(units.get(entity.offset..end)?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ME: PeerId = PeerId(42);

    fn told(update: Value) -> Option<Event> {
        let me = Me { id: ME, username: "twin_bot".to_owned() };
        event(serde_json::from_value(update).unwrap(), &me, &Known::default())
    }

    fn private(more: Value) -> Value {
        let mut message = json!({
            "message_id": 5, "date": 1_700_000_000,
            "from": {"id": 7, "is_bot": false, "first_name": "Анна", "language_code": "ru"},
            "chat": {"id": 7, "type": "private", "first_name": "Анна"},
        });
        let Value::Object(more) = more else { panic!() };
        message.as_object_mut().unwrap().extend(more);
        message
    }

    #[test]
    fn a_message_of_a_person_is_said_to_the_twin() {
        let update = json!({"update_id": 1, "message": private(json!({"text": "привет"}))});
        let Some(Event::Message { message, peer }) = told(update) else { panic!() };
        assert_eq!(
            (message.chat, message.sender, message.author),
            (PeerId(7), PeerId(7), Author::Other)
        );
        assert_eq!(message.content.text(), Some("привет"));
        assert!(peer.is_person() && message.is_to_owner() && !message.via_bot);
    }

    #[test]
    fn a_command_is_told_from_what_only_looks_like_one() {
        let with = |text: &str, length: usize, chat: Value| {
            let marks = json!([{"type": "bot_command", "offset": 0, "length": length}]);
            let mut message = private(json!({"text": text, "entities": marks}));
            message["chat"] = chat;
            match told(json!({"message": message})) {
                Some(Event::Command { command, language, .. }) => {
                    assert_eq!(language.as_deref(), Some("ru"));
                    Some(command)
                }
                _ => None,
            }
        };
        let private = || json!({"id": 7, "type": "private"});
        let group = || json!({"id": -7, "type": "group"});
        assert_eq!(with("/start from-a-link", 6, private()), Some(BotCommand::Start));
        assert_eq!(with("/STOP@Twin_Bot", 14, private()), Some(BotCommand::Stop));
        assert_eq!(with("/help@other_bot", 15, private()), None);
        assert_eq!(with("/weather", 8, private()), None);
        assert_eq!(with("/help", 5, group()), None);
        assert_eq!(with("/help@twin_bot", 14, group()), Some(BotCommand::Help));
    }

    #[test]
    fn in_a_group_it_is_said_to_the_bot_by_its_name_or_in_reply() {
        let in_group = |more: Value| {
            let mut message = private(more);
            message["chat"] =
                json!({"id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Дача"});
            let Some(Event::Message { message, peer }) = told(json!({"message": message})) else {
                panic!()
            };
            assert_eq!(peer.title, "Дача");
            message.is_to_owner()
        };
        assert!(!in_group(json!({"text": "всем привет"})));
        // Emoji take two units.
        let mark = json!([{"type": "mention", "offset": 3, "length": 9}]);
        assert!(in_group(json!({"text": "🏡 @Twin_Bot, ты где?", "entities": mark})));
        let reply = json!({"message_id": 4, "date": 1, "from": {"id": 42, "is_bot": true}, "chat": {"id": -1}});
        assert!(in_group(json!({"text": "да", "reply_to_message": reply})));
        let mark = json!([{"type": "mention", "offset": 90, "length": 9}]);
        assert!(!in_group(json!({"text": "коротко", "entities": mark})), "it marks nothing");
    }

    #[test]
    fn what_a_connected_person_writes_is_the_owners_and_what_the_bot_sent_is_known() {
        let business = |from: i64, more: Value| {
            let mut message = private(more);
            message["from"]["id"] = from.into();
            message["business_connection_id"] = "c1".into();
            message["text"] = "привет".into();
            told(json!({"business_message": message}))
        };
        let author = |event: Option<Event>| match event {
            Some(Event::OnBehalf { connection, event }) => match *event {
                Event::Message { message, .. } if connection == "c1" => Some(message.author),
                _ => None,
            },
            _ => None,
        };
        assert_eq!(author(business(7, json!({}))), Some(Author::Other));
        assert_eq!(author(business(500, json!({}))), Some(Author::Owner));
        let own = json!({"sender_business_bot": {"id": 42, "is_bot": true, "first_name": "b"}});
        assert_eq!(business(500, own), None);
    }

    #[test]
    fn media_and_service_messages_have_names() {
        let named = |more: Value| {
            let Some(Event::Message { message, .. }) = told(json!({"message": private(more)}))
            else {
                panic!()
            };
            message.content
        };
        let photo = named(json!({"photo": [], "caption": "смотри"}));
        assert_eq!(photo, Content::Media { media: "photo".into(), caption: "смотри".into() });
        let animation = named(json!({"document": {}, "animation": {}}));
        assert_eq!(animation, Content::Media { media: "animation".into(), caption: String::new() });
        let pinned = named(json!({"pinned_message": {}}));
        assert_eq!(pinned, Content::Service { action: "pinned_message".into() });
        let voice = named(json!({"voice": {"file_id": "f", "duration": 3}}));
        assert_eq!(voice, Content::Voice { seconds: Some(3), said: None });
    }

    #[test]
    fn round_videos_and_files_of_sound_are_there_to_be_heard() {
        let known = Known::default();
        let me = Me { id: ME, username: "twin_bot".to_owned() };
        let heard = |field: &str, caption: &str| {
            let file = json!({"file_id": field, "duration": 7, "length": 240});
            let update = json!({"message": private(json!({field: file, "caption": caption}))});
            let event = event(serde_json::from_value(update).unwrap(), &me, &known);
            let Some(Event::Message { message, .. }) = event else { panic!() };
            let place = FilePlace { over: None, chat: message.chat, message: message.id };
            let file = known.file(&place).unwrap();
            (message.content, file.id, file.mime)
        };
        for (field, form, mime) in [
            ("video_note", SoundForm::VideoMessage, "video/mp4"),
            ("audio", SoundForm::AudioFile, "audio/mpeg"),
        ] {
            let words = "послушай".to_owned();
            let content = Content::Sound { form, seconds: Some(7), words, heard: false };
            assert_eq!(heard(field, "послушай"), (content, field.to_owned(), mime.to_owned()));
        }
    }
}

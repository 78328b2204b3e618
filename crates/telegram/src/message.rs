//! From Telegram's message to the domain's.

use domain::{Author, ChatAction, Content, Message, MessageId, PeerId, SoundForm, Timestamp};
use grammers_tl_types::{self as tl, Serializable};

use crate::ids::{Bare, peer_id};

/// Reads a message of the account `own`. `None` if it is empty: deleted, or never there.
pub(crate) fn read(message: tl::enums::Message, own: PeerId) -> Option<Message> {
    match message {
        tl::enums::Message::Empty(_) => None,
        tl::enums::Message::Message(message) => Some(read_message(message, own)),
        tl::enums::Message::Service(message) => Some(read_service(message, own)),
    }
}

fn read_message(message: tl::types::Message, own: PeerId) -> Message {
    let chat = peer_id(&message.peer_id);
    let (author, sender) = who(chat, message.from_id.as_ref(), message.out, own);
    Message {
        chat,
        id: MessageId(message.id),
        author,
        sender,
        sent_at: Timestamp::from_secs(message.date.into()),
        content: content(message.media, message.message),
        reply_to: message.reply_to.and_then(|header| reply_to(&header)),
        forwarded: message.fwd_from.is_some(),
        via_bot: message.via_bot_id.is_some()
            || message.via_business_bot_id.is_some()
            || message.guestchat_via_from.is_some(),
        mentions_owner: message.mentioned,
    }
}

fn read_service(message: tl::types::MessageService, own: PeerId) -> Message {
    let chat = peer_id(&message.peer_id);
    let (author, sender) = who(chat, message.from_id.as_ref(), message.out, own);
    Message {
        chat,
        id: MessageId(message.id),
        author,
        sender,
        sent_at: Timestamp::from_secs(message.date.into()),
        content: Content::Service { action: tl_name(&message.action, "messageAction") },
        reply_to: message.reply_to.and_then(|header| reply_to(&header)),
        forwarded: false,
        via_bot: false,
        mentions_owner: message.mentioned,
    }
}

/// In private chats only messages of groups' members and channels' posts name their author.
fn who(chat: PeerId, from: Option<&tl::enums::Peer>, out: bool, own: PeerId) -> (Author, PeerId) {
    let sender = match from {
        Some(peer) => peer_id(peer),
        None if out => own,
        None => chat,
    };
    if out || sender == own { (Author::Owner, sender) } else { (Author::Other, sender) }
}

fn reply_to(header: &tl::enums::MessageReplyHeader) -> Option<MessageId> {
    match header {
        tl::enums::MessageReplyHeader::Header(header) if header.reply_to_peer_id.is_none() => {
            header.reply_to_msg_id.map(MessageId)
        }
        _ => None,
    }
}

fn content(media: Option<tl::enums::MessageMedia>, text: String) -> Content {
    use tl::enums::MessageMedia;
    let media = match media {
        // A link's preview is no content of its own.
        None | Some(MessageMedia::Empty | MessageMedia::WebPage(_)) => {
            return Content::Text { text };
        }
        Some(MessageMedia::Document(media)) => match document(&media) {
            Document::Voice(seconds) => return Content::Voice { seconds, said: None },
            Document::Sound(form, seconds) => {
                return Content::Sound { form, seconds, words: text, heard: false };
            }
            Document::Sticker(emoji) => return Content::Sticker { emoji },
            Document::Other(kind) => kind.to_owned(),
        },
        Some(other) => tl_name(&other, "messageMedia"),
    };
    Content::Media { media, caption: text }
}

enum Document {
    /// A voice note and its seconds.
    Voice(Option<u32>),
    /// Something else to listen to, and its seconds.
    Sound(SoundForm, Option<u32>),
    /// A sticker and its emoji.
    Sticker(Option<String>),
    /// Another file, by the name that Telegram's export gives its kind.
    Other(&'static str),
}

fn document(media: &tl::types::MessageMediaDocument) -> Document {
    use tl::enums::DocumentAttribute as Attribute;
    let attributes = match &media.document {
        Some(tl::enums::Document::Document(document)) => document.attributes.as_slice(),
        _ => &[],
    };
    let mut kind = if media.voice {
        Document::Voice(None)
    } else if media.round {
        Document::Sound(SoundForm::VideoMessage, None)
    } else if media.video {
        Document::Other("video_file")
    } else {
        Document::Other("file")
    };
    for attribute in attributes {
        match attribute {
            Attribute::Sticker(sticker) => {
                let emoji = (!sticker.alt.is_empty()).then(|| sticker.alt.clone());
                return Document::Sticker(emoji);
            }
            Attribute::Audio(audio) if audio.voice => {
                return Document::Voice(u32::try_from(audio.duration).ok());
            }
            // An animation is a video without sound, and says both.
            Attribute::Animated => return Document::Other("animation"),
            Attribute::Audio(audio) => {
                kind = Document::Sound(SoundForm::AudioFile, u32::try_from(audio.duration).ok());
            }
            Attribute::Video(video) if video.round_message => {
                // As Telegram's exports write it.
                let seconds = video.duration.max(0.0) as u32;
                kind = Document::Sound(SoundForm::VideoMessage, Some(seconds));
            }
            Attribute::Video(_) => kind = Document::Other("video_file"),
            _ => {}
        }
    }
    kind
}

/// The constructor's name in Telegram's schema without its prefix, in snake case:
/// `messageActionPhoneCall` gives `phone_call`.
fn tl_name(object: &impl Serializable, prefix: &str) -> String {
    let bytes = object.to_bytes();
    let id = bytes.first_chunk().map_or(0, |id| u32::from_le_bytes(*id));
    let name = tl::name_for_id(id);
    let mut snake = String::new();
    for letter in name.strip_prefix(prefix).unwrap_or(name).chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The other side's typing, recording and the like.
pub(crate) fn action(update: &tl::enums::Update) -> Option<(PeerId, ChatAction)> {
    use tl::enums::SendMessageAction as Action;
    let (chat, action) = match update {
        tl::enums::Update::UserTyping(typing) => (Bare::User(typing.user_id), &typing.action),
        tl::enums::Update::ChatUserTyping(typing) => (Bare::Chat(typing.chat_id), &typing.action),
        _ => return None,
    };
    let action = match action {
        Action::SendMessageCancelAction => ChatAction::Cancel,
        // These go through the same update and announce no message.
        Action::SpeakingInGroupCallAction
        | Action::SendMessageHistoryImportAction(_)
        | Action::SendMessageEmojiInteraction(_)
        | Action::SendMessageEmojiInteractionSeen(_) => return None,
        _ => ChatAction::Typing,
    };
    Some((chat.into(), action))
}

#[cfg(test)]
mod tests {
    use tl::Deserializable;

    use super::*;

    const OWN: PeerId = PeerId(1);
    const ANNA: i64 = 7;

    fn user(user_id: i64) -> tl::enums::Peer {
        tl::types::PeerUser { user_id }.into()
    }

    /// A message with nothing in it but a text.
    fn private(text: &str) -> tl::types::Message {
        let mut bytes = Vec::new();
        for number in [0, 0, 10] {
            // Both sets of flags, and the number.
            number.serialize(&mut bytes);
        }
        user(ANNA).serialize(&mut bytes);
        1_700_000_000_i32.serialize(&mut bytes);
        text.to_owned().serialize(&mut bytes);
        tl::types::Message::from_bytes(&bytes).unwrap()
    }

    fn with_document(attributes: Vec<tl::enums::DocumentAttribute>) -> tl::types::Message {
        let mut message = private("смотри");
        message.media = Some(
            tl::types::MessageMediaDocument {
                nopremium: false,
                spoiler: false,
                video: false,
                round: false,
                voice: false,
                document: Some(
                    tl::types::Document {
                        id: 1,
                        access_hash: 2,
                        file_reference: Vec::new(),
                        date: 0,
                        mime_type: "application/octet-stream".into(),
                        size: 3,
                        thumbs: None,
                        video_thumbs: None,
                        dc_id: 2,
                        attributes,
                    }
                    .into(),
                ),
                alt_documents: None,
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
            }
            .into(),
        );
        message
    }

    fn seen(message: tl::types::Message) -> Message {
        read(message.into(), OWN).unwrap()
    }

    #[test]
    fn a_private_message_is_the_other_sides_unless_it_went_out() {
        let incoming = seen(private("привет"));
        assert_eq!(incoming.author, Author::Other);
        assert_eq!((incoming.chat, incoming.sender), (PeerId(7), PeerId(7)));
        assert_eq!(incoming.sent_at, Timestamp::from_secs(1_700_000_000));
        assert_eq!(incoming.content, Content::Text { text: "привет".into() });

        let mut outgoing = private("привет");
        outgoing.out = true;
        let outgoing = seen(outgoing);
        assert_eq!(outgoing.author, Author::Owner);
        assert_eq!((outgoing.chat, outgoing.sender), (PeerId(7), OWN));
    }

    #[test]
    fn in_groups_the_sender_is_not_the_chat() {
        let mut message = private("всем привет");
        message.peer_id = tl::types::PeerChat { chat_id: 5 }.into();
        message.from_id = Some(user(ANNA));
        let message = seen(message);
        assert_eq!((message.chat, message.sender), (PeerId(-5), PeerId(7)));
        assert!(!message.mentions_owner);
    }

    #[test]
    fn whom_a_message_mentions_is_telegrams_to_say() {
        let mut message = private("@vera, ты где?");
        message.mentioned = true;
        assert!(seen(message).mentions_owner);
    }

    #[test]
    fn a_bot_in_somebodys_name_and_a_forward_are_marked() {
        let marks: [fn(&mut tl::types::Message); 3] = [
            |message| message.via_bot_id = Some(3),
            |message| message.via_business_bot_id = Some(3),
            |message| message.guestchat_via_from = Some(user(3)),
        ];
        for mark in marks {
            let mut message = private("");
            mark(&mut message);
            assert!(seen(message).via_bot);
        }
        let plain = seen(private(""));
        assert!(!plain.via_bot && !plain.forwarded);
    }

    #[test]
    fn only_answers_within_the_chat_are_answers() {
        let header = tl::types::MessageReplyHeader {
            reply_to_scheduled: false,
            forum_topic: false,
            quote: false,
            reply_to_ephemeral: false,
            reply_to_msg_id: Some(9),
            reply_to_peer_id: None,
            reply_from: None,
            reply_media: None,
            reply_to_top_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            todo_item_id: None,
            poll_option: None,
        };
        let mut message = private("да");
        message.reply_to = Some(header.clone().into());
        assert_eq!(seen(message).reply_to, Some(MessageId(9)));

        let mut elsewhere = private("да");
        elsewhere.reply_to = Some(
            tl::types::MessageReplyHeader { reply_to_peer_id: Some(user(8)), ..header }.into(),
        );
        assert_eq!(seen(elsewhere).reply_to, None);
    }

    #[test]
    fn voice_notes_stickers_and_files_are_told_apart() {
        let audio = |voice| {
            tl::types::DocumentAttributeAudio {
                voice,
                duration: 12,
                title: None,
                performer: None,
                waveform: None,
            }
            .into()
        };
        assert_eq!(
            seen(with_document(vec![audio(true)])).content,
            Content::Voice { seconds: Some(12), said: None }
        );
        let sticker = tl::types::DocumentAttributeSticker {
            mask: false,
            alt: "😂".into(),
            stickerset: tl::enums::InputStickerSet::Empty,
            mask_coords: None,
        };
        assert_eq!(
            seen(with_document(vec![sticker.into()])).content,
            Content::Sticker { emoji: Some("😂".into()) }
        );
        let video = tl::types::DocumentAttributeVideo {
            round_message: true,
            supports_streaming: false,
            nosound: false,
            duration: 7.6,
            w: 240,
            h: 240,
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        };
        for (attribute, form, seconds) in
            [(audio(false), SoundForm::AudioFile, 12), (video.into(), SoundForm::VideoMessage, 7)]
        {
            let (seconds, words) = (Some(seconds), "смотри".to_owned());
            assert_eq!(
                seen(with_document(vec![attribute])).content,
                Content::Sound { form, seconds, words, heard: false }
            );
        }
        for (attributes, media) in
            [(vec![tl::enums::DocumentAttribute::Animated], "animation"), (vec![], "file")]
        {
            assert_eq!(
                seen(with_document(attributes)).content,
                Content::Media { media: media.into(), caption: "смотри".into() }
            );
        }
    }

    #[test]
    fn other_media_and_service_messages_keep_telegrams_names() {
        let mut dice = private("");
        dice.media = Some(
            tl::types::MessageMediaDice { value: 6, emoticon: "🎲".into(), game_outcome: None }
                .into(),
        );
        assert_eq!(
            seen(dice).content,
            Content::Media { media: "dice".into(), caption: String::new() }
        );
        let call = tl::types::MessageService {
            out: true,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post: false,
            legacy: false,
            id: 11,
            from_id: None,
            peer_id: user(ANNA),
            saved_peer_id: None,
            reply_to: None,
            date: 0,
            action: tl::types::MessageActionPhoneCall {
                video: false,
                call_id: 1,
                reason: None,
                duration: None,
            }
            .into(),
            reactions: None,
            ttl_period: None,
        };
        let call = read(call.into(), OWN).unwrap();
        assert_eq!(call.author, Author::Owner);
        assert_eq!(call.content, Content::Service { action: "phone_call".into() });
    }
}

//! What is sent: the requests, and the messages that they became.

use domain::{MessageId, SentMessage, Timestamp, VoiceNote};
use grammers_tl_types as tl;

/// A text.
pub(crate) fn text(
    peer: tl::enums::InputPeer,
    text: &str,
    random_id: i64,
    reply_to: Option<MessageId>,
) -> tl::functions::messages::SendMessage {
    tl::functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        // The draft in this chat may be the owner's own.
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: reply_to.map(in_reply_to),
        message: text.to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

/// A voice note that is uploaded.
pub(crate) fn voice(
    peer: tl::enums::InputPeer,
    file: tl::enums::InputFile,
    note: &VoiceNote,
    random_id: i64,
    reply_to: Option<MessageId>,
) -> tl::functions::messages::SendMedia {
    tl::functions::messages::SendMedia {
        silent: false,
        background: false,
        // The draft in this chat may be the owner's own.
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: reply_to.map(in_reply_to),
        media: voice_media(file, note),
        message: String::new(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

/// What makes a file a voice note.
fn voice_media(file: tl::enums::InputFile, note: &VoiceNote) -> tl::enums::InputMedia {
    let audio = tl::types::DocumentAttributeAudio {
        voice: true,
        duration: i32::try_from(note.seconds).unwrap_or(i32::MAX),
        title: None,
        performer: None,
        waveform: Some(note.waveform.to_vec()),
    };
    tl::types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: false,
        spoiler: false,
        file,
        thumb: None,
        mime_type: "audio/ogg".into(),
        attributes: vec![audio.into()],
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

fn in_reply_to(id: MessageId) -> tl::enums::InputReplyTo {
    tl::types::InputReplyToMessage {
        reply_to_msg_id: id.0,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    }
    .into()
}

/// The message that what was sent under `random_id` became; `None` if the answer does not say.
pub(crate) fn accepted(answer: tl::enums::Updates, random_id: i64) -> Option<SentMessage> {
    let updates = match answer {
        tl::enums::Updates::UpdateShortSentMessage(sent) => {
            return Some(SentMessage {
                id: MessageId(sent.id),
                sent_at: Timestamp::from_secs(sent.date.into()),
            });
        }
        tl::enums::Updates::Updates(updates) => updates.updates,
        tl::enums::Updates::Combined(updates) => updates.updates,
        _ => return None,
    };
    let id = updates.iter().find_map(|update| match update {
        tl::enums::Update::MessageId(named) if named.random_id == random_id => Some(named.id),
        _ => None,
    });
    updates.iter().find_map(|update| {
        let message = match update {
            tl::enums::Update::NewMessage(update) => &update.message,
            tl::enums::Update::NewChannelMessage(update) => &update.message,
            _ => return None,
        };
        let date = match message {
            tl::enums::Message::Message(message) => message.date,
            tl::enums::Message::Service(message) => message.date,
            tl::enums::Message::Empty(_) => return None,
        };
        id.is_none_or(|id| id == message.id()).then(|| SentMessage {
            id: MessageId(message.id()),
            sent_at: Timestamp::from_secs(date.into()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: i32, random_id: i64) -> tl::enums::Update {
        tl::types::UpdateMessageId { id, random_id }.into()
    }

    fn new_message(id: i32, date: i32) -> tl::enums::Update {
        let message = tl::types::MessageService {
            out: true,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post: false,
            legacy: false,
            id,
            from_id: None,
            peer_id: tl::types::PeerUser { user_id: 7 }.into(),
            saved_peer_id: None,
            reply_to: None,
            date,
            action: tl::enums::MessageAction::HistoryClear,
            reactions: None,
            ttl_period: None,
        };
        tl::types::UpdateNewMessage { message: message.into(), pts: 1, pts_count: 1 }.into()
    }

    fn updates(updates: Vec<tl::enums::Update>) -> tl::enums::Updates {
        tl::types::Updates { updates, users: Vec::new(), chats: Vec::new(), date: 3, seq: 0 }.into()
    }

    #[test]
    fn what_became_of_a_text_is_found_by_its_random_id() {
        let answer =
            updates(vec![named(10, 111), named(11, 222), new_message(10, 5), new_message(11, 6)]);
        assert_eq!(
            accepted(answer, 222),
            Some(SentMessage { id: MessageId(11), sent_at: Timestamp::from_secs(6) })
        );
    }

    #[test]
    fn an_answer_without_the_message_is_no_success() {
        assert_eq!(accepted(updates(Vec::new()), 1), None);
        assert_eq!(accepted(tl::enums::Updates::TooLong, 1), None);
    }
}

//! What somebody who watches an account sees of it.

use std::collections::HashMap;

use grammers_tl_types::enums::SendMessageAction;
use grammers_tl_types::types;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use super::dialogs::PresenceInfo;
use super::files::FileInfo;
use crate::state::mailbox::Message;
use crate::state::post::Reaction;
use crate::state::{Peer, State, UserId};

/// How many events a slow watcher may fall behind before it is told that it
/// has missed some.
const BEHIND: usize = 1024;

/// A message as one account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// The message's id in this account's box, or in the supergroup's.
    pub id: i32,
    /// The chat: the user id of the other person (one's own in Saved
    /// Messages), or a group's number, which is negative.
    pub peer: i64,
    /// The user id of the one who wrote it.
    pub from: i64,
    /// Whether this account wrote it.
    pub out: bool,
    /// Unix seconds.
    pub date: i64,
    /// The text.
    pub text: String,
    /// What stands out in the text, as the Bot API writes it.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub entities: serde_json::Value,
    /// Whether the one it was written to has read it.
    pub read: bool,
    /// What it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileInfo>,
    /// Of a voice note: whether it was listened to.
    pub heard: bool,
    /// The message of the same chat that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i32>,
    /// The user id of the one who wrote it first, if it was forwarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<i64>,
    /// When it was last edited, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<i64>,
    /// What people feel about it: each emoji with those who chose it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<(String, Vec<i64>)>,
    /// The user id of the connected bot that wrote it in the account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via_business_bot: Option<i64>,
    /// What happened to the chat, if the message only tells of that.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub action: serde_json::Value,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AccountEvent {
    /// A message came, or was sent by the account from anywhere.
    NewMessage(ChatMessage),
    /// A message says something else now.
    Edited(ChatMessage),
    /// The reactions on a message have changed.
    Reacted(ChatMessage),
    /// Messages are gone.
    Deleted {
        /// Their ids.
        ids: Vec<i32>,
    },
    /// Voice notes were listened to.
    Heard {
        /// Their ids.
        ids: Vec<i32>,
    },
    /// Somebody does something in a chat, or has stopped. A client that dies
    /// meanwhile never says so: forget it after six seconds without news.
    Typing {
        /// The chat.
        peer: i64,
        /// The user id of the one who does it.
        from: i64,
        /// What.
        action: Activity,
    },
    /// Somebody has read what the account wrote, up to a message.
    ReadByPeer {
        /// The chat.
        peer: i64,
        /// The last message read, in this account's box.
        max_id: i32,
    },
    /// The account has read a chat, up to a message.
    ReadHere {
        /// The chat.
        peer: i64,
        /// The last message read, in this account's box.
        max_id: i32,
    },
    /// A message was begun, changed or given up.
    Draft {
        /// The chat.
        peer: i64,
    },
    /// Other chats are pinned, or in another order.
    Pinned {
        /// The chats, the topmost first.
        peers: Vec<i64>,
    },
    /// Somebody with whom the account has a chat has come or gone.
    Presence {
        /// The chat.
        peer: i64,
        /// Whether he is there.
        presence: PresenceInfo,
    },
}

/// What somebody does in a chat just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Nothing any more.
    Cancel,
    /// Writes.
    Typing,
    /// Speaks a voice note.
    RecordVoice,
    /// Sends a voice note.
    UploadVoice,
    /// Sends a photo.
    UploadPhoto,
    /// Sends another file.
    UploadDocument,
    /// Records a video, or a round one.
    RecordVideo,
    /// Looks for a sticker.
    ChooseSticker,
    /// Something else.
    Other,
}

impl From<&SendMessageAction> for Activity {
    fn from(action: &SendMessageAction) -> Activity {
        use SendMessageAction as Action;
        match action {
            Action::SendMessageCancelAction => Activity::Cancel,
            Action::SendMessageTypingAction => Activity::Typing,
            Action::SendMessageRecordAudioAction => Activity::RecordVoice,
            Action::SendMessageUploadAudioAction(_) => Activity::UploadVoice,
            Action::SendMessageUploadPhotoAction(_) => Activity::UploadPhoto,
            Action::SendMessageUploadDocumentAction(_) => Activity::UploadDocument,
            Action::SendMessageRecordVideoAction | Action::SendMessageRecordRoundAction => {
                Activity::RecordVideo
            }
            Action::SendMessageChooseStickerAction => Activity::ChooseSticker,
            _ => Activity::Other,
        }
    }
}

impl From<Activity> for SendMessageAction {
    fn from(activity: Activity) -> SendMessageAction {
        let progress = 0;
        match activity {
            Activity::Cancel => SendMessageAction::SendMessageCancelAction,
            Activity::Typing | Activity::Other => SendMessageAction::SendMessageTypingAction,
            Activity::RecordVoice => SendMessageAction::SendMessageRecordAudioAction,
            Activity::UploadVoice => types::SendMessageUploadAudioAction { progress }.into(),
            Activity::UploadPhoto => types::SendMessageUploadPhotoAction { progress }.into(),
            Activity::UploadDocument => types::SendMessageUploadDocumentAction { progress }.into(),
            Activity::RecordVideo => SendMessageAction::SendMessageRecordVideoAction,
            Activity::ChooseSticker => SendMessageAction::SendMessageChooseStickerAction,
        }
    }
}

impl ChatMessage {
    pub(crate) fn new(state: &State, viewer: UserId, message: &Message) -> ChatMessage {
        let out = message.from == viewer;
        let read_up_to = state
            .read_marks(viewer, message.peer)
            .map_or(0, |marks| if out { marks.read_outbox } else { marks.read_inbox });
        let post = state.post(message.post);
        let content = &post.content;
        let owner = match message.peer {
            Peer::Channel(_) => message.peer,
            _ => Peer::User(viewer),
        };
        let mut reactions: Vec<(String, Vec<i64>)> = Vec::new();
        for Reaction { emoji, user, .. } in &post.reactions {
            match reactions.iter_mut().find(|(known, _)| known == emoji) {
                Some((_, users)) => users.push(*user),
                None => reactions.push((emoji.clone(), vec![*user])),
            }
        }
        ChatMessage {
            id: message.id,
            peer: message.peer.into(),
            from: message.from,
            out,
            date: message.date.into(),
            text: content.text.clone(),
            entities: if content.entities.is_empty() {
                serde_json::Value::Null
            } else {
                json(&content.entities)
            },
            read: message.id <= read_up_to,
            file: content.file.and_then(|file| state.file(file)).map(FileInfo::from),
            heard: !message.unheard,
            reply_to: post.reply_to.and_then(|post| state.post(post).copy_in(owner)),
            forwarded_from: content.forward.as_ref().map(|forward| forward.from),
            edited_at: post.edited_at.map(i64::from),
            reactions,
            via_business_bot: content.via_business_bot.filter(|_| out),
            action: content.action.as_ref().map(json).unwrap_or_default(),
        }
    }
}

/// What always can be written as JSON.
fn json(value: impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Those who watch accounts from inside the process.
#[derive(Default)]
pub(crate) struct Watchers {
    channels: Mutex<Channels>,
}

#[derive(Default)]
struct Channels {
    open: HashMap<UserId, broadcast::Sender<AccountEvent>>,
    is_closed: bool,
}

impl Watchers {
    pub(crate) fn subscribe(&self, account: UserId) -> broadcast::Receiver<AccountEvent> {
        let mut channels = self.channels.lock();
        if channels.is_closed {
            return broadcast::channel(1).1;
        }
        channels.open.entry(account).or_insert_with(|| broadcast::channel(BEHIND).0).subscribe()
    }

    /// Lets everybody go: a sandbox that stops waits for nobody who watches.
    pub(crate) fn close(&self) {
        *self.channels.lock() = Channels { open: HashMap::new(), is_closed: true };
    }

    pub(crate) fn tell(&self, account: UserId, event: AccountEvent) {
        let open = &mut self.channels.lock().open;
        // Nobody left to hear it: the channel goes.
        if open.get(&account).is_some_and(|channel| channel.send(event).is_err()) {
            open.remove(&account);
        }
    }
}

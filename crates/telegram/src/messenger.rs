//! One connected account: its requests, its events and its end.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Chat, ChatAction, Event, Message, MessageFile, MessageId, Messenger, MessengerError, Peer,
    PeerId, SentMessage, VoiceNote,
};
use grammers_mtsender::InvocationError;
use grammers_tl_types::{self as tl, RemoteCall};
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;
use tracing::{Instrument, info_span, warn};

use crate::Error;
use crate::error::messenger_error;
use crate::files::{self, Located};
use crate::ids::peer_id;
use crate::inbox::Inbox;
use crate::message;
use crate::outgoing;
use crate::peers::{Page, Peers};
use crate::supervisor::{Line, Supervisor};
use crate::transcripts::{self, Transcripts};

/// The most that Telegram returns at once.
const PAGE: usize = 100;

pub(crate) struct TelegramMessenger {
    peers: Arc<Peers>,
    line: Arc<Line>,
    transcripts: Arc<Transcripts>,
    inbox: Mutex<Inbox>,
    task: Mutex<Option<Task>>,
}

/// The supervisor's task; dropping `stop` stops it too.
struct Task {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl TelegramMessenger {
    pub(crate) fn start(supervisor: Supervisor, inbox: Inbox) -> Self {
        let peers = Arc::clone(&supervisor.feed.peers);
        let line = Arc::clone(&supervisor.line);
        let transcripts = Arc::clone(&supervisor.feed.transcripts);
        let (stop, stopped) = oneshot::channel();
        let span = info_span!("account", user = %peers.own);
        let ended = tokio::spawn(supervisor.run(stopped).instrument(span));
        let (inbox, task) = (Mutex::new(inbox), Mutex::new(Some(Task { stop, ended })));
        Self { peers, line, transcripts, inbox, task }
    }

    async fn call<R: RemoteCall>(&self, request: &R) -> Result<R::Return, MessengerError> {
        let caller = self.line.caller().await?;
        caller.call(request).await.map_err(|error| self.noted(error))
    }

    /// What a failure means, noted for what it says of the connection.
    fn noted(&self, error: InvocationError) -> MessengerError {
        let error = messenger_error(error);
        self.line.note(&error);
        error
    }

    async fn learn(
        &self,
        users: &[tl::enums::User],
        chats: &[tl::enums::Chat],
    ) -> Result<(), MessengerError> {
        self.peers.learn(users, chats).await.map_err(|error| MessengerError::Session(error.into()))
    }

    fn read_all(&self, messages: Vec<tl::enums::Message>) -> impl Iterator<Item = Message> {
        let peers = &self.peers;
        let read = messages.into_iter().filter_map(|message| message::read(message, peers.own));
        // What is read comes with everybody who wrote it.
        read.map(|message| Message {
            via_bot: message.via_bot || peers.is_bots(&message),
            ..message
        })
    }
}

#[async_trait]
impl Messenger for TelegramMessenger {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        let event = self.inbox.lock().await.next().await?;
        event.ok_or_else(|| self.line.refusal())
    }

    async fn dialogs(&self, limit: usize) -> Result<Vec<Chat>, MessengerError> {
        let mut chats = Vec::new();
        let mut request = tl::functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date: 0,
            offset_id: 0,
            offset_peer: tl::enums::InputPeer::Empty,
            // Always a whole page: pinned chats come first, whatever their age.
            limit: page_size(PAGE),
            hash: 0,
        };
        while chats.len() < limit {
            let (dialogs, page, is_last) = match self.call(&request).await? {
                tl::enums::messages::Dialogs::Dialogs(page) => {
                    (page.dialogs, (page.messages, page.users, page.chats), true)
                }
                tl::enums::messages::Dialogs::Slice(page) => {
                    (page.dialogs, (page.messages, page.users, page.chats), false)
                }
                tl::enums::messages::Dialogs::NotModified(_) => break,
            };
            let (messages, users, groups) = page;
            self.learn(&users, &groups).await?;
            let messages: Vec<_> = self.read_all(messages).collect();

            let mut oldest = None;
            for dialog in dialogs {
                let tl::enums::Dialog::Dialog(dialog) = dialog else {
                    continue;
                };
                let id = peer_id(&dialog.peer);
                let last_message = messages
                    .iter()
                    .find(|message| message.chat == id && message.id.0 == dialog.top_message);
                if let Some(message) = last_message {
                    oldest = Some((message.clone(), dialog.peer));
                }
                // A chat whose other side Telegram does not name cannot be addressed.
                chats.extend(self.peers.seen(id).map(|peer| Chat {
                    peer,
                    mode: None,
                    last_message: last_message.cloned(),
                }));
            }
            let Some((oldest, peer)) = oldest.filter(|_| !is_last) else {
                break;
            };
            request.exclude_pinned = true;
            request.offset_id = oldest.id.0;
            request.offset_date = i32::try_from(oldest.sent_at.as_secs()).unwrap_or(i32::MAX);
            request.offset_peer = self.peers.input(peer_id(&peer)).await?;
        }
        chats.sort_by_key(|chat| {
            std::cmp::Reverse(chat.last_message.as_ref().map(|message| message.sent_at))
        });
        chats.truncate(limit);
        Ok(chats)
    }

    async fn named(&self, username: &str) -> Result<Option<Peer>, MessengerError> {
        let username = username.to_owned();
        let request = tl::functions::contacts::ResolveUsername { username, referer: None };
        let tl::enums::contacts::ResolvedPeer::Peer(found) = match self.call(&request).await {
            Err(MessengerError::Refused { reason })
                if matches!(&*reason, "USERNAME_NOT_OCCUPIED" | "USERNAME_INVALID") =>
            {
                return Ok(None);
            }
            answer => answer?,
        };
        self.learn(&found.users, &found.chats).await?;
        Ok(self.peers.seen(peer_id(&found.peer)))
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.peers.name_of(person)
    }

    async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        let mut messages = Vec::new();
        let mut request = tl::functions::messages::GetHistory {
            peer: self.peers.input(chat).await?,
            offset_id: before.map_or(0, |id| id.0),
            offset_date: 0,
            add_offset: 0,
            limit: 0,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        while messages.len() < limit {
            request.limit = page_size(limit - messages.len());
            let page = Page::from(self.call(&request).await?);
            self.learn(&page.users, &page.chats).await?;
            let Some(oldest) = page.messages.last().map(tl::enums::Message::id) else {
                break;
            };
            messages.extend(self.read_all(page.messages));
            request.offset_id = oldest;
        }
        Ok(messages)
    }

    async fn mark_read(&self, chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        let peer = self.peers.input(chat).await?;
        if let tl::enums::InputPeer::Channel(channel) = peer {
            self.call(&tl::functions::channels::ReadHistory {
                channel: tl::types::InputChannel {
                    channel_id: channel.channel_id,
                    access_hash: channel.access_hash,
                }
                .into(),
                max_id: up_to.0,
            })
            .await?;
        } else {
            self.call(&tl::functions::messages::ReadHistory { peer, max_id: up_to.0 }).await?;
        }
        Ok(())
    }

    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.call(&tl::functions::messages::SetTyping {
            peer: self.peers.input(chat).await?,
            top_msg_id: None,
            action: match action {
                ChatAction::Typing => tl::enums::SendMessageAction::SendMessageTypingAction,
                ChatAction::Recording => tl::enums::SendMessageAction::SendMessageRecordAudioAction,
                ChatAction::Cancel => tl::enums::SendMessageAction::SendMessageCancelAction,
            },
        })
        .await?;
        Ok(())
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let peer = self.peers.input(chat).await?;
        let request = outgoing::text(peer, text, random_id, reply_to);
        let answer = self.call(&request).await?;
        outgoing::accepted(answer, random_id).ok_or_else(|| {
            MessengerError::Unreachable(Error::UnexpectedAnswer("messages.sendMessage").into())
        })
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let peer = self.peers.input(chat).await?;
        let caller = self.line.caller().await?;
        let uploaded = files::upload(&caller, random_id, "voice.ogg", &note.ogg).await;
        let file = uploaded.map_err(|error| self.noted(error))?;
        let request = outgoing::voice(peer, file, note, random_id, reply_to);
        let answer = self.call(&request).await?;
        outgoing::accepted(answer, random_id).ok_or_else(|| {
            MessengerError::Unreachable(Error::UnexpectedAnswer("messages.sendMedia").into())
        })
    }

    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        let id = vec![tl::types::InputMessageId { id: message.0 }.into()];
        let answer = match self.peers.input(chat).await? {
            tl::enums::InputPeer::Channel(channel) => {
                let channel = tl::types::InputChannel {
                    channel_id: channel.channel_id,
                    access_hash: channel.access_hash,
                };
                let channel = channel.into();
                self.call(&tl::functions::channels::GetMessages { channel, id }).await?
            }
            _ => self.call(&tl::functions::messages::GetMessages { id }).await?,
        };
        let found = Page::from(answer).messages;
        let file = found.iter().find_map(|message| Located::of(message, chat));
        let Some(file) = file else { return Ok(None) };
        if file.size() > most {
            return Err(MessengerError::Refused { reason: "FILE_TOO_BIG".into() });
        }
        let caller = self.line.caller().await?;
        file.read(&caller).await.map(Some).map_err(|error| self.noted(error))
    }

    async fn transcribe(&self, chat: PeerId, message: MessageId) -> Result<String, MessengerError> {
        let request = transcripts::ask(self.peers.input(chat).await?, message);
        for _ in 0..transcripts::TRIES {
            let tl::enums::messages::TranscribedAudio::Audio(answer) = self.call(&request).await?;
            if let Some(words) = self.transcripts.words(answer).await {
                return Ok(words);
            }
        }
        let late = Error::UnexpectedAnswer("messages.transcribeAudio");
        Err(MessengerError::Unreachable(late.into()))
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        self.call(&tl::functions::auth::LogOut {}).await?;
        Ok(())
    }

    async fn save_draft(&self, chat: PeerId, text: &str) -> Result<(), MessengerError> {
        self.call(&tl::functions::messages::SaveDraft {
            no_webpage: false,
            invert_media: false,
            reply_to: None,
            peer: self.peers.input(chat).await?,
            message: text.to_owned(),
            entities: None,
            media: None,
            effect: None,
            suggested_post: None,
            rich_message: None,
        })
        .await?;
        Ok(())
    }

    async fn draft(&self, chat: PeerId) -> Result<String, MessengerError> {
        let peer = tl::types::InputDialogPeer { peer: self.peers.input(chat).await? };
        let request = tl::functions::messages::GetPeerDialogs { peers: vec![peer.into()] };
        let tl::enums::messages::PeerDialogs::Dialogs(found) = self.call(&request).await?;
        let draft = found.dialogs.into_iter().find_map(|dialog| match dialog {
            tl::enums::Dialog::Dialog(dialog) => dialog.draft,
            _ => None,
        });
        Ok(match draft {
            Some(tl::enums::DraftMessage::Message(draft)) => draft.message,
            Some(tl::enums::DraftMessage::Empty(_)) | None => String::new(),
        })
    }

    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        let id = ids.iter().map(|id| id.0).collect();
        if let tl::enums::InputPeer::Channel(channel) = self.peers.input(chat).await? {
            let channel = tl::types::InputChannel {
                channel_id: channel.channel_id,
                access_hash: channel.access_hash,
            };
            let request = tl::functions::channels::DeleteMessages { channel: channel.into(), id };
            self.call(&request).await?;
        } else {
            self.call(&tl::functions::messages::DeleteMessages { revoke: true, id }).await?;
        }
        Ok(())
    }

    async fn disconnect(&self) {
        if let Some(Task { stop, ended }) = self.task.lock().await.take() {
            // It may have ended by itself; if it panicked, its sockets went with it.
            let _ = stop.send(());
            let _ = ended.await;
        }
        // Somebody may still wait for an event; the queue has ended, so not for long.
        if let Err(error) = self.inbox.lock().await.save().await {
            warn!(
                error = &error as &dyn std::error::Error,
                "state of updates not stored: events will come again"
            );
        }
    }
}

fn page_size(wanted: usize) -> i32 {
    i32::try_from(wanted.min(PAGE)).expect("a page is small")
}

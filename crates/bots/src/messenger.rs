//! Requests of a connected bot: in its own chats, and in the names of people who have connected it.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    BusinessConnection, BusinessRights, Chat, ChatAction, Event, FilePlace, Message, MessageFile,
    MessageId, Messenger, MessengerError, OnBehalf, PeerId, Profile, SentMessage, SessionStore,
    Timestamp, Traffic, UpdatesState, VoiceNote,
};
use outward::{Part, form};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::api::Api;
use crate::connector::Places;
use crate::error::Failure;
use crate::hooks::Hooks;
use crate::known::Known;
use crate::message::{self, Me};
use crate::objects;
use crate::poll::{Line, Poll};

/// How many messages are deleted by one request at most.
const DELETED_AT_ONCE: usize = 100;

/// A connected bot.
pub(crate) struct Bot {
    shared: Arc<Shared>,
    profile: Profile,
    me: Me,
    places: Places,
    hooks: Option<Hooks>,
    poll: Mutex<Poll>,
}

/// What a bot and its speakers share.
struct Shared {
    api: Api,
    known: Known,
    session: Arc<dyn SessionStore>,
}

impl Bot {
    pub(crate) fn new(
        api: Api,
        profile: Profile,
        session: Arc<dyn SessionStore>,
        updates: UpdatesState,
        places: Places,
        hooks: Option<Hooks>,
    ) -> Self {
        let shared = Arc::new(Shared { api, known: Known::default(), session });
        let username = profile.username.as_deref().unwrap_or_default().to_lowercase();
        let me = Me { id: profile.user_id, username };
        let poll = Mutex::new(Poll::new(updates));
        Self { shared, profile, me, places, hooks, poll }
    }

    /// Over which what comes is asked for, or brought.
    fn line(&self) -> Line<'_> {
        let Shared { api, known, session } = &*self.shared;
        let (me, places) = (&self.me, &self.places);
        Line { api, session, me, known, places, hooks: self.hooks.as_ref() }
    }

    /// Who speaks in the bot's own name.
    fn own(&self) -> Voice<'_> {
        Voice { shared: &self.shared, over: None }
    }
}

/// In whose name something is asked.
#[derive(Clone, Copy)]
struct Voice<'a> {
    shared: &'a Shared,
    /// The connection of a person, and what it allows.
    over: Option<(&'a str, BusinessRights)>,
}

impl Voice<'_> {
    /// Parameters of a method, with the connection where there is one.
    fn parameters(self, mut parameters: Value) -> Value {
        if let Some((connection, _)) = self.over {
            parameters["business_connection_id"] = connection.into();
        }
        parameters
    }

    fn may(self, right: impl FnOnce(BusinessRights) -> bool) -> bool {
        self.over.is_none_or(|(_, rights)| right(rights))
    }

    async fn set_action(self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        let action = match action {
            ChatAction::Typing => "typing",
            ChatAction::Recording => "record_voice",
            // It ends by itself, or with what is sent.
            ChatAction::Cancel => return Ok(()),
        };
        if !self.may(|rights| rights.reply) {
            return Ok(());
        }
        let parameters = self.parameters(json!({"chat_id": chat, "action": action}));
        let done: Result<bool, Failure> = self.shared.api.call("sendChatAction", &parameters).await;
        done.map(|_| ()).map_err(Failure::of_request)
    }

    async fn send_text(
        self,
        chat: PeerId,
        text: &str,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.check_reply()?;
        let mut parameters = self.parameters(json!({"chat_id": chat, "text": text}));
        if let Some(quoted) = reply_to {
            parameters["reply_parameters"] = quotes(quoted);
        }
        sent(self.shared.api.call("sendMessage", &parameters).await)
    }

    async fn send_voice(
        self,
        chat: PeerId,
        note: &VoiceNote,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.check_reply()?;
        let (chat, seconds) = (chat.to_string(), note.seconds.to_string());
        let quoted = reply_to.map(|quoted| quotes(quoted).to_string());
        let mut parts = vec![Part::Text("chat_id", &chat), Part::Text("duration", &seconds)];
        if let Some((connection, _)) = self.over {
            parts.push(Part::Text("business_connection_id", connection));
        }
        if let Some(quoted) = &quoted {
            parts.push(Part::Text("reply_parameters", quoted));
        }
        parts.push(Part::File("voice", "voice.ogg", "audio/ogg", &note.ogg));
        sent(self.shared.api.upload("sendVoice", form(&parts)).await)
    }

    fn check_reply(self) -> Result<(), MessengerError> {
        if self.may(|rights| rights.reply) {
            return Ok(());
        }
        Err(MessengerError::Refused { reason: "BUSINESS_MAY_NOT_REPLY".to_owned() })
    }

    async fn file(
        self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        let too_big = || MessengerError::Refused { reason: "FILE_TOO_BIG".to_owned() };
        let over = self.over.map(|(connection, _)| connection.to_owned());
        let place = FilePlace { over, chat, message };
        let known = match self.shared.known.file(&place) {
            Some(known) => Some(known),
            // It came long ago, to an earlier process, or over an earlier connection.
            None => {
                let kept = self.shared.session.kept_file(&place).await;
                kept.map_err(|error| MessengerError::Session(error.into()))?
            }
        };
        let Some(known) = known else { return Ok(None) };
        let is_more = |size: Option<u64>| {
            size.is_some_and(|size| usize::try_from(size).map_or(true, |size| size > most))
        };
        if is_more(known.size) {
            return Err(too_big());
        }
        let parameters = json!({"file_id": known.id});
        let found: Result<objects::FilePath, Failure> =
            self.shared.api.call("getFile", &parameters).await;
        let found = found.map_err(Failure::of_request)?;
        if is_more(found.file_size) {
            return Err(too_big());
        }
        let Some(path) = found.file_path else { return Ok(None) };
        let bytes = self.shared.api.download(&path, most).await.map_err(Failure::of_request)?;
        Ok(Some(MessageFile { bytes: bytes.into(), mime: known.mime }))
    }

    async fn delete(self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        if !self.may(|rights| rights.delete) {
            let reason = "BUSINESS_MAY_NOT_DELETE".to_owned();
            return Err(MessengerError::Refused { reason });
        }
        for ids in ids.chunks(DELETED_AT_ONCE) {
            let deleted: Result<bool, Failure> = match self.over {
                None => {
                    let parameters = json!({"chat_id": chat, "message_ids": ids});
                    self.shared.api.call("deleteMessages", &parameters).await
                }
                Some(_) => {
                    let parameters = self.parameters(json!({"message_ids": ids}));
                    self.shared.api.call("deleteBusinessMessages", &parameters).await
                }
            };
            deleted.map_err(Failure::of_request)?;
        }
        Ok(())
    }
}

fn quotes(message: MessageId) -> Value {
    // A message that is gone meanwhile is no reason to stay silent.
    json!({"message_id": message, "allow_sending_without_reply": true})
}

fn sent(answer: Result<objects::Sent, Failure>) -> Result<SentMessage, MessengerError> {
    let sent = answer.map_err(Failure::of_message)?;
    let sent_at = Timestamp::from_secs(sent.date);
    Ok(SentMessage { id: MessageId(sent.message_id), sent_at })
}

/// Who speaks in the name of a person over their connection.
struct Speaker {
    shared: Arc<Shared>,
    connection: String,
    rights: BusinessRights,
}

/// What an error means to the person. The bot's token is not their session: where it is gone, somebody
/// else may speak, or it with another token.
fn theirs(error: MessengerError) -> MessengerError {
    match error {
        MessengerError::LoggedOut { reason } => MessengerError::Unreachable(reason.into()),
        error => error,
    }
}

impl Speaker {
    fn voice(&self) -> Voice<'_> {
        Voice { shared: &self.shared, over: Some((&self.connection, self.rights)) }
    }
}

#[async_trait]
impl OnBehalf for Bot {
    async fn connection(&self, id: &str) -> Result<Option<BusinessConnection>, MessengerError> {
        let parameters = json!({"business_connection_id": id});
        let found: Result<objects::BusinessConnection, Failure> =
            self.shared.api.call("getBusinessConnection", &parameters).await;
        match found {
            Ok(found) => Ok(Some(message::business(found))),
            Err(Failure::Refused { .. }) => Ok(None),
            Err(failure) => Err(failure.of_request()),
        }
    }

    fn speaker(&self, id: &str, rights: BusinessRights) -> Arc<dyn Messenger> {
        let shared = Arc::clone(&self.shared);
        Arc::new(Speaker { shared, connection: id.to_owned(), rights })
    }
}

#[async_trait]
impl Messenger for Bot {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        self.poll.lock().await.next(&self.line()).await
    }

    fn knows_again(&self, _chat: PeerId) -> bool {
        false
    }

    /// What may have arrived is [`MessengerError::Lost`].
    fn may_be_there(&self, _random_id: i64) -> bool {
        false
    }

    fn profile(&self) -> Option<Profile> {
        Some(self.profile.clone())
    }

    fn traffic(&self) -> Option<Traffic> {
        Some(self.shared.api.traffic())
    }

    fn on_behalf(&self) -> Option<&dyn OnBehalf> {
        Some(self)
    }

    /// A bot is told of no chats but those in which something happens.
    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(Vec::new())
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.shared.known.name(person)
    }

    /// A bot cannot ask for what was said before.
    async fn history(
        &self,
        _chat: PeerId,
        _before: Option<MessageId>,
        _limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(Vec::new())
    }

    /// Whoever writes to a bot is not shown whether it has read that.
    async fn mark_read(&self, _chat: PeerId, _up_to: MessageId) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.own().set_action(chat, action).await
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        _random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.own().send_text(chat, text, reply_to).await
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        _random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.own().send_voice(chat, note, reply_to).await
    }

    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        self.own().file(chat, message, most).await
    }

    /// A bot's token lives on until it is revoked at @BotFather; `logOut` would only move the bot to
    /// another server.
    async fn log_out(&self) -> Result<(), MessengerError> {
        Err(MessengerError::Refused { reason: "BOT_TOKEN_LIVES_ON".to_owned() })
    }

    /// Nobody writes in a bot's own app.
    async fn save_draft(&self, _chat: PeerId, _text: &str) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn draft(&self, _chat: PeerId) -> Result<String, MessengerError> {
        Ok(String::new())
    }

    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        self.own().delete(chat, ids).await
    }

    async fn disconnect(&self) {
        self.poll.lock().await.leave(&self.line()).await;
    }
}

#[async_trait]
impl Messenger for Speaker {
    /// They come with the bot's own.
    async fn next_event(&self) -> Result<Event, MessengerError> {
        std::future::pending().await
    }

    fn knows_again(&self, _chat: PeerId) -> bool {
        false
    }

    /// What may have arrived is [`MessengerError::Lost`].
    fn may_be_there(&self, _random_id: i64) -> bool {
        false
    }

    fn traffic(&self) -> Option<Traffic> {
        Some(self.shared.api.traffic())
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(Vec::new())
    }

    fn name_of(&self, person: PeerId) -> Option<String> {
        self.shared.known.name(person)
    }

    async fn history(
        &self,
        _chat: PeerId,
        _before: Option<MessageId>,
        _limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(Vec::new())
    }

    async fn mark_read(&self, chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        if !self.rights.read {
            return Ok(());
        }
        let parameters = json!({"chat_id": chat, "message_id": up_to});
        let parameters = self.voice().parameters(parameters);
        let read: Result<bool, Failure> =
            self.shared.api.call("readBusinessMessage", &parameters).await;
        read.map(|_| ()).map_err(|failure| theirs(failure.of_request()))
    }

    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.voice().set_action(chat, action).await.map_err(theirs)
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        _random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.voice().send_text(chat, text, reply_to).await.map_err(theirs)
    }

    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        _random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        self.voice().send_voice(chat, note, reply_to).await.map_err(theirs)
    }

    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        self.voice().file(chat, message, most).await.map_err(theirs)
    }

    /// The person ends a connection in their app's settings.
    async fn log_out(&self) -> Result<(), MessengerError> {
        Err(MessengerError::Refused { reason: "BUSINESS_LIVES_ON".to_owned() })
    }

    /// A bot sees no drafts.
    async fn save_draft(&self, _chat: PeerId, _text: &str) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn draft(&self, _chat: PeerId) -> Result<String, MessengerError> {
        Ok(String::new())
    }

    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError> {
        self.voice().delete(chat, ids).await.map_err(theirs)
    }

    async fn disconnect(&self) {}
}

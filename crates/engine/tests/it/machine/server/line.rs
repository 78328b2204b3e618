//! The line to the server, as an account has it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Chat, ChatAction, Clock as _, Connector, Event, Login, Message, MessageFile, MessageId,
    Messenger, MessengerError, PeerId, SentMessage, SessionStore, VoiceNote,
};

use super::{Fate, Queued, Server};
use crate::stage::peer;

fn unreachable() -> MessengerError {
    MessengerError::Unreachable("the line is cut".into())
}

struct Connected(Arc<Server>);

#[async_trait]
impl Messenger for Connected {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        loop {
            let news = self.0.news.notified();
            {
                let now = self.0.clock.now();
                let mut state = self.0.state();
                state.acknowledge(now);
                if let Some(Queued { event, tells }) = state.queue.pop_front() {
                    state.handed = tells;
                    if let Event::Draft { chat, .. } = event {
                        state.handed_draft = Some(chat);
                    }
                    state.asks = false;
                    return Ok(event);
                }
                state.asks = true;
            }
            news.await;
        }
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        let state = self.0.state();
        if state.away {
            return Err(unreachable());
        }
        let chat = |chat: &PeerId| Chat { peer: peer(*chat), mode: None, last_message: None };
        Ok(state.chats.keys().map(chat).collect())
    }

    async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        let state = self.0.state();
        if state.away {
            return Err(unreachable());
        }
        let older = |message: &&Message| before.is_none_or(|before| message.id < before);
        let messages = state.chats.get(&chat).into_iter().flatten().rev();
        Ok(messages.filter(older).take(limit).cloned().collect())
    }

    async fn mark_read(&self, _chat: PeerId, _up_to: MessageId) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn set_action(&self, _chat: PeerId, _action: ChatAction) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn save_draft(&self, chat: PeerId, text: &str) -> Result<(), MessengerError> {
        let mut state = self.0.state();
        if state.away {
            return Err(unreachable());
        }
        state.saves_draft(chat, text);
        Ok(())
    }

    async fn draft(&self, chat: PeerId) -> Result<String, MessengerError> {
        let state = self.0.state();
        if state.away {
            return Err(unreachable());
        }
        Ok(state.draft(chat))
    }

    async fn delete_messages(&self, _: PeerId, _: &[MessageId]) -> Result<(), MessengerError> {
        unreachable!("nobody takes anything back")
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        _reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let (fate, sent) = {
            let now = self.0.clock.now();
            let mut state = self.0.state();
            state.tries_to_send(chat, random_id, now);
            if state.away {
                state.may_be_taken(random_id);
                return Err(unreachable());
            }
            let fate = state.fates.pop_front().unwrap_or(Fate::Accepted);
            if !matches!(fate, Fate::ToldToWait | Fate::Restricted) {
                state.may_be_taken(random_id);
            }
            match fate {
                Fate::Lost => return Err(unreachable()),
                Fate::ToldToWait => {
                    return Err(MessengerError::FloodWait(Duration::from_secs(30)));
                }
                Fate::Restricted if !state.by_random_id.contains_key(&(chat, random_id)) => {
                    state.kept.insert(random_id);
                    return Err(MessengerError::Restricted { reason: "PEER_FLOOD".into() });
                }
                // What is there already is answered with what it became.
                Fate::Refused if !state.by_random_id.contains_key(&(chat, random_id)) => {
                    return Err(MessengerError::Refused { reason: "USER_IS_BLOCKED".into() });
                }
                _ => {}
            }
            state.hangs |= matches!(fate, Fate::Hangs | Fate::HangsUnsent);
            let arrives = fate != Fate::HangsUnsent;
            (fate, arrives.then(|| state.accepts(chat, text, random_id, now)))
        };
        match (fate, sent) {
            (Fate::Hangs, _) | (_, None) => std::future::pending().await,
            (Fate::AnswerLost, _) => Err(unreachable()),
            (_, Some(sent)) => Ok(sent),
        }
    }

    async fn send_voice(
        &self,
        _chat: PeerId,
        _note: &VoiceNote,
        _random_id: i64,
        _reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        unreachable!("nobody speaks here")
    }

    async fn file(
        &self,
        _chat: PeerId,
        _message: MessageId,
        _most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        Ok(None)
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        Err(MessengerError::Refused { reason: "NOBODY_LOGS_OUT_HERE".into() })
    }

    async fn disconnect(&self) {
        self.0.state().connected = false;
    }
}

pub(crate) struct TheConnector(pub(crate) Arc<Server>);

#[async_trait]
impl Connector for TheConnector {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Err(MessengerError::Refused { reason: "NO_LOGINS_HERE".into() })
    }

    async fn connect(
        &self,
        _session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let mut state = self.0.state();
        if std::mem::replace(&mut state.connected, true) {
            state.wrongs.push("connected twice at once".to_owned());
        }
        state.connections += 1;
        state.queue.clear();
        state.held = None;
        state.handed.clear();
        state.handed_draft = None;
        state.asks = false;
        state.hangs = false;
        if !state.away {
            state.tell_missed(false);
        }
        drop(state);
        Ok(Arc::new(Connected(Arc::clone(&self.0))))
    }
}

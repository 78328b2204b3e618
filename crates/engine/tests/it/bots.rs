//! A Bot API with as many bots as the test names, and what they say in people's names.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    BotConnector, BotError, BotFound, BusinessConnection, BusinessRights, Chat, ChatAction,
    CommandWords, Event, Message, MessageFile, MessageId, Messenger, MessengerError, NewSession,
    OnBehalf, PeerId, Profile, SentMessage, SessionStore, UpdatesState, VoiceNote,
};
use engine::{BotAnswer, BotWords};
use tokio::sync::{Notify, mpsc};

use crate::stage::{START, anna};

/// The token of a bot.
pub(crate) fn token(number: i64) -> String {
    format!("{number}:AAFabcdefghijklmnopqrstuvwxyz_0123")
}

/// Who a number is.
pub(crate) fn profile(number: i64) -> Profile {
    Profile {
        user_id: PeerId(number),
        first_name: format!("№ {number}"),
        last_name: String::new(),
        username: None,
        phone: None,
    }
}

/// What a bot was told and has said; outlives connections.
pub(crate) struct TheBot {
    happen: mpsc::UnboundedSender<Result<Event, MessengerError>>,
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Result<Event, MessengerError>>>,
    state: Mutex<State>,
    hung: Notify,
}

/// What becomes of something that a bot is to say, where that is not that it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// It is said, and no answer comes.
    Lost,
    /// It is said, and the process ends before the answer comes.
    Hangs,
    /// Nobody is asked, as there is no connection.
    NoConnection,
    /// The other side has not written for a day.
    TooLate,
}

#[derive(Default)]
struct State {
    /// What becomes of what is said next.
    becomes: VecDeque<Says>,
    /// How many events happened, were handed out, and were handled.
    happened: usize,
    handed: usize,
    handled: usize,
    /// Over which connection what was said to whom.
    said: Vec<(String, PeerId, String)>,
    /// What it is called at Telegram by now, if that is known.
    name: Option<String>,
    /// How many lines of its own are open.
    lines: usize,
}

impl TheBot {
    fn new() -> Self {
        let (happen, events) = mpsc::unbounded_channel();
        Self {
            happen,
            events: tokio::sync::Mutex::new(events),
            state: Mutex::default(),
            hung: Notify::new(),
        }
    }

    fn tell(&self, event: Result<Event, MessengerError>) {
        self.state.lock().unwrap().happened += 1;
        self.happen.send(event).unwrap();
    }

    pub(crate) fn happens(&self, event: Event) {
        self.tell(Ok(event));
    }

    /// It was renamed at Telegram.
    pub(crate) fn is_called(&self, name: &str) {
        self.state.lock().unwrap().name = Some(name.to_owned());
    }

    /// How many lines of its own are open.
    pub(crate) fn lines(&self) -> usize {
        self.state.lock().unwrap().lines
    }

    /// What becomes of what it is to say next.
    pub(crate) fn will(&self, becomes: Says) {
        self.state.lock().unwrap().becomes.push_back(becomes);
    }

    /// Returns once it waits for an answer that never comes.
    pub(crate) async fn hangs(&self) {
        tokio::time::timeout(Duration::from_secs(30), self.hung.notified())
            .await
            .expect("it hangs");
    }

    /// Its token is revoked.
    pub(crate) fn ends(&self) {
        self.tell(Err(MessengerError::LoggedOut { reason: "BOT_TOKEN_REVOKED".into() }));
    }

    /// A person has connected it, or ends that, so many seconds after the start.
    pub(crate) fn is_connected(&self, id: &str, person: PeerId, enabled: bool, since: u64) {
        self.happens(Event::Business(BusinessConnection {
            id: id.to_owned(),
            person: profile(person.0),
            rights: BusinessRights { reply: true, read: true, delete: true },
            enabled,
            since: START + Duration::from_secs(since),
        }));
    }

    /// A message of the chat with Anna is told over a connection.
    pub(crate) fn hears(&self, over: &str, message: Message) {
        let event = Box::new(Event::Message { message, peer: anna() });
        self.happens(Event::OnBehalf { connection: over.to_owned(), event });
    }

    /// Whether nobody has connected it yet.
    pub(crate) fn is_new(&self) -> bool {
        self.state.lock().unwrap().happened == 0
    }

    /// What it has said, in order.
    pub(crate) fn said(&self) -> Vec<(String, PeerId, String)> {
        self.state.lock().unwrap().said.clone()
    }

    /// Returns once all that happened was handled.
    pub(crate) async fn all_is_taken(&self) {
        let taken = async {
            loop {
                {
                    let state = self.state.lock().unwrap();
                    if state.handled == state.happened {
                        return;
                    }
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), taken).await.expect("it is taken");
    }
}

/// The Bot API.
#[derive(Default)]
pub(crate) struct TheBots(Mutex<HashMap<i64, Arc<TheBot>>>);

impl TheBots {
    pub(crate) fn bot(&self, number: i64) -> Arc<TheBot> {
        let mut bots = self.0.lock().unwrap();
        Arc::clone(bots.entry(number).or_insert_with(|| Arc::new(TheBot::new())))
    }
}

#[async_trait]
impl BotConnector for TheBots {
    async fn check(&self, token: &str) -> Result<BotFound, BotError> {
        let number = token.split_once(':').and_then(|(number, _)| number.parse().ok());
        Ok(BotFound {
            profile: profile(number.ok_or(BotError::Malformed)?),
            session: NewSession {
                keys: token.as_bytes().to_vec(),
                updates: UpdatesState::default(),
                peers: vec![],
            },
            takes_business: true,
            has_webhook: false,
        })
    }

    async fn connect(
        &self,
        session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let token = String::from_utf8(session.load().await.unwrap().unwrap().keys).unwrap();
        let bot = self.bot(token.split_once(':').unwrap().0.parse().unwrap());
        bot.happens(Event::CaughtUp);
        let number = token.split_once(':').unwrap().0.parse().unwrap();
        let name = {
            let mut state = bot.state.lock().unwrap();
            state.lines += 1;
            state.name.clone()
        };
        let profile = name.map(|first_name| Profile { first_name, ..profile(number) });
        Ok(Arc::new(Line { bot, over: None, profile }))
    }

    async fn rename(&self, _: Arc<dyn SessionStore>, _: &str) -> Result<(), BotError> {
        Ok(())
    }

    async fn list_commands(
        &self,
        _: Arc<dyn SessionStore>,
        _: &[CommandWords],
    ) -> Result<(), BotError> {
        Ok(())
    }

    async fn take_over(&self, _: Arc<dyn SessionStore>) -> Result<(), BotError> {
        Ok(())
    }
}

/// A bot that is connected, in its own name or over a connection.
struct Line {
    bot: Arc<TheBot>,
    over: Option<String>,
    profile: Option<Profile>,
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.over.is_none() {
            self.bot.state.lock().unwrap().lines -= 1;
        }
    }
}

#[async_trait]
impl OnBehalf for Line {
    async fn connection(&self, _: &str) -> Result<Option<BusinessConnection>, MessengerError> {
        Ok(None)
    }

    fn speaker(&self, id: &str, _: BusinessRights) -> Arc<dyn Messenger> {
        Arc::new(Self { bot: Arc::clone(&self.bot), over: Some(id.to_owned()), profile: None })
    }
}

#[async_trait]
impl Messenger for Line {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        {
            let mut state = self.bot.state.lock().unwrap();
            state.handled = state.handed;
        }
        let event = self.bot.events.lock().await.recv().await.unwrap();
        self.bot.state.lock().unwrap().handed += 1;
        event
    }

    fn knows_again(&self, _: PeerId) -> bool {
        false
    }

    fn may_be_there(&self, _: i64) -> bool {
        false
    }

    fn profile(&self) -> Option<Profile> {
        self.profile.clone()
    }

    fn on_behalf(&self) -> Option<&dyn OnBehalf> {
        Some(self)
    }

    async fn dialogs(&self, _: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(vec![])
    }

    async fn history(
        &self,
        _: PeerId,
        _: Option<MessageId>,
        _: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(vec![])
    }

    async fn mark_read(&self, _: PeerId, _: MessageId) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn set_action(&self, _: PeerId, _: ChatAction) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        _: i64,
        _: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let (becomes, id) = {
            let mut state = self.bot.state.lock().unwrap();
            let becomes = state.becomes.pop_front();
            match becomes {
                Some(Says::NoConnection) => {
                    return Err(MessengerError::Unreachable("no connection".into()));
                }
                Some(Says::TooLate) => {
                    let reason = "Bad Request: BUSINESS_PEER_USAGE_MISSING".to_owned();
                    return Err(MessengerError::Refused { reason });
                }
                Some(Says::Lost | Says::Hangs) | None => {}
            }
            state.said.push((self.over.clone().unwrap_or_default(), chat, text.to_owned()));
            (becomes, 5_000 + i32::try_from(state.said.len()).unwrap())
        };
        match becomes {
            Some(Says::Lost) => return Err(MessengerError::Lost("the answer was lost".into())),
            Some(Says::Hangs) => {
                self.bot.hung.notify_one();
                std::future::pending::<()>().await;
            }
            _ => {}
        }
        Ok(SentMessage { id: MessageId(id), sent_at: START + Duration::from_secs(60) })
    }

    async fn send_voice(
        &self,
        _: PeerId,
        _: &VoiceNote,
        _: i64,
        _: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        Err(MessengerError::Refused { reason: "VOICE_MESSAGES_FORBIDDEN".into() })
    }

    async fn file(
        &self,
        _: PeerId,
        _: MessageId,
        _: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        Ok(None)
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        Err(MessengerError::Refused { reason: "BOT_TOKEN_LIVES_ON".into() })
    }

    async fn save_draft(&self, _: PeerId, _: &str) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn draft(&self, _: PeerId) -> Result<String, MessengerError> {
        Ok(String::new())
    }

    async fn delete_messages(&self, _: PeerId, _: &[MessageId]) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn disconnect(&self) {}
}

/// Answers to commands that tell themselves apart, and the language in which they are wanted.
pub(crate) struct PlainWords;

impl BotWords for PlainWords {
    fn answer(&self, language: Option<&str>, answer: &BotAnswer) -> String {
        let answer = match answer {
            BotAnswer::Started { .. } => "started",
            BotAnswer::Stopped => "stopped",
            BotAnswer::Help { .. } => "help",
        };
        format!("{answer} {}", language.unwrap_or("in any language"))
    }

    fn commands(&self) -> Vec<CommandWords> {
        vec![]
    }
}

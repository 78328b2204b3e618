//! From the server's updates to events: in order, without gaps, each batch with the state that may
//! be stored once it is handled.
//!
//! The rules are <https://core.telegram.org/api/updates>; the counting is grammers'
//! [`MessageBoxes`]. Channels and supergroups are followed live only: catching up on them would cost a
//! request for every one of them at every start. What is missing of a supergroup while it is followed
//! is asked for; of a channel, where a twin never answers, it is not.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use domain::{Event, Message, MessageId, MessengerError, Outage, PeerId, Timestamp, UpdatesState};
use grammers_session::types as session;
use grammers_session::updates::{MessageBoxes, PrematureEndReason, UpdateAndPeers, UpdatesLike};
use grammers_tl_types as tl;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::{debug, info, warn};

use crate::Error;
use crate::connection::Caller;
use crate::error::messenger_error;
use crate::gaps;
use crate::ids::{Bare, peer_id};
use crate::message;
use crate::peers::Peers;
use crate::supervisor::Line;
use crate::transcripts::Transcripts;

/// How often a silent connection is asked whether it is still there. With the patience of a call,
/// 20 s, a dead one is known within a minute.
const PROBE_EVERY: Duration = Duration::from_secs(35);

/// How much of what was missed in a supergroup is told at once; Telegram allows this to user accounts.
const MISSED_AT_ONCE: i32 = 100;

/// Events that arrived together.
pub(crate) struct Batch {
    pub(crate) events: Vec<Event>,
    /// What may be stored when all of them, and all before them, are acknowledged.
    pub(crate) state: UpdatesState,
}

/// The account's stream of events, which outlives connections.
pub(crate) struct Feed {
    pub(crate) peers: Arc<Peers>,
    pub(crate) line: Arc<Line>,
    /// What Telegram hears in voice notes.
    pub(crate) transcripts: Arc<Transcripts>,
    pub(crate) batches: mpsc::Sender<Batch>,
    /// The state of the last batch that was put into the queue: where a new connection goes on.
    pub(crate) state: UpdatesState,
}

impl Feed {
    /// Reads the updates of one connection until it fails. What could not be queued is asked for
    /// again by the next connection.
    pub(crate) async fn follow(
        &mut self,
        caller: &Caller,
        mut raw: mpsc::Receiver<UpdatesLike>,
    ) -> Result<Infallible, MessengerError> {
        let mut boxes = MessageBoxes::load(known_to_grammers(&self.state));
        // Also tells the server that this connection wants updates, and us that we may be here.
        let tl::enums::updates::State::State(state) =
            caller.call(&tl::functions::updates::GetState {}).await.map_err(messenger_error)?;
        if boxes.is_empty() {
            boxes.set_state(state);
            self.queue(Vec::new(), &boxes).await?;
        }
        info!("connected");
        self.line.up(caller.clone());

        let mut next_probe = Instant::now() + PROBE_EVERY;
        let mut deadline = std::time::Instant::now();
        let mut caught_up = false;
        loop {
            deadline = gaps::check_deadlines(&mut boxes, deadline);
            if let Some(request) = boxes.get_difference() {
                let difference = match caller.call(&request).await.map_err(messenger_error) {
                    Ok(difference) => difference,
                    // The server cannot go on from where we are: start where it is.
                    Err(MessengerError::Refused { reason }) => {
                        warn!(reason, "the server refused to say what was missed");
                        let state = caller.call(&tl::functions::updates::GetState {}).await;
                        let tl::enums::updates::State::State(state) =
                            state.map_err(messenger_error)?;
                        boxes = MessageBoxes::new();
                        boxes.set_state(state);
                        self.queue(vec![Event::Gap], &boxes).await?;
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let gap = matches!(difference, tl::enums::updates::Difference::TooLong(_));
                let missed = boxes.apply_difference(difference);
                let mut events = self.events(caller, missed).await?;
                // A difference lists messages last, though what happened to them came after.
                events.sort_by_key(|event| !matches!(event, Event::Message { .. }));
                if gap {
                    info!("the server no longer has all that was missed");
                    events.push(Event::Gap);
                }
                self.queue(events, &boxes).await?;
                continue;
            }
            while let Some(request) = boxes.get_channel_difference() {
                let events = self.missed_in_channel(caller, &mut boxes, request).await?;
                self.queue(events, &boxes).await?;
            }
            if !caught_up {
                caught_up = true;
                self.queue(vec![Event::CaughtUp], &boxes).await?;
            }
            tokio::select! {
                update = raw.recv() => match update {
                    None | Some(UpdatesLike::ConnectionClosed) => {
                        return Err(MessengerError::Unreachable(Error::NotConnected.into()));
                    }
                    Some(update) => {
                        next_probe = Instant::now() + PROBE_EVERY;
                        if let Ok(new) = boxes.process_updates(update) {
                            let events = self.events(caller, new).await?;
                            self.queue(events, &boxes).await?;
                        }
                    }
                },
                () = sleep_until(deadline.into()) => {}
                () = self.line.suspected() => next_probe = Instant::now(),
                // A half-open connection swallows requests without ever failing.
                () = sleep_until(next_probe) => {
                    let probe = tl::functions::Ping { ping_id: 0 };
                    caller.call(&probe).await.map_err(messenger_error)?;
                    next_probe = Instant::now() + PROBE_EVERY;
                }
            }
        }
    }

    /// What was missed in a supergroup since `request` was due; of a channel it is passed over.
    async fn missed_in_channel(
        &self,
        caller: &Caller,
        boxes: &mut MessageBoxes,
        mut request: tl::functions::updates::GetChannelDifference,
    ) -> Result<Vec<Event>, MessengerError> {
        if let Some(channel) = self.peers.supergroup(&request.channel).await? {
            request.channel = channel;
            request.limit = MISSED_AT_ONCE;
            match caller.call(&request).await.map_err(messenger_error) {
                Ok(difference) => {
                    let missed = boxes.apply_channel_difference(difference);
                    return self.events(caller, missed).await;
                }
                // The account is no member any more.
                Err(MessengerError::Refused { reason }) => {
                    debug!(reason, "the server refused to say what was missed in a supergroup");
                }
                Err(error) => return Err(error),
            }
        }
        boxes.end_channel_difference(PrematureEndReason::Banned);
        Ok(Vec::new())
    }

    /// Puts the end of a connection into the queue, behind what it has brought.
    pub(crate) async fn disconnected(&mut self) {
        let batch = Batch {
            events: vec![Event::Disconnected(Outage::NoAnswer)],
            state: self.state.clone(),
        };
        // An error only says that nobody listens any more.
        let _ = self.batches.send(batch).await;
    }

    async fn queue(
        &mut self,
        events: Vec<Event>,
        boxes: &MessageBoxes,
    ) -> Result<(), MessengerError> {
        let state = known_to_us(&boxes.session_state());
        if events.is_empty() && state == self.state {
            return Ok(());
        }
        self.state = state.clone();
        self.batches
            .send(Batch { events, state })
            .await
            .map_err(|_| MessengerError::Unreachable(Error::Disconnected.into()))
    }

    async fn events(
        &self,
        caller: &Caller,
        (updates, users, chats): UpdateAndPeers,
    ) -> Result<Vec<Event>, MessengerError> {
        self.peers
            .learn(&users, &chats)
            .await
            .map_err(|error| MessengerError::Session(error.into()))?;
        let news: Vec<_> = updates
            .into_iter()
            .filter_map(|(update, _)| match update {
                tl::enums::Update::TranscribedAudio(told) => {
                    // Whoever has asked waits for it.
                    self.transcripts.take(&told);
                    None
                }
                update => News::read(update, self.peers.own),
            })
            .collect();
        let mut events = Vec::with_capacity(news.len());
        for news in news {
            events.push(match news {
                News::Event(event) => event,
                News::Message(mut message) => {
                    debug!(chat = %message.chat, id = %message.id, "message");
                    message.via_bot |= self.peers.is_surely_bots(caller, &message).await?;
                    let peer = self.peers.other_side(caller, &message).await?;
                    Event::Message { message, peer }
                }
            });
        }
        Ok(events)
    }
}

/// What an update says that concerns us.
enum News {
    /// A message, whose other side is still to be found.
    Message(Message),
    Event(Event),
}

impl News {
    fn read(update: tl::enums::Update, own: PeerId) -> Option<Self> {
        use tl::enums::Update;
        match update {
            Update::NewMessage(update) => message::read(update.message, own).map(Self::Message),
            Update::NewChannelMessage(update) => {
                message::read(update.message, own).map(Self::Message)
            }
            Update::EditMessage(update) => edited(update.message, own),
            Update::EditChannelMessage(update) => edited(update.message, own),
            // Our own requests that only move the counter are counted as deletions of nothing.
            Update::DeleteMessages(update) if update.messages.is_empty() => None,
            Update::DeleteMessages(update) => Some(deleted(None, update.messages)),
            Update::DeleteChannelMessages(update) => {
                let chat = Bare::Channel(update.channel_id).into();
                Some(deleted(Some(chat), update.messages))
            }
            Update::ReadHistoryOutbox(update) => Some(Self::Event(Event::Read {
                chat: peer_id(&update.peer),
                up_to: MessageId(update.max_id),
            })),
            // Our own reading is not told to us: this was another device.
            Update::ReadHistoryInbox(update) => Some(Self::Event(Event::ReadByOwner {
                chat: peer_id(&update.peer),
                up_to: MessageId(update.max_id),
            })),
            Update::ReadChannelInbox(update) => Some(Self::Event(Event::ReadByOwner {
                chat: Bare::Channel(update.channel_id).into(),
                up_to: MessageId(update.max_id),
            })),
            Update::UserStatus(update) if PeerId::from(Bare::User(update.user_id)) == own => {
                let until = match update.status {
                    tl::enums::UserStatus::Online(online) => {
                        Some(Timestamp::from_secs(online.expires.into()))
                    }
                    _ => None,
                };
                Some(Self::Event(Event::OwnerOnline { until }))
            }
            // A draft in a topic of a group is not one of the chat.
            Update::DraftMessage(update) if update.top_msg_id.is_none() => {
                let text = match update.draft {
                    tl::enums::DraftMessage::Message(draft) => draft.message,
                    tl::enums::DraftMessage::Empty(_) => String::new(),
                };
                Some(Self::Event(Event::Draft { chat: peer_id(&update.peer), text }))
            }
            other => message::action(&other)
                .map(|(chat, action)| Self::Event(Event::Action { chat, action })),
        }
    }
}

fn edited(message: tl::enums::Message, own: PeerId) -> Option<News> {
    // Reactions and buttons change a message without changing what it says.
    if matches!(&message, tl::enums::Message::Message(message) if message.edit_hide) {
        return None;
    }
    message::read(message, own).map(|message| News::Event(Event::Edited(message)))
}

fn deleted(chat: Option<PeerId>, ids: Vec<i32>) -> News {
    News::Event(Event::Deleted { chat, ids: ids.into_iter().map(MessageId).collect() })
}

fn known_to_grammers(state: &UpdatesState) -> session::UpdatesState {
    session::UpdatesState {
        pts: state.pts,
        qts: state.qts,
        date: state.date,
        seq: state.seq,
        channels: Vec::new(),
    }
}

fn known_to_us(state: &session::UpdatesState) -> UpdatesState {
    UpdatesState {
        pts: state.pts,
        qts: state.qts,
        date: state.date,
        seq: state.seq,
        channels: Vec::new(),
    }
}

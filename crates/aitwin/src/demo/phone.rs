//! The contacts' phones: further accounts of the same sandbox, each logged in when first picked
//! up, over the same adapter that the twin uses.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    AccountId, Author, BoxError, ChatAction, Connector, Event, Message, Messenger, PeerId,
};
use sandbox::Control;
use telegram::TelegramConnector;
use tokio::sync::{Mutex, broadcast};
use tracing::debug;
use web::{Phone, PhoneChange, PhoneContact, PhoneError, PhoneEvent, PhoneMessage};

use super::Cast;
use super::stage::log_in;

/// How many messages a phone shows.
const SHOWN: usize = 30;

/// Events kept for a page that reads slowly.
const EVENTS: usize = 256;

/// All phones of the demo.
pub(crate) struct Phones {
    account: AccountId,
    owner: PeerId,
    cast: Cast,
    contacts: Vec<PhoneContact>,
    control: Control,
    connector: TelegramConnector,
    /// The phones that were picked up; a login takes the lock, so that there is one per contact.
    connected: Arc<Mutex<Connected>>,
    events: broadcast::Sender<PhoneEvent>,
}

type Connected = HashMap<PeerId, Arc<dyn Messenger>>;

impl Phones {
    pub(crate) fn new(
        account: AccountId,
        cast: Cast,
        control: Control,
        connector: TelegramConnector,
    ) -> Self {
        Self {
            account,
            owner: cast.owner.peer(),
            contacts: cast.contacts.iter().map(super::cast::Contact::as_page_shows).collect(),
            cast,
            control,
            connector,
            connected: Arc::default(),
            events: broadcast::Sender::new(EVENTS),
        }
    }

    /// The connected account of a contact.
    async fn pick_up(&self, contact: PeerId) -> Result<Arc<dyn Messenger>, PhoneError> {
        let mut connected = self.connected.lock().await;
        if let Some(messenger) = connected.get(&contact) {
            return Ok(Arc::clone(messenger));
        }
        let person = self.cast.contacts.iter().map(|contact| &contact.person);
        let person = person
            .into_iter()
            .find(|person| person.peer() == contact)
            .ok_or(PhoneError::UnknownContact)?;
        let session = log_in(&self.connector, &self.control, &person.phone)
            .await
            .map_err(|error| PhoneError::Telegram(error.into()))?;
        let messenger = self.connector.connect(Arc::new(session)).await.map_err(failed)?;
        // The owner's access hash comes with the dialogs.
        messenger.dialogs(SHOWN).await.map_err(failed)?;
        let following = Follow {
            contact,
            owner: self.owner,
            messenger: Arc::clone(&messenger),
            connected: Arc::clone(&self.connected),
            events: self.events.clone(),
        };
        tokio::spawn(following.run());
        connected.insert(contact, Arc::clone(&messenger));
        Ok(messenger)
    }

    /// Closes the connections.
    pub(crate) async fn hang_up(&self) {
        for messenger in self.connected.lock().await.drain().map(|(_, messenger)| messenger) {
            messenger.disconnect().await;
        }
    }
}

#[async_trait]
impl Phone for Phones {
    fn account(&self) -> AccountId {
        self.account
    }

    fn contacts(&self) -> &[PhoneContact] {
        &self.contacts
    }

    async fn open(&self, contact: PeerId) -> Result<Vec<PhoneMessage>, PhoneError> {
        let messenger = self.pick_up(contact).await?;
        let mut history = messenger.history(self.owner, None, SHOWN).await.map_err(failed)?;
        history.reverse();
        Ok(history.iter().filter_map(shown).collect())
    }

    async fn send(&self, contact: PeerId, text: &str) -> Result<(), PhoneError> {
        let messenger = self.pick_up(contact).await?;
        let random_id = rand::random::<i64>() | 1;
        let sent = messenger.send_text(self.owner, text, random_id).await.map_err(failed)?;
        let message = PhoneMessage {
            id: sent.id.0,
            mine: true,
            text: text.to_owned(),
            sent_at: sent.sent_at,
        };
        // An error only says that no page is open.
        let _ = self.events.send(PhoneEvent { contact, change: PhoneChange::Message(message) });
        Ok(())
    }

    fn subscribe(&self) -> broadcast::Receiver<PhoneEvent> {
        self.events.subscribe()
    }
}

/// Follows what happens on one phone.
struct Follow {
    contact: PeerId,
    owner: PeerId,
    messenger: Arc<dyn Messenger>,
    connected: Arc<Mutex<Connected>>,
    events: broadcast::Sender<PhoneEvent>,
}

impl Follow {
    /// Follows until the phone hangs up; whoever picks it up next logs in anew.
    async fn run(self) {
        loop {
            let change = match self.messenger.next_event().await {
                Ok(Event::Message { message, .. }) if message.chat == self.owner => {
                    shown(&message).map(PhoneChange::Message)
                }
                Ok(Event::Action { chat, action }) if chat == self.owner => {
                    Some(PhoneChange::Typing(action == ChatAction::Typing))
                }
                Ok(Event::Read { chat, .. }) if chat == self.owner => Some(PhoneChange::Read),
                Ok(_) => None,
                Err(error) => {
                    debug!(contact = %self.contact, error = &error as &dyn std::error::Error, "phone hung up");
                    let mut connected = self.connected.lock().await;
                    let is_ours = |known: &Arc<_>| Arc::ptr_eq(known, &self.messenger);
                    if connected.get(&self.contact).is_some_and(is_ours) {
                        connected.remove(&self.contact);
                    }
                    return;
                }
            };
            if let Some(change) = change {
                // An error only says that no page is open.
                let _ = self.events.send(PhoneEvent { contact: self.contact, change });
            }
        }
    }
}

fn shown(message: &Message) -> Option<PhoneMessage> {
    Some(PhoneMessage {
        id: message.id.0,
        mine: message.author == Author::Owner,
        text: message.content.text()?.to_owned(),
        sent_at: message.sent_at,
    })
}

fn failed(error: impl Into<BoxError>) -> PhoneError {
    PhoneError::Telegram(error.into())
}

//! What people tell a bot by commands, without talking to the twin: `/start`, `/stop`, `/help`.

use std::time::Duration;

use domain::{
    AccountId, Author, BotCommand, CommandWords, Content, Message, Messenger, MessengerError, Peer,
    PeerId, SentMessage,
};
use tracing::warn;

use crate::account::Shared;
use crate::{Engine, Error, TwinEvent, language};

/// For how long the same answer is not given again: whoever plays with a command gets one.
const AGAIN: Duration = Duration::from_secs(10);

/// Among so many of a chat's newest messages is the last answer to a command.
const LATELY: usize = 6;

/// What a bot answers to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotAnswer {
    /// Who it is, and that a twin writes here; how to have it stop.
    Started {
        /// Whose twin it is: their first name.
        owner: String,
    },
    /// That it does not answer any more, and how to have it answer again.
    Stopped,
    /// What it is and which commands there are.
    Help {
        /// Whose twin it is: their first name.
        owner: String,
        /// Whether they have told it to stop.
        stopped: bool,
    },
}

/// The words of bots' answers: the engine has none for people.
pub trait BotWords: Send + Sync {
    /// An answer, in the language of an app such as `ru` or `pt-br`, if that is known.
    fn answer(&self, language: Option<&str>, answer: &BotAnswer) -> String;

    /// What the commands do, in every language.
    fn commands(&self) -> Vec<CommandWords>;
}

/// A command as it came.
pub(crate) struct Told {
    pub(crate) message: Message,
    pub(crate) peer: Peer,
    pub(crate) command: BotCommand,
    pub(crate) language: Option<String>,
}

/// Does what a command says, and answers it. The same one again changes nothing.
pub(crate) async fn take(
    shared: &Shared,
    messenger: &dyn Messenger,
    told: Told,
) -> Result<(), Error> {
    let Told { message, peer, command, language } = told;
    let (account, chat) = (shared.account, message.chat);
    let mut tx = shared.begin().await?;
    tx.upsert_peer(account, &peer).await?;
    if tx.message(account, chat, message.id).await?.is_some() || !peer.may_be_answered() {
        return Ok(tx.commit_soon().await?);
    }
    // A group is not one person's to silence.
    let changed = match command {
        BotCommand::Start if chat.is_user() => tx.unstop_chat(account, chat).await?,
        BotCommand::Stop if chat.is_user() => tx.stop_chat(account, chat).await?,
        BotCommand::Start | BotCommand::Stop | BotCommand::Help => false,
    };
    let stopped = tx.is_stopped(account, chat).await?;
    let lately = tx.recent_messages(account, chat, LATELY).await?;
    let owner = owner(shared, &mut tx).await?;
    tx.commit().await?;
    if changed {
        shared.mode_changed(Some(chat));
    }
    let answer = match command {
        BotCommand::Start if chat.is_user() => Some(BotAnswer::Started { owner }),
        BotCommand::Stop if chat.is_user() => Some(BotAnswer::Stopped),
        BotCommand::Stop => None,
        BotCommand::Start | BotCommand::Help => Some(BotAnswer::Help { owner, stopped }),
    };
    let words = shared.inner.bots.words();
    // Not every app says which language it is in.
    let language = language.or_else(|| {
        let said = lately.iter().rev().filter(|message| message.author == Author::Other);
        let known = language::of_talk(said.filter_map(|message| message.content.text()));
        let known = known.or_else(|| language::of_name(&peer.title));
        known.map(str::to_owned)
    });
    let text = answer.zip(words).map(|(answer, words)| words.answer(language.as_deref(), &answer));
    let is_new = |text: &String| {
        !lately.iter().any(|message| {
            message.author == Author::Twin
                && message.content.text() == Some(text)
                && shared.now().since(message.sent_at) < AGAIN
        })
    };
    // What has changed is told, however lately the same was.
    let sent = match text.filter(|text| changed || is_new(text)) {
        Some(text) => send(shared, messenger, &message, text).await?,
        None => None,
    };
    // Last: until it is stored the command comes again, and is answered again.
    let mut tx = shared.begin().await?;
    tx.insert_message(account, &message).await?;
    if let Some(answer) = &sent {
        tx.insert_message(account, answer).await?;
    }
    tx.commit_soon().await?;
    for message in [Some(message), sent].into_iter().flatten() {
        shared.count(message.author);
        shared.publish(chat, TwinEvent::Message { message });
    }
    Ok(())
}

/// Sends an answer, once; one that is not taken is left out.
async fn send(
    shared: &Shared,
    messenger: &dyn Messenger,
    to: &Message,
    text: String,
) -> Result<Option<Message>, Error> {
    let random_id = shared.inner.entropy.random_id();
    let SentMessage { id, sent_at } = match messenger
        .send_text(to.chat, &text, random_id, None)
        .await
    {
        Ok(sent) => sent,
        Err(error @ MessengerError::LoggedOut { .. }) => return Err(error.into()),
        Err(error) => {
            warn!(account = %shared.account, chat = %to.chat, error = &error as &dyn std::error::Error, "a command is not answered");
            return Ok(None);
        }
    };
    let mut tx = shared.begin().await?;
    let sender = shared.user(&mut tx).await?;
    Ok(Some(Message {
        chat: to.chat,
        id,
        author: Author::Twin,
        sender,
        sent_at,
        content: Content::Text { text },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }))
}

impl Engine {
    /// Whether the other side of a bot's chat has told it to stop, and neither they nor the owner have said
    /// otherwise since.
    pub async fn is_stopped(&self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        Ok(tx.is_stopped(account, chat).await?)
    }
}

/// The first name of whose twin it is.
async fn owner(shared: &Shared, tx: &mut store::Tx) -> Result<String, Error> {
    let of = shared.who.manner_of.unwrap_or(shared.account);
    let account = tx.account(of).await?.ok_or(Error::Gone)?;
    Ok(account.profile.first_name)
}
